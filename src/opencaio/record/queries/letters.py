"""Which letters wait, went out or were given up, and why?"""

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.letters import mail_is_on
from opencaio.record.models import Letter
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query


class ListLetters(Asked):
    """Letters that wait, failed for now, were given up or sent; empty for all."""

    state: str = Field("", pattern="^(waiting|failing|given_up|sent|)$")
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class LetterLine(BaseModel):
    """One letter on its way; what it says is for its reader alone."""

    id: int
    to: str
    kind: str
    subject: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    not_before: datetime | None
    tries: int
    last_fault: str


class LetterList(BaseModel):
    """The newest first. ``is_on`` is false when this site knows no server for mail."""

    rows: list[LetterLine]
    total: int
    page: int
    pages: int
    is_on: bool
    counts: dict[str, int]


STATES = {
    "waiting": Q(sent_at=None, given_up_at=None, last_fault=""),
    "failing": Q(sent_at=None, given_up_at=None) & ~Q(last_fault=""),
    "given_up": Q(given_up_at__isnull=False),
    "sent": Q(sent_at__isnull=False),
}


@query("letters.list", words="List letters", right=Right.SETTINGS)
def list_letters(given: ListLetters, actor: Actor) -> LetterList:
    """The outbox, for those who look after the site."""
    rows = _letters(given.state)
    start = (given.page - 1) * given.size
    shown = rows.select_related("to").order_by("-created_at", "-pk")[start : start + given.size]
    total = rows.count()
    counts = Letter.objects.aggregate(**{name: Count("pk", filter=which) for name, which in STATES.items()})
    return LetterList(
        rows=[_line(row) for row in shown],
        total=total,
        page=given.page,
        pages=max(1, -(-total // given.size)),
        is_on=mail_is_on(),
        counts=counts,
    )


def _letters(state: str) -> QuerySet[Letter]:
    return Letter.objects.filter(STATES[state]) if state else Letter.objects.all()


def _line(row: Letter) -> LetterLine:
    state = "sent" if row.sent_at else "given_up" if row.given_up_at else "failing" if row.last_fault else "waiting"
    same = ("kind", "subject", "created_at", "sent_at", "not_before", "tries", "last_fault")
    return LetterLine(id=row.pk, to=row.to.name, state=state, **{name: getattr(row, name) for name in same})
