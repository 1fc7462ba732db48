"""On what do we bet, by horizon and with which interval, and when is it worked on?"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from opencaio.papers.blocks import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    Link,
    Listing,
    Noted,
    Number,
    Picture,
    Row,
    Sentence,
    Table,
    Why,
    WhyRow,
)
from opencaio.papers.drawings import Roadmap, Stretch
from opencaio.papers.numbers import day, money_short, number
from opencaio.record.models import Initiative
from opencaio.record.planning.pages import PlanRow
from opencaio.record.queries.initiatives import InitiativeLine
from opencaio.record.queries.plans import PlanPage
from opencaio.record.queries.registry import visible
from opencaio.record.strategy.sections import Gathered, Section

HORIZONS = {
    "H1": "Horizon 1: improves what we do now",
    "H2": "Horizon 2: grows what is next",
    "H3": "Horizon 3: opens what is later",
    "": "No horizon said",
}
OPEN = ("proposed", "approved", "running", "on_hold")
MOST = 15
"""Bets of one horizon that the document names; a strategy of a thousand bets is none."""
MOST_DRAWN = 40
INTERVAL = ("Value", "One in ten below", "One in ten above")


class _Bet(NamedTuple):
    horizon: str
    value: Decimal | None
    row: Row


def bets(given: Gathered) -> Section:
    """What the plan funds, else all open initiatives, by horizon with value, interval and why."""
    plan = given.plan
    without = [f"{code} {name} has no estimate of its value" for code, name in _unvalued(given)]
    gaps = given.gaps(without, "/initiatives")
    funded = [one for one in plan.solved.rows if one.is_funded] if plan else []
    if plan and funded:
        bets_ = [_Bet(one.horizon, one.value * 1000, _planned(given, one, plan)) for one in funded]
        blocks = _by_horizon(bets_, plan.solved.currency, path=f"{given.site}/plan/{plan.code}")
        return Section("bets", tuple(blocks), note=_of_plan(plan), missing=gaps)
    works: list[InitiativeLine] = given.ask("initiatives.list", size=1000).rows
    rows = [_Bet(one.horizon, one.value_mid, _estimated(given, one)) for one in works if one.status in OPEN]
    none = given.gaps(["No open initiative is on record"], "/initiatives/add") if not rows else ()
    blocks = _by_horizon(rows, given.currency, path=f"{given.site}/initiatives")
    return Section("bets", tuple(blocks), note="estimates of the initiatives",
                   missing=(*none, *gaps))  # fmt: skip


def roadmap(given: Gathered) -> Section:
    """The plan that counts: what it is worth, when each piece runs, and which limits bind."""
    plan = given.plan
    if plan is None:
        return Section("roadmap", (), missing=given.gaps(["No plan is on record"], "/plan"))
    gaps = [] if plan.status == "approved" else [f"{plan.code} is not approved: nothing is decided yet"]
    told = [one.words for one in plan.solved.missing]
    limits: list[Block] = []
    if plan.solved.is_whole and plan.solved.binding:
        limits = [Heading(3, "What limits it"), Listing.of(*plan.solved.binding)]
    path = f"/plan/{plan.code}"
    return Section("roadmap", (*limits, *_drawn(plan)), note=_of_plan(plan),
                   missing=(*given.gaps(gaps, path), *given.gaps(told, path)),
                   lead=(_worth(given, plan),) if plan.solved.is_whole else ())  # fmt: skip


def _unvalued(given: Gathered) -> list[tuple[str, str]]:
    rows = visible(Initiative.objects.filter(retired_at=None, status__in=OPEN, value_mid=None), given.actor)
    return list(rows.order_by("code").values_list("code", "name"))


def _by_horizon(bets_: Sequence[_Bet], currency: str, *, path: str) -> list[Block]:
    """Of each horizon the bets worth most; what is left out is counted, with its worth and where it stands."""
    found: list[Block] = []
    for horizon, title in HORIZONS.items():
        if held := sorted((one for one in bets_ if one.horizon == horizon), key=lambda one: -(one.value or 0)):
            columns = (Column("Initiative"), Column("From"), *(Column(one, align="end") for one in INTERVAL),
                       Column("Why it"))  # fmt: skip
            caption = f"{title} ({number(len(held))}); net present value in {currency} with its interval"
            rows = tuple(one.row for one in held[:MOST])
            foot = _rest(held[MOST:], currency, path=path) if len(held) > MOST else ()
            found.append(Table(columns, rows, caption, foot=foot))
    return found


def _rest(bets_: Sequence[_Bet], currency: str, *, path: str) -> Row:
    worth = sum((one.value for one in bets_ if one.value is not None), Decimal(0))
    link = Link(f"{number(len(bets_))} more, each worth less", path)
    return (link, None, Number(worth, money_short(worth, currency=currency)), None, None, "")


def _planned(given: Gathered, one: PlanRow, plan: PlanPage) -> Row:
    currency = plan.solved.currency
    middle, low, high = (given.thousands(value, currency) for value in (one.value, one.low, one.high))
    when = _quarter(one.start)
    return (_named(given, one.code, one.name, one.department_name), when, middle, low, high, one.because)


def _estimated(given: Gathered, one: InitiativeLine) -> Row:
    when = _quarter(one.earliest)
    why = "It must be done." if one.is_mandatory else one.purpose
    values = (given.money(value) for value in (one.value_mid, one.value_low, one.value_high))
    return (_named(given, one.code, one.name, one.department), when, *values, why)


def _named(given: Gathered, code: str, name: str, department: str) -> Cell:
    return Noted(Link(name, f"{given.site}/initiative/{code}"), f"{code}, {department}")


def _worth(given: Gathered, plan: PlanPage) -> Sentence:
    solved = plan.solved
    funded = sum(one.is_funded for one in solved.rows)
    why = Why(
        question=f"What is {plan.code} worth?",
        answer="The sum of the net present values of what it funds, each from its start, with synergies.",
        rule="sum of value by start − cost of hiring and platforms, within budgets, people, risk and load",
        rule_kind="formula",
        rows=tuple(WhyRow(one.name, _short(one.value, plan)) for one in solved.rows if one.is_funded)[:MOST],
        rows_href=f"{given.site}/plan/{plan.code}",
        as_of=plan.approved_on or plan.created_at.date(),
        missing=tuple(one.words for one in solved.missing),
        would_change=tuple(solved.binding[:3]),
        replay=f"caio show plans.show code={plan.code}",
    )
    figure = Figure("plan_value", solved.value, _short(solved.value or Decimal(0), plan), as_of=why.as_of, why=why)
    count = f"{plan.code} funds {number(funded)} of {number(len(solved.rows))} initiatives, worth "
    if solved.p10 is None or solved.p90 is None:
        return Sentence.of(count, figure, " of net present value.")
    between = f" (one chance in ten below {_short(solved.p10, plan)}, one in ten above {_short(solved.p90, plan)})"
    return Sentence.of(count, figure, f" of net present value{between}, for {_short(solved.spent, plan)}.")


def _drawn(plan: PlanPage) -> list[Block]:
    rows = [one for one in plan.solved.rows if one.is_funded and one.start_at is not None]
    if not rows:
        return []
    total = len(rows)
    rows = sorted(rows, key=lambda one: (-one.value, one.code))[:MOST_DRAWN]
    rows.sort(key=lambda one: (one.department_name, one.start_at or 0, one.code))
    place = {one.code: at for at, one in enumerate(rows)}
    periods = tuple(plan.solved.periods)
    stretches = tuple(
        Stretch(
            one.name, one.start_at or 0, min(one.duration, len(periods) - (one.start_at or 0)), one.department_name,
            one.code, "must" if one.is_mandatory else "running" if one.is_locked else "plain",
            tuple(place[code] for code in one.needs if code in place),
        )
        for one in rows
    )  # fmt: skip
    names = (("plain", "planned"), ("must", "mandatory"))
    table = Table(
        columns=(Column("Initiative"), Column("Department"), Column("From"), Column("To")),
        rows=tuple((one.name, one.department_name, _quarter(one.start), _quarter(one.end)) for one in rows),
        caption=f"What runs when under {plan.code}",
    )
    drawing = Roadmap(periods, stretches, names=names)
    title = f"{number(total)} initiatives from {periods[0][:4]} to {periods[-1][:4]}"
    note = _of_plan(plan) + (f"; the {number(len(rows))} worth most are drawn" if total > len(rows) else "")
    return [Picture(title=title, drawing=drawing, alt=title, note=note, table=table, key="roadmap")]


def _of_plan(plan: PlanPage) -> str:
    state = f"approved on {day(plan.approved_on)}" if plan.approved_on else f"{plan.status}, not approved"
    return f"plan {plan.code} “{plan.name}”, {state}"


def _short(amount: Decimal, plan: PlanPage) -> str:
    return money_short(amount * 1000, currency=plan.solved.currency)


def _quarter(name: str) -> str:
    return f"{name[:4]} {name[4:]}" if name else "–"
