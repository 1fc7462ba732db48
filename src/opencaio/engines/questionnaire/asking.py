"""What is asked next, what is settled, what is open, and how many questions are left?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from opencaio.engines.classification.answers import NEEDS_REVIEW, Answer
from opencaio.engines.classification.model import Law
from opencaio.engines.questionnaire.answering import Reply, stated_by
from opencaio.engines.questionnaire.model import Question, Questionnaire
from opencaio.engines.questionnaire.relevance import (
    Given,
    askable,
    facts_of_regime,
    open_facts,
    parts,
    shown,
)
from opencaio.engines.questionnaire.samples import samples
from opencaio.engines.questionnaire.truth import holds

CANDIDATE, DECIDING, FURTHER = 6.0, 1.0, 0.2
"""What one more possible class, one more deciding fact and one more fact for duties weigh in what is uncertain."""


@dataclass(frozen=True, slots=True)
class RegimeState:
    """One regime so far: its class when settled, else the classes still possible, and the facts that are open."""

    regime: str
    settled: bool
    class_code: str | None
    candidates: tuple[str, ...]
    deciding: tuple[str, ...]
    further: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many questions were answered, and how many are left at the very most."""

    answered: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Step:
    """Where the questionnaire stands: the next question with what to show of it, or None when nothing is left to ask.

    `for_class`: the question bears on a class; else on duties and dates only.
    """

    question: Question | None
    offered: tuple[str, ...]
    for_class: bool
    regimes: tuple[RegimeState, ...]
    progress: Progress

    @property
    def settled(self) -> bool:
        """Whether every regime that is asked has its class."""
        return all(one.settled for one in self.regimes)


def regimes_of(given: Given, *, law: Law, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The regimes to ask about: those whose reach is met; one without a stated reach when a fact touches it."""
    reaches = {reach.regime: reach for reach in questionnaire.reaches}
    found = []
    for pack in law.packs:
        reach = reaches.get(pack.regime)
        touched = any(key in given.facts for key in pack.touched_by)
        if touched if reach is None else holds(reach.when, given.legal) is True:
            found.append(pack.regime)
    return tuple(sorted(found))


def next_step(
    given: Given,
    *,
    law: Law,
    questionnaire: Questionnaire,
    on: date,
    regimes: Iterable[str] | None = None,
    class_only: bool = False,
    by_gain: bool = True,
) -> Step:
    """The question whose answer can change most, among those that can still matter.

    `regimes`: ask only for these; else for those that `regimes_of` finds. `class_only`: stop when classes are settled.
    Without `by_gain` the first of the questionnaire is taken, which is quicker.
    """
    desk = _Desk(law, questionnaire, on, tuple(regimes) if regimes is not None else None)
    answers = desk.answers(given)
    questions, wanted = desk.askable(open_facts(answers, given, deciding=True), given)
    for_class = bool(questions)
    if not questions and not class_only:
        questions, wanted = desk.askable(open_facts(answers, given, deciding=False), given)
    chosen = desk.best(questions if by_gain else questions[:1], given, wanted)
    return Step(
        question=chosen,
        offered=shown(chosen, given, wanted=wanted) if chosen else (),
        for_class=for_class,
        regimes=tuple(_state(part) for part in answers),
        progress=Progress(len(given.answered), desk.at_most(given)),
    )


class _Desk:
    """What every step of one round of asking shares."""

    def __init__(self, law: Law, questionnaire: Questionnaire, on: date, regimes: tuple[str, ...] | None) -> None:
        self.law, self.questionnaire, self.on, self.fixed = law, questionnaire, on, regimes

    def regimes(self, given: Given) -> tuple[str, ...]:
        if self.fixed is not None:
            return self.fixed
        return regimes_of(given, law=self.law, questionnaire=self.questionnaire)

    def answers(self, given: Given) -> tuple[Answer, ...]:
        return parts(given, law=self.law, regimes=self.regimes(given), on=self.on)

    def askable(self, wanted: Iterable[str], given: Given) -> tuple[tuple[Question, ...], frozenset[str]]:
        return askable(wanted, given, questionnaire=self.questionnaire, law=self.law)

    def best(self, questions: tuple[Question, ...], given: Given, wanted: frozenset[str]) -> Question | None:
        """The greatest expected drop of what is uncertain; of equals the first in the questionnaire."""
        if len(questions) <= 1:
            return questions[0] if questions else None
        return min(questions, key=lambda question: self._left(question, given, wanted))

    def _left(self, question: Question, given: Given, wanted: frozenset[str]) -> float:
        offered = shown(question, given, wanted=wanted)
        replies = samples(question, offered, vocabulary=self.law.vocabulary)
        if not replies:
            return float("inf")
        after = [self._uncertain(self._answered(question, reply, given, offered)) for reply in replies]
        return (after[0] + fmean(after)) / 2

    def _answered(self, question: Question, reply: Reply, given: Given, offered: tuple[str, ...]) -> Given:
        known = given.facts
        stated = stated_by(question, reply, known=known, offered=offered, vocabulary=self.law.vocabulary)
        return given.with_(stated.facts, withdrawn=stated.withdrawn)

    def _uncertain(self, given: Given) -> float:
        return sum(_uncertainty(part) for part in parts(given, law=self.law, regimes=self.regimes(given), on=self.on))

    def at_most(self, given: Given) -> int:
        """Questions that can come at the very most: unanswered, not ruled out, with a fact that the law reads."""
        read = frozenset().union(*(facts_of_regime(self.law, regime) for regime in self.regimes(given)))
        left = read - given.facts.keys() - given.unknown
        pages = [one for one in self.questionnaire.questions if self._may_come(one, given, left)]
        alone = left - self.questionnaire.owned
        return len(pages) + len(alone)

    def _may_come(self, question: Question, given: Given, left: frozenset[str]) -> bool:
        if question.key in given.answered and question.pick == "one":
            return False
        if question.pick == "many" and not shown(question, given, wanted=left):
            return False
        return bool(question.states & left) and holds(question.gate, given.legal) is not False


def _uncertainty(part: Answer) -> float:
    deciding = sum(item.deciding for item in part.open)
    extra = max(len(part.candidates) - 1, 0)
    return CANDIDATE * extra + DECIDING * deciding + FURTHER * (len(part.open) - deciding)


def _state(part: Answer) -> RegimeState:
    settled = part.class_code != NEEDS_REVIEW
    return RegimeState(
        regime=part.regime,
        settled=settled,
        class_code=part.class_code if settled else None,
        candidates=part.candidates,
        deciding=part.deciding,
        further=tuple(item.fact for item in part.open if not item.deciding),
    )
