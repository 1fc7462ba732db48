"""How does a roadmap of thousands of initiatives fit a page: which are drawn, which stand behind a link?

Where all fit, all are shown. Where not, groups by quarters are counted, the work that is worth most is drawn, and each
list shows its first few with a link to the rest. The files have all, always.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from opencaio.faces.web.roadmap_words import STATES, UNGROUPED, Words
from opencaio.record.queries.roadmap import Interval, RoadmapShown, RoadWork

MOST_DRAWN = 60
"""Pieces of work in one picture: about three screens."""
MOST_CARDS = 8
"""Cards in a lane of the kanban while no lane is chosen."""
MOST_NAMED = 6
"""Names in a cell of the planning intervals."""
MOST_LISTED = 20


@dataclass(frozen=True)
class Few:
    """The first of a list, and how many more there are."""

    shown: tuple[RoadWork, ...]
    more: int

    @classmethod
    def of(cls, works: Sequence[RoadWork], *, most: int) -> "Few":
        """All of them where one more than ``most`` would be left out, else the first ``most``."""
        kept = len(works) if len(works) <= most + 1 else most
        return cls(tuple(works[:kept]), len(works) - kept)

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self.shown) + self.more


@dataclass(frozen=True)
class Lane:
    """One state of the kanban; ``worth`` of all its work in whole units of the currency."""

    code: str
    title: Words
    words: Words
    works: Few
    worth: Decimal


@dataclass(frozen=True)
class CountRow:
    """One group: how many initiatives are under way in each quarter, and how many in all."""

    code: str
    name: Words
    cells: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True)
class Quarter:
    """One planning interval with the first names of each kind."""

    quarter: str
    begins: Few
    goes_on: Few
    ends: Few
    full: tuple[str, ...]


def drawn(works: Iterable[RoadWork]) -> list[RoadWork]:
    """What one picture shows: everything that has its quarters, or of that what is worth most."""
    placed = [one for one in works if one.start_at is not None]
    return placed if len(placed) <= MOST_DRAWN else _by_worth(placed)[:MOST_DRAWN]


def counts(found: RoadmapShown, *, by: str) -> list[CountRow]:
    """The table that stands above a picture of a part: groups by quarters, the largest group first."""
    groups: dict[str, Counter[str]] = {}
    names, totals = {}, Counter[str]()
    for one in found.works:
        if one.start_at is None:
            continue
        names[one.group_code] = one.group or UNGROUPED[by]
        totals[one.group_code] += 1
        under_way = found.periods[max(one.start_at, 0) : one.start_at + one.length]
        groups.setdefault(one.group_code, Counter()).update(under_way)
    return [
        CountRow(code, names[code], tuple((name, groups[code][name]) for name in found.periods), total)
        for code, total in totals.most_common()
    ]


def lanes(works: Sequence[RoadWork], *, chosen: str) -> list[Lane]:
    """The kanban: every state, or the chosen one with more of its cards."""
    states = [chosen] if chosen else list(STATES)
    return [_lane(code, works, most=MOST_DRAWN * 2 if chosen else MOST_CARDS) for code in states]


def quarters(found: RoadmapShown, *, chosen: str) -> list[Quarter]:
    """The planning intervals: all, or the chosen quarter with more of its names."""
    works = {one.code: one for one in found.works}
    most = MOST_DRAWN if chosen else MOST_NAMED
    return [_quarter(one, works, most=most) for one in found.intervals if chosen in ("", one.quarter)]


def late(works: Iterable[RoadWork]) -> Few:
    """What is behind the approved plan, the most valuable first."""
    return Few.of(_by_worth(one for one in works if one.late), most=MOST_LISTED)


def unplaced(works: Iterable[RoadWork]) -> Few:
    """What has no quarters, the most valuable first."""
    return Few.of(_by_worth(one for one in works if one.start_at is None and one.state != "done"), most=MOST_LISTED)


def _lane(code: str, works: Sequence[RoadWork], *, most: int) -> Lane:
    held = [one for one in works if one.state == code]
    worth = sum((one.value for one in held if one.value is not None), Decimal(0))
    return Lane(code, *STATES[code], Few.of(_by_worth(held), most=most), worth * 1000)


def _quarter(one: Interval, works: dict[str, RoadWork], *, most: int) -> Quarter:
    begins, goes_on, ends = (
        Few.of(_by_worth(works[code] for code in codes), most=most) for codes in (one.begins, one.goes_on, one.ends)
    )
    return Quarter(one.quarter, begins, goes_on, ends, tuple(one.full))


def _by_worth(works: Iterable[RoadWork]) -> list[RoadWork]:
    """What is late first, then the most valuable."""
    return sorted(works, key=lambda one: (not one.late, -(one.value or Decimal(0)), one.code))
