"""Who was measured when, which of them were treated from when on, and can that be compared at all?

A panel holds one outcome for units (departments, shops, states) over periods (years, weeks, days). What it lacks is
shown by name: readings that stand twice, gaps, units that were treated all along, no untreated unit or period.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.impact.estimate import LARGEST, Number, data_hash
from opencaio.errors import BadInput

Numbers: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Places: TypeAlias = NDArray[np.int64]
Period: TypeAlias = int | date

NAMED = 5
"""So many units or readings are named in a sentence; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of one unit in one period: a year, a number of a week or month, or a day."""

    unit: str
    period: Period
    outcome: Number


@dataclass(frozen=True, eq=False)
class Panel:
    """Outcomes of units × periods, NaN where there is no reading.

    `starts` holds the place of the first treated period of each unit, the number of periods for those never treated.
    `clusters` numbers the groups within which units are alike (each unit its own unless told otherwise).
    `covariates` are what is known of units before (units × names).
    """

    units: tuple[str, ...]
    periods: tuple[Period, ...]
    outcomes: Numbers
    starts: Places
    clusters: Places
    covariates: Numbers
    covariate_names: tuple[str, ...] = ()

    @cached_property
    def treated(self) -> Flags:
        """True for units that are treated within the panel."""
        return np.asarray(self.starts < len(self.periods))

    @cached_property
    def complete(self) -> Flags:
        """True for units with a reading in every period."""
        return np.asarray(np.isfinite(self.outcomes).all(axis=1))

    @property
    def balanced(self) -> bool:
        """True where every unit has a reading in every period."""
        return bool(self.complete.all())

    def only(self, keep: Flags) -> "Panel":
        """The panel of the units that are kept."""
        return replace(
            self,
            units=tuple(name for name, kept in zip(self.units, keep, strict=True) if kept),
            outcomes=self.outcomes[keep],
            starts=self.starts[keep],
            clusters=np.unique(self.clusters[keep], return_inverse=True)[1].astype(np.int64),
            covariates=self.covariates[keep],
        )

    def named(self, flags: Flags) -> str:
        """The units that are flagged, as words."""
        return listed([name for name, flag in zip(self.units, flags, strict=True) if flag])

    def digest(self, method: str, **choices: object) -> str:
        """The hash of what went in: readings, dates, clusters, covariates and the method's choices."""
        held = {
            "units": self.units,
            "periods": self.periods,
            "outcomes": np.nan_to_num(self.outcomes, nan=LARGEST),
            "starts": self.starts,
            "clusters": self.clusters,
            "covariates": self.covariates,
            "names": self.covariate_names,
        }
        return data_hash(method, {**held, "choices": choices})


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """A complete panel in which all treated units began in the same period: `start` is its place."""

    panel: Panel
    start: int
    left_out: tuple[str, ...]

    @property
    def treated(self) -> Flags:
        """True for the treated units."""
        return self.panel.treated

    @property
    def before(self) -> Numbers:
        """The outcomes of the untreated periods, units × periods."""
        return self.panel.outcomes[:, : self.start]

    @property
    def after(self) -> Numbers:
        """The outcomes of the treated periods, units × periods."""
        return self.panel.outcomes[:, self.start :]

    def counts(self) -> dict[str, int]:
        """What an estimate on this split rests on."""
        treated = int(self.treated.sum())
        return {
            "treated": treated,
            "control": len(self.panel.units) - treated,
            "periods": len(self.panel.periods),
            "before": self.start,
            "after": len(self.panel.periods) - self.start,
            "clusters": len(np.unique(self.panel.clusters)),
        }


