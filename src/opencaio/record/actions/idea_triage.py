"""What becomes of an idea: who looks at it, what is its author told, is it parked, declined, joined or taken up?"""

from datetime import date
from typing import Any, Literal

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions import use_cases
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.ideas.seeing import OPEN, idea_seen
from opencaio.record.letters import write_letter
from opencaio.record.models import Idea, Person, UseCase
from opencaio.record.models.portfolio import Stage
from opencaio.record.permissions import Right

LONGEST = 4000


class TriageIdea(Asked):
    """What is done with it next: looked at, parked until a day, or declined; who looks after it; what is answered."""

    code: str
    status: Literal["looked_at", "parked", "declined"]
    owner: int | None = None
    look_again_on: date | None = None
    answer: str = Field("", max_length=LONGEST)
    version: int | None = None


class AnswerIdea(Asked):
    """What its author is told."""

    code: str
    answer: str = Field(min_length=1, max_length=LONGEST)
    version: int | None = None


class JoinIdea(Asked):
    """That an idea says the same as another (``into``), which goes on for both."""

    code: str
    into: str
    version: int | None = None


class TakeUpIdea(Asked):
    """That an idea becomes a use of AI on record, with its author's words; later stages go through the gates.

    ``use_case`` names one that is on record already and does what the idea asks for.
    """

    code: str
    use_case: str | None = None
    stage: Literal["idea", "assessed"] = "idea"
    name: str | None = Field(None, min_length=1, max_length=500)
    owner: int | None = None
    answer: str = Field("", max_length=LONGEST)


@action("ideas.triage", right=Right.EDIT, words="Decide what is done with an idea")
def triage(given: TriageIdea, change: Change) -> Idea:
    """Look at it, park it until a day, or decline it with a reason; the author is told."""
    row = _open_idea(given.code, change)
    today = timezone.localdate(change.at)
    if given.status == "parked" and (given.look_again_on is None or given.look_again_on <= today):
        raise BadInput("look_again_on: say on which day, after today, somebody looks at it again.")
    if given.status == "declined" and not given.answer:
        raise BadInput("answer: whoever had the idea is owed a reason.")
    values: dict[str, Any] = {"status": given.status}
    values["look_again_on"] = given.look_again_on if given.status == "parked" else None
    owner = living_person(given.owner, change.actor) if given.owner else row.owner or _acting(change)
    values |= {"owner": owner} | (_answered(row, given.answer, change) if given.answer else {})
    change.update(row, version=given.version, values=values)
    done = {
        "looked_at": "is being looked at",
        "parked": f"rests until {given.look_again_on}",
        "declined": "is declined",
    }
    change.say(f"{row.code} {row.title} {done[given.status]}")
    _tell(row, f"Your idea {row.code} {done[given.status]}", given.answer, change)
    return row


@action("ideas.answer", right=Right.EDIT, words="Answer an idea")
def answer(given: AnswerIdea, change: Change) -> Idea:
    """Write to whoever had it; what was answered before is replaced and stays in the history."""
    row = _idea(given.code, change)
    change.update(row, version=given.version, values=_answered(row, given.answer, change))
    change.say(f"Answered {row.code} {row.title}")
    _tell(row, f"An answer to your idea {row.code}", given.answer, change)
    return row


@action("ideas.join", right=Right.EDIT, words="Join two ideas")
def join(given: JoinIdea, change: Change) -> Idea:
    """Let one idea go on in another; whoever was for it, and its author, are for the other now."""
    row, other = _open_idea(given.code, change), _idea(given.into, change)
    if row.pk == other.pk:
        raise BadInput("into: name another idea, not the same.")
    if other.status == "merged":
        raise Conflict(f"{other.code} was joined with another itself. Name that one.")
    backers = {*row.supporters.values_list("pk", flat=True), *other.supporters.values_list("pk", flat=True)}
    backers |= {row.author_id} if row.author_id else set()
    words = row.answer or "Somebody had this idea too: both go on as one."
    change.update(other, version=None, values={}, supporters=sorted(backers - {other.author_id}))
    for one in row.joined.all():
        change.update(one, version=None, values={"joins": other})
    change.update(
        row, version=given.version, values={"status": "merged", "joins": other} | _answered(row, words, change)
    )
    change.say(f"Joined {row.code} {row.title} with {other.code} {other.title}")
    _tell(row, f"Your idea {row.code} goes on together with another", words, change)
    return row


@action("ideas.take_up", right=Right.CREATE, words="Take an idea up")
def take_up(given: TakeUpIdea, change: Change) -> Idea:
    """Make a use of AI of it, in the words of its author, and tell him so."""
    row = _open_idea(given.code, change)
    use = _standing_use(given.use_case, change) if given.use_case else _new_use(given, row, change)
    words = given.answer or row.answer or "Thank you: it is on record as a use of AI to be looked into."
    values = {"status": "taken_up", "use_case": use, "owner": row.owner or _acting(change)}
    change.update(row, version=None, values=values | _answered(row, words, change))
    change.say(f"Took up {row.code} {row.title} as {use.code}")
    _tell(row, f"Your idea {row.code} is taken up", words, change)
    for one in row.joined.filter(retired_at=None).select_related("author"):
        _tell(one, f"Your idea {one.code}, joined with another, is taken up", words, change)
    return row


def _standing_use(code: str, change: Change) -> UseCase:
    row = UseCase.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None or not change.actor.may(Right.READ, row.department_id):
        raise NotFound(f"There is no use {code[:40]} here, or you may not see it.")
    change.touch("usecase", row.pk)
    return row


def _new_use(given: TakeUpIdea, row: Idea, change: Change) -> UseCase:
    use: UseCase = use_cases.add(
        use_cases.AddUseCase(
            name=given.name or row.title,
            department=row.department.code,
            purpose=_purpose(row),
            stage=Stage(given.stage),
            owner=given.owner or row.owner_id or change.actor.person_id,
        ),
        change,
    )
    return use


def _idea(code: str, change: Change) -> Idea:
    """The idea, if the actor may see it and holds the action's right over its department."""
    row = idea_seen(code, change.actor)
    change.allow(row.department_id)
    return row


def _open_idea(code: str, change: Change) -> Idea:
    row = _idea(code, change)
    if row.status not in OPEN:
        raise Conflict(f"{row.code} is settled: it is {row.get_status_display().lower()}.")
    return row


def _answered(row: Idea, words: str, change: Change) -> dict[str, Any]:
    """The answer; the moment is that of the first one."""
    return {"answer": words, "answered_at": row.answered_at or change.at}


def _acting(change: Change) -> Person | None:
    return Person.objects.filter(pk=change.actor.person_id).first() if change.actor.person_id else None


def _purpose(row: Idea) -> str:
    said = ((row.problem, "What hurts"), (row.proposal, "What would help"), (row.steps, "How it goes today"))
    words = [f"{title}: {text}" for text, title in said if text]
    return "\n\n".join([*words, f"From the idea {row.code}."])


def _tell(row: Idea, subject: str, words: str, change: Change) -> None:
    """A letter to the author, unless he acts himself; it says nothing but what is answered."""
    author = row.author if row.author_id != change.actor.person_id else None
    text = words or "You will hear more."
    write_letter(
        author, kind="idea", subject=subject, text=text, link=f"/ideas/{row.code}", about=row.code, at=change.at
    )
