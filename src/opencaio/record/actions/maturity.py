"""How is maturity judged: an assessment begun, its questions answered with what shows it, and closed?"""

from datetime import date

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.packs.maturity import STEPS, load_maturity
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Evidence, MaturityAnswer, MaturityAssessment
from opencaio.record.permissions import Actor, Right

NOT_HERE = "There is no such thing here, or you may not see it."


class BeginMaturity(Asked):
    """A new assessment of a department (its code; none: the whole organisation), held on a day (today)."""

    department: str | None = None
    held_on: date | None = None
    note: str = Field("", max_length=2000)


class MaturityLevel(Asked):
    """The level of one question, 0 to 5 (null: nobody knows), why, and the evidence on record that shows it."""

    question: str
    level: int | None = Field(None, ge=0, le=STEPS)
    because: str = Field("", max_length=2000)
    evidence: int | None = None


class AnswerMaturity(Asked):
    """Answers to questions of an open assessment; others stay as they were."""

    assessment: int
    answers: list[MaturityLevel] = Field(min_length=1, max_length=100)


class OneMaturity(Asked):
    """An assessment, by its number."""

    assessment: int


@action("maturity.begin", right=Right.EDIT, words="Begin to judge maturity")
def begin(given: BeginMaturity, change: Change) -> MaturityAssessment:
    """Open an assessment; one open assessment at a time for each department."""
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    held = MaturityAssessment.objects.filter(department=home, status="draft", retired_at=None).first()
    if held is not None:
        raise Conflict(
            f"An assessment of {home.name if home else 'the whole organisation'} is open already: finish it."
        )
    today = timezone.localdate(change.at)
    day = given.held_on or today
    if day > today:
        raise BadInput(f"{day} is still ahead: maturity is judged as it is, not as it will be.")
    change.say(f"Began to judge the maturity of {home.name if home else 'the whole organisation'}")
    row = MaturityAssessment(
        department=home,
        held_on=day,
        by_id=change.actor.person_id,
        note=given.note,
        pack_version=load_maturity().version,
    )
    return change.create(row)


@action("maturity.answer", right=Right.EDIT, words="Answer questions of maturity")
def answer(given: AnswerMaturity, change: Change) -> MaturityAssessment:
    """Set the levels that are given."""
    row = _open(given.assessment, change)
    known = load_maturity().questions
    held = {one.question: one for one in row.answers.all()}
    for one in given.answers:
        if one.question not in known:
            raise BadInput(f"There is no question {one.question[:60]}.")
        values = {"level": one.level, "because": one.because, "evidence_id": _evidence(one.evidence, change.actor)}
        if one.question in held:
            change.update(held[one.question], version=None, values=values)
        else:
            held[one.question] = change.create(MaturityAnswer(assessment=row, question=one.question, **values))
    change.say(f"Answered {len(given.answers)} questions of maturity")
    change.touch("maturityassessment", row.pk)
    return row


@action("maturity.finish", right=Right.EDIT, words="Close an assessment of maturity")
def finish(given: OneMaturity, change: Change) -> MaturityAssessment:
    """From now on it stands; every question has been asked, and those that nobody knows say so."""
    row = _open(given.assessment, change)
    asked = set(row.answers.values_list("question", flat=True))
    if left := [one.ask for key, one in load_maturity().questions.items() if key not in asked]:
        raise Refused(
            f"{len(left)} questions have not been asked yet. Answer them, or say that nobody knows.", details=left
        )
    change.say("Closed an assessment of maturity")
    return change.update(row, version=None, values={"status": "final"})


@action("maturity.retire", right=Right.EDIT, words="Drop an open assessment of maturity")
def retire(given: OneMaturity, change: Change) -> MaturityAssessment:
    """It was begun in error; closed ones stay."""
    row = _open(given.assessment, change)
    change.say("Dropped an open assessment of maturity")
    return change.update(row, version=None, values={"retired_at": change.at})


def _open(key: int, change: Change) -> MaturityAssessment:
    row = MaturityAssessment.objects.filter(pk=key, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    change.allow_part(row.department_id)
    if row.status == "final":
        raise Conflict("This assessment is closed and stays as it was. Begin a new one.")
    return row


def _evidence(key: int | None, actor: Actor) -> int | None:
    if key is None:
        return None
    row = Evidence.objects.select_related("use_case").filter(pk=key, retired_at=None).first()
    if row is None or (row.use_case and not actor.may(Right.READ, row.use_case.department_id)):
        raise NotFound("There is no such evidence here, or you may not see it.")
    return row.pk