def panel_of(
    readings: Iterable[Reading],
    *,
    treated_from: Mapping[str, Period],
    clusters: Mapping[str, str] | None = None,
    covariates: Mapping[str, Mapping[str, float]] | None = None,
) -> Panel:
    """The panel of these readings, in any order. A unit that `treated_from` does not name was never treated.

    `clusters` names the group of each unit, `covariates` the figures of each unit from before. Raises BadInput with
    every fault as a detail: readings that stand twice or are no number, periods of two kinds, units that are unknown.
    """
    told = list(readings)
    _refuse(_faults_of_readings(told), "The readings cannot be used as they are")
    units, periods = sorted({one.unit for one in told}), sorted({one.period for one in told})
    rows, columns = {name: row for row, name in enumerate(units)}, {one: place for place, one in enumerate(periods)}
    outcomes = np.full((len(units), len(periods)), np.nan)
    for one in told:
        outcomes[rows[one.unit], columns[one.period]] = float(one.outcome)
    return matrix_panel(
        outcomes, units=units, periods=periods, treated_from=treated_from, clusters=clusters, covariates=covariates
    )


def matrix_panel(
    outcomes: Numbers,
    *,
    units: Sequence[str],
    periods: Sequence[Period],
    treated_from: Mapping[str, Period],
    clusters: Mapping[str, str] | None = None,
    covariates: Mapping[str, Mapping[str, float]] | None = None,
) -> Panel:
    """The same from a table of units × periods; NaN is a gap. Raises BadInput as `panel_of` does."""
    table = np.asarray(outcomes, dtype=np.float64)
    _refuse(_faults_of_shape(table, units, periods), "The table cannot be used as it is")
    _refuse(_faults_of_names(units, periods, treated_from, clusters, covariates), "The units do not fit together")
    starts = [sum(one < treated_from[name] for one in periods) if name in treated_from else None for name in units]  # type: ignore[operator]
    groups = [clusters[name] for name in units] if clusters else list(units)
    names = tuple(sorted(next(iter(covariates.values())))) if covariates else ()
    known = [[float(covariates[unit][name]) for name in names] for unit in units] if covariates else []
    return Panel(
        units=tuple(units),
        periods=tuple(periods),
        outcomes=table,
        starts=np.array([len(periods) if one is None else one for one in starts], dtype=np.int64),
        clusters=np.unique(np.array(groups), return_inverse=True)[1].astype(np.int64),
        covariates=np.array(known, dtype=np.float64).reshape(len(units), len(names)),
        covariate_names=names,
    )


def without_gaps(panel: Panel) -> tuple[Panel, tuple[str, ...]]:
    """The units that were read in every period, and the names of the others. Raises BadInput where none is left."""
    if panel.balanced:
        return panel, ()
    left_out = tuple(name for name, whole in zip(panel.units, panel.complete, strict=True) if not whole)
    if not panel.complete.any():
        raise BadInput("Every unit has a gap: no unit was read in all periods. Shorten the time looked at.")
    return panel.only(panel.complete), left_out


def one_start(panel: Panel, *, least_before: int = 1, least_control: int = 1) -> Split:
    """The panel split at the one period in which all treated units began.

    Raises BadInput where nothing or everything is treated, dates differ, or too few periods or controls are left.
    """
    _treatable(panel)
    whole, left_out = without_gaps(panel)
    _comparable(whole, left_out, least_control=least_control)
    starts = np.unique(whole.starts[whole.treated])
    if len(starts) > 1:
        dates = listed([str(panel.periods[place]) for place in starts])
        raise BadInput(f"The units began at different times ({dates}). Use the staggered method.")
    split = Split(whole, int(starts[0]), left_out)
    if split.start < least_before:
        raise BadInput(f"{_several(split.start, 'period')} before the start; this method needs {least_before} or more.")
    return split


def _treatable(panel: Panel) -> None:
    if not panel.treated.any():
        raise BadInput("No unit is treated within the periods that were read. Say from when on which unit was treated.")
    always = panel.starts == 0
    if always.any():
        raise BadInput(
            f"Treated in every period that was read: {panel.named(always)}. "
            "Without a period before there is nothing to compare with; add earlier readings or leave them out."
        )


