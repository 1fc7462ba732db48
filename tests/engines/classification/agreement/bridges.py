"""How do our rules and facts translate into those of `euaiact`, an independent implementation of the AI Act?

`euaiact` 0.1.0 (RiskDataScience GmbH, Apache-2.0) evaluates single provisions over German fields in three values.
A bridge names one of our rules and one of theirs, the values to try for each of our facts, the translation of a
description into their fields, and the readings on which the two differ, each with its reason. Fields that our
vocabulary does not split (was the practice put on the market, is the biometric use lawful, …) are taken as given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Facts = Mapping[str, Any]
Fields = dict[str, Any]
YES_NO = (True, False)
UNKNOWN = "we do not know"


@dataclass(frozen=True)
class Reading:
    """A difference that we know of: on which descriptions, what both say, and why ours is as it is."""

    when: Callable[[Facts], bool]
    ours: tuple[bool | None, ...]
    theirs: tuple[bool | None, ...]
    why: str


@dataclass(frozen=True)
class Bridge:
    """One of our rules beside one of theirs. ``fixed`` facts hold in all descriptions, ``given`` fields too."""

    ours: tuple[str, ...]
    theirs: str
    facts: dict[str, tuple[Any, ...]]
    fields: Callable[[Facts], Fields]
    fixed: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()


def same(facts: Facts, **fields: str) -> Fields:
    """Fields that are one of our yes/no facts each; what is not stated is left out."""
    return {name: facts[key] for name, key in fields.items() if key in facts}


def is_one(facts: Facts, key: str, **values: str) -> Fields:
    """Fields that are true when our choice has that value; unknown choice, unknown fields."""
    return {name: facts[key] == value for name, value in values.items()} if key in facts else {}


def holds(facts: Facts, key: str, **values: str) -> Fields:
    """As ``is_one`` for a fact with several values."""
    return {name: value in facts[key] for name, value in values.items()} if key in facts else {}


def both(left: bool | None, right: bool | None) -> bool | None:
    """And, in three values."""
    return False if False in (left, right) else None if None in (left, right) else True


def known(fields: Mapping[str, bool | None]) -> Fields:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}
