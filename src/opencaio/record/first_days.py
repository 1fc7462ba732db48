"""From which day on may the work of an initiative be scheduled, and who says so?"""

from dataclasses import dataclass
from datetime import date

from opencaio.errors import BadInput
from opencaio.record.models import Initiative, Plan
from opencaio.record.planning.quarters import first_day
from opencaio.record.staffing.demand import approved_plan


@dataclass(frozen=True)
class FirstDay:
    """The first day and the reason for it (empty: today, for nothing says otherwise); ``left_out_by`` a plan."""

    on: date
    because: str = ""
    left_out_by: str = ""


def first_day_of(row: Initiative, *, today: date) -> FirstDay:
    """Today for work that is running; else as the approved plan says, as it is dated, as its earliest quarter says."""
    if row.status == "running" or (row.starts_on is not None and row.starts_on <= today):
        return FirstDay(today)
    plan = approved_plan()
    left_out_by = plan.code if plan is not None and _leaves_out(plan, row.code) else ""
    planned = _planned(plan, row.code) if plan is not None else ""
    if planned and plan is not None and (on := _begins(planned)):
        return _not_before(on, today, f"as in the plan {plan.code}")
    if row.starts_on is not None:
        return _not_before(row.starts_on, today, "the day it is to start", left_out_by)
    if row.earliest and (on := _begins(row.earliest)):
        return _not_before(on, today, f"its earliest quarter is {row.earliest}", left_out_by)
    return FirstDay(today, left_out_by=left_out_by)


def _not_before(on: date, today: date, because: str, left_out_by: str = "") -> FirstDay:
    return FirstDay(on, because, left_out_by) if on > today else FirstDay(today, left_out_by=left_out_by)


def _planned(plan: Plan, code: str) -> str:
    """The quarter in which a plan starts it; empty where it does not, or counts in no quarters."""
    at, periods = (plan.answer.get("starts") or {}).get(code), plan.problem.get("periods") or ()
    return str(periods[int(at)]) if at is not None and 0 <= int(at) < len(periods) else ""


def _leaves_out(plan: Plan, code: str) -> bool:
    known = {str(one.get("id")) for one in plan.problem.get("initiatives", ())}
    return code in known and code not in (plan.answer.get("starts") or {})


def _begins(quarter: str) -> date | None:
    try:
        return first_day(quarter)
    except BadInput:
        return None