def _comparable(whole: Panel, left_out: Sequence[str], *, least_control: int) -> None:
    gone = f" Left out for gaps: {listed(left_out)}." if left_out else ""
    if not whole.treated.any():
        raise BadInput(f"No treated unit was read in every period.{gone} Fill the gaps or shorten the time.")
    controls = int((~whole.treated).sum())
    if controls == 0:
        raise BadInput(
            f"All units are treated ({whole.named(whole.treated)}): there is none to compare with.{gone} "
            "Bring in units without it, or look at the series alone: interrupted, or structural."
        )
    if controls < least_control:
        raise BadInput(
            f"{_several(controls, 'untreated unit')} to compare with ({whole.named(~whole.treated)}); "
            f"this method needs {least_control} or more.{gone}"
        )


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _several(count: int, noun: str) -> str:
    return f"There is {count or 'no'} {noun}" if count < 2 else f"There are {count} {noun}s"


def _refuse(faults: list[str], words: str) -> None:
    if faults:
        raise BadInput(f"{words}: {'; '.join(faults[:NAMED])}.", details=faults)


def _faults_of_readings(told: list[Reading]) -> list[str]:
    if not told:
        return ["there are none"]
    faults = [f"{_cell(one)} is {one.outcome!r}, no number; correct it or leave it out" for one in told if _odd(one)]
    twice = Counter((one.unit, one.period) for one in told)
    faults += [f"{unit} in {period} stands {times} times" for (unit, period), times in twice.items() if times > 1]
    return faults + _faults_of_periods([one.period for one in told])


def _odd(reading: Reading) -> bool:
    value = reading.outcome
    return (
        not isinstance(value, int | float | Decimal | np.number)
        or isinstance(value, bool)
        or not abs(float(value)) <= LARGEST
    )


def _cell(reading: Reading) -> str:
    return f"{reading.unit} in {reading.period}"


def _faults_of_periods(periods: Sequence[object]) -> list[str]:
    kinds = {_kind(one) for one in periods}
    if None in kinds:
        wrong = next(one for one in periods if _kind(one) is None)
        return [f"the period {wrong!r} is neither a whole number nor a day"]
    return ["some periods are numbers and some are days"] if len(kinds) > 1 else []


def _kind(period: object) -> str | None:
    if isinstance(period, bool | datetime):
        return None
    return "number" if isinstance(period, int) else "day" if isinstance(period, date) else None


def _faults_of_shape(table: Numbers, units: Sequence[str], periods: Sequence[Period]) -> list[str]:
    if table.shape != (len(units), len(periods)):
        return [f"it has the shape {table.shape} for {len(units)} units and {len(periods)} periods"]
    faults = _faults_of_periods(periods)
    if len(periods) < 2:
        faults.append(f"{len(periods)} period was read, and a comparison over time needs two")
    if not faults and any(early >= late for early, late in pairwise(periods)):  # type: ignore[operator]
        faults.append("the periods are not in order, or one stands twice")
    infinite = np.argwhere(np.abs(table) > LARGEST)
    return faults + [f"{units[row]} in {periods[column]} is infinite or absurdly large" for row, column in infinite]


def _faults_of_names(
    units: Sequence[str],
    periods: Sequence[Period],
    treated_from: Mapping[str, Period],
    clusters: Mapping[str, str] | None,
    covariates: Mapping[str, Mapping[str, float]] | None,
) -> list[str]:
    known = set(units)
    faults = [f"{name} stands {times} times" for name, times in Counter(units).items() if times > 1]
    faults += ["a unit has no name"] * any(not name.strip() for name in units)
    faults += [f"{name} is treated, but has no reading" for name in treated_from if name not in known]
    if treated_from and _faults_of_periods([*periods[:1], *treated_from.values()]):
        faults.append("the days of treatment are not of the periods' kind")
    faults += [f"{name} has no cluster" for name in units if clusters and name not in clusters]
    return faults + _faults_of_covariates(units, covariates)


def _faults_of_covariates(units: Sequence[str], covariates: Mapping[str, Mapping[str, float]] | None) -> list[str]:
    if not covariates:
        return []
    names = sorted({name for held in covariates.values() for name in held})
    return [
        f"{unit} has no number for {name}"
        for unit in units
        for name in names
        if not abs(float(covariates.get(unit, {}).get(name, float("nan")))) <= LARGEST
    ]
