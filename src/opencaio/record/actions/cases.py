"""How does a business case come on record, and how do its words and lines change?"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions.case_finding import OPEN, open_case
from opencaio.record.actions.case_inputs import (
    MOST_YEARS,
    CaseLineInput,
    GateStage,
    Multiple,
    Points,
    Share,
    check_class,
    check_currency,
    line_values,
)
from opencaio.record.actions.initiatives import initiative
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import BusinessCase, CaseLine, Initiative
from opencaio.record.permissions import Right
from opencaio.record.valuing.measuring import basis_of

PLAIN = ("title", "baseline", "reference_class", "technical_success", "stop_rule", "years", "first_year")
EMPTIED = frozenset({"technical_success", "stop_rule"})


class CaseWords(Asked):
    """What stands above the lines of a case."""

    initiative: str
    title: str = Field("", max_length=300)
    baseline: str = Field("", max_length=5000)
    currency: str = Field("", max_length=3)
    reference_class: str = Field("", max_length=40)
    owner: int | None = None
    technical_success: Share | None = None
    adoption: list[Share] = Field([], max_length=MOST_YEARS)
    stop_rule: Multiple | None = None
    stages: list[GateStage] = Field([], max_length=6)
    salvage: Points | None = None


class AddCase(CaseWords):
    """A case for an initiative: what happens if nothing is done, how many years count, its lines.

    ``adoption``: share of the benefit reached in each year, the last one lasts; ``stages``: a pilot and other gates
    before the scale-up. ``copy_of_approved`` starts from the approved case, to make its next version. One case of
    an initiative is open at a time.
    """

    first_year: int | None = Field(None, ge=2000, le=2099)
    years: int | None = Field(None, ge=1, le=MOST_YEARS)
    copy_of_approved: bool = False
    lines: list[CaseLineInput] = Field([], max_length=100)


class EditCase(Asked):
    """What changes about the open case of an initiative: the fields that are given, and no other."""

    initiative: str
    version: int | None = None
    title: str | None = Field(None, max_length=300)
    baseline: str | None = Field(None, max_length=5000)
    currency: str | None = Field(None, max_length=3)
    reference_class: str | None = Field(None, max_length=40)
    owner: int | None = None
    first_year: int | None = Field(None, ge=2000, le=2099)
    years: int | None = Field(None, ge=1, le=MOST_YEARS)
    technical_success: Share | None = None
    adoption: list[Share] | None = Field(None, max_length=MOST_YEARS)
    stop_rule: Multiple | None = None
    stages: list[GateStage] | None = Field(None, max_length=6)
    salvage: Points | None = None


class SetLine(CaseLineInput):
    """A line of an initiative's open case: a new one, or (``id``) one that is there, written anew."""

    initiative: str
    id: int | None = None
    version: int | None = None


class RemoveLine(Asked):
    """A line that no longer counts."""

    initiative: str
    id: int


@action("cases.add", right=Right.EDIT, words="Start a business case")
def add(given: AddCase, change: Change) -> BusinessCase:
    """Put a business case on record, with its lines."""
    work = initiative(given.initiative)
    change.allow(work.department_id)
    held = BusinessCase.objects.filter(initiative=work, retired_at=None, status__in=(*OPEN, "submitted")).first()
    if held is not None:
        raise Conflict(f"{work.code} has a case that is {held.get_status_display().lower()}: work on that one.")
    row, lines = _copy(work) if given.copy_of_approved else (_new(given, work, change), [])
    change.say(f"Started the business case of {work.code} {work.name}")
    change.touch("initiative", work.pk)
    change.create(row)
    for one in lines:
        one.case = row
        change.create(one)
    for line in given.lines:
        _put_line(line, row, change)
    return row


@action("cases.edit", right=Right.EDIT, words="Edit a business case")
def edit(given: EditCase, change: Change) -> BusinessCase:
    """Change the given fields of the open case."""
    row = open_case(given.initiative, change)
    said = given.model_dump(include={*PLAIN}, exclude_unset=True)
    values: dict[str, Any] = {name: value for name, value in said.items() if value is not None or name in EMPTIED}
    check_class(values.get("reference_class", ""))
    if given.currency is not None:
        values["currency"] = check_currency(given.currency)
    if given.adoption is not None:
        values["adoption"] = [f"{one.normalize():f}" for one in given.adoption]
    if given.stages is not None or "salvage" in given.model_fields_set:
        values["pilot"] = _pilot(given.stages, given.salvage, row.pilot)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    _refuse_lost_years(row, values)
    change.say(f"Edited the business case of {row.initiative.code} {row.initiative.name}")
    change.touch("initiative", row.initiative_id)
    return change.update(row, version=given.version, values=values)


