"""What does each department's AI cost by the bills of a year, what will it come to, and what may it spend?"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from opencaio.errors import BadInput
from opencaio.record.actions.registry import Asked
from opencaio.record.billing import allocated
from opencaio.record.billing.days import daily_shares
from opencaio.record.currencies import CENT, report_currency
from opencaio.record.manifest.live import newest_day
from opencaio.record.models import UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.budgets import AskBudgets, Figures, overview
from opencaio.record.queries.registry import query, visible

NOBODY = ""
LEVEL = 0.8


class AskShowback(Asked):
    """A calendar year; none: that of the newest bill."""

    year: int | None = Field(None, ge=2000, le=2100)


class ShowbackRow(BaseModel):
    """One department (``code`` empty: nobody's): billed in the year, expected until its end with an interval (None
    where too little is known), and its budget for everything it spends, of which bills are a part.

    ``year_end``: billed and expected. ``share``: that of the budget. ``booked``: what its books hold of the year.
    """

    code: str
    name: str
    uses: int
    billed: Decimal
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    year_end: Decimal | None
    budget: Decimal | None
    booked: Decimal | None
    share: Decimal | None
    note: str


class ShowbackShown(BaseModel):
    """The departments that the asker may see, the dearest first; ``level``: the part of past forecasts in the range."""

    rows: list[ShowbackRow]
    year: int
    known_until: date | None
    level: float
    currency: str


@query("costs.showback", words="What each department's AI cost, against its budget")
def show_showback(given: AskShowback, actor: Actor) -> ShowbackShown:
    """Bills of the year by department, the forecast of each, and its budget."""
    known = newest_day("cost")
    year = given.year or (known.year if known else None)
    if known is None or year is None:
        return ShowbackShown(rows=[], year=year or 0, known_until=None, level=LEVEL, currency=report_currency())
    homes = _homes(actor)
    sees_all = actor.scope(Right.READ) is EVERYWHERE
    billed, uses = _billed(year, homes, sees_all=sees_all)
    days = _days(known, homes) if known.year == year else {}
    figures = {one.department_code: one for one in overview(AskBudgets(year=year), actor).departments}
    rows = [
        _row(
            code,
            name=dict(homes.values()).get(code, ""),
            uses=len(uses[code]),
            billed=billed[code],
            days=days.get(code, {}),
            known=known,
            budget=figures[code].figures if code and code in figures else None,
        )
        for code in billed
    ]
    rows.sort(key=lambda row: (row.code == NOBODY, -row.billed, row.code))
    return ShowbackShown(rows=rows, year=year, known_until=known, level=LEVEL, currency=report_currency())


def _homes(actor: Actor) -> dict[str, tuple[str, str]]:
    """Code and name of the department of each use that the asker may see."""
    rows = visible(UseCase.objects.all(), actor).values_list("code", "department__code", "department__name")
    return {code: (home, name) for code, home, name in rows}


def _billed(
    year: int, homes: Mapping[str, tuple[str, str]], *, sees_all: bool
) -> tuple[dict[str, Decimal], dict[str, set[str]]]:
    billed: dict[str, Decimal] = defaultdict(Decimal)
    uses: dict[str, set[str]] = defaultdict(set)
    for one in allocated(first=date(year, 1, 1), last=date(year, 12, 31)).shares:
        if one.billed is None or not (sees_all or one.piece.use in homes):
            continue
        home = homes[one.piece.use][0] if one.piece.use in homes else NOBODY
        billed[home] += one.billed
        uses[home] |= {one.piece.use} - {NOBODY}
    return billed, uses


def _days(known: date, homes: Mapping[str, tuple[str, str]]) -> dict[str, dict[date, float]]:
    found: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for one in daily_shares(until=known):
        home = homes[one.piece.use][0] if one.piece.use in homes else NOBODY
        found[home][one.piece.charge.on] += float(one.billed or Decimal(0))
    return found


def _row(
    code: str, *, name: str, uses: int, billed: Decimal, days: Mapping[date, float], known: date, budget: Figures | None
) -> ShowbackRow:
    from opencaio.engines.spend import ahead

    expected, low, high, note = None, None, None, ""
    try:
        found = ahead(days, until=known.replace(month=12, day=31), last_day=known, level=LEVEL)
        expected, low, high = (_money(one) for one in (found.expected, found.low, found.high))
        note = "" if found.low is not None else "Too few weeks to say how sure this is."
    except BadInput as fault:
        note = fault.message
    spent = billed.quantize(CENT)
    year_end = None if expected is None else spent + expected
    allowed = budget.budget if budget else None
    return ShowbackRow(
        code=code, name=name, uses=uses, billed=spent, expected=expected, low=low, high=high, year_end=year_end,
        budget=allowed, booked=budget.spent if budget else None,
        share=(year_end / allowed).quantize(Decimal("0.0001")) if year_end is not None and allowed else None, note=note,
    )  # fmt: skip


def _money(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount)).quantize(CENT)
