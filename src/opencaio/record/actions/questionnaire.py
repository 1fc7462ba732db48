"""How is a question of the questionnaire answered, answered anew, or the last answer taken back?"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import Field

from opencaio.engines import classification
from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire import ASKED, Question, Reply, Stated, clashes, stated_by, whole
from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.packs.law import load_law
from opencaio.packs.vocabulary.screens import load_questions
from opencaio.record.actions.facts import reassess_about
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.changes import Change
from opencaio.record.models import Fact, Organisation, UseCase
from opencaio.record.permissions import Right
from opencaio.record.questionnaire import Desk, desk_of, said
from opencaio.record.stating import Said, state_facts, take_back


class AnswerQuestion(Asked):
    """One answer: the options ``chosen`` and those we are ``unsure`` of, or ``values`` of facts, or ``unknown``.

    An empty ``chosen`` of a question that ticks is “none of these”. ``offered`` and ``seen`` come from
    ``questionnaire.next``: what was shown (else all), and a mark that tells whether someone else answered meanwhile.
    """

    use_case: str
    question: str = Field(max_length=80)
    chosen: list[str] = []
    unsure: list[str] = []
    values: dict[str, Any] = {}
    unknown: bool = False
    source: str = Field("", max_length=300)
    text: str = ""
    for_organisation: bool = False
    offered: list[str] | None = None
    seen: str | None = None


class UndoAnswer(Asked):
    """The last answer of the questionnaire, or that to the named question, is taken back."""

    use_case: str
    question: str | None = Field(None, max_length=80)


@action("questionnaire.answer", right=Right.STATE_FACTS, words="Answer a question of the questionnaire")
def answer(given: AnswerQuestion, change: Change) -> UseCase:
    """State all the facts that one answer means, at once; the answer before it stays readable."""
    row = use_case(given.use_case)
    change.allow(row.department_id)
    desk = desk_of(row)
    question = desk.question(given.question)
    _check_seen(desk, question, given.seen)
    stated = _stated(desk, question, given)
    _check_sense(desk, stated)
    change.say(f"{row.code}: {question.words} {said(question, _plain(stated.facts))}")
    for_all = _for_organisation(question, given, change)
    take_back(change, row, stated.withdrawn)
    own = {key: value for key, value in stated.facts.items() if key not in for_all}
    fresh = state_facts(change, row, _said(own, given))
    if for_all:
        _tell_organisation({key: stated.facts[key] for key in for_all}, given, change)
    elif fresh or stated.withdrawn:
        reassess_about(row, change)
    return row


@action("questionnaire.undo", right=Right.STATE_FACTS, words="Take back an answer of the questionnaire")
def undo(given: UndoAnswer, change: Change) -> UseCase:
    """Open the question again and put back what stood before the answer."""
    row = use_case(given.use_case)
    change.allow(row.department_id)
    memory = _last(row, given.question)
    rows = Fact.objects.filter(subject_kind="usecase", subject_id=row.pk)
    stated = list(rows.filter(recorded_at=memory.recorded_at, superseded_at=None))
    before = rows.filter(superseded_at=memory.recorded_at).exclude(key__in=_standing_since(row, memory))
    back = [Said(one.key, one.value, one.text, one.source, one.by_id) for one in before]
    gone = {one.key for one in stated} - {one.key for one in back}
    take_back(change, row, gone)
    state_facts(change, row, back)
    question = desk_of(row).question(memory.key.removeprefix(ASKED))
    change.say(f"{row.code}: took back the answer to “{question.words}”")
    reassess_about(row, change)
    return row


def _last(row: UseCase, key: str | None) -> Fact:
    rows = Fact.objects.filter(subject_kind="usecase", subject_id=row.pk, superseded_at=None)
    named = rows.filter(key=ASKED + key) if key else rows.filter(key__startswith=ASKED)
    found = named.order_by("-recorded_at", "-pk").first()
    if found is None:
        raise NotFound(f"{row.code} has no such answer to take back.")
    return found


def _standing_since(row: UseCase, memory: Fact) -> list[str]:
    """Facts that were stated again after the answer: these are left as they are."""
    later = Fact.objects.filter(subject_kind="usecase", subject_id=row.pk, recorded_at__gt=memory.recorded_at)
    return list(later.values_list("key", flat=True))


def _check_seen(desk: Desk, question: Question, seen: str | None) -> None:
    if seen is None or seen == desk.seen(question):
        return
    held = desk.own.get(question.memory)
    who = held.by.name if held and held.by else "someone"
    raise Conflict(
        f"“{question.words}” was answered meanwhile by {who}. Nothing was overwritten. Look at the answer that stands."
    )


def _stated(desk: Desk, question: Question, given: AnswerQuestion) -> Stated:
    reply = Reply(tuple(given.chosen), tuple(given.unsure), given.values, given.unknown)
    offered = given.offered if given.offered is not None else whole(question)
    known = desk.given.facts
    return stated_by(question, reply, known=known, offered=offered, vocabulary=load_law().vocabulary)


def _check_sense(desk: Desk, stated: Stated) -> None:
    """Refuse answers that cannot all be true, as far as this answer has a part in it."""
    after = desk.given.with_(stated.facts, withdrawn=stated.withdrawn).legal
    for clash in clashes(after, load_questions()):
        if set(clash.facts) & stated.facts.keys():
            raise BadInput(clash.words)
    _check_days(desk.use, after, stated.facts.keys())


def _check_days(use: UseCase, facts: Mapping[str, Value], told: Iterable[str]) -> None:
    """Refuse a day before the system, or the use of it, existed."""
    asked, since = set(told), use.started_on
    placed, decided = _day(facts, "placed"), _day(facts, "decision_date")
    if "placed" in asked and placed and since and placed > since:
        raise BadInput(
            f"You say that it was placed on the market or put into service on {placed}; {use.code} is in use since "
            f"{since}. Nothing can be used before it is there: correct one of the two days."
        )
    if asked & {"placed", "decision_date"} and placed and decided and decided < placed:
        raise BadInput(
            f"You say that the decision is taken on {decided}, and that the system exists since {placed}. "
            "A system decides nothing before it exists: correct one of the two days."
        )
    if "decision_date" in asked and decided and since and decided < since:
        raise BadInput(
            f"You say that the decision is taken on {decided}; {use.code} is in use since {since}. "
            "Correct one of the two days."
        )


def _day(facts: Mapping[str, Value], key: str) -> date | None:
    found = facts.get(key)
    return found if isinstance(found, date) else None


def _for_organisation(question: Question, given: AnswerQuestion, change: Change) -> tuple[str, ...]:
    if not given.for_organisation:
        return ()
    if question.about != "organisation":
        raise BadInput(f"“{question.words}” is asked of each use and not of the whole organisation.")
    change.allow_part(None)
    return question.facts


def _tell_organisation(facts: Mapping[str, Value | None], given: AnswerQuestion, change: Change) -> None:
    organisation = Organisation.objects.get()
    state_facts(change, organisation, _said(facts, given))
    reassess_about(organisation, change)


def _said(facts: Mapping[str, Value | None], given: AnswerQuestion) -> list[Said]:
    return [Said(key, classification.plain(value), given.text, given.source) for key, value in facts.items()]


def _plain(facts: Mapping[str, Value | None]) -> dict[str, Any]:
    return {key: classification.plain(value) for key, value in facts.items()}
