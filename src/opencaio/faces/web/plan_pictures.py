"""How is a plan drawn: roadmap and people, budgets, the front of value against cost, marginal values?

``roadmap`` and ``loads`` take plain dataclasses, so that any page with work over quarters can draw with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from opencaio.faces.web.plan_words import people, quarter
from opencaio.papers.blocks import Column, Number, Picture, Row, Table
from opencaio.papers.drawings import Bar, Bars, Dot, Dots, Load, Roadmap, Stretch
from opencaio.papers.numbers import number, percent
from opencaio.record.planning.pages import FrontPoint, PlanRow, SkillRow, Solved
from opencaio.record.planning.words import amount

NEAR = 0.95
"""From this share on a limit counts as used up."""
MOST_DRAWN = 80


@dataclass(frozen=True)
class Work:
    """One piece of work on a roadmap; ``start`` counts periods from the first shown (below 0: begun before)."""

    code: str
    name: str
    group: str
    start: int
    length: int
    tone: str = "plain"
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class People:
    """Full-time people of a skill in each period: needed, there, and hired or bought in besides."""

    name: str
    needed: tuple[Decimal, ...]
    capacity: tuple[Decimal, ...]
    added: tuple[Decimal, ...]


def roadmap(
    work: Sequence[Work],
    skills: Sequence[People],
    *,
    periods: Sequence[str],
    title: str = "",
    note: str = "",
    marks: Sequence[tuple[float, str]] = (),
) -> Picture:
    """Work by group over periods, with what waits for what, and the people that it takes below."""
    rows = sorted(work, key=lambda one: (one.group, one.start, one.code))
    place = {one.code: at for at, one in enumerate(rows)}
    stretches = tuple(_stretch(one, place, len(periods)) for one in rows)
    drawing = Roadmap(tuple(periods), stretches, loads(skills, periods), tuple(marks), _legend(rows, skills))
    title = title or tightest_words(skills, periods)
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_work_table(rows, periods), key="roadmap")


def loads(skills: Sequence[People], periods: Sequence[str]) -> tuple[Load, ...]:
    """Each skill's load with the quarter that has the least room against those who are there, hired ones included."""
    found = []
    for one in skills:
        at, used = _tightest(one)
        there = one.capacity[at] + one.added[at]
        note = _("least room %(q)s: %(n)s of %(c)s") % {
            "n": people(one.needed[at]), "c": people(there), "q": quarter(periods[at]),
        }  # fmt: skip
        numbers = (tuple(map(float, part)) for part in (one.needed, one.capacity, one.added))
        needed, capacity, added = numbers
        found.append(Load(one.name, needed, capacity, added, note, is_tight=used >= NEAR))
    return tuple(found)


def tightest_words(skills: Sequence[People], periods: Sequence[str]) -> str:
    """The finding: which people are short, and when."""
    if not skills:
        return _("Work over the quarters")
    worst = max(skills, key=lambda one: _tightest(one)[1])
    at, used = _tightest(worst)
    words = (
        _("%(s)s is the bottleneck in %(q)s") if used >= NEAR else _("People are enough; %(s)s is tightest in %(q)s")
    )
    return words % {"s": worst.name, "q": quarter(periods[at])}


def plan_roadmap(plan: Solved) -> Picture | None:
    """The roadmap of a plan; None where nothing is funded."""
    rows = [row for row in plan.rows if row.is_funded and row.start_at is not None]
    if not rows:
        return None
    work = [
        Work(row.code, row.name, row.department_name, row.start_at or 0, row.duration, _tone(row), tuple(row.needs))
        for row in rows[:MOST_DRAWN]
    ]
    words = _("%(n)d funded initiatives by department and quarter; below, full-time people needed and there")
    note = words % {"n": len(rows)} if plan.skills else _("Funded initiatives by department and quarter")
    if len(rows) > MOST_DRAWN:
        note += "; " + _("the %d worth most are drawn") % MOST_DRAWN
    return roadmap(work, [people_of(one) for one in plan.skills], periods=plan.periods, note=note)


