"""Which duties are there, whose are they, and which evidence lies beside them?"""

from datetime import date

from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Duty, Evidence
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible


class ListDuties(Asked):
    """Duties of a use case, of an owner (``me``, ``none`` or a number), of a state, due by a day."""

    use_case: str = ""
    owner: str = Field("", pattern="^(me|none|[0-9]{0,12})$")
    status: str = Field("open", pattern="^(open|done|)$")
    due_by: date | None = None
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class DutyRow(BaseModel):
    """One duty of one use."""

    id: int
    use_case: str
    use_case_name: str
    department: str
    regime: str
    code: str
    title: str
    citation: str
    certainty: str
    binds_from: date | None
    due_on: date | None
    owner: str
    status: str
    version: int


class DutyList(BaseModel):
    """One page of duties, the first due first."""

    rows: list[DutyRow]
    total: int
    page: int


class ListEvidence(Asked):
    """Evidence of one use case, or all that expires by a day; ``retired`` adds what no longer holds."""

    use_case: str = ""
    expires_by: date | None = None
    retired: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class EvidenceRow(BaseModel):
    """One piece of evidence; ``file_digest`` (SHA-256) is empty when it is a link or a note."""

    id: int
    use_case: str
    duty: int | None
    code: str
    title: str
    link: str
    note: str
    file_name: str
    file_digest: str
    file_size: int | None
    dated: date | None
    expires_on: date | None
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


@query("duties.list", words="List duties")
def list_duties(given: ListDuties, actor: Actor) -> DutyList:
    """The duties of the uses that the asker may see."""
    rows = visible(Duty.objects.filter(retired_at=None, use_case__retired_at=None), actor, by="use_case__department_id")
    if given.use_case:
        rows = rows.filter(use_case__code__iexact=given.use_case)
    if given.owner:
        rows = rows.filter(owner=_owner(given.owner, actor))
    if given.status:
        rows = rows.filter(status=given.status)
    if given.due_by:
        rows = rows.filter(due_on__lte=given.due_by)
    start = (given.page - 1) * given.size
    shown = rows.select_related("use_case__department", "owner").order_by("due_on", "code", "pk")
    lines = [_duty(row) for row in shown[start : start + given.size]]
    return DutyList(rows=lines, total=rows.count(), page=given.page)


@query("evidence.list", words="List evidence")
def list_evidence(given: ListEvidence, actor: Actor) -> EvidenceList:
    """The evidence of the uses that the asker may see."""
    rows = visible(Evidence.objects.select_related("use_case"), actor, by="use_case__department_id")
    if not given.retired:
        rows = rows.filter(retired_at=None)
    if given.use_case:
        rows = rows.filter(use_case__code__iexact=given.use_case)
    if given.expires_by:
        rows = rows.filter(expires_on__lte=given.expires_by)
    start = (given.page - 1) * given.size
    lines = [_evidence(row) for row in rows.order_by("-created_at", "-pk")[start : start + given.size]]
    return EvidenceList(rows=lines, total=rows.count(), page=given.page)


@query("evidence.show", words="Show one piece of evidence")
def show_evidence(given: ShowEvidence, actor: Actor) -> EvidenceRow:
    """One piece of evidence; its file is found by its digest (`opencaio.record.attachments`)."""
    rows = visible(Evidence.objects.select_related("use_case"), actor, by="use_case__department_id")
    row = rows.filter(pk=given.id).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    return _evidence(row)


def _owner(named: str, actor: Actor) -> int | None:
    if named.isdigit():
        return int(named)
    return actor.person_id if named == "me" else None


def _duty(row: Duty) -> DutyRow:
    named = {"use_case", "use_case_name", "department", "owner"}
    return DutyRow(
        use_case=row.use_case.code,
        use_case_name=row.use_case.name,
        department=row.use_case.department.name,
        owner=row.owner.name if row.owner else "",
        **{name: getattr(row, name) for name in DutyRow.model_fields if name not in named},
    )


def _evidence(row: Evidence) -> EvidenceRow:
    named = {"use_case", "duty", "is_retired"}
    return EvidenceRow(
        use_case=row.use_case.code,
        duty=row.duty_id,
        is_retired=row.retired_at is not None,
        **{name: getattr(row, name) for name in EvidenceRow.model_fields if name not in named},
    )
