"""When is a condition over facts met, not met, or not to be told yet, and which facts make it so?

Three-valued after Kleene: a missing fact makes a leaf `None`; `all` is False as soon as one part is False, `any` is
True as soon as one part is True, else the unknown parts decide. Trees are data; `build` turns them into closures once.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from opencaio.engines.classification.leaves import asserted, denied, leaf_run
from opencaio.engines.classification.trees import (
    All,
    AnyOf,
    Condition,
    Leaf,
    Not,
    Ref,
    Run,
    State,
    Truth,
    Value,
    Weighted,
)

__all__ = ["All", "AnyOf", "Condition", "Leaf", "Node", "Not", "Reasons", "Ref", "Weighted", "build"]


@dataclass(slots=True)
class Reasons:
    """What stood behind a value: facts with their values, and the phrases of what would change it."""

    facts: dict[str, Value | None]
    changes: dict[str, None]


class Node(ABC):
    """A built condition: `run` gives its truth; `unknown` and `explain` walk the same tree for reasons."""

    __slots__ = ("run",)
    run: Run

    @abstractmethod
    def unknown(self, state: State, into: dict[str, None]) -> None:
        """Add the facts that keep this node open; call only where `run` gave None."""

    @abstractmethod
    def explain(self, state: State, into: Reasons, *, wanted: bool) -> None:
        """Add the facts that made this node `wanted`."""


class LeafNode(Node):
    __slots__ = ("fact", "if_false", "if_true")

    def __init__(self, leaf: Leaf) -> None:
        self.fact, self.run = leaf.fact, leaf_run(leaf)
        self.if_true, self.if_false = f"{leaf.fact} {denied(leaf)}", f"{leaf.fact} {asserted(leaf)}"

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
        found = state.opened.get(self.slot)
        if found is None:
            found = state.opened[self.slot] = {}
            self.node.unknown(state, found)
        into.update(found)

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
