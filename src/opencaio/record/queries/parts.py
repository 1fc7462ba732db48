"""Which systems, models, datasets, vendors and deployments are there, and which uses rest on each?"""

from datetime import date
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet, Value
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Deployment
from opencaio.record.models.parts import Part
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.part_links import KINDS, Linked, links_of, use_counts
from opencaio.record.queries.registry import query, visible_or_shared
from opencaio.record.queries.stated import StatedHere, facts_of

Kind = Literal["system", "model", "dataset", "vendor", "deployment"]
SHARED = {
    "id",
    "code",
    "name",
    "description",
    "department",
    "version",
    "created_at",
    "updated_at",
    "retired_at",
}


class ListParts(Asked):
    """Parts of one kind whose name, code or description holds ``q``; ``retired`` adds those that are gone.

    ``department`` is the code of one, or ``none`` for what is shared by all.
    """

    kind: Kind
    q: str = Field("", max_length=200)
    department: str = ""
    retired: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=5000)


class ShowPart(Asked):
    """One part, by kind and number."""

    kind: Kind
    id: int


class PartLine(BaseModel):
    """One part; ``department`` empty means shared by all.

    ``belongs_to`` is its supplier, of a deployment its system; ``more`` what its kind adds (dates, release, size …);
    ``used_by`` how many uses that the asker may see rest on it.
    """

    id: int
    kind: str
    code: str
    name: str
    description: str
    department: str
    department_id: int | None
    version: int
    is_retired: bool
    belongs_to: str
    more: dict[str, str | int | bool | date | None]
    used_by: int


class PartList(BaseModel):
    """One page of parts, by name; ``counts`` says how many living ones the asker may see of each kind."""

    rows: list[PartLine]
    total: int
    page: int
    counts: dict[str, int]


class PartPage(PartLine):
    """One part, what it is linked with, what was stated of it, and what happened to it."""

    linked: list[Linked]
    use_cases: list[Linked]
    facts: list[StatedHere]
    risks: list[Linked]
    incidents: list[Linked]


@query("parts.list", words="List systems, models, datasets, vendors or deployments")
def list_parts(given: ListParts, actor: Actor) -> PartList:
    """Parts of one kind: the shared ones and those of the departments that the asker may see."""
    rows = _seen(given.kind, actor)
    if not given.retired:
        rows = rows.filter(retired_at=None)
    if given.department:
        none = given.department.casefold() == "none"
        rows = rows.filter(department=None) if none else rows.filter(department__code__iexact=given.department)
    if given.q:
        sought = Q(name__icontains=given.q) | Q(code__icontains=given.q) | Q(description__icontains=given.q)
        rows = rows.filter(sought)
    start = (given.page - 1) * given.size
    shown = list(rows.order_by("name", "pk")[start : start + given.size])
    used = use_counts(given.kind, [row.pk for row in shown], actor)
    lines = [PartLine(**_line(row, given.kind, actor), used_by=used[row.pk]) for row in shown]
    return PartList(rows=lines, total=rows.count(), page=given.page, counts=_counts(actor))


@query("parts.show", words="Show one system, model, dataset, vendor or deployment")
def show_part(given: ShowPart, actor: Actor) -> PartPage:
    """One part with what it is linked with; retired ones are shown too."""
    row = _seen(given.kind, actor).filter(pk=given.id).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    near = links_of(row, given.kind, actor)
    uses = [one for one in near if one.kind == "use_case"]
    return PartPage(
        **_line(row, given.kind, actor),
        used_by=len(uses),
        linked=[one for one in near if one.kind in KINDS],
        use_cases=uses,
        facts=facts_of(row, {one.id: one.code for one in uses}),
        risks=[one for one in near if one.kind == "risk"],
        incidents=[one for one in near if one.kind == "incident"],
    )


def _seen(kind: str, actor: Actor) -> QuerySet[Any]:
    near = {"system": ("vendor",), "model": ("vendor",), "deployment": ("system",)}.get(kind, ())
    rows = KINDS[kind]._base_manager.select_related("department", *near)
    return visible_or_shared(rows, actor)


def _line(row: Part, kind: str, actor: Actor) -> dict[str, Any]:
    plain = [one.name for one in row._meta.concrete_fields if one.name not in SHARED and not one.is_relation]
    return {
        "id": row.pk,
        "kind": kind,
        "code": row.code,
        "name": row.name,
        "description": row.description,
        "department": row.department.name if row.department else "",
        "department_id": row.department_id,
        "version": row.version,
        "is_retired": row.retired_at is not None,
        "belongs_to": _belongs_to(row, actor),
        "more": {name: getattr(row, name) for name in plain},
    }


def _belongs_to(row: Part, actor: Actor) -> str:
    near = row.system if isinstance(row, Deployment) else getattr(row, "vendor", None)
    if near is None or (near.department_id is not None and not actor.may(Right.READ, near.department_id)):
        return ""
    return str(near)


def _counts(actor: Actor) -> dict[str, int]:
    """How many there are of each kind, in one query."""
    first, *others = (_count(kind, actor) for kind in KINDS)
    return dict.fromkeys(KINDS, 0) | dict(first.union(*others, all=True))


def _count(kind: str, actor: Actor) -> QuerySet[Any, Any]:
    rows = visible_or_shared(KINDS[kind]._base_manager.filter(retired_at=None), actor)
    return (
        rows.annotate(a_kind=Value(kind)).order_by().values("a_kind").annotate(n=Count("pk")).values_list("a_kind", "n")
    )
