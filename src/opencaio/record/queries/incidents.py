"""Which incidents are there, which clocks run, who was told, and what did each reporter report?"""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.packs.incidents import Pack, load_incidents
from opencaio.record.actions.registry import Asked
from opencaio.record.alarms import stage_of
from opencaio.record.clocks import LAPSED, value_words
from opencaio.record.history import words_seen
from opencaio.record.models import Clock, Incident, LedgerEntry, Person, Telling
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible

RUNNING = ("open", "contained")
HISTORY = 40


class ListIncidents(Asked):
    """Incidents by state (``running``: open or contained), of a use, of a gravity; ``q`` looks in code and words."""

    status: str = Field("", pattern="^(running|open|contained|closed|dismissed|)$")
    severity: str = Field("", pattern="^(low|medium|high|serious|none|)$")
    use_case: str = ""
    department: str = ""
    owner: str = Field("", pattern="^(me|none|[0-9]{0,12})$")
    q: str = ""
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class ShowIncident(Asked):
    """One incident, by its code."""

    code: str


class OwnReports(Asked):
    """What the asker reported himself."""

    size: int = Field(50, ge=1, le=500)


class ClockLine(BaseModel):
    """One clock: both ends, why, and whether it is met.

    ``stage``: ``met``, ``lapsed``, ``late``, ``soon`` (a quarter of the time is left) or ``runs``. ``seconds_left``
    counts to the strict end and is negative when it has passed.
    """

    id: int
    code: str
    title: str
    citation: str
    certainty: str
    weight: str
    addressee: str
    period: str
    stands: str
    stage: str
    lapsed_because: str
    starts_at: datetime
    strict_at: datetime | None
    lenient_at: datetime | None
    seconds_left: int | None
    strict_because: list[str]
    lenient_because: list[str]
    facts: list[list[str]]
    open: list[str]
    note: str
    binds_from: date | None
    report: str
    met_at: datetime | None
    met_words: str
    complete_at: datetime | None
    was_late: bool


class IncidentRow(BaseModel):
    """One incident in a list; ``next_clock`` is the clock that runs out first."""

    code: str
    title: str
    status: str
    severity: str
    may_be: str
    department: str
    use_case: str
    use_case_name: str
    use_words: str
    owner: str
    known_at: datetime
    closed_at: datetime | None
    people_affected: int | None
    clocks_running: int
    clocks_late: int
    next_clock: ClockLine | None


class IncidentList(BaseModel):
    """One page: those that are not over first, then the newest."""

    rows: list[IncidentRow]
    total: int
    page: int
    pages: int


class Question(BaseModel):
    """One question on gravity; ``answer`` null with an ``answered_at`` means “we do not know”."""

    key: str
    kind: str
    question: str
    help: str
    citation: str
    choices: list[list[str]]
    answer: Any
    answer_words: str
    origin: str
    answered_by: str
    answered_at: datetime | None


class ToldLine(BaseModel):
    """Someone who was told."""

    id: int
    clock: str
    who: str
    how: str
    note: str
    at: datetime
    is_complete: bool
    by: str


class ControlLine(BaseModel):
    """A control that the lesson made or changed."""

    code: str
    name: str
    status: str


class Past(BaseModel):
    """One entry of the ledger about this incident."""

    sequence: int
    at: datetime
    who: str
    words: str


class IncidentPage(BaseModel):
    """Everything about one incident."""

    id: int
    version: int
    code: str
    title: str
    description: str
    status: str
    severity: str
    may_be: str
    department_id: int | None
    department: str
    use_case: str
    use_case_name: str
    use_words: str
    use_suspended_at: datetime | None
    use_suspended_because: str
    system: str
    reported_by: str
    owner_id: int | None
    owner: str
    place: str
    happened_at: datetime | None
    known_at: datetime
    contained_at: datetime | None
    closed_at: datetime | None
    people_affected: int | None
    lesson: str
    controls: list[ControlLine]
    clocks: list[ClockLine]
    questions: list[Question]
    said: dict[str, str]
    told: list[ToldLine]
    history: list[Past]
    pack: str


