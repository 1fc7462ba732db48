"""When is a task done that begins on a day, by somebody who is away on some days?"""


def ends_for(work: int, *, away: frozenset[int], days: int) -> list[int | None]:
    """For each first day, the day after the last of ``work`` days on which the person is there.

    None where the person is away on that first day, or where the calendar of ``days`` days is too short.
    """
    present = [day for day in range(days) if day not in away]
    place = {day: index for index, day in enumerate(present)}
    return [_end(place.get(day), work, present, day) for day in range(days + 1)]


def _end(index: int | None, work: int, present: list[int], day: int) -> int | None:
    if work == 0:
        return day
    if index is None or index + work > len(present):
        return None
    return present[index + work - 1] + 1
