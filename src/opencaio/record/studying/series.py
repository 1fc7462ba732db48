"""Which values of a metric are in the lake, by unit and day, with and without AI?"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opencaio.errors import BadInput
from opencaio.lake.declarations import Condition, MetricSpec
from opencaio.record.manifest import live_files, opened
from opencaio.record.measuring.declared import as_declared
from opencaio.record.models import Metric, Study

KPI, SERIES, VALUE = "kpi", "series", "value"
MOST_NAMED = 12


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


def readings_of(metric: Metric, *, first: date | None = None, last: date | None = None) -> Readings:
    """The live rows of the series that a metric's declaration counts, each value times its factor.

    A declaration that names no series counts the one called like the metric. Rows of units without AI name no use, so
    rows of every use count. Raises ``BadInput`` where it is no KPI series, counts something else than its values,
    names several series, or none of its rows is in the lake.
    """
    spec = _spec(metric)
    where = (*spec.conditions, *spec.numerator.where)
    if not any(one.column == SERIES for one in where):
        where = (*where, Condition(SERIES, "is", metric.code))
    rows = _rows(where, first=first, last=last)
    names = sorted({one[SERIES] for one in rows})
    if not names:
        raise BadInput(f"No row in the lake counts for {metric.code} in this time ({_told(where)}). {_there()}")
    if len(names) > 1:
        raise BadInput(f"{metric.code} counts several series ({', '.join(names[:5])}): name one in its conditions.")
    return gathered(names[0], [_reading(one, factor=float(spec.factor)) for one in rows])


def readings_for(study: Study) -> Readings:
    """The rows that a study reads. Raises ``BadInput`` where it has no metric, or `readings_of` finds nothing."""
    if study.metric is None:
        raise BadInput(f"{study.code} has no metric that is a KPI series: name one, or state its result.")
    return readings_of(study.metric, first=first_day_of(study), last=study.ends_on)


def first_day_of(study: Study) -> date | None:
    """From which day on it reads, where its settings say so."""
    told = study.settings.get("first_day")
    return date.fromisoformat(told) if told else None


def _spec(metric: Metric) -> MetricSpec:
    """The declaration, where it counts the values of a series."""
    if metric.fact != KPI:
        raise BadInput(f"{metric.code} is counted on {metric.fact}: a study or baseline reads a KPI series.")
    spec = as_declared(metric)
    if spec.numerator.of != (VALUE,) or spec.numerator.how != "sum":
        raise BadInput(
            f"{metric.code} counts {spec.formula}: a study or baseline reads the values of a series, so its numerator "
            "must be their sum."
        )
    return spec


def _rows(where: Sequence[Condition], *, first: date | None, last: date | None) -> list[dict[str, Any]]:
    from opencaio.lake.compiling import all_of

    if not live_files(KPI, first=first, last=last):
        return []
    with opened(KPI, first=first, last=last) as lake:
        facts = lake.table(KPI)
        kept = [all_of(facts, where)]
        kept += [facts.day >= first] if first else []
        kept += [facts.day <= last] if last else []
        found: list[dict[str, Any]] = facts.filter(kept).to_pyarrow().to_pylist()
        return found


def _reading(row: Mapping[str, Any], *, factor: float) -> Reading:
    unit, before = row["unit_key"] or row["user_key"] or "", row["before"]
    return Reading(
        day=row["day"],
        unit=unit,
        arm=row["arm"] or "",
        with_ai=bool(row["with_ai"]),
        value=row[VALUE] * factor,
        before=None if before is None else before * factor,
        observations=row["observations"],
    )


def _told(where: Sequence[Condition]) -> str:
    return " and ".join(one.words for one in where)


def _there() -> str:
    """Which series the lake has, in words."""
    names: list[str] = []
    if live_files(KPI):
        with opened(KPI) as lake:
            names = sorted(lake.table(KPI).select(SERIES).distinct().to_pyarrow()[SERIES].to_pylist())
    if not names:
        return "No KPI series is in the lake yet: bring one in with caio lake add FILE kpi."
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"In the lake are: {', '.join(names[:MOST_NAMED])}{more}."


def gathered(series: str, rows: Iterable[Reading]) -> Readings:
    """The rows in order, with their digest."""
    ordered = tuple(sorted(rows, key=lambda row: (row.day, row.unit, row.arm, row.value)))
    digest = hashlib.sha256(series.encode())
    for row in ordered:
        digest.update(repr((row.day.isoformat(), row.unit, row.arm, row.with_ai, row.value, row.observations)).encode())
    return Readings(series, ordered, digest.hexdigest())
