"""Who answers for a duty, until when, and what shows that it is done?"""

from datetime import date

from pydantic import Field

from opencaio.errors import Conflict, NotFound
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Duty, Evidence
from opencaio.record.permissions import Right


class AssignDuties(Asked):
    """Whose these duties are from now on, and by when; what is left out stays as it is."""

    duties: list[int] = Field(min_length=1, max_length=500)
    owner: int | None = None
    due_on: date | None = None


class CloseDuty(Asked):
    """A duty that is done."""

    duty: int
    version: int | None = None


class ReopenDuty(Asked):
    """A duty that turns out not to be done."""

    duty: int
    reason: str = Field(min_length=1, max_length=300)


@action("duties.assign", right=Right.EDIT, words="Assign duties")
def assign(given: AssignDuties, change: Change) -> list[Duty]:
    """Give duties an owner, a day, or both; all or none."""
    rows = [_duty(key, change) for key in given.duties]
    values = given.model_dump(include={"due_on"}, exclude_unset=True)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    for row in rows:
        change.update(row, version=None, values=values)
    change.say(f"Assigned {len(rows)} {'duty' if len(rows) == 1 else 'duties'}")
    return rows


@action("duties.close", right=Right.EDIT, words="Close a duty")
def close(given: CloseDuty, change: Change) -> Duty:
    """Say that a duty is done; refused until evidence that still holds lies beside it."""
    row = _duty(given.duty, change)
    shown = Evidence.objects.filter(use_case=row.use_case_id, retired_at=None)
    shown = shown.filter(duty=row) | shown.filter(code=row.code)
    if not any(one.expires_on is None or one.expires_on >= change.at.date() for one in shown):
        raise Conflict(f"Nothing shows yet that “{row.title}” is done. Add evidence first.")
    change.say(f"Closed the duty {row.title} of {row.use_case.code}")
    return change.update(row, version=given.version, values={"status": "done"})


@action("duties.reopen", right=Right.EDIT, words="Reopen a duty")
def reopen(given: ReopenDuty, change: Change) -> Duty:
    """Say that a duty is not done after all."""
    row = _duty(given.duty, change)
    change.say(f"Reopened the duty {row.title} of {row.use_case.code}: {given.reason}")
    return change.update(row, version=None, values={"status": "open"})


def _duty(key: int, change: Change) -> Duty:
    row = Duty.objects.select_related("use_case").filter(pk=key, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    change.allow(row.use_case.department_id)
    change.touch("usecase", row.use_case_id)
    return row
