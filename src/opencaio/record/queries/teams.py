"""Who works together, on what, and how much have they on their hands?"""

from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.staffing import quarter_of, run
from opencaio.record.actions.people import may_see_person
from opencaio.record.actions.registry import Asked
from opencaio.record.actions.teams import team_seen
from opencaio.record.models import Allocation, Person, Team
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.scopes import readable

QUARTERS = 4


class ListTeams(Asked):
    """Teams whose name or code holds ``q``, of a department and below; ``mine``: those that one leads or is in."""

    q: str = Field("", max_length=200)
    department: str = ""
    mine: bool = False


class ShowTeam(Asked):
    """One team, by its code."""

    code: str


class Member(BaseModel):
    """Somebody of a team whom the asker may see."""

    id: int
    name: str
    title: str


class TeamWork(BaseModel):
    """What a team works on."""

    code: str
    name: str
    status: str


class TeamLoad(BaseModel):
    """A team in a quarter: full-time people given to initiatives, of as many members."""

    quarter: str
    given: Decimal
    share: Decimal | None


class TeamLine(BaseModel):
    """One team; ``people`` counts all members, ``members`` are those whom the asker may see."""

    id: int
    code: str
    name: str
    purpose: str
    department: str
    department_code: str
    lead: str
    lead_id: int | None
    people: int
    members: list[Member]
    initiatives: list[TeamWork]
    load: list[TeamLoad]
    version: int
    may_edit: bool


class TeamList(BaseModel):
    """The teams of the departments that the asker may see."""

    rows: list[TeamLine]
    quarters: list[str]


@query("teams.list", words="List teams")
def list_teams(given: ListTeams, actor: Actor) -> TeamList:
    """Teams by name, with their load this quarter and in the next three."""
    rows = visible(Team.objects.filter(retired_at=None), actor).select_related("department", "lead")
    if given.q:
        rows = rows.filter(name__icontains=given.q) | rows.filter(code__icontains=given.q)
    if given.department:
        rows = rows.filter(department__in=readable(given.department, actor) or ())
    if given.mine:
        rows = rows.filter(lead=actor.person_id) | rows.filter(members=actor.person_id)
    quarters = _quarters()
    loads = _loads(quarters)
    shown = rows.distinct().prefetch_related("members__department", "initiatives")
    return TeamList(rows=[_line(row, actor, quarters, loads) for row in shown], quarters=list(quarters))


@query("teams.show", words="Show one team")
def show(given: ShowTeam, actor: Actor) -> TeamLine:
    """One team."""
    quarters = _quarters()
    return _line(team_seen(given.code, actor), actor, quarters, _loads(quarters))


def _quarters() -> tuple[str, ...]:
    return run(quarter_of(timezone.localdate()), QUARTERS)


def _loads(quarters: tuple[str, ...]) -> dict[tuple[int, str], Decimal]:
    rows = Allocation.objects.filter(quarter__in=quarters, retired_at=None)
    sums = rows.values("person_id", "quarter").annotate(load=Sum("fte")).order_by()
    return {(one["person_id"], one["quarter"]): one["load"] for one in sums}


def _line(row: Team, actor: Actor, quarters: tuple[str, ...], loads: dict[tuple[int, str], Decimal]) -> TeamLine:
    members = [one for one in row.members.all() if one.retired_at is None]
    work = [one for one in row.initiatives.all() if one.retired_at is None]
    return TeamLine(
        id=row.pk,
        code=row.code,
        name=row.name,
        purpose=row.purpose,
        department=row.department.name,
        department_code=row.department.code,
        lead=row.lead.name if row.lead and may_see_person(actor, row.lead) else "",
        lead_id=row.lead_id,
        people=len(members),
        members=[
            Member(id=one.pk, name=one.name, title=one.title)
            for one in sorted(members, key=lambda one: one.name)
            if may_see_person(actor, one)
        ],
        initiatives=[
            TeamWork(code=one.code, name=one.name, status=one.status)
            for one in work
            if actor.may(Right.READ, one.department_id)
        ],
        load=[_load(members, quarter, loads) for quarter in quarters],
        version=row.version,
        may_edit=actor.may(Right.EDIT, row.department_id),
    )


def _load(members: list[Person], quarter: str, loads: dict[tuple[int, str], Decimal]) -> TeamLoad:
    given = sum((loads.get((one.pk, quarter), Decimal(0)) for one in members), Decimal(0))
    share = (given / len(members)).quantize(Decimal("0.01")) if members else None
    return TeamLoad(quarter=quarter, given=given, share=share)