def people_of(one: SkillRow) -> People:
    """A skill of a plan; hired and bought in count as added."""
    added = tuple(Decimal(hired) + part for hired, part in zip(one.hired, one.contracted, strict=True))
    return People(one.name, tuple(one.needed), tuple(one.capacity), added)


def people_table(plan: Solved) -> Table:
    """Needed and there in each quarter."""
    columns = (Column(_("Skill")), *(Column(quarter(name), align="end") for name in plan.periods))
    rows = []
    for one in plan.skills:
        cells = zip(one.needed, people_of(one).capacity, people_of(one).added, strict=True)
        rows.append((one.name, *(f"{people(need)} / {people(own + more)}" for need, own, more in cells)))
    return Table(columns, tuple(rows), _("Needed and there (own, hired, bought in), full-time people"))


def budgets(plan: Solved) -> Picture | None:
    """What each line and year uses of its limit."""
    if not plan.budgets:
        return None
    bars = []
    for row in plan.budgets:
        limit = None if row.limit is None else row.limit + row.received
        display = amount(row.used, plan.currency)
        if limit:
            display += " " + _("of %(l)s, %(p)s") % {
                "l": amount(limit, plan.currency), "p": percent(row.used / limit),
            }  # fmt: skip
        bars.append(
            Bar(row.name.capitalize(), float(row.used), display, target=None if limit is None else float(limit))
        )
    full = [row.name for row in plan.budgets if (row.share or 0) >= NEAR]
    title = _("Used up: %s") % ", ".join(full) if full else _("Every budget has room")
    drawing = Bars(tuple(bars), value_name=_("used"), target_name=_("limit"))
    note = _("Money for change by line and year, with what is kept from the year before")
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=_budget_table(plan), key="budgets")


def front(plan: Solved) -> Picture | None:
    """Best value for each amount of money, with how much better it could be at most."""
    points = _worth_their_money(plan.front)
    if len(points) < 2:
        return None
    dots = [
        Dot(
            float(one.cost or 0) / 1000,
            float(one.value) / 1000,
            None if one.bound is None else float(one.bound) / 1000,
            _("this plan") if one.is_this else "",
            "reason" if one.is_this else "plain",
        )
        for one in points
    ]
    title = _("What another amount of money would buy")
    drawing = Dots(
        tuple(dots),
        x_name=_("spent, million %s") % plan.currency,
        y_name=_("value, million %s") % plan.currency,
        is_joined=True,
    )
    note = _("Best plan found for each limit; the bar above a point reaches to what could be possible at most")
    return Picture(
        title=title,
        drawing=drawing,
        alt=title,
        note=note,
        table=_front_table(plan, _("Plans by value and money")),
        key="front",
    )


def _worth_their_money(front: Sequence[FrontPoint]) -> list[FrontPoint]:
    """Those that no cheaper one is worth as much as, the cheapest first."""
    found: list[FrontPoint] = []
    for one in sorted((one for one in front if one.cost is not None), key=lambda one: (one.cost or 0, -one.value)):
        if one.is_this or not found or one.value > found[-1].value:
            found.append(one)
    return found


def risk_front(plan: Solved) -> Picture | None:
    """Value against what the worst tenth of outcomes still brings."""
    points = [one for one in plan.front if one.tail is not None]
    if len({one.tail for one in points}) < 2:
        return None
    dots = [
        Dot(
            float(one.tail or 0) / 1000,
            float(one.value) / 1000,
            None,
            _("this plan") if one.is_this else "",
            "reason" if one.is_this else "plain",
        )
        for one in points
    ]
    title = _("What more safety would cost")
    drawing = Dots(
        tuple(dots),
        x_name=_("mean of the worst tenth, million %s") % plan.currency,
        y_name=_("value, million %s") % plan.currency,
    )
    note = _("Each point is a plan that no other beats in value, in its worst tenth and in money at once")
    return Picture(
        title=title,
        drawing=drawing,
        alt=title,
        note=note,
        table=_front_table(plan, _("Plans by value and worst tenth")),
        key="risk",
    )


