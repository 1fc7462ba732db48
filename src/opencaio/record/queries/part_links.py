"""With what is a part linked: other parts, uses of AI, risks, incidents?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from pydantic import BaseModel

from opencaio.record.changes import kind_of
from opencaio.record.models import AISystem, Dataset, Deployment, Incident, Model, Risk, UseCase, Vendor
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


ORDER = ("vendor", "system", "model", "dataset", "deployment", "use_case", "risk", "incident")
BY_CODE = frozenset({"use_case", "risk", "incident"})


class Linked(BaseModel):
    """Something that the part is linked with and that the asker may see."""

    kind: str
    id: int
    code: str
    name: str


def links_of(row: Part, kind: str, actor: Actor) -> list[Linked]:
    """Everything that the part is linked with, of every kind and by name, in one query."""
    first, *others = (_line(name, rows, title) for name, rows, title in _all_near(row, kind, actor))
    found = first.union(*others, all=True)
    order = {name: place for place, name in enumerate(ORDER)}
    lines = [Linked(kind=name, id=key, code=code, name=title) for name, key, code, title in found]
    return sorted(lines, key=lambda one: (order[one.kind], one.code if one.kind in BY_CODE else one.name.casefold()))


def use_counts(kind: str, keys: Iterable[int], actor: Actor) -> dict[int, int]:
    """How many uses that the asker may see rest on each part; one query for each way."""
    wanted = list(keys)
    found: dict[int, set[int]] = defaultdict(set)
    for way in WAYS[kind]:
        rows = visible(UseCase.objects.filter(retired_at=None, **{f"{way}__in": wanted}), actor)
        for part, use in rows.values_list(way, "pk"):
            found[part].add(use)
    return {key: len(found[key]) for key in wanted}


def _all_near(row: Part, kind: str, actor: Actor) -> Iterator[tuple[str, QuerySet[Any], str]]:
    found = Q()
    for way in WAYS[kind]:
        found |= Q(**{way: row.pk})
    uses = UseCase.objects.filter(pk__in=UseCase.objects.filter(found).values("pk"), retired_at=None)
    yield "use_case", visible(uses, actor), "name"
    for name, rows in _near(row):
        yield name, visible_or_shared(rows.filter(retired_at=None), actor), "name"
    if kind != "deployment":
        lying = getattr(Risk, f"{kind}s").through.objects.filter(**{kind_of(row): row.pk}).values("risk_id")
        yield "risk", seen_risks(actor).filter(pk__in=lying, retired_at=None), "title"
    if kind == "system":
        yield "incident", visible(Incident.objects.filter(system=row.pk, retired_at=None), actor), "title"


def _line(kind: str, rows: QuerySet[Any], title: str) -> QuerySet[Any, Any]:
    text = CharField()
    named = {"a_kind": Value(kind, text), "a_code": Cast("code", text), "a_title": Cast(title, text)}
    lines: QuerySet[Any, Any] = rows.order_by().annotate(**named).values_list("a_kind", "pk", "a_code", "a_title")
    return lines


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
