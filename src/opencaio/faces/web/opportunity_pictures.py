"""How is the map of work drawn: on the page with a link in every cell, and on paper?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opencaio.papers.blocks import Picture
from opencaio.papers.drawings import Heat
from opencaio.papers.numbers import day, money_short, percent
from opencaio.record.queries.opportunities import MapRange, OpportunityCell, OpportunityMap

SHOWN = 22
LEFT, TOP, ROW, WIDE, RIGHT = 236.0, 78.0, 25.0, 66.0, 46.0
DARKEST, LIGHTEST = 0.46, 0.03


@dataclass(frozen=True)
class Square:
    """One cell on the page: where it lies, how dark it is, what it says and where it leads."""

    x: float
    y: float
    width: float
    height: float
    tint: str
    text: str
    words: str
    href: str
    mark: str

    @property
    def middle(self) -> float:
        """Where its figure stands."""
        return self.x + self.width / 2

    @property
    def base(self) -> float:
        """The foot of its figure."""
        return self.y + self.height / 2 + 4

    @property
    def corner(self) -> float:
        """Where its dot lies, from the left."""
        return self.x + self.width - 6

    @property
    def high(self) -> float:
        """Where its dot lies, from above."""
        return self.y + 6


@dataclass(frozen=True)
class Head:
    """A name beside or above the cells."""

    x: float
    y: float
    text: str
    full: str


@dataclass(frozen=True)
class HeatMap:
    """The picture: squares, names, and its size."""

    width: float
    height: float
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    squares: tuple[Square, ...]
    left_out: int


def heat_map(found: OpportunityMap, *, query: str = "") -> HeatMap | None:
    """Groups of tasks down, departments across, the largest first; None where there is no work."""
    groups, departments, cells = _laid_out(found)
    if not cells:
        return None
    most = max(_value(one, found) for one in cells.values()) or 1.0
    squares = []
    for row, group in enumerate(groups):
        for column, code in enumerate(departments):
            cell = cells.get((code, group))
            if cell is not None:
                squares.append(_square(cell, found, x=LEFT + column * WIDE, y=TOP + row * ROW, most=most, query=query))
    named = {one for _code, one in cells}
    return HeatMap(
        width=LEFT + WIDE * len(departments) + RIGHT,
        height=TOP + ROW * len(groups) + 4,
        rows=tuple(
            Head(0, TOP + row * ROW + 17, _fit(found.groups[group], 35), found.groups[group])
            for row, group in enumerate(groups)
        ),
        columns=tuple(
            Head(LEFT + (column + 0.5) * WIDE, TOP - 8, _fit(found.departments[code], 15), found.departments[code])
            for column, code in enumerate(departments)
        ),
        squares=tuple(squares),
        left_out=len({one for one in named if one != "other"}) - len(groups),
    )


def paper_map(found: OpportunityMap) -> Picture | None:
    """The same as a drawing that stands alone."""
    groups, departments, cells = _laid_out(found)
    if not cells:
        return None
    rows = tuple(
        tuple(None if (one := cells.get((code, group))) is None else _value(one, found) for code in departments)
        for group in groups
    )
    shown = tuple(
        tuple("" if (one := cells.get((code, group))) is None else _shown(one, found) for code in departments)
        for group in groups
    )
    title = headline(found)
    names = tuple(found.departments[code] for code in departments)
    drawing = Heat(tuple(found.groups[one] for one in groups), names, rows, shown)
    return Picture(title=title, drawing=drawing, alt=title, note=note(found))


def headline(found: OpportunityMap) -> str:
    """What the map says, in one sentence."""
    ranked = sorted((one for one in found.cells if one.group != "other"), key=lambda one: -_value(one, found))
    if not ranked:
        return _("No work is on the map yet")
    first = ranked[0]
    words = {"group": first.group_name, "department": first.department_name, "amount": _shown(first, found)}
    if found.bill:
        return _("Most touched: %(group)s in %(department)s, paid about %(amount)s a year") % words
    return _("Most touched: %(group)s in %(department)s, about %(amount)s full-time people's worth") % words


def note(found: OpportunityMap) -> str:
    """Unit and date under the picture."""
    words = {"c": found.currency, "d": day(found.basis.as_of), "f": f"{found.basis.loaded_factor:f}"}
    if found.bill:
        return (
            _("Wage bill of the touched work a year with the employer's cost (%(f)s times pay), %(c)s, %(d)s") % words
        )
    return _("Full-time people's worth of touched work, %(d)s") % words


def touched_share(found: OpportunityMap) -> tuple[float, float, float] | None:
    """Low, middle and high of the touched share of all working time on the map."""
    people = sum(one.people for one in found.cells)
    if not people:
        return None
    low, middle, high = (sum(one.touched[place] for one in found.cells) / people for place in range(3))
    return low, middle, high


@dataclass(frozen=True)
class Span:
    """One bar of the range picture: where its name, its bar and the mark of its middle lie; `width` 0: no bar."""

    name: str
    words: str
    y: int
    x: float = 0.0
    width: float = 0.0
    at: float = 0.0

    @property
    def name_y(self) -> int:
        """The foot of its name."""
        return self.y + 12

    @property
    def bar_y(self) -> int:
        """The middle of its bar."""
        return self.y + 26

    @property
    def bar_top(self) -> int:
        """The upper edge of its bar."""
        return self.y + 21

    @property
    def mark_top(self) -> int:
        """The upper end of its mark."""
        return self.y + 18

    @property
    def mark_end(self) -> int:
        """The lower end of its mark."""
        return self.y + 34

    @property
    def bar_x(self) -> str:
        """The left edge of its bar."""
        return f"{self.x:.1f}"

    @property
    def bar_width(self) -> str:
        """How long its bar is."""
        return f"{self.width:.1f}"

    @property
    def mark_x(self) -> str:
        """Where its mark lies."""
        return f"{self.at:.1f}"


ACROSS, STEP = 400, 41


def spans(cell: OpportunityCell) -> tuple[Span, ...]:
    """Alpha to gamma by people, by GPT-4, and both joined; the mark is the middle."""
    joined = MapRange(alpha=cell.low, beta=cell.middle, gamma=cell.high)
    kinds = (
        (_("People (%s of the work)") % percent(cell.labelled), cell.by_people),
        (_("GPT-4"), cell.by_gpt4),
        (_("Both, joined"), joined),
    )
    return tuple(_span(name, one, y=STEP * place) for place, (name, one) in enumerate(kinds))


def _span(name: str, one: MapRange | None, *, y: int) -> Span:
    if one is None:
        return Span(name, _("no task here was labelled"), y)
    words = _("%(low)s to %(high)s, middle %(middle)s") % {
        "low": percent(one.alpha), "high": percent(one.gamma), "middle": percent(one.beta),
    }  # fmt: skip
    width = max(3.0, ACROSS * (one.gamma - one.alpha))
    return Span(name, words, y, x=min(ACROSS * one.alpha, ACROSS - width), width=width, at=ACROSS * one.beta)


def _laid_out(
    found: OpportunityMap,
) -> tuple[list[str], list[str], Mapping[tuple[str, str], OpportunityCell]]:
    cells = {(one.department, one.group): one for one in found.cells if one.group != "other"}
    by_group: dict[str, float] = {}
    by_department: dict[str, float] = {}
    for (code, group), one in cells.items():
        value = _value(one, found)
        by_group[group] = by_group.get(group, 0.0) + value
        by_department[code] = by_department.get(code, 0.0) + value
    groups = sorted(by_group, key=lambda one: (-by_group[one], one))[:SHOWN]
    return groups, sorted(by_department, key=lambda one: (-by_department[one], one)), cells


def _value(one: OpportunityCell, found: OpportunityMap) -> float:
    return float(one.bill_middle) if found.bill else one.touched[1]


def _shown(one: OpportunityCell, found: OpportunityMap) -> str:
    if found.bill:
        return money_short(one.bill_middle, currency=found.currency)
    return f"{one.touched[1]:,.0f}"


def _square(one: OpportunityCell, found: OpportunityMap, *, x: float, y: float, most: float, query: str) -> Square:
    value = _value(one, found)
    tint = LIGHTEST + (DARKEST - LIGHTEST) * (value / most) ** 0.6
    uses = ngettext("%d use of AI lies here", "%d uses of AI lie here", one.uses) % one.uses
    words = _("%(group)s, %(department)s: %(low)s to %(high)s of the work exposed; %(amount)s; %(uses)s") % {
        "group": one.group_name,
        "department": one.department_name,
        "low": percent(one.low),
        "high": percent(one.high),
        "amount": _shown(one, found),
        "uses": uses,
    }
    return Square(
        x=round(x + 1, 1),
        y=round(y + 1, 1),
        width=WIDE - 2,
        height=ROW - 2,
        tint=f"{tint:.3f}",
        text=_short(one, found) if value >= most / 400 else "·",
        words=words,
        href=reverse("opportunity", args=[one.department, one.group]) + query,
        mark="use" if one.uses else "",
    )


def _short(one: OpportunityCell, found: OpportunityMap) -> str:
    """The figure in thousands or millions without its currency: the note names it."""
    if not found.bill:
        return f"{one.touched[1]:,.0f}"
    amount = one.bill_middle
    if amount >= 10**7:
        return _("%s M") % f"{amount / 10**6:,.0f}"
    if amount >= 10**6:
        return _("%s M") % f"{amount / 10**6:,.1f}"
    return _("%s k") % f"{amount / Decimal(1000):,.0f}"


def _fit(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
