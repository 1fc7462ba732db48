"""Which risks may someone see, and which does a use of AI have through what it rests on?

A risk is seen by those who may read its department or a use that it lies on. A risk of no department that lies on
no use is everybody's, as a shared part is. A use has its own risks and those of its systems, of their models,
datasets and vendors, and of its own datasets and vendors, as far as the asker may see them.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value

from opencaio.record.models import AISystem, Control, Dataset, Model, Risk, UseCase, Vendor
from opencaio.record.permissions import EVERYWHERE, Actor, Right

LINKS: dict[str, type[Any]] = {"systems": AISystem, "models": Model, "datasets": Dataset, "vendors": Vendor}
"""The parts on which a risk may lie."""


class Via(NamedTuple):
    """The part from which a use has a risk."""

    kind: str
    code: str
    name: str


def seen_risks(actor: Actor) -> QuerySet[Risk]:
    """The risks that ``actor`` may see, closed and retired ones too."""
    return risks_within(actor.scope(Right.READ))


def risks_within(scope: frozenset[int] | None) -> QuerySet[Risk]:
    """The risks that somebody sees who may read these departments (None: all)."""
    rows = Risk._base_manager.all()
    if scope is EVERYWHERE:
        return rows
    lying = Risk.use_cases.through.objects.all()
    on_mine = lying.filter(usecase__department_id__in=scope).values("risk_id")
    shared = Q(department=None) & ~Q(pk__in=lying.values("risk_id"))
    return rows.filter(Q(department_id__in=scope) | Q(pk__in=on_mine) | shared)


def may_see_risk(row: Risk, actor: Actor) -> bool:
    """True when ``actor`` may see this risk."""
    return seen_risks(actor).filter(pk=row.pk).exists()


def may_see_control(control: Control, actor: Actor) -> bool:
    """True for a control that all share and for one of a department that the actor may read."""
    return control.department_id is None or actor.may(Right.READ, control.department_id)


def inherited(use: UseCase, actor: Actor) -> dict[int, list[Via]]:
    """By number of the risk: the parts from which the use has it; none for a risk of the use's own."""
    found: dict[int, list[Via]] = {}
    own = Risk.use_cases.through.objects.filter(usecase=use)
    text, key = CharField(), IntegerField()
    nothing = [Value("", output_field=text), Value("", output_field=text), Value("", output_field=text)]
    rows = own.values_list("risk_id", *nothing, Value(None, output_field=key))
    for name, keys in parts_of(use).items():
        rows = rows.union(_lying_on(name, keys), all=True)
    for risk, kind, code, title, home in rows:
        vias = found.setdefault(risk, [])
        if kind and (home is None or actor.may(Right.READ, home)):
            vias.append(Via(kind, code, title))
    return {risk: sorted(set(vias)) for risk, vias in found.items()}


def parts_of(use: UseCase) -> dict[str, QuerySet[Any, Any]]:
    """What a use rests on, as numbers by kind of link."""
    systems = UseCase.systems.through.objects.filter(usecase=use).values("aisystem_id")
    models = AISystem.models.through.objects.filter(aisystem__in=systems).values("model_id")
    datasets = Q(use_cases=use) | Q(systems__in=systems)
    vendors = Q(use_cases=use) | Q(systems__in=systems) | Q(models__in=models)
    return {
        "systems": systems,
        "models": models,
        "datasets": Dataset.objects.filter(datasets).values("pk"),
        "vendors": Vendor.objects.filter(vendors).values("pk"),
    }


def codes_seen(rows: Collection[Any], actor: Actor) -> list[Any]:
    """Those of the linked things (uses or parts) that the actor may read."""
    return [one for one in rows if one.department_id is None or actor.may(Right.READ, one.department_id)]


def _lying_on(name: str, keys: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    kind = LINKS[name]
    through, column = getattr(Risk, name).through, str(kind._meta.model_name)
    rows: QuerySet[Any, Any] = through.objects.filter(**{f"{column}__in": keys})
    return rows.values_list(
        "risk_id",
        Value(name.removesuffix("s")),
        F(f"{column}__code"),
        F(f"{column}__name"),
        F(f"{column}__department_id"),
    )
