"""Who answers for a duty, until when, and what shows that it is done?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from pydantic import Field

from opencaio.engines.gates import holds_until
from opencaio.errors import BadInput, NotFound
from opencaio.packs.evidence import load_kinds
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.due_days import due_day
from opencaio.record.duty_letters import tell_owners
from opencaio.record.duty_states import lapsed_duties, pieces_for
from opencaio.record.models import Duty, Evidence
from opencaio.record.permissions import Right


class AssignDuties(Asked):
    """Whose these duties are from now on, and by when; what is left out stays as it is.

    ``owner`` null: the owner of each use again. ``due_on`` null: the day of the law again.
    """

    duties: list[int] = Field(min_length=1, max_length=500)
    owner: int | None = None
    due_on: date | None = None


class StartDuty(Asked):
    """A duty that someone is at work on."""

    duty: int
    version: int | None = None


class CloseDuty(Asked):
    """A duty that is done; ``evidence`` names pieces of the same use that show it, beside those laid to it."""

    duty: int
    evidence: list[int] = Field(default=[], max_length=50)
    version: int | None = None


class ReopenDuty(Asked):
    """A duty that turns out not to be done."""

    duty: int
    reason: str = Field(min_length=1, max_length=300)


class RenewDuties(Asked):
    """The day to look at (default: today)."""

    on: date | None = None


@action("duties.assign", right=Right.EDIT, words="Assign duties")
def assign(given: AssignDuties, change: Change) -> list[Duty]:
    """Give duties an owner, a day, or both; all or none."""
    rows = [_duty(key, change) for key in given.duties]
    named: dict[str, Any] = {}
    if "owner" in given.model_fields_set:
        named["owner"] = living_person(given.owner, change.actor) if given.owner else None
    for row in rows:
        values = dict(named)
        if "due_on" in given.model_fields_set:
            values["due_on"] = given.due_on or due_day(row.binds_from, row.use_case)
        change.update(row, version=None, values=values)
    if named.get("owner") and named["owner"].pk != change.actor.person_id:
        tell_owners(rows, subject="Duties were given to you", at=change.at)
    change.say(f"Assigned {len(rows)} {'duty' if len(rows) == 1 else 'duties'}")
    return rows


@action("duties.start", right=Right.EDIT, words="Start on a duty")
def start(given: StartDuty, change: Change) -> Duty:
    """Say that someone is at work on a duty."""
    row = _duty(given.duty, change)
    if row.status == "done":
        raise BadInput(f"“{row.title}” is done. Reopen it first, with the reason.")
    change.say(f"Started on the duty {row.title} of {row.use_case.code}")
    return change.update(row, version=given.version, values={"status": "started"})


@action("duties.close", right=Right.EDIT, words="Close a duty")
def close(given: CloseDuty, change: Change) -> Duty:
    """Say that a duty is done; refused until evidence of a kind that it asks for lies beside it and holds."""
    row = _duty(given.duty, change)
    today = timezone.localdate(change.at)
    shown = _shown(row, given.evidence, today=today)
    until = holds_until([one.expires_on for one in shown], done_on=today, review_months=row.review_months)
    values = {"status": "done", "done_on": today, "valid_until": until}
    words = f"Closed the duty {row.title} of {row.use_case.code}"
    change.say(words + (f"; it holds until {until}" if until else ""))
    return change.update(row, version=given.version, values=values, shown_by=shown)


@action("duties.reopen", right=Right.EDIT, words="Reopen a duty")
def reopen(given: ReopenDuty, change: Change) -> Duty:
    """Say that a duty is not done after all."""
    row = _duty(given.duty, change)
    change.say(f"Reopened the duty {row.title} of {row.use_case.code}: {given.reason}")
    values = {"status": "open", "done_on": None, "valid_until": None}
    return change.update(row, version=None, values=values, shown_by=())


@action("duties.renew", right=Right.SETTINGS, words="Reopen duties that are no longer shown to be done")
def renew(given: RenewDuties, change: Change) -> int:
    """What was done, and whose evidence or review has run out, is due again since that day; how many are."""
    change.allow(None)
    lapsed = lapsed_duties(on=given.on or timezone.localdate(change.at))
    rows = list(lapsed.select_related("use_case__owner", "owner"))
    for row in rows:
        change.update(row, version=None, values={"status": "renewal", "due_on": row.valid_until})
        change.touch("usecase", row.use_case_id)
    tell_owners(rows, subject="Duties need renewal", at=change.at)
    change.say(f"{len(rows)} {'duty needs' if len(rows) == 1 else 'duties need'} renewal: what showed them has run out")
    return len(rows)


def kind_titles(codes: Iterable[str]) -> str:
    """Kinds of evidence in words: ``Test report, Policy or Procedure``."""
    known = load_kinds()
    titles = [known[code].title if code in known else code for code in codes]
    return " or ".join(filter(None, [", ".join(titles[:-1]), *titles[-1:]]))


def _shown(row: Duty, named: Sequence[int], *, today: date) -> list[Evidence]:
    """The evidence that closes the duty; ``BadInput`` names the kinds that are wanted when there is none."""
    beside = {one.pk: one for one in pieces_for(row, on=today)}
    chosen = {one.pk: one for one in _named(row, named, today=today)}
    pieces = [*(beside | chosen).values()]
    if not pieces:
        raise BadInput(f"Nothing shows yet that “{row.title}” is done. Add evidence first{_wanted(row)}.")
    fitting = [one for one in pieces if not row.evidence_kinds or one.kind in row.evidence_kinds]
    if not fitting:
        raise BadInput(
            f"“{row.title}” is shown by another kind of evidence{_wanted(row)}.",
            details=[f"{one.title}: {kind_titles([one.kind]) if one.kind else 'of no kind'}" for one in pieces],
        )
    return fitting


def _named(row: Duty, named: Sequence[int], *, today: date) -> list[Evidence]:
    found = list(Evidence.objects.filter(pk__in=named, use_case=row.use_case_id, retired_at=None))
    if len(found) < len(set(named)):
        raise NotFound("This use case has no such evidence.")
    for one in found:
        if one.expires_on and one.expires_on < today:
            raise BadInput(f"“{one.title}” expired on {one.expires_on}. Add what holds today.")
    return found


def _wanted(row: Duty) -> str:
    return f": {kind_titles(row.evidence_kinds)}" if row.evidence_kinds else ""


def _duty(key: int, change: Change) -> Duty:
    rows = Duty.objects.select_related("use_case").filter(pk=key, retired_at=None, use_case__retired_at=None)
    row = rows.first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    change.allow(row.use_case.department_id)
    change.touch("usecase", row.use_case_id)
    return row
