"""Who lets a use pass a gate although something is missing, why, and until when?"""

from datetime import date, timedelta

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, NotFound, Refused
from opencaio.packs.gates import load_gates
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.changes import Change
from opencaio.record.gating import passage_of
from opencaio.record.models import GateOverride
from opencaio.record.models.portfolio import Stage
from opencaio.record.permissions import Right


class OverrideGate(Asked):
    """Let a use pass up to a stage although what is missing now is missing, for a reason, until a day."""

    use_case: str
    to: Stage
    reason: str = Field(min_length=10, max_length=2000)
    expires_on: date


class EndOverride(Asked):
    """An override that no longer counts."""

    id: int
    version: int | None = None
    reason: str = Field("", max_length=300)


@action("gates.override", right=Right.DECIDE, words="Let a use pass a gate")
def override(given: OverrideGate, change: Change) -> GateOverride:
    """Decide that a use may pass although evidence is missing: by name, with a reason, until a day.

    It counts only for what is missing today. A prohibited use passes by nobody's decision.
    """
    row = use_case(given.use_case)
    change.allow(row.department_id)
    today = timezone.localdate(change.at)
    found = passage_of(row, to=given.to.value, on=today)
    if found.forbidden:
        raise Refused(found.forbidden.words, details=[found.forbidden.citation])
    if not found.missing:
        raise BadInput(f"Nothing is missing: {row.code} may move to {given.to.label.lower()} as it is.")
    _check_days(given.expires_on, today=today)
    missing = [{"code": one.code, "title": one.title, "why": one.why} for one in (*found.missing, *found.waived)]
    change.say(f"Let {row.code} pass to {given.to.label.lower()} until {given.expires_on}: {given.reason}")
    change.touch("usecase", row.pk)
    kept = GateOverride(
        use_case=row,
        to_stage=given.to.value,
        by_id=change.actor.person_id,
        reason=given.reason,
        missing=missing,
        expires_on=given.expires_on,
    )
    return change.create(kept)


@action("gates.end_override", right=Right.DECIDE, words="End an override")
def end_override(given: EndOverride, change: Change) -> GateOverride:
    """The override counts no longer; it stays readable."""
    row = GateOverride.objects.select_related("use_case").filter(pk=given.id, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    change.allow(row.use_case.department_id)
    change.touch("usecase", row.use_case_id)
    because = f": {given.reason}" if given.reason else ""
    change.say(f"Ended the override for {row.use_case.code} to {row.to_stage}{because}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def _check_days(expires_on: date, *, today: date) -> None:
    longest = today + timedelta(days=load_gates().longest_override_days)
    if not today < expires_on <= longest:
        raise BadInput(f"An override ends after today and by {longest}; {expires_on} does not.")
