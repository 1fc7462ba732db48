"""How is an estimate told in one line, kept as plain JSON, and read back?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from opencaio.engines.impact.estimate import Claims, DesignCheck, Estimate, Interval
from opencaio.errors import BadInput

KINDS = {
    "confidence": "",
    "always valid": ", whenever one looks",
    "credible": ", as believed after the data",
    "placebo": ", by placebos",
    "bootstrap": ", by re-sampling",
}


def headline(estimate: Estimate) -> str:
    """The effect with its interval and the checks that failed, in one line."""
    unit = f" {estimate.unit}" if estimate.unit else ""
    if estimate.interval is None:
        told = f"{estimate.effect:+.4g}{unit}, without an interval"
    else:
        one = estimate.interval
        told = f"{estimate.effect:+.4g}{unit} ({one.level:.0%}: {one.low:+.4g} to {one.high:+.4g}{KINDS[one.kind]})"
    if not estimate.failed:
        return f"{told}."
    return f"{told}. Not passed: {', '.join(one.name for one in estimate.failed)}."


def plain(estimate: Estimate) -> dict[str, Any]:
    """The estimate as JSON knows it: dictionaries, lists, text and numbers; infinite ends become None."""
    told: dict[str, Any] = _plain(estimate)
    return told


def restored(told: Mapping[str, Any]) -> Estimate:
    """The estimate that `plain` told; its details stay plain. Raises BadInput where a part is missing."""
    try:
        interval = told["interval"]
        return Estimate(
            **{
                **told,
                "interval": None if interval is None else _interval(interval),
                "claims": Claims(**told["claims"]),
                "checks": tuple(DesignCheck(**one) for one in told["checks"]),
                "notes": tuple(told["notes"]),
            }
        )
    except (KeyError, TypeError) as fault:
        raise BadInput(f"This is no estimate that was kept here: {fault}.") from fault


def _interval(told: Mapping[str, Any]) -> Interval:
    low = -math.inf if told["low"] is None else told["low"]
    high = math.inf if told["high"] is None else told["high"]
    return Interval(low, high, told["level"], told["kind"])


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray | Sequence | set | frozenset) and not isinstance(value, str):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal | Fraction | date):
        return str(value)
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
