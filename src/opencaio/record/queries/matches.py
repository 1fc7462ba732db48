"""Which pairs of uses may be one, and what was said of those that somebody looked at?"""

from datetime import datetime

from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.models import OpenMatch, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible


class ListMatches(Asked):
    """Open pairs, or (``answered``) those that somebody has answered."""

    answered: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(25, ge=1, le=500)


class MatchSide(BaseModel):
    """One of the two uses."""

    code: str
    name: str
    purpose: str
    department: str
    stage: str
    external_id: str
    format_id: str


class MatchLine(BaseModel):
    """Two uses that may be one; ``score`` is out of 100."""

    id: int
    kind: str
    score: int
    reason: str
    newer: MatchSide
    older: MatchSide
    answer: str
    answered_at: datetime | None
    answered_by: str


class MatchList(BaseModel):
    """One page of pairs: open ones the most alike first, answered ones the newest first."""

    rows: list[MatchLine]
    total: int
    page: int
    pages: int


@query("matches.list", words="List pairs of uses that may be one")
def list_matches(given: ListMatches, actor: Actor) -> MatchList:
    """Pairs of which the asker may see both."""
    rows = visible(OpenMatch.objects.all(), actor, by="use_case__department_id")
    rows = visible(rows, actor, by="other__department_id")
    rows = rows.exclude(answer="").order_by("-answered_at") if given.answered else rows.filter(answer="")
    if not given.answered:
        rows = rows.order_by("-score", "pk")
    start, total = (given.page - 1) * given.size, rows.count()
    shown = rows.select_related("use_case__department", "other__department", "answered_by")
    return MatchList(
        rows=[_line(row) for row in shown[start : start + given.size]],
        total=total,
        page=given.page,
        pages=max(1, -(-total // given.size)),
    )


def _line(row: OpenMatch) -> MatchLine:
    return MatchLine(
        id=row.pk,
        kind=row.kind,
        score=round(row.score if row.score > 1 else row.score * 100),
        reason=row.reason,
        newer=_side(row.use_case),
        older=_side(row.other),
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by.name if row.answered_by else "",
    )


def _side(row: UseCase) -> MatchSide:
    copied = ("code", "name", "purpose", "stage", "external_id", "format_id")
    return MatchSide(department=row.department.name, **{name: getattr(row, name) for name in copied})
