"""Which month comes after which, and which lie between two days? A month is its first day."""

from datetime import date, timedelta


def first_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """The last day of the month."""
    return month_after(day) - timedelta(days=1)


def month_after(day: date, count: int = 1) -> date:
    """The first day of the month ``count`` months later (negative: earlier)."""
    place = day.year * 12 + day.month - 1 + count
    return date(place // 12, place % 12 + 1, 1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """Every month from that of ``first`` to that of ``last``; none where last comes earlier."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(month_after(first, place) for place in range(max(0, count)))
