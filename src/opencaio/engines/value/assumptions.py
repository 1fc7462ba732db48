"""With which figures does the organisation count every business case, within which bounds, and which were not said?

Finance approves one set; every engine that turns hours, losses or years into money reads it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from opencaio.errors import BadInput

HORIZONS = ("H1", "H2", "H3")


@dataclass(frozen=True, slots=True)
class Key:
    """One figure of the set: its name, unit, the bounds that it cannot leave, and the range that is usual."""

    name: str
    title: str
    unit: str
    low: Decimal
    high: Decimal
    default: Decimal
    words: str
    usual: tuple[Decimal, Decimal] | None = None
    whole: bool = False
    is_switch: bool = False

    def read(self, told: object) -> Decimal:
        """``told`` as a decimal within bounds. Raises BadInput, in words."""
        try:
            found = Decimal(str(told).strip())
        except InvalidOperation as fault:
            raise BadInput(f"{self.name}: “{str(told)[:40]}” is not a number.") from fault
        if not found.is_finite() or not self.low <= found <= self.high:
            raise BadInput(f"{self.name}: {str(told)[:40]} lies outside {self.low} to {self.high} ({self.unit}).")
        if self.whole and found != found.to_integral_value():
            raise BadInput(f"{self.name}: {found} is not a whole number.")
        return found


def _key(
    name: str, title: str, unit: str, bounds: tuple[str, str], default: str, words: str, **more: Any
) -> tuple[str, Key]:
    usual = more.pop("usual", None)
    if usual:
        more["usual"] = (Decimal(usual[0]), Decimal(usual[1]))
    low, high = (Decimal(one) for one in bounds)
    return name, Key(name, title, unit, low, high, Decimal(default), words, **more)


RATE = "share a year"
SHARE = "share"

KEYS: dict[str, Key] = dict(
    [
        _key(
            "discount_rate",
            "Discount rate",
            RATE,
            ("0", "0.5"),
            "0.09",
            "What capital costs us after tax, before a premium for risk.",
            usual=("0.06", "0.12"),
        ),
        _key("premium_h1", "Risk premium H1", RATE, ("0", "0.5"), "0", "Added to the discount rate for horizon H1."),
        _key("premium_h2", "Risk premium H2", RATE, ("0", "0.5"), "0", "Added to the discount rate for horizon H2."),
        _key("premium_h3", "Risk premium H3", RATE, ("0", "0.5"), "0", "Added to the discount rate for horizon H3."),
        _key(
            "flow_at",
            "Where in its year a flow falls",
            "years",
            ("0", "1"),
            "0.5",
            "0: at its start, 0.5: in the middle, 1: at its end. Values are as of the first day of the first year.",
        ),
        _key("tax_rate", "Tax rate", SHARE, ("0", "0.6"), "0.25", "On profit; a loss of one case lowers the tax due."),
        _key(
            "inflation",
            "Inflation",
            RATE,
            ("-0.05", "0.3"),
            "0.02",
            "Raises licences, inference, monitoring and other costs bought from outside, year by year.",
        ),
        _key(
            "wage_growth",
            "Growth of wages",
            RATE,
            ("-0.05", "0.3"),
            "0.03",
            "Raises hours saved and work done by our own people, year by year.",
        ),
        _key(
            "realisation",
            "Realisation of productivity",
            SHARE,
            ("0", "1"),
            "0.4",
            "The part of hours saved that becomes money or other work that is wanted (P50).",
            usual=("0.3", "0.5"),
        ),
        _key("realisation_low", "Realisation, low (P10)", SHARE, ("0", "1"), "0.3", "Its pessimistic value."),
        _key("realisation_high", "Realisation, high (P90)", SHARE, ("0", "1"), "0.5", "Its optimistic value."),
        _key(
            "loaded_cost_factor",
            "Loaded cost factor",
            "times pay",
            ("1", "3"),
            "1.3",
            "Pay times this is what an employee costs us: contributions, benefits, place of work.",
            usual=("1.2", "1.5"),
        ),
        _key("hours_a_year", "Hours a year", "hours", ("500", "3000"), "1600", "That a full-time person works."),
        _key(
            "capex_life",
            "Life of capital expenditure",
            "years",
            ("1", "20"),
            "3",
            "Written off in equal parts over these years, for tax.",
            whole=True,
        ),
        _key(
            "stop_rule",
            "Stop rule",
            "times planned cost",
            ("1", "10"),
            "2",
            "Work whose cost reaches this multiple of its plan is ended; it caps the tail of overruns.",
        ),
        _key(
            "horizon_years",
            "Years counted",
            "years",
            ("1", "10"),
            "4",
            "How many years a new case counts, its first year included.",
            usual=("3", "5"),
            whole=True,
        ),
        _key(
            "factor_weight",
            "Weight of common factors",
            SHARE,
            ("0", "0.95"),
            "0.5",
            "Correlation of a line with the factor that it names (adoption, prices of vendors, technology, economy).",
        ),
        _key(
            "risk_avoided_cap",
            "Cap on risk avoided",
            SHARE,
            ("0", "1"),
            "0.25",
            "More of all benefits than this should not rest on losses avoided; beyond it we warn.",
        ),
        _key(
            "correct_plans",
            "Correct plans by what was measured",
            "0 or 1",
            ("0", "1"),
            "0",
            "1: benefits count as far as measured benefits of their kind kept their plans. 0: that is shown beside "
            "each case and not applied.",
            whole=True,
            is_switch=True,
        ),
    ]
)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The figures of one approved set; units and bounds in `KEYS`. ``defaulted`` names those that nobody said."""

    discount_rate: Decimal = KEYS["discount_rate"].default
    premium_h1: Decimal = KEYS["premium_h1"].default
    premium_h2: Decimal = KEYS["premium_h2"].default
    premium_h3: Decimal = KEYS["premium_h3"].default
    flow_at: Decimal = KEYS["flow_at"].default
    tax_rate: Decimal = KEYS["tax_rate"].default
    inflation: Decimal = KEYS["inflation"].default
    wage_growth: Decimal = KEYS["wage_growth"].default
    realisation: Decimal = KEYS["realisation"].default
    realisation_low: Decimal = KEYS["realisation_low"].default
    realisation_high: Decimal = KEYS["realisation_high"].default
    loaded_cost_factor: Decimal = KEYS["loaded_cost_factor"].default
    hours_a_year: Decimal = KEYS["hours_a_year"].default
    capex_life: Decimal = KEYS["capex_life"].default
    stop_rule: Decimal = KEYS["stop_rule"].default
    horizon_years: Decimal = KEYS["horizon_years"].default
    factor_weight: Decimal = KEYS["factor_weight"].default
    risk_avoided_cap: Decimal = KEYS["risk_avoided_cap"].default
    correct_plans: Decimal = KEYS["correct_plans"].default
    defaulted: tuple[str, ...] = ()

    def premium(self, horizon: str) -> Decimal:
        """What a horizon (``H1`` to ``H3``; anything else none) adds to the discount rate."""
        return {"H1": self.premium_h1, "H2": self.premium_h2, "H3": self.premium_h3}.get(horizon, Decimal(0))

    def rate(self, horizon: str) -> Decimal:
        """The discount rate a year for a horizon, premium included."""
        return self.discount_rate + self.premium(horizon)

    def loaded_rate(self, pay: Decimal) -> Decimal:
        """What an hour of a person with this yearly pay costs us."""
        return pay * self.loaded_cost_factor / self.hours_a_year

    @property
    def corrects(self) -> bool:
        """True when plans are corrected by what measured benefits turned out to be."""
        return self.correct_plans == 1

    def as_text(self) -> dict[str, str]:
        """Every figure as text, as an `AssumptionSet` stores it."""
        return {name: str(getattr(self, name)) for name in KEYS}


