"""Where do we have too few people for the work, and what would it take to have enough?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.staffing import (
    ENGINE_VERSION,
    Mix,
    Need,
    Option,
    Step,
    Terms,
    number_of,
    options,
    quarter_at,
    quarter_of,
    run,
    staff,
)
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Allocation, Capacity, Opening, Skill
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.risk_register.standing import currency_of
from opencaio.record.staffing.arrivals import ENDED, counts_from
from opencaio.record.staffing.demand import Demand, demand_seen

ZERO = Decimal(0)
QUARTER = r"^((19|20)[0-9]{2}Q[1-4])?$"


class AskCapacity(Asked):
    """From which quarter on (the next one) and how many; ``skill``: only this one."""

    start: str = Field("", pattern=QUARTER)
    quarters: int = Field(8, ge=1, le=20)
    skill: str = ""


class CapacityCell(BaseModel):
    """A skill in a quarter, in full-time people. Without a capacity the gap is not known, which is not zero.

    ``coming``: places that are open and expected to be filled by then; ``planned``: hires of the approved plan.
    ``gap`` = demand - capacity - coming, not below 0; None too where the asker does not see all demand.
    """

    quarter: str
    capacity: Decimal | None
    demand: Decimal
    allocated: Decimal
    coming: Decimal
    planned: Decimal
    gap: Decimal | None


class WorkShare(BaseModel):
    """What one initiative asks for, in people × quarters."""

    initiative: str
    name: str
    fte: Decimal


class SkillCapacity(BaseModel):
    """A skill over the quarters; ``short`` sums its gaps in people × quarters."""

    code: str
    name: str
    is_planned: bool
    cells: list[CapacityCell]
    short: Decimal
    worst: str
    by_work: list[WorkShare]


class StaffingOption(BaseModel):
    """What one way alone would do for one skill; ``covers`` and ``leaves`` in people × quarters."""

    skill: str
    skill_name: str
    way: str
    earliest: str
    covers: Decimal
    leaves: Decimal
    most: Decimal
    cost: Decimal
    too_late: list[str]


class StaffingStep(BaseModel):
    """One step of the cheapest mix; ``until`` is the last quarter of it, ``begin_by`` the last to begin in.

    ``reason``: only_way, cheaper, bridge or faster, compared with ``instead`` at ``alternative``.
    """

    skill: str
    skill_name: str
    way: str
    source: str
    start: str
    until: str
    people: Decimal
    cost: Decimal
    begin_by: str
    begin_now: bool
    reason: str
    instead: str
    alternative: Decimal | None


class Missing(BaseModel):
    """People whom no way brings in time or at all: in which quarters it is too late."""

    skill: str
    skill_name: str
    people: Decimal
    too_late: list[str]
    still: list[str]


class CapacityOverview(BaseModel):
    """Demand against capacity by skill and quarter, the options for each gap, and the cheapest mix for all.

    ``plan`` is the approved plan whose demand this is; empty: that of the initiatives which are going on.
    ``is_whole``: the asker sees all demand, so that gaps can be told.
    """

    quarters: list[str]
    skills: list[SkillCapacity]
    options: list[StaffingOption]
    steps: list[StaffingStep]
    left: list[Missing]
    cost: Decimal
    is_proven: bool
    currency: str
    plan: str
    decided_on: date | None
    as_of: date
    is_whole: bool
    missing: list[str]
    engine_version: str


@dataclass
class Counted:
    """What is on record for the quarters: by skill code and quarter."""

    skills: list[Skill]
    quarters: tuple[str, ...]
    demand: Demand
    capacity: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    asked: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    allocated: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    coming: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))


@query("capacity.overview", words="Compare the people we have with those we need")
def overview(given: AskCapacity, actor: Actor) -> CapacityOverview:
    """Capacity, demand, allocation and gap of every skill that work asks for, and how to close the gaps."""
    today = timezone.localdate()
    start = given.start or quarter_at(number_of(quarter_of(today)) + 1)
    counted = _counted(run(start, given.quarters), actor, today=today)
    is_whole = actor.scope(Right.READ) is EVERYWHERE
    first = number_of(start) - number_of(quarter_of(today))
    needs = _needs(counted) if is_whole else []
    mix = staff(needs, first=first)
    names = {one.code: one.name for one in counted.skills}
    rows = [_row(one, counted, is_whole=is_whole) for one in counted.skills]
    shown = [one for one in rows if given.skill in ("", one.code)]
    return CapacityOverview(
        quarters=list(counted.quarters),
        skills=shown,
        options=[
            _option(one, names, counted.quarters)
            for one in options(needs, first=first)
            if given.skill in ("", one.skill)
        ],
        steps=[_step(one, names, counted.quarters, today) for one in mix.steps if given.skill in ("", one.skill)],
        left=[one for one in _left(mix, names, counted.quarters) if given.skill in ("", one.skill)],
        cost=sum((one.cost for one in mix.steps if given.skill in ("", one.skill)), ZERO),
        is_proven=mix.is_proven,
        currency=currency_of(),
        plan=counted.demand.plan,
        decided_on=counted.demand.decided_on,
        as_of=today,
        is_whole=is_whole,
        missing=_missing(counted, is_whole=is_whole),
        engine_version=ENGINE_VERSION,
    )


def terms_of(row: Skill) -> Terms:
    """The terms of a skill as the engine wants them; a hire or a training without a lead is not open."""
    return Terms(
        hire_cost=row.hire_cost if row.hire_lead is not None else None,
        hire_lead=row.hire_lead or 0,
        hire_most=row.hire_most,
        contract_cost=row.contract_cost,
        contract_most=row.contract_most,
        train_cost=row.train_cost if row.train_lead is not None else None,
        train_lead=row.train_lead or 0,
        train_from=tuple(row.transferable_from),
    )


def _counted(quarters: tuple[str, ...], actor: Actor, *, today: date) -> Counted:
    rows = Capacity.objects.filter(quarter__in=quarters, retired_at=None, skill__retired_at=None)
    demand = demand_seen(actor, today=today)
    counted = Counted([], quarters, demand)
    counted.capacity = {
        (code, quarter): fte for code, quarter, fte in rows.values_list("skill__code", "quarter", "fte")
    }
    for one in demand.rows:
        if one.quarter in quarters:
            counted.asked[one.skill, one.quarter] += one.fte
    spoken_of = {code for code, _quarter in (*counted.capacity, *counted.asked)}
    skills = Skill.objects.filter(retired_at=None)
    counted.skills = [one for one in skills if one.is_planned or one.code in spoken_of]
    given = visible(Allocation.objects.filter(retired_at=None), actor, by="initiative__department_id")
    given = given.filter(quarter__in=quarters, skill__isnull=False)
    sums = given.values("skill__code", "quarter").annotate(load=Sum("fte")).order_by()
    counted.allocated = {(one["skill__code"], one["quarter"]): one["load"] for one in sums}
    _count_coming(counted, actor, today=today)
    return counted


def _count_coming(counted: Counted, actor: Actor, *, today: date) -> None:
    rows = visible(Opening.objects.filter(retired_at=None, skill__isnull=False), actor).select_related("skill")
    for row in rows.exclude(stage__in=ENDED):
        start = counts_from(row, today=today)
        for quarter in counted.quarters if start is not None else ():
            if number_of(quarter) >= (start or 0) and row.skill is not None:
                counted.coming[row.skill.code, quarter] += row.people


def _needs(counted: Counted) -> list[Need]:
    """What the engine is asked. Where no capacity is known, nothing is counted as missing."""
    found = []
    for one in counted.skills:
        have, want = [], []
        for quarter in counted.quarters:
            known = counted.capacity.get((one.code, quarter))
            have.append(ZERO if known is None else known + counted.coming[one.code, quarter])
            want.append(ZERO if known is None else counted.asked[one.code, quarter])
        found.append(Need(one.code, tuple(have), tuple(want), terms_of(one)))
    return found


def _row(one: Skill, counted: Counted, *, is_whole: bool) -> SkillCapacity:
    cells = [_cell(one.code, quarter, counted, is_whole=is_whole) for quarter in counted.quarters]
    gaps = {cell.quarter: cell.gap for cell in cells if cell.gap}
    return SkillCapacity(
        code=one.code,
        name=one.name,
        is_planned=one.is_planned,
        cells=cells,
        short=sum((gap for gap in gaps.values()), ZERO),
        worst=max(gaps, key=lambda quarter: (gaps[quarter], quarter), default=""),
        by_work=_by_work(one.code, counted),
    )


def _cell(code: str, quarter: str, counted: Counted, *, is_whole: bool) -> CapacityCell:
    capacity, key = counted.capacity.get((code, quarter)), (code, quarter)
    gap = None
    if capacity is not None and is_whole:
        gap = max(counted.asked[key] - capacity - counted.coming[key], ZERO)
    return CapacityCell(
        quarter=quarter,
        capacity=capacity,
        demand=counted.asked[key],
        allocated=counted.allocated.get(key, ZERO),
        coming=counted.coming[key],
        planned=sum((n for (skill, at), n in counted.demand.hires.items() if skill == code and at <= quarter), ZERO),
        gap=gap,
    )


def _by_work(code: str, counted: Counted) -> list[WorkShare]:
    found: dict[str, WorkShare] = {}
    for one in counted.demand.rows:
        if one.skill == code and one.quarter in counted.quarters:
            share = found.setdefault(one.initiative, WorkShare(initiative=one.initiative, name=one.name, fte=ZERO))
            share.fte += one.fte
    return sorted(found.values(), key=lambda one: (-one.fte, one.initiative))


def _option(one: Option, names: dict[str, str], quarters: tuple[str, ...]) -> StaffingOption:
    return StaffingOption(
        skill=one.skill,
        skill_name=names[one.skill],
        way=one.way,
        earliest=quarters[one.earliest] if one.earliest is not None else "",
        covers=one.covers,
        leaves=one.leaves,
        most=one.most,
        cost=one.cost,
        too_late=[quarters[at] for at in one.too_late],
    )


def _step(one: Step, names: dict[str, str], quarters: tuple[str, ...], today: date) -> StaffingStep:
    begin = number_of(quarters[0]) + one.begin_by
    now = number_of(quarter_of(today))
    return StaffingStep(
        skill=one.skill,
        skill_name=names[one.skill],
        way=one.way,
        source=one.source,
        start=quarters[one.start],
        until=quarters[one.end - 1],
        people=one.people,
        cost=one.cost,
        begin_by=quarter_at(begin),
        begin_now=begin <= now,
        reason=one.because.kind,
        instead=one.because.instead or "",
        alternative=one.because.alternative,
    )


def _left(mix: Mix, names: dict[str, str], quarters: tuple[str, ...]) -> Iterable[Missing]:
    for code, missing in mix.left.items():
        if any(missing):
            late = mix.too_late[code]
            still = [quarters[at] for at, people in enumerate(missing) if people and at not in late]
            yield Missing(
                skill=code,
                skill_name=names[code],
                people=max(missing),
                too_late=[quarters[at] for at in late],
                still=still,
            )


def _missing(counted: Counted, *, is_whole: bool) -> list[str]:
    found = list(counted.demand.missing)
    if not is_whole:
        found.insert(0, "You do not see what other departments ask for, so that no gap can be told.")
    for one in counted.skills:
        unknown = [
            at for at in counted.quarters if counted.asked[one.code, at] and (one.code, at) not in counted.capacity
        ]
        if unknown:
            found.append(f"Nobody has said how many people of {one.name} there are in {', '.join(unknown)}.")
    known = {one.code for one in counted.skills}
    if strange := sorted({code for code, _quarter in counted.asked if code not in known}):
        found.append(f"Asked for, but no skill on record: {', '.join(strange)}.")
    return found
