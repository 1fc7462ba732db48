"""What is worked on when, for which aim, with whom, and how far is each piece of work?

From the plan that counts; without one, from what the initiatives say of themselves. States follow the portfolio
kanban of SAFe 6 (funnel, reviewing, analysing, backlog, implementing, done), quarters its planning intervals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.aims.seeing import seen_alignments
from opencaio.record.models import BusinessCase, Initiative, InitiativeRelation
from opencaio.record.permissions import Actor
from opencaio.record.planning.pages import PlanRow, SkillRow
from opencaio.record.planning.quarters import name_of, number_of, quarter_of
from opencaio.record.queries.plans import NoQuestion, PlanPage, latest
from opencaio.record.queries.registry import query, visible

By = Literal["department", "objective", "horizon"]
FUNNEL, REVIEWING, ANALYSING, BACKLOG, IMPLEMENTING, DONE = (
    "funnel", "reviewing", "analysing", "backlog", "implementing", "done",
)  # fmt: skip
STATES = (FUNNEL, REVIEWING, ANALYSING, BACKLOG, IMPLEMENTING, DONE)
FULL = Decimal("0.95")
MOST_QUARTERS = 20


class AskRoadmap(Asked):
    """The work in groups by department, objective or horizon.

    ``department``, ``objective`` (their codes), ``horizon``, ``quarter`` (worked on in it, as ``2027Q1``) and
    ``state`` of the kanban narrow it down; ``horizon`` ``none``: where no horizon is said.
    """

    by: By = "department"
    department: str = ""
    objective: str = ""
    horizon: str = Field("", pattern="^(H1|H2|H3|none)?$")
    quarter: str = Field("", pattern="^([0-9]{4}Q[1-4])?$")
    state: str = Field("", pattern="^(funnel|reviewing|analysing|backlog|implementing|done)?$")

    @property
    def is_part(self) -> bool:
        """True where only a part of the work is asked for: then the load of people is not that of the work."""
        return bool(self.department or self.objective or self.horizon or self.quarter or self.state)


class RoadWork(BaseModel):
    """One piece of work; quarters as ``2027Q1``, ``start_at`` counts from the first shown, ``late`` says why.

    ``group_code`` is the code of its department, objective or horizon, whichever ``group`` names.
    """

    code: str
    name: str
    department: str
    group: str
    group_code: str
    lead: str
    state: str
    status: str
    stage: str
    horizon: str
    value: Decimal | None
    start: str
    end: str
    start_at: int | None
    length: int
    is_mandatory: bool
    is_funded: bool
    needs: list[str]
    uses: int
    late: str


class Interval(BaseModel):
    """One planning interval (a quarter): what begins, goes on and ends, and which skills are full."""

    quarter: str
    begins: list[str]
    goes_on: list[str]
    ends: list[str]
    full: list[str]


class RoadmapShown(BaseModel):
    """All work that the asker may see; values in thousands of ``currency``, ``plan`` blank: from estimates."""

    plan: str
    plan_name: str
    plan_status: str
    approved_on: date | None
    currency: str
    periods: list[str]
    now_at: float
    works: list[RoadWork]
    skills: list[SkillRow]
    intervals: list[Interval]


@dataclass(frozen=True)
class _Around:
    """What is known besides the initiative itself."""

    by: By
    plan: PlanPage | None
    rows: Mapping[str, PlanRow]
    aims: Mapping[int, tuple[str, str]]
    cases: Mapping[int, str]
    needs: Mapping[str, list[str]]
    uses: Mapping[int, int]
    first: int
    now: int


@query("roadmap.show", words="Show the roadmap")
def show(given: AskRoadmap, actor: Actor) -> RoadmapShown:
    """The work over quarters, in groups; with the plan's people for whoever sees all of it."""
    rows = visible(Initiative.objects.select_related("department", "lead"), actor).filter(retired_at=None)
    if given.department:
        rows = rows.filter(department__code__iexact=given.department)
    if given.objective:
        serving = seen_alignments(actor).filter(objective__code__iexact=given.objective)
        rows = rows.filter(pk__in=serving.values("initiative"))
    if given.horizon:
        rows = rows.filter(horizon="" if given.horizon == "none" else given.horizon)
    found = list(rows.order_by("code"))
    page = latest(NoQuestion(), actor).plan
    today = timezone.localdate()
    around = _around(found, rows.order_by().values("pk"), given.by, page, actor, now=number_of(quarter_of(today)))
    periods = page.solved.periods if page else _span(found, around.now)
    works = [one for one in (_work(one, around) for one in found) if _is_asked(one, given)]
    skills = page.solved.skills if page and page.solved.is_whole and not given.is_part else []
    return RoadmapShown(
        plan=page.code if page else "",
        plan_name=page.name if page else "",
        plan_status=page.status if page else "",
        approved_on=page.approved_on if page else None,
        currency=page.solved.currency if page else "",
        periods=periods,
        now_at=around.now + _part_of_quarter(today) - around.first,
        works=sorted(works, key=lambda one: (one.group, one.start_at is None, one.start_at or 0, one.code)),
        skills=skills,
        intervals=[_interval(at, name, works, skills) for at, name in enumerate(periods)],
    )


def _is_asked(one: RoadWork, given: AskRoadmap) -> bool:
    if given.state and one.state != given.state:
        return False
    return not given.quarter or (bool(one.start) and one.start <= given.quarter <= one.end)


