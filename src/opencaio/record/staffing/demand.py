"""How many people of which skill does the work ask for in which quarter: by the approved plan, else as it runs?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from opencaio.engines.staffing import number_of, quarter_at, quarter_of
from opencaio.errors import BadInput
from opencaio.record.models import Initiative, InitiativeDemand, Plan
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import visible

GOING_ON = ("running", "approved")


@dataclass(frozen=True)
class Wanted:
    """Full-time people of a skill (its code) that an initiative asks for in a quarter."""

    initiative: str
    name: str
    skill: str
    quarter: str
    fte: Decimal


@dataclass
class Demand:
    """What is asked for, by what: an approved plan (``plan`` is its code) or the initiatives that are going on.

    ``hires``: people whom the plan hires, by skill and quarter of arrival. ``missing``: what could not be counted.
    """

    plan: str = ""
    decided_on: date | None = None
    rows: list[Wanted] = field(default_factory=list)
    hires: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def demand_seen(actor: Actor, *, today: date) -> Demand:
    """The demand of the initiatives that the actor may see."""
    seen = {row.code: row for row in visible(Initiative.objects.filter(retired_at=None), actor)}
    plan = approved_plan()
    return _of_plan(plan, seen) if plan is not None else _of_work(seen, today=today)


def approved_plan() -> Plan | None:
    """The plan that delivery is held against: the one approved last."""
    rows = Plan.objects.filter(status="approved", retired_at=None).defer("explanations", "options")
    return rows.order_by("-approved_on", "-pk").first()


def _of_plan(plan: Plan, seen: Mapping[str, Initiative]) -> Demand:
    """Read with care: a problem may have come from a file, with periods that are no quarters."""
    found = Demand(plan=plan.code, decided_on=plan.approved_on)
    periods = [str(one) for one in plan.problem.get("periods", ())]
    quarters = [_quarter(one) for one in periods]
    if not periods or None in quarters:
        found.missing.append(f"The periods of the plan {plan.code} are no quarters.")
        return found
    starts = plan.answer.get("starts") or {}
    for one in plan.problem.get("initiatives", ()):
        row, start = seen.get(str(one.get("id"))), starts.get(one.get("id"))
        if row is not None and start is not None:
            found.rows += _spread(row, one.get("demand") or {}, number_of(periods[0]) + int(start))
    for skill, people in (plan.answer.get("hires") or {}).items():
        found.hires |= {(skill, periods[at]): Decimal(str(count)) for at, count in enumerate(people) if count}
    return found


def _quarter(text: str) -> int | None:
    try:
        return number_of(text)
    except BadInput:
        return None


def _of_work(seen: Mapping[str, Initiative], *, today: date) -> Demand:
    found = Demand()
    going_on = {row.pk: row for row in seen.values() if row.status in GOING_ON}
    lines = InitiativeDemand.objects.filter(initiative__in=going_on, retired_at=None).select_related("skill")
    for pk, asked in _by_initiative(lines).items():
        start = _start(going_on[pk], today=today)
        found.rows += _spread(going_on[pk], asked, start)
        if not going_on[pk].earliest and going_on[pk].starts_on is None:
            found.missing.append(f"{going_on[pk].code} has no start; it is counted from this quarter on.")
    unknown = [row.code for row in going_on.values() if row.pk not in {line.initiative_id for line in lines}]
    if unknown:
        found.missing.append(f"Nobody has said whom these need: {', '.join(sorted(unknown)[:8])}.")
    return found


def _by_initiative(lines: Iterable[InitiativeDemand]) -> dict[int, dict[str, dict[int, Decimal]]]:
    found: dict[int, dict[str, dict[int, Decimal]]] = {}
    for line in lines:
        found.setdefault(line.initiative_id, {}).setdefault(line.skill.code, {})[line.quarter] = line.fte
    return found


def _start(row: Initiative, *, today: date) -> int:
    """The quarter in which the work that is estimated begins: as planned, else as begun, else now."""
    if row.earliest:
        return number_of(row.earliest)
    return number_of(quarter_of(row.starts_on or today))


def _spread(row: Initiative, asked: Mapping[str, Any], start: int) -> Iterator[Wanted]:
    """Each quarter of the work as a quarter of the calendar; ``asked`` is a list, or counted from 0."""
    for skill, people in asked.items():
        pairs = people.items() if isinstance(people, Mapping) else enumerate(people)
        for at, fte in pairs:
            if fte:
                yield Wanted(row.code, row.name, skill, quarter_at(start + int(at)), Decimal(str(fte)))
