"""Who accepts a risk for how long, and how much risk is each department ready to carry?

Accepting is a decision. The owner of a risk may take it while the risk is within his department's appetite; beyond
it, only somebody with the right to decide.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.risks import changeable
from opencaio.record.changes import Change
from opencaio.record.models import Appetite, Organisation, Risk, RiskAcceptance
from opencaio.record.permissions import Right
from opencaio.record.risk_register.appetites import beyond, load_appetites
from opencaio.record.risk_register.measuring import expected, left_of, level_of, measured, scenario_of

LONGEST = timedelta(days=366)


class AcceptRisk(Asked):
    """A decision to live with a risk until a day, at most a year ahead, and why."""

    code: str
    version: int | None = None
    reason: str = Field(min_length=1, max_length=2000)
    expires_on: date


class WithdrawAcceptance(Asked):
    """An acceptance that no longer holds, and why."""

    code: str
    reason: str = Field(min_length=1, max_length=400)


class SetAppetite(Asked):
    """What a department (none named: the whole organisation) is ready to carry.

    ``highest_level`` is a level of the risk matrix, 1 to 4; ``annual_loss`` what all its open risks together may
    be expected to cost a year. Both empty: nothing is set any more.
    """

    department: str | None = None
    highest_level: Annotated[int, Field(ge=1, le=4)] | None = None
    annual_loss: Annotated[Decimal, Field(ge=0, le=10**18, allow_inf_nan=False, decimal_places=2)] | None = None
    words: str = Field("", max_length=2000)


@action("risks.accept", right=Right.EDIT, words="Accept a risk")
def accept(given: AcceptRisk, change: Change) -> RiskAcceptance:
    """Accept a risk until a day, on the figures of today, which are kept with it."""
    row = changeable(given.code, change)
    today = timezone.localdate(change.at)
    if not today < given.expires_on <= today + LONGEST:
        raise BadInput(
            f"expires_on: choose a day after {today} and at most a year ahead; given was {given.expires_on}."
        )
    if row.status == "closed":
        raise Conflict(f"{row.code} is closed: there is nothing to accept.")
    level = level_of(*left_of(row))
    if level is None and scenario_of(row) is None:
        raise BadInput(f"Say first how likely and how bad {row.code} is: nobody can accept what is not known.")
    over = _may_accept(row, change)
    change.say(f"Accepted the risk {row.code} until {given.expires_on}" + (", beyond appetite" if over else ""))
    change.touch("risk", row.pk)
    for one in row.acceptances.filter(retired_at=None):
        change.update(one, version=None, values={"retired_at": change.at})
    change.update(row, version=given.version, values={"status": "accepted"})
    basis, loss = _basis(row)
    kept: dict[str, Any] = {"level": level.number if level else None, "annual_loss": loss}
    kept["basis"] = {**basis, "beyond": over}
    by, until = change.actor.person_id, given.expires_on
    return change.create(RiskAcceptance(risk=row, by_id=by, reason=given.reason, expires_on=until, **kept))


@action("risks.withdraw_acceptance", right=Right.EDIT, words="Withdraw the acceptance of a risk")
def withdraw(given: WithdrawAcceptance, change: Change) -> Risk:
    """The acceptance no longer holds; the risk is open again."""
    row = changeable(given.code, change)
    held = list(row.acceptances.filter(retired_at=None))
    if not held:
        raise NotFound(f"{row.code} is not accepted by anybody.")
    mine = all(one.by_id == change.actor.person_id for one in held)
    if not (mine or row.owner_id == change.actor.person_id or change.actor.may(Right.DECIDE, row.department_id)):
        raise Refused("Only who accepted it, the owner of the risk, or somebody who may decide can withdraw it.")
    change.say(f"Withdrew the acceptance of the risk {row.code}: {given.reason}")
    for one in held:
        change.update(one, version=None, values={"retired_at": change.at})
    return change.update(row, version=None, values={"status": "open"})


@action("appetite.set", right=Right.DECIDE, words="Set how much risk is carried")
def set_appetite(given: SetAppetite, change: Change) -> Appetite:
    """Say how much risk a department, or the whole organisation, is ready to carry."""
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    nothing = given.highest_level is None and given.annual_loss is None
    values: dict[str, Any] = {
        "highest_level": given.highest_level,
        "annual_loss": given.annual_loss,
        "words": given.words,
        "retired_at": change.at if nothing else None,
    }
    held = Appetite.objects.filter(department=home).first()
    whose = home.name if home else "the whole organisation"
    change.say(f"Set no appetite for risk for {whose}" if nothing else f"Set the appetite for risk of {whose}")
    if held is not None:
        return change.update(held, version=None, values=values)
    if nothing:
        raise BadInput("Give a highest level, an annual loss, or both.")
    return change.create(Appetite(department=home, **values))


def _may_accept(row: Risk, change: Change) -> list[str]:
    """In which points the risk is beyond appetite; refused where the actor may not accept it."""
    currency = Organisation.objects.values_list("currency", flat=True).first() or "EUR"
    level = level_of(*left_of(row))
    bounds = load_appetites().of(row.department)
    over = beyond(bounds, level=level.number if level else None, expected=expected(row), currency=currency)
    if change.actor.may(Right.DECIDE, row.department_id):
        return over
    if row.owner_id is None or row.owner_id != change.actor.person_id:
        raise Refused("Only the owner of this risk, or somebody who may decide, can accept it.")
    if bounds is None:
        raise Refused("No appetite for risk is set here, so only somebody who may decide can accept a risk.")
    if over:
        raise Refused(
            f"{row.code} is beyond the appetite ({'; '.join(over)}): only somebody who may decide can accept it."
        )
    return over


def _basis(row: Risk) -> tuple[dict[str, Any], Decimal | None]:
    """What the figures of today were computed with, and the expected annual loss."""
    scenario = scenario_of(row)
    if scenario is None:
        return {}, None
    found = measured(scenario)
    kept = {"input_hash": found.input_hash, "engine": found.engine_version, "numpy": found.numpy_version}
    return {**kept, "seed": found.seed, "years": found.years}, found["current"].expected
