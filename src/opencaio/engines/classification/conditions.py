"""When is a condition over facts met, not met, or not to be told yet, and which facts make it so?

Three-valued after Kleene: a missing fact makes a leaf `None`; `all` is False as soon as one part is False, `any` is True
as soon as one part is True, else the unknown parts decide. Trees are data; `build` turns them into closures once.
"""

from collections.abc import Callable, Iterable, Mapping
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
    """The facts of one description while one pack reads them; `memo` keeps each named condition's value."""

    __slots__ = ("borrowed", "facts", "memo", "stated")

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


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A finding of another pack: its value, and what would settle it where it is open."""

    value: Truth
    unknown: tuple[str, ...]
    facts: tuple[tuple[str, Value | None], ...]


Run: TypeAlias = Callable[[State], Truth]


@dataclass(slots=True)
class Reasons:
    """What stood behind a value: facts with their values, and the phrases of what would change it."""

    facts: dict[str, Value | None]
    changes: dict[str, None]


class Node:
    """A built condition: `run` gives its truth; `unknown` and `explain` walk the same tree for reasons."""

    __slots__ = ("run",)
    run: Run

    def unknown(self, state: State, into: dict[str, None]) -> None:
        """Add the facts that keep this node open; call only where `run` gave None."""
        raise NotImplementedError

    def explain(self, state: State, into: Reasons, *, wanted: bool) -> None:
        """Add the facts that made this node `wanted`."""
        raise NotImplementedError


class LeafNode(Node):
    __slots__ = ("fact", "if_false", "if_true")

    def __init__(self, leaf: Leaf) -> None:
        self.fact, self.run = leaf.fact, leaf_run(leaf)
        self.if_true, self.if_false = f"{leaf.fact} {_denied(leaf)}", f"{leaf.fact} {_asserted(leaf)}"

    def unknown(self, state: State, into: dict[str, None]) -> None:
        into[self.fact] = None

    def explain(self, state: State, into: Reasons, *, wanted: bool) -> None:
        into.facts[self.fact] = state.facts.get(self.fact)
        into.changes[self.if_true if wanted else self.if_false] = None


class WeightedNode(Node):
    __slots__ = ("above", "weights")

    def __init__(self, sum_: Weighted) -> None:
        self.weights, self.above = sum_.weights, sum_.above
        self.run = self._run

    def _run(self, state: State) -> Truth:
        total = 0
        for fact, weight in self.weights:
            value = state.facts.get(fact)
            if not isinstance(value, int):
                return None
            total += weight * value
        return total > self.above

    def unknown(self, state: State, into: dict[str, None]) -> None:
        into.update((fact, None) for fact, _ in self.weights if fact not in state.facts)

    def explain(self, state: State, into: Reasons, *, wanted: bool) -> None:
        for fact, _ in self.weights:
            into.facts[fact] = state.facts.get(fact)
        names = " and ".join(fact for fact, _ in self.weights)
        into.changes[f"{names} on the other side of the threshold"] = None


class PartsNode(Node):
    """`all` (stop at False) and `any` (stop at True) share one walk."""

    __slots__ = ("parts", "stop")

    def __init__(self, parts: Iterable[Node], *, stop: bool) -> None:
        self.parts, self.stop = tuple(parts), stop
        self.run = _all_run(self.parts) if stop is False else _any_run(self.parts)

    def unknown(self, state: State, into: dict[str, None]) -> None:
        for part in self.parts:
            if part.run(state) is None:
                part.unknown(state, into)

    def explain(self, state: State, into: Reasons, *, wanted: bool) -> None:
        for part in self.parts:
            if wanted is not self.stop or part.run(state) is wanted:
                part.explain(state, into, wanted=wanted)


class NotNode(Node):
    __slots__ = ("part",)

    def __init__(self, part: Node) -> None:
        self.part = part
        inner = part.run

        def run(state: State) -> Truth:
            value = inner(state)
            return None if value is None else not value

        self.run = run

    def unknown(self, state: State, into: dict[str, None]) -> None:
        self.part.unknown(state, into)

    def explain(self, state: State, into: Reasons, *, wanted: bool) -> None:
        self.part.explain(state, into, wanted=not wanted)


def _all_run(parts: tuple[Node, ...]) -> Run:
    runs = tuple(part.run for part in parts)

    def run(state: State) -> Truth:
        result: Truth = True
        for part in runs:
            value = part(state)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return run


def _any_run(parts: tuple[Node, ...]) -> Run:
    runs = tuple(part.run for part in parts)

    def run(state: State) -> Truth:
        result: Truth = False
        for part in runs:
            value = part(state)
            if value:
                return True
            if value is None:
                result = None
        return result

    return run


def leaf_run(leaf: Leaf) -> Run:
    """The closure of one leaf; a fact that is not there gives None."""
    if leaf.test == "stated":
        return _stated(leaf.fact, wanted=bool(leaf.values[0]))
    if leaf.test == "stated_as":
        return _stated_as(leaf.fact, leaf.values[0])
    if leaf.test == "equals":
        return _equals(leaf.fact, leaf.values[0])
    return _known(leaf.fact, _TESTS[leaf.test](leaf))


def _stated(fact: str, *, wanted: bool) -> Run:
    return lambda state: (fact in state.stated) is wanted


def _stated_as(fact: str, value: Value) -> Run:
    return lambda state: state.stated.get(fact) == value


def _equals(fact: str, wanted: Value) -> Run:
    def run(state: State) -> Truth:
        value = state.facts.get(fact)
        return None if value is None else value == wanted

    return run


def _known(fact: str, test: Callable[[Value], bool]) -> Run:
    def run(state: State) -> Truth:
        value = state.facts.get(fact)
        return None if value is None else test(value)

    return run


def _in(leaf: Leaf) -> Callable[[Value], bool]:
    known = frozenset(leaf.values)
    return lambda value: value in known


def _has_any(leaf: Leaf) -> Callable[[Value], bool]:
    known = frozenset(leaf.values)
    return lambda value: isinstance(value, tuple) and not known.isdisjoint(value)


def _only(leaf: Leaf) -> Callable[[Value], bool]:
    known = frozenset(leaf.values)
    return lambda value: isinstance(value, tuple) and known.issuperset(value)


def _count(leaf: Leaf) -> Callable[[Value], bool]:
    known, count = frozenset(leaf.values), leaf.count
    return lambda value: isinstance(value, tuple) and len(known.intersection(value)) >= count


def _before(leaf: Leaf) -> Callable[[Value], bool]:
    day = leaf.values[0]
    return lambda value: isinstance(value, date) and isinstance(day, date) and value < day


def _from(leaf: Leaf) -> Callable[[Value], bool]:
    day = leaf.values[0]
    return lambda value: isinstance(value, date) and isinstance(day, date) and value >= day


def _above(leaf: Leaf) -> Callable[[Value], bool]:
    bound = leaf.values[0]
    return lambda value: isinstance(value, int) and isinstance(bound, int) and value > bound


_TESTS: dict[str, Callable[[Leaf], Callable[[Value], bool]]] = {
    "in": _in,
    "has": _has_any,
    "has_any": _has_any,
    "only": _only,
    "count_at_least": _count,
    "before": _before,
    "from": _from,
    "above": _above,
}


def _words(leaf: Leaf) -> str:
    said = ["yes" if value is True else "no" if value is False else str(value) for value in leaf.values]
    return " or ".join(said)


def _asserted(leaf: Leaf) -> str:
    """`is high`, `has at least 2 of …`: the leaf as an assertion."""
    words = _words(leaf)
    return {
        "has": f"has {words}",
        "has_any": f"has {words}",
        "only": f"has nothing but {words}",
        "count_at_least": f"has at least {leaf.count} of {words}",
        "before": f"before {words}",
        "from": f"on or after {words}",
        "above": f"above {words}",
        "stated": "stated" if leaf.values[0] else "not stated",
    }.get(leaf.test, f"is {words}")


def _denied(leaf: Leaf) -> str:
    """The same denied."""
    words = _words(leaf)
    if leaf.values in ((True,), (False,)) and leaf.test in ("equals", "stated_as"):
        return f"is {'no' if leaf.values[0] else 'yes'}"
    return {
        "has": f"without {words}",
        "has_any": f"without {words}",
        "only": f"has more than {words}",
        "count_at_least": f"has fewer than {leaf.count} of {words}",
        "before": f"on or after {words}",
        "from": f"before {words}",
        "above": f"not above {words}",
        "stated": "not stated" if leaf.values[0] else "stated",
    }.get(leaf.test, f"is not {words}")


class RefNode(Node):
    """A named condition, evaluated once a description."""

    __slots__ = ("label", "node", "slot")

    def __init__(self, *, slot: int, label: str) -> None:
        self.slot, self.label = slot, label
        self.node: Node | None = None

    def fill(self, node: Node) -> None:
        """Give the name its condition, once it is built."""
        self.node, inner, slot = node, node.run, self.slot

        def run(state: State) -> Truth:
            value = state.memo[slot]
            if value is State:
                value = state.memo[slot] = inner(state)
            return value  # type: ignore[return-value]

        self.run = run

    def unknown(self, state: State, into: dict[str, None]) -> None:
        assert self.node is not None
        self.node.unknown(state, into)

    def explain(self, state: State, into: Reasons, *, wanted: bool) -> None:
        assert self.node is not None
        if not wanted and self.label:
            into.changes[f"a rule on {self.label} is met"] = None
            return
        self.node.explain(state, into, wanted=wanted)


class FindingNode(Node):
    """A finding that another pack made on the same facts."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name
        self.run = lambda state: state.borrowed[name].value

    def unknown(self, state: State, into: dict[str, None]) -> None:
        into.update((fact, None) for fact in state.borrowed[self.name].unknown)

    def explain(self, state: State, into: Reasons, *, wanted: bool) -> None:
        into.facts.update(state.borrowed[self.name].facts)
        into.changes[f"{self.name} is {'no' if wanted else 'yes'}"] = None


def build(condition: Condition, *, named: Callable[[Ref], Node]) -> Node:
    """The condition as a node; `named` gives the nodes of references."""
    match condition:
        case Leaf():
            return LeafNode(condition)
        case Weighted():
            return WeightedNode(condition)
        case All(parts):
            return PartsNode((build(part, named=named) for part in parts), stop=False)
        case AnyOf(parts):
            return PartsNode((build(part, named=named) for part in parts), stop=True)
        case Not(part):
            return NotNode(build(part, named=named))
        case Ref():
            return named(condition)


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
