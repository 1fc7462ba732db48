"""By which design does a study turn its readings into an estimate?

A design takes the readings of one series and makes of them what the engine's method asks for: two samples by arm, one
series with the day on which it began, or a panel of units. The engine does the rest, and refuses what it cannot tell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Any

from opencaio.engines.impact.methods import METHODS
from opencaio.errors import BadInput
from opencaio.record.studying.series import Reading, Readings, gathered

CONTROL = "control"
SEED = 20261122
WEEKS = 52


@dataclass(frozen=True)
class Design:
    """A method of the engine, and how readings become its input: ``run(readings, settings, unit)``."""

    method: str
    run: Callable[[Readings, Mapping[str, Any], str], Any]


def estimate_of(method: str, readings: Readings, *, settings: Mapping[str, Any], unit: str) -> Any:
    """The engine's `Estimate` for a method's name. Raises ``BadInput`` with what is missing."""
    if method not in DESIGNS:
        raise BadInput(f"{method} cannot be computed from a series; these can: {', '.join(DESIGNS)}.")
    chosen = readings.of_units(settings["units"]) if settings.get("units") else readings
    if not chosen.rows:
        raise BadInput("None of the units that the study names has a value in this time.")
    chosen = _counted(chosen)
    return DESIGNS[method].run(chosen, settings, unit)


def _counted(readings: Readings) -> Readings:
    """The values that rest on at least one observation: a share of nothing is no value."""
    kept = [row for row in readings.rows if row.observations > 0 and isfinite(row.value)]
    if not kept:
        raise BadInput(
            f"None of the {len(readings.rows)} values rests on an observation (their denominators are zero): there is "
            "nothing to measure. Take longer periods, or a figure that is counted on every day."
        )
    return readings if len(kept) == len(readings.rows) else gathered(readings.series, kept)


def _by_arm(readings: Readings, settings: Mapping[str, Any]) -> tuple[list[Reading], list[Reading]]:
    control = settings.get("control_arm", CONTROL)
    first = [row for row in readings.rows if row.arm == control]
    second = [row for row in readings.rows if row.arm and row.arm != control]
    arms = sorted({row.arm for row in second})
    if not first or not second:
        raise BadInput(f"An experiment needs rows of the arm “{control}” and of another; there are {arms or 'none'}.")
    if len(arms) > 1 and not settings.get("arm"):
        raise BadInput(f"There are several arms besides “{control}”: {', '.join(arms)}. Name one in the settings.")
    wanted = settings.get("arm", arms[0])
    return first, [row for row in second if row.arm == wanted]


def _samples(readings: Readings, settings: Mapping[str, Any]) -> tuple[list[Reading], list[Reading], Any]:
    """Both arms, whoever was drawn once, and whether their sizes are as the lot was planned."""
    from opencaio.engines.impact.lots import sample_ratio

    control, treated = _by_arm(readings, settings)
    if not {row.unit for row in control if row.unit} & {row.unit for row in treated}:
        control, treated = _each_once(control), _each_once(treated)
    share = float(settings.get("treated_share", 0.5))
    found = {CONTROL: len(control), "treated": len(treated)}
    return control, treated, (sample_ratio(found, planned={CONTROL: 1 - share, "treated": share}),)


def _each_once(rows: list[Reading]) -> list[Reading]:
    """A unit that lies in one arm was drawn as a whole: its days are no people, so it counts by its mean."""
    by_unit: dict[str | int, list[Reading]] = {}
    for at, row in enumerate(rows):
        by_unit.setdefault(row.unit or at, []).append(row)
    return [_mean_of(each) for each in by_unit.values()]


def _mean_of(rows: list[Reading]) -> Reading:
    if len(rows) == 1:
        return rows[0]
    weight = sum(row.observations for row in rows)
    known = [(row.before, row.observations) for row in rows if row.before is not None]
    before = sum(one * many for one, many in known) / sum(many for _, many in known) if known else None
    value = sum(row.value * row.observations for row in rows) / weight
    return replace(rows[0], value=value, before=before, observations=weight)


def _experiment(readings: Readings, settings: Mapping[str, Any], unit: str) -> Any:
    from opencaio.engines.impact.experiment import means
    from opencaio.engines.impact.moments import Moments

    control, treated, checks = _samples(readings, settings)
    first, second = (Moments.of([row.value for row in rows]) for rows in (control, treated))
    return means(first, second, unit=unit, checks=checks)


def _sequential(readings: Readings, settings: Mapping[str, Any], unit: str) -> Any:
    """What can be said now; ``planned``, the size of both arms together, was set before the first look."""
    from opencaio.engines.impact.moments import Moments
    from opencaio.engines.impact.sequential import difference

    planned = settings.get("planned")
    if not isinstance(planned, int) or planned < 2:
        raise BadInput("A test looked at any time needs “planned” in its settings: how many both arms are to have.")
    control, treated, checks = _samples(readings, settings)
    first, second = (Moments.of([row.value for row in rows]) for rows in (control, treated))
    return difference(first, second, planned=planned, unit=unit, checks=checks)


def _cuped(readings: Readings, settings: Mapping[str, Any], unit: str) -> Any:
    from opencaio.engines.impact.cuped import cuped
    from opencaio.engines.impact.moments import Pair

    control, treated, checks = _samples(readings, settings)
    pairs = []
    for rows in (control, treated):
        known = [(row.before, row.value) for row in rows if row.before is not None]
        if len(known) < len(rows):
            raise BadInput(f"CUPED needs the value before of each; {len(rows) - len(known)} have none.")
        pairs.append(Pair.of([before for before, _ in known], [value for _, value in known]))
    return cuped(*pairs, unit=unit, checks=checks)


def _one_series(name: str) -> Callable[[Readings, Mapping[str, Any], str], Any]:
    def run(readings: Readings, settings: Mapping[str, Any], unit: str) -> Any:
        from importlib import import_module

        begun = readings.begun()
        series = readings.of_units(begun).by_day() if begun else readings.by_day()
        began = _began(begun, [day for day, _ in series], settings)
        engine = getattr(import_module(f"opencaio.engines.impact.{name}"), name)
        more: dict[str, Any] = {"season": settings["season"]} if settings.get("season") else {}
        if name == "structural":
            more |= {"trend": True} if settings.get("trend") else {}
            more |= {"controls": _controls(readings, begun, [day for day, _ in series]), "seed": SEED}
        return engine([value for _, value in series], began=began, unit=unit, **more)

    return run


def _began(begun: Mapping[str, date], days: list[date], settings: Mapping[str, Any]) -> int:
    """The place of the first day with AI: as stated, else the first one of any unit."""
    stated = settings.get("began_on")
    first = date.fromisoformat(stated) if stated else min(begun.values(), default=None)
    if first is None:
        raise BadInput("No value is marked as with AI: say on which day it began.")
    place = next((at for at, day in enumerate(days) if day >= first), len(days))
    if place in (0, len(days)):
        raise BadInput(f"It began on {first}: there must be values before that day and after it.")
    return place


def _controls(readings: Readings, begun: Mapping[str, date], days: list[date]) -> dict[str, list[float]]:
    """The series of units that never began, where they have a value on every day."""
    found: dict[str, list[float]] = {}
    for unit in readings.units:
        if unit not in begun:
            values = dict(readings.of_units([unit]).by_day())
            if all(day in values for day in days):
                found[unit] = [values[day] for day in days]
    return found


def _panel(readings: Readings) -> Any:
    from opencaio.engines.impact.panel import Reading as Cell
    from opencaio.engines.impact.panel import panel_of

    cells = [Cell(row.unit, row.day, row.value) for row in readings.rows]
    return panel_of(cells, treated_from=readings.begun())


def _of_panel(name: str, **options: Any) -> Callable[[Readings, Mapping[str, Any], str], Any]:
    def run(readings: Readings, settings: Mapping[str, Any], unit: str) -> Any:
        from importlib import import_module

        engine = getattr(import_module(f"opencaio.engines.impact.{name}"), name)
        return engine(_panel(readings), unit=unit, **options)

    return run


def _staggered(readings: Readings, settings: Mapping[str, Any], unit: str) -> Any:
    """Against units that never began; where all began sooner or later, against those that had not begun yet."""
    from opencaio.engines.impact.staggered import staggered

    never = set(readings.units) - set(readings.begun())
    return staggered(_panel(readings), unit=unit, control="never" if never else "not_yet")


DESIGNS: Mapping[str, Design] = {
    one.method: one
    for one in (
        Design("ab_mean", _experiment),
        Design("cuped", _cuped),
        Design("sequential", _sequential),
        Design("before_after", _one_series("before_after")),
        Design("interrupted", _one_series("interrupted")),
        Design("structural", _one_series("structural")),
        Design("did", _of_panel("did")),
        Design("staggered", _staggered),
        Design("synthetic_control", _of_panel("synthetic_control")),
        Design("synthetic_did", _of_panel("synthetic_did")),
    )
}
assert set(DESIGNS) <= set(METHODS)
