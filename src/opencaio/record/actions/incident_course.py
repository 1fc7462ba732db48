"""What is done about an incident: questions answered, harm contained, others told, lessons drawn, the end?"""

from datetime import datetime
from typing import Any

from pydantic import Field

from opencaio.engines.classification.model import Fact
from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.packs.incidents import load_incidents
from opencaio.packs.incidents.reports import load_reports
from opencaio.record.actions.incidents import acting_person, follow_answers, incident
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.clocks import LAPSED, in_zone
from opencaio.record.models import Clock, Control, Incident, Telling
from opencaio.record.permissions import Right

TRIAGE = "house.triage"
LONGEST_PARTICULAR = 5_000


class AssessIncident(Asked):
    """Answers by question: true, false, a choice, a list of choices, or null for “we do not know”.

    Particulars that only the draft reports need (``contact``, ``measures``, …) are answered here too, as text.
    """

    code: str
    answers: dict[str, bool | str | list[str] | None] = Field(min_length=1)


class ContainIncident(Asked):
    """Since when it does no more harm (default: now), and by what."""

    code: str
    at: datetime | None = None
    how: str = Field("", max_length=500)


class TellIncident(Asked):
    """Who was told: by ``clock`` (then its addressee unless ``who`` names another), how, and when (default: now).

    ``complete`` false is a first report that leaves something open (AI Act Art. 73(5), GDPR Art. 33(4)).
    """

    code: str
    clock: str = ""
    who: str = Field("", max_length=300)
    how: str = Field("", max_length=300)
    note: str = Field("", max_length=5_000)
    at: datetime | None = None
    complete: bool = True


class LearnIncident(Asked):
    """The lesson, and the controls (by code) that it made or changed."""

    code: str
    lesson: str = Field(min_length=1, max_length=5_000)
    controls: list[str] = []


class CloseIncident(Asked):
    """The end; ``reason`` is needed while a clock of the law runs unmet."""

    code: str
    lesson: str = Field("", max_length=5_000)
    reason: str = Field("", max_length=500)


class EndIncident(Asked):
    """An incident that was none, or one that is not over: why."""

    code: str
    reason: str = Field(min_length=1, max_length=500)


@action("incidents.assess", right=Right.STATE_FACTS, words="Answer an incident's questions")
def assess(given: AssessIncident, change: Change) -> Incident:
    """Keep the answers beside earlier ones; gravity and clocks follow, and none is removed in silence."""
    row = _open(given.code, change)
    questions, told = load_incidents().questions, load_reports().particulars
    fresh = {
        key: _as_text(key, value) if key in told else _checked(questions.get(key), key, value)
        for key, value in given.answers.items()
    }
    stamp = {"origin": "person", "by": change.actor.person_id, "at": change.at.isoformat()}
    moved = {key: {"value": one, **stamp} for key, one in fresh.items() if _differs(row, key, one)}
    change.update(row, version=None, values={"answers": {**row.answers, **moved}})
    follow_answers(row, change)
    if set(fresh) & set(questions):
        _meet(row.clocks.filter(code=TRIAGE, met_at=None).first(), change, words="The questions were answered")
    change.say(f"Answered {_count(len(moved))} of {row.code} {row.title}")
    return row


@action("incidents.contain", right=Right.STATE_FACTS, words="Say that an incident is contained")
def contain(given: ContainIncident, change: Change) -> Incident:
    """It does no more harm; its clocks run on."""
    row = _open(given.code, change)
    at = _past(given.at, row, change, what="It")
    change.say(f"{row.code} is contained" + (f": {given.how}" if given.how else ""))
    return change.update(row, version=None, values={"status": "contained", "contained_at": at})


@action("incidents.tell", right=Right.STATE_FACTS, words="Say that someone was told of an incident")
def tell(given: TellIncident, change: Change) -> Telling:
    """Keep who was told; the first telling meets the clock, a complete one ends it."""
    row = incident(given.code, change)
    at = _past(given.at, row, change, what="The report")
    clock = _clock(row, given.clock)
    who = given.who or (clock.addressee if clock else "")
    if not who:
        raise BadInput("Say who was told.")
    told = change.create(
        Telling(
            incident=row,
            clock=clock,
            who=who,
            how=given.how,
            note=given.note,
            at=at,
            is_complete=given.complete,
            by=acting_person(change.actor),
        )
    )
    if clock:
        _meet(clock, change, words=f"{who}{', ' + given.how if given.how else ''}", at=at, complete=given.complete)
    change.touch("incident", row.pk)
    change.say(f"{row.code}: told {who}" + ("" if given.complete else " (first report, not complete)"))
    return told


@action("incidents.learn", right=Right.EDIT, words="Keep an incident's lesson")
def learn(given: LearnIncident, change: Change) -> Incident:
    """What we do otherwise from now on."""
    row = incident(given.code, change)
    controls = [_control(code, change) for code in dict.fromkeys(given.controls)]
    change.say(f"Kept the lesson of {row.code}")
    return change.update(row, version=None, values={"lesson": given.lesson}, controls=controls)


