"""What is the project of an initiative, for the engine: its open tasks, who could do them, who is away when?

Working days are Mondays to Fridays. A person is away on the public holidays of his country, on his absences, and
while he does scheduled tasks of other initiatives.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from holidays import country_holidays

from opencaio.engines.scheduling.project import Placed, Project, Schedule, Task
from opencaio.errors import BadInput
from opencaio.record.models import Absence, Initiative, Person, PersonSkill, WorkTask

FRIDAY = 4
DAYS = 780
"""Working days of a timetable: three years."""
NAMED = "#{}"


@dataclass(frozen=True)
class Timetable:
    """A project with what its numbers mean: its working days, and the people behind the names."""

    initiative: Initiative
    project: Project
    dates: tuple[date, ...]
    tasks: dict[str, WorkTask]
    people: dict[str, Person]

    def day_of(self, on: date) -> int:
        """The first working day at or after a date."""
        return bisect_left(self.dates, on)

    def last_day(self, one: Placed) -> date:
        """The last day of a task that lies here."""
        return self.dates[max(one.start, one.end - 1)]

    def held(self) -> Schedule:
        """What the record says today, as the engine's schedule; tasks without dates are left out."""
        placed = tuple(self._placed(one) for one in self.tasks.values() if one.starts_on and one.ends_on)
        return Schedule("feasible", placed=placed, end=max((one.end for one in placed), default=0))

    def _placed(self, row: WorkTask) -> Placed:
        assert row.starts_on is not None
        assert row.ends_on is not None
        person = NAMED.format(row.person_id) if row.person_id else None
        end = self.day_of(row.ends_on) + 1 if row.days else self.day_of(row.starts_on)
        late = 0 if row.due_on is None else max(0, end - self._due(row.due_on) - 1)
        return Placed(row.code, self.day_of(row.starts_on), end, person, late=late)

    def _due(self, on: date) -> int:
        return max(0, self.day_of(on + timedelta(days=1)) - 1)


def timetable(row: Initiative, *, starts_on: date) -> Timetable:
    """The project of an initiative from ``starts_on`` on. Raises ``BadInput`` for a task that nobody could do."""
    tasks = list(
        WorkTask.objects.filter(initiative=row, retired_at=None)
        .select_related("skill", "person")
        .prefetch_related("after")
        .order_by("code")
    )
    first = min([starts_on, *(one.starts_on for one in tasks if one.starts_on and (one.is_pinned or one.done))])
    dates = _working_days(first)
    able = _able(tasks, row)
    people = {NAMED.format(one.pk): one for group in able.values() for one in group}
    busy = _busy(row, [one.pk for one in people.values()])
    away = {name: _away(one, busy.get(one.pk, []), dates) for name, one in people.items()}
    begin = bisect_left(dates, starts_on)
    planned = tuple(_task(one, able[one.code], dates, begin) for one in tasks)
    project = Project(planned, days=len(dates), away=away)
    return Timetable(row, project, dates, {one.code: one for one in tasks}, people)


def _working_days(first: date) -> tuple[date, ...]:
    days = (first + timedelta(days=number) for number in range(DAYS * 7 // 5))
    return tuple(day for day in days if day.weekday() <= FRIDAY)


def _able(tasks: Iterable[WorkTask], row: Initiative) -> dict[str, list[Person]]:
    """Who could do each task: the person fixed to it; else those of the team with the skill; else all with it."""
    team = set(row.allocations.filter(retired_at=None).values_list("person_id", flat=True))
    for each in row.teams.filter(retired_at=None):
        team |= set(each.members.values_list("pk", flat=True))
    skilled = PersonSkill.objects.filter(retired_at=None, person__retired_at=None).select_related("person")
    found: dict[str, list[Person]] = {}
    for task in tasks:
        if task.person and (task.is_person_fixed or task.done == 1):
            found[task.code] = [task.person]
            continue
        if task.skill_id is None:
            found[task.code] = []
            continue
        masters = [one for one in skilled if one.skill_id == task.skill_id and one.level >= task.level]
        masters.sort(key=lambda one: (one.person.department_id != row.department_id, one.level, one.person.name))
        all_able = [one.person for one in masters]
        if not all_able:
            assert task.skill is not None
            raise BadInput(
                f"{task.code} {task.name}: nobody on record has {task.skill.name} at level {task.level} or higher. "
                "Ask for less, judge somebody's skill, or open a place."
            )
        found[task.code] = [one for one in all_able if one.pk in team] or all_able
    return found


def _busy(row: Initiative, people: Sequence[int]) -> dict[int, list[tuple[date, date]]]:
    """When people are away, or at work on other initiatives."""
    found: dict[int, list[tuple[date, date]]] = {}
    for one in Absence.objects.filter(person__in=people, retired_at=None):
        found.setdefault(one.person_id, []).append((one.starts_on, one.ends_on))
    others = WorkTask.objects.filter(person__in=people, retired_at=None, done__lt=1, starts_on__isnull=False)
    for task in others.exclude(initiative=row):
        if task.person_id and task.starts_on and task.ends_on and task.days:
            found.setdefault(task.person_id, []).append((task.starts_on, task.ends_on))
    return found


def _away(who: Person, spans: Iterable[tuple[date, date]], dates: Sequence[date]) -> frozenset[int]:
    years = range(dates[0].year, dates[-1].year + 1)
    country = who.country.partition("-")[0]
    rest = country_holidays(country, years=years) if country else {}
    gone = {number for number, day in enumerate(dates) if day in rest}
    for first, last in spans:
        gone |= {*range(bisect_left(dates, first), bisect_left(dates, last + timedelta(days=1)))}
    return frozenset(gone)


def _task(row: WorkTask, able: Iterable[Person], dates: Sequence[date], begin: int) -> Task:
    fixed = row.starts_on if (row.is_pinned or row.done == 1) and row.starts_on else None
    earliest = max(begin, bisect_left(dates, row.earliest) if row.earliest else 0)
    due = None if row.due_on is None else max(0, bisect_left(dates, row.due_on + timedelta(days=1)) - 1)
    return Task(
        row.code,
        row.days,
        after=tuple(sorted(one.code for one in row.after.all() if one.retired_at is None)),
        people=tuple(NAMED.format(one.pk) for one in able),
        earliest=0 if fixed else min(earliest, len(dates)),
        due=due,
        start=bisect_left(dates, fixed) if fixed else None,
    )
