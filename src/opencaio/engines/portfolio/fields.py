"""How is one field of a JSON object read, exactly, with every fault named and none fatal?"""

import math
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

DIGITS = 3
AMOUNT_BELOW = Decimal(10) ** 12
NONE = Decimal(0)
LONGEST_NAME = 200
MOST_FAULTS = 100


@dataclass
class Faults:
    """What was found wrong so far, in the order of the document; the first hundred are kept, the rest counted."""

    found: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, words: str) -> None:
        """Note one fault."""
        if words in self.found:
            return
        if len(self.found) < MOST_FAULTS:
            self.found.append(words)
        else:
            self.more += 1

    def listed(self) -> list[str]:
        """All that were kept, and how many more there are."""
        return [*self.found, f"and {self.more} more"] if self.more else list(self.found)


@dataclass
class Part:
    """One object of the document, ``name`` as messages call it; unknown keys are refused when it is opened."""

    given: Mapping[str, Any]
    name: str
    faults: Faults

    @classmethod
    def open(cls, given: Any, *, name: str, keys: Collection[str], needed: Collection[str], faults: Faults) -> "Part":
        """The object ``given``, or an empty one with a fault if it is none."""
        if not isinstance(given, Mapping):
            faults.add(f"{name}: an object is needed, not {_kind(given)}")
            return cls({}, name, faults)
        for key in given:
            if key not in keys:
                faults.add(f"{name}: unknown key {shown(key)}; known are {', '.join(keys)}")
        for key in needed:
            if key not in given:
                faults.add(f"{name}: {key} is missing")
        return cls(given, name, faults)

    def at(self, key: str) -> str:
        """How messages call the field ``key``."""
        return f"{self.name}: {key}"

    def text(self, key: str, *, default: str = "") -> str:
        """A name: a string that is not empty."""
        return default if key not in self.given else text(self.given[key], name=self.at(key), faults=self.faults)

    def amount(self, key: str, *, default: Decimal = NONE, signed: bool = False) -> Decimal:
        """A figure with at most three digits after the point, below 10^12; negative only if ``signed``."""
        if key not in self.given:
            return default
        return amount(self.given[key], name=self.at(key), faults=self.faults, signed=signed)

    def share(self, key: str, *, default: Decimal | None = None) -> Decimal | None:
        """A share from 0 to 1, or the default."""
        if self.given.get(key) is None:
            return default
        found = number(self.given[key], name=self.at(key), faults=self.faults)
        if found is not None and not 0 <= found <= 1:
            self.faults.add(f"{self.at(key)} is {shown(found)}; a share lies between 0 and 1")
        return found

    def whole(self, key: str, *, default: int = 0, least: int = 0) -> int:
        """A whole number of at least ``least``."""
        if key not in self.given:
            return default
        return whole(self.given[key], name=self.at(key), faults=self.faults, least=least)

    def flag(self, key: str) -> bool:
        """True or false; left out is false."""
        found = self.given.get(key, False)
        if not isinstance(found, bool):
            self.faults.add(f"{self.at(key)} is {shown(found)}; true or false is needed")
        return found is True

    def items(self, key: str) -> Sequence[Any]:
        """A list; left out is empty."""
        found = self.given.get(key, ())
        if isinstance(found, list | tuple):
            return found
        self.faults.add(f"{self.at(key)}: a list is needed, not {_kind(found)}")
        return ()

    def pairs(self, key: str) -> Iterator[tuple[str, Any]]:
        """The keys and values of an object; left out is empty."""
        found = self.given.get(key)
        if found is None:
            return
        if not isinstance(found, Mapping):
            self.faults.add(f"{self.at(key)}: an object is needed, not {_kind(found)}")
            return
        for name, value in found.items():
            if not can_be_shown(name):
                self.faults.add(f"{self.at(key)}: {shown(name)} is no name; control signs and half signs are none")
                continue
            yield str(name), value

    def names(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """A list of different names, at least ``least`` of them."""
        found = tuple(text(each, name=self.at(key), faults=self.faults) for each in self.items(key))
        for twice in repeated(found):
            self.faults.add(f"{self.at(key)}: {shown(twice)} stands there twice")
        if len(found) < least and key in self.given:
            self.faults.add(f"{self.at(key)}: at least {least} are needed")
        return found


def text(given: Any, *, name: str, faults: Faults) -> str:
    """``given`` if it is a name that can be shown, else an empty one with a fault."""
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST_NAME or not can_be_shown(given):
        faults.add(f"{name} is {shown(given)}; a text of 1 to {LONGEST_NAME} signs is needed")
        return ""
    return given


def can_be_shown(name: Any) -> bool:
    """True for a text without control signs (they would steer a terminal) and halves of signs (no file holds them)."""
    return isinstance(name, str) and not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name)


def number(given: Any, *, name: str, faults: Faults) -> Decimal | None:
    """``given`` exactly, or None with a fault: text, NaN and infinity are no numbers."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        faults.add(f"{name} is {shown(given)}; a number is needed")
        return None
    exact = Decimal(float(given).__repr__()) if isinstance(given, float) else Decimal(given)
    if not exact.is_finite():
        faults.add(f"{name} is {shown(given)}; a finite number is needed")
        return None
    return exact


def amount(given: Any, *, name: str, faults: Faults, signed: bool = False) -> Decimal:
    """A figure of the format: finite, below 10^12, at most three digits after the point, not negative unless said."""
    exact = number(given, name=name, faults=faults)
    if exact is None:
        return NONE
    if abs(exact) >= AMOUNT_BELOW:
        faults.add(f"{name} is {shown(given)}; amounts (thousands) must be below 10^12: check the unit")
        return NONE
    if exact < 0 and not signed:
        faults.add(f"{name} is {shown(given)}; it must not be negative")
        return NONE
    if round(exact, DIGITS) != exact:
        faults.add(f"{name} is {shown(given)}; at most {DIGITS} digits may follow the point: round it")
        return NONE
    return exact


def whole(given: Any, *, name: str, faults: Faults, least: int) -> int:
    """A whole number of at least ``least`` and below 10^9, else ``least`` with a fault."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal) or not math.isfinite(given):
        faults.add(f"{name} is {shown(given)}; a whole number is needed")
        return least
    if given != int(given) or not least <= given < 10**9:
        faults.add(f"{name} is {shown(given)}; a whole number from {least} on is needed")
        return least
    return int(given)


def repeated(names: Sequence[Any]) -> list[Any]:
    """Those that stand there more than once, each once."""
    seen: set[Any] = set()
    twice: dict[Any, None] = {}
    for each in names:
        if each in seen:
            twice[each] = None
        seen.add(each)
    return list(twice)


def shown(given: Any) -> str:
    """How a message shows a value: short, whatever it is."""
    words = repr(given) if isinstance(given, str) else _kind(given)
    if isinstance(given, bool | int | float | Decimal):
        words = "a number of thousands of digits" if isinstance(given, int) and abs(given) >= 10**60 else str(given)
    return words if len(words) <= 60 else f"{words[:57]}..."


def _kind(given: Any) -> str:
    if given is None:
        return "nothing (null)"
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number"}
    return names.get(type(given), "a number" if isinstance(given, float | Decimal) else type(given).__name__)
