"""What is the effect of a study worth in money a year, and by which numbers that were not measured?"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from opencaio.errors import BadInput


def worth_of_effect(estimate: Any, told: Mapping[str, Any], *, currency: str) -> Any:
    """The engine's `Worth`, or None where the study does not say what a unit of effect is worth.

    ``told``: volume and value, each with its amount, its source, and low and high where it is not sure; ``better``
    "down" turns a fall into a gain.
    """
    from opencaio.engines.impact.worth import worth

    if not told.get("volume") or not told.get("value") or estimate.interval is None:
        return None
    volume, value = (_assumption(name, told[name]) for name in ("volume", "value"))
    return worth(estimate, volume=volume, value=value, currency=currency)


def _assumption(name: str, told: Mapping[str, Any]) -> Any:
    from opencaio.engines.impact.worth import Assumption

    try:
        amounts = {key: Decimal(str(told[key])) for key in ("low", "high") if told.get(key) not in (None, "")}
        return Assumption(name, Decimal(str(told["amount"])), str(told.get("source", "")), **amounts)
    except (KeyError, ArithmeticError) as error:
        raise BadInput(f"{name}: give an amount and its source.") from error
