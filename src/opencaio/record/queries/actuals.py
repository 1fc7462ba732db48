"""What was booked, from which file, and what is bound?"""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.budget import part_within
from opencaio.record.actions.registry import Asked
from opencaio.record.budgeting.loading import booked_through, bound_of
from opencaio.record.currencies import Rates
from opencaio.record.models import Commitment, CostBatch, CostLine
from opencaio.record.periods import closed_until, is_closed, month_end
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import SomeRow, query, visible_or_shared
from opencaio.record.scopes import department_of

SHARED = "none"


class ListActuals(Asked):
    """Bookings of a year, a department (``none``: shared) with those below, a line, kind, use, initiative, supplier,
    from one import (its number), or that hold ``q`` in note or reference."""

    id: int | None = Field(None, ge=1)
    year: int | None = Field(None, ge=2000, le=2100)
    month: date | None = None
    department: str = ""
    line: str = Field("", pattern="^(capex|opex)?$")
    kind: str = Field("", max_length=30)
    use_case: str = ""
    initiative: str = ""
    vendor: str = ""
    batch: int | None = None
    q: str = Field("", max_length=120)
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=5000)


class ActualRow(BaseModel):
    """One booking; ``worth`` is its amount in the report currency by the rate of ``rate_on``."""

    id: int
    month: date
    department: str
    department_code: str
    line: str
    kind: str
    use_case: str
    initiative: str
    vendor: str
    amount: Decimal
    currency: str
    worth: Decimal | None
    rate: Decimal | None
    rate_on: date | None
    rate_source: str
    reference: str
    quantity: Decimal | None
    unit: str
    note: str
    source: str
    batch: str
    corrects: int | None
    is_closed: bool
    version: int


class ActualList(BaseModel):
    """One page of bookings; ``worth`` sums all that the filters let through, in the report currency."""

    rows: list[ActualRow]
    total: int
    page: int
    pages: int
    worth: Decimal
    currency: str
    closed_until: date | None


class AskBatches(Asked):
    """No filter: the imports of money, the newest first."""


class BatchRow(BaseModel):
    """One import: how many of its bookings stand, and whether it was taken back."""

    id: int
    kind: str
    file_name: str
    imported_at: date
    by: str
    read: int
    created: int
    changed: int
    unchanged: int
    refused: int
    standing: int
    reversed_on: date | None
    reason: str
    refusals: bool
    sha256: str


class BatchList(BaseModel):
    """The imports of which the asker may see at least one booking."""

    rows: list[BatchRow]


class ListCommitments(Asked):
    """Commitments of a department (``none``: shared), supplier, use or initiative; ``open`` only those still running.

    ``days``: only those that end, or whose notice has to be given, within so many days.
    """

    department: str = ""
    vendor: str = ""
    use_case: str = ""
    initiative: str = ""
    open: bool = True
    days: int | None = Field(None, ge=0, le=4000)


class CommitmentRow(BaseModel):
    """One commitment: ``left`` is what falls due after the last booked month, in the report currency."""

    code: str
    title: str
    department: str
    department_code: str
    vendor: str
    use_case: str
    initiative: str
    line: str
    amount: Decimal
    currency: str
    worth: Decimal | None
    left: Decimal | None
    starts_on: date
    ends_on: date
    ended_on: date | None
    ended_because: str
    notice_days: int | None
    notice_by: date | None
    days_to_notice: int | None
    days_left: int
    note: str
    version: int


class CommitmentList(BaseModel):
    """Commitments, the first to end first."""

    rows: list[CommitmentRow]
    currency: str
    left: Decimal


