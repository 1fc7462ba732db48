"""How is a use of AI stopped for the time being, and when may it go on?"""

from pydantic import Field

from opencaio.errors import Conflict
from opencaio.record.actions.incidents import incident
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.changes import Change
from opencaio.record.models import UseCase
from opencaio.record.permissions import Right


class SuspendUse(Asked):
    """The use, the reason, and the incident behind it, if there is one."""

    code: str
    reason: str = Field(min_length=1, max_length=300)
    incident: str = ""


class ResumeUse(Asked):
    """Why it may go on."""

    code: str
    reason: str = Field(min_length=1, max_length=300)


@action("use_cases.suspend", right=Right.EDIT, words="Suspend a use case")
def suspend(given: SuspendUse, change: Change) -> UseCase:
    """Stop a use for the time being (AI Act Art. 26(5)): whoever may edit it may stop it."""
    row = use_case(given.code)
    change.allow(row.department_id)
    if row.suspended_at:
        raise Conflict(f"{row.code} is suspended already: {row.suspended_because}")
    if given.incident:
        change.touch("incident", incident(given.incident, change).pk)
    change.say(f"Suspended {row.code} {row.name}: {given.reason}")
    values = {"suspended_at": change.at, "suspended_because": given.reason}
    return change.update(row, version=None, values=values)


@action("use_cases.resume", right=Right.RETIRE, words="Let a suspended use case go on")
def resume(given: ResumeUse, change: Change) -> UseCase:
    """Let it go on; that takes more than stopping it: its lead, or an officer."""
    row = use_case(given.code)
    change.allow(row.department_id)
    if row.suspended_at is None:
        raise Conflict(f"{row.code} is not suspended.")
    change.say(f"{row.code} {row.name} goes on: {given.reason}")
    return change.update(row, version=None, values={"suspended_at": None, "suspended_because": ""})