def pictures(plan: Solved) -> dict[str, Picture]:
    """Every picture of a plan, by the name under which it can be kept as a file."""
    drawn = (plan_roadmap(plan), budgets(plan), front(plan), risk_front(plan))
    return {one.key: one for one in drawn if one is not None}


def _stretch(one: Work, place: dict[str, int], periods: int) -> Stretch:
    start = max(one.start, 0)
    length = min(one.start + one.length, periods) - start
    needs = tuple(place[code] for code in one.needs if code in place)
    tone = one.tone if one.tone in ("running", "must", "maybe") else "plain"
    return Stretch(one.name, start, max(length, 1), one.group, one.code, tone, needs)  # type: ignore[arg-type]


def _tone(row: PlanRow) -> str:
    if row.group == "borderline":
        return "maybe"
    return "must" if row.is_mandatory else "running" if row.is_locked else "plain"


def _legend(rows: Sequence[Work], skills: Sequence[People]) -> tuple[tuple[str, str], ...]:
    tones = {one.tone for one in rows}
    names = [("plain", _("planned"))]
    if "must" in tones:
        names.append(("must", _("mandatory")))
    if "maybe" in tones:
        names.append(("maybe", _("borderline")))
    if any(need > own for one in skills for need, own in zip(one.needed, one.capacity, strict=True)):
        names.append(("added", _("more than our own people: hired or bought in")))
    return tuple(names)


def _tightest(one: People) -> tuple[int, float]:
    """The quarter that uses most of what is there, and how much of it."""
    parts = [
        float(need / there) if (there := own + more) else (1.0 if need else 0.0)
        for need, own, more in zip(one.needed, one.capacity, one.added, strict=True)
    ]
    at = max(range(len(parts)), key=lambda place: parts[place])
    return at, parts[at]


def _work_table(rows: Sequence[Work], periods: Sequence[str]) -> Table:
    columns = (
        Column(_("Initiative")), Column(_("Department")), Column(_("Start")), Column(_("Quarters"), align="end"),
        Column(_("Needs")),
    )  # fmt: skip
    told: list[Row] = [
        (
            f"{one.code} {one.name}",
            one.group,
            quarter(periods[max(one.start, 0)]),
            Number(one.length, str(one.length)),
            ", ".join(one.needs),
        )
        for one in rows
    ]
    return Table(columns, tuple(told), _("Work by department and quarter"))


def _budget_table(plan: Solved) -> Table:
    columns = (
        Column(_("Line and year")),
        Column(_("Used"), unit=_("thousand %s") % plan.currency, align="end"),
        Column(_("Limit"), unit=_("thousand %s") % plan.currency, align="end"),
        Column(_("Kept from before"), align="end"),
        Column(_("Share"), align="end"),
    )
    rows: list[Row] = [
        (
            row.name.capitalize(),
            _number(row.used),
            _number(row.limit) if row.limit is not None else _("none"),
            _number(row.received),
            percent(row.share) if row.share is not None else "–",
        )
        for row in plan.budgets
    ]
    return Table(columns, tuple(rows), _("Use of budgets"))


def _front_table(plan: Solved, caption: str) -> Table:
    unit = _("thousand %s") % plan.currency
    columns = (
        Column(_("Plan")),
        Column(_("Value"), unit=unit, align="end"),
        Column(_("At most"), unit=unit, align="end"),
        Column(_("Spent"), unit=unit, align="end"),
        Column(_("Worst tenth"), unit=unit, align="end"),
        Column(_("Funded"), align="end"),
    )
    rows: list[Row] = [
        (
            _("this plan") if one.is_this else str(place),
            *(_number(part) if part is not None else "–" for part in (one.value, one.bound, one.cost, one.tail)),
            Number(one.funded, str(one.funded)),
        )
        for place, one in enumerate(plan.front, start=1)
    ]
    return Table(columns, tuple(rows), caption)


def _number(value: Decimal) -> Number:
    return Number(value, number(value))
