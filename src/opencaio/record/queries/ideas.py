"""Which ideas do people have, what became of them, and what on record is like one?"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.ideas.likeness import Known, alike
from opencaio.record.ideas.seeing import NOT_HERE, OPEN, idea_seen
from opencaio.record.models import Idea
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.scopes import department_of

WAITING = timedelta(days=14)
"""Whoever hands in an idea hears something within two weeks: our own aim."""
SHOWN = 5


class ListIdeas(Asked):
    """Filters over the ideas; ``status`` takes ``open`` too, ``waiting`` those new for longer than two weeks.

    ``due`` takes what was parked until a day that has come. ``owner`` is a person's number, ``me`` or ``none``.
    """

    q: str = Field("", max_length=200)
    status: str = Field("", pattern="^(open|new|looked_at|parked|declined|merged|taken_up)?$")
    kind: str = Field("", pattern="^(idea|process)?$")
    department: str = ""
    owner: str = Field("", pattern="^(me|none|[0-9]{0,9})$")
    waiting: bool = False
    due: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(100, ge=1, le=5000)


class ShowIdea(Asked):
    """One idea, by its code."""

    code: str


class OwnIdeas(Asked):
    """One's own ideas, or one of them by its code."""

    code: str = ""
    size: int = Field(50, ge=1, le=500)


class AskAlike(Asked):
    """The words of an idea that is being written; ``code`` leaves one's own out."""

    title: str = Field("", max_length=500)
    text: str = Field("", max_length=20_000)
    code: str = ""


class OwnIdea(BaseModel):
    """An idea as its author sees it. ``use_case`` is named only to who may read it, or when it is public."""

    code: str
    kind: str
    title: str
    problem: str
    proposal: str
    steps: str
    hours_a_month: Decimal | None
    people: int | None
    cases_a_month: int | None
    hours_together: Decimal | None
    department: str
    status: str
    answer: str
    answered_at: datetime | None
    look_again_on: date | None
    handed_in_at: datetime
    supporters: int
    use_case: str
    use_case_name: str
    version: int


class IdeaLine(OwnIdea):
    """An idea as the department's office sees it; ``hours_together`` is hours a month times people, never a saving."""

    id: int
    department_code: str
    department_id: int
    author: str
    owner: str
    owner_id: int | None
    joins: str
    days_waiting: int | None
    is_mine: bool


class Answered(BaseModel):
    """How soon ideas are answered: of all, how many were, how many within two weeks, the median of days."""

    all: int
    answered: int
    in_time: int
    waiting: int
    median_days: float | None
    hours_open: Decimal


class IdeaList(BaseModel):
    """One page: the oldest of the open first, then the newest of the settled."""

    rows: list[IdeaLine]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    answered: Answered


class IdeaPage(IdeaLine):
    """One idea with those joined with it and what the visitor may do."""

    joined: list[str]
    supported_by: list[str]
    i_support: bool
    may_edit: bool
    may_take_up: bool


class OwnIdeaList(BaseModel):
    """The newest first."""

    rows: list[OwnIdea]


class AlikeLine(BaseModel):
    """Something alike: a use or an idea, how alike (0 to 1), the shared words, whether the asker may open it."""

    kind: str
    code: str
    name: str
    department: str
    state: str
    likeness: float
    words: list[str]
    may_open: bool


class AlikeIdeas(BaseModel):
    """The likest first; ``hidden``: something of one's own department is alike too, which one may not see."""

    rows: list[AlikeLine]
    hidden: bool