@query("actuals.list", words="List bookings")
def list_actuals(given: ListActuals, actor: Actor) -> ActualList:
    """One page of bookings, the newest month first."""
    rows = _filtered(given, actor)
    total, start = rows.count(), (given.page - 1) * given.size
    rates, until = Rates.load(), closed_until()
    shown = rows.select_related("department", "use_case", "initiative", "vendor")[start : start + given.size]
    return ActualList(
        rows=[_actual(row, rates, until) for row in shown],
        total=total,
        page=given.page,
        pages=max(1, -(-total // given.size)),
        worth=_worth(rows, rates),
        currency=rates.report,
        closed_until=until,
    )


@query("actuals.batches", words="List imports of money")
def batches(given: AskBatches, actor: Actor) -> BatchList:
    """Imports of actuals of which one may see a booking; those of budgets and rates for whoever sees everything."""
    seen = visible_or_shared(CostLine.objects.exclude(batch=""), actor)
    counted = seen.order_by().values_list("batch").annotate(n=Count("pk", filter=Q(retired_at=None)))
    standing = {int(batch): count for batch, count in counted if batch.isdigit()}
    rows = CostBatch.objects.select_related("by")
    everything = actor.may(Right.READ, None)
    shown = [one for one in rows if one.pk in standing or everything]
    return BatchList(rows=[_batch(one, standing.get(one.pk, 0)) for one in shown])


@query("commitments.list", words="List commitments")
def list_commitments(given: ListCommitments, actor: Actor) -> CommitmentList:
    """Commitments that the asker may see."""
    today = timezone.localdate()
    rows = visible_or_shared(Commitment.objects.filter(retired_at=None), actor)
    rows = _placed(rows, given, actor).select_related("department", "vendor", "use_case", "initiative")
    rates, through = Rates.load(), booked_through(today)
    found = sorted((_commitment(row, rates, today, through) for row in rows), key=lambda one: (_end(one), one.code))
    if given.open:
        found = [one for one in found if _end(one) >= today]
    if given.days is not None:
        found = [one for one in found if min(one.days_left, _or(one.days_to_notice, one.days_left)) <= given.days]
    return CommitmentList(
        rows=found, currency=rates.report, left=sum((one.left or Decimal(0) for one in found), Decimal(0))
    )


def _filtered(given: ListActuals, actor: Actor) -> QuerySet[CostLine]:
    rows = visible_or_shared(CostLine.objects.filter(retired_at=None), actor)
    rows = _placed(rows, given, actor)
    if given.id is not None:
        rows = rows.filter(pk=given.id)
    if given.year:
        rows = rows.filter(month__year=given.year)
    if given.month:
        rows = rows.filter(month=given.month.replace(day=1))
    for name in ("line", "kind"):
        rows = rows.filter(**{name: getattr(given, name)}) if getattr(given, name) else rows
    if given.batch is not None:
        rows = rows.filter(batch=str(given.batch))
    if given.q:
        rows = rows.filter(Q(note__icontains=given.q) | Q(reference__icontains=given.q))
    return rows.order_by("-month", "department__name", "line", "kind", "pk")


def _placed(rows: QuerySet[SomeRow], given: ListActuals | ListCommitments, actor: Actor) -> QuerySet[SomeRow]:
    if given.department == SHARED:
        rows = rows.filter(department=None)
    elif place := department_of(given.department, actor):
        rows = rows.filter(department__path__startswith=place.path)
    for name in ("use_case", "initiative", "vendor"):
        code = getattr(given, name)
        rows = rows.filter(**{f"{name}__code__iexact": code}) if code else rows
    return rows


def _actual(row: CostLine, rates: Rates, until: date | None) -> ActualRow:
    worth = rates.find(row.amount, row.currency, month_end(row.month))
    plain = (
        *("month", "line", "kind", "amount", "currency", "reference", "quantity", "unit", "note", "source", "batch"),
        "version",
    )
    return ActualRow(
        id=row.pk,
        department=row.department.name if row.department else "",
        department_code=row.department.code if row.department else "",
        use_case=row.use_case.code if row.use_case else "",
        initiative=row.initiative.code if row.initiative else "",
        vendor=row.vendor.name if row.vendor else "",
        worth=worth.amount if worth else None,
        rate=worth.rate if worth else None,
        rate_on=worth.rate_on if worth else None,
        rate_source=worth.source if worth else "",
        corrects=row.corrects_id,
        is_closed=is_closed(row.month, until),
        **{name: getattr(row, name) for name in plain},
    )


def _worth(rows: QuerySet[CostLine], rates: Rates) -> Decimal:
    found = Decimal(0)
    for month, amount, currency in rows.order_by().values_list("month", "amount", "currency").iterator():
        worth = rates.find(amount, currency, month_end(month))
        found += worth.amount if worth else 0
    return found


def _batch(row: CostBatch, standing: int) -> BatchRow:
    plain = ("kind", "file_name", "read", "created", "changed", "unchanged", "refused", "reason", "sha256")
    return BatchRow(
        id=row.pk,
        imported_at=timezone.localdate(row.created_at),
        by=row.by.name if row.by else "",
        standing=standing,
        reversed_on=timezone.localdate(row.retired_at) if row.retired_at else None,
        refusals=bool(row.refusals_path),
        **{name: getattr(row, name) for name in plain},
    )


def _commitment(row: Commitment, rates: Rates, today: date, through: date) -> CommitmentRow:
    bound = bound_of(row, rates, today)
    end = row.ended_on or row.ends_on
    notice = date.fromordinal(end.toordinal() - row.notice_days) if row.notice_days and not row.ended_on else None
    left = (
        part_within(bound, max(bound.starts, date.fromordinal(through.toordinal() + 1)), bound.ends) if bound else None
    )
    plain = (
        *("code", "title", "line", "amount", "currency", "starts_on", "ends_on", "ended_on", "ended_because"),
        *("notice_days", "note", "version"),
    )
    return CommitmentRow(
        department=row.department.name if row.department else "",
        department_code=row.department.code if row.department else "",
        vendor=row.vendor.name if row.vendor else "",
        use_case=row.use_case.code if row.use_case else "",
        initiative=row.initiative.code if row.initiative else "",
        worth=bound.amount if bound else None,
        left=left,
        notice_by=notice,
        days_to_notice=(notice - today).days if notice and notice >= today else None,
        days_left=(end - today).days,
        **{name: getattr(row, name) for name in plain},
    )


def _end(row: CommitmentRow) -> date:
    return row.ended_on or row.ends_on


def _or(value: int | None, other: int) -> int:
    return other if value is None else value
