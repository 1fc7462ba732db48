"""How is one booking entered by hand, put right, or taken out, in open months and in closed ones?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.commitments import initiative_seen, use_seen, vendor_seen
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.currencies import Rates, known_currency, report_currency
from opencaio.record.models import CostLine
from opencaio.record.money_files.actuals import check_booking
from opencaio.record.periods import closed_until, first_open_month, is_closed, refuse_closed
from opencaio.record.permissions import Right

Money = Annotated[Decimal, Field(gt=-(10**14), lt=10**14, allow_inf_nan=False, decimal_places=4)]
Quantity = Annotated[Decimal, Field(ge=0, lt=10**17, allow_inf_nan=False, decimal_places=6)]


class AddActual(Asked):
    """What was spent in a month on one thing; a credit is below zero. ``department`` none: shared by all.

    ``kind``: licence, usage, time, platform, staff, or a word of one's own; ``reference``: the bill's number.
    """

    month: date
    department: str | None = None
    line: str = Field(pattern="^(capex|opex)$")
    kind: str = Field("", max_length=30)
    use_case: str = ""
    initiative: str = ""
    vendor: str = ""
    amount: Money
    currency: str = ""
    reference: str = Field("", max_length=120)
    note: str = Field("", max_length=300)
    quantity: Quantity | None = None
    unit: str = Field("", max_length=30)


class CorrectActual(Asked):
    """A booking put right: the amount that is true (zero takes it out), or its kind, note, reference; and why.

    In closed books only the amount can be put right: the difference is booked in the first open month.
    """

    id: int
    version: int | None = None
    amount: Money | None = None
    kind: str | None = Field(None, max_length=30)
    note: str | None = Field(None, max_length=300)
    reference: str | None = Field(None, max_length=120)
    reason: str = Field(min_length=1, max_length=300)


@action("actuals.add", right=Right.CREATE, words="Book an actual")
def add(given: AddActual, change: Change) -> CostLine:
    """Book what was spent, in an open month."""
    home = department_seen(given.department, change.actor) if given.department else None
    use, work = use_seen(given.use_case, change.actor), initiative_seen(given.initiative, change.actor)
    change.allow_part(home.pk if home else None)
    row = CostLine(
        month=given.month.replace(day=1),
        department=home,
        use_case=use,
        initiative=work,
        vendor=vendor_seen(given.vendor, change.actor),
        currency=known_currency(given.currency or report_currency()),
        kind=given.kind.casefold(),
        source="hand",
        **{name: getattr(given, name) for name in ("line", "amount", "reference", "note", "quantity", "unit")},
    )
    refuse_closed(row.month, what=f"{row.month:%Y-%m}")
    check_booking(row, Rates.load(), timezone.localdate(change.at))
    change.say(f"Booked {row.amount:,.2f} {row.currency} in {row.month:%Y-%m} ({_about(row)})")
    _touch(row, change)
    return change.create(row)


@action("actuals.correct", right=Right.EDIT, words="Correct an actual")
def correct(given: CorrectActual, change: Change) -> CostLine:
    """Put a booking right where it stands while its month is open; else book the difference in an open month."""
    row = changeable(given.id, change)
    until = closed_until()
    if is_closed(row.month, until):
        return _book_difference(row, given, change, until)
    values: dict[str, Any] = given.model_dump(include={"kind", "note", "reference"}, exclude_none=True)
    if "kind" in values:
        values["kind"] = values["kind"].casefold()
    if given.amount is not None:
        # Its books were closed once: what was booked for it since then counts already.
        values["amount"] = given.amount - corrected_by(row)
    if values.get("amount") == 0:
        values = {"retired_at": change.at}
    if not values:
        raise BadInput("Say what is put right: the amount, the kind, the note or the reference.")
    change.say(f"Corrected the booking {row.pk} of {row.month:%Y-%m} ({_about(row)}): {given.reason}")
    _touch(row, change)
    return change.update(row, version=given.version, values=values)


def changeable(key: int, change: Change) -> CostLine:
    """The booking, if the actor may see it and change what belongs to its department."""
    rows = CostLine.objects.select_related("department", "use_case", "initiative", "vendor")
    row = rows.filter(pk=key, retired_at=None).first()
    if row is None or not (row.department_id is None or change.actor.may(Right.READ, row.department_id)):
        raise NotFound("There is no such booking here, or you may not see it.")
    change.allow_part(row.department_id)
    return row


def _book_difference(row: CostLine, given: CorrectActual, change: Change, until: date | None) -> CostLine:
    if given.amount is None or given.kind is not None or given.reference is not None:
        raise Refused(
            f"{row.month:%Y-%m} is closed (until {until}): only its amount can be put right, by a booking of the "
            "difference in an open month. Give the amount that is true."
        )
    difference = given.amount - row.amount - corrected_by(row)
    if not difference:
        raise Conflict(f"With its corrections this booking comes to {given.amount:,.2f} already.")
    copied = ("department_id", "initiative_id", "use_case_id", "vendor_id", "line", "kind", "currency", "reference")
    own = {name: getattr(row, name) for name in copied}
    month = first_open_month(until, timezone.localdate(change.at))
    note = f"Corrects booking {row.pk} of {row.month:%Y-%m}: {given.reason}"[:300]
    fresh = CostLine(**own, month=month, amount=difference, note=note, corrects=row, source="hand")
    check_booking(fresh, Rates.load(), max(timezone.localdate(change.at), month))
    change.say(
        f"Corrected the booking {row.pk} of {row.month:%Y-%m} by {difference:+,.2f} {row.currency} in {month:%Y-%m}: "
        f"{given.reason}"
    )
    _touch(fresh, change)
    return change.create(fresh)


def corrected_by(row: CostLine) -> Decimal:
    """What the bookings that correct this one, and those that correct them, come to in its currency."""
    return sum((one.amount + corrected_by(one) for one in row.corrections.filter(retired_at=None)), Decimal(0))


def _about(row: CostLine) -> str:
    """What a booking is on, in a word or two."""
    thing = row.use_case or row.initiative
    name = thing.code if thing else (row.department.name if row.department else "shared")
    return f"{row.kind or row.line} of {name}"


def _touch(row: CostLine, change: Change) -> None:
    """The entry stands in the history of what it is about."""
    for kind, key in (("usecase", row.use_case_id), ("initiative", row.initiative_id), ("vendor", row.vendor_id)):
        if key:
            change.touch(kind, key)
