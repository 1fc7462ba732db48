"""How does a risk come on record, change, get treated, accepted for a time, and end?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from opencaio.engines.risk import check_residual
from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.packs.risks import load_catalogue, load_criteria, load_references
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.parts import links_among_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.models import Control, Risk, RiskControl, UseCase
from opencaio.record.permissions import Actor, Right
from opencaio.record.risk_register.measuring import NUMBERS, scenario_of
from opencaio.record.risk_register.seeing import LINKS, may_see_control, seen_risks

NOT_HERE = "There is no such risk here, or you may not see it."
CATALOGUE = "catalogue"
TAKEN = frozenset({"add", "export", "catalogue", "appetite"})
"""Words that are addresses below that of the register, and so no codes."""
TEXTS = ("cause", "event", "consequence", "category")
SCALES = ("likelihood", "impact", "residual_likelihood", "residual_impact")
DATES = ("raised_on", "review_due_on")

Step = Annotated[int, Field(ge=1, le=5)]
Money = Annotated[Decimal, Field(allow_inf_nan=False, decimal_places=2)]
Rate = Annotated[Decimal, Field(allow_inf_nan=False, decimal_places=6)]
Factor = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False, decimal_places=4)]
Shapes = Annotated[str, Field(pattern="^(pert|lognormal)$")]
Response = Annotated[str, Field(pattern="^(avoid|reduce|share|accept)?$")]


class AddRisk(Asked):
    """A risk: what could go wrong, on what it lies, how likely and how bad.

    ``from_catalogue`` takes title, texts, category and references from our catalogue where they are not given.
    Likelihood and impact go from 1 to 5; ``residual_`` is what controls in place leave. Frequencies are events a
    year, magnitudes an amount for one event; each as low, likely and high. Without a department it is everybody's.
    """

    title: str = Field("", max_length=300)
    code: str | None = Field(None, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    department: str | None = None
    from_catalogue: str = ""
    cause: str = ""
    event: str = ""
    consequence: str = ""
    category: str = ""
    references: list[str] = []
    owner: int | None = None
    response: Response = ""
    likelihood: Step | None = None
    impact: Step | None = None
    residual_likelihood: Step | None = None
    residual_impact: Step | None = None
    frequency_low: Rate | None = None
    frequency_likely: Rate | None = None
    frequency_high: Rate | None = None
    magnitude_low: Money | None = None
    magnitude_likely: Money | None = None
    magnitude_high: Money | None = None
    magnitude_shape: Shapes = "pert"
    raised_on: date | None = None
    review_due_on: date | None = None
    use_cases: list[str] = []
    systems: list[int] = []
    models: list[int] = []
    datasets: list[int] = []
    vendors: list[int] = []


class EditRisk(Asked):
    """What changes about a risk: the fields that are given, and no other."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=300)
    department: str | None = None
    cause: str | None = None
    event: str | None = None
    consequence: str | None = None
    category: str | None = None
    references: list[str] | None = None
    owner: int | None = None
    response: Response | None = None
    likelihood: Step | None = None
    impact: Step | None = None
    residual_likelihood: Step | None = None
    residual_impact: Step | None = None
    frequency_low: Rate | None = None
    frequency_likely: Rate | None = None
    frequency_high: Rate | None = None
    magnitude_low: Money | None = None
    magnitude_likely: Money | None = None
    magnitude_high: Money | None = None
    magnitude_shape: Shapes | None = None
    raised_on: date | None = None
    review_due_on: date | None = None
    use_cases: list[str] | None = None
    systems: list[int] | None = None
    models: list[int] | None = None
    datasets: list[int] | None = None
    vendors: list[int] | None = None


class EndRisk(Asked):
    """A risk that is closed, opened again or was entered in error, and why."""

    code: str
    version: int | None = None
    reason: str = Field(min_length=1, max_length=400)


class TreatRisk(Asked):
    """A control that acts against a risk, and what part of frequency and magnitude it leaves (1: no effect)."""

    code: str
    control: str
    frequency_factor: Factor = Decimal(1)
    magnitude_factor: Factor = Decimal(1)


class UntreatRisk(Asked):
    """A control that no longer acts against a risk."""

    code: str
    control: str


@action("risks.add", right=Right.CREATE, words="Add a risk")
def add(given: AddRisk, change: Change) -> Risk:
    """Put a risk on record, from the catalogue or in one's own words."""
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    code = given.code or next_code(Risk, "R-")
    if code.casefold() in TAKEN or Risk._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    row = Risk(code=code, department=home, **_from_catalogue(given))
    for name in (*SCALES, *NUMBERS, "magnitude_shape", "response", "review_due_on"):
        setattr(row, name, getattr(given, name))
    row.raised_on = given.raised_on or change.at.date()
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    check(row)
    change.say(f"Added the risk {row.code} {row.title}")
    return change.create(row, **_links(given, change, held=None))


