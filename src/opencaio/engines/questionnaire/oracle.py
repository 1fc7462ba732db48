"""Which answers would someone give who knows all the facts, and how many questions does he get?

What a description leaves out is ordinary for it (the vocabulary's ordinary values). Serves tests and measurements.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from opencaio.engines.classification.model import Fact, Law
from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire.answering import Reply, stated_by
from opencaio.engines.questionnaire.asking import Step, next_step
from opencaio.engines.questionnaire.model import Option, Question, Questionnaire
from opencaio.engines.questionnaire.relevance import Given

REQUEST = ("as_of", "calc")
MOST_USUAL = 40


class Oracle:
    """Answers every question from a description."""

    def __init__(self, facts: Mapping[str, Value], *, law: Law) -> None:
        self.stated, self.law = facts, law
        self.world: dict[str, Value] = {**law.vocabulary.ordinary, **_none_of(facts, law), **facts}

    def reply(self, question: Question, offered: Iterable[str]) -> Reply:
        """The answer; what the description cannot tell is “we do not know”."""
        shown = tuple(offered)
        if question.pick == "facts":
            values: dict[str, object] = {key: self.world.get(key) for key in shown}
            return Reply(values={key: _plain(value) for key, value in values.items()})
        options = [option for option in question.options if option.code in shown]
        if question.pick == "many":
            unsure = tuple(option.code for option in options if not self._can_tell(option))
            chosen = (option.code for option in options if option.code not in unsure and self._is_true(option))
            return Reply(chosen=tuple(chosen), unsure=unsure)
        fitting = [option.code for option in options if self._holds(option.states)]
        return Reply(chosen=tuple(fitting[:1])) if fitting else Reply(unknown=True)

    def _is_true(self, option: Option) -> bool:
        if option.adds:
            return any(code in _listed(self.world.get(key)) for key, code in option.adds.items())
        if not option.otherwise:
            return self._holds(option.states)
        return self._contradicts(option.otherwise) and not self._contradicts(option.states)

    def _can_tell(self, option: Option) -> bool:
        return all(key in self.world for key in option.adds)

    def _holds(self, values: Mapping[str, Value]) -> bool:
        return all(self.world.get(key) == value for key, value in values.items())

    def _contradicts(self, values: Mapping[str, Value]) -> bool:
        return any(self.world.get(key, value) != value for key, value in values.items())


@dataclass(frozen=True, slots=True)
class Run:
    """One questionnaire from the first question to the last: what was asked, and what is known in the end."""

    given: Given
    asked: tuple[str, ...]
    for_class: int
    last: Step


def run(
    oracle: Oracle,
    *,
    law: Law,
    questionnaire: Questionnaire,
    on: date,
    regimes: Iterable[str] | None = None,
    class_only: bool = False,
    start: Given | None = None,
    most: int = 80,
) -> Run:
    """Ask until nothing is left to ask. Raises RuntimeError after `most` questions."""
    given = start or Given({key: oracle.stated[key] for key in REQUEST if key in oracle.stated})
    asked: list[str] = []
    for_class, wanted = 0, None if regimes is None else tuple(regimes)
    while True:
        step = next_step(given, law=law, questionnaire=questionnaire, on=on, regimes=wanted, class_only=class_only)
        if step.question is None:
            return Run(given, tuple(asked), for_class, step)
        if len(asked) >= most:
            raise RuntimeError(f"More than {most} questions: {asked}")
        asked.append(step.question.key)
        for_class += step.for_class
        reply = oracle.reply(step.question, step.offered)
        stated = stated_by(step.question, reply, known=given.facts, offered=step.offered, vocabulary=law.vocabulary)
        given = given.with_(stated.facts, withdrawn=stated.withdrawn)


def _none_of(facts: Mapping[str, Value], law: Law) -> dict[str, Value]:
    """A choice that the description does not touch, nor its block, is “none” where there is such a choice."""
    spoken = {key.split(".")[0] for key in facts}
    return {fact.key: "none" for fact in law.vocabulary.facts.values() if _can_be_none(fact, spoken)}


def _can_be_none(fact: Fact, spoken: set[str]) -> bool:
    if fact.ordinary is not None or fact.kind != "choice":
        return False
    return "none" in fact.codes and fact.key.split(".")[0] not in spoken


def _listed(value: Value | None) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _plain(value: object) -> object:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return {row[0]: [row[1], row[2]] for row in value}
    return list(value) if isinstance(value, tuple) else value


def usual_left(
    given: Given, *, law: Law, questionnaire: Questionnaire, on: date, regimes: Iterable[str] | None = None
) -> int:
    """How many questions an ordinary use with these facts would still be asked: an estimate, not a promise."""
    usual: dict[str, Value] = {"role": ("deployer",), **given.legal}
    oracle = Oracle(usual, law=law)
    wanted = None if regimes is None else tuple(regimes)
    count = 0
    while count < MOST_USUAL:
        step = next_step(given, law=law, questionnaire=questionnaire, on=on, regimes=wanted, by_gain=False)
        if step.question is None:
            break
        count += 1
        reply = oracle.reply(step.question, step.offered)
        stated = stated_by(step.question, reply, known=given.facts, offered=step.offered, vocabulary=law.vocabulary)
        given = given.with_(stated.facts, withdrawn=stated.withdrawn)
    return count
