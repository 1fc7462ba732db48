"""When is each task of an initiative done, by whom, what holds up the end, and what slips if somebody leaves?"""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.scheduling import Placed, Slip, without
from opencaio.engines.scheduling.slack import with_slack
from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.people import may_see_person
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Absence, Initiative, Person, WorkTask
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.timetables import Timetable, timetable

#: A page waits for this: less than a schedule that is kept may take.
WORK = 3.0


class TasksOf(Asked):
    """The tasks of an initiative, by its code."""

    initiative: str


class WithoutPerson(Asked):
    """What slips when this person leaves before a day (today, unless said)."""

    initiative: str
    person: int
    on: date | None = None


class ListAbsences(Asked):
    """Absences that end on a day or later (today, unless said)."""

    until_after: date | None = None
    size: int = Field(200, ge=1, le=1000)


class TaskLine(BaseModel):
    """One task; ``slack`` in working days, none while it has no dates."""

    code: str
    name: str
    days: int
    after: list[str]
    skill: str
    skill_name: str
    level: int
    person_id: int | None
    person: str
    is_person_fixed: bool
    is_pinned: bool
    earliest: date | None
    due_on: date | None
    starts_on: date | None
    ends_on: date | None
    done: Decimal
    late: int
    slack: int | None
    version: int


class TaskList(BaseModel):
    """All tasks of an initiative, in the order of their days; ``moved``: something changed since they were placed."""

    initiative: str
    rows: list[TaskLine]
    starts_on: date | None
    ends_on: date | None
    placed: int
    late: int
    may_edit: bool
    trouble: str


class SlippedTask(BaseModel):
    """One task before and after."""

    code: str
    name: str
    was_person: str
    now_person: str
    was_end: date
    now_end: date
    days: int


class Slipping(BaseModel):
    """What changes when somebody leaves; ``days`` none: it cannot be finished, ``nobody`` names why."""

    initiative: str
    person: str
    on: date
    days: int | None
    was_end: date | None
    now_end: date | None
    rows: list[SlippedTask]
    nobody: list[str]


class AbsenceLine(BaseModel):
    """When somebody is away."""

    id: int
    person_id: int
    person: str
    starts_on: date
    ends_on: date
    why: str


class AbsenceList(BaseModel):
    """Absences, by day."""

    rows: list[AbsenceLine]


@query("tasks.of_initiative", words="Show the tasks of an initiative")
def of_initiative(given: TasksOf, actor: Actor) -> TaskList:
    """Tasks with their days, people, lateness and slack."""
    row = _initiative(given.initiative, actor)
    tasks = WorkTask.objects.filter(initiative=row, retired_at=None).select_related("skill", "person")
    rows = sorted(tasks.prefetch_related("after"), key=lambda one: (one.starts_on or date.max, one.code))
    table, trouble = _table(row)
    held = table.held() if table else None
    whole = held is not None and table is not None and len(held.placed) == len(table.tasks)
    slacks = {one.id: one.slack for one in with_slack(table.project, held).placed} if table and held and whole else {}
    lates = {one.id: one.late for one in held.placed} if held else {}
    lines = [_line(one, late=lates.get(one.code, 0), slack=slacks.get(one.code)) for one in rows]
    return TaskList(
        initiative=row.code,
        rows=lines,
        starts_on=min((one.starts_on for one in lines if one.starts_on), default=None),
        ends_on=max((one.ends_on for one in lines if one.ends_on), default=None),
        placed=sum(one.starts_on is not None for one in lines),
        late=sum(one.late > 0 for one in lines),
        may_edit=actor.may(Right.EDIT, row.department_id) and row.retired_at is None,
        trouble=trouble,
    )


@query("tasks.without", words="Show what slips if somebody leaves")
def without_person(given: WithoutPerson, actor: Actor) -> Slipping:
    """The schedule as it stands against the best one without this person."""
    row = _initiative(given.initiative, actor)
    who = Person.objects.filter(pk=given.person).first()
    if who is None or not may_see_person(actor, who):
        raise NotFound("There is no such person here, or you may not see them.")
    on = given.on or _going_on(row, timezone.localdate())
    table = timetable(row, starts_on=on)
    held = table.held()
    if len(held.placed) < len(table.tasks) or not held.placed:
        raise NotFound(f"The tasks of {row.code} are not all scheduled yet: schedule them first.")
    found = without(table.project, held, f"#{who.pk}", on=table.day_of(on), work=WORK)
    rows = [_slipped(one, table) for one in found.slips]
    was_end = max(one.ends_on for one in table.tasks.values() if one.ends_on)
    now_end = max((table.last_day(one) for one in found.schedule.placed), default=None) if found.schedule else None
    return Slipping(
        initiative=row.code,
        person=who.name,
        on=on,
        days=found.days,
        was_end=was_end,
        now_end=now_end,
        rows=[one for one in rows if one.days or one.was_person != one.now_person],
        nobody=[f"{code} {table.tasks[code].name}" for code in found.nobody],
    )


@query("absences.list", words="List who is away")
def list_absences(given: ListAbsences, actor: Actor) -> AbsenceList:
    """The absences of people whom the asker may see."""
    day = given.until_after or timezone.localdate()
    rows = Absence.objects.filter(retired_at=None, ends_on__gte=day).select_related("person").order_by("starts_on")
    seen = [one for one in rows if one.person_id == actor.person_id or may_see_person(actor, one.person)]
    lines = [
        AbsenceLine(
            id=one.pk, person_id=one.person_id, person=one.person.name, starts_on=one.starts_on, ends_on=one.ends_on,
            why=one.why,
        )
        for one in seen[: given.size]
    ]  # fmt: skip
    return AbsenceList(rows=lines)


def _going_on(row: Initiative, today: date) -> date:
    """Today, or the first day of a schedule that is still ahead: nobody's work could be done before it."""
    placed = WorkTask.objects.filter(initiative=row, retired_at=None, starts_on__isnull=False)
    first = placed.order_by("starts_on").values_list("starts_on", flat=True).first()
    return max(today, first) if first else today


def _initiative(code: str, actor: Actor) -> Initiative:
    row = visible(Initiative.objects.all(), actor).filter(code__iexact=code).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    return row


def _table(row: Initiative) -> tuple[Timetable | None, str]:
    try:
        return timetable(row, starts_on=timezone.localdate()), ""
    except BadInput as fault:
        return None, fault.message


def _line(row: WorkTask, *, late: int, slack: int | None) -> TaskLine:
    plain = ("code", "name", "days", "level", "is_person_fixed", "is_pinned", "earliest", "due_on", "starts_on",
             "ends_on", "done", "version")  # fmt: skip
    return TaskLine(
        after=sorted(one.code for one in row.after.all() if one.retired_at is None),
        skill=row.skill.code if row.skill else "",
        skill_name=row.skill.name if row.skill else "",
        person_id=row.person_id,
        person=row.person.name if row.person else "",
        late=late,
        slack=slack,
        **{name: getattr(row, name) for name in plain},
    )


def _slipped(slip: Slip, table: Timetable) -> SlippedTask:
    return SlippedTask(
        code=slip.id,
        name=table.tasks[slip.id].name,
        was_person=_name(table, slip.was),
        now_person=_name(table, slip.will),
        was_end=table.last_day(slip.was),
        now_end=table.last_day(slip.will),
        days=slip.days,
    )


def _name(table: Timetable, one: Placed) -> str:
    return table.people[one.person].name if one.person in table.people else ""
