"""How is a business case handed in, approved or sent back, valued again, withdrawn?"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone
from pydantic import Field

from opencaio.engines.value import DRAWS, SEED
from opencaio.errors import BadInput, Conflict, Refused
from opencaio.record.actions.case_finding import OPEN, find_case, open_case, submitted_case
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.taking_over import take_over
from opencaio.record.approving import refuse_beyond_limit
from opencaio.record.assumptions import other_deciders
from opencaio.record.changes import Change
from opencaio.record.models import BusinessCase
from opencaio.record.permissions import Actor, Right
from opencaio.record.valuing.measuring import basis_of, digest_now, is_stale, valued
from opencaio.record.valuing.storing import written


class NamedCase(Asked):
    """The case of an initiative that is open, handed in or approved, whichever the action is about."""

    initiative: str
    version: int | None = None


class ApproveCase(Asked):
    """The case that was handed in; ``digest`` names the figures that were seen (none: those stored)."""

    initiative: str
    version: int | None = None
    digest: str = Field("", max_length=64)
    answer: str = Field("", max_length=4000)


class SendBack(Asked):
    """The case that was handed in, and what has to change before it can be approved."""

    initiative: str
    version: int | None = None
    answer: str = Field(min_length=1, max_length=4000)


class Revalue(Asked):
    """The newest case of an initiative, or the approved one; computed again by the assumptions in force."""

    initiative: str
    which: Literal["newest", "approved"] = "newest"
    seed: int | None = Field(None, ge=0, le=2**31 - 1)
    draws: int | None = Field(None, ge=1000, le=100_000)


def _value_open(given: NamedCase, actor: Actor) -> dict[str, Any]:
    """Long work before the transaction: what the case to be handed in is worth."""
    return _valuation(find_case(given.initiative, OPEN, actor))


def _value_again(given: Revalue, actor: Actor) -> dict[str, Any]:
    row = find_case(given.initiative, _statuses(given), actor)
    options = {"seed": given.seed, "draws": given.draws}
    return _valuation(row, **{name: told for name, told in options.items() if told is not None})


@action("cases.submit", right=Right.EDIT, words="Hand in a business case", prepare=_value_open)
def submit(given: NamedCase, change: Change, valuation: dict[str, Any]) -> BusinessCase:
    """Hand the case in for approval, with what it came to."""
    row = open_case(given.initiative, change)
    today = timezone.localdate(change.at)
    _refuse_changed(row, valuation, today)
    change.say(f"Handed in the business case of {row.initiative.code} {row.initiative.name}")
    change.touch("initiative", row.initiative_id)
    by = {"submitted_by_id": change.actor.person_id, "submitted_on": today, "answer": ""}
    return change.update(
        row, version=given.version, values={"status": "submitted", **by, **_kept(valuation, change, today)}
    )


@action("cases.approve", right=Right.DECIDE, words="Approve a business case")
def approve(given: ApproveCase, change: Change) -> BusinessCase:
    """Approve the figures that were handed in, within one's limit; another person than who handed them in.

    Its benefits become plans in the ledger of benefits, where they have one use to belong to (benefits.take_over).
    """
    row = submitted_case(given.initiative, change)
    today = timezone.localdate(change.at)
    basis = basis_of(today)
    if is_stale(row, basis) or (given.digest and given.digest != row.valuation.get("digest")):
        raise Conflict(
            f"What the case of {row.initiative.code} is worth was computed with other figures than those of today. "
            "Value it again, look at it, and approve then."
        )
    _refuse_own(row, change)
    spend = Decimal(row.valuation.get("spend", 0))
    refuse_beyond_limit(
        change.actor,
        spend,
        today,
        currency=row.valuation.get("currency", ""),
        what=f"The case of {row.initiative.code}",
        department_id=row.initiative.department_id,
    )
    change.touch("initiative", row.initiative_id)
    for old in BusinessCase.objects.filter(initiative=row.initiative, status="approved", retired_at=None):
        change.update(old, version=None, values={"status": "superseded"})
    values = {"status": "approved", "approved_by_id": change.actor.person_id, "approved_on": today}
    approved = change.update(row, version=given.version, values={**values, "answer": given.answer})
    followed = take_over(approved, change).words
    tail = f"; ledger of benefits: {followed}" if followed else ""
    change.say(f"Approved the business case of {row.initiative.code} {row.initiative.name}{tail}")
    return approved


@action("cases.send_back", right=Right.DECIDE, words="Send a business case back")
def send_back(given: SendBack, change: Change) -> BusinessCase:
    """Ask for a better case, and say what has to change."""
    row = submitted_case(given.initiative, change)
    change.say(f"Sent back the business case of {row.initiative.code}: {given.answer}")
    change.touch("initiative", row.initiative_id)
    return change.update(row, version=given.version, values={"status": "sent_back", "answer": given.answer})


@action("cases.revalue", right=Right.EDIT, words="Value a business case again", prepare=_value_again)
def revalue(given: Revalue, change: Change, valuation: dict[str, Any]) -> BusinessCase:
    """Compute the case again by the assumptions in force; what was approved stays approved, with both in the ledger."""
    row = find_case(given.initiative, _statuses(given), change.actor)
    change.allow(row.initiative.department_id)
    today = timezone.localdate(change.at)
    _refuse_changed(row, valuation, today)
    change.say(f"Valued the business case of {row.initiative.code} again")
    change.touch("initiative", row.initiative_id)
    return change.update(row, version=None, values=_kept(valuation, change, today))


@action("cases.withdraw", right=Right.EDIT, words="Withdraw a business case")
def withdraw(given: NamedCase, change: Change) -> BusinessCase:
    """The open or handed-in case is given up; an approved one stays."""
    row = find_case(given.initiative, (*OPEN, "submitted"), change.actor)
    change.allow(row.initiative.department_id)
    change.say(f"Withdrew the business case of {row.initiative.code}")
    change.touch("initiative", row.initiative_id)
    return change.update(row, version=given.version, values={"retired_at": change.at})


def _statuses(given: Revalue) -> tuple[str, ...]:
    return ("approved",) if given.which == "approved" else (*OPEN, "submitted", "approved")


def _valuation(row: BusinessCase, *, draws: int = DRAWS, seed: int = SEED) -> dict[str, Any]:
    basis = basis_of(timezone.localdate())
    inputs, found = valued(row, basis, draws=draws, seed=seed)
    if found is None:
        raise BadInput(f"The case of {row.initiative.code} has no cost or benefit with an amount yet.")
    return {"stored": written(row, found, inputs, basis), "assumptions": basis.row.pk}


def _refuse_changed(row: BusinessCase, valuation: dict[str, Any], today: date) -> None:
    """What was computed before the transaction must still be about what stands on record in it."""
    stored = valuation["stored"]
    if digest_now(row, basis_of(today), draws=stored["draws"], seed=stored["seed"]) != stored["digest"]:
        raise Conflict("The case or the assumptions changed while it was valued. Look at it and try again.")


def _kept(valuation: dict[str, Any], change: Change, today: date) -> dict[str, Any]:
    stored = {**valuation["stored"], "on": today.isoformat()}
    return {"valuation": stored, "valued_at": change.at, "assumptions_id": valuation["assumptions"]}


def _refuse_own(row: BusinessCase, change: Change) -> None:
    """Four eyes, wherever there is a second pair."""
    if change.actor.person_id is None or row.submitted_by_id != change.actor.person_id:
        return
    if others := other_deciders(change.actor.person_id):
        raise Refused(
            f"You handed this case in yourself: somebody else approves it. Could do so: {', '.join(others[:5])}.",
            details=others,
        )
