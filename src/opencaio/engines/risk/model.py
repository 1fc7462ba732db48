"""What is said of a risk before anything is computed: how often, how badly, and what acts against it?

Frequencies are events a year, magnitudes an amount of money for one event; each is an `Estimate` of low, likely
and high. Money and rates come in as `Decimal` and leave as `Decimal`.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from opencaio.errors import BadInput

ENGINE_VERSION = "risk-1"
MOST_EVENTS = Decimal(100_000)
MOST_MONEY = Decimal(10) ** 18

Shape = Literal["pert", "lognormal"]
State = Literal["inherent", "current", "planned"]
STATES: tuple[State, ...] = ("inherent", "current", "planned")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low, likely and high, none below zero and in this order. Raises BadInput."""

    low: Decimal
    likely: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        for name, value in (("low", self.low), ("likely", self.likely), ("high", self.high)):
            if not value.is_finite():
                raise BadInput(f"{name}: {value} is not a number that one can count with.")
            if value < 0:
                raise BadInput(f"{name}: {_told(value)} is below zero.")
        if not self.low <= self.likely <= self.high:
            raise BadInput(
                f"The order must be low ≤ likely ≤ high; given were "
                f"{_told(self.low)}, {_told(self.likely)} and {_told(self.high)}."
            )

    @property
    def is_fixed(self) -> bool:
        """True when low and high are one: there is nothing uncertain about it."""
        return self.low == self.high

    @classmethod
    def fixed(cls, value: Decimal) -> "Estimate":
        """One value, certain."""
        return cls(value, value, value)


@dataclass(frozen=True, slots=True)
class Treatment:
    """A control on one risk: what part of the frequency and of the magnitude is left (0 to 1) once it works."""

    key: str
    frequency: Decimal
    magnitude: Decimal
    in_place: bool

    def __post_init__(self) -> None:
        for name, value in (("frequency", self.frequency), ("magnitude", self.magnitude)):
            if not value.is_finite() or not 0 <= value <= 1:
                raise BadInput(
                    f"{self.key}, {name}: {value} is no factor from 0 (nothing is left) to 1 (no effect). "
                    "A control can never make a risk larger."
                )


@dataclass(frozen=True, slots=True)
class Scenario:
    """One quantified risk. `key` names its own stream of chance, so that other risks never move its draws.

    `shape` says how a magnitude is drawn: `pert` takes low and high as the limits, `lognormal` as the fifth and
    the ninety-fifth percentile (a longer tail; needs a low above zero). Raises BadInput.
    """

    key: str
    frequency: Estimate
    magnitude: Estimate
    shape: Shape = "pert"
    treatments: tuple[Treatment, ...] = ()

    def __post_init__(self) -> None:
        if self.frequency.high > MOST_EVENTS:
            raise BadInput(
                f"More than {MOST_EVENTS:,} events a year are a running cost, not a risk: describe a month's loss "
                "as one event."
            )
        if self.magnitude.high > MOST_MONEY:
            raise BadInput(f"A loss of {_told(self.magnitude.high)} for one event is beyond {_told(MOST_MONEY)}.")
        if self.shape == "lognormal" and self.magnitude.low == 0 and self.magnitude.high > 0:
            raise BadInput("A lognormal magnitude needs a low above zero: its fifth percentile.")

    def factors(self, state: State) -> tuple[Decimal, Decimal]:
        """What part of frequency and magnitude is left in a state; the factors of several controls multiply."""
        frequency = magnitude = Decimal(1)
        for one in self.treatments:
            if state == "planned" or (state == "current" and one.in_place):
                frequency, magnitude = frequency * one.frequency, magnitude * one.magnitude
        return frequency, magnitude


def digest(scenarios: tuple[Scenario, ...], *, years: int, seed: int) -> str:
    """SHA-256 over everything that the draws depend on; equal inputs have equal digests, in any order of risks."""
    said = [_plain(one) for one in sorted(scenarios, key=lambda one: one.key)]
    whole = {"engine": ENGINE_VERSION, "years": years, "seed": seed, "risks": said}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def amount_in(text: str) -> Decimal:
    """The number in a text of digits, as people type it: "1 250 000.50". Raises BadInput for any other."""
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    if not re.fullmatch(r"\d{1,18}([.]\d{1,6})?", bare):
        raise BadInput(f"“{text[:40]}” is not a number like 1250000 or 0.25.")
    return Decimal(bare)


def _plain(one: Scenario) -> dict[str, object]:
    return {
        "key": one.key,
        "shape": one.shape,
        "frequency": _three(one.frequency),
        "magnitude": _three(one.magnitude),
        "treatments": sorted(
            [each.key, _told(each.frequency), _told(each.magnitude), str(each.in_place)] for each in one.treatments
        ),
    }


def _three(one: Estimate) -> list[str]:
    return [_told(one.low), _told(one.likely), _told(one.high)]


def _told(value: Decimal) -> str:
    """The number without exponent and without zeros at the end, so that 1.50 and 1.5 are one."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