def read_assumptions(values: Mapping[str, Any]) -> Assumptions:
    """The set that ``values`` say; what they leave out takes its default and is named in ``defaulted``.

    Raises BadInput naming every key that is unknown, no number, out of bounds, or at odds with another.
    """
    faults = [f"{str(name)[:40]}: there is no such assumption." for name in values if name not in KEYS]
    told: dict[str, Decimal] = {}
    for name, key in KEYS.items():
        if values.get(name) in (None, ""):
            continue
        try:
            told[name] = key.read(values[name])
        except BadInput as fault:
            faults.append(fault.message)
    if faults:
        raise BadInput(f"These assumptions cannot be used. {faults[0]}", details=faults)
    defaulted = tuple(name for name in KEYS if name not in told)
    return _agreeing(Assumptions(**_stretched(told), defaulted=defaulted))


def unusual(found: Assumptions) -> tuple[str, ...]:
    """What lies within bounds and yet outside the usual range, each in a sentence."""
    told = []
    for name, key in KEYS.items():
        value = getattr(found, name)
        if key.usual and not key.usual[0] <= value <= key.usual[1]:
            told.append(f"{key.title} is {value}; {key.usual[0]} to {key.usual[1]} is usual.")
    return tuple(told)


def _stretched(told: dict[str, Decimal]) -> dict[str, Decimal]:
    """A realisation outside our default range takes that side of the range with it, if nobody said the side."""
    mid = told.get("realisation", KEYS["realisation"].default)
    low, high = KEYS["realisation_low"].default, KEYS["realisation_high"].default
    return {"realisation_low": min(low, mid), "realisation_high": max(high, mid), **told}


def _agreeing(found: Assumptions) -> Assumptions:
    low, mid, high = found.realisation_low, found.realisation, found.realisation_high
    if not low <= mid <= high:
        raise BadInput(f"realisation: low, middle and high must not fall; they are {low}, {mid} and {high}.")
    if not found.premium_h1 <= found.premium_h2 <= found.premium_h3:
        raise BadInput("premium_h1 to premium_h3: a later horizon cannot be less risky than an earlier one.")
    return found
