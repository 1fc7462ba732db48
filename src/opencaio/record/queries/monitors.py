"""What watches over the uses that run, what did each show last, and what waits for an answer?"""

from datetime import date

from django.db.models import Q
from pydantic import BaseModel, Field

from opencaio.record.actions.monitors import seen_monitors
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Monitor, MonitorReading
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query
from opencaio.record.watching import limits_of

READINGS = 24


class ListMonitors(Asked):
    """Monitors of a use, of a kind, or whose last reading has a verdict; ``mine``: that I look after."""

    use_case: str = ""
    kind: str = Field("", max_length=12)
    verdict: str = Field("", pattern="^(ok|warn|act|unknown)?$")
    mine: bool = False


class ReadingRow(BaseModel):
    """One reading: a figure (None: nothing could be told), its verdict and why."""

    first_day: date
    last_day: date
    figure: float | None
    verdict: str
    words: str
    answer: str
    answered_by: str


class MonitorRow(BaseModel):
    """One monitor with its limits and its readings, the newest first."""

    code: str
    use_case: str
    use_case_name: str
    department: str
    kind: str
    kind_name: str
    column: str
    warn_at: float
    act_at: float
    owner: str
    readings: list[ReadingRow]
    verdict: str
    waits: bool
    may_edit: bool


class MonitorList(BaseModel):
    """The monitors that the asker may see; those that ask for something first."""

    rows: list[MonitorRow]
    waiting: int


ORDER = {"act": 0, "warn": 1, "unknown": 2, "ok": 3, "": 4}


@query("monitors.list", words="List what watches over uses that run")
def list_monitors(given: ListMonitors, actor: Actor) -> MonitorList:
    """Every monitor with its readings."""
    rows = seen_monitors(actor).prefetch_related("readings__answered_by")
    rows = rows.filter(use_case__code__iexact=given.use_case) if given.use_case else rows
    rows = rows.filter(kind=given.kind) if given.kind else rows
    rows = rows.filter(_of_mine(actor)) if given.mine else rows
    found = [one for row in rows if (one := _row(row, actor)).verdict == given.verdict or not given.verdict]
    found.sort(key=lambda one: (not one.waits, ORDER[one.verdict], one.use_case, one.code))
    return MonitorList(rows=found, waiting=sum(one.waits for one in found))


def _of_mine(actor: Actor) -> Q:
    """Who looks after a monitor: its owner, or where it has none the owner of the use."""
    return Q(owner=actor.person_id) | Q(owner=None, use_case__owner=actor.person_id)


def _row(row: Monitor, actor: Actor) -> MonitorRow:
    readings = sorted(row.readings.all(), key=lambda one: one.last_day, reverse=True)[:READINGS]
    last = readings[0] if readings else None
    warn, act = limits_of(row)
    return MonitorRow(
        code=row.code, use_case=row.use_case.code, use_case_name=row.use_case.name,
        department=row.use_case.department.name, kind=row.kind, kind_name=row.get_kind_display(),
        column=row.metric.name if row.metric else str(row.settings.get("column", "")), warn_at=warn, act_at=act,
        owner=row.owner.name if row.owner else "", readings=[_reading(one) for one in readings],
        verdict=last.verdict if last else "", waits=last is not None and last.verdict == "act" and not last.answer,
        may_edit=actor.may(Right.EDIT, row.use_case.department_id),
    )  # fmt: skip


def _reading(one: MonitorReading) -> ReadingRow:
    return ReadingRow(
        first_day=one.first_day, last_day=one.last_day, figure=one.figure, verdict=one.verdict,
        words=str(one.because.get("words", "")), answer=one.answer,
        answered_by=one.answered_by.name if one.answered_by else "",
    )  # fmt: skip
