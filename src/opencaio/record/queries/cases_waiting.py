"""Which business cases wait for me: those I may answer, and mine that came back?"""

from datetime import date

from django.db.models import Q
from pydantic import BaseModel

from opencaio.record.actions.registry import Asked
from opencaio.record.currencies import report_currency
from opencaio.record.models import BusinessCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query


class WaitingCases(Asked):
    """Nothing is asked: the answer is about whoever asks."""


class WaitingCase(BaseModel):
    """A case that waits; ``p50`` as handed in, in whole units of ``currency``."""

    initiative: str
    name: str
    department: str
    status: str
    submitted_by: str
    submitted_on: date | None
    answer: str
    p50: int | None
    spend: int | None
    currency: str


class WaitingCaseList(BaseModel):
    """Cases that wait, those handed in longest ago first."""

    rows: list[WaitingCase]


@query("cases.waiting", words="Business cases that wait for me")
def waiting(given: WaitingCases, actor: Actor) -> WaitingCaseList:
    """Cases handed in where the asker may decide, and cases of his own that were sent back."""
    deciding, reading = actor.scope(Right.DECIDE), actor.scope(Right.READ)
    handed_in = Q(status="submitted")
    if deciding is not EVERYWHERE:
        handed_in &= Q(initiative__department__in=deciding)
    back = Q(status="sent_back", owner=actor.person_id) if actor.person_id else Q(pk=None)
    rows = BusinessCase.objects.filter(handed_in | back, retired_at=None, initiative__retired_at=None)
    if reading is not EVERYWHERE:
        rows = rows.filter(initiative__department__in=reading)
    rows = rows.select_related("initiative__department", "submitted_by").order_by("submitted_on", "pk")
    report = report_currency()
    return WaitingCaseList(rows=[_line(one, report) for one in rows])


def _line(row: BusinessCase, report: str) -> WaitingCase:
    held = row.valuation
    return WaitingCase(
        initiative=row.initiative.code,
        name=row.initiative.name,
        department=row.initiative.department.name,
        status=row.status,
        submitted_by=row.submitted_by.name if row.submitted_by else "",
        submitted_on=row.submitted_on,
        answer=row.answer,
        p50=held.get("p50"),
        spend=held.get("spend"),
        currency=held.get("report_currency") or report,
    )
