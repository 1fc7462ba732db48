"""How do many pieces of work come on record at once, with all that a plan needs to know of them?"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.papers.numbers import counted
from opencaio.record.actions.initiative_plans import Estimated, estimated, skills_named
from opencaio.record.actions.initiatives import NOT_HERE, AddInitiative, in_order
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change, values_of
from opencaio.record.codes import next_number
from opencaio.record.models import Department, Initiative, InitiativeDemand, InitiativeSpend, Person, Skill, UseCase
from opencaio.record.permissions import Actor, Right

#: Of the rows with one fault so many are named.
NAMED = 5
BATCH = 500
MANY = 20_000


class NewInitiative(AddInitiative, Estimated):
    """A piece of work with what a plan needs to know of it."""


class AddInitiatives(Asked):
    """Pieces of work that come on record together, or not at all."""

    initiatives: list[NewInitiative] = Field(min_length=1, max_length=MANY)


@dataclass(frozen=True)
class _Known:
    """What the rows name, read once for all of them."""

    departments: dict[str, Department]
    people: dict[int, Person]
    uses: dict[str, int]
    skills: dict[str, Skill]


@action("initiatives.add_many", right=Right.CREATE, words="Add many initiatives")
def add_many(given: AddInitiatives, change: Change) -> list[Initiative]:
    """Put pieces of work on record under one entry, which holds a digest of what was written."""
    asked = given.initiatives
    known = _Known(
        departments=_departments(asked, change),
        people={key: living_person(key, change.actor) for key in {one.lead for one in asked if one.lead}},
        uses=_uses({code for one in asked for code in one.use_cases}, change.actor),
        skills=skills_named({code for one in asked for code in one.demand or {}}),
    )
    numbered = enumerate(zip(asked, _codes(asked), strict=True), 1)
    rows = [_row(one, code, known, change, at=f"row {number}") for number, (one, code) in numbered]
    Initiative.objects.bulk_create(rows, batch_size=BATCH)
    _link_uses(rows, asked, known)
    spend = list(_spend(rows, asked, change))
    demand = list(_demand(rows, asked, known, change))
    InitiativeSpend.objects.bulk_create(spend, batch_size=BATCH)
    InitiativeDemand.objects.bulk_create(demand, batch_size=BATCH)
    for row in rows:
        change.touch("initiative", row.pk)
    change.notes["initiatives"] = {
        "rows": len(rows),
        "codes": [rows[0].code, rows[-1].code],
        "rows_digest": _digest([*rows, *spend, *demand]),
    }
    change.say(f"Added {counted(len(rows), 'initiative', 'initiatives')}, {rows[0].code} to {rows[-1].code}")
    return rows


def _departments(asked: Sequence[NewInitiative], change: Change) -> dict[str, Department]:
    found = {}
    for code in {one.department for one in asked}:
        try:
            found[code] = department_seen(code, change.actor)
        except NotFound as fault:
            numbers = [str(number) for number, one in enumerate(asked, 1) if one.department == code]
            more = f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else ""
            raise NotFound(
                f"Row {', '.join(numbers[:NAMED])}{more}, department {code[:60]}: {fault.message}"
            ) from fault
    for home in found.values():
        change.allow(home.pk)
    return found


def _uses(codes: set[str], actor: Actor) -> dict[str, int]:
    """The key of each use, by its code. Raises ``NotFound`` for one that is not here or not to be seen."""
    held = UseCase.objects.filter(retired_at=None).values_list("code", "pk", "department_id")
    rows = {code.casefold(): (key, home) for code, key, home in held}
    found = {}
    for code in codes:
        key, home = rows.get(code.casefold(), (None, None))
        if key is None or not actor.may(Right.READ, home):
            raise NotFound(f"{code[:60]}: {NOT_HERE[0].lower()}{NOT_HERE[1:]}")
        found[code] = key
    return found


def _codes(asked: Iterable[NewInitiative]) -> list[str]:
    """The code of each: its own, or the next number. Raises ``Conflict`` for a code that is taken."""
    wanted = [one.code for one in asked]
    numbers = count(next_number(Initiative, "IN-"))
    codes = [code or f"IN-{next(numbers):04d}" for code in wanted]
    taken = {code.casefold() for code in Initiative._base_manager.values_list("code", flat=True)}
    often = Counter(code.casefold() for code in codes)
    for code in codes:
        if code.casefold() in taken or often[code.casefold()] > 1:
            raise Conflict(f"The code {code} is taken." if often[code.casefold()] == 1 else f"{code} is given twice.")
    return codes


def _row(given: NewInitiative, code: str, known: _Known, change: Change, *, at: str) -> Initiative:
    home = known.departments[given.department]
    row = Initiative(code=code, department=home, stage=given.stage.value, created_at=change.at, updated_at=change.at)
    row.lead = known.people[given.lead] if given.lead else None
    plain = given.model_dump(include={"name", "purpose", "starts_on", "ends_on"})
    try:
        in_order(given.starts_on, given.ends_on)
        values = plain | estimated(row, given, change.actor)
    except BadInput as fault:
        raise BadInput(f"{at}, {given.name[:60]}: {fault.message}") from fault
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _link_uses(rows: Sequence[Initiative], asked: Sequence[NewInitiative], known: _Known) -> None:
    through = Initiative.use_cases.through
    pairs = [
        through(initiative_id=row.pk, usecase_id=key)
        for row, one in zip(rows, asked, strict=True)
        for key in sorted({known.uses[code] for code in one.use_cases})
    ]
    through._base_manager.bulk_create(pairs, batch_size=BATCH)


def _spend(rows: Sequence[Initiative], asked: Sequence[NewInitiative], change: Change) -> Iterator[InitiativeSpend]:
    """Of a line and year that is given twice the last counts, as it does for one initiative."""
    now = {"created_at": change.at, "updated_at": change.at}
    for row, given in zip(rows, asked, strict=True):
        for (line, year), amount in {(one.line, one.year): one.amount for one in given.spend or ()}.items():
            if amount:
                yield InitiativeSpend(initiative=row, line=line, year=year, amount=amount, **now)


def _demand(
    rows: Sequence[Initiative], asked: Sequence[NewInitiative], known: _Known, change: Change
) -> Iterator[InitiativeDemand]:
    now = {"created_at": change.at, "updated_at": change.at}
    for row, given in zip(rows, asked, strict=True):
        for code, people in (given.demand or {}).items():
            for quarter, fte in enumerate(people):
                if fte:
                    yield InitiativeDemand(initiative=row, skill=known.skills[code], quarter=quarter, fte=fte, **now)


def _digest(rows: Iterable[Initiative | InitiativeSpend | InitiativeDemand]) -> str:
    """One digest under which all rows hang."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(repr(sorted(values_of(row).items())).encode())
    return whole.hexdigest()