@action("cases.set_line", right=Right.EDIT, words="Set a line of a business case")
def set_line(given: SetLine, change: Change) -> CaseLine:
    """Add a cost or a benefit, or write one anew."""
    row = open_case(given.initiative, change)
    change.say(f"Set “{given.title}” in the business case of {row.initiative.code}")
    change.touch("initiative", row.initiative_id)
    if given.id is None:
        return _put_line(given, row, change)
    held = _line(given.id, row)
    values = {**line_values(given, first_year=row.first_year, years=row.years), **_owned(given, change)}
    return change.update(held, version=given.version, values=values)


@action("cases.remove_line", right=Right.EDIT, words="Remove a line of a business case")
def remove_line(given: RemoveLine, change: Change) -> CaseLine:
    """The line no longer counts; it stays in the history."""
    row = open_case(given.initiative, change)
    held = _line(given.id, row)
    change.say(f"Removed “{held.title}” from the business case of {row.initiative.code}")
    change.touch("initiative", row.initiative_id)
    return change.update(held, version=None, values={"retired_at": change.at})


def _new(given: AddCase, work: Initiative, change: Change) -> BusinessCase:
    basis = basis_of(timezone.localdate(change.at))
    owner = given.owner or work.lead_id
    return BusinessCase(
        initiative=work,
        title=given.title,
        baseline=given.baseline,
        currency=check_currency(given.currency),
        reference_class=check_class(given.reference_class),
        first_year=given.first_year or _first_year(work, change.at.date()),
        years=given.years or int(basis.figures.horizon_years),
        technical_success=given.technical_success,
        adoption=[f"{one.normalize():f}" for one in given.adoption],
        stop_rule=given.stop_rule,
        pilot=_pilot(given.stages, given.salvage, {}),
        owner=living_person(owner, change.actor) if owner else None,
    )


def _first_year(work: Initiative, today: date) -> int:
    return int(work.earliest[:4]) if work.earliest else today.year + 1


def _copy(work: Initiative) -> tuple[BusinessCase, list[CaseLine]]:
    held = BusinessCase.objects.filter(initiative=work, status="approved", retired_at=None).first()
    if held is None:
        raise NotFound(f"{work.code} has no approved case to start from.")
    names = ("title", "baseline", "currency", "first_year", "years", "reference_class", "technical_success",
             "adoption", "stop_rule", "pilot", "owner_id")  # fmt: skip
    row = BusinessCase(initiative=work, **{name: getattr(held, name) for name in names})
    told = ("side", "kind", "line", "title", "p10", "p50", "p90", "years", "details", "factors", "owner_id",
            "measure", "method")  # fmt: skip
    lines = held.lines.filter(retired_at=None).order_by("pk")
    return row, [CaseLine(**{name: getattr(one, name) for name in told}) for one in lines]


def _put_line(given: CaseLineInput, row: BusinessCase, change: Change) -> CaseLine:
    values = line_values(given, first_year=row.first_year, years=row.years)
    return change.create(CaseLine(case=row, **values, **_owned(given, change)))


def _owned(given: CaseLineInput, change: Change) -> dict[str, Any]:
    return {"owner": living_person(given.owner, change.actor) if given.owner else None}


def _pilot(stages: list[GateStage] | None, salvage: Decimal | None, held: dict[str, Any]) -> dict[str, Any]:
    found = dict(held)
    if stages is not None:
        found["stages"] = [one.model_dump(mode="json") for one in stages]
    if salvage is not None:
        found["salvage"] = f"{salvage.normalize():f}"
    return {name: told for name, told in found.items() if told not in ([], "")}


def _refuse_lost_years(row: BusinessCase, values: dict[str, Any]) -> None:
    """Lines tell their years from the first one: a shorter case must not lose any."""
    years = values.get("years", row.years)
    late = [one.title for one in row.lines.filter(retired_at=None) if any(year >= years for year in one.years)]
    if late:
        raise BadInput(f"{years} years are too few for “{late[0]}”, which falls later. Change that line first.")


def _line(key: int, row: BusinessCase) -> CaseLine:
    held = CaseLine.objects.filter(pk=key, case=row, retired_at=None).first()
    if held is None:
        raise NotFound(f"The case of {row.initiative.code} has no line {key}.")
    return held
