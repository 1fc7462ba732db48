"""Which budgets end over, which contracts end or want notice soon, which assumptions wait or are out of date?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from opencaio.engines.budget import forecast
from opencaio.papers.blocks import Block, Column, DocketItem, Heading, Number, Paragraph, Table, Why, WhyRow
from opencaio.papers.blocks import Figure as PaperFigure
from opencaio.papers.numbers import change, day, ends_short, money_short, number, percent
from opencaio.record.assumptions import set_in_force
from opencaio.record.briefing.standing import Standing
from opencaio.record.budgeting.loading import Loaded, load
from opencaio.record.models import AssumptionSet, Commitment, Department
from opencaio.record.queries.budgets import Figures, figures_of, together

NOTICE = timedelta(days=45)
ENDING = timedelta(days=60)
NAMED = 4
MOST_ROWS = 8


def money_items(standing: Standing) -> Iterator[DocketItem]:
    """Lines that end over budget, commitments that end soon, assumptions to look at."""
    if standing.is_past:
        return
    yield from _over(standing)
    yield from _ending(standing)
    if standing.scope is None:
        yield from _assumptions(standing)


def money_state(standing: Standing) -> Iterator[Block]:
    """Spent of budget, with the lines that end furthest over or below; nothing where no money is on record."""
    if standing.is_past:
        return
    found, rows = _lines(standing)
    if not rows:
        return
    total, currency = together([one for _name, _line, one in rows]), found.rates.report
    yield Heading(2, "Budget", note=f"{found.year}, bookings until {day(found.through)}")
    share = f" ({percent(total.spent / total.budget)})" if total.budget else ""
    allowed = f" of {money_short(total.budget, currency=currency)}" if total.budget is not None else ""
    figure = PaperFigure(
        key="spent_of_budget",
        value=total.spent,
        display=f"{money_short(total.spent, currency=currency)}{allowed}{share}",
        as_of=found.through,
        why=_why(standing, found, rows, total),
    )
    yield Paragraph.of(figure, " is spent. " + _ending_words(total, currency))
    yield _table(rows, currency, found)


def _lines(standing: Standing) -> tuple[Loaded, list[tuple[str, str, Figures]]]:
    found = load(standing.today.year, scope=standing.scope, shared=standing.department is None, today=standing.today)
    names = dict(Department.objects.values_list("pk", "name"))
    rows = [
        (
            names.get(home, "Shared by all") if home else "Shared by all",
            line,
            figures_of(found, (home, line), forecast(one)),
        )
        for (home, line), one in found.lines.items()
    ]
    return found, rows


def _over(standing: Standing) -> Iterator[DocketItem]:
    found, rows = _lines(standing)
    over = sorted(
        ((name, line, one) for name, line, one in rows if one.variance is not None and one.variance > 0),
        key=lambda row: -(row[2].variance or Decimal(0)),
    )
    if not over:
        return
    currency = found.rates.report
    parts = [
        f"{name} ({line}) by {money_short(one.variance or 0, currency=currency)}" for name, line, one in over[:NAMED]
    ]
    rest = f" and {number(len(over) - NAMED)} more" if len(over) > NAMED else ""
    count = "1 budget line ends" if len(over) == 1 else f"{number(len(over))} budget lines end"
    yield DocketItem(
        on=None,
        days_left=None,
        title=f"{count} the year over budget",
        text=f"{'; '.join(parts)}{rest}.",
        citation=f"Forecast from bookings until {day(found.through)}",
        verb="Open the budget",
        href=f"{standing.site}/budget",
    )


def _ending(standing: Standing) -> Iterator[DocketItem]:
    rows = Commitment.objects.filter(retired_at=None, ended_on=None, ends_on__gte=standing.today).select_related(
        "vendor"
    )
    if standing.scope is not None:
        rows = rows.filter(department__in=standing.scope)
    for row in rows:
        notice = row.ends_on - timedelta(days=row.notice_days) if row.notice_days else None
        if notice is not None and standing.today <= notice <= standing.today + NOTICE:
            yield _commitment(standing, row, notice, f"Give notice or go on: {row.title}")
        elif row.ends_on <= standing.today + ENDING:
            late = " Its notice has passed: see whether it goes on by itself." if notice else ""
            yield _commitment(standing, row, row.ends_on, f"A commitment ends: {row.title}", late)


def _commitment(standing: Standing, row: Commitment, on: date, title: str, more: str = "") -> DocketItem:
    vendor = f" with {row.vendor.name}" if row.vendor else ""
    amount = money_short(row.amount, currency=row.currency)
    return DocketItem(
        on=on,
        days_left=(on - standing.today).days,
        title=title,
        text=f"{row.code}{vendor} binds {amount} until {day(row.ends_on)}.{more}",
        citation="Commitment",
        verb="Open the commitment",
        href=f"{standing.site}/budget/commitments/{row.code}",
    )


def _assumptions(standing: Standing) -> Iterator[DocketItem]:
    row = set_in_force(standing.today)
    if row and row.review_due_on and row.review_due_on <= standing.today:
        yield _item(standing, row.review_due_on, f"Look at the assumptions again: {row.name}", f"{row.code} was to be "
                    f"looked at by {day(row.review_due_on)}.", f"/assumptions/set/{row.code}")  # fmt: skip
    for draft in AssumptionSet.objects.filter(retired_at=None, status="draft").select_related("drafted_by"):
        by = f" by {draft.drafted_by.name}" if draft.drafted_by else ""
        text = f"{draft.code} was drafted{by}; it counts nowhere until somebody approves it."
        yield _item(
            standing, None, f"Assumptions wait for approval: {draft.name}", text, f"/assumptions/set/{draft.code}"
        )


def _item(standing: Standing, on: date | None, title: str, text: str, path: str) -> DocketItem:
    left = (on - standing.today).days if on else None
    return DocketItem(
        on=on, days_left=left, title=title, text=text, citation="Assumptions", verb="Open them",
        href=f"{standing.site}{path}",
    )  # fmt: skip


def _ending_words(total: Figures, currency: str) -> str:
    words = f"The year is expected to end at {money_short(total.forecast, currency=currency)}"
    if total.low is not None and total.high is not None:
        low, high = ends_short(total.low, total.high, currency=currency)
        words += f" ({low} to {high} four times in five)"
    if total.variance is None:
        return words + "; no budget is set."
    gap = money_short(abs(total.variance), currency=currency)
    return words + (f", {gap} over budget." if total.variance > 0 else f", {gap} below budget.")


def _table(rows: list[tuple[str, str, Figures]], currency: str, found: Loaded) -> Table:
    moved = sorted(rows, key=lambda row: -abs(row[2].variance or Decimal(0)))[:MOST_ROWS]
    cells = tuple(
        (
            f"{name}, {line}",
            *(Number(one, money_short(one, currency=currency)) if one is not None else None
              for one in (figures.budget, figures.spent, figures.forecast)),
            None if figures.variance is None else Number(figures.variance, change(figures.variance)),
        )
        for name, line, figures in moved
    )  # fmt: skip
    titles = ("Budget", "Spent", "Year's end", "Difference")
    columns = (Column("Line"), *(Column(title, align="end") for title in titles))
    return Table(columns, cells, f"Lines that end furthest from their budget {found.year}, in {currency}")


def _why(standing: Standing, found: Loaded, rows: list[tuple[str, str, Figures]], total: Figures) -> Why:
    currency = found.rates.report
    largest = sorted(rows, key=lambda row: -row[2].spent)[:MOST_ROWS]
    return Why(
        question=f"Spent in {found.year}: why {money_short(total.spent, currency=currency)}?",
        answer=f"The sum of all bookings until {day(found.through)}, in {currency} by the rate of each month's end.",
        rule="spent = sum of bookings × rate of the month's end",
        rule_kind="formula",
        rows=tuple(WhyRow(f"{name}, {line}", money_short(one.spent, currency=currency)) for name, line, one in largest),
        total_rows=len(rows),
        rows_href=f"{standing.site}/budget",
        as_of=found.through,
        missing=tuple(found.missing),
        replay=f"caio budget --year {found.year} --json",
    )
