"""How is a promised benefit followed up: planned for a time, measured with its interval, agreed by finance?"""

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.db.models import QuerySet
from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.commitments import initiative_seen, use_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.studies import study_seen
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.currencies import report_currency
from opencaio.record.models import Benefit, BenefitEntry, Study, StudyEstimate
from opencaio.record.permissions import Actor, Right

Amount = Annotated[Decimal, Field(allow_inf_nan=False, decimal_places=2, max_digits=18)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
KINDS = "^(cashable|productivity|revenue|risk_avoided|strategic)$"
YEAR = 365
NOT_HERE = "There is no such benefit here, or you may not see it."


class AddBenefit(Asked):
    """A benefit that was promised: of which use, of which kind, measured by which study."""

    title: str = Field(min_length=1, max_length=300)
    use_case: str = Field(min_length=1)
    kind: str = Field(pattern=KINDS)
    code: Code | None = None
    initiative: str = ""
    study: str = ""
    owner: int | None = None
    note: str = Field("", max_length=4000)


class PlanBenefit(Asked):
    """What it should bring from ``first_day`` to ``last_day``, in the report currency, for that time."""

    code: str
    first_day: date
    last_day: date
    planned: Amount


class MeasureBenefit(Asked):
    """What it brought in that time, from its study (the yearly value, by the days), or an amount with its interval."""

    code: str
    first_day: date
    last_day: date
    measured: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    note: str = Field("", max_length=2000)


class AgreeBenefit(Asked):
    """What finance agrees to; another amount than the measured one takes a note."""

    code: str
    first_day: date
    last_day: date
    agreed: Amount | None = None
    note: str = Field("", max_length=2000)


class DisputeBenefit(Asked):
    """Why finance does not agree."""

    code: str
    first_day: date
    last_day: date
    note: str = Field(min_length=1, max_length=2000)


@action("benefits.add", right=Right.EDIT, words="Add a benefit")
def add(given: AddBenefit, change: Change) -> Benefit:
    """Put a benefit into the ledger of benefits."""
    use = use_seen(given.use_case, change.actor)
    if use is None:
        raise NotFound(NOT_HERE)
    change.allow(use.department_id)
    code = given.code or next_code(Benefit, "BN-")
    if Benefit._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    study = study_seen(given.study, change.actor) if given.study else None
    if study and study.use_case_id != use.pk:
        raise BadInput(f"{study.code} is a study of {study.use_case.code}, not of {use.code}.")
    row = Benefit(code=code, title=given.title, use_case=use, kind=given.kind, study=study, note=given.note)
    row.initiative = initiative_seen(given.initiative, change.actor)
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    change.say(f"Added the benefit {code} {row.title}")
    return change.create(row)


@action("benefits.plan", right=Right.EDIT, words="Plan a benefit for a time")
def plan(given: PlanBenefit, change: Change) -> BenefitEntry:
    """Set what is planned for a time, or change it while nothing was measured."""
    benefit = _changeable(given.code, change)
    _in_order(given.first_day, given.last_day)
    change.say(
        f"Planned {given.planned} {report_currency()} of {benefit.code} for {given.first_day} to {given.last_day}"
    )
    held = _entries(benefit).filter(first_day=given.first_day, last_day=given.last_day).first()
    if held is None:
        _no_overlap(benefit, given.first_day, given.last_day)
        return change.create(
            BenefitEntry(
                benefit=benefit, first_day=given.first_day, last_day=given.last_day, currency=report_currency(),
                planned=given.planned,
            )
        )  # fmt: skip
    if held.status != "planned":
        raise Conflict(f"This time is {held.status} already: its plan stays as it was.")
    return change.update(held, version=None, values={"planned": given.planned})


@action("benefits.measure", right=Right.EDIT, words="Measure a benefit")
def measure(given: MeasureBenefit, change: Change) -> BenefitEntry:
    """Enter what was measured, with its interval."""
    benefit = _changeable(given.code, change)
    row = _entry(benefit, given.first_day, given.last_day)
    if row.status == "agreed":
        raise Conflict("Finance has agreed to this time: its figures stay.")
    values = _from_hand(given) if given.measured is not None else _from_study(benefit, row)
    if values["estimate_id"] is not None:
        _explained(StudyEstimate.objects.get(pk=int(values["estimate_id"])), note=given.note)
    change.say(f"Measured {values['measured']} {row.currency} of {benefit.code}, {row.first_day} to {row.last_day}")
    told = {"status": "measured", "measured_by_id": change.actor.person_id, "note": given.note or row.note}
    return change.update(row, version=None, values={**values, **told})


@action("benefits.agree", right=Right.REVIEW, words="Agree to a benefit")
def agree(given: AgreeBenefit, change: Change) -> BenefitEntry:
    """Finance signs the amount off; nobody signs what he measured himself."""
    benefit = _changeable(given.code, change)
    row = _entry(benefit, given.first_day, given.last_day)
    if row.status not in {"measured", "disputed"} or row.measured is None:
        raise Conflict(f"Nothing is measured for {row.first_day} to {row.last_day} yet, or it is agreed already.")
    if change.actor.person_id is not None and change.actor.person_id == row.measured_by_id:
        raise Refused("You measured this yourself: somebody else agrees to it.")
    agreed = row.measured if given.agreed is None else given.agreed
    if agreed != row.measured and not given.note:
        raise BadInput(f"{agreed} is not the measured {row.measured}: say why in the note.")
    _explained(row.estimate, note=given.note)
    change.say(f"Agreed to {agreed} {row.currency} of {benefit.code}, {row.first_day} to {row.last_day}")
    values = {
        "agreed": agreed, "status": "agreed", "agreed_by_id": change.actor.person_id,
        "agreed_on": timezone.localdate(change.at), "note": given.note or row.note,
    }  # fmt: skip
    return change.update(row, version=None, values=values)


@action("benefits.dispute", right=Right.REVIEW, words="Dispute a benefit")
def dispute(given: DisputeBenefit, change: Change) -> BenefitEntry:
    """Finance says why it does not agree; it can be measured anew."""
    benefit = _changeable(given.code, change)
    row = _entry(benefit, given.first_day, given.last_day)
    if row.status != "measured":
        raise Conflict(f"This time is {row.status}: there is nothing to dispute.")
    change.say(f"Disputed {benefit.code}, {row.first_day} to {row.last_day}: {given.note}")
    return change.update(row, version=None, values={"status": "disputed", "note": given.note})


def benefit_seen(code: str, actor: Actor) -> Benefit:
    """The benefit with this code; the same words when there is none and when it may not be seen."""
    rows = Benefit.objects.select_related("use_case", "study", "owner")
    row = rows.filter(code__iexact=code, retired_at=None).first()
    if row is None or not actor.may(Right.READ, row.use_case.department_id):
        raise NotFound(NOT_HERE)
    return row


def yearly(study: Study) -> tuple[Decimal, Decimal, Decimal, int | None] | None:
    """What the study says a year is worth: value, low, high and the estimate's number; computed goes before stated."""
    made = study.estimates.exclude(value=None).order_by("-pk").first()
    if made is not None and made.value is not None and made.value_low is not None and made.value_high is not None:
        return made.value, made.value_low, made.value_high, made.pk
    if study.stated:
        told = study.stated
        return Decimal(told["value"]), Decimal(told["low"]), Decimal(told["high"]), None
    return None


def _changeable(code: str, change: Change) -> Benefit:
    row = benefit_seen(code, change.actor)
    change.allow(row.use_case.department_id)
    return row


def _entries(benefit: Benefit) -> QuerySet[BenefitEntry]:
    return BenefitEntry.objects.filter(benefit=benefit, retired_at=None)


def _entry(benefit: Benefit, first: date, last: date) -> BenefitEntry:
    row = _entries(benefit).filter(first_day=first, last_day=last).first()
    if row is None:
        raise NotFound(f"Nothing is planned of {benefit.code} for {first} to {last}.")
    return row


def _from_hand(given: MeasureBenefit) -> dict[str, Decimal | int | None]:
    if given.measured is None or given.low is None or given.high is None:
        raise BadInput("Give the measured amount with its low and high: a figure without an interval claims too much.")
    if not given.low <= given.measured <= given.high:
        raise BadInput(f"{given.measured} does not lie between {given.low} and {given.high}.")
    return {"measured": given.measured, "measured_low": given.low, "measured_high": given.high, "estimate_id": None}


def _from_study(benefit: Benefit, row: BenefitEntry) -> dict[str, Decimal | int | None]:
    found = yearly(benefit.study) if benefit.study else None
    if found is None:
        raise BadInput(
            f"{benefit.code} has no study with a result in money: give the measured amount and its interval."
        )
    value, low, high, estimate = found
    part = Decimal((row.last_day - row.first_day).days + 1) / YEAR
    cents = [(one * part).quantize(Decimal("0.01")) for one in (value, low, high)]
    return {"measured": cents[0], "measured_low": cents[1], "measured_high": cents[2], "estimate_id": estimate}


def _explained(estimate: StudyEstimate | None, *, note: str) -> None:
    """A study that does not pass its own checks becomes money only with a reason beside it."""
    if estimate is not None and estimate.failed and not note:
        raise BadInput(
            f"Its study does not pass these checks: {', '.join(estimate.failed)}. What it shows may be no effect. Say "
            "in the note why it counts nevertheless, or measure it another way."
        )


def _in_order(first: date, last: date) -> None:
    if last < first:
        raise BadInput("The last day lies before the first.")


def _no_overlap(benefit: Benefit, first: date, last: date) -> None:
    other = _entries(benefit).filter(first_day__lte=last, last_day__gte=first).first()
    if other is not None:
        raise Conflict(f"{benefit.code} is planned for {other.first_day} to {other.last_day} already: days count once.")
