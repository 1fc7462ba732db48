"""With what is a part linked: other parts, uses of AI, risks, incidents?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from pydantic import BaseModel

from opencaio.record.models import AISystem, Dataset, Deployment, Incident, Model, UseCase, Vendor
from opencaio.record.models.parts import Part
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import visible, visible_or_shared
from opencaio.record.risk_register.seeing import seen_risks

KINDS: Mapping[str, type[Part]] = {
    "system": AISystem,
    "model": Model,
    "dataset": Dataset,
    "vendor": Vendor,
    "deployment": Deployment,
}
#: By which way a use of AI rests on a part of each kind.
WAYS: Mapping[str, tuple[str, ...]] = {
    "system": ("systems",),
    "model": ("systems__models",),
    "dataset": ("datasets", "systems__datasets"),
    "vendor": ("vendors", "systems__vendor", "systems__models__vendor"),
    "deployment": ("systems__deployments",),
}


class Linked(BaseModel):
    """Something that the part is linked with and that the asker may see."""

    kind: str
    id: int
    code: str
    name: str


def linked_parts(row: Part, actor: Actor) -> list[Linked]:
    """What the part is made of, and what is made of it."""
    return [
        Linked(kind=kind, id=one.pk, code=one.code, name=one.name)
        for kind, rows in _near(row)
        for one in visible_or_shared(rows.filter(retired_at=None), actor).order_by("name")
    ]


def uses_on(kind: str, key: int, actor: Actor) -> list[Linked]:
    """The living uses that rest on the part, as far as the asker may see them."""
    found = Q()
    for way in WAYS[kind]:
        found |= Q(**{way: key})
    rows = UseCase.objects.filter(pk__in=UseCase.objects.filter(found).values("pk"), retired_at=None)
    return [Linked(kind="use_case", id=one.pk, code=one.code, name=one.name) for one in _in_order(rows, actor)]


def use_counts(kind: str, keys: Iterable[int], actor: Actor) -> dict[int, int]:
    """How many uses that the asker may see rest on each part; one query for each way."""
    wanted = list(keys)
    found: dict[int, set[int]] = defaultdict(set)
    for way in WAYS[kind]:
        rows = visible(UseCase.objects.filter(retired_at=None, **{f"{way}__in": wanted}), actor)
        for part, use in rows.values_list(way, "pk"):
            found[part].add(use)
    return {key: len(found[key]) for key in wanted}


def risks_on(kind: str, key: int, actor: Actor) -> list[Linked]:
    """The risks that lie on the part itself."""
    if kind == "deployment":
        return []
    rows = seen_risks(actor).filter(**{f"{kind}s": key}, retired_at=None).order_by("code")
    return [Linked(kind="risk", id=one.pk, code=one.code, name=one.title) for one in rows]


def incidents_on(kind: str, key: int, actor: Actor) -> list[Linked]:
    """The incidents of a system."""
    if kind != "system":
        return []
    rows = visible(Incident.objects.filter(system=key, retired_at=None), actor).order_by("-pk")
    return [Linked(kind="incident", id=one.pk, code=one.code, name=one.title) for one in rows]


def _in_order(rows: QuerySet[UseCase], actor: Actor) -> QuerySet[UseCase]:
    return visible(rows, actor).order_by("code")


def _near(row: Part) -> Iterator[tuple[str, QuerySet[Any]]]:
    match row:
        case AISystem():
            yield "vendor", Vendor.objects.filter(systems=row)
            yield "model", row.models.all()
            yield "dataset", row.datasets.all()
            yield "deployment", row.deployments.all()
        case Model():
            yield "vendor", Vendor.objects.filter(models=row)
            yield "system", row.systems.all()
        case Vendor():
            yield "system", row.systems.all()
            yield "model", row.models.all()
        case Dataset():
            yield "system", row.systems.all()
        case Deployment():
            yield "system", AISystem.objects.filter(pk=row.system_id)
