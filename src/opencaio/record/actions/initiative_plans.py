"""What does a plan need to know of an initiative: its worth, cost, people, time and ties?"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.initiatives import NOT_HERE, initiative
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import (
    Initiative,
    InitiativeDemand,
    InitiativeRelation,
    InitiativeSpend,
    Platform,
    Skill,
)
from opencaio.record.permissions import Actor, Right

QUARTER = r"^20[0-9]{2}Q[1-4]$"
Quarter = Annotated[str, Field(pattern=QUARTER)]
Amount = Annotated[Decimal, Field(max_digits=17, decimal_places=2, allow_inf_nan=False)]
Cost = Annotated[Decimal, Field(max_digits=17, decimal_places=2, ge=0, allow_inf_nan=False)]
People = Annotated[Decimal, Field(ge=0, le=10_000, max_digits=8, decimal_places=3, allow_inf_nan=False)]
ESTIMATES = ("value_low", "value_mid", "value_high")
CAN_BE_EMPTIED = frozenset({*ESTIMATES, "quarters"})
LONGEST = 40


class SpendInYear(Asked):
    """What it costs on a budget line in a fiscal year, in the organisation's currency."""

    line: Literal["capex", "opex"]
    year: int = Field(ge=2000, le=2099)
    amount: Cost


class Estimated(Asked):
    """What a plan needs to know of an initiative; ``spend`` and ``demand`` replace what stood there.

    Values are net present values in the organisation's currency (P10, P50, P90); quarters as in ``2027Q1``;
    ``demand``: full-time people of each skill in each quarter of the work.
    """

    status: Literal["proposed", "approved", "running", "on_hold", "done", "stopped"] | None = None
    horizon: Literal["", "H1", "H2", "H3"] | None = None
    value_low: Amount | None = None
    value_mid: Amount | None = None
    value_high: Amount | None = None
    earliest: Quarter | Literal[""] | None = None
    deadline: Quarter | Literal[""] | None = None
    quarters: int | None = Field(None, ge=1, le=LONGEST)
    is_mandatory: bool | None = None
    mandatory_because: str | None = Field(None, max_length=300)
    load: int | None = Field(None, ge=0, le=1000)
    risk: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=3, allow_inf_nan=False)
    tracker: str | None = Field(None, max_length=200)
    spend: list[SpendInYear] | None = None
    demand: dict[str, list[People]] | None = None


class EstimateInitiative(Estimated):
    """What is given of an initiative's estimate, and no other; ``spend`` and ``demand`` replace what stood there.

    ``demand``: by skill the full-time people in each quarter of the work, as in ``{"ml_engineering": [1, 1, 0.5]}``.
    """

    code: str
    version: int | None = None


class RelateInitiatives(Asked):
    """``code`` requires, excludes, or is worth more together with ``other``; lag in quarters, value in money."""

    code: str
    other: str
    kind: Literal["requires", "excludes", "synergy"]
    lag: int = Field(0, ge=0, le=LONGEST)
    value: Amount | None = None
    reason: str = Field("", max_length=1000)


class UnrelateInitiatives(Asked):
    """A tie that no longer holds."""

    code: str
    other: str
    kind: Literal["requires", "excludes", "synergy"]


class SetPlatform(Asked):
    """A base that is paid once if any of its members is funded; an existing code is changed."""

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=300)
    cost: Cost
    line: Literal["capex", "opex"]
    year: int = Field(ge=2000, le=2099)
    members: list[str] = Field(min_length=1)


class RetirePlatform(Asked):
    """A platform that is no longer planned."""

    code: str


@action("initiatives.estimate", right=Right.EDIT, words="Estimate an initiative")
def estimate(given: EstimateInitiative, change: Change) -> Initiative:
    """Say what the work is worth, costs, needs and when it may be done."""
    row = initiative(given.code)
    change.allow(row.department_id)
    values = estimated(row, given, change.actor)
    change.say(f"Estimated {row.code} {row.name}")
    row = change.update(row, version=given.version, values=values)
    if given.spend is not None:
        _set_spend(row, given.spend, change)
    if given.demand is not None:
        _set_demand(row, given.demand, change)
    return row


@action("initiatives.relate", right=Right.EDIT, words="Tie two initiatives")
def relate(given: RelateInitiatives, change: Change) -> InitiativeRelation:
    """Say that one requires, excludes or strengthens another."""
    row, other = initiative(given.code), _seen(given.other, change.actor)
    change.allow(row.department_id)
    if row.pk == other.pk:
        raise BadInput(f"{row.code} cannot be tied to itself.")
    if given.kind == "synergy" and given.value is None:
        raise BadInput("value: say what the two are worth more together (less: a negative amount).")
    if given.kind == "requires":
        _refuse_circle(row, other)
    change.say(f"{row.code} {given.kind} {other.code}")
    change.touch("initiative", row.pk)
    values = {"lag": given.lag, "value": given.value, "reason": given.reason, "retired_at": None}
    held = InitiativeRelation.objects.filter(initiative=row, other=other, kind=given.kind).first()
    if held is not None:
        return change.update(held, version=None, values=values)
    return change.create(InitiativeRelation(initiative=row, other=other, kind=given.kind, **values))


@action("initiatives.unrelate", right=Right.EDIT, words="Untie two initiatives")
def unrelate(given: UnrelateInitiatives, change: Change) -> InitiativeRelation:
    """The tie no longer holds."""
    row, other = initiative(given.code), _seen(given.other, change.actor)
    change.allow(row.department_id)
    held = InitiativeRelation.objects.filter(initiative=row, other=other, kind=given.kind, retired_at=None).first()
    if held is None:
        raise NotFound(f"{row.code} and {other.code} are not tied like this.")
    change.say(f"{row.code} no longer {given.kind} {other.code}")
    change.touch("initiative", row.pk)
    return change.update(held, version=None, values={"retired_at": change.at})


