"""Who uses AI, how much, who comes back, in which department, and which licences lie idle?"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.manifest import live_files, opened
from opencaio.record.manifest.live import newest_day
from opencaio.record.models import Resource, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible, visible_or_shared

WEEKS = 13
CENT = Decimal("0.01")
DEPTHS: tuple[tuple[int, int | None], ...] = ((1, 1), (2, 5), (6, 20), (21, 100), (101, 1000), (1001, None))
NO_USE = "No use of AI is named for it: who is active cannot be told."
NOT_ALL = "It serves uses that are not looked at here: who is idle cannot be told from a part."
NO_PERSON = "No usage of the last four weeks names a person: who is active cannot be told."
OVER = "More people than seats."


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
    """Different people in the last week over all uses of one department (each once), and their requests."""

    department: str
    people: int
    uses: int
    requests_each: float | None


class DepthRow(BaseModel):
    """People who made from ``least`` to ``most`` requests in the weeks (None: or more), and their part of both."""

    least: int
    most: int | None
    people: int
    people_share: float
    requests_share: float


class CohortRow(BaseModel):
    """People first seen in a week, and how many of them were active so many weeks later (None: not known yet)."""

    cohort: date
    people: int
    back: list[int | None]


class SeatRow(BaseModel):
    """A licence: seats, people active in the best of the last four weeks, what idle seats cost a month.

    ``active`` and ``idle`` are None where they cannot be told; ``words`` say why.
    """

    code: str
    name: str
    seats: int
    active: int | None
    idle: int | None
    idle_cost: Decimal | None
    currency: str
    words: str


class AdoptionShown(BaseModel):
    """Adoption by person, by pseudonym. ``last_week`` begins the newest week, of which days to ``last_day`` are in."""

    weeks: list[WeekRow]
    uses: list[UseRow]
    departments: list[DepartmentRow]
    cohorts: list[CohortRow]
    depth: list[DepthRow]
    seats: list[SeatRow]
    last_week: date | None
    last_day: date | None
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
    newest = newest_day("usage")
    if newest is None or not homes:
        return _nothing("There is no usage in the lake yet.")
    last = newest - timedelta(newest.weekday())
    first = last - timedelta(weeks=given.weeks - 1)
    return _measured(homes, first, newest, actor)


def _measured(homes: dict[str, UseCase], first: date, newest: date, actor: Actor) -> AdoptionShown:
    from opencaio.lake.adoption import active_by_week, depth, people_by_home, people_by_week, returned

    last, codes = newest - timedelta(newest.weekday()), sorted(homes)
    until, home_of = last + timedelta(6), {code: use.department.name for code, use in homes.items()}
    if not live_files("usage", first=first, last=until):
        return _nothing("There is no usage in these weeks.")
    with opened("usage", first=first, last=until) as lake:
        facts = lake.table("usage")
        weeks = people_by_week(facts, uses=codes, first=first, last=until)
        active = active_by_week(facts, uses=codes, first=first, last=until)
        each = depth(facts, uses=codes, first=first, last=until)
        cohorts = returned(facts, uses=codes, first=first, last=until)
        by_home = people_by_home(facts, home_of=home_of, first=last, last=until)
        seats = _seats(facts, set(homes), last, actor)
    if not weeks:
        return _nothing("The usage of these weeks names no person: by how many it was used is not known.")
    people = dict(weeks).get(last, 0)
    rows = _uses(active, homes, last)
    return AdoptionShown(
        weeks=[WeekRow(week=week, people=count) for week, count in weeks],
        uses=rows,
        departments=_departments(rows, by_home),
        cohorts=_cohorts(cohorts, last),
        depth=_depth(each),
        seats=seats,
        last_week=last,
        last_day=newest,
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


def _departments(rows: list[UseRow], by_home: dict[str, tuple[int, int]]) -> list[DepartmentRow]:
    uses = Counter(row.department for row in rows)
    found = []
    for name, count in uses.items():
        people, requests = by_home.get(name, (0, 0))
        each = requests / people if people else None
        found.append(DepartmentRow(department=name, people=people, uses=count, requests_each=each))
    return sorted(found, key=lambda row: (-row.people, row.department))


def _depth(each: list[int]) -> list[DepthRow]:
    """How many people made how many requests, and what part of all they made."""
    total, rows = sum(each), []
    for least, most in DEPTHS:
        here = [one for one in each if least <= one and (most is None or one <= most)]
        if each and total:
            rows.append(
                DepthRow(least=least, most=most, people=len(here), people_share=len(here) / len(each),
                         requests_share=sum(here) / total)
            )  # fmt: skip
    return rows


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


def _seats(facts: Any, seen: set[str], last: date, actor: Actor) -> list[SeatRow]:
    """Every licence with what can be told of it; the most people of any of the last four weeks count as active."""
    licences = visible_or_shared(Resource.objects.filter(kind="licence", retired_at=None), actor)
    rows = [_seat(one, facts, seen, last) for one in licences.prefetch_related("use_cases")]
    return sorted(rows, key=lambda row: (-(row.idle_cost or Decimal(0)), row.active is None, row.code))


def _seat(one: Resource, facts: Any, seen: set[str], last: date) -> SeatRow:
    from opencaio.lake.adoption import people_by_week

    codes, people, words = {use.code for use in one.use_cases.all()}, None, ""
    if not codes:
        words = NO_USE
    elif not codes <= seen:
        words = NOT_ALL
    else:
        weeks = people_by_week(facts, uses=sorted(codes), first=last - timedelta(weeks=3), last=last + timedelta(6))
        people, words = max((count for _, count in weeks), default=None), "" if weeks else NO_PERSON
    seats = int(one.capacity)
    idle = None if people is None else max(seats - people, 0)
    words = OVER if people is not None and people > seats else words
    cost = (one.cost * idle).quantize(CENT) if one.cost is not None and idle is not None else None
    return SeatRow(code=one.code, name=one.name, seats=seats, active=people, idle=idle, idle_cost=cost,
                   currency=one.currency, words=words)  # fmt: skip


def _top(each: list[int]) -> float | None:
    """The part of all requests that the busiest tenth of people made."""
    total = sum(each)
    return sum(each[-max(len(each) // 10, 1) :]) / total if total else None


def _nothing(note: str) -> AdoptionShown:
    return AdoptionShown(
        weeks=[], uses=[], departments=[], cohorts=[], depth=[], seats=[], last_week=None, last_day=None, people=0,
        median_requests=None, top_tenth_share=None, note=note,
    )  # fmt: skip
