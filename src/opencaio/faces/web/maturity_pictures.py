"""How is maturity drawn by department and over time, and what stands behind its figures?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from opencaio.packs.maturity import load_maturity
from opencaio.papers.blocks import Column, Picture, Row, Table, Why, WhyRow
from opencaio.papers.drawings import Heat, Lines, Series
from opencaio.papers.numbers import day, money, money_short
from opencaio.record.queries.maturity import MaturityLine, MaturityOverview, SideLine


@dataclass(frozen=True)
class Foremost:
    """The gap on which most value rests: of which assessment, on which side, and the amount in words."""

    line: MaturityLine
    side: SideLine
    stake: str


@dataclass(frozen=True)
class Course:
    """One department from its first to its newest assessment."""

    line: MaturityLine
    first: MaturityLine
    change: str


def foremost(found: MaturityOverview) -> Foremost | None:
    """Of the whole organisation where the asker sees it, else of the department where most rests on a gap."""
    weighed = [
        (one, side) for one in found.latest for side in one.sides if side.title == one.begin_with and side.weight
    ]
    whole = [pair for pair in weighed if not pair[0].department]
    best = max(whole or weighed, key=lambda pair: pair[1].weight or Decimal(0), default=None)
    if best is None:
        return None
    line, side = best
    return Foremost(line, side, money_short(side.stake or 0, currency=found.currency))


def heat(found: MaturityOverview) -> Picture | None:
    """Departments by sides, darker the riper."""
    if not found.latest:
        return None
    drawing = Heat(
        rows=tuple(_home(one) for one in found.latest),
        columns=tuple(_titles()),
        values=tuple(tuple(None if s.level is None else float(s.level) for s in one.sides) for one in found.latest),
        displays=tuple(tuple(level(side) for side in one.sides) for one in found.latest),
    )
    title = _("Levels by department and side")
    note = _("Latest closed assessment of each, 0 to 5; the darker, the riper; hatched: not known")
    return Picture(title=title, drawing=drawing, alt=title, note=note)


def course(found: MaturityOverview, department: str) -> Picture | None:
    """The sides of one department over its assessments."""
    held = _held(found).get(department, [])
    if len(held) < 2:
        return None
    first, last = held[0], held[-1]
    weak = min((side.level for side in last.sides if side.level is not None), default=None)
    series = tuple(
        Series(
            title,
            tuple(_float(one.sides[place].level) for one in held),
            display=level(last.sides[place]),
            emphasis="alert" if last.sides[place].level == weak else "plain",
        )
        for place, title in enumerate(_titles())
    )
    rows: tuple[Row, ...] = tuple((day(one.held_on), *(level(side) for side in one.sides)) for one in held)
    columns = (Column(_("Day")), *(Column(title, align="end") for title in _titles()))
    if first.level is not None and last.level is not None:
        told = {"home": _home(last), "a": first.level, "b": last.level}
        title = _("%(home)s: from %(a)s to %(b)s") % told
    else:
        title = _home(last)
    note = _("Level of each side, 0 to 5, on %s") % ", ".join(day(one.held_on) for one in held)
    drawing = Lines(points=tuple(day(one.held_on) for one in held), series=series, unit=_("level"))
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=Table(columns, rows, note))


def changes(found: MaturityOverview) -> list[Course]:
    """What moved since the first assessment of each department that has more than one."""
    pairs = [(held[-1], held[0]) for held in _held(found).values() if len(held) > 1]
    pairs.sort(key=lambda pair: (pair[0].department != "", pair[0].department))
    return [Course(last, first, _moved(first.level, last.level)) for last, first in pairs]


def _moved(first: Decimal | None, last: Decimal | None) -> str:
    if first is None or last is None:
        return ""
    return "0" if first == last else f"{last - first:+}".replace("-", "−")


def why_first(found: MaturityOverview) -> Why | None:
    """Why this gap comes first."""
    best = foremost(found)
    return None if best is None else why_line(best.line, currency=found.currency, wanted=found.wanted)


def why_level(line: MaturityLine, found: MaturityOverview) -> Why:
    """What the level of one assessment rests on."""
    return why_line(line, currency=found.currency, wanted=found.wanted)


def why_line(line: MaturityLine, *, currency: str, wanted: int) -> Why:
    """The rule, the sides with what rests on them, and what nobody knows."""
    answer = _("The mean of the sides, each the mean of its answered questions.")
    if line.begin_with:
        answer += " " + _("Begin with %s: there value times missing steps is greatest.") % line.begin_with
    unknown = [_("%(side)s: %(n)d of %(all)d questions not known") % {
        "side": side.title, "n": side.asked - side.answered, "all": side.asked,
    } for side in line.sides if side.answered < side.asked]  # fmt: skip
    if not any(side.stake for side in line.sides):
        unknown.append(_("The value of the work that rests on each side"))
    return Why(
        question=_("Maturity of %(home)s on %(day)s") % {"home": _home(line), "day": day(line.held_on)},
        answer=answer,
        rule=_("gap = value of open work that rests on the side × (%(w)d − level) ÷ %(w)d") % {"w": wanted},
        rule_kind="formula",
        citation=f"{load_maturity().title} {load_maturity().version}",
        rows=tuple(WhyRow(side.title, _told(side, currency)) for side in line.sides),
        rows_href=reverse("maturity_one", args=[line.id]),
        as_of=line.held_on,
        missing=tuple(unknown),
        would_change=(
            _("It ranks where to begin; it is not a loss. One initiative may rest on several sides."),
            _("A newer assessment, other estimates of value, or another wanted level."),
        ),
        replay="caio maturity --json",
    )


def level(side: SideLine) -> str:
    """The level as it is read."""
    return "?" if side.level is None else str(side.level)


def _told(side: SideLine, currency: str) -> str:
    if side.level is None:
        return _("not known")
    told = _("%(l)s, %(m)s steps short") % {"l": side.level, "m": side.missing}
    if side.stake is None:
        return told
    return told + "; " + _("%s rests on it") % money(side.stake, currency=currency)


def _held(found: MaturityOverview) -> dict[str, list[MaturityLine]]:
    held: dict[str, list[MaturityLine]] = defaultdict(list)
    for one in sorted([*found.latest, *found.earlier], key=lambda line: (line.held_on, line.id)):
        held[one.department_code].append(one)
    return held


def _titles() -> Sequence[str]:
    return [side.title for side in load_maturity().dimensions]


def _home(line: MaturityLine) -> str:
    return line.department or _("The whole organisation")


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
