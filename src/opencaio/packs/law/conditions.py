"""How is a condition written in a pack read into the engine's tree?

A text is a yes/no fact that must be yes; a list means all; `all`, `any`, `not`, `none_of`; `term`, `rule`, `group`,
`finding` by name; `{sum: {fact: weight}, above: n}`; else `fact` with one test.
"""

from datetime import date
from typing import cast

from opencaio.engines.classification.model import Fact
from opencaio.engines.classification.trees import (
    All,
    AnyOf,
    Condition,
    Leaf,
    Not,
    Ref,
    Test,
    Value,
    Weighted,
)
from opencaio.packs.reader import Block, Items, Place, nearest

TESTS = (
    "equals", "in", "has", "has_any", "only", "count_at_least", "before", "from", "above", "stated", "stated_as",
)  # fmt: skip
REFS = ("term", "rule", "group", "finding")


def read_condition(raw: object, *, facts: dict[str, Fact], where: Place) -> Condition:
    """The condition, every fact and value checked against the vocabulary. Raises BadPack with file and line."""
    if isinstance(raw, str):
        return _leaf(Leaf(raw, "equals", (True,)), facts=facts, where=where)
    if isinstance(raw, Items):
        return All(_parts(raw, facts=facts, where=where))
    if not isinstance(raw, Block):
        raise where.fault(f"a condition is a fact, a list or keys, not {raw!r}.")
    place = where.inside(where.name, line=raw.line)
    for key in ("all", "any", "none_of"):
        if key in raw:
            return _joined(key, raw, facts=facts, where=place)
    if "not" in raw:
        _only_keys(raw, {"not"}, where=place)
        return Not(read_condition(raw["not"], facts=facts, where=place))
    for kind in REFS:
        if kind in raw:
            _only_keys(raw, {kind}, where=place)
            return Ref(kind, str(raw[kind]))  # type: ignore[arg-type]
    return _sum(raw, facts=facts, where=place) if "sum" in raw else _test(raw, facts=facts, where=place)


def _parts(raw: object, *, facts: dict[str, Fact], where: Place) -> tuple[Condition, ...]:
    if not isinstance(raw, Items) or not raw:
        raise where.fault("expected a list of conditions.")
    return tuple(read_condition(part, facts=facts, where=where) for part in raw)


def _joined(key: str, raw: Block, *, facts: dict[str, Fact], where: Place) -> Condition:
    _only_keys(raw, {key}, where=where)
    parts = _parts(raw[key], facts=facts, where=where)
    if key == "all":
        return All(parts)
    return AnyOf(parts) if key == "any" else Not(AnyOf(parts))


def _sum(raw: Block, *, facts: dict[str, Fact], where: Place) -> Condition:
    _only_keys(raw, {"sum", "above"}, where=where)
    weights, above = raw["sum"], raw.get("above")
    if not isinstance(weights, Block) or type(above) is not int:
        raise where.fault("a sum has weights of facts and a whole number `above`.")
    for fact, weight in weights.items():
        if _fact(fact, facts=facts, where=where).kind != "whole" or type(weight) is not int:
            raise where.fault(f"{fact} is not a whole number with a whole weight.")
    return Weighted(tuple((fact, cast(int, weight)) for fact, weight in weights.items()), above)


def _test(raw: Block, *, facts: dict[str, Fact], where: Place) -> Condition:
    tests = [test for test in TESTS if test in raw]
    if "fact" not in raw or len(tests) != 1:
        raise where.fault(f"a test has `fact` and one of {', '.join(TESTS)}; found {', '.join(raw)}.")
    test, allowed = tests[0], {"fact", tests[0]}
    if test == "count_at_least":
        _only_keys(raw, allowed | {"of"}, where=where)
        return _leaf(
            Leaf(str(raw["fact"]), "count_at_least", _values(raw.get("of"), where), cast(int, raw[test])),
            facts=facts,
            where=where,
        )
    _only_keys(raw, allowed, where=where)
    values = _values(raw[test], where) if test in ("in", "has_any", "only") else (cast(Value, raw[test]),)
    return _leaf(Leaf(str(raw["fact"]), cast(Test, test), values), facts=facts, where=where)


def _values(raw: object, where: Place) -> tuple[Value, ...]:
    if not isinstance(raw, Items) or not raw:
        raise where.fault("expected a list of values.")
    return tuple(cast(Value, item) for item in raw)


def _only_keys(raw: Block, known: set[str], *, where: Place) -> None:
    for key in raw:
        if key not in known:
            place = where.inside(where.name, line=raw.lines[key])
            raise place.fault(f"unknown key “{key}”{nearest(key, known)}")


def _fact(key: str, *, facts: dict[str, Fact], where: Place) -> Fact:
    if key not in facts:
        raise where.fault(f"unknown fact “{key}”{nearest(key, facts)}")
    return facts[key]


_WANTED = {"before": date, "from": date, "above": int, "stated": bool}


def _leaf(leaf: Leaf, *, facts: dict[str, Fact], where: Place) -> Leaf:
    fact = _fact(leaf.fact, facts=facts, where=where)
    kind = _WANTED.get(leaf.test) or (bool if fact.kind == "yes_no" else str)
    for value in leaf.values:
        if type(value) is not kind:
            raise where.fault(f"{leaf.fact}: {value!r} cannot be compared with “{leaf.test}”.")
        if fact.kind in ("choice", "choices") and isinstance(value, str) and value not in fact.codes:
            raise where.fault(f"{leaf.fact} has no value “{value}”{nearest(value, fact.codes)}")
    return leaf
