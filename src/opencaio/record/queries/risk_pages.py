"""What is on record about one risk: its words, its size before and after controls, who accepts it, on what it lies?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import BaseModel

from opencaio.engines.risk import Lognormal, magnitude_of, moments
from opencaio.errors import NotFound
from opencaio.packs.risks import load_criteria
from opencaio.record.actions.registry import Asked
from opencaio.record.actions.risks import NOT_HERE
from opencaio.record.models import Risk, RiskControl
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query
from opencaio.record.queries.risk_figures import LossFigures, Referred, figures, referred
from opencaio.record.queries.risks import RiskLine, line_of
from opencaio.record.risk_register.measuring import measured, scenario_of, treatments_of
from opencaio.record.risk_register.seeing import LINKS, codes_seen, may_see_control, seen_risks
from opencaio.record.risk_register.standing import currency_of, stand, standing_rows


class ShowRisk(Asked):
    """One risk, by its code."""

    code: str


class TreatmentLine(BaseModel):
    """A control against the risk; factors say which part of frequency and of loss is left (1: no effect).

    A control that the asker may not see has neither code nor name.
    """

    control: str
    name: str
    status: str
    in_place: bool
    frequency_factor: Decimal
    magnitude_factor: Decimal
    loss_after: Decimal | None


class AcceptanceLine(BaseModel):
    """Who accepted the risk until when, why, and on which figures; ``stands`` unless withdrawn or run out."""

    by: str
    at: datetime
    reason: str
    expires_on: date
    level: int | None
    level_name: str
    annual_loss: Decimal | None
    beyond: list[str]
    input_hash: str
    stands: bool
    withdrawn_at: datetime | None


class LinkedThing(BaseModel):
    """What the risk lies on."""

    kind: str
    id: int
    code: str
    name: str


class RiskPage(RiskLine):
    """Everything that the page of one risk shows; money in ``currency``, frequencies in events a year.

    ``rate_step`` is the step of the likelihood scale in which the likely frequency lies: it should agree with
    ``likelihood``. ``median_loss`` is what a long-tailed magnitude makes of low and high.
    """

    department_id: int | None
    department_path: str
    cause: str
    event: str
    consequence: str
    raised_on: date | None
    references: list[Referred]
    catalogue: list[str]
    shape: str
    frequency: list[Decimal]
    magnitude: list[Decimal]
    rate_step: int | None
    rate_step_name: str
    median_loss: Decimal | None
    currency: str
    states: list[LossFigures]
    years: int | None
    seed: int | None
    input_hash: str
    engine_version: str
    numpy_version: str
    treatments: list[TreatmentLine]
    acceptances: list[AcceptanceLine]
    linked: list[LinkedThing]
    appetite_level: int | None
    appetite_loss: Decimal | None
    appetite_whose: str
    updated_at: datetime
    may_edit: bool
    may_decide: bool


@query("risks.show", words="Show one risk")
def show(given: ShowRisk, actor: Actor) -> RiskPage:
    """One risk with its figures in all three states, its controls, acceptances and links."""
    row = standing_rows(seen_risks(actor), scope=actor.scope(Right.READ)).filter(code__iexact=given.code).first()
    if row is None:
        raise NotFound(NOT_HERE)
    one = stand([row], today=timezone.localdate())[0]
    bounds = one.bounds
    return RiskPage(
        **line_of(one).model_dump(),
        **{name: getattr(row, name) for name in PLAIN},
        department_path=row.department.path if row.department else "",
        references=referred(row.catalogue),
        shape=row.magnitude_shape,
        currency=currency_of(),
        **_size(row, bounds.annual_loss if bounds else None),
        treatments=_treatments(row, actor),
        acceptances=_acceptances(row),
        linked=_linked(row, actor),
        appetite_level=bounds.highest_level if bounds else None,
        appetite_loss=bounds.annual_loss if bounds else None,
        appetite_whose=bounds.whose if bounds else "",
        may_edit=actor.may(Right.EDIT, row.department_id),
        may_decide=actor.may(Right.DECIDE, row.department_id),
    )


PLAIN = ("department_id", "cause", "event", "consequence", "raised_on", "catalogue", "updated_at")


def _size(row: Risk, appetite: Decimal | None) -> dict[str, Any]:
    frequency = [row.frequency_low, row.frequency_likely, row.frequency_high]
    magnitude = [row.magnitude_low, row.magnitude_likely, row.magnitude_high]
    likely = row.frequency_likely
    step = None if likely is None else load_criteria().matrix.likelihood_of(likely)
    scenario = scenario_of(row)
    found = measured(scenario) if scenario else None
    loss = magnitude_of(scenario.magnitude, scenario.shape) if scenario else None
    return {
        "frequency": [one for one in frequency if one is not None],
        "magnitude": [one for one in magnitude if one is not None],
        "rate_step": step.number if step else None,
        "rate_step_name": step.name if step else "",
        "median_loss": Decimal(repr(round(loss.median, 2))) if isinstance(loss, Lognormal) else None,
        "states": [figures(state, one, appetite) for state, one in found.losses.items()] if found else [],
        "years": found.years if found else None,
        "seed": found.seed if found else None,
        "input_hash": found.input_hash if found else "",
        "engine_version": found.engine_version if found else "",
        "numpy_version": found.numpy_version if found else "",
    }


def _treatments(row: Risk, actor: Actor) -> list[TreatmentLine]:
    """In the order in which they are counted: those in place first; each with the expected loss after it."""
    scenario = scenario_of(row)
    loss = moments(scenario, "inherent").mean if scenario else None
    lines = []
    for one in sorted(treatments_of(row), key=lambda each: each.control.status != "in_place"):
        left = float(one.frequency_factor) * float(one.magnitude_factor)
        loss = None if loss is None else loss * left
        lines.append(_treatment(one, actor, after=None if loss is None else Decimal(repr(round(loss, 2)))))
    return lines


def _treatment(one: RiskControl, actor: Actor, *, after: Decimal | None) -> TreatmentLine:
    seen = may_see_control(one.control, actor)
    return TreatmentLine(
        control=one.control.code if seen else "",
        name=one.control.name if seen else "",
        status=one.control.status,
        in_place=one.control.status == "in_place",
        frequency_factor=one.frequency_factor,
        magnitude_factor=one.magnitude_factor,
        loss_after=after,
    )


def _acceptances(row: Risk) -> list[AcceptanceLine]:
    today = timezone.localdate()
    names = {one.number: one.name for one in load_criteria().matrix.levels}
    return [
        AcceptanceLine(
            by=one.by.name if one.by else "",
            at=one.created_at,
            reason=one.reason,
            expires_on=one.expires_on,
            level=one.level,
            level_name=names.get(one.level or 0, ""),
            annual_loss=one.annual_loss,
            beyond=list(one.basis.get("beyond", ())),
            input_hash=str(one.basis.get("input_hash", "")),
            stands=one.retired_at is None and one.expires_on >= today,
            withdrawn_at=one.retired_at,
        )
        for one in row.acceptances.select_related("by").order_by("-created_at", "-pk")
    ]


def _linked(row: Risk, actor: Actor) -> list[LinkedThing]:
    uses = codes_seen(row.use_cases.filter(retired_at=None).order_by("code"), actor)
    found = [LinkedThing(kind="use_case", id=one.pk, code=one.code, name=one.name) for one in uses]
    for name in LINKS:
        parts = codes_seen(getattr(row, name).filter(retired_at=None).order_by("name"), actor)
        found += [LinkedThing(kind=name.removesuffix("s"), id=one.pk, code=one.code, name=one.name) for one in parts]
    return found
