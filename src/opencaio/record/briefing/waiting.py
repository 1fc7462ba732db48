"""In which order does the officer read what waits: what is near, what is late, what lies ahead?"""

from collections.abc import Iterator, Sequence

from opencaio.papers.blocks import Block, Details, Docket, DocketItem, Heading
from opencaio.papers.numbers import number

NEAR_DAYS = 30
UNDATED = 3
"""What waits without a day is read after what is due within so many days."""
MOST = 8
"""Items of one kind that are shown at once; the others are one touch away, and on paper they follow."""


def waiting_blocks(docket: Docket) -> Iterator[Block]:
    """What is due within a month first, then what is late, then what lies further ahead, folded."""
    near = sorted((one for one in docket.items if _is_near(one)), key=_urgency)
    late = [one for one in docket.items if one.late]
    ahead = [one for one in docket.items if one.days_left is not None and one.days_left > NEAR_DAYS]
    yield Heading(2, "What needs you now", note=_counted(near, late))
    if not docket.items:
        yield docket
    for title, items in ((f"Now and in the next {NEAR_DAYS} days", near), ("Late", late)):
        if items:
            yield Heading(3, title)
            yield from _shown(items)
    if ahead:
        yield Details(f"{number(len(ahead))} further ahead", (Docket(tuple(ahead)),))


def _urgency(one: DocketItem) -> int:
    """A clock that runs goes before what has no day, and that before what can wait."""
    return UNDATED if one.days_left is None else one.days_left


def _is_near(one: DocketItem) -> bool:
    return one.days_left is None or 0 <= one.days_left <= NEAR_DAYS


def _shown(items: Sequence[DocketItem]) -> Iterator[Block]:
    yield Docket(tuple(items[:MOST]))
    if rest := items[MOST:]:
        yield Details(f"{number(len(rest))} more", (Docket(tuple(rest)),))


def _counted(near: Sequence[DocketItem], late: Sequence[DocketItem]) -> str:
    return f"{number(len(near))} within {NEAR_DAYS} days, {number(len(late))} late"
