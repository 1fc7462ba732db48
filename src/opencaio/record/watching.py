"""What does a monitor show for a window of days: in order, look at it, act, or nothing can be told?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from opencaio.errors import BadInput
from opencaio.lake.facts import FACTS
from opencaio.record.manifest import live_files, opened
from opencaio.record.models import Monitor

DAYS, BEFORE = 28, 84
WEIGHTS = {"usage": "requests", "decisions": "cases"}
#: From which figure on one looks and acts, where the monitor says nothing else: the field's customary limits.
LIMITS: Mapping[str, tuple[float, float]] = {
    "psi": (0.1, 0.25),
    "ks": (0.1, 0.2),
    "calibration": (0.05, 0.1),
    "override": (0.1, 0.2),
    "errors": (0.02, 0.05),
    "fairness": (0.9, 0.8),
}
RARE = 0.05
"""Distances that chance reaches more often than this alarm nobody."""
BELOW = frozenset({"fairness"})
"""Kinds of which a small figure is the alarming one."""


@dataclass(frozen=True)
class Shown:
    """A figure (None: nothing can be told), what it means, and why in words."""

    figure: float | None
    verdict: str
    words: str


class Seen(NamedTuple):
    """A figure and why; ``is_chance``: so few cases reach it by chance alone, so that it alarms nobody."""

    figure: float
    words: str
    is_chance: bool = False


@dataclass(frozen=True)
class Window:
    """The days that are looked at, and those before them that they are held against."""

    first: date
    last: date
    before_first: date
    before_last: date


def window_of(monitor: Monitor, last: date) -> Window:
    """As the monitor's settings say: the days up to ``last``, and the reference before them."""
    days, before = (int(monitor.settings.get(name, usual)) for name, usual in (("days", DAYS), ("before", BEFORE)))
    first = last - timedelta(days - 1)
    return Window(first, last, first - timedelta(before), first - timedelta(1))


def look(monitor: Monitor, window: Window) -> Shown:
    """Count and judge; what cannot be counted is unknown and not in order."""
    try:
        seen = KINDS[monitor.kind](monitor, window)
    except BadInput as fault:
        return Shown(None, "unknown", fault.message)
    return Shown(seen.figure, "ok" if seen.is_chance else _verdict(monitor, seen.figure), seen.words)


def limits_of(monitor: Monitor) -> tuple[float, float]:
    """From which figure on it warns, and from which it asks to act; of a metric both are the monitor's own."""
    warn, act = LIMITS.get(monitor.kind, (0.0, 0.0))
    return float(monitor.warn_at if monitor.warn_at is not None else warn), float(
        monitor.act_at if monitor.act_at is not None else act
    )


def check(kind: str, settings: Mapping[str, Any]) -> None:
    """Raises ``BadInput`` where the settings do not fit the kind."""
    for name in ("days", "before"):
        told = settings.get(name, 1)
        if not isinstance(told, int) or not 1 <= told <= 3660:
            raise BadInput(f"{name} is a number of days from 1 to 3660, not {told}.")
    if kind in {"psi", "ks"}:
        fact, column = settings.get("fact", "decisions"), settings.get("column", "score")
        held = FACTS[fact].column(column) if fact in WEIGHTS else None
        if held is None or held.kind not in ({"number"} if kind == "ks" else {"number", "text", "yes_no"}):
            raise BadInput(
                f"{kind} looks at a column of usage or decisions with values to compare, not at {fact}.{column}."
            )


def _drift(monitor: Monitor, window: Window) -> Seen:
    from opencaio.engines.impact.drift import kolmogorov_smirnov, stability

    before, now = _spreads(monitor, window)
    if monitor.kind == "ks":
        found = kolmogorov_smirnov(list(before.values()), list(now.values()), edges=list(before))
        is_chance = found.p_value >= RARE
        reach = ", which so few cases reach by chance" if is_chance else ""
        told = f"The shares drift apart most at {found.at} (p {found.p_value:.3f}){reach}."
        return Seen(found.value, told, is_chance)
    drift = stability(before, now)
    return Seen(drift.index, drift.words, drift.moved == "within chance")


