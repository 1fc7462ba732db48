"""Which legal dates lie ahead, and which of our uses does each of them touch?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from opencaio.engines.law_diff import beginnings
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
    for one in beginnings(load_law(), since=law_on):
        day = found.setdefault(one.on, LegalDate(one.on))
        day.titles.setdefault(one.rule.citation, one.rule.title)
        for state in active:
            if any(fact.deciding and fact.key in one.facts for held in state.answers.values() for fact in held.open):
                day.asking[state.code] = state
    return [found[on] for on in sorted(found)]


def _beginning(state: UseState, law_on: date) -> Iterator[tuple[date, str, str]]:
    for answer in state.answers.values():
        for duty in answer.duties:
            if duty["applies_from"] and (on := date.fromisoformat(duty["applies_from"])) > law_on:
                yield on, duty["citation"] or duty["code"], duty["title"]
