"""Which systems, models, datasets, vendors and deployments are there, and which uses rest on each?"""

from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.models import AISystem, Dataset, Deployment, Model, UseCase, Vendor
from opencaio.record.models.parts import Part
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible, visible_or_shared

Kind = Literal["system", "model", "dataset", "vendor", "deployment"]
KINDS: dict[str, type[Part]] = {
    "system": AISystem,
    "model": Model,
    "dataset": Dataset,
    "vendor": Vendor,
    "deployment": Deployment,
}
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
    """Parts of one kind whose name, code or description holds ``q``; ``retired`` adds those that are gone."""

    kind: Kind
    q: str = Field("", max_length=200)
    retired: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class ShowPart(Asked):
    """One part, by kind and number."""

    kind: Kind
    id: int


class PartLine(BaseModel):
    """One part; ``department`` empty means shared by all."""

    id: int
    kind: str
    code: str
    name: str
    description: str
    department: str
    version: int
    is_retired: bool


class PartList(BaseModel):
    """One page of parts, by name."""

    rows: list[PartLine]
    total: int
    page: int


class Linked(BaseModel):
    """Something that the part is linked with and that the asker may see."""

    kind: str
    id: int
    code: str
    name: str


class PartPage(PartLine):
    """One part, what its kind adds (dates, release, size …), and what it is linked with."""

    more: dict[str, str | int | bool | date | None]
    linked: list[Linked]
    use_cases: list[Linked]


@query("parts.list", words="List systems, models, datasets, vendors or deployments")
def list_parts(given: ListParts, actor: Actor) -> PartList:
    """Parts of one kind: the shared ones and those of the departments that the asker may see."""
    rows = _seen(KINDS[given.kind], actor)
    if not given.retired:
        rows = rows.filter(retired_at=None)
    if given.q:
        sought = Q(name__icontains=given.q) | Q(code__icontains=given.q) | Q(description__icontains=given.q)
        rows = rows.filter(sought)
    start = (given.page - 1) * given.size
    shown = rows.select_related("department").order_by("name", "pk")[start : start + given.size]
    lines = [PartLine(**_line(row, given.kind)) for row in shown]
    return PartList(rows=lines, total=rows.count(), page=given.page)


@query("parts.show", words="Show one system, model, dataset, vendor or deployment")
def show_part(given: ShowPart, actor: Actor) -> PartPage:
    """One part with what it is linked with; retired ones are shown too."""
    row = _seen(KINDS[given.kind], actor).select_related("department").filter(pk=given.id).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    plain = [one for one in row._meta.concrete_fields if one.name not in SHARED and not one.is_relation]
    return PartPage(
        **_line(row, given.kind),
        more={one.name: getattr(row, one.name) for one in plain},
        linked=_linked(row, actor),
        use_cases=_use_cases(row, actor),
    )


def _seen(kind: type[Part], actor: Actor) -> QuerySet[Any]:
    return visible_or_shared(kind._base_manager.all(), actor)


def _line(row: Part, kind: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": kind,
        "code": row.code,
        "name": row.name,
        "description": row.description,
        "department": row.department.name if row.department else "",
        "version": row.version,
        "is_retired": row.retired_at is not None,
    }


def _linked(row: Part, actor: Actor) -> list[Linked]:
    near: list[tuple[str, QuerySet[Any]]] = []
    if isinstance(row, AISystem):
        near = [("model", row.models.all()), ("dataset", row.datasets.all())]
        near += [("deployment", row.deployments.all()), ("vendor", Vendor.objects.filter(systems=row))]
    elif isinstance(row, Model):
        near = [("system", row.systems.all()), ("vendor", Vendor.objects.filter(models=row))]
    elif isinstance(row, Vendor):
        near = [("system", row.systems.all()), ("model", row.models.all())]
    elif isinstance(row, Dataset):
        near = [("system", row.systems.all())]
    elif isinstance(row, Deployment):
        near = [("system", AISystem.objects.filter(pk=row.system_id))]
    return [
        Linked(kind=kind, id=one.pk, code=one.code, name=one.name)
        for kind, rows in near
        for one in visible_or_shared(rows, actor).order_by("name")
    ]


def _use_cases(row: Part, actor: Actor) -> list[Linked]:
    found = Q(pk__in=[])
    if isinstance(row, AISystem):
        found = Q(systems=row)
    elif isinstance(row, Vendor):
        found = Q(vendors=row) | Q(systems__vendor=row)
    elif isinstance(row, Dataset):
        found = Q(datasets=row) | Q(systems__datasets=row)
    elif isinstance(row, Model):
        found = Q(systems__models=row)
    elif isinstance(row, Deployment):
        found = Q(systems=row.system_id)
    rows = visible(UseCase.objects.filter(found, retired_at=None), actor).distinct().order_by("code")
    return [Linked(kind="use_case", id=one.pk, code=one.code, name=one.name) for one in rows]
