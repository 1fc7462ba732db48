"""How do the tasks of an initiative come on record, get linked, done, and scheduled; and who is away?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Q
from django.utils import timezone
from pydantic import Field

from opencaio.engines.scheduling import schedule
from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.papers.numbers import counted
from opencaio.record.actions.initiatives import NOT_HERE, initiative
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.first_days import FirstDay, first_day_of
from opencaio.record.models import Absence, Initiative, Person, Skill, WorkTask
from opencaio.record.permissions import Actor, Right
from opencaio.record.timetables import Timetable, timetable

LONGEST = 520
Days = Annotated[int, Field(ge=0, le=LONGEST)]
Level = Annotated[int, Field(ge=1, le=5)]


class AddTask(Asked):
    """A task of an initiative: working days, what it waits for (codes), which skill at which level, who."""

    initiative: str
    name: str = Field(min_length=1, max_length=300)
    days: Days
    code: str | None = Field(None, min_length=1, max_length=40)
    after: list[str] = []
    skill: str | None = None
    level: Level = 1
    person: int | None = None
    earliest: date | None = None
    due_on: date | None = None


class EditTask(Asked):
    """What changes about a task: the fields that are given; ``person`` fixes it to somebody, null lets it go."""

    initiative: str
    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=300)
    days: Days | None = None
    after: list[str] | None = None
    skill: str | None = None
    level: Level | None = None
    person: int | None = None
    earliest: date | None = None
    due_on: date | None = None
    done: Decimal | None = Field(None, ge=0, le=1, max_digits=4, decimal_places=3)


class PinTask(Asked):
    """Fix a task to a first day; without one it is free again."""

    initiative: str
    code: str
    starts_on: date | None = None


class OneTask(Asked):
    """A task that is no longer needed."""

    initiative: str
    code: str


class ScheduleTasks(Asked):
    """Place all tasks of an initiative anew; nothing that is not done starts before ``starts_on``.

    Without it the first day is that of the approved plan, else of the initiative's own start or earliest quarter, and
    never before today; work that is running goes on today.
    """

    initiative: str
    starts_on: date | None = None


class AddAbsence(Asked):
    """When a person is away, both days included."""

    person: int
    starts_on: date
    ends_on: date
    why: str = Field("", max_length=60)


class OneAbsence(Asked):
    """An absence that no longer holds."""

    id: int


@dataclass(frozen=True)
class Placing:
    """Where each task goes: first day, last day, and who does it."""

    table: Timetable
    begin: FirstDay
    places: dict[str, tuple[date, date, int | None]]
    versions: dict[str, int]


@action("tasks.add", right=Right.EDIT, words="Add a task")
def add(given: AddTask, change: Change) -> WorkTask:
    """Put a task on record."""
    row = initiative(given.initiative)
    change.allow(row.department_id)
    code = given.code or _next_code(row)
    if WorkTask.objects.filter(initiative=row, code__iexact=code).exists():
        raise Conflict(f"{row.code} has a task {code} already.")
    task = WorkTask(
        initiative=row, code=code, **given.model_dump(include={"name", "days", "level", "earliest", "due_on"})
    )
    task.skill, task.person = _skill(given.skill), _person(given.person, change.actor)
    task.is_person_fixed = task.person is not None
    _in_order(task.earliest, task.due_on)
    change.say(f"Added the task {code} {task.name} to {row.code}")
    change.touch("initiative", row.pk)
    return change.create(task, after=_waits_for(given.after, row))


@action("tasks.edit", right=Right.EDIT, words="Edit a task")
def edit(given: EditTask, change: Change) -> WorkTask:
    """Change the given fields of a task."""
    task = _task(given.initiative, given.code, change)
    plain = given.model_dump(include={"name", "days", "level", "earliest", "due_on", "done"}, exclude_unset=True)
    values = {name: value for name, value in plain.items() if value is not None or name in {"earliest", "due_on"}}
    if "skill" in given.model_fields_set:
        values["skill"] = _skill(given.skill)
    if "person" in given.model_fields_set:
        values["person"] = _person(given.person, change.actor)
        values["is_person_fixed"] = given.person is not None
    _in_order(values.get("earliest", task.earliest), values.get("due_on", task.due_on))
    links = {} if given.after is None else {"after": _waits_for(given.after, task.initiative)}
    if links:
        _refuse_circle(task, links["after"])
    change.say(f"Edited the task {task.code} {task.name} of {task.initiative.code}")
    change.touch("initiative", task.initiative_id)
    return change.update(task, version=given.version, values=values, **links)


@action("tasks.pin", right=Right.EDIT, words="Fix a task to a day")
def pin(given: PinTask, change: Change) -> WorkTask:
    """It starts on that day, whatever the schedule would like."""
    task = _task(given.initiative, given.code, change)
    change.touch("initiative", task.initiative_id)
    if given.starts_on is None:
        change.say(f"Let the task {task.code} of {task.initiative.code} go where it fits")
        return change.update(task, version=None, values={"is_pinned": False})
    change.say(f"Fixed the task {task.code} of {task.initiative.code} to {given.starts_on}")
    return change.update(task, version=None, values={"is_pinned": True, "starts_on": given.starts_on})


@action("tasks.retire", right=Right.EDIT, words="Take a task away")
def retire(given: OneTask, change: Change) -> WorkTask:
    """It is no longer needed; what waited for it no longer does."""
    task = _task(given.initiative, given.code, change)
    change.say(f"Took the task {task.code} {task.name} away from {task.initiative.code}")
    change.touch("initiative", task.initiative_id)
    return change.update(task, version=None, values={"retired_at": change.at})


def placing(given: ScheduleTasks, actor: Actor) -> Placing:
    """The schedule, worked out before anything is locked."""
    row = initiative(given.initiative)
    if not actor.may(Right.READ, row.department_id):
        raise NotFound(NOT_HERE)
    begin = FirstDay(given.starts_on) if given.starts_on else first_day_of(row, today=timezone.localdate())
    table = timetable(row, starts_on=begin.on)
    if not table.tasks:
        raise BadInput(f"{row.code} has no tasks yet: add them first.")
    found = schedule(table.project)
    if found.status == "infeasible":
        raise Refused(f"No schedule holds together: {' and '.join(found.conflict)}. Free one of them.")
    if not found.placed:
        raise Refused("No schedule was found in the work allowed. Split the initiative, or fix fewer tasks.")
    places = {
        one.id: (table.dates[one.start], table.last_day(one), table.people[one.person].pk if one.person else None)
        for one in found.placed
    }
    return Placing(table, begin, places, {code: task.version for code, task in table.tasks.items()})


@action("tasks.schedule", right=Right.EDIT, words="Schedule the tasks of an initiative", prepare=placing)
def schedule_tasks(given: ScheduleTasks, change: Change, prepared: Placing) -> Initiative:
    """Each task gets its days and its person; refused when a task was changed meanwhile."""
    row = prepared.table.initiative
    change.allow(row.department_id)
    change.touch("initiative", row.pk)
    for code, (first, last, who) in prepared.places.items():
        task = prepared.table.tasks[code]
        values: dict[str, Any] = {"starts_on": first, "ends_on": last, "person_id": who}
        change.update(task, version=prepared.versions[code], values=values)
    change.say(_said(prepared))
    return row


def _said(prepared: Placing) -> str:
    begin, places = prepared.begin, prepared.places.values()
    first, last = min(first for first, _last, _who in places), max(last for _first, last, _who in places)
    told = f"Scheduled {counted(len(places), 'task', 'tasks')} of {prepared.table.initiative.code}: from {first}"
    told += f" ({begin.because})" if begin.because else ""
    left_out = f". The approved plan {begin.left_out_by} leaves this initiative out" if begin.left_out_by else ""
    return f"{told}, done by {last}{left_out}"


@action("absences.add", right=Right.EDIT, words="Say when somebody is away")
def add_absence(given: AddAbsence, change: Change) -> Absence:
    """One's own, or that of somebody in a department that one may change."""
    who = living_person(given.person, change.actor)
    _allow_for(who, change)
    if given.ends_on < given.starts_on:
        raise BadInput(f"It cannot end on {given.ends_on} when it starts on {given.starts_on}.")
    change.say(f"{who.name} is away from {given.starts_on} to {given.ends_on}")
    return change.create(Absence(person=who, **given.model_dump(include={"starts_on", "ends_on", "why"})))


