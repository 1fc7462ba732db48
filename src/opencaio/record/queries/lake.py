"""What is in the lake: which batches, of what, since when, with which faults, and how fresh is it?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet, Sum
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.lake.facts import FACTS
from opencaio.record.actions.registry import Asked
from opencaio.record.models import LakeBatch, LakeFile, Retention
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible


class ListBatches(Asked):
    """Batches of a fact, in a state (live without one; ``all``: in any), whose name holds ``q``."""

    fact: str = Field("", pattern="^(cost|usage|decisions|kpi)?$")
    status: str = Field("", pattern="^(live|replaced|withdrawn|merged|expired|all)?$")
    q: str = Field("", max_length=200)
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class ShowBatch(Asked):
    """One batch, by its number."""

    batch: int


class AskState(Asked):
    """No filter: how full and how fresh the lake is."""


class BatchLine(BaseModel):
    """One batch: what was ``read``, how many ``rows`` count, were ``repeated`` or ``refused``."""

    id: int
    fact: str
    origin: str
    name: str
    key: str
    status: str
    read: int
    rows: int
    repeated: int
    refused: int
    first_day: date | None
    last_day: date | None
    live_from: datetime | None
    live_until: datetime | None
    replaced_by: int | None
    department: str
    by: str
    reason: str


class BatchList(BaseModel):
    """One page of batches, the newest first."""

    rows: list[BatchLine]
    total: int
    page: int
    pages: int


class FaultRow(BaseModel):
    """A rule that rows of a bill break, in words; ``rows``: the first, in ``file`` where the bill has several."""

    rule: str
    words: str
    column: str
    count: int
    refuses: bool
    rows: list[int]
    file: str = ""


class RefusedRow(BaseModel):
    """A row that does not count (of a stream, its part and place: ``0/17``), the column and why."""

    row: int | str
    column: str
    why: str


class BillTotal(BaseModel):
    """What a bill comes to in one currency, to the last decimal."""

    currency: str
    rows: int
    billed: Decimal
    effective: Decimal
    list: Decimal
    contracted: Decimal


class BatchPage(BatchLine):
    """One batch with its files and what was wrong with its rows.

    ``moved``: of the repeated rows, those whose event is in the lake on another day. ``unknown_uses``: codes in its
    rows that no use on record has.
    """

    sha256: str
    files: int
    bytes: int
    moved: int
    unknown_uses: list[str]
    faults: list[FaultRow]
    refusals: list[RefusedRow]
    totals: list[BillTotal]
    may_withdraw: bool


class FactState(BaseModel):
    """One fact: rows and days that count, and how old the newest day is (days)."""

    fact: str
    title: str
    batches: int
    rows: int
    files: int
    bytes: int
    first_day: date | None
    last_day: date | None
    days_old: int | None
    keep_days: int | None


class LakeState(BaseModel):
    """All facts, with rows of everything that the asker may see."""

    facts: list[FactState]
    bytes: int


@query("lake.batches", words="List what came into the lake")
def list_batches(given: ListBatches, actor: Actor) -> BatchList:
    """The batches of the departments that the asker may see; those of several need a role over everything."""
    rows = _seen(actor).filter(name__icontains=given.q).order_by("-pk")
    rows = rows.filter(fact=given.fact) if given.fact else rows
    rows = rows if given.status == "all" else rows.filter(status=given.status or "live")
    total, start = rows.count(), (given.page - 1) * given.size
    return BatchList(
        rows=[BatchLine(**_line(row)) for row in rows[start : start + given.size]],
        total=total,
        page=given.page,
        pages=max(1, -(-total // given.size)),
    )


@query("lake.batch", words="Show what came into the lake at once")
def show_batch(given: ShowBatch, actor: Actor) -> BatchPage:
    """One batch with its faults by rule and row."""
    row = _seen(actor).filter(pk=given.batch).first()
    if row is None:
        raise NotFound(f"There is no batch {given.batch}, or you may not see it.")
    held = LakeFile.objects.filter(batch=row, edition=row.edition).aggregate(files=Count("pk"), bytes=Sum("bytes"))
    return BatchPage(
        **_line(row),
        sha256=row.sha256,
        files=held["files"],
        bytes=held["bytes"] or 0,
        moved=row.faults.get("moved", 0),
        unknown_uses=row.faults.get("unknown_uses", []),
        faults=_faults(row.faults),
        refusals=[RefusedRow(row=at, column=column, why=why) for at, column, why in row.faults.get("refused", [])],
        totals=[BillTotal.model_validate(one) for one in row.faults.get("totals", [])],
        may_withdraw=actor.may(Right.IMPORT, row.department_id),
    )


@query("lake.state", words="How full and how fresh the lake is")
def lake_state(given: AskState, actor: Actor) -> LakeState:
    """Rows, days and bytes by fact."""
    today, kept = timezone.localdate(), dict(Retention.objects.filter(retired_at=None).values_list("fact", "days"))
    held = LakeFile.objects.filter(batch__in=_seen(actor).filter(status="live"), edition=F("batch__edition"))
    by_fact: dict[str, dict[str, Any]] = {
        one["batch__fact"]: dict(one)
        for one in held.values("batch__fact").annotate(
            batches=Count("batch", distinct=True), rows_=Sum("rows"), files=Count("pk"), size=Sum("bytes"),
            first=Min("day"), last=Max("day"),
        )
    }  # fmt: skip
    facts = [_state(name, by_fact.get(name, {}), today, kept.get(name)) for name in FACTS]
    return LakeState(facts=facts, bytes=sum(one.bytes for one in facts))


def _seen(actor: Actor) -> QuerySet[LakeBatch]:
    return visible(LakeBatch.objects.select_related("department", "by"), actor)


def _line(row: LakeBatch) -> dict[str, Any]:
    plain = (
        "fact", "origin", "name", "key", "status", "read", "rows", "repeated", "refused",
        "first_day", "last_day", "live_from", "live_until", "reason",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk,
        "replaced_by": row.replaced_by_id,
        "department": row.department.name if row.department else "",
        "by": row.by.name if row.by else "",
    }


def _faults(kept: dict[str, Any]) -> list[FaultRow]:
    if not kept.get("faults"):
        return []
    from opencaio.lake.focus import RULES

    return [
        FaultRow(**one, words=RULES[one["rule"]].words, refuses=RULES[one["rule"]].refuses)
        for one in kept["faults"].values()
    ]


def _state(name: str, held: dict[str, Any], today: date, keep_days: int | None) -> FactState:
    last = held.get("last")
    return FactState(
        fact=name,
        title=FACTS[name].title,
        batches=held.get("batches", 0),
        rows=held.get("rows_") or 0,
        files=held.get("files", 0),
        bytes=held.get("size") or 0,
        first_day=held.get("first"),
        last_day=last,
        days_old=(today - last).days if last else None,
        keep_days=keep_days,
    )
