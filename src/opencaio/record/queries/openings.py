"""Whom do we look for, how far is each search, and which come too late?"""

from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import Q
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.record.actions.openings import STAGES, opening_seen
from opencaio.record.actions.people import may_see_person
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Opening
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.risk_register.standing import currency_of
from opencaio.record.scopes import readable
from opencaio.record.staffing.arrivals import ENDED, arrival
from opencaio.record.staffing.role_book import roles

GOING = "going"
ENOUGH = 1


class ListOpenings(Asked):
    """Places of a stage (``going``: neither filled nor cancelled; ``all``), department, skill, way; late; one's own."""

    q: str = Field("", max_length=200)
    stage: str = Field(GOING, pattern=f"^({GOING}|all|{'|'.join((*STAGES, *ENDED))})$")
    department: str = ""
    skill: str = ""
    role: str = ""
    way: str = Field("", pattern="^(hire|contract|train)?$")
    late: bool = False
    mine: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(100, ge=1, le=1000)


class ShowOpening(Asked):
    """One place, by its code."""

    code: str


class OpeningLine(BaseModel):
    """One place. ``cost`` a quarter for all its people (training: once), in the organisation's currency.

    ``expected``: the quarter in which somebody can start (empty: the lead is not known); ``begin_by``: the last
    quarter in which the search could begin; ``days``: from the beginning of the search to the start, or until today.
    """

    id: int
    code: str
    title: str
    role: str
    role_name: str
    skill: str
    skill_name: str
    way: str
    people: Decimal
    department: str
    department_code: str
    stage: str
    stage_on: date | None
    opened_on: date | None
    needed_by: date | None
    filled_on: date | None
    filled_by: str
    owner: str
    owner_id: int | None
    cost: Decimal | None
    lead: int | None
    expected: str
    begin_by: str
    is_late: bool
    days: int | None
    plan: str
    note: str
    version: int
    may_edit: bool
    may_decide: bool


class OpeningList(BaseModel):
    """One page of places, those needed first at the top, with what all of them come to.

    ``cost`` sums what is known, ``without_cost`` counts the rest; ``days_to_fill`` is the median of filled places.
    """

    rows: list[OpeningLine]
    total: int
    people: Decimal
    cost: Decimal
    without_cost: int
    late: int
    filled: int
    days_to_fill: int | None
    currency: str
    page: int
    pages: int


@query("openings.list", words="List openings")
def list_openings(given: ListOpenings, actor: Actor) -> OpeningList:
    """The places of the departments that the asker may see."""
    rows = visible(Opening.objects.filter(retired_at=None), actor)
    rows = rows.select_related("department", "skill", "owner", "filled_by", "plan")
    today, names = timezone.localdate(), {code: one.name for code, one in roles().items()}
    every = [line_of(row, actor, today=today, names=names) for row in rows]
    wanted = {row.pk for row in rows.filter(_by_columns(given, actor))}
    found = [one for one in every if one.id in wanted and (one.is_late or not given.late)]
    spans = [one.days for one in every if one.stage == "filled" and one.days is not None]
    start = (given.page - 1) * given.size
    return OpeningList(
        rows=found[start : start + given.size],
        total=len(found),
        people=sum((one.people for one in found), Decimal(0)),
        cost=sum((one.cost for one in found if one.cost is not None), Decimal(0)),
        without_cost=sum(one.cost is None for one in found),
        late=sum(one.is_late for one in found),
        filled=sum(one.stage == "filled" for one in every),
        days_to_fill=round(median(spans)) if spans else None,
        currency=currency_of(),
        page=given.page,
        pages=max(1, -(-len(found) // given.size)),
    )


@query("openings.show", words="Show one opening")
def show(given: ShowOpening, actor: Actor) -> OpeningLine:
    """One place."""
    names = {code: one.name for code, one in roles().items()}
    return line_of(opening_seen(given.code, actor), actor, today=timezone.localdate(), names=names)


def line_of(row: Opening, actor: Actor, *, today: date, names: dict[str, str]) -> OpeningLine:
    """A place as a line."""
    found = arrival(row, today=today)
    end = row.filled_on or (today if row.stage not in ENDED else None)
    filled_by = row.filled_by if row.filled_by and may_see_person(actor, row.filled_by) else None
    return OpeningLine(
        id=row.pk,
        role_name=names.get(row.role, row.role),
        skill=row.skill.code if row.skill else "",
        skill_name=row.skill.name if row.skill else "",
        department=row.department.name,
        department_code=row.department.code,
        filled_by=filled_by.name if filled_by else "",
        owner=row.owner.name if row.owner and may_see_person(actor, row.owner) else "",
        lead=found.lead,
        expected=found.expected or "",
        begin_by=found.begin_by or "",
        is_late=found.is_late,
        days=(end - row.opened_on).days if end and row.opened_on else None,
        plan=row.plan.code if row.plan else "",
        may_edit=actor.may(Right.EDIT, row.department_id) and row.stage not in ENDED,
        may_decide=actor.may(Right.DECIDE, row.department_id),
        **{name: getattr(row, name) for name in PLAIN},
    )


PLAIN = (
    "code", "title", "role", "way", "people", "stage", "stage_on", "opened_on", "needed_by", "filled_on", "owner_id",
    "cost", "note", "version",
)  # fmt: skip


def _by_columns(given: ListOpenings, actor: Actor) -> Q:
    sought = Q()
    if given.stage == GOING:
        sought &= ~Q(stage__in=ENDED)
    elif given.stage != "all":
        sought &= Q(stage=given.stage)
    if given.q:
        sought &= Q(title__icontains=given.q) | Q(code__icontains=given.q)
    if given.department:
        sought &= Q(department__in=readable(given.department, actor) or ())
    if given.mine:
        sought &= Q(owner=actor.person_id)
    for name, column in (("skill", "skill__code"), ("role", "role"), ("way", "way")):
        if value := getattr(given, name):
            sought &= Q(**{column: value})
    return sought
