"""How do the bills of a month become actuals in the books: once, in an open month, and taken back again?"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from pydantic import Field

from opencaio.errors import Conflict, NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.billing.booking import (
    KIND,
    Entry,
    books_of,
    entries_of,
    from_bills,
    otherwise,
    suppliers_of,
)
from opencaio.record.billing.kept import state_of_bills
from opencaio.record.changes import Change
from opencaio.record.currencies import Rates
from opencaio.record.ledger import lock_head
from opencaio.record.models import CostBatch, CostLine, UseCase
from opencaio.record.money_files.actuals import check_booking
from opencaio.record.periods import month_end, refuse_closed
from opencaio.record.permissions import Actor, Right

Prepared = tuple[tuple[Entry, ...], Hashable]


class BookBills(Asked):
    """A month (any day of it) and which cost: ``billed`` as invoiced, ``effective`` spread over what it pays for.

    ``again``: take the place of what was booked from the bills of this month. ``beside``: book although bookings by
    hand or file of the same suppliers stand in the month, which may be the same bills.
    """

    month: date
    basis: str = Field("billed", pattern="^(billed|effective)$")
    again: bool = False
    beside: bool = False


def prepare(given: BookBills, actor: Actor) -> Prepared:
    """Divide the bills of the month before anything is locked."""
    stamp = state_of_bills()
    return entries_of(given.month.replace(day=1), basis=given.basis), stamp


@action("bills.book", right=Right.IMPORT, words="Book the bills of a month", prepare=prepare)
def book(given: BookBills, change: Change, prepared: Prepared) -> CostBatch:
    """One booking a use and supplier, and one for what is nobody's: together the bills of the month."""
    change.allow_part(None)
    lock_head()  # two bookings of one month at once would both find it empty
    entries, stamp = prepared
    month = given.month.replace(day=1)
    _refuse_too_early(month, timezone.localdate(change.at))
    refuse_closed(month, what=f"{month:%Y-%m}")
    if stamp != state_of_bills():
        raise Conflict("Bills or rules changed meanwhile. Book the month again.")
    if not entries:
        raise NotFound(f"There is nothing to book: no bill of {month:%Y-%m} is in the lake.")
    suppliers = suppliers_of(one.provider for one in entries)
    books = books_of([month])[month]
    if not given.beside:
        _refuse_twice(
            otherwise(books, {pk for found in suppliers.values() for pk in found}, {one.use for one in entries}), month
        )
    _take_place(month, from_bills(books), change, again=given.again)
    rows = _rows(month, entries, suppliers)
    for row in rows:
        check_booking(row, Rates.load(), timezone.localdate(change.at))
    batch = change.create(_batch(month, entries, rows, change))
    for row in rows:
        row.batch = str(batch.pk)
        change.create(row)
    change.say(f"Booked the bills of {month:%Y-%m} ({given.basis}): {_sums(entries)} in {len(rows)} bookings")
    return batch


def _refuse_too_early(month: date, today: date) -> None:
    if month_end(month) >= today:
        over = month_end(month) + timedelta(days=1)
        raise Refused(f"{month:%Y-%m} is not over: its bills are still coming in. Book it from {over} on.")


def _refuse_twice(others: Sequence[CostLine], month: date) -> None:
    if others:
        raise Conflict(
            f"{len(others)} bookings by hand or file in {month:%Y-%m} are of the same suppliers or uses and may be "
            "these bills. Take them back first, or say that the bills are to be booked beside them."
        )


def _take_place(month: date, before: Sequence[CostLine], change: Change, *, again: bool) -> None:
    """Retire what was booked from the bills of the month before, with what corrects it."""
    if not before:
        return
    if not again:
        raise Conflict(f"The bills of {month:%Y-%m} are booked already: batch {before[0].batch}. Ask for it again.")
    keys = {int(row.batch) for row in before if row.batch.isdigit()}
    rows = CostLine.objects.filter(Q(pk__in=[row.pk for row in before]) | Q(corrects__in=before), retired_at=None)
    for row in rows:
        change.update(row, version=None, values={"retired_at": change.at})
    for batch in CostBatch.objects.filter(pk__in=keys, retired_at=None):
        change.update(batch, version=None, values={"retired_at": change.at, "reason": "Booked again"})


def _rows(month: date, entries: Iterable[Entry], suppliers: Mapping[str, tuple[int, ...]]) -> list[CostLine]:
    uses = {row.code: row for row in UseCase.objects.filter(code__in={one.use for one in entries})}
    return [
        CostLine(
            month=month,
            use_case=uses.get(one.use),
            department_id=uses[one.use].department_id if one.use in uses else None,
            vendor_id=_only(suppliers[one.provider]),
            line="opex",
            kind=KIND,
            amount=one.amount,
            currency=one.currency,
            source="lake",
            reference=f"Bills {month:%Y-%m} {one.provider}".strip()[:120],
            note=_note(one),
        )
        for one in entries
    ]


def _only(keys: tuple[int, ...]) -> int | None:
    return keys[0] if len(keys) == 1 else None


def _note(entry: Entry) -> str:
    whose = "" if entry.use else "Nobody's. "
    more = f" and {len(entry.ways) - 3} more ways" if len(entry.ways) > 3 else ""
    return f"{whose}{entry.lines} lines of bills; {'; '.join(entry.ways[:3])}{more}"[:300]


def _batch(month: date, entries: Sequence[Entry], rows: Sequence[CostLine], change: Change) -> CostBatch:
    digest = hashlib.sha256(repr(entries).encode()).hexdigest()
    return CostBatch(
        kind="actuals",
        file_name=f"Bills of {month:%Y-%m}",
        sha256=digest,
        rows_digest=digest,
        by_id=change.actor.person_id,
        read=sum(one.lines for one in entries),
        created=len(rows),
    )


def _sums(entries: Sequence[Entry]) -> str:
    currencies = sorted({one.currency for one in entries})
    return ", ".join(f"{sum(e.amount for e in entries if e.currency == one):,.2f} {one}" for one in currencies)