@action("risks.edit", right=Right.EDIT, words="Edit a risk")
def edit(given: EditRisk, change: Change) -> Risk:
    """Change the given fields of a risk."""
    row = changeable(given.code, change)
    values = _plain_values(given)
    if given.references is not None:
        values["catalogue"] = _known(given.references) + [one for one in row.catalogue if one.startswith(CATALOGUE)]
    if "department" in given.model_fields_set:
        values["department"] = department_seen(given.department, change.actor) if given.department else None
        change.allow_part(values["department"].pk if values["department"] else None)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    check(Risk(**{name: values.get(name, getattr(row, name)) for name in CHECKED}))
    change.say(f"Edited the risk {row.code} {row.title}")
    return change.update(row, version=given.version, values=values, **_links(given, change, held=row))


@action("risks.close", right=Right.EDIT, words="Close a risk")
def close(given: EndRisk, change: Change) -> Risk:
    """The risk is no more; it stays readable."""
    return _turn(given, change, status="closed", words="Closed")


@action("risks.reopen", right=Right.EDIT, words="Open a risk again")
def reopen(given: EndRisk, change: Change) -> Risk:
    """What was closed is a risk again."""
    return _turn(given, change, status="open", words="Opened again")


@action("risks.retire", right=Right.RETIRE, words="Withdraw a risk entered in error")
def retire(given: EndRisk, change: Change) -> Risk:
    """Take a risk that never was out of all lists; its history stays readable."""
    row = changeable(given.code, change)
    change.say(f"Withdrew the risk {row.code} {row.title}: {given.reason}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


@action("risks.treat", right=Right.EDIT, words="Set a control against a risk")
def treat(given: TreatRisk, change: Change) -> RiskControl:
    """Link a control with its effect, or change the effect of one that is linked."""
    row = changeable(given.code, change)
    control = _control(given.control, row, change.actor)
    if given.frequency_factor == given.magnitude_factor == 1:
        raise BadInput("A factor of 1 has no effect. Say which part of the frequency or of the loss is left, 0 to 1.")
    values = {"frequency_factor": given.frequency_factor, "magnitude_factor": given.magnitude_factor}
    change.say(f"Set the control {control.code} against the risk {row.code}")
    change.touch("risk", row.pk)
    held = RiskControl.objects.filter(risk=row, control=control).first()
    if held is None:
        return change.create(RiskControl(risk=row, control=control, **values))
    return change.update(held, version=None, values={**values, "retired_at": None})


@action("risks.untreat", right=Right.EDIT, words="Take a control off a risk")
def untreat(given: UntreatRisk, change: Change) -> RiskControl:
    """The control no longer counts against this risk."""
    row = changeable(given.code, change)
    held = RiskControl.objects.filter(risk=row, control__code__iexact=given.control, retired_at=None).first()
    if held is None:
        raise NotFound(f"The control {given.control} does not act against {row.code}.")
    change.say(f"Took the control {held.control.code} off the risk {row.code}")
    change.touch("risk", row.pk)
    return change.update(held, version=None, values={"retired_at": change.at})


CHECKED = ("code", *TEXTS, *SCALES, *NUMBERS, *DATES, "magnitude_shape", "title")


def changeable(code: str, change: Change) -> Risk:
    """The risk with this code, if the actor may see it and holds the action's right over its department."""
    row = risk_seen(code, change.actor)
    if not change.actor.may(change.right, row.department_id):
        raise Refused(
            f"You may not do this here ({change.action} needs the right “{change.right}” over the risk's department)."
        )
    change.allow_own()
    return row


def risk_seen(code: str, actor: Actor) -> Risk:
    """The risk with this code; the same words when there is none and when it may not be seen."""
    row = seen_risks(actor).select_related("department", "owner").filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def check(row: Risk) -> None:
    """Raise BadInput, in words, for a risk that contradicts itself."""
    if row.category and row.category not in load_criteria().categories:
        known = ", ".join(load_criteria().categories)
        raise BadInput(f"There is no category {row.category}. Known: {known}.")
    _check_scales(row)
    for name, unit in (("frequency", "events a year"), ("magnitude", "an amount for one event")):
        said = [getattr(row, one) is not None for one in NUMBERS if one.startswith(name)]
        if any(said) and not all(said):
            raise BadInput(f"{name}: give low, likely and high together ({unit}), or none of them.")
    if row.raised_on and row.review_due_on and row.review_due_on < row.raised_on:
        raise BadInput(f"The review of {row.review_due_on} would come before the risk was raised ({row.raised_on}).")
    _check_estimates(row)


def _check_scales(row: Risk) -> None:
    for first, second in (("likelihood", "impact"), ("residual_likelihood", "residual_impact")):
        if (getattr(row, first) is None) != (getattr(row, second) is None):
            raise BadInput(f"Give {first} and {second} together, or neither.".replace("_", " "))
    if row.residual_likelihood is None or row.residual_impact is None:
        return
    if row.likelihood is None or row.impact is None:
        raise BadInput("Say how likely and how bad it is without controls, before you say what they leave.")
    check_residual((row.likelihood, row.impact), (row.residual_likelihood, row.residual_impact))


def _check_estimates(row: Risk) -> None:
    """Each group is checked on its own too, so that its words come although the other is not given yet."""
    for name in ("frequency", "magnitude"):
        numbers = [getattr(row, one) for one in NUMBERS if one.startswith(name)]
        if None not in numbers:
            probe = {one: getattr(row, one) if one.startswith(name) else Decimal(1) for one in NUMBERS}
            try:
                scenario_of(Risk(code=row.code or "R", magnitude_shape=row.magnitude_shape, **probe))
            except BadInput as fault:
                raise BadInput(f"{name}: {fault}") from fault


def _from_catalogue(given: AddRisk) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(given, name) for name in ("title", *TEXTS)}
    references = _known(given.references)
    if given.from_catalogue:
        typical = load_catalogue().get(given.from_catalogue)
        if typical is None:
            raise NotFound(f"Our catalogue has no risk {given.from_catalogue}.")
        values = {name: value or getattr(typical, name) for name, value in values.items()}
        references = list(dict.fromkeys([*references, *typical.references, f"{CATALOGUE}:{typical.id}"]))
    if not values["title"]:
        raise BadInput("title: a risk needs a title, or a place in the catalogue to take it from.")
    return {**values, "catalogue": references}


