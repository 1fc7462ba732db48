"""Which score follows from the inputs of a scheme, and which input is missing?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from opencaio.errors import BadInput

WEIGHT = ".weight"
MOST_CRITERIA = 30
MOST = Decimal(10) ** 12
STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a scheme; ``divides``: the score falls with it. Bounds are inclusive."""

    name: str
    title: str
    low: Decimal
    high: Decimal
    words: str
    divides: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme with its inputs; none for ``weighted``, which takes criteria of the asker's own."""

    name: str
    title: str
    formula: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A score, or none with what is missing for it."""

    scheme: str
    score: Decimal | None
    inputs: Mapping[str, Decimal]
    missing: tuple[str, ...]


def _part(name: str, title: str, low: str, high: str, words: str, *, divides: bool = False) -> Part:
    return Part(name, title, Decimal(low), Decimal(high), words, divides)


SCHEMES: dict[str, Scheme] = {
    one.name: one
    for one in (
        Scheme(
            "wsjf",
            "WSJF",
            "(business value + time criticality + risk reduction) / job size",
            (
                _part("business_value", "Business value", "0", "100", "Relative worth to users and business."),
                _part("time_criticality", "Time criticality", "0", "100", "How fast the worth falls."),
                _part("risk_reduction", "Risk reduction, opportunity", "0", "100", "What it makes safe or possible."),
                _part("job_size", "Job size", "0.01", "1000", "Relative size of the work.", divides=True),
            ),
        ),
        Scheme(
            "rice",
            "RICE",
            "reach x impact x confidence / effort",
            (
                _part("reach", "Reach", "0", "1000000000000", "People or events in a period."),
                _part("impact", "Impact", "0", "10", "0.25 minimal, 0.5 low, 1 medium, 2 high, 3 massive."),
                _part("confidence", "Confidence", "0", "1", "A share: 1 high, 0.8 medium, 0.5 low."),
                _part("effort", "Effort", "0.001", "1000000", "Months of people's work.", divides=True),
            ),
        ),
        Scheme(
            "ice",
            "ICE",
            "impact x confidence x ease",
            (
                _part("impact", "Impact", "1", "10", "How much it would change."),
                _part("confidence", "Confidence", "1", "10", "How sure that is."),
                _part("ease", "Ease", "1", "10", "How little it takes."),
            ),
        ),
        Scheme("weighted", "Weighted", "sum of weight x score / sum of weights", ()),
    )
}


def score(scheme: str, inputs: Mapping[str, Any]) -> Scored:
    """The score of these inputs; None where one is missing. Raises BadInput for unknown names and wild numbers."""
    if scheme not in SCHEMES:
        raise BadInput(f"There is no scheme {scheme[:40]}. Known: {', '.join(SCHEMES)}.")
    given = {str(name): value for name, value in inputs.items() if value not in (None, "")}
    if scheme == "weighted":
        return _weighted(given)
    parts = {one.name: one for one in SCHEMES[scheme].parts}
    if unknown := [name for name in given if name not in parts]:
        raise BadInput(f"{scheme}: there is no input {unknown[0][:40]}. It takes {', '.join(parts)}.")
    told = {name: _number(name, value, parts[name].low, parts[name].high) for name, value in given.items()}
    missing = tuple(name for name in parts if name not in told)
    return Scored(scheme, None if missing else _formula(scheme, told), told, missing)


def _formula(scheme: str, told: Mapping[str, Decimal]) -> Decimal:
    if scheme == "wsjf":
        worth = told["business_value"] + told["time_criticality"] + told["risk_reduction"]
        return (worth / told["job_size"]).quantize(STEP)
    if scheme == "rice":
        return (told["reach"] * told["impact"] * told["confidence"] / told["effort"]).quantize(STEP)
    return (told["impact"] * told["confidence"] * told["ease"]).quantize(STEP)


def _weighted(given: Mapping[str, Any]) -> Scored:
    told = {name: _number(name, value, Decimal(0), Decimal(100)) for name, value in given.items()}
    criteria = [name for name in told if not name.endswith(WEIGHT)]
    if len(criteria) > MOST_CRITERIA:
        raise BadInput(f"weighted: {len(criteria)} criteria are more than the {MOST_CRITERIA} that can be weighed.")
    missing = [name.removesuffix(WEIGHT) for name in told if name.endswith(WEIGHT)]
    missing = [name for name in missing if name not in told]
    weights = {name: told.get(name + WEIGHT, Decimal(1)) for name in criteria}
    total = sum(weights.values())
    if criteria and not total:
        raise BadInput("weighted: every weight is nothing; at least one criterion must count.")
    if missing or not criteria:
        return Scored("weighted", None, told, tuple(missing) or ("a criterion",))
    found = sum((weights[name] * told[name] for name in criteria), Decimal(0)) / total
    return Scored("weighted", found.quantize(STEP), told, ())


def _number(name: str, value: Any, low: Decimal, high: Decimal) -> Decimal:
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation as fault:
        raise BadInput(f"{name[:40]}: “{str(value)[:40]}” is not a number.") from fault
    if not found.is_finite() or not low <= found <= high:
        raise BadInput(f"{name[:40]}: {str(value)[:40]} lies outside {low} to {high}.")
    return found
