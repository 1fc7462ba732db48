"""Which money, people and skills follow the bets?"""

from decimal import Decimal

from opencaio.papers.blocks import Block, Column, Figure, Link, Number, Sentence, Table, Why, WhyRow
from opencaio.papers.numbers import day, money_short, number, percent
from opencaio.record.queries.budgets import BudgetOverview
from opencaio.record.queries.capacity import CapacityOverview
from opencaio.record.queries.openings import OpeningList
from opencaio.record.strategy.sections import Gap, Gathered, Section

WAYS = {"hire": "hire", "contract": "contract", "train": "train"}


def resources(given: Gathered) -> Section:
    """This year's budget, what the plan takes by year and line, skills that are short, and places to fill."""
    lead, unsaid = _budget(given)
    parts = (_planned(given), _skills(given), _hiring(given))
    blocks = tuple(block for found, _gaps in parts for block in found)
    missing = tuple(gap for _found, gaps in parts for gap in gaps)
    note = f"budget, capacity and places on {day(given.today)}"
    return Section("resources", blocks, note=note, missing=(*unsaid, *missing), lead=lead)


def _budget(given: Gathered) -> tuple[tuple[Sentence, ...], tuple[Gap, ...]]:
    found: BudgetOverview = given.ask("budgets.overview")
    gaps = given.gaps(found.missing, "/budget")
    if not found.departments:
        return (), (*gaps, *given.gaps(["No budget is on record"], "/budget"))
    total, currency = found.total, found.currency
    rows = tuple(WhyRow(one.department or "Shared by all", money_short(one.figures.spent, currency=currency))
                 for one in found.departments)  # fmt: skip
    why = Why(
        question=f"What is spent of {found.year}?",
        answer=f"All bookings until {day(found.through)}, in {currency} by the rate of each month's end.",
        rule="spent = sum of bookings × rate of the month's end",
        rule_kind="formula",
        rows=rows,
        rows_href=f"{given.site}/budget",
        as_of=found.through,
        missing=tuple(found.missing),
        replay=f"caio budget --year {found.year} --json",
    )
    spent = Figure("spent", total.spent, money_short(total.spent, currency=currency), as_of=found.through, why=why)
    of = f" of {money_short(total.budget, currency=currency)}" if total.budget is not None else ""
    end = f"the year is expected to end at {money_short(total.forecast, currency=currency)}"
    if total.low is not None and total.high is not None:
        low, high = (money_short(one, currency=currency) for one in (total.low, total.high))
        end += f" ({low} to {high} four times in five)"
    return (Sentence.of(f"Of the budget of {found.year} ", spent, f"{of} is spent; {end}."),), gaps


def _planned(given: Gathered) -> tuple[list[Block], tuple[Gap, ...]]:
    plan = given.plan
    if plan is None or not plan.solved.is_whole or not plan.solved.budgets:
        return [], ()
    currency = plan.solved.currency
    rows = tuple(
        (f"{one.line}, {one.year}", given.thousands(one.used, currency), given.thousands(one.limit, currency),
         None if one.share is None else Number(one.share, percent(one.share)))
        for one in plan.solved.budgets
    )  # fmt: skip
    columns = (Column("Line and year"), *(Column(one, align="end") for one in ("Planned", "At most", "Share")))
    caption = f"Money for initiatives by line and year under {plan.code}, {currency}"
    return [Table(columns, rows, caption)], ()


def _skills(given: Gathered) -> tuple[list[Block], tuple[Gap, ...]]:
    found: CapacityOverview = given.ask("capacity.overview")
    gaps = given.gaps(found.missing, "/skills")
    if not found.is_whole:
        return [], gaps
    short = [one for one in found.skills if one.short > 0]
    blocks: list[Block] = []
    rows = tuple((one.name, Number(one.short, number(one.short, places=1)), _quarter(one.worst),
                  ", ".join(work.name for work in one.by_work[:3])) for one in short)  # fmt: skip
    columns = (Column("Skill"), Column("Short", unit="people × quarters", align="end"), Column("Worst in"),
               Column("Asked for most by"))  # fmt: skip
    span = f"{_quarter(found.quarters[0])} to {_quarter(found.quarters[-1])}"
    empty = "Our people and those expected are enough for all that is planned."
    blocks.append(Table(columns, rows, f"Skills that are short: demand beyond capacity, {span}", empty=empty))
    if found.steps:
        blocks.append(_steps(given, found))
    return blocks, gaps


def _steps(given: Gathered, found: CapacityOverview) -> Table:
    rows = tuple(
        (one.skill_name, WAYS.get(one.way, one.way), Number(one.people, number(one.people, places=1)),
         f"{_quarter(one.start)} to {_quarter(one.until)}", _quarter(one.begin_by), given.money(one.cost))
        for one in found.steps
    )  # fmt: skip
    columns = (Column("Skill"), Column("Way"), Column("People", align="end"), Column("For"), Column("Begin by"),
               Column("Cost", align="end"))  # fmt: skip
    total = ("All", None, None, None, None, given.money(found.cost))
    return Table(columns, rows, f"The cheapest way to close the gaps, {found.currency}", foot=total)


def _hiring(given: Gathered) -> tuple[list[Block], tuple[Gap, ...]]:
    found: OpeningList = given.ask("openings.list", size=1000)
    if not found.rows:
        return [], ()
    rows = tuple(
        (Link(one.title, f"{given.site}/hiring/{one.code}"), one.department, Number(one.people, _people(one.people)),
         day(one.needed_by) if one.needed_by else "–", _quarter(one.expected) + (" (late)" if one.is_late else ""))
        for one in found.rows
    )  # fmt: skip
    columns = (Column("Place"), Column("Department"), Column("People", align="end"), Column("Needed by"),
               Column("Expected"))  # fmt: skip
    gaps = [f"{one.code} {one.title} has no cost" for one in found.rows if one.cost is None]
    table = Table(columns, rows, f"Places to fill, {day(given.today)}")
    return [table], given.gaps(gaps, "/hiring")


def _people(value: Decimal) -> str:
    return number(value, places=0 if value == int(value) else 1)


def _quarter(name: str) -> str:
    return f"{name[:4]} {name[4:]}" if name else "–"
