"""Up to which day are the books closed, so that no figure moves any more?"""

from datetime import date, timedelta

from opencaio.errors import Refused
from opencaio.record.models import ClosedPeriod


def closed_until() -> date | None:
    """The last day of the closed books; None while everything is open."""
    rows = ClosedPeriod.objects.filter(retired_at=None).order_by("-until")
    return rows.values_list("until", flat=True).first()


def is_closed(on: date, until: date | None) -> bool:
    """True when this day lies in the closed books."""
    return until is not None and on <= until


def refuse_closed(on: date, *, what: str) -> None:
    """Raise ``Refused`` when ``on`` lies in the closed books."""
    until = closed_until()
    if is_closed(on, until):
        raise Refused(closed_words(until, what=what))


def closed_words(until: date | None, *, what: str) -> str:
    """Why nothing moves there, and what to do instead."""
    return (
        f"{what} lies in the closed books (closed until {until}): nothing moves there any more. Book the correction "
        "in an open month with a reference, or have the period opened again."
    )


def first_open_month(until: date | None, today: date) -> date:
    """The month in which a correction of closed books is booked: this one, or the first after the closed ones."""
    after = until + timedelta(days=1) if until else today
    return max(after, today).replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month in which ``day`` lies."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
