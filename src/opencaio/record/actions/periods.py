"""Up to which month are the books closed, and who opens them again and why?"""

from datetime import date

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import ClosedPeriod
from opencaio.record.periods import closed_until, month_end
from opencaio.record.permissions import Right


class ClosePeriod(Asked):
    """The last day of the last month that is closed, and why now."""

    until: date
    reason: str = Field("", max_length=2000)


class OpenPeriod(Asked):
    """Why closed books are opened again; the closing before, if there is one, then holds."""

    reason: str = Field(min_length=1, max_length=2000)


@action("periods.close", right=Right.DECIDE, words="Close the books")
def close(given: ClosePeriod, change: Change) -> ClosedPeriod:
    """From now on no actual, rate or budget up to that day moves; corrections are booked in an open month."""
    change.allow(None)
    if given.until != month_end(given.until):
        raise BadInput(f"Books are closed by whole months: give the last day, such as {month_end(given.until)}.")
    if given.until >= timezone.localdate(change.at):
        raise BadInput(f"{given.until} is not over yet: its bookings are still coming in.")
    held = closed_until()
    if held and given.until <= held:
        raise Conflict(f"The books are closed until {held} already.")
    change.say(f"Closed the books until {given.until}" + (f": {given.reason}" if given.reason else ""))
    return change.create(ClosedPeriod(until=given.until, reason=given.reason, by_id=change.actor.person_id))


@action("periods.open", right=Right.DECIDE, words="Open closed books again")
def open_again(given: OpenPeriod, change: Change) -> ClosedPeriod:
    """Take the last closing back."""
    change.allow(None)
    row = ClosedPeriod.objects.filter(retired_at=None).order_by("-until", "-pk").first()
    if row is None:
        raise Conflict("No books are closed.")
    before = ClosedPeriod.objects.filter(retired_at=None).exclude(pk=row.pk).order_by("-until").first()
    left = f"; they stay closed until {before.until}" if before else ""
    change.say(f"Opened the books closed until {row.until} again{left}: {given.reason}")
    return change.update(row, version=None, values={"retired_at": change.at})
