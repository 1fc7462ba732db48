"""Which values of a metric are in the lake, by unit and day, with and without AI?"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from opencaio.errors import BadInput
from opencaio.record.manifest import live_files, opened


@dataclass(frozen=True)
class Reading:
    """One value: of which unit on which day, whether AI was at work there, in which arm of an experiment."""

    day: date
    unit: str
    arm: str
    with_ai: bool
    value: float
    before: float | None
    observations: int


@dataclass(frozen=True)
class Readings:
    """The values of one series in the order of day and unit; ``digest`` of all of them."""

    series: str
    rows: tuple[Reading, ...]
    digest: str

    @property
    def days(self) -> list[date]:
        return sorted({row.day for row in self.rows})

    @property
    def units(self) -> list[str]:
        return sorted({row.unit for row in self.rows})

    def begun(self) -> dict[str, date]:
        """The first day with AI of each unit that has one."""
        found: dict[str, date] = {}
        for row in self.rows:
            if row.with_ai:
                found.setdefault(row.unit, row.day)
        return found

    def between(self, first: date | None, last: date | None) -> "Readings":
        """The values from ``first`` to ``last``."""
        kept = [row for row in self.rows if (first is None or row.day >= first) and (last is None or row.day <= last)]
        return gathered(self.series, kept)

    def of_units(self, units: Iterable[str]) -> "Readings":
        """The values of these units only."""
        wanted = frozenset(units)
        return gathered(self.series, [row for row in self.rows if row.unit in wanted])

    def by_day(self) -> list[tuple[date, float]]:
        """The mean of the units on each day, each weighed by its observations."""
        sums: dict[date, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row in self.rows:
            sums[row.day][0] += row.value * row.observations
            sums[row.day][1] += row.observations
        return [(day, sums[day][0] / sums[day][1]) for day in sorted(sums) if sums[day][1]]


def readings_of(series: str, *, first: date | None = None, last: date | None = None) -> Readings:
    """The live rows of a KPI series. Raises ``BadInput`` where there is none."""
    rows: list[Reading] = []
    if live_files("kpi", first=first, last=last):
        with opened("kpi", first=first, last=last) as lake:
            facts = lake.table("kpi")
            kept = [facts.series == series]
            kept += [facts.day >= first] if first else []
            kept += [facts.day <= last] if last else []
            for one in facts.filter(kept).to_pyarrow().to_pylist():
                unit = one["unit_key"] or one["user_key"] or ""
                rows.append(
                    Reading(
                        one["day"], unit, one["arm"] or "", bool(one["with_ai"]), one["value"], one["before"],
                        one["observations"],
                    )
                )  # fmt: skip
    if not rows:
        raise BadInput(f"The lake has no value of {series} in this time: bring the series in first.")
    return gathered(series, rows)


def gathered(series: str, rows: Iterable[Reading]) -> Readings:
    """The rows in order, with their digest."""
    ordered = tuple(sorted(rows, key=lambda row: (row.day, row.unit, row.arm, row.value)))
    digest = hashlib.sha256(series.encode())
    for row in ordered:
        digest.update(repr((row.day.isoformat(), row.unit, row.arm, row.with_ai, row.value, row.observations)).encode())
    return Readings(series, ordered, digest.hexdigest())
