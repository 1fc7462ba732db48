"""Who uses AI, how much, who comes back, in which department, and which licences lie idle?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Max
from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.manifest import live_files, opened
from opencaio.record.models import LakeBatch, Resource, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible, visible_or_shared

WEEKS = 13
CENT = Decimal("0.01")


class AskAdoption(Asked):
    """The last ``weeks`` with usage, of a department or a use."""

    weeks: int = Field(WEEKS, ge=2, le=104)
    department: str = ""
    use_case: str = ""


class WeekRow(BaseModel):
    """Different people in the week that begins on ``week``."""

    week: date
    people: int


class UseRow(BaseModel):
    """One use: people in the last whole week, in the weeks' mean, and requests a person in the last week."""

    use_case: str
    name: str
    department: str
    people: int
    mean: float
    requests_each: float | None
    change: float | None


class DepartmentRow(BaseModel):
    """People of one department in the last week, over all its uses (somebody who uses two counts twice)."""

    department: str
    people: int
    uses: int


class CohortRow(BaseModel):
    """People first seen in a week, and how many of them were active so many weeks later (None: not known yet)."""

    cohort: date
    people: int
    back: list[int | None]


class SeatRow(BaseModel):
    """A licence: seats, people active in the best of the last four weeks, what idle seats cost a month."""

    code: str
    name: str
    seats: int
    active: int
    idle: int
    idle_cost: Decimal | None
    currency: str


class AdoptionShown(BaseModel):
    """Adoption by person; ``without_people``: requests in the time that name nobody. ``last_week`` is the newest."""

    weeks: list[WeekRow]
    uses: list[UseRow]
    departments: list[DepartmentRow]
    cohorts: list[CohortRow]
    seats: list[SeatRow]
    last_week: date | None
    people: int
    median_requests: int | None
    top_tenth_share: float | None
    note: str


@query("adoption.show", words="Who uses AI, how much, and who comes back")
def show_adoption(given: AskAdoption, actor: Actor) -> AdoptionShown:
    """Active people by week, use and department, retention by cohort, licences against people."""
    uses = visible(UseCase.objects.select_related("department"), actor)
    uses = uses.filter(department__code__iexact=given.department) if given.department else uses
    uses = uses.filter(code__iexact=given.use_case) if given.use_case else uses
    homes = {use.code: use for use in uses}
    newest = LakeBatch.objects.filter(fact="usage", status="live").aggregate(Max("last_day"))["last_day__max"]
    if newest is None or not homes:
        return _nothing("There is no usage in the lake yet.")
    last = newest - timedelta(newest.weekday())
    first = last - timedelta(weeks=given.weeks - 1)
    return _measured(homes, first, last, actor)


def _measured(homes: dict[str, UseCase], first: date, last: date, actor: Actor) -> AdoptionShown:
    from opencaio.lake.adoption import active_by_week, depth, people_by_week, returned

    until, codes = last + timedelta(6), sorted(homes)
    if not live_files("usage", first=first, last=until):
        return _nothing("There is no usage in these weeks.")
    with opened("usage", first=first, last=until) as lake:
        facts = lake.table("usage")
        weeks = people_by_week(facts, uses=codes, first=first, last=until)
        active = active_by_week(facts, uses=codes, first=first, last=until)
        each = depth(facts, uses=codes, first=first, last=until)
        cohorts = returned(facts, uses=codes, first=first, last=until)
    if not weeks:
        return _nothing("The usage of these weeks names no person: by how many it was used is not known.")
    people = dict(weeks).get(last, 0)
    rows = _uses(active, homes, last)
    return AdoptionShown(
        weeks=[WeekRow(week=week, people=count) for week, count in weeks],
        uses=rows,
        departments=_departments(rows),
        cohorts=_cohorts(cohorts, last),
        seats=_seats(active, last, actor),
        last_week=last,
        people=people,
        median_requests=each[len(each) // 2] if each else None,
        top_tenth_share=_top(each),
        note="",
    )


def _uses(active: Sequence, homes: dict[str, UseCase], last: date) -> list[UseRow]:  # type: ignore[type-arg]
    weekly: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    requests: dict[str, int] = defaultdict(int)
    for one in active:
        weekly[one.use][one.week] += one.people
        requests[one.use] += one.requests if one.week == last else 0
    rows = []
    for code, by_week in weekly.items():
        people, mean = by_week.get(last, 0), sum(by_week.values()) / len(by_week)
        before = by_week.get(last - timedelta(weeks=4))
        rows.append(
            UseRow(
                use_case=code, name=homes[code].name, department=homes[code].department.name, people=people, mean=mean,
                requests_each=requests[code] / people if people else None,
                change=people / before - 1 if before else None,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row.people, row.use_case))


def _departments(rows: list[UseRow]) -> list[DepartmentRow]:
    people: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        people[row.department].append(row.people)
    found = [DepartmentRow(department=name, people=sum(counts), uses=len(counts)) for name, counts in people.items()]
    return sorted(found, key=lambda row: (-row.people, row.department))


def _cohorts(found: Sequence, last: date) -> list[CohortRow]:  # type: ignore[type-arg]
    by_cohort: dict[date, dict[int, int]] = defaultdict(dict)
    for one in found:
        by_cohort[one.cohort][one.later] = one.people
    rows = []
    for cohort, later in sorted(by_cohort.items()):
        known = (last - cohort).days // 7
        back = [later.get(at, 0) if at <= known else None for at in range(WEEKS)]
        rows.append(CohortRow(cohort=cohort, people=later.get(0, 0), back=back))
    return rows


def _seats(active: Sequence, last: date, actor: Actor) -> list[SeatRow]:  # type: ignore[type-arg]
    """Licences whose uses have usage; the most people of any of the last four weeks count as active."""
    rows = []
    licences = visible_or_shared(Resource.objects.filter(kind="licence", retired_at=None), actor)
    for one in licences.prefetch_related("use_cases"):
        codes = {use.code for use in one.use_cases.all()}
        weeks: dict[date, int] = defaultdict(int)
        for each in active:
            if each.use in codes and each.week > last - timedelta(weeks=4):
                weeks[each.week] += each.people
        if not weeks:
            continue
        seats, people = int(one.capacity), max(weeks.values())
        idle = max(seats - people, 0)
        cost = (one.cost * idle).quantize(CENT) if one.cost is not None else None
        rows.append(
            SeatRow(code=one.code, name=one.name, seats=seats, active=people, idle=idle, idle_cost=cost,
                    currency=one.currency)
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-(row.idle_cost or Decimal(0)), row.code))


def _top(each: list[int]) -> float | None:
    """The part of all requests that the busiest tenth of people made."""
    total = sum(each)
    return sum(each[-max(len(each) // 10, 1) :]) / total if total else None


def _nothing(note: str) -> AdoptionShown:
    return AdoptionShown(
        weeks=[], uses=[], departments=[], cohorts=[], seats=[], last_week=None, people=0, median_requests=None,
        top_tenth_share=None, note=note,
    )  # fmt: skip
