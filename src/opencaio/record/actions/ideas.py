"""How does anybody here hand in an idea or a note on a process, change it, take it back, or back another's?"""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from opencaio.errors import BadInput, Conflict, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.ideas.seeing import OPEN, author_of, home_for, idea_seen, own_idea
from opencaio.record.letters import write_letter
from opencaio.record.models import Idea
from opencaio.record.permissions import Right

MOST_A_DAY = 20
"""How many ideas one person may hand in within a day: more than anybody has, too few to flood the office."""

Text = Annotated[str, Field(max_length=4000)]
Hours = Annotated[Decimal, Field(gt=0, le=744, allow_inf_nan=False, decimal_places=2)]
People = Annotated[int, Field(ge=1, le=10_000_000)]
Cases = Annotated[int, Field(ge=1, le=1_000_000_000)]
PLAIN = ("title", "problem", "proposal", "steps", "hours_a_month", "people", "cases_a_month")
NUMBERS = frozenset({"hours_a_month", "people", "cases_a_month"})


class HandIn(Asked):
    """An idea, or a note on a process that hurts (``kind`` process): a title and a few words.

    ``hours_a_month`` is the time that one person spends on it, ``people`` how many do it, ``cases_a_month`` how
    often it happens. Without a department it goes to the author's own.
    """

    kind: Literal["idea", "process"] = "idea"
    title: str = Field(min_length=3, max_length=200)
    problem: Text = ""
    proposal: Text = ""
    steps: Text = ""
    hours_a_month: Hours | None = None
    people: People | None = None
    cases_a_month: Cases | None = None
    department: str | None = None

    @model_validator(mode="after")
    def says_something(self) -> "HandIn":
        """Refuse a bare title."""
        if not (self.problem or self.proposal or self.steps):
            raise ValueError("say in a sentence what hurts, what would help, or how it goes today")
        return self


class HandedIn(BaseModel):
    """What the author gets back: enough to find it again."""

    code: str
    title: str
    department: str


class EditIdea(Asked):
    """What the author changes while nobody has looked at it."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=3, max_length=200)
    problem: Text | None = None
    proposal: Text | None = None
    steps: Text | None = None
    hours_a_month: Hours | None = None
    people: People | None = None
    cases_a_month: Cases | None = None


class WithdrawIdea(Asked):
    """An idea that its author takes back."""

    code: str
    reason: str = Field("", max_length=400)


class SupportIdea(Asked):
    """That one is for an idea of somebody else's; ``withdraw`` takes that back."""

    code: str
    withdraw: bool = False


@action("ideas.hand_in", right=Right.PROPOSE, words="Hand in an idea")
def hand_in(given: HandIn, change: Change) -> HandedIn:
    """Put an idea on record: anyone may who works here. Whoever leads the department gets a letter."""
    change.allow_own()
    home, author = home_for(given.department, change.actor), author_of(change.actor)
    if author is not None:
        _not_again(given, author.pk, change)
    row = Idea(code=next_code(Idea, "ID-"), kind=given.kind, department=home, author=author)
    for name in PLAIN:
        setattr(row, name, getattr(given, name))
    change.create(row)
    change.say(f"Handed in {row.code} {row.title}")
    lead = home.lead if home.lead_id != change.actor.person_id else None
    write_letter(
        lead,
        kind="idea",
        subject=f"A new idea for {home.name}: {row.code} {row.title}",
        text="Somebody has handed in an idea. Who does so should hear something within two weeks.",
        link=f"/ideas/{row.code}",
        about=row.code,
        department_id=home.pk,
        at=change.at,
    )
    return HandedIn(code=row.code, title=row.title, department=home.name)


@action("ideas.edit", right=Right.PROPOSE, words="Edit one's own idea")
def edit(given: EditIdea, change: Change) -> HandedIn:
    """Change the given fields of one's own idea, as long as nobody has looked at it."""
    change.allow_own()
    row = own_idea(given.code, change.actor)
    if row.status != "new":
        raise Conflict(
            "Somebody has looked at it already. Hand in a new one, or answer in words to who looks after it."
        )
    said = given.model_dump(include=set(PLAIN), exclude_unset=True)
    values: dict[str, Any] = {name: value for name, value in said.items() if value is not None or name in NUMBERS}
    if not any(values.get(name, getattr(row, name)) for name in ("problem", "proposal", "steps")):
        raise BadInput("Say in a sentence what hurts, what would help, or how it goes today.")
    change.update(row, version=given.version, values=values)
    change.say(f"Changed {row.code} {row.title}")
    return HandedIn(code=row.code, title=row.title, department=row.department.name)


@action("ideas.withdraw", right=Right.PROPOSE, words="Take one's own idea back")
def withdraw(given: WithdrawIdea, change: Change) -> HandedIn:
    """Take back an idea that is not settled yet; its history stays."""
    change.allow_own()
    row = own_idea(given.code, change.actor)
    if row.status not in OPEN:
        raise Conflict("It has been settled already, so it stays on record.")
    change.update(row, version=None, values={"retired_at": change.at})
    change.say(f"Took back {row.code} {row.title}" + (f": {given.reason}" if given.reason else ""))
    return HandedIn(code=row.code, title=row.title, department=row.department.name)


@action("ideas.support", right=Right.PROPOSE, words="Be for an idea")
def support(given: SupportIdea, change: Change) -> HandedIn:
    """Say once that one is for it, or take that back."""
    change.allow_own()
    row, who = idea_seen(given.code, change.actor), author_of(change.actor)
    if who is None:
        raise Refused("Only a person can be for an idea.")
    if row.author_id == who.pk:
        raise Conflict("It is your own idea: that you are for it goes without saying.")
    if row.status not in OPEN:
        raise Conflict("It has been settled already.")
    held = set(row.supporters.values_list("pk", flat=True))
    now = held - {who.pk} if given.withdraw else held | {who.pk}
    change.update(row, version=None, values={}, supporters=sorted(now))
    change.say(f"{who.name} is {'no longer ' if given.withdraw else ''}for {row.code} {row.title}")
    return HandedIn(code=row.code, title=row.title, department=row.department.name)


def _not_again(given: HandIn, author: int, change: Change) -> None:
    mine = Idea.objects.filter(author=author)
    if mine.filter(created_at__gt=change.at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(f"You handed in {MOST_A_DAY} ideas within a day. Leave some for tomorrow.")
    same = mine.filter(retired_at=None, status__in=OPEN, title__iexact=given.title).first()
    if same is not None:
        raise Conflict(f"You have handed this in already: {same.code}. Change that one, or give this another title.")
