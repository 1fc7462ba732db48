"""Which money is bound though not yet spent: by a contract, an order, an offer of work?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.approving import refuse_beyond_limit
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.currencies import convert, known_currency, report_currency
from opencaio.record.models import Commitment, Initiative, UseCase, Vendor
from opencaio.record.permissions import Actor, Right

Money = Annotated[Decimal, Field(gt=0, lt=10**14, allow_inf_nan=False, decimal_places=2)]
Days = Annotated[int, Field(ge=0, le=2000)]
LONGEST_YEARS = 15


class AddCommitment(Asked):
    """Money that is bound from a day to a day, in equal parts a day; ``amount`` is the whole of it.

    ``department`` none: shared by all. ``notice_days`` before its end somebody has to say whether it goes on.
    """

    title: str = Field(min_length=1, max_length=300)
    code: str | None = Field(None, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    department: str | None = None
    line: str = Field(pattern="^(capex|opex)$")
    amount: Money
    currency: str = ""
    starts_on: date
    ends_on: date
    vendor: str = ""
    use_case: str = ""
    initiative: str = ""
    notice_days: Days | None = None
    note: str = Field("", max_length=300)


class EditCommitment(Asked):
    """What changes about a commitment: the fields that are given."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=300)
    line: str | None = Field(None, pattern="^(capex|opex)$")
    amount: Money | None = None
    currency: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    vendor: str | None = None
    use_case: str | None = None
    initiative: str | None = None
    notice_days: Days | None = None
    note: str | None = Field(None, max_length=300)


class EndCommitment(Asked):
    """The last day on which a commitment binds, earlier than agreed, and why."""

    code: str
    version: int | None = None
    on: date
    reason: str = Field(min_length=1, max_length=300)


@action("commitments.add", right=Right.CREATE, words="Add a commitment")
def add(given: AddCommitment, change: Change) -> Commitment:
    """Bind money, up to one's approval limit."""
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    code = given.code or next_code(Commitment, "COM-")
    if Commitment._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    plain = given.model_dump(include={"title", "line", "amount", "starts_on", "ends_on", "notice_days", "note"})
    row = Commitment(code=code, department=home, currency=known_currency(given.currency or report_currency()), **plain)
    row.vendor, row.use_case = vendor_seen(given.vendor, change.actor), use_seen(given.use_case, change.actor)
    row.initiative = initiative_seen(given.initiative, change.actor)
    _check(row, change)
    change.say(f"Added the commitment {row.code} {row.title}: {row.amount:,.2f} {row.currency} until {row.ends_on}")
    _touch(row, change)
    return change.create(row)


@action("commitments.edit", right=Right.EDIT, words="Edit a commitment")
def edit(given: EditCommitment, change: Change) -> Commitment:
    """Change the given fields; a larger amount again needs a limit that reaches."""
    row = changeable(given.code, change)
    plain = {"title", "line", "amount", "starts_on", "ends_on", "note"}
    values: dict[str, Any] = given.model_dump(include=plain, exclude_none=True)
    if "notice_days" in given.model_fields_set:
        values["notice_days"] = given.notice_days
    if given.currency:
        values["currency"] = known_currency(given.currency)
    for name, seen in (("vendor", vendor_seen), ("use_case", use_seen), ("initiative", initiative_seen)):
        if getattr(given, name) is not None:
            values[name] = seen(getattr(given, name), change.actor)
    probe = Commitment(**{one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields})
    for name, value in values.items():
        setattr(probe, name, value)
    _check(probe, change, grown=probe.amount > row.amount or probe.currency != row.currency)
    change.say(f"Edited the commitment {row.code} {row.title}")
    _touch(row, change)
    return change.update(row, version=given.version, values=values)


@action("commitments.end", right=Right.EDIT, words="End a commitment early")
def end(given: EndCommitment, change: Change) -> Commitment:
    """From the day after, nothing more falls due; what the days before bound stays."""
    row = changeable(given.code, change)
    if row.ended_on is not None:
        raise Conflict(f"{row.code} was ended on {row.ended_on} already.")
    if not row.starts_on <= given.on <= row.ends_on:
        raise BadInput(f"{row.code} runs from {row.starts_on} to {row.ends_on}: {given.on} lies outside.")
    change.say(f"Ended the commitment {row.code} {row.title} on {given.on}: {given.reason}")
    _touch(row, change)
    return change.update(row, version=given.version, values={"ended_on": given.on, "ended_because": given.reason})


def changeable(code: str, change: Change) -> Commitment:
    """The commitment with this code, if the actor may see it and change what belongs to its department."""
    rows = Commitment.objects.select_related("department", "vendor", "use_case", "initiative")
    row = rows.filter(code__iexact=code, retired_at=None).first()
    if row is None or not (row.department_id is None or change.actor.may(Right.READ, row.department_id)):
        raise NotFound("There is no such commitment here, or you may not see it.")
    change.allow_part(row.department_id)
    return row


def vendor_seen(text: str, actor: Actor) -> Vendor | None:
    """The vendor with this code or name; None for an empty text. Raises ``NotFound``."""
    if not text:
        return None
    rows = Vendor.objects.filter(retired_at=None)
    row = rows.filter(code__iexact=text).first() or rows.filter(name__iexact=text).first()
    if row is None or not (row.department_id is None or actor.may(Right.READ, row.department_id)):
        raise NotFound(f"There is no supplier {text[:60]} here, or you may not see it.")
    return row


def use_seen(code: str, actor: Actor) -> UseCase | None:
    """The use with this code; None for an empty text. Raises ``NotFound``."""
    row = UseCase.objects.filter(code__iexact=code, retired_at=None).first() if code else None
    if code and (row is None or not actor.may(Right.READ, row.department_id)):
        raise NotFound(f"There is no use {code[:40]} here, or you may not see it.")
    return row


def initiative_seen(code: str, actor: Actor) -> Initiative | None:
    """The initiative with this code; None for an empty text. Raises ``NotFound``."""
    row = Initiative.objects.filter(code__iexact=code, retired_at=None).first() if code else None
    if code and (row is None or not actor.may(Right.READ, row.department_id)):
        raise NotFound(f"There is no initiative {code[:40]} here, or you may not see it.")
    return row


def _check(row: Commitment, change: Change, *, grown: bool = True) -> None:
    if row.ends_on < row.starts_on:
        raise BadInput(f"It ends on {row.ends_on}, before it starts on {row.starts_on}.")
    if row.ends_on.year - row.starts_on.year > LONGEST_YEARS:
        raise BadInput(f"From {row.starts_on} to {row.ends_on} is more than {LONGEST_YEARS} years. Check the days.")
    today = timezone.localdate(change.at)
    worth = convert(row.amount, row.currency, today).amount
    if grown:
        what = f"The commitment {row.code}"
        refuse_beyond_limit(change.actor, worth, today, what=what, right=change.right, department_id=row.department_id)


def _touch(row: Commitment, change: Change) -> None:
    """The entry stands in the history of what it is about."""
    for kind, key in (("usecase", row.use_case_id), ("initiative", row.initiative_id), ("vendor", row.vendor_id)):
        if key:
            change.touch(kind, key)
