"""How many people of a skill are there, and whose time goes to which initiative?"""

from collections import Counter
from decimal import Decimal
from typing import Annotated

from django.db.models import QuerySet, Sum
from pydantic import Field

from opencaio.engines.staffing.quarters import PATTERN
from opencaio.errors import BadInput, NotFound, Refused
from opencaio.record.actions.initiatives import NOT_HERE, initiative
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.skills import People, skill
from opencaio.record.changes import Change
from opencaio.record.models import Allocation, Capacity, Initiative, Person, Skill
from opencaio.record.permissions import Right

Quarter = Annotated[str, Field(pattern=PATTERN)]
Part = Annotated[Decimal, Field(gt=0, le=Decimal("1.5"), decimal_places=3, allow_inf_nan=False)]
FULL, MOST = Decimal(1), Decimal("1.5")
MOST_ROWS = 5_000


class SetCapacity(Asked):
    """Full-time people of a skill who are there for AI work in a quarter (``2027Q1``); without ``fte``: not known."""

    skill: str
    quarter: Quarter
    fte: People | None = None


class CapacityLine(Asked):
    """One line of a list of capacities."""

    skill: str
    quarter: Quarter
    fte: People


class ImportCapacity(Asked):
    """Many capacities at once; what is not named stays as it is."""

    rows: list[CapacityLine] = Field(min_length=1, max_length=MOST_ROWS)


class SetAllocation(Asked):
    """Which part of a person's time (1: all of it) goes to an initiative in these quarters, with which skill."""

    person: int
    initiative: str
    quarters: list[Quarter] = Field(min_length=1, max_length=40)
    fte: Part
    skill: str | None = None


class RemoveAllocation(Asked):
    """Time that no longer goes to an initiative; without quarters: in none of them."""

    person: int
    initiative: str
    quarters: list[Quarter] = Field([], max_length=40)
    skill: str | None = None


@action("capacity.set", right=Right.EDIT, words="Set the capacity of a skill")
def set_capacity(given: SetCapacity, change: Change) -> Capacity | None:
    """Say how many people there are, or that it is not known."""
    change.allow_part(None)
    what = skill(given.skill)
    change.touch("skill", what.pk)
    if given.fte is None:
        change.say(f"Capacity of {what.name} in {given.quarter} is not known")
        held = Capacity.objects.filter(skill=what, quarter=given.quarter, retired_at=None).first()
        return change.update(held, version=None, values={"retired_at": change.at}) if held else None
    change.say(f"Capacity of {what.name} in {given.quarter}: {given.fte} people")
    return _put(what, given.quarter, given.fte, change)


@action("capacity.import", right=Right.IMPORT, words="Take in a list of capacities")
def import_capacity(given: ImportCapacity, change: Change) -> int:
    """Set many at once, all or none. Raises BadInput for a line given twice."""
    change.allow_part(None)
    twice = [key for key, count in Counter((one.skill, one.quarter) for one in given.rows).items() if count > 1]
    if twice:
        raise BadInput(f"rows: {twice[0][0]} in {twice[0][1]} stands there twice.")
    known = {code: skill(code) for code in dict.fromkeys(one.skill for one in given.rows)}
    for one in given.rows:
        _put(known[one.skill], one.quarter, one.fte, change)
    change.say(f"Took in {len(given.rows)} capacities of {len(known)} skills")
    return len(given.rows)


@action("allocations.set", right=Right.EDIT, words="Give somebody's time to an initiative")
def set_allocation(given: SetAllocation, change: Change) -> list[Allocation]:
    """Set the part of time in each quarter. Refused over 1.5 full-time people a quarter; over 1.0 it is said."""
    work, who = _work(given.initiative, change), living_person(given.person, change.actor)
    what = skill(given.skill) if given.skill else None
    Person.objects.select_for_update().get(pk=who.pk)
    rows = [_allocate(who, work, what, quarter, given.fte, change) for quarter in dict.fromkeys(given.quarters)]
    change.touch("person", who.pk)
    change.touch("initiative", work.pk)
    span = ", ".join(dict.fromkeys(given.quarters))
    called = _called(who, work)
    change.say(f"{called}: {_plain(given.fte)} of the time to {work.code} in {span}{_warning(who, given.quarters)}")
    return rows


@action("allocations.remove", right=Right.EDIT, words="Take somebody's time off an initiative")
def remove_allocation(given: RemoveAllocation, change: Change) -> int:
    """The person no longer works on it in these quarters."""
    work, who = _work(given.initiative, change), living_person(given.person, change.actor)
    rows = Allocation.objects.filter(person=who, initiative=work, retired_at=None)
    if given.quarters:
        rows = rows.filter(quarter__in=given.quarters)
    if given.skill:
        rows = rows.filter(skill=skill(given.skill))
    found = list(rows)
    if not found:
        raise NotFound(f"{who.name} has no time on {work.code} then.")
    for row in found:
        change.update(row, version=None, values={"retired_at": change.at})
    change.touch("person", who.pk)
    change.touch("initiative", work.pk)
    change.say(f"Took {_called(who, work)} off {work.code} in {', '.join(row.quarter for row in found)}")
    return len(found)


def _put(what: Skill, quarter: str, fte: Decimal, change: Change) -> Capacity:
    held = Capacity.objects.filter(skill=what, quarter=quarter).first()
    if held is not None:
        return change.update(held, version=None, values={"fte": fte, "retired_at": None})
    return change.create(Capacity(skill=what, quarter=quarter, fte=fte))


def _work(code: str, change: Change) -> Initiative:
    row = initiative(code)
    change.allow(row.department_id)
    if row.retired_at is not None:
        raise NotFound(NOT_HERE)
    return row


def _allocate(
    who: Person, work: Initiative, what: Skill | None, quarter: str, fte: Decimal, change: Change
) -> Allocation:
    held = Allocation.objects.filter(person=who, initiative=work, skill=what, quarter=quarter).first()
    others = Allocation.objects.filter(person=who, quarter=quarter, retired_at=None)
    elsewhere = _sum(others.exclude(pk=held.pk) if held else others)
    if elsewhere + fte > MOST:
        raise Refused(
            f"{who.name} already gives {_plain(elsewhere)} of the time in {quarter}: {_plain(fte)} more makes "
            f"{_plain(elsewhere + fte)}. Nobody works more than {MOST}. Take something else off first."
        )
    if held is not None:
        return change.update(held, version=None, values={"fte": fte, "retired_at": None})
    return change.create(Allocation(person=who, initiative=work, skill=what, quarter=quarter, fte=fte))


def _called(who: Person, work: Initiative) -> str:
    """The name only where whoever reads the history of the work may read it: in the work's own department."""
    is_theirs = who.department_id in (None, work.department_id)
    return who.name if is_theirs else "Somebody of another department"


def _warning(who: Person, quarters: list[str]) -> str:
    """Said to whoever allocates: in which quarters the person now gives more than all of the time."""
    rows = Allocation.objects.filter(person=who, quarter__in=quarters, retired_at=None)
    loads = {
        one["quarter"]: one["load"] for one in rows.values("quarter").order_by("quarter").annotate(load=Sum("fte"))
    }
    over = [f"{_plain(load)} in {quarter}" for quarter, load in loads.items() if load > FULL]
    return f". Careful: that is more than a full-time person can give ({', '.join(over)})" if over else ""


def _sum(rows: QuerySet[Allocation]) -> Decimal:
    total: Decimal | None = rows.aggregate(load=Sum("fte"))["load"]
    return total or Decimal(0)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
