"""Which line did the treated take, and which one would they have taken, day by day?"""

from collections.abc import Mapping
from typing import Any

from opencaio.engines.impact.telling import plain
from opencaio.record.studying.series import Readings

PLACES = 6
ENDS = ("low", "high")


def path_of(estimate: Any, readings: Readings, settings: Mapping[str, Any]) -> dict[str, Any]:
    """``days``, ``observed``, ``expected`` and, where the method gives it, ``low`` and ``high`` of what was expected.

    ``began`` is the place of the first day with AI. Empty for methods without a line (by lot, staggered starts).
    """
    details = plain(estimate)["details"] or {}
    if estimate.method in {"interrupted", "structural", "before_after"}:
        return _of_one_series(estimate.method, details, readings, settings)
    if estimate.method == "did":
        gap = details["treated_before"] - details["control_before"]
        return _of_panel(details, "treated_path", "control_path", gap, readings)
    if estimate.method in {"synthetic_control", "synthetic_did"}:
        return _of_panel(details, "observed", "synthetic", details.get("level_gap", 0.0), readings)
    return {}


def _of_panel(details: dict[str, Any], seen: str, other: str, gap: float, readings: Readings) -> dict[str, Any]:
    days = [str(one) for one in details["periods"]]
    first = str(min(readings.begun().values()))
    began = next((at for at, day in enumerate(days) if day >= first), len(days))
    expected = [None if one is None else round(one + gap, PLACES) for one in details[other]]
    return {"days": days, "observed": details[seen], "expected": expected, "began": began}


def _of_one_series(
    method: str, details: dict[str, Any], readings: Readings, settings: Mapping[str, Any]
) -> dict[str, Any]:
    begun = readings.begun()
    series = (readings.of_units(begun) if begun else readings).by_day()
    days, observed = [str(day) for day, _ in series], [round(value, PLACES) for _, value in series]
    first = str(settings.get("began_on") or min(begun.values()))
    began = next((at for at, day in enumerate(days) if day >= first), len(days))
    told: dict[str, Any] = {"days": days, "observed": observed, "began": began}
    if method == "before_after":
        return told | {"expected": [details["before"]] * len(days)}
    if method == "interrupted":
        return told | {"expected": details["foretold"]}
    ahead: list[None] = [None] * began
    bands = {name: [*ahead, *(row[at] for row in details["expected"])] for at, name in enumerate(("expected", *ENDS))}
    return told | bands