def _known(references: list[str]) -> list[str]:
    for one in references:
        if one not in load_references():
            raise BadInput(f"references: {one[:60]} is not among the ids that we know.")
    return list(dict.fromkeys(references))


def _plain_values(given: EditRisk) -> dict[str, Any]:
    names = {"title", *TEXTS, "response", *SCALES, *NUMBERS, *DATES, "magnitude_shape"}
    said = given.model_dump(include=names, exclude_unset=True)
    can_be_emptied = {*SCALES, *NUMBERS, *DATES}
    return {name: value for name, value in said.items() if value is not None or name in can_be_emptied}


def _turn(given: EndRisk, change: Change, *, status: str, words: str) -> Risk:
    row = changeable(given.code, change)
    if row.status == status:
        raise Conflict(f"{row.code} is {status} already.")
    change.say(f"{words} the risk {row.code} {row.title}: {given.reason}")
    return change.update(row, version=given.version, values={"status": status})


def _control(code: str, row: Risk, actor: Actor) -> Control:
    control = Control.objects.select_related("department").filter(code__iexact=code, retired_at=None).first()
    if control is None or not may_see_control(control, actor):
        raise NotFound("There is no such control here, or you may not see it.")
    home, own = control.department, row.department
    if home and not (own and own.path.startswith(home.path)):
        raise BadInput(
            f"{control.code} is a control of {home.name}. Against this risk you can set one that all share"
            + (f", one of {own.name}, or one of a department above it." if own else ".")
        )
    return control


def _links(given: AddRisk | EditRisk, change: Change, *, held: Risk | None) -> dict[str, list[int]]:
    links: dict[str, list[int]] = {}
    for name, kind in LINKS.items():
        asked = getattr(given, name)
        if asked is not None and name in given.model_fields_set:
            links[name] = links_among_seen(kind, asked, change.actor, held=held and getattr(held, name))
    if given.use_cases is not None and "use_cases" in given.model_fields_set:
        links["use_cases"] = _uses(given.use_cases, change.actor, held=held)
    return links


def _uses(codes: list[str], actor: Actor, *, held: Risk | None) -> list[int]:
    found = []
    for code in dict.fromkeys(codes):
        row = UseCase.objects.filter(code__iexact=code, retired_at=None).first()
        if row is None or not actor.may(Right.READ, row.department_id):
            raise NotFound(f"There is no use {code[:40]} here, or you may not see it.")
        found.append(row.pk)
    hidden = [one.pk for one in held.use_cases.all() if not actor.may(Right.READ, one.department_id)] if held else []
    return sorted({*found, *hidden})
