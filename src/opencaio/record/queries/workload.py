"""How much of whose time goes where, quarter by quarter, and who has too much on his hands?"""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.staffing import quarter_of, run
from opencaio.errors import NotFound
from opencaio.record.actions.capacity import FULL
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Allocation, Person, Team
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query
from opencaio.record.scopes import readable
from opencaio.record.staffing.seeing import people_within

ZERO = Decimal(0)


class AskWorkload(Asked):
    """Of one person, a department and below, or a team (its code); from a quarter on (this one), so many of them."""

    person: int | None = None
    department: str = ""
    team: str = Field("", max_length=40)
    start: str = Field("", pattern=r"^((19|20)[0-9]{2}Q[1-4])?$")
    quarters: int = Field(6, ge=1, le=20)
    over: bool = False


class WorkPart(BaseModel):
    """Time for one initiative; without a code it is work of a department that the asker does not see."""

    initiative: str
    name: str
    skill: str
    fte: Decimal


class LoadCell(BaseModel):
    """A person in a quarter: 1 is all of his time."""

    quarter: str
    load: Decimal
    is_over: bool
    parts: list[WorkPart]


class PersonLoad(BaseModel):
    """One person over the quarters, with the teams that he is in."""

    id: int
    name: str
    title: str
    department: str
    teams: list[str]
    cells: list[LoadCell]
    most: Decimal


class Workload(BaseModel):
    """The load of the people whom the asker may see; ``total`` full-time people given, by quarter."""

    quarters: list[str]
    rows: list[PersonLoad]
    total: list[Decimal]
    over: int
    idle: int


@query("people.workload", words="Show how people's time is given")
def workload(given: AskWorkload, actor: Actor) -> Workload:
    """Everybody seen who has time given or is in a team; one person always."""
    quarters = run(given.start or quarter_of(timezone.localdate()), given.quarters)
    people = {row.pk: row for row in _people(given, actor)}
    rows = Allocation.objects.filter(person__in=people, quarter__in=quarters, retired_at=None)
    cells: dict[tuple[int, str], list[WorkPart]] = {}
    for row in rows.select_related("initiative", "skill").order_by("-fte", "pk"):
        cells.setdefault((row.person_id, row.quarter), []).append(_part(row, actor))
    teams = _teams(people, actor)
    busy = {key for key, _quarter in cells} | set(teams)
    shown = [one for one in people.values() if one.pk in busy or given.person == one.pk]
    found = [_load(one, quarters, cells, teams.get(one.pk, [])) for one in shown]
    kept = [one for one in found if one.most > FULL] if given.over else found
    return Workload(
        quarters=list(quarters),
        rows=sorted(kept, key=lambda one: (-one.most, one.name)),
        total=[sum((one.cells[at].load for one in kept), ZERO) for at in range(len(quarters))],
        over=sum(one.most > FULL for one in found),
        idle=len(people) - len(busy),
    )


def _people(given: AskWorkload, actor: Actor) -> QuerySet[Person]:
    rows = people_within(actor)
    if given.person is not None:
        rows = rows.filter(pk=given.person)
        if not rows.exists():
            raise NotFound("There is no such person here, or you may not see them.")
    if given.department:
        rows = rows.filter(department__in=readable(given.department, actor) or ())
    if given.team:
        team = Team.objects.filter(code__iexact=given.team, retired_at=None).first()
        if team is None or not actor.may(Right.READ, team.department_id):
            raise NotFound("There is no such team here, or you may not see it.")
        rows = rows.filter(teams=team)
    return rows.order_by("name", "pk")


def _part(row: Allocation, actor: Actor) -> WorkPart:
    seen = actor.may(Right.READ, row.initiative.department_id)
    return WorkPart(
        initiative=row.initiative.code if seen else "",
        name=row.initiative.name if seen else "",
        skill=row.skill.name if row.skill else "",
        fte=row.fte,
    )


def _teams(people: dict[int, Person], actor: Actor) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for team in Team.objects.filter(members__in=people, retired_at=None).distinct().prefetch_related("members"):
        if actor.may(Right.READ, team.department_id):
            for member in team.members.all():
                found.setdefault(member.pk, []).append(team.name)
    return {key: names for key, names in found.items() if key in people}


def _load(
    person: Person, quarters: tuple[str, ...], cells: dict[tuple[int, str], list[WorkPart]], teams: list[str]
) -> PersonLoad:
    found = [_cell(quarter, cells.get((person.pk, quarter), [])) for quarter in quarters]
    return PersonLoad(
        id=person.pk,
        name=person.name,
        title=person.title,
        department=person.department.name if person.department else "",
        teams=sorted(teams),
        cells=found,
        most=max((one.load for one in found), default=ZERO),
    )


def _cell(quarter: str, parts: list[WorkPart]) -> LoadCell:
    load = sum((one.fte for one in parts), ZERO)
    return LoadCell(quarter=quarter, load=load, is_over=load > FULL, parts=parts)
