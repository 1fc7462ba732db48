"""Which bookings of a file are new, which are on record already, which changed, and which cannot be taken?

A row with a reference (a bill's number) is the same booking as one on record with the same reference, supplier and
place: another amount changes it. A row without one is the same as a row on record that equals it; equal rows of a
file count as often as they stand there. So a file imported again, or a longer one, books nothing twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from opencaio.engines.budget.cells import amount_of, line_of, month_of
from opencaio.errors import BadInput
from opencaio.record.currencies import Rates, known_currency
from opencaio.record.models import ClosedPeriod, CostLine
from opencaio.record.money_files.outcome import MoneyPlan
from opencaio.record.money_files.places import Places
from opencaio.record.money_files.reading import Sheet
from opencaio.record.periods import closed_until, is_closed, month_end
from opencaio.record.permissions import Actor, Right

PLACE = ("month", "department_id", "use_case_id", "initiative_id", "vendor_id", "line", "kind")
BILL = ("reference", "department_id", "use_case_id", "initiative_id", "vendor_id", "line", "kind")
REST = ("amount", "currency", "note", "reference", "quantity", "unit")
MOVES = ("month", *REST)
LONGEST = {"kind": 30, "reference": 120, "note": 300, "unit": 30}

Numbered = tuple[int, tuple[str, ...], CostLine]


def plan_actuals(sheet: Sheet, actor: Actor) -> MoneyPlan[CostLine]:
    """Judge every row; nothing is written."""
    rates = Rates.load()
    plan: MoneyPlan[CostLine] = MoneyPlan("actuals", sheet, stamp_of_actuals(), currency=rates.report)
    until, today = closed_until(), timezone.localdate()
    rows = list(_readable(sheet, actor, plan, rates, today))
    held = _held({row.month for _n, _raw, row in rows}, {row.reference for _n, _raw, row in rows if row.reference})
    for number, raw, row in _unknown(rows, held, plan):
        if is_closed(row.month, until):
            plan.refuse(
                number, raw, f"{row.month:%Y-%m} is closed (until {until}); book a correction in an open month."
            )
        elif row.reference and (old := _same_bill(row, held)) is not None:
            _change(number, raw, row, old, until, plan)
        else:
            _warn(number, row, held, plan)
            plan.new.append(row)
            plan.total += rates.convert(row.amount, row.currency, month_end(row.month)).amount
    return plan


def stamp_of_actuals() -> tuple[Any, ...]:
    """What must not have moved between judging a file and writing it."""
    rows = CostLine.objects.filter(retired_at=None)
    closings = ClosedPeriod.objects.aggregate(last=Max("updated_at"))["last"]
    return rows.count(), rows.aggregate(last=Max("updated_at"))["last"], closings


def _readable(sheet: Sheet, actor: Actor, plan: MoneyPlan[CostLine], rates: Rates, today: date) -> Iterable[Numbered]:
    places = Places.seen_by(actor, Right.IMPORT)
    for number, raw, cells in sheet.rows():
        try:
            yield number, raw, _row(cells, places, rates, sign=sheet.sign, today=today)
        except BadInput as fault:
            plan.refuse(number, raw, fault.message)


def _row(cells: dict[str, str], places: Places, rates: Rates, *, sign: str, today: date) -> CostLine:
    for name, most in LONGEST.items():
        if len(cells.get(name, "")) > most:
            raise BadInput(f"{name}: more than {most} signs.")
    use, work = places.use(cells.get("use", "")), places.initiative(cells.get("initiative", ""))
    row = CostLine(
        month=month_of(cells["month"]),
        department_id=places.department(cells.get("department", ""), use or work),
        use_case_id=use[0] if use else None,
        initiative_id=work[0] if work else None,
        vendor_id=places.vendor(cells.get("vendor", "")),
        line=line_of(cells["line"]),
        kind=cells.get("kind", "").casefold(),
        amount=amount_of(cells["amount"], sign=sign),
        currency=known_currency(cells.get("currency") or rates.report),
        source="file",
        note=cells.get("note", ""),
        reference=cells.get("reference", ""),
        quantity=amount_of(cells["quantity"], sign=sign) if cells.get("quantity") else None,
        unit=cells.get("unit", ""),
    )
    check_booking(row, rates, today)
    return row


def check_booking(row: CostLine, rates: Rates, today: date) -> None:
    """Raise ``BadInput`` for a booking of nothing, of a month to come, or in a currency without a rate."""
    if row.amount == 0:
        raise BadInput("The amount is zero: there is nothing to book.")
    if row.month > today:
        raise BadInput(f"{row.month:%Y-%m} has not begun: what is bound ahead is a commitment.")
    if row.month.year < 2000:
        raise BadInput(f"{row.month:%Y-%m} is too long ago to be meant.")
    rates.convert(row.amount, row.currency, month_end(row.month))


class Held:
    """What is on record in the months and under the references of a file."""

    def __init__(self, rows: Iterable[CostLine]) -> None:
        self.exact: Counter[tuple[Any, ...]] = Counter()
        self.at: dict[tuple[Any, ...], list[CostLine]] = defaultdict(list)
        self.bills: dict[tuple[Any, ...], list[CostLine]] = defaultdict(list)
        for row in rows:
            self.exact[_key(row, (*PLACE, *REST))] += 1
            self.at[_key(row, PLACE)].append(row)
            if row.reference:
                self.bills[_key(row, BILL)].append(row)


def _held(months: set[date], references: set[str]) -> Held:
    rows = CostLine.objects.filter(retired_at=None)
    found = {row.pk: row for row in rows.filter(month__in=months)} if months else {}
    for some in _chunks(sorted(references)):
        found |= {row.pk: row for row in rows.filter(reference__in=some)}
    return Held(found.values())


def _unknown(rows: list[Numbered], held: Held, plan: MoneyPlan[CostLine]) -> Iterable[Numbered]:
    """The rows that are not on record yet; the others are counted as unchanged."""
    left = Counter(held.exact)
    for number, raw, row in rows:
        key = _key(row, (*PLACE, *REST))
        if left[key]:
            left[key] -= 1
            plan.unchanged += 1
        else:
            yield number, raw, row


def _same_bill(row: CostLine, held: Held) -> CostLine | None:
    """The one booking on record of this bill in this place; None where there is none, or more than one."""
    bills = held.bills.get(_key(row, BILL), [])
    return bills.pop() if len(bills) == 1 else None


def _change(
    number: int, raw: tuple[str, ...], row: CostLine, old: CostLine, until: date | None, plan: MoneyPlan[CostLine]
) -> None:
    if is_closed(old.month, until):
        plan.refuse(number, raw, f"Bill {row.reference} is booked in {old.month:%Y-%m}, which is closed; correct it.")
        return
    plan.changed.append((old, {name: getattr(row, name) for name in MOVES}))


def _warn(number: int, row: CostLine, held: Held, plan: MoneyPlan[CostLine]) -> None:
    like = [one for one in held.at.get(_key(row, PLACE), []) if one.amount != row.amount]
    if like and not row.reference:
        told = f"{row.month:%Y-%m}: {like[0].amount:,.2f} {like[0].currency} stands there for the same thing already."
        plan.warnings.append((number, f"{told} If this replaces it, correct that booking instead."))


def _key(row: CostLine, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(_plain(getattr(row, name)) for name in names)


def _plain(value: Any) -> Any:
    return value.normalize() if isinstance(value, Decimal) else value


def _chunks(values: list[str], size: int = 500) -> Iterable[list[str]]:
    return (values[at : at + size] for at in range(0, len(values), size))
