"""Which questions can still matter, for what is known so far?

A fact matters while the law, read without the presumptions that hold in silence, leaves something open that it could
decide. A question matters while one of its facts does and its gate holds for sure, or is about to be found out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from opencaio.engines.classification.answers import Answer
from opencaio.engines.classification.compiled import facts_read
from opencaio.engines.classification.evaluate import classify
from opencaio.engines.classification.model import Fact, Law, Vocabulary
from opencaio.engines.classification.requests import Request
from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire.model import ASKED, Option, Question, Questionnaire
from opencaio.engines.questionnaire.truth import holds
from opencaio.errors import NotFound

READY, WAITS, HANGS, CLOSED = "ready", "waits", "hangs", "closed"


@dataclass(frozen=True)
class Given:
    """What is known of a use: facts, facts answered with “we do not know”, and the questions that were answered."""

    facts: Mapping[str, Value]
    unknown: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()

    @property
    def legal(self) -> dict[str, Value]:
        """The facts without the memory of answers."""
        return {key: value for key, value in self.facts.items() if not key.startswith(ASKED)}

    def with_(self, stated: Mapping[str, Value | None], *, withdrawn: Iterable[str] = ()) -> "Given":
        """The same after an answer."""
        gone = frozenset(withdrawn)
        emptied = {key for key, value in stated.items() if value is None}
        told = {key for key in emptied if not key.startswith(ASKED)}
        facts = {key: value for key, value in self.facts.items() if key not in gone and key not in emptied}
        facts |= {key: value for key, value in stated.items() if value is not None}
        asked = {key.removeprefix(ASKED) for key in stated if key.startswith(ASKED)}
        return Given(facts, (self.unknown - gone - facts.keys()) | told, self.answered | asked)


@lru_cache(maxsize=8)
def plain_law(law: Law) -> Law:
    """The law without what it reads into silence: so a presumption is asked about and not taken for an answer."""
    old = law.vocabulary
    facts = {key: replace(fact, silence=None) for key, fact in old.facts.items()}
    return Law(Vocabulary(facts=facts, blocks=old.blocks, regimes=old.regimes), law.packs)


def parts(given: Given, *, law: Law, regimes: Iterable[str], on: date) -> tuple[Answer, ...]:
    """The answer of each regime while nothing is presumed, save where the answer was “we do not know”."""
    silence = law.vocabulary.silence
    facts = given.legal | {key: silence[key] for key in given.unknown if key in silence}
    bare, wanted = plain_law(law), tuple(regimes)
    found: dict[str, Answer] = {}
    for regime in wanted:
        if regime not in found:
            request = Request(id=None, jurisdiction=regime, facts=facts)
            whole = classify(request, bare, law_on=on, mode="default")
            found |= {part.regime: part for part in whole.answers}
    return tuple(found[regime] for regime in wanted)


def open_facts(answers: Iterable[Answer], given: Given, *, deciding: bool) -> tuple[str, ...]:
    """The facts that could change a class (`deciding`), or duties and dates, and that nobody was asked about."""
    found = {item.fact: None for part in answers for item in part.open if item.deciding is deciding}
    return tuple(key for key in found if key not in given.unknown)


def askable(
    wanted: Iterable[str], given: Given, *, questionnaire: Questionnaire, law: Law
) -> tuple[tuple[Question, ...], frozenset[str]]:
    """The questions that would settle one of the wanted facts, in the order of the questionnaire, and what they settle.

    Where all of them wait for another answer first, these others. A fact that no question is left for is asked on its
    own, as the vocabulary words it, unless it hangs on something that was answered with “we do not know”.
    """
    keys = frozenset(wanted)
    while True:
        ways = {one.key: _way(one, given, questionnaire, keys) for one in questionnaire.questions if one.states & keys}
        waiting = [one for one in questionnaire.questions if ways.get(one.key) == WAITS]
        further = keys.union(*(one.gate_facts for one in waiting)) - given.facts.keys()
        if further <= keys and READY not in ways.values():
            # What they wait for is closed for good.
            ways = {key: CLOSED if way == WAITS else way for key, way in ways.items()}
        ready = [one for one in questionnaire.questions if ways.get(one.key) == READY]
        found = [one for one in ready if _is_better(one, keys, ready)]
        alone = _alone(keys, ways, questionnaire=questionnaire, law=law)
        found += [single(fact) for fact in alone if holds(fact.ask_when, given.facts) is not False]
        if found or further <= keys:
            return tuple(found), keys
        keys = further


def _alone(keys: frozenset[str], ways: Mapping[str, str], *, questionnaire: Questionnaire, law: Law) -> Iterable[Fact]:
    open_ = [one for one in questionnaire.questions if ways.get(one.key, CLOSED) != CLOSED]
    covered = frozenset().union(*(one.states for one in open_))
    return (law.vocabulary.facts[key] for key in sorted(keys - covered, key=law.vocabulary.order.__getitem__))


def _way(question: Question, given: Given, questionnaire: Questionnaire, keys: frozenset[str]) -> str:
    """Whether the question can be asked now, waits for another, hangs on what is not known, or has nothing to ask."""
    if question.pick == "one" and question.key in given.answered:
        return CLOSED
    if not shown(question, given, wanted=keys):
        return CLOSED
    gate = holds(question.gate, given.legal)
    if gate is not None:
        return READY if gate else CLOSED
    if question.gate_facts & given.unknown:
        return HANGS
    others = (one for one in questionnaire.questions if one is not question and one.states & question.gate_facts)
    waits = any(one.key not in given.answered and not one.gate_facts & question.states for one in others)
    return WAITS if waits else READY


def _is_better(question: Question, keys: frozenset[str], among: Iterable[Question]) -> bool:
    """A page of single facts waits while a question that offers choices settles the same."""
    if question.pick != "facts":
        return True
    mine = question.states & keys
    return not any(other.pick != "facts" and mine <= other.states for other in among)


def single(fact: Fact) -> Question:
    """A fact asked on its own."""
    return Question(
        key=fact.key, words=fact.question, pick="facts", citation=fact.citation, help=fact.help, facts=(fact.key,)
    )


def question_of(key: str, *, questionnaire: Questionnaire, law: Law) -> Question:
    """The question of that key; a fact's own key asks it alone. Raises NotFound."""
    if key in questionnaire.by_key:
        return questionnaire.by_key[key]
    if key in law.vocabulary.facts:
        return single(law.vocabulary.facts[key])
    raise NotFound(f"There is no question “{key}”.")