def _spreads(monitor: Monitor, window: Window) -> tuple[dict[str, int], dict[str, int]]:
    from opencaio.lake.watched import spread

    fact, column = monitor.settings.get("fact", "decisions"), monitor.settings.get("column", "score")
    asked = {"use": monitor.use_case.code, "column": column, "weight": WEIGHTS[fact]}
    with _opened(fact, window.before_first, window.last) as lake:
        facts = lake.table(fact)
        before = spread(facts, **asked, first=window.before_first, last=window.before_last)
        return before, spread(facts, **asked, first=window.first, last=window.last)


def _calibration(monitor: Monitor, window: Window) -> Seen:
    from opencaio.engines.impact.quality import Bin, calibration
    from opencaio.lake.watched import reliability

    with _opened("decisions", window.first, window.last) as lake:
        rows = reliability(lake.table("decisions"), use=monitor.use_case.code, first=window.first, last=window.last)
    found = calibration([Bin(*row) for row in rows])
    told = f"Scores and outcomes lie {found.ece:.3f} apart in the mean; Brier score {found.brier:.3f}."
    return Seen(found.ece, told)


def _override(monitor: Monitor, window: Window) -> Seen:
    from opencaio.engines.impact.quality import overridden
    from opencaio.lake.groups import groups_of

    with _opened("decisions", window.first, window.last) as lake:
        found = groups_of(lake.table("decisions"), use=monitor.use_case.code, first=window.first, last=window.last)
    reviewed, turned = sum(one.reviewed for one in found), sum(one.overturned for one in found)
    rate, interval = overridden(turned, reviewed)
    return Seen(
        rate,
        f"{turned} of {reviewed} that a person read were overruled ({interval.low:.1%} to {interval.high:.1%}).",
    )


def _errors(monitor: Monitor, window: Window) -> Seen:
    from opencaio.lake.watched import failed

    with _opened("usage", window.first, window.last) as lake:
        errors, requests = failed(lake.table("usage"), use=monitor.use_case.code, first=window.first, last=window.last)
    if not requests:
        raise BadInput("There was no request in these days.")
    return Seen(errors / requests, f"{errors} of {requests} requests failed.")


def _fairness(monitor: Monitor, window: Window) -> Seen:
    from opencaio.record.queries.fairness_tables import count_tables, lowest_of

    found = count_tables(monitor.use_case.code, window.first, window.last)
    ratio, name = lowest_of(found.tables)
    if ratio is None:
        raise BadInput(found.missing or "No group has a ratio in these days.")
    return Seen(ratio, f"The lowest impact ratio is {ratio:.3f}, of {name}.")


def _metric(monitor: Monitor, window: Window) -> Seen:
    from opencaio.record.measuring.declared import spec_of
    from opencaio.record.measuring.figures import row_of_use

    if monitor.metric is None:
        raise BadInput("The metric is gone.")
    spec = spec_of(monitor.metric)
    row = row_of_use(spec, monitor.use_case.code, first=window.first, last=window.last)
    if row.value is None:
        raise BadInput(row.missing)
    return Seen(float(row.value), f"{monitor.metric.name}: {float(row.value):g} {monitor.metric.unit} in {row.n} rows.")


def falls(monitor: Monitor) -> bool:
    """True where a small figure is the alarming one: of a metric, where the limit to act lies below that to warn."""
    warn, act = limits_of(monitor)
    return monitor.kind in BELOW or (monitor.kind == "metric" and act < warn)


def _opened(fact: str, first: date, last: date) -> Any:
    if not live_files(fact, first=first, last=last):
        raise BadInput(f"There is nothing of {fact} in the lake for these days.")
    return opened(fact, first=first, last=last)


def _verdict(monitor: Monitor, figure: float) -> str:
    warn, act = limits_of(monitor)
    sign = -1 if falls(monitor) else 1
    if sign * figure >= sign * act:
        return "act"
    return "warn" if sign * figure >= sign * warn else "ok"


KINDS: Mapping[str, Callable[[Monitor, Window], Seen]] = {
    "psi": _drift,
    "ks": _drift,
    "calibration": _calibration,
    "override": _override,
    "errors": _errors,
    "fairness": _fairness,
    "metric": _metric,
}
