"""Which provisions begin to bind between two days, and on which facts do they turn?"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from opencaio.engines.classification.model import Law, Pack, Rule
from opencaio.engines.classification.trees import Condition, Leaf, Ref, Weighted


@dataclass(frozen=True)
class Beginning:
    """A rule that gives a class, the day on which it begins to bind, and the facts that decide whether it is met."""

    on: date
    regime: str
    rule: Rule
    facts: frozenset[str]


@lru_cache(maxsize=16)
def beginnings(law: Law, *, since: date, until: date | None = None) -> tuple[Beginning, ...]:
    """Every class rule of the text in force on ``since`` (or ``until``) that begins after ``since``, soonest first."""
    found = [one for pack in law.packs for one in _of(pack, since=since, until=until)]
    return tuple(sorted(found, key=lambda one: (one.on, one.regime, one.rule.citation)))


def _of(pack: Pack, *, since: date, until: date | None) -> Iterator[Beginning]:
    text = pack.text_on(until or since).id
    for rule in pack.rules:
        if not rule.class_ or (rule.texts and text not in rule.texts):
            continue
        for on in sorted(_starts(rule, pack, text=text)):
            if since < on and (until is None or on <= until):
                yield Beginning(on, pack.regime, rule, _facts_of(rule.when, pack))


def _starts(rule: Rule, pack: Pack, *, text: str) -> set[date]:
    return {start.date for start in pack.starts_of(rule) if not start.texts or text in start.texts}


def _facts_of(condition: Any, pack: Pack) -> frozenset[str]:
    """Every fact that the condition turns on."""
    if isinstance(condition, Leaf):
        return frozenset({condition.fact})
    if isinstance(condition, Weighted):
        return frozenset(fact for fact, _ in condition.weights)
    if isinstance(condition, Ref):
        return frozenset(fact for one in _named(condition, pack) for fact in _facts_of(one, pack))
    parts = [getattr(condition, one.name) for one in fields(condition)] if is_dataclass(condition) else []
    flat = [inner for part in parts for inner in (part if isinstance(part, tuple) else (part,))]
    return frozenset(fact for one in flat for fact in _facts_of(one, pack))


def _named(ref: Ref, pack: Pack) -> list[Condition]:
    """The conditions behind a name: a term, a rule, or every rule of a group; a finding is another pack's."""
    if ref.kind == "term":
        return [pack.terms[ref.name]]
    return [one.when for one in pack.rules if ref.name == (one.id if ref.kind == "rule" else one.group)]