def _around(
    found: list[Initiative], keys: QuerySet[Any, Any], by: By, page: PlanPage | None, actor: Actor, *, now: int
) -> _Around:
    """``keys`` as a question to the database: thousands of numbers in each query take a second."""
    aims: dict[int, tuple[str, str]] = {}
    strongest = seen_alignments(actor).filter(initiative__in=keys).select_related("objective")
    for one in strongest.order_by("-strength", "objective__code"):
        aims.setdefault(one.initiative_id or 0, (one.objective.code, f"{one.objective.code} {one.objective.title}"))
    latest_case = BusinessCase.objects.filter(initiative__in=keys, retired_at=None).exclude(status="superseded")
    newest = latest_case.values("initiative").annotate(newest=Max("pk")).values("newest")
    cases = dict(latest_case.filter(pk__in=newest).values_list("initiative_id", "status"))
    needs: dict[str, list[str]] = {}
    ties = InitiativeRelation.objects.filter(kind="requires", retired_at=None, initiative__in=keys, other__in=keys)
    for code, other in ties.values_list("initiative__code", "other__code"):
        needs.setdefault(code, []).append(other)
    first = number_of(page.solved.periods[0]) if page and page.solved.periods else _first(found, now)
    held = {row.code: row for row in page.solved.rows} if page else {}
    ties_to_uses = Initiative.use_cases.through.objects.filter(initiative__in=keys).order_by()
    uses = dict(ties_to_uses.values_list("initiative").annotate(uses=Count("usecase")))
    return _Around(by, page, held, aims, cases, needs, uses, first, now)


def _first(found: list[Initiative], now: int) -> int:
    return min([now, *(number_of(one.earliest) for one in found if one.earliest)])


def _span(found: list[Initiative], now: int) -> list[str]:
    """The quarters from the earliest to the last in which something is worked on."""
    first = _first(found, now)
    ends = [number_of(one.earliest) + (one.quarters or 1) for one in found if one.earliest]
    last = min(max([now + 4, *ends]), first + MOST_QUARTERS)
    return [name_of(one) for one in range(first, last)]


def _work(one: Initiative, around: _Around) -> RoadWork:
    row = around.rows.get(one.code)
    start, length = _when(one, row, around)
    group_code, group = _group(one, around)
    funded = row.is_funded if row else one.status in {"approved", "running"}
    return RoadWork(
        code=one.code,
        name=one.name,
        department=one.department.name,
        group=group,
        group_code=group_code,
        lead=one.lead.name if one.lead else "",
        state=state_of(one, case=around.cases.get(one.pk, ""), is_funded=_is_decided(row, around)),
        status=one.status,
        stage=one.stage,
        horizon=one.horizon,
        value=row.value if row else (one.value_mid / 1000 if one.value_mid is not None else None),
        start="" if start is None else name_of(start),
        end="" if start is None else name_of(start + length - 1),
        start_at=None if start is None else start - around.first,
        length=length,
        is_mandatory=one.is_mandatory,
        is_funded=funded,
        needs=around.needs.get(one.code, []),
        uses=around.uses.get(one.pk, 0),
        late=_late(one, start, length, around),
    )


def _is_decided(row: PlanRow | None, around: _Around) -> bool:
    """True where an approved plan funds it: a proposal decides nothing."""
    return row is not None and row.is_funded and around.plan is not None and around.plan.status == "approved"


def _group(one: Initiative, around: _Around) -> tuple[str, str]:
    """Code and name of the group that it is shown in."""
    if around.by == "objective":
        return around.aims.get(one.pk, ("", ""))
    return (one.horizon, one.horizon) if around.by == "horizon" else (one.department.code, one.department.name)


def _when(one: Initiative, row: PlanRow | None, around: _Around) -> tuple[int | None, int]:
    if row is not None:
        start = number_of(row.start) if row.is_funded and row.start else None
        return start, row.duration
    if around.plan is not None or not one.earliest:
        return None, one.quarters or 1
    return number_of(one.earliest), one.quarters or 1


def state_of(one: Initiative, *, case: str, is_funded: bool) -> str:
    """Where a piece of work stands on the portfolio kanban."""
    if one.status in {"done", "stopped"}:
        return DONE
    if one.status in {"running", "on_hold"}:
        return IMPLEMENTING
    if one.status == "approved" or is_funded:
        return BACKLOG
    if case in {"submitted", "approved", "sent_back"}:
        return ANALYSING
    return REVIEWING if one.value_mid is not None else FUNNEL


def _late(one: Initiative, start: int | None, length: int, around: _Around) -> str:
    """What an approved plan says that has not happened."""
    if around.plan is None or around.plan.status != "approved" or start is None:
        return ""
    if one.status in {"proposed", "approved"} and start < around.now:
        return f"should have begun in {name_of(start)}"
    if one.status in {"running", "on_hold"} and start + length <= around.now:
        return f"should have been done by the end of {name_of(start + length - 1)}"
    return ""


def _interval(at: int, name: str, works: list[RoadWork], skills: list[SkillRow]) -> Interval:
    placed = [(one, one.start_at, one.start_at + one.length) for one in works if one.start_at is not None]
    full = [one.name for one in skills if at < len(one.needed) and one.needed[at] > FULL * _there(one, at)]
    return Interval(
        quarter=name,
        begins=[one.code for one, start, _end in placed if start == at],
        goes_on=[one.code for one, start, end in placed if start < at < end - 1],
        ends=[one.code for one, _start, end in placed if end - 1 == at],
        full=full,
    )


def _there(one: SkillRow, at: int) -> Decimal:
    return one.capacity[at] + one.hired[at] + one.contracted[at]


def _part_of_quarter(on: date) -> float:
    first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    return (on - first).days / 92