class OwnReport(BaseModel):
    """A report of one's own, as far as whoever reported may follow it."""

    code: str
    title: str
    description: str
    use_words: str
    status: str
    known_at: datetime
    contained_at: datetime | None
    closed_at: datetime | None


class OwnReportList(BaseModel):
    """The newest first."""

    rows: list[OwnReport]


@query("incidents.list", words="List incidents")
def list_incidents(given: ListIncidents, actor: Actor) -> IncidentList:
    """The incidents of the departments that the asker may see."""
    rows = _asked(visible(Incident.objects.filter(retired_at=None), actor), given, actor)
    is_over = Case(When(status__in=RUNNING, then=Value(0)), default=Value(1), output_field=IntegerField())
    shown = rows.annotate(is_over=is_over).select_related("department", "use_case", "owner").prefetch_related("clocks")
    shown, start = shown.order_by("is_over", "-known_at", "pk"), (given.page - 1) * given.size
    now, total = timezone.now(), rows.count()
    lines = [_row(row, now) for row in shown[start : start + given.size]]
    return IncidentList(rows=lines, total=total, page=given.page, pages=max(1, -(-total // given.size)))


@query("incidents.show", words="Show one incident")
def show_incident(given: ShowIncident, actor: Actor) -> IncidentPage:
    """One incident with its clocks, questions and history; ``NotFound`` also for those the asker may not see."""
    rows = visible(Incident.objects.filter(retired_at=None), actor)
    near = rows.select_related("department", "use_case", "system", "owner", "reported_by")
    row = near.filter(code__iexact=given.code).first()
    if row is None:
        raise NotFound("There is no such incident here, or you may not see it.")
    return _page(row, actor, timezone.now())


@query("incidents.own", words="List one's own reports of incidents", right=Right.REPORT)
def own_reports(given: OwnReports, actor: Actor) -> OwnReportList:
    """What the asker reported; nothing of what others found out since."""
    rows = Incident.objects.filter(retired_at=None, reported_by=actor.person_id).exclude(reported_by=None)
    names = OwnReport.model_fields
    return OwnReportList(rows=[OwnReport(**{name: getattr(row, name) for name in names}) for row in rows[: given.size]])


def clock_line(row: Clock, now: datetime) -> ClockLine:
    """A clock as every face shows it."""
    stage = _stage(row, now)
    kept = row.reckoning
    left = None if row.strict_at is None else int((row.strict_at - now).total_seconds())
    named = {"strict_because", "lenient_because", "facts", "open", "note", "binds_from", "stage", "seconds_left"}
    return ClockLine(
        stage=stage,
        seconds_left=left if stage in {"runs", "soon", "late"} else None,
        strict_because=kept.get("strict", []),
        lenient_because=kept.get("lenient", []),
        facts=kept.get("facts", []),
        open=kept.get("open", []),
        note=kept.get("note", ""),
        binds_from=kept.get("binds_from") or None,
        was_late=bool(row.met_at and row.strict_at and row.met_at > row.strict_at),
        **{name: getattr(row, name) for name in ClockLine.model_fields if name not in named | {"was_late"}},
    )


def _stage(row: Clock, now: datetime) -> str:
    if row.met_at:
        return "met"
    return LAPSED if row.stands == LAPSED else stage_of(row, now) or "runs"


def _asked(rows: QuerySet[Incident], given: ListIncidents, actor: Actor) -> QuerySet[Incident]:
    if given.status:
        rows = rows.filter(status__in=RUNNING if given.status == "running" else (given.status,))
    if given.severity:
        rows = rows.filter(severity="" if given.severity == "none" else given.severity)
    if given.use_case:
        rows = rows.filter(use_case__code__iexact=given.use_case)
    if given.department:
        rows = rows.filter(department__code__iexact=given.department)
    if given.owner:
        owner = actor.person_id if given.owner == "me" else None if given.owner == "none" else int(given.owner)
        rows = rows.filter(owner=owner)
    words = Q(code__icontains=given.q) | Q(title__icontains=given.q) | Q(description__icontains=given.q)
    return rows.filter(words) if given.q else rows


def _row(row: Incident, now: datetime) -> IncidentRow:
    clocks = [clock_line(one, now) for one in row.clocks.all()] if row.status in RUNNING else []
    running = [one for one in clocks if one.seconds_left is not None]
    running.sort(key=lambda one: one.seconds_left or 0)
    plain = ("code", "title", "status", "severity", "may_be", "use_words", "known_at", "closed_at", "people_affected")
    return IncidentRow(
        department=row.department.name if row.department else "",
        use_case=row.use_case.code if row.use_case else "",
        use_case_name=row.use_case.name if row.use_case else "",
        owner=row.owner.name if row.owner else "",
        clocks_running=len(running),
        clocks_late=sum(one.stage == "late" for one in running),
        next_clock=running[0] if running else None,
        **{name: getattr(row, name) for name in plain},
    )


def _page(row: Incident, actor: Actor, now: datetime) -> IncidentPage:
    pack, use = load_incidents(), row.use_case
    plain = {one.name for one in Incident._meta.concrete_fields} & set(IncidentPage.model_fields)
    plain -= {"department", "use_case", "system", "owner", "reported_by"}
    return IncidentPage(
        department=row.department.name if row.department else "",
        use_case=use.code if use else "",
        use_case_name=use.name if use else "",
        use_suspended_at=use.suspended_at if use else None,
        use_suspended_because=use.suspended_because if use else "",
        system=row.system.name if row.system else "",
        reported_by=row.reported_by.name if row.reported_by else "",
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "",
        department_id=row.department_id,
        controls=_controls(row, actor),
        clocks=[clock_line(one, now) for one in row.clocks.all()],
        questions=_questions(row, pack),
        said={key: str(one.get("value") or "") for key, one in row.answers.items() if key not in pack.questions},
        told=[_told(one) for one in row.tellings.filter(retired_at=None).select_related("clock", "by")],
        history=_history(row, actor),
        pack=f"{pack.title}, version {pack.version}",
        **{name: getattr(row, name) for name in plain},
    )


def _controls(row: Incident, actor: Actor) -> list[ControlLine]:
    seen = (one for one in row.controls.all() if one.department_id is None or actor.may(Right.READ, one.department_id))
    return [ControlLine(code=one.code, name=one.name, status=one.status) for one in seen]


def _questions(row: Incident, pack: Pack) -> list[Question]:
    numbers = {one.get("by") for one in row.answers.values() if one.get("by")}
    names = dict(Person.objects.filter(pk__in=numbers).values_list("pk", "name"))
    return [_question(key, row.answers.get(key), pack, names) for key in pack.questions]


def _question(key: str, held: dict[str, Any] | None, pack: Pack, names: dict[int, str]) -> Question:
    fact, held = pack.questions[key], held or {}
    return Question(
        key=key,
        kind=fact.kind,
        question=fact.question,
        help=fact.help,
        citation=fact.citation,
        choices=[[one.code, one.words] for one in fact.values],
        answer=held.get("value"),
        answer_words=value_words(pack, key, held.get("value")) if held else "",
        origin=held.get("origin", ""),
        answered_by=names.get(held.get("by") or 0, ""),
        answered_at=held.get("at"),
    )


def _told(row: Telling) -> ToldLine:
    plain = ("id", "who", "how", "note", "at", "is_complete")
    return ToldLine(
        clock=row.clock.title if row.clock else "",
        by=row.by.name if row.by else "",
        **{name: getattr(row, name) for name in plain},
    )


def _history(row: Incident, actor: Actor) -> list[Past]:
    rows = LedgerEntry.objects.filter(subjects__kind="incident", subjects__key=row.pk).select_related("payload")
    entries = list(rows.order_by("-sequence")[:HISTORY])
    words = words_seen(entries, actor)
    people = dict(Person.objects.filter(pk__in={one.actor_id for one in entries}).values_list("pk", "name"))
    return [
        Past(sequence=one.sequence, at=one.at, who=people.get(one.actor_id or 0, ""), words=words[one.pk])
        for one in entries
    ]
