"""Which legal dates lie ahead, and which of our uses does each of them touch?"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from opencaio.engines.classification.conditions import Leaf, Ref, Weighted
from opencaio.engines.classification.model import Pack, Rule
from opencaio.engines.standing import UseState
from opencaio.packs.law import load_law


@dataclass
class LegalDate:
    """A day on which something begins to bind: what, by which text, and whom of ours."""

    on: date
    titles: dict[str, str] = field(default_factory=dict)
    bound: dict[str, UseState] = field(default_factory=dict)
    asking: dict[str, UseState] = field(default_factory=dict)
    readings: set[str] = field(default_factory=set)


def dates_ahead(states: tuple[UseState, ...], *, law_on: date) -> list[LegalDate]:
    """Every later day, soonest first, with the duties that begin for uses of ours and the uses that must answer.

    A use is *bound* when a duty or a class of its answers begins that day, and *asking* when a rule that begins
    that day turns on a fact that is decisive and unknown.
    """
    found: dict[date, LegalDate] = {}
    active = [one for one in states if one.stage != "retired"]
    for state in active:
        for on, code, title in _beginning(state, law_on):
            day = found.setdefault(on, LegalDate(on))
            day.titles.setdefault(code, title)
            day.bound[state.code] = state
    for on, rule, facts in _rules_ahead(law_on):
        day = found.setdefault(on, LegalDate(on))
        day.titles.setdefault(rule.citation, rule.title)
        for state in active:
            if any(fact.deciding and fact.key in facts for one in state.answers.values() for fact in one.open):
                day.asking[state.code] = state
    return [found[on] for on in sorted(found)]


def _beginning(state: UseState, law_on: date) -> Iterator[tuple[date, str, str]]:
    for answer in state.answers.values():
        for duty in answer.duties:
            if duty["applies_from"] and (on := date.fromisoformat(duty["applies_from"])) > law_on:
                yield on, duty["citation"] or duty["code"], duty["title"]


@lru_cache(maxsize=8)
def _rules_ahead(law_on: date) -> tuple[tuple[date, Rule, frozenset[str]], ...]:
    return tuple(
        (on, rule, _facts_of(rule.when, pack))
        for pack in load_law().packs
        for rule in pack.rules
        if rule.class_ and (not rule.texts or pack.text_on(law_on).id in rule.texts)
        for on in sorted(_starts(rule, pack, law_on))
        if on > law_on
    )


def _starts(rule: Rule, pack: Pack, law_on: date) -> set[date]:
    text = pack.text_on(law_on).id
    return {start.date for start in pack.starts_of(rule) if not start.texts or text in start.texts}


def _facts_of(condition: Any, pack: Pack) -> frozenset[str]:
    """Every fact that the condition turns on."""
    if isinstance(condition, Leaf):
        return frozenset({condition.fact})
    if isinstance(condition, Weighted):
        return frozenset(fact for fact, _ in condition.weights)
    if isinstance(condition, Ref):
        return _facts_of(pack.terms.get(condition.name), pack)
    parts = [getattr(condition, one.name) for one in fields(condition)] if is_dataclass(condition) else []
    flat = [inner for part in parts for inner in (part if isinstance(part, tuple) else (part,))]
    return frozenset(fact for one in flat for fact in _facts_of(one, pack))