@query("ideas.list", words="List ideas")
def list_ideas(given: ListIdeas, actor: Actor) -> IdeaList:
    """The ideas of the departments that the asker may read."""
    whole = visible(Idea.objects.filter(retired_at=None), actor)
    if given.department:
        home = department_of(given.department, actor)
        whole = whole.filter(department__path__startswith=home.path) if home else whole
    rows = _asked(whole, given, actor)
    found = list(_near(rows))
    found.sort(key=lambda one: (one.status not in OPEN, _age(one)))
    start = (given.page - 1) * given.size
    return IdeaList(
        rows=[_line(one, actor) for one in found[start : start + given.size]],
        total=len(found),
        page=given.page,
        pages=max(1, -(-len(found) // given.size)),
        counts=dict(whole.order_by().values_list("status").annotate(n=Count("pk"))),
        answered=_answered(whole),
    )


@query("ideas.show", words="Show one idea")
def show(given: ShowIdea, actor: Actor) -> IdeaPage:
    """One idea; ``NotFound`` also for those that the asker may not see."""
    row = idea_seen(given.code, actor)
    one = _near(Idea.objects.filter(pk=row.pk)).get()
    backers = list(row.supporters.values_list("pk", "name"))
    is_open = row.status in OPEN
    return IdeaPage(
        **_line(one, actor).model_dump(),
        joined=[f"{code} {title}" for code, title in row.joined.filter(retired_at=None).values_list("code", "title")],
        supported_by=[name for _key, name in backers],
        i_support=actor.person_id in {key for key, _name in backers},
        may_edit=actor.may(Right.EDIT, row.department_id),
        may_take_up=is_open and actor.may(Right.CREATE, row.department_id),
    )


@query("ideas.mine", words="List one's own ideas", right=Right.PROPOSE)
def mine(given: OwnIdeas, actor: Actor) -> OwnIdeaList:
    """What the asker handed in, and what became of it."""
    rows = Idea.objects.filter(retired_at=None, author=actor.person_id).exclude(author=None)
    if given.code:
        rows = rows.filter(code__iexact=given.code)
        if not rows.exists():
            raise NotFound(NOT_HERE)
    return OwnIdeaList(rows=[OwnIdea(**_told(one, actor)) for one in _near(rows).order_by("-created_at")[: given.size]])


@query("ideas.alike", words="Find what is like an idea", right=Right.PROPOSE)
def find_alike(given: AskAlike, actor: Actor) -> AlikeIdeas:
    """Uses and ideas that read like these words, as far as the asker may know of them."""
    found = alike(actor, title=given.title, text=given.text, leaving_out=given.code)
    named = [(one, near) for one, near in found if one.may_name]
    lines = [_alike_line(one, near.likeness, list(near.shared[:5])) for one, near in named[:SHOWN]]
    return AlikeIdeas(rows=lines, hidden=any(not one.may_name for one, _near in found))


def _alike_line(one: Known, likeness: float, words: list[str]) -> AlikeLine:
    plain = ("kind", "code", "name", "department", "state", "may_open")
    return AlikeLine(likeness=round(likeness, 3), words=words, **{name: getattr(one, name) for name in plain})


def _asked(rows: QuerySet[Idea], given: ListIdeas, actor: Actor) -> QuerySet[Idea]:
    for word in given.q.split():
        sought = Q(code__icontains=word) | Q(title__icontains=word) | Q(problem__icontains=word)
        rows = rows.filter(sought | Q(proposal__icontains=word) | Q(steps__icontains=word))
    if given.status:
        rows = rows.filter(status__in=OPEN if given.status == "open" else (given.status,))
    if given.kind:
        rows = rows.filter(kind=given.kind)
    if given.owner:
        owner = actor.person_id if given.owner == "me" else None if given.owner == "none" else int(given.owner)
        rows = rows.filter(owner=owner)
    if given.waiting:
        rows = rows.filter(status="new", created_at__lt=timezone.now() - WAITING)
    return rows.filter(status="parked", look_again_on__lte=timezone.localdate()) if given.due else rows


def _near(rows: QuerySet[Idea]) -> Any:
    links = ("department", "author", "owner", "joins", "use_case")
    return rows.select_related(*links).annotate(backers=Count("supporters"))


def _age(one: Idea) -> float:
    """Open ones: the oldest first; settled ones: the newest first."""
    moment = one.created_at.timestamp()
    return moment if one.status in OPEN else -moment


def _told(row: Any, actor: Actor) -> dict[str, Any]:
    words = ("code", "kind", "title", "problem", "proposal", "steps", "hours_a_month", "people", "cases_a_month")
    plain = (*words, "status", "answer", "answered_at", "look_again_on", "version")
    use = row.use_case if row.use_case and _may_name(row.use_case, actor) else None
    return {
        **{name: getattr(row, name) for name in plain},
        "hours_together": row.hours_a_month * row.people if row.hours_a_month and row.people else None,
        "department": row.department.name,
        "handed_in_at": row.created_at,
        "supporters": row.backers,
        "use_case": use.code if use else "",
        "use_case_name": use.name if use else "",
    }


def _may_name(use: Any, actor: Actor) -> bool:
    return use.is_public or actor.may(Right.READ, use.department_id)


def _line(row: Any, actor: Actor) -> IdeaLine:
    waits = row.status == "new"
    return IdeaLine(
        **_told(row, actor),
        id=row.pk,
        department_code=row.department.code,
        department_id=row.department_id,
        author=row.author.name if row.author else "",
        owner=row.owner.name if row.owner else "",
        owner_id=row.owner_id,
        joins=row.joins.code if row.joins and actor.may(Right.READ, row.joins.department_id) else "",
        days_waiting=(timezone.now() - row.created_at).days if waits else None,
        is_mine=row.author_id is not None and row.author_id == actor.person_id,
    )


def _answered(rows: QuerySet[Idea]) -> Answered:
    times = list(rows.order_by().values_list("created_at", "answered_at", "status", "hours_a_month", "people"))
    days = [(answered - created) / timedelta(days=1) for created, answered, *_rest in times if answered]
    waiting = [one for one in times if one[2] == "new" and timezone.now() - one[0] > WAITING]
    hours = sum((h * p for _c, _a, status, h, p in times if status in OPEN and h and p), start=Decimal(0))
    return Answered(
        all=len(times),
        answered=len(days),
        in_time=sum(one <= WAITING.days for one in days),
        waiting=len(waiting),
        median_days=median(days) if days else None,
        hours_open=hours,
    )