@action("platforms.set", right=Right.EDIT, words="Set a shared platform")
def set_platform(given: SetPlatform, change: Change) -> Platform:
    """Put a shared base on record; it needs the right over each member's department."""
    members = [initiative(code) for code in dict.fromkeys(given.members)]
    held = Platform.objects.filter(code__iexact=given.code).first()
    for one in [*members, *(held.members.all() if held else ())]:
        change.allow(one.department_id)
    values: dict[str, Any] = given.model_dump(include={"name", "cost", "line", "year"}) | {"retired_at": None}
    keys = sorted({one.pk for one in members})
    change.say(f"Set the platform {given.code} {given.name}")
    if held is not None:
        return change.update(held, version=None, values=values, members=keys)
    return change.create(Platform(code=given.code, **values), members=keys)


@action("platforms.retire", right=Right.RETIRE, words="Retire a shared platform")
def retire_platform(given: RetirePlatform, change: Change) -> Platform:
    """It is no longer planned; its members stay."""
    row = Platform.objects.filter(code__iexact=given.code, retired_at=None).first()
    if row is None:
        raise NotFound(NOT_HERE)
    for one in row.members.all():
        change.allow(one.department_id)
    change.say(f"Retired the platform {row.code} {row.name}")
    return change.update(row, version=None, values={"retired_at": change.at})


def estimated(row: Initiative, given: Estimated, actor: Actor) -> dict[str, Any]:
    """The columns that the estimate gives ``row``. Raises ``BadInput``, and ``Refused`` for who may not approve it."""
    said = given.model_dump(include=set(Estimated.model_fields) - {"spend", "demand"}, exclude_unset=True)
    values = {name: value for name, value in said.items() if value is not None or name in CAN_BE_EMPTIED}
    _fitting(row, values)
    if values.get("status") == "approved" != row.status and not actor.may(Right.DECIDE, row.department_id):
        raise Refused(f"{row.code} is approved with a plan, or by somebody who decides; you may propose it.")
    return values


def skills_named(codes: Iterable[str]) -> dict[str, Skill]:
    """The skills with these codes, by code. Raises ``BadInput`` for one that is not on record."""
    wanted = set(codes)
    found = {one.code: one for one in Skill.objects.filter(code__in=wanted, retired_at=None)}
    if unknown := sorted(wanted - found.keys()):
        raise BadInput(
            f"demand: there is no skill {unknown[0][:60]}. Add it first, or name one of the skills on record."
        )
    return found


def _fitting(row: Initiative, values: Mapping[str, Any]) -> None:
    low, mid, high = (values.get(name, getattr(row, name)) for name in ESTIMATES)
    known = [one for one in (low, mid, high) if one is not None]
    if known != sorted(known):
        raise BadInput(f"The estimates must not fall: low {low}, middle {mid}, high {high}.")
    first, last = values.get("earliest", row.earliest), values.get("deadline", row.deadline)
    if first and last and last < first:
        raise BadInput(f"It cannot be finished by {last} when it starts in {first} at the earliest.")


def _set_spend(row: Initiative, spend: Iterable[SpendInYear], change: Change) -> None:
    wanted = {(one.line, one.year): one.amount for one in spend if one.amount}
    held = {(one.line, one.year): one for one in InitiativeSpend.objects.filter(initiative=row)}
    for cell, amount in wanted.items():
        if cell in held:
            change.update(held[cell], version=None, values={"amount": amount, "retired_at": None})
        else:
            change.create(InitiativeSpend(initiative=row, line=cell[0], year=cell[1], amount=amount))
    _retire([one for cell, one in held.items() if cell not in wanted], change)


def _set_demand(row: Initiative, demand: Mapping[str, list[Decimal]], change: Change) -> None:
    skills = skills_named(demand)
    wanted = {(skills[code], quarter): fte for code, ftes in demand.items() for quarter, fte in enumerate(ftes) if fte}
    held = {(one.skill_id, one.quarter): one for one in InitiativeDemand.objects.filter(initiative=row)}
    for (skill, quarter), fte in wanted.items():
        if (skill.pk, quarter) in held:
            change.update(held[skill.pk, quarter], version=None, values={"fte": fte, "retired_at": None})
        else:
            change.create(InitiativeDemand(initiative=row, skill=skill, quarter=quarter, fte=fte))
    kept = {(skill.pk, quarter) for skill, quarter in wanted}
    _retire([one for cell, one in held.items() if cell not in kept], change)


def _retire(rows: Iterable[InitiativeSpend | InitiativeDemand], change: Change) -> None:
    for one in rows:
        if one.retired_at is None:
            change.update(one, version=None, values={"retired_at": change.at})


def _seen(code: str, actor: Actor) -> Initiative:
    row = initiative(code)
    if not actor.may(Right.READ, row.department_id):
        raise NotFound(NOT_HERE)
    return row


def _refuse_circle(row: Initiative, needed: Initiative) -> None:
    """An initiative that is needed must not itself, over any way, need the one that needs it."""
    ties = InitiativeRelation.objects.filter(kind="requires", retired_at=None)
    needs: dict[int, list[int]] = {}
    for one, other in ties.values_list("initiative_id", "other_id"):
        needs.setdefault(one, []).append(other)
    reached, waiting = set(), [needed.pk]
    while waiting:
        here = waiting.pop()
        if here == row.pk:
            raise Conflict(f"{needed.code} already requires {row.code}: neither could ever start.")
        if here not in reached:
            reached.add(here)
            waiting.extend(needs.get(here, ()))
