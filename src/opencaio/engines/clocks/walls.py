"""At which instant do the clocks of a place show a given time?

Clocks are put forward and back, and places have skipped whole days (Samoa, 30 December 2011); these functions are
right on such days too. ``zone`` is an argument: nothing here knows where the computer stands.
"""

from datetime import UTC, datetime, timedelta, tzinfo

TICK = timedelta(microseconds=1)


def first_at(wall: datetime, zone: tzinfo) -> datetime:
    """The first instant (UTC) at which clocks in ``zone`` show ``wall`` or later; ``wall`` is without a zone."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _shown(instant, zone) == wall:
        return instant
    return _end_of_gap(wall, zone, before=wall.replace(tzinfo=zone, fold=1).astimezone(UTC), after=instant)


def last_at(wall: datetime, zone: tzinfo) -> datetime:
    """The last instant (UTC) at which they show it; as ``first_at`` where the clocks skipped it."""
    instant = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return instant if _shown(instant, zone) == wall else first_at(wall, zone)


def shown(instant: datetime, zone: tzinfo) -> datetime:
    """``instant`` as the clocks of ``zone`` show it, with the zone."""
    return instant.astimezone(zone)


def _shown(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _end_of_gap(wall: datetime, zone: tzinfo, *, before: datetime, after: datetime) -> datetime:
    while after - before > TICK:
        middle = before + (after - before) / 2
        if _shown(middle, zone) < wall:
            before = middle
        else:
            after = middle
    return after
