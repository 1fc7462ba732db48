"""Where do we stand: what runs, how ripe we are, and where work could be touched?"""

from opencaio.papers.blocks import Block, Column, Link, Number, Sentence, Table, Why, WhyRow
from opencaio.papers.blocks import Figure as Told
from opencaio.papers.numbers import day, money_short, number
from opencaio.record.briefing.figures import figure, verb
from opencaio.record.briefing.standing import stand
from opencaio.record.queries.maturity import MaturityLine, MaturityOverview
from opencaio.record.strategy.sections import Gap, Gathered, Section

MOST_CELLS = 6


def where_we_stand(given: Gathered) -> Section:
    """The inventory in a sentence, maturity by side, and the largest work that AI could touch."""
    standing = stand(given.actor, now=given.now, site=given.site)
    live, heavy, open_ = (figure(standing, key) for key in ("live", "heavy", "open"))
    uses = figure(standing, "uses", words="uses of AI", of_one="use of AI")
    words = (uses, f" {verb(standing, 'uses')} on record, ", live, " of them live; ",
             heavy, f" {verb(standing, 'heavy')} high-risk or high-impact, ",
             open_, f" {verb(standing, 'open')} not settled.")  # fmt: skip
    maturity: MaturityOverview = given.ask("maturity.overview")
    gap, ripe, unripe = _maturity(given, maturity)
    work, untold = _work(given)
    return Section(
        "standing",
        (*ripe, *work),
        note=f"inventory, assessments and map of work on {day(given.today)}",
        missing=(*unripe, *untold),
        lead=(Sentence.of(*words), *gap),
    )


def _maturity(given: Gathered, found: MaturityOverview) -> tuple[tuple[Sentence, ...], list[Block], tuple[Gap, ...]]:
    if not found.latest:
        return (), [], given.gaps(["Nobody has judged how ripe we are for AI"], "/maturity")
    first = found.latest[0]
    unknown = [f"Maturity: {side.title} is not known" for side in first.sides if side.level is None]
    rows = tuple(
        (Link(one.department or "The whole organisation", f"{given.site}/maturity/{one.id}"), day(one.held_on),
         *("?" if side.level is None else Number(side.level, str(side.level)) for side in one.sides),
         one.begin_with or "–")
        for one in found.latest
    )  # fmt: skip
    titles = [side.title for side in first.sides]
    columns = (Column("Department"), Column("Held on"), *(Column(one, align="end") for one in titles),
               Column("Begin with"))  # fmt: skip
    caption = "How ripe we are by side, 0 to 5, at the latest assessment of each"
    table = Table(columns, rows, caption, why=_why(given, first))
    return _gap(given, found, first), [table], given.gaps(unknown, f"/maturity/{first.id}")


def _gap(given: Gathered, found: MaturityOverview, line: MaturityLine) -> tuple[Sentence, ...]:
    side = next((one for one in line.sides if one.title == line.begin_with and line.begin_with), None)
    if side is None:
        return ()
    amount = money_short(side.stake or 0, currency=given.currency)
    told = Told("maturity_gap", side.stake, amount, as_of=line.held_on, why=_why(given, line))
    short = f" needs it, and it is {side.missing} steps short of {found.wanted}."
    return (Sentence.of(f"Most value rests on the gap in {side.title}: work worth ", told, short),)


def _why(given: Gathered, line: MaturityLine) -> Why:
    rows = tuple(
        WhyRow(one.title, "not known" if one.level is None else f"level {one.level}" + (
            f"; {money_short(one.stake, currency=given.currency)} rests on it" if one.stake is not None else ""))
        for one in line.sides
    )  # fmt: skip
    return Why(
        question="Why this gap first?",
        answer="A side's level is the mean of its answered questions; the gap is weighed by the open work on it.",
        rule="value of open work that rests on the side × (4 − level) ÷ 4",
        rule_kind="formula",
        rows=rows,
        rows_href=f"{given.site}/maturity/{line.id}",
        as_of=line.held_on,
        would_change=("It ranks where to begin; it is not a loss.",),
        replay="caio maturity --json",
    )


def _work(given: Gathered) -> tuple[list[Block], tuple[Gap, ...]]:
    found = given.ask("opportunities.list", top=MOST_CELLS)
    if not found.rows:
        return [], given.gaps(["No work is mapped: the head-count by occupation is not on record"], "/workforce")
    rows = tuple(
        (Link(f"{one.group_name}, {one.department_name}", f"{given.site}/opportunities/{one.department}/{one.group}"),
         Number(one.people, number(one.people)), given.money(one.bill_low), given.money(one.bill_middle),
         given.money(one.bill_high), Number(one.uses, number(one.uses)))
        for one in found.rows
    )  # fmt: skip
    columns = (Column("Work"), *(Column(one, align="end") for one in ("People", "Low", "Middle", "High", "Uses now")))
    note = "Wages of work that AI could touch, by labels of tasks; exposure is no saving and no forecast."
    caption = f"The largest work that AI could touch, {given.currency} a year"
    return [Table(columns, rows, caption, note=note)], ()
