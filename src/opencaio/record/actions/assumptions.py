"""How do the figures that every business case counts with get drafted, approved by a second person, and replaced?"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from pydantic import Field

from opencaio.engines.value.assumptions import read_assumptions
from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.assumptions import changed_keys, other_deciders, set_in_force, stale_cases
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.models import AssumptionSet
from opencaio.record.permissions import Right

Values = dict[str, Decimal | int | str | None]


class DraftAssumptions(Asked):
    """A set of figures under the keys of the engine (discount_rate, tax_rate, realisation, …).

    ``based_on`` copies the figures of another set first. What is left out counts with the house's default.
    """

    name: str = Field(min_length=1, max_length=200)
    code: str | None = Field(None, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    based_on: str = ""
    values: Values = {}
    reason: str = Field("", max_length=4000)
    owner: int | None = None
    review_due_on: date | None = None


class EditAssumptions(Asked):
    """What changes about a draft; ``values`` only the figures that change, None takes one back to the default."""

    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    values: Values | None = None
    reason: str | None = Field(None, max_length=4000)
    owner: int | None = None
    review_due_on: date | None = None


class ApproveAssumptions(Asked):
    """The draft that is approved: from today on every case counts with it."""

    code: str
    version: int | None = None
    reason: str = Field("", max_length=4000)


class SupersedeAssumptions(Asked):
    """The approved set that no longer counts although no other takes its place, and why."""

    code: str
    version: int | None = None
    reason: str = Field(min_length=1, max_length=4000)


@action("assumptions.draft", right=Right.REVIEW, words="Draft assumptions")
def draft(given: DraftAssumptions, change: Change) -> AssumptionSet:
    """Write a set down; it counts nowhere until somebody else approves it."""
    change.allow_part(None)
    code = given.code or next_code(AssumptionSet, "A-")
    if AssumptionSet._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    base = found(given.based_on).values if given.based_on else {}
    row = AssumptionSet(code=code, name=given.name, reason=given.reason, review_due_on=given.review_due_on)
    row.values = told(base, given.values)
    row.owner_id = living_person(given.owner, change.actor).pk if given.owner else change.actor.person_id
    row.drafted_by_id = change.actor.person_id
    change.say(f"Drafted the assumptions {row.code} {row.name}")
    return change.create(row)


@action("assumptions.edit", right=Right.REVIEW, words="Edit a draft of assumptions")
def edit(given: EditAssumptions, change: Change) -> AssumptionSet:
    """Change a draft. An approved set never changes: draft the next one."""
    change.allow_part(None)
    row = found(given.code)
    if row.status != "draft":
        raise Refused(f"{row.code} is {row.status}: its figures stay as they are. Draft a new set based on it.")
    plain = given.model_dump(include={"name", "reason"}, exclude_none=True)
    if "review_due_on" in given.model_fields_set:
        plain["review_due_on"] = given.review_due_on
    if given.owner:
        plain["owner_id"] = living_person(given.owner, change.actor).pk
    if given.values is not None:
        plain["values"] = told(row.values, given.values)
    plain["edited_by_id"] = change.actor.person_id
    change.say(f"Edited the assumptions {row.code} {row.name}")
    return change.update(row, version=given.version, values=plain)


@action("assumptions.approve", right=Right.DECIDE, words="Approve assumptions")
def approve(given: ApproveAssumptions, change: Change) -> AssumptionSet:
    """Put a draft in force from today; the set before it is superseded. The approver is not the drafter."""
    change.allow(None)
    row, today = found(given.code), timezone.localdate(change.at)
    if row.status != "draft":
        raise Conflict(f"{row.code} is {row.status} already.")
    if row.review_due_on and row.review_due_on <= today:
        raise BadInput(f"The review of {row.review_due_on} would be due at once. Set a later day first.")
    alone = _second_eyes(row, change)
    last = set_in_force(today)
    if last is not None:
        change.update(last, version=None, values={"status": "superseded", "superseded_on": today})
    values = {"status": "approved", "approved_by_id": change.actor.person_id, "approved_on": today}
    if given.reason:
        values["reason"] = "\n".join(one for one in (row.reason, given.reason) if one)
    changed, stale = len(changed_keys(last, row)), stale_cases(row).count()
    change.say(
        f"Approved the assumptions {row.code} {row.name}: {changed} figures differ from "
        f"{last.code if last else 'the defaults'}, {stale} business cases are to be valued anew{alone}"
    )
    return change.update(row, version=given.version, values=values)


@action("assumptions.supersede", right=Right.DECIDE, words="Take assumptions out of force")
def supersede(given: SupersedeAssumptions, change: Change) -> AssumptionSet:
    """The set counts no more from today; until another is approved the house's defaults count."""
    change.allow(None)
    row = found(given.code)
    if row.status != "approved":
        raise Conflict(f"{row.code} is {row.status}: only an approved set is taken out of force.")
    change.say(f"Took the assumptions {row.code} out of force: {given.reason}")
    values = {"status": "superseded", "superseded_on": timezone.localdate(change.at)}
    return change.update(row, version=given.version, values=values)


def found(code: str) -> AssumptionSet:
    """The set with this code."""
    row = AssumptionSet.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(f"There are no assumptions with the code {code[:40]}.")
    return row


def told(base: dict[str, str], values: Values) -> dict[str, str]:
    """The figures with those of ``values`` over them, as text; checked by the engine's bounds."""
    merged = {**base, **{name: "" if one is None else str(one).strip() for name, one in values.items()}}
    kept = {name: one for name, one in merged.items() if one}
    read_assumptions(kept)
    return kept


def _second_eyes(row: AssumptionSet, change: Change) -> str:
    """Refuse who drafted or edited it, where somebody else could approve; else say that nobody could."""
    me, last = change.actor.person_id, row.edited_by_id or row.drafted_by_id
    if me not in {row.drafted_by_id, row.edited_by_id}:
        return ""
    others = other_deciders(row.drafted_by_id, row.edited_by_id) or (other_deciders(me) if me == last else [])
    if others:
        raise Refused(
            f"You wrote {row.code}: somebody else approves it. Could do so: {', '.join(others[:5])}.", details=others
        )
    return "; drafted and approved by the same person, for nobody else holds the right" if me == last else ""