def shown(question: Question, given: Given, *, wanted: Iterable[str] | None = None) -> tuple[str, ...]:
    """The options (or facts) to show: those not answered yet, and of these only the `wanted`, if given.

    A question that was answered before shows all of them when nothing is `wanted`, so that it can be answered anew.
    """
    keys = None if wanted is None else frozenset(wanted)
    if question.key in given.answered and keys is None:
        return whole(question)
    done = given.facts.keys() | given.unknown
    if question.pick == "facts":
        return tuple(key for key in question.facts if key not in done)
    if question.pick == "one":
        return tuple(option.code for option in question.options if _can_be(option, given.facts))
    left = _not_asked_yet(question, given)
    if keys is not None and not any(_is_open(option, done, keys) for option in left):
        return ()
    narrowed = None if question.whole else keys
    return tuple(option.code for option in left if _is_open(option, done, narrowed))


def whole(question: Question) -> tuple[str, ...]:
    """All that the question shows to somebody who opens it himself."""
    return question.facts or tuple(option.code for option in question.options)


def _not_asked_yet(question: Question, given: Given) -> tuple[Option, ...]:
    """Options that an earlier answer did not deal with: not ticked, and with something to say no to."""
    if question.key not in given.answered:
        return question.options
    ticked = given.facts.get(question.memory)
    before = ticked if isinstance(ticked, tuple) else ()
    return tuple(one for one in question.options if one.code not in before and (one.otherwise or one.adds))


def _is_open(option: Option, done: Iterable[str], keys: frozenset[str] | None) -> bool:
    left = option.facts - frozenset(done)
    return bool(left if keys is None else left & keys)


def _can_be(option: Option, facts: Mapping[str, Value]) -> bool:
    return all(facts.get(key, value) == value for key, value in option.states.items())


@lru_cache(maxsize=32)
def facts_of_regime(law: Law, regime: str) -> frozenset[str]:
    """Every fact that the regime's pack reads, or one that it uses."""
    pack = law.pack_for(regime)
    read = facts_read(pack).union(*(facts_read(law.pack(used)) for used in pack.uses))
    return read | ({pack.ratio.asked_by, pack.ratio.over} if pack.ratio else frozenset())
