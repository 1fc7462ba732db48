"""What is known of one use as the questionnaire takes it, and how are its answers said in words?"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from opencaio.engines import classification
from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire import ASKED, Given, Question, question_of, regimes_of
from opencaio.errors import BadInput
from opencaio.packs.law import load_law
from opencaio.packs.vocabulary.screens import load_questions
from opencaio.record.inheritance import Inherited, disagree, inherited
from opencaio.record.models import Fact, UseCase


@dataclass(frozen=True)
class Desk:
    """One use on the desk: the engine's view of it, its own standing facts, and what it inherits."""

    use: UseCase
    given: Given
    own: Mapping[str, Fact]
    inherited: Mapping[str, list[Inherited]]

    @property
    def regimes(self) -> tuple[str, ...]:
        """The regimes that matter for this use."""
        return regimes_of(self.given, law=load_law(), questionnaire=load_questions())

    def question(self, key: str) -> Question:
        """The question of that key. Raises NotFound."""
        return question_of(key, questionnaire=load_questions(), law=load_law())

    def seen(self, question: Question) -> str:
        """A mark of the state in which the question is shown: another one means that it was answered meanwhile."""
        keys = sorted({*question.states, question.memory})
        held = ",".join(f"{key}:{self.own[key].pk}" for key in keys if key in self.own)
        return hashlib.sha256(f"{self.use.pk};{question.key};{held}".encode()).hexdigest()[:16]

    def inherits(self, key: str) -> list[Inherited]:
        """Of which parts the use has this fact; none when it states its own."""
        return [] if key in self.own else list(self.inherited.get(key, ()))


def desk_of(use: UseCase) -> Desk:
    """The use with all that the questionnaire needs."""
    rows = Fact.objects.filter(subject_kind="usecase", subject_id=use.pk, superseded_at=None).select_related("by")
    own = {row.key: row for row in rows}
    of_parts = inherited([use.pk]).get(use.pk, {})
    return Desk(use=use, given=_given(own, of_parts), own=own, inherited=of_parts)


def _given(own: Mapping[str, Fact], of_parts: Mapping[str, list[Inherited]]) -> Given:
    facts: dict[str, Value] = {}
    for key, some in of_parts.items():
        if key not in own and not disagree(some):
            facts |= _value(key, some[0].fact.value)
    for key, row in own.items():
        facts |= {} if row.is_unknown else _value(key, row.value)
    unknown = frozenset(key for key, row in own.items() if row.is_unknown and not key.startswith(ASKED))
    answered = frozenset(key.removeprefix(ASKED) for key in own if key.startswith(ASKED))
    return Given(facts, unknown, answered)


def _value(key: str, raw: Any) -> dict[str, Value]:
    """The fact in the engine's form; what the vocabulary does not know is no fact of the law."""
    if key.startswith(ASKED):
        return {key: tuple(raw) if isinstance(raw, list) else ()}
    vocabulary = load_law().vocabulary
    if key not in vocabulary.facts:
        return {}
    try:
        return {key: classification.checked_value(key, raw, vocabulary=vocabulary)}
    except BadInput:
        return {}


def said(question: Question, own: Mapping[str, Any]) -> str:
    """The answer in words: the choices, or each fact with its value. ``own`` has values by key, None for unknown."""
    if question.memory in own and own[question.memory] is None:
        return "we do not know"
    if question.pick == "facts":
        told = {key: own[key] for key in question.facts if key in own}
        if len(told) == 1:
            return in_words(*next(iter(told.items())))
        return "; ".join(f"{_short(key)} {in_words(key, value)}" for key, value in told.items())
    memory = own.get(question.memory) or ()
    chosen = [option.words for option in question.options if option.code in memory]
    return "; ".join(chosen) or question.none_words or "none"


def _short(key: str) -> str:
    return load_law().vocabulary.facts[key].question


def in_words(key: str, value: Any) -> str:
    """The value of a fact as people read it; None is “we do not know”."""
    if value is None:
        return "we do not know"
    if isinstance(value, bool):
        return "yes" if value else "no"
    fact = load_law().vocabulary.facts[key]
    known = {choice.code: choice.words for choice in fact.values}
    if isinstance(value, list | tuple):
        return ", ".join(known.get(one, str(one)) for one in value) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {pair[0]} of {pair[1]}" for name, pair in value.items())
    return known.get(str(value), str(value))


def values_of(rows: Iterable[Fact]) -> dict[str, Any]:
    """Values by key, None for “we do not know”."""
    return {row.key: None if row.is_unknown else row.value for row in rows}
