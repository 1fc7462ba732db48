"""How is one fact tested, and how is the test said in words?"""

from collections.abc import Callable
from datetime import date

from opencaio.engines.classification.trees import Leaf, Run, State, Truth, Value


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


def asserted(leaf: Leaf) -> str:
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


def denied(leaf: Leaf) -> str:
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
