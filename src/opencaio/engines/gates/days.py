"""By which day does one begin, and until which day does something hold?"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta


def later(day: date, *, months: int) -> date:
    """The same day of the month so many months later; the last of that month where it has no such day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def begin_by(due_on: date | None, *, lead_days: int | None) -> date | None:
    """The day by which to begin so as to be ready in time; None where no day or no lead time is known."""
    return due_on - timedelta(days=lead_days) if due_on and lead_days else None


def holds_until(ends: Iterable[date | None], *, done_on: date, review_months: int | None) -> date | None:
    """Until when something done holds: as long as one piece of its evidence does, and at most until its next review.

    ``ends`` are the last days of the pieces (None: that piece does not grow old). None: it holds for good.
    """
    days = list(ends)
    evidence = None if not days or None in days else max(day for day in days if day)
    review = later(done_on, months=review_months) if review_months else None
    known = [day for day in (evidence, review) if day]
    return min(known) if known else None
