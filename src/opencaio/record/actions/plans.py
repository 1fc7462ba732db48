"""How does a solved plan come on record, get a name, get proposed and approved, and end?"""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.approving import refuse_beyond_limit
from opencaio.record.assumptions import other_deciders
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.models import Decision, Initiative, Plan, PlanPolicy
from opencaio.record.permissions import Actor, Right
from opencaio.record.planning.found import Found
from opencaio.record.planning.keeping import cost_of, kept_run, proven
from opencaio.record.planning.rules import PlanRules

NOT_HERE = "There is no such plan here, or you may not see it."
OPEN = ("draft", "proposed")


class StorePlan(Asked):
    """A run that was solved, and the name under which it is kept; ``code`` as in ``P-07`` when left out."""

    run: int = Field(ge=1)
    name: str = Field(min_length=1, max_length=200)
    code: str | None = Field(None, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


class RenamePlan(Asked):
    """Another name for a plan."""

    code: str
    name: str = Field(min_length=1, max_length=200)
    version: int | None = None


class ProposePlan(Asked):
    """A plan that is handed in for a decision, and what speaks for it."""

    code: str
    reason: str = Field("", max_length=2000)


class DecidePlan(Asked):
    """What is decided of a plan, and why."""

    code: str
    reason: str = Field(min_length=1, max_length=2000)
    version: int | None = None


@action("plans.set_rules", right=Right.EDIT, words="Set the rules of planning")
def set_rules(given: PlanRules, change: Change) -> PlanPolicy:
    """By which horizon, caps and shares, and how averse to risk, the organisation plans."""
    change.allow_part(None)
    change.say("Set the rules of planning")
    values = {"rules": given.model_dump(mode="json", exclude_defaults=True)}
    row = PlanPolicy.objects.filter(retired_at=None).order_by("-pk").first()
    if row is None:
        return change.create(PlanPolicy(**values))
    return change.update(row, version=None, values=values)


def _read(given: StorePlan, actor: Actor) -> Found:
    """The run's result, judged again by the independent checker before anything is written."""
    found = kept_run(given.run, actor)
    proven(found)
    return found


@action("plans.store", right=Right.EDIT, words="Keep a plan", prepare=_read)
def store(given: StorePlan, change: Change, found: Found) -> Plan:
    """Keep what a run found as a draft: the problem, the answer, and what explains it."""
    change.allow_part(None)
    code = given.code or next_code(Plan, "P-")
    if code.casefold() in TAKEN or Plan._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    answer = found.answer
    row = Plan(
        code=code,
        name=given.name,
        problem=found.problem,
        problem_hash=answer["problem_hash"],
        answer=answer,
        options=found.options,
        explanations=found.explanations,
        currency=found.problem["currency"],
        outcome=answer["status"],
        engine_version=f"{answer['version']}, {answer['solver']}"[:60],
        by_id=change.actor.person_id,
        based_on=Plan.objects.filter(code=found.options.get("based_on") or "", retired_at=None).first(),
    )
    for name in ("value", "bound"):
        setattr(row, name, None if answer[name] is None else Decimal(str(answer[name])))
    change.say(f"Kept the plan {row.code} {row.name}")
    return change.create(row)


TAKEN = frozenset({"solve", "run", "compare", "rules", "export"})
"""Words that are addresses below that of the studio, and so no codes."""


@action("plans.rename", right=Right.EDIT, words="Rename a plan")
def rename(given: RenamePlan, change: Change) -> Plan:
    """Another name; nothing else of a stored plan ever changes."""
    row = _changeable(given.code, change)
    change.say(f"Renamed the plan {row.code} {given.name}")
    return change.update(row, version=given.version, values={"name": given.name})


@action("plans.propose", right=Right.EDIT, words="Propose a plan")
def propose(given: ProposePlan, change: Change) -> Plan:
    """Hand a draft in for a decision."""
    row = _changeable(given.code, change)
    _in_state(row, ("draft",), "proposed")
    _is_a_plan(row)
    change.say(f"Proposed the plan {row.code} {row.name}")
    return change.update(row, version=None, values={"status": "proposed", "reason": given.reason})


@action("plans.approve", right=Right.DECIDE, words="Approve a plan")
def approve(given: DecidePlan, change: Change) -> Plan:
    """Decide that delivery is held against this plan; the one approved before is superseded.

    Every plan is locked first: of two plans that are approved at once, one is the last and supersedes the other.
    """
    list(Plan.objects.select_for_update().order_by("pk").values_list("pk"))
    row = _changeable(given.code, change)
    _in_state(row, OPEN, "approved")
    _is_a_plan(row)
    _by_another(row, change)
    amount, today = cost_of(row), timezone.localdate(change.at)
    refuse_beyond_limit(change.actor, amount, today, currency=row.currency, what=f"{row.code} {row.name}")
    for earlier in Plan.objects.filter(status="approved", retired_at=None):
        change.update(earlier, version=None, values={"status": "superseded"})
    _fund(row, change)
    _decide(row, change, outcome="approved", text=given.reason, amount=amount)
    change.say(f"Approved the plan {row.code} {row.name}")
    by = {"status": "approved", "approved_by_id": change.actor.person_id, "approved_on": today, "reason": given.reason}
    return change.update(row, version=given.version, values=by)


@action("plans.withdraw_approval", right=Right.DECIDE, words="Withdraw the approval of a plan")
def withdraw_approval(given: DecidePlan, change: Change) -> Plan:
    """The plan is a proposal again, and so are its initiatives that have not begun."""
    row = _changeable(given.code, change)
    _in_state(row, ("approved",), "a proposal")
    _unfund(row, change)
    _decide(row, change, outcome="refused", text=given.reason, amount=None)
    change.say(f"Withdrew the approval of the plan {row.code} {row.name}: {given.reason}")
    values = {"status": "proposed", "approved_by_id": None, "approved_on": None, "reason": given.reason}
    return change.update(row, version=given.version, values=values)


@action("plans.drop", right=Right.EDIT, words="Drop a plan")
def drop(given: DecidePlan, change: Change) -> Plan:
    """A draft or proposal that is not looked at any more; it stays readable."""
    row = _changeable(given.code, change)
    _in_state(row, OPEN, "dropped")
    change.say(f"Dropped the plan {row.code} {row.name}: {given.reason}")
    return change.update(row, version=given.version, values={"status": "dropped", "reason": given.reason})


def _changeable(code: str, change: Change) -> Plan:
    row = Plan.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    change.allow_part(None)
    return row


def _in_state(row: Plan, states: tuple[str, ...], to: str) -> None:
    if row.status == to:
        raise Conflict(f"{row.code} is {to} already.")
    if row.status not in states:
        raise Conflict(f"{row.code} is {row.get_status_display().lower()}: it cannot become {to}.")


def _is_a_plan(row: Plan) -> None:
    if not row.answer.get("starts"):
        raise BadInput(f"{row.code} funds nothing ({row.outcome}): there is nothing to decide.")


def _by_another(row: Plan, change: Change) -> None:
    """Four eyes: who made a plan does not approve it, as long as another person could."""
    if row.by_id is not None and row.by_id == change.actor.person_id and (names := other_deciders(row.by_id)):
        raise Refused(f"You made {row.code}, so another approves it: {', '.join(names[:3])}.")


def _fund(row: Plan, change: Change) -> None:
    """What is funded and has not begun is approved; what an earlier plan approved and this one leaves out is not."""
    starts = row.answer["starts"]
    for one in Initiative.objects.filter(retired_at=None, status__in=("proposed", "approved")):
        status = "approved" if one.code in starts else "proposed"
        if one.status != status and (one.code in starts or _is_planned(row, one.code)):
            change.update(one, version=None, values={"status": status})


def _is_planned(row: Plan, code: str) -> bool:
    return any(one["id"] == code for one in row.problem["initiatives"])


def _unfund(row: Plan, change: Change) -> None:
    for one in Initiative.objects.filter(retired_at=None, status="approved", code__in=row.answer["starts"]):
        change.update(one, version=None, values={"status": "proposed"})


def _decide(row: Plan, change: Change, *, outcome: str, text: str, amount: Decimal | None) -> None:
    title = f"{'Approved' if outcome == 'approved' else 'Approval withdrawn:'} the plan {row.code} {row.name}"
    told: dict[str, Any] = {"title": title[:300], "text": text, "outcome": outcome, "amount": amount}
    told |= {"decided_on": timezone.localdate(change.at), "by_id": change.actor.person_id}
    change.create(Decision(code=next_code(Decision, "D-"), about_kind="plan", about=row.pk, **told))