@action("absences.retire", right=Right.EDIT, words="Take an absence back")
def retire_absence(given: OneAbsence, change: Change) -> Absence:
    """The person is there after all."""
    row = Absence.objects.select_related("person").filter(pk=given.id, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    living_person(row.person_id, change.actor)
    _allow_for(row.person, change)
    change.say(f"{row.person.name} is not away from {row.starts_on}")
    return change.update(row, version=None, values={"retired_at": change.at})


def _allow_for(who: Person, change: Change) -> None:
    if who.pk == change.actor.person_id:
        change.allow_own()
    else:
        change.allow_part(who.department_id)


def _task(code: str, task: str, change: Change) -> WorkTask:
    row = initiative(code)
    change.allow(row.department_id)
    found = (
        WorkTask.objects.select_related("initiative").filter(initiative=row, code__iexact=task, retired_at=None).first()
    )
    if found is None:
        raise NotFound(f"{row.code} has no task {task[:40]}.")
    return found


def _waits_for(codes: list[str], row: Initiative) -> list[int]:
    rows = {one.code.casefold(): one.pk for one in WorkTask.objects.filter(initiative=row, retired_at=None)}
    for code in codes:
        if code.casefold() not in rows:
            raise NotFound(f"{row.code} has no task {code[:40]} to wait for.")
    return sorted({rows[code.casefold()] for code in codes})


def _refuse_circle(task: WorkTask, after: list[int]) -> None:
    waits = {
        one.pk: [other.pk for other in one.after.all()]
        for one in WorkTask.objects.filter(initiative=task.initiative_id, retired_at=None).prefetch_related("after")
    }
    reached, waiting = set(), list(after)
    while waiting:
        here = waiting.pop()
        if here == task.pk:
            raise Conflict(f"{task.code} would wait for itself.")
        if here not in reached:
            reached.add(here)
            waiting.extend(waits.get(here, ()))


def _skill(code: str | None) -> Skill | None:
    if not code:
        return None
    row = Skill.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(f"There is no skill {code[:60]}.")
    return row


def _person(key: int | None, actor: Actor) -> Person | None:
    return living_person(key, actor) if key else None


def _in_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise BadInput(f"It cannot be due on {last} when it may start on {first} at the earliest.")


def _next_code(row: Initiative) -> str:
    codes = WorkTask.objects.filter(Q(initiative=row), code__regex=r"^T[0-9]+$").values_list("code", flat=True)
    return f"T{max((int(code[1:]) for code in codes), default=0) + 1}"
