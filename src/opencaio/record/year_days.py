"""Which days does a fiscal year have? Here it is the calendar year."""

from datetime import date


def first_day(year: int) -> date:
    """Its first day."""
    return date(year, 1, 1)


def last_day(year: int) -> date:
    """Its last day."""
    return date(year, 12, 31)
