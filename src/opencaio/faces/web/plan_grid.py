"""Which of a plan's initiatives does its page show: of each group the first, or one group page by page?

Of thousands a page draws a few dozen; the files have all. Pins that somebody set stay set whatever is shown: those of
rows that are not shown travel in the form unseen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from opencaio.faces.web.paging import page_of
from opencaio.faces.web.plan_words import GROUPS, Words
from opencaio.record.planning.pages import PlanRow, Solved

FOLDED = 25
"""Rows of each group while no group is chosen."""
A_PAGE = 100
"""Rows of a page of one group."""
PINS = ("in", "free", "out")


@dataclass(frozen=True)
class Line:
    """One initiative; ``pin`` as somebody set it now, ``row.pin`` as the plan was solved with."""

    row: PlanRow
    pin: str


@dataclass(frozen=True)
class Band:
    """One group: its rows on this page, how many there are, and how many are not shown."""

    name: str
    words: Words
    lines: tuple[Line, ...]
    total: int

    @property
    def hidden(self) -> int:
        """How many rows of this group the page leaves out."""
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Grid:
    """The rows under the filters, in groups; ``kept_pins`` by code those of rows that are not shown."""

    bands: tuple[Band, ...]
    total: int
    find: str
    department: str
    group: str
    page: int
    pages: int
    departments: tuple[tuple[str, str], ...]
    kept_pins: Mapping[str, str]

    @property
    def may_filter(self) -> bool:
        """True where there is more than one page holds, or a filter is set."""
        return bool(self.find or self.department or self.group) or self.total > FOLDED


def grid(solved: Solved, asked: QueryDict) -> Grid:
    """The rows that the address asks for: ``find`` in code or name, ``department``, ``group`` and its ``page``."""
    find, department = asked.get("find", "").strip()[:200], asked.get("department", "")[:60]
    group = asked.get("group", "") if asked.get("group", "") in GROUPS else ""
    pins = {row.code: _pin(row, asked) for row in solved.rows}
    held = [row for row in solved.rows if _passes(row, find=find.casefold(), department=department)]
    wanted = [name for name in GROUPS if group in ("", name)]
    most = len([row for row in held if row.group == group]) if group else 0
    pages = max(1, -(-most // A_PAGE))
    page = min(page_of(asked), pages)
    bands = tuple(_band(name, held, pins, page=page if group else 0) for name in wanted)
    shown = {line.row.code for band in bands for line in band.lines}
    return Grid(
        bands=tuple(band for band in bands if band.total),
        total=len(solved.rows),
        find=find,
        department=department,
        group=group,
        page=page,
        pages=pages,
        departments=tuple(
            sorted({(row.department, row.department_name) for row in solved.rows}, key=lambda one: one[1])
        ),
        kept_pins={code: pin for code, pin in pins.items() if pin != "free" and code not in shown},
    )


def _band(name: str, rows: Sequence[PlanRow], pins: Mapping[str, str], *, page: int) -> Band:
    """``page`` 0: folded, the first rows only."""
    mine = [row for row in rows if row.group == name]
    part = mine[(page - 1) * A_PAGE : page * A_PAGE] if page else mine[:FOLDED]
    return Band(name, GROUPS[name], tuple(Line(row, pins[row.code]) for row in part), len(mine))


def _pin(row: PlanRow, asked: QueryDict) -> str:
    told = asked.get(f"pin:{row.code}", "")
    return told if told in PINS else row.pin


def _passes(row: PlanRow, *, find: str, department: str) -> bool:
    if department and row.department != department:
        return False
    return not find or find in f"{row.code} {row.name}".casefold()