@action("incidents.close", right=Right.RETIRE, words="Close an incident")
def close(given: CloseIncident, change: Change) -> Incident:
    """It is over: with a lesson, and with no clock of the law unmet unless someone says why."""
    row = _open(given.code, change)
    lesson = given.lesson or row.lesson
    if not lesson:
        raise BadInput("Write down the lesson first: what do we do otherwise from now on?")
    unmet = [one.title for one in _running_by_law(row)]
    if unmet and not given.reason:
        raise Conflict(
            f"A clock of the law still runs unmet: {'; '.join(unmet)}. Tell who has to be told, answer the open "
            "questions, or give the reason why it is closed all the same.",
            details=unmet,
        )
    change.say(f"Closed {row.code} {row.title}" + (f": {given.reason}" if given.reason else ""))
    values = {"status": "closed", "closed_at": change.at, "lesson": lesson}
    return change.update(row, version=None, values=values)


@action("incidents.dismiss", right=Right.RETIRE, words="Say that it was no incident")
def dismiss(given: EndIncident, change: Change) -> Incident:
    """It was none; report and answers stay readable, its clocks lapse."""
    row = _open(given.code, change)
    for clock in row.clocks.filter(met_at=None).exclude(stands=LAPSED):
        because = f"No incident: {given.reason}"[:500]
        change.update(clock, version=None, values={"stands": LAPSED, "lapsed_because": because})
    change.say(f"{row.code} was no incident: {given.reason}")
    return change.update(row, version=None, values={"status": "dismissed", "closed_at": change.at})


@action("incidents.reopen", right=Right.RETIRE, words="Reopen an incident")
def reopen(given: EndIncident, change: Change) -> Incident:
    """It is not over, or was one after all; the clocks run from the same moment as before."""
    row = incident(given.code, change)
    if row.status not in {"closed", "dismissed"}:
        raise Conflict(f"{row.code} is open.")
    status = "contained" if row.contained_at else "open"
    change.update(row, version=None, values={"status": status, "closed_at": None})
    follow_answers(row, change)
    change.say(f"Reopened {row.code}: {given.reason}")
    return row


def _open(code: str, change: Change) -> Incident:
    row = incident(code, change)
    if row.status in {"closed", "dismissed"}:
        raise Conflict(f"{row.code} is closed. Reopen it first (incidents.reopen), and say why.")
    return row


def _checked(question: Fact | None, key: str, value: Any) -> Any:
    if question is None:
        raise BadInput(f"There is no question {key}.")
    if value is None or value == []:
        return None
    if question.kind == "yes_no" and not isinstance(value, bool):
        raise BadInput(f"{question.question} Answer true, false or null.")
    members = value if question.kind == "choices" and isinstance(value, list) else [value]
    if question.kind != "yes_no" and not all(one in question.codes for one in members):
        raise BadInput(f"{question.question} Choose of {', '.join(question.codes)}.")
    return members if question.kind == "choices" else value


def _as_text(key: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadInput(f"{key}: write it as text.")
    if value is not None and len(value) > LONGEST_PARTICULAR:
        raise BadInput(f"{key}: at most {LONGEST_PARTICULAR} characters.")
    return value or None


def _differs(row: Incident, key: str, value: Any) -> bool:
    held = row.answers.get(key)
    return held is None or held.get("value") != value or held.get("origin") != "person"


def _past(given: datetime | None, row: Incident, change: Change, *, what: str) -> datetime:
    at = in_zone(given or change.at)
    if at > change.at:
        raise BadInput(f"{what} cannot lie in the future.")
    if at < row.known_at:
        raise BadInput(f"{what} cannot lie before the moment at which we came to know.")
    return at


def _clock(row: Incident, code: str) -> Clock | None:
    if not code:
        return None
    clock = row.clocks.filter(code=code).first()
    if clock is None:
        raise NotFound(f"{row.code} has no clock {code}.")
    return clock


def _meet(
    clock: Clock | None, change: Change, *, words: str, at: datetime | None = None, complete: bool = True
) -> None:
    """The earliest telling meets the clock; the earliest complete one ends it."""
    if clock is None:
        return
    when = at or change.at
    values: dict[str, Any] = {}
    if clock.met_at is None or when < clock.met_at:
        values |= {"met_at": when, "met_words": words[:300], "met_by": acting_person(change.actor)}
    if complete and (clock.complete_at is None or when < clock.complete_at):
        values["complete_at"] = when
    change.update(clock, version=None, values=values)


def _running_by_law(row: Incident) -> list[Clock]:
    return list(row.clocks.filter(weight="law", met_at=None).exclude(stands=LAPSED))


def _control(code: str, change: Change) -> Control:
    row = Control.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None or not (row.department_id is None or change.actor.may(Right.READ, row.department_id)):
        raise NotFound(f"There is no control {code} here, or you may not see it.")
    return row


def _count(answers: int) -> str:
    return "1 question" if answers == 1 else f"{answers} questions"
