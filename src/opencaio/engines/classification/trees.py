"""What can a condition over facts say, as plain data?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Value: TypeAlias = bool | int | str | date | tuple[str, ...] | tuple[tuple[str, int, int], ...]
Truth: TypeAlias = bool | None
Test = Literal[
    "equals",
    "in",
    "has",
    "has_any",
    "only",
    "count_at_least",
    "before",
    "from",
    "above",
    "stated",
    "stated_as",
]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One test of one fact. `values` holds the words compared with; `count` serves `count_at_least`."""

    fact: str
    test: Test
    values: tuple[Value, ...]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Weighted:
    """Exact integer arithmetic: the weighted sum of whole-number facts lies above a bound."""

    weights: tuple[tuple[str, int], ...]
    above: int


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class Ref:
    """Another condition by name: a term or rule of the pack, any rule of a group, a finding of a pack that it uses."""

    kind: Literal["term", "rule", "group", "finding"]
    name: str


Condition: TypeAlias = Leaf | Weighted | All | AnyOf | Not | Ref


class State:
    """The facts of one description while one pack reads them.

    `memo` keeps each named condition's value, `opened` the facts that keep it open.
    """

    __slots__ = ("borrowed", "facts", "memo", "opened", "stated")

    def __init__(
        self,
        *,
        facts: Mapping[str, Value],
        stated: Mapping[str, Value],
        borrowed: Mapping[str, "Borrowed"],
        size: int,
    ) -> None:
        self.facts, self.stated, self.borrowed = facts, stated, borrowed
        self.memo: list[object] = [State] * size
        self.opened: dict[int, dict[str, None]] = {}


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A finding of another pack: its value, and what would settle it where it is open."""

    value: Truth
    unknown: tuple[str, ...]
    facts: tuple[tuple[str, Value | None], ...]


Run: TypeAlias = Callable[[State], Truth]


def facts_in(condition: Condition) -> frozenset[str]:
    """Every fact that the condition itself names (not through references)."""
    match condition:
        case Leaf():
            return frozenset({condition.fact})
        case Weighted(weights, _):
            return frozenset(fact for fact, _ in weights)
        case All(parts) | AnyOf(parts):
            return frozenset().union(*(facts_in(part) for part in parts))
        case Not(part):
            return facts_in(part)
        case Ref():
            return frozenset()
