"""Are the bills in the books: which months, how much of it, and what would booking a month write?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from opencaio.errors import BadInput, Refused
from opencaio.record.actions.registry import Asked
from opencaio.record.billing import Share, allocated
from opencaio.record.billing.booking import (
    Entry,
    books_of,
    entries_of,
    from_bills,
    otherwise,
    suppliers_of,
)
from opencaio.record.currencies import CENT, Rates
from opencaio.record.models import CostLine, UseCase
from opencaio.record.periods import closed_until, is_closed, month_end
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query

ZERO = Decimal(0)


class AskMonths(Asked):
    """No filter: every month of which a bill is in the lake."""


class AskBooking(Asked):
    """A month (any day of it), and which cost of the bills is booked."""

    month: date
    basis: str = Field("billed", pattern="^(billed|effective)$")


class BilledMonth(BaseModel):
    """A month's bills against the books, in the report currency to the cent.

    ``otherwise``: booked by hand or file for the same suppliers or uses. ``difference``: the bills less both.
    ``state``: ``open`` (nothing is booked), ``booked`` (from the bills), ``by_hand``, ``differs`` or ``closed``
    (nothing is booked, and the books are closed).
    """

    month: date
    billed: Decimal
    unallocated: Decimal
    booked: Decimal
    otherwise: Decimal
    difference: Decimal
    state: str
    closed: bool
    batch: int | None
    without_rate: list[str]


class BilledMonths(BaseModel):
    """The months, the newest first."""

    rows: list[BilledMonth]
    currency: str


class EntryRow(BaseModel):
    """One booking that would be made: ``amount`` in the bill's currency, ``worth`` in the report currency."""

    use: str
    name: str
    department: str
    provider: str
    supplier_known: bool
    amount: Decimal
    currency: str
    worth: Decimal | None
    rate: Decimal | None
    rate_on: date | None
    lines: int
    ways: list[str]


class BookingShown(BaseModel):
    """What booking a month would write, and what stands in the books already."""

    month: BilledMonth | None
    rows: list[EntryRow]
    basis: str
    currency: str


@query("bills.months", words="Bills against the books, by month")
def months(given: AskMonths, actor: Actor) -> BilledMonths:
    """Each month's bills beside what is booked."""
    _refuse_part(actor)
    rates = Rates.load()
    found: dict[date, list[Share]] = defaultdict(list)
    for one in allocated(first=None, last=None).shares:
        found[one.piece.charge.month].append(one)
    rows = _months(found, rates)
    return BilledMonths(rows=rows, currency=rates.report)


@query("bills.booking", words="What booking a month's bills would write")
def booking(given: AskBooking, actor: Actor) -> BookingShown:
    """Every booking with its rules and rate; nothing is written."""
    _refuse_part(actor)
    rates, month = Rates.load(), given.month.replace(day=1)
    if month.year < 2000:
        raise BadInput(f"{month:%Y-%m} is too long ago to be meant.")
    shares = list(allocated(first=month, last=month_end(month)).shares)
    entries = entries_of(month, basis=given.basis)
    homes = UseCase.objects.select_related("department").in_bulk([one.use for one in entries], field_name="code")
    known = suppliers_of(one.provider for one in entries)
    return BookingShown(
        month=_months({month: shares}, rates)[0] if shares else None,
        rows=[_entry(one, month, rates, homes, known) for one in entries],
        basis=given.basis,
        currency=rates.report,
    )


def _refuse_part(actor: Actor) -> None:
    if actor.scope(Right.READ) is not EVERYWHERE:
        raise Refused("Bills stand against the books as a whole: this is for whoever may read all departments.")


def _months(found: Mapping[date, list[Share]], rates: Rates) -> list[BilledMonth]:
    """The newest first; as many queries for many months as for one."""
    books, until = books_of(found), closed_until()
    suppliers = suppliers_of(_provider(one) for shares in found.values() for one in shares)
    return [
        _month(month, found[month], books[month], suppliers, rates, closed=is_closed(month, until))
        for month in sorted(found, reverse=True)
    ]


def _provider(share: Share) -> str:
    return share.piece.charge.attributes.get("ProviderName", "")


def _month(
    month: date,
    shares: list[Share],
    books: list[CostLine],
    suppliers: Mapping[str, tuple[int, ...]],
    rates: Rates,
    *,
    closed: bool,
) -> BilledMonth:
    billed = sum((one.billed or ZERO for one in shares), ZERO).quantize(CENT)
    nobody = sum((one.billed or ZERO for one in shares if not one.piece.use), ZERO).quantize(CENT)
    same = {pk for one in shares for pk in suppliers[_provider(one)]}
    own = from_bills(books)
    booked, by_hand = _worth(own, rates), _worth(otherwise(books, same, {one.piece.use for one in shares}), rates)
    difference = billed - booked - by_hand
    return BilledMonth(
        month=month,
        billed=billed,
        unallocated=nobody,
        booked=booked,
        otherwise=by_hand,
        difference=difference,
        state=_state(booked, by_hand, difference, closed=closed),
        closed=closed,
        batch=next((int(row.batch) for row in own if row.batch.isdigit()), None),
        without_rate=sorted({one.piece.charge.currency for one in shares if one.rate is None}),
    )


def _state(booked: Decimal, by_hand: Decimal, difference: Decimal, *, closed: bool) -> str:
    if not booked and not by_hand:
        return "closed" if closed else "open"
    if abs(difference) > 1:
        return "differs"
    return "booked" if booked else "by_hand"


def _worth(rows: Iterable[CostLine], rates: Rates) -> Decimal:
    found = (rates.find(row.amount, row.currency, month_end(row.month)) for row in rows)
    return sum((one.amount for one in found if one), ZERO)


def _entry(
    entry: Entry, month: date, rates: Rates, homes: dict[str, UseCase], known: Mapping[str, tuple[int, ...]]
) -> EntryRow:
    worth = rates.find(entry.amount, entry.currency, month_end(month))
    home = homes.get(entry.use)
    return EntryRow(
        use=entry.use,
        name=home.name if home else "",
        department=home.department.name if home else "",
        provider=entry.provider,
        supplier_known=len(known[entry.provider]) == 1,
        amount=entry.amount,
        currency=entry.currency,
        worth=worth.amount if worth else None,
        rate=worth.rate if worth else None,
        rate_on=worth.rate_on if worth else None,
        lines=entry.lines,
        ways=list(entry.ways),
    )
