"""Which metrics are declared, by the pack or by somebody here, and which of them may one see?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from opencaio.errors import BadInput, NotFound
from opencaio.lake.declarations import Condition, MetricSpec, column_named, narrowed, near, read_spec
from opencaio.lake.facts import FACTS
from opencaio.packs.metrics import load_metrics
from opencaio.record.models import Metric
from opencaio.record.permissions import EVERYWHERE, Actor, Right

PARTS = ("code", "name", "about", "fact", "numerator", "denominator", "conditions", "dimensions", "unit", "better")


@dataclass(frozen=True)
class Declared:
    """A metric with its declaration; ``row`` is None for one of the pack that nobody has taken on."""

    code: str
    name: str
    about: str
    spec: MetricSpec
    declaration: Mapping[str, Any]
    row: Metric | None = None

    @property
    def origin(self) -> str:
        return "own" if self.row else "pack"


def seen_metrics(actor: Actor) -> QuerySet[Metric]:
    """Metrics that the actor may see: of a use or department that he may read, or of neither."""
    rows = Metric.objects.filter(retired_at=None).select_related("use_case", "department", "owner")
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return rows
    of_use = Q(use_case__isnull=False, use_case__department_id__in=scope)
    of_department = Q(use_case=None, department_id__in=scope)
    return rows.filter(of_use | of_department | Q(use_case=None, department=None))


def declared(actor: Actor) -> dict[str, Declared]:
    """All that the actor may see, by code: the pack's first, those that somebody took on as they stand here."""
    rows = {row.code: row for row in seen_metrics(actor)}
    hidden = set(Metric.objects.filter(retired_at=None, code__in=_pack()).values_list("code", flat=True)) - set(rows)
    found = {code: of_row(rows[code]) if code in rows else one for code, one in _pack().items() if code not in hidden}
    return found | {code: of_row(row) for code, row in sorted(rows.items()) if code not in found}


def declared_one(code: str, actor: Actor) -> Declared:
    """The metric of this code, in any case. Raises NotFound with those that look like it."""
    every = declared(actor)
    found = every.get(code) or next((one for name, one in every.items() if name.lower() == code.lower()), None)
    if found is None:
        raise NotFound(f"There is no metric “{code[:60]}” here, or you may not see it{near(code, every)}.")
    return found


def of_row(row: Metric) -> Declared:
    """A metric of ours."""
    told = {name: getattr(row, name) for name in PARTS}
    return Declared(row.code, row.name, row.about, spec_of(row), told, row)


def as_declared(row: Metric) -> MetricSpec:
    """The declaration itself, whichever use it belongs to."""
    return read_spec({name: getattr(row, name) for name in PARTS})


def spec_of(row: Metric) -> MetricSpec:
    """What the lake measures for this row; of a use's metric only rows of that use."""
    spec = as_declared(row)
    if row.use_case is None:
        return spec
    if any(FACTS[fact].column("use_case") is None for fact in spec.facts):
        raise BadInput(f"{row.code} belongs to the use {row.use_case.code}, but rows of {spec.fact} name no use.")
    column_named(FACTS[spec.fact], "use_case")
    return narrowed(spec, [Condition("use_case", "is", row.use_case.code)])


@lru_cache(maxsize=1)
def _pack() -> Mapping[str, Declared]:
    return {
        one.code: Declared(one.code, one.name, one.about, read_spec(one.declaration), one.declaration)
        for one in load_metrics().values()
    }
