"""Which evidence is there, what does it show, and until when does it hold?"""

from datetime import date
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.packs.evidence import load_kinds
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Evidence
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query


class ListEvidence(Asked):
    """Evidence of one use or one control, or all that expires by a day; ``retired`` adds what no longer holds."""

    use_case: str = ""
    control: str = ""
    kind: str = ""
    expires_by: date | None = None
    retired: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class EvidenceRow(BaseModel):
    """One piece of evidence; ``file_digest`` (SHA-256) is empty when it is a link or a note.

    ``state``: ``holds``, ``expired``, or ``retired``; ``shows`` the duties that were closed with it.
    """

    id: int
    use_case: str
    control: str
    kind: str
    duty: int | None
    shows: list[int]
    code: str
    title: str
    link: str
    note: str
    file_name: str
    file_digest: str
    file_size: int | None
    dated: date | None
    expires_on: date | None
    state: Literal["holds", "expired", "retired"]
    version: int
    is_retired: bool


class EvidenceList(BaseModel):
    """One page of evidence, the newest first."""

    rows: list[EvidenceRow]
    total: int
    page: int


class ShowEvidence(Asked):
    """One piece of evidence, by its number."""

    id: int


class KindsAsked(Asked):
    """Nothing to ask with: the list is the same for all."""


class KindRow(BaseModel):
    """A kind of evidence; ``months``: how long a piece usually holds, None when it does not grow old."""

    code: str
    title: str
    plain: str
    months: int | None


class KindList(BaseModel):
    """Every kind of evidence, in the order in which to offer them."""

    rows: list[KindRow]
    total: int


@query("evidence.list", words="List evidence")
def list_evidence(given: ListEvidence, actor: Actor) -> EvidenceList:
    """The evidence of the uses that the asker may see, and of the controls that he shares."""
    rows = evidence_seen(actor)
    if not given.retired:
        rows = rows.filter(retired_at=None)
    if given.use_case:
        rows = rows.filter(use_case__code__iexact=given.use_case)
    if given.control:
        rows = rows.filter(control__code__iexact=given.control)
    if given.kind:
        rows = rows.filter(kind=given.kind)
    if given.expires_by:
        rows = rows.filter(expires_on__lte=given.expires_by)
    start, today = (given.page - 1) * given.size, timezone.localdate()
    shown = rows.order_by("-created_at", "-pk").prefetch_related("shows")[start : start + given.size]
    return EvidenceList(rows=[_row(one, today) for one in shown], total=rows.count(), page=given.page)


@query("evidence.show", words="Show one piece of evidence")
def show_evidence(given: ShowEvidence, actor: Actor) -> EvidenceRow:
    """One piece of evidence; its file is found by its digest (`opencaio.record.attachments`)."""
    row = evidence_seen(actor).filter(pk=given.id).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    return _row(row, timezone.localdate())


@query("evidence.kinds", words="List the kinds of evidence")
def list_kinds(given: KindsAsked, actor: Actor) -> KindList:
    """What evidence can be, in plain words."""
    rows = [
        KindRow(code=one.code, title=one.title, plain=one.plain, months=one.months) for one in load_kinds().values()
    ]
    return KindList(rows=rows, total=len(rows))


def evidence_seen(actor: Actor) -> QuerySet[Evidence]:
    """Evidence of what the actor may read: uses of his departments, controls of these and those of everybody."""
    rows = Evidence.objects.select_related("use_case", "control")
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return rows
    shared = Q(control__isnull=False, control__department=None)
    return rows.filter(Q(use_case__department_id__in=scope) | Q(control__department_id__in=scope) | shared)


def _row(row: Evidence, today: date) -> EvidenceRow:
    named = {"use_case", "control", "duty", "shows", "state", "is_retired"}
    ended = row.expires_on is not None and row.expires_on < today
    return EvidenceRow(
        use_case=row.use_case.code if row.use_case else "",
        control=row.control.code if row.control else "",
        duty=row.duty_id,
        shows=[one.pk for one in row.shows.all()],
        state="retired" if row.retired_at else "expired" if ended else "holds",
        is_retired=row.retired_at is not None,
        **{name: getattr(row, name) for name in EvidenceRow.model_fields if name not in named},
    )
