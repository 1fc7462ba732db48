"""Who are the people that one may see, with which roles?"""

from django.db.models import Q
from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.models import Person
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query


class ListPeople(Asked):
    """People whose name or address holds ``q``; ``retired`` adds those who have left."""

    q: str = Field("", max_length=200)
    retired: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(100, ge=1, le=1000)


class GrantLine(BaseModel):
    """A role, and the department over which it is held (empty: over everything)."""

    id: int
    role: str
    department: str


class PersonLine(BaseModel):
    """One person. Roles and sign-in are shown to those who look after people."""

    id: int
    name: str
    email: str
    title: str
    department: str
    version: int
    is_retired: bool
    can_sign_in: bool | None
    roles: list[GrantLine]


class PeopleList(BaseModel):
    """One page of people, by name."""

    rows: list[PersonLine]
    total: int
    page: int


@query("people.list", words="List people")
def list_people(given: ListPeople, actor: Actor) -> PeopleList:
    """Oneself, the people of departments that one may see, and those of none."""
    rows = Person.objects.filter(_seen_by(actor), erased_at=None)
    if not given.retired:
        rows = rows.filter(retired_at=None)
    if given.q:
        rows = rows.filter(Q(name__icontains=given.q) | Q(email__icontains=given.q))
    start = (given.page - 1) * given.size
    shown = rows.select_related("department", "user").prefetch_related("grants__department")
    return PeopleList(
        rows=[_line(row, actor) for row in shown.order_by("name", "pk")[start : start + given.size]],
        total=rows.count(),
        page=given.page,
    )


def _seen_by(actor: Actor) -> Q:
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return Q()
    return Q(department__in=scope) | Q(department=None) | Q(pk=actor.person_id)


def _line(row: Person, actor: Actor) -> PersonLine:
    knows_roles = actor.may(Right.PEOPLE, None) or actor.may(Right.READ_LEDGER, None)
    return PersonLine(
        id=row.pk,
        name=row.name,
        email=row.email,
        title=row.title,
        department=row.department.name if row.department else "",
        version=row.version,
        is_retired=row.retired_at is not None,
        can_sign_in=bool(row.user and row.user.is_active) if knows_roles else None,
        roles=_roles(row) if knows_roles or row.pk == actor.person_id else [],
    )


def _roles(row: Person) -> list[GrantLine]:
    held = [one for one in row.grants.all() if one.retired_at is None]
    return [
        GrantLine(id=one.pk, role=one.role, department=one.department.name if one.department else "") for one in held
    ]
