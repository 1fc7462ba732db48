"""How is a metric declared, changed and taken out of use?"""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.packs.metrics import load_metrics
from opencaio.record.actions.commitments import use_seen
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.measuring.declared import PARTS, seen_metrics, spec_of
from opencaio.record.models import Metric
from opencaio.record.permissions import Actor, Right

Target = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=24, decimal_places=6)]
Better = Annotated[str, Field(pattern="^(up|down)?$")]
NOT_HERE = "There is no metric {code} of your own here, or you may not see it."
TAKEN = frozenset({"add", "export"})
"""Words that are addresses below that of the metrics, and so no codes."""


class DeclareMetric(Asked):
    """A metric: numerator and denominator on one fact, conditions, dimensions, unit; see docs/guide/metrics.md.

    With the code of a built-in metric and no ``fact``, that one is taken on: it gets an owner and a target here.
    Without department and use it is everybody's.
    """

    code: str = Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    name: str = Field("", max_length=200)
    about: str = Field("", max_length=4000)
    fact: str = Field("", max_length=12)
    numerator: dict[str, Any] = {}
    denominator: dict[str, Any] = {}
    conditions: list[dict[str, Any]] = []
    dimensions: list[str] = []
    unit: str = Field("", max_length=60)
    better: Better = ""
    target: Target | None = None
    source: str = Field("", max_length=300)
    use_case: str = ""
    department: str = ""
    owner: int | None = None


class EditMetric(Asked):
    """What changes about a metric: the fields that are given, and no other. Which use it belongs to stays."""

    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    about: str | None = Field(None, max_length=4000)
    fact: str | None = None
    numerator: dict[str, Any] | None = None
    denominator: dict[str, Any] | None = None
    conditions: list[dict[str, Any]] | None = None
    dimensions: list[str] | None = None
    unit: str | None = Field(None, max_length=60)
    better: Better | None = None
    target: Target | None = None
    source: str | None = Field(None, max_length=300)
    department: str | None = None
    owner: int | None = None


class RetireMetric(Asked):
    """A metric that is no longer measured, and why. One of the pack is then as the pack has it."""

    code: str
    version: int | None = None
    reason: str = Field(min_length=1, max_length=400)


@action("metrics.declare", right=Right.CREATE, words="Declare a metric")
def declare(given: DeclareMetric, change: Change) -> Metric:
    """Put a metric on record; it is refused when the lake could not measure it."""
    use = use_seen(given.use_case, change.actor)
    home = department_seen(given.department, change.actor) if given.department else (use.department if use else None)
    if use is not None and given.department and home != use.department:
        raise BadInput(f"{use.code} belongs to another department; a metric of a use stands in the use's own.")
    change.allow_part(home.pk if home else None)
    if given.code.lower() in TAKEN or Metric._base_manager.filter(code__iexact=given.code).exists():
        raise Conflict(f"The code {given.code} is taken.")
    row = Metric(
        code=given.code, use_case=use, department=home, target=given.target, source=given.source, **_told(given)
    )
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    spec_of(row)
    change.say(f"Declared the metric {row.code} {row.name}")
    return change.create(row)


@action("metrics.edit", right=Right.EDIT, words="Edit a metric")
def edit(given: EditMetric, change: Change) -> Metric:
    """Change the given fields of a metric."""
    row = changeable(given.code, change)
    said = given.model_dump(exclude_unset=True, exclude={"code", "version", "department", "owner"})
    values = {name: value for name, value in said.items() if value is not None or name == "target"}
    if "department" in given.model_fields_set:
        if row.use_case_id:
            raise BadInput("A metric of a use stands in the use's department.")
        values["department"] = department_seen(given.department, change.actor) if given.department else None
        change.allow_part(values["department"].pk if values["department"] else None)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    probe = {name: values.get(name, getattr(row, name)) for name in PARTS}
    spec_of(Metric(use_case=row.use_case, **probe))
    change.say(f"Edited the metric {row.code} {row.name}")
    return change.update(row, version=given.version, values=values)


@action("metrics.retire", right=Right.RETIRE, words="Take a metric out of use")
def retire(given: RetireMetric, change: Change) -> Metric:
    """It is measured no longer; its history stays readable."""
    row = changeable(given.code, change)
    change.say(f"Took the metric {row.code} {row.name} out of use: {given.reason}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def changeable(code: str, change: Change) -> Metric:
    """The metric with this code, if the actor may see it and holds the action's right over its department."""
    row = metric_seen(code, change.actor)
    if not change.actor.may(change.right, home_of(row)):
        raise Refused(
            f"You may not do this here ({change.action} needs the right “{change.right}” over the metric's department)."
        )
    change.allow_own()
    return row


def metric_seen(code: str, actor: Actor) -> Metric:
    """The metric with this code; the same words when there is none and when it may not be seen."""
    row = seen_metrics(actor).filter(code__iexact=code).first()
    if row is None:
        taken_on = " It is built in: declare it under its code to take it on." if code in load_metrics() else ""
        raise NotFound(NOT_HERE.format(code=code[:60]) + taken_on)
    return row


def home_of(row: Metric) -> int | None:
    """The department to which a metric belongs: that of its use, else its own."""
    return row.use_case.department_id if row.use_case else row.department_id


def _told(given: DeclareMetric) -> dict[str, Any]:
    told = given.model_dump(include=set(PARTS) - {"code"})
    if given.fact:
        return {**told, "name": given.name or given.code}
    built_in = load_metrics().get(given.code)
    if built_in is None:
        raise BadInput("fact: say what the metric reads: cost, usage, decisions or kpi.")
    kept = {name: value for name, value in built_in.declaration.items() if name != "code"}
    return {**kept, **{name: value for name, value in told.items() if value}}
