"""How do tools, licences and compute come on record, how much of them is used, and when do they end?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.parts import part
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.skills import Money
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.models import Initiative, Organisation, Resource, UseCase, Vendor
from opencaio.record.permissions import Actor, Right

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Amount = Annotated[Decimal, Field(ge=0, lt=10**15, decimal_places=3, allow_inf_nan=False)]
KINDS = "^(tool|licence|compute|other)$"
PLAIN = ("name", "kind", "unit", "capacity", "cost", "currency", "starts_on", "ends_on")
CAN_BE_EMPTIED = frozenset({"cost", "starts_on", "ends_on"})
TAKEN = frozenset({"add", "export"})
NOT_HERE = "There is no such resource here, or you may not see it."


class AddResource(Asked):
    """A tool, licence or compute pool: how much there is, in which unit, and what a unit costs a month.

    Without a department it is everybody's; without a currency, costs are in the organisation's.
    """

    name: str = Field(min_length=1, max_length=200)
    kind: str = Field(pattern=KINDS)
    unit: str = Field(min_length=1, max_length=60)
    capacity: Amount
    code: Code | None = None
    cost: Money | None = None
    currency: str = Field("", pattern="^([A-Z]{3})?$")
    department: str | None = None
    vendor: int | None = None
    owner: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    initiatives: list[str] = Field([], max_length=200)
    use_cases: list[str] = Field([], max_length=500)


class EditResource(Asked):
    """What changes about a resource: the fields that are given, and no other."""

    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    kind: str | None = Field(None, pattern=KINDS)
    unit: str | None = Field(None, min_length=1, max_length=60)
    capacity: Amount | None = None
    cost: Money | None = None
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    department: str | None = None
    vendor: int | None = None
    owner: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    initiatives: list[str] | None = Field(None, max_length=200)
    use_cases: list[str] | None = Field(None, max_length=500)


class UseResource(Asked):
    """How much of it is used, as counted on a day (today)."""

    code: str
    used: Amount
    used_on: date | None = None
    version: int | None = None


class RetireResource(Asked):
    """A resource that we no longer have."""

    code: str
    version: int | None = None


@action("resources.add", right=Right.CREATE, words="Add a resource")
def add(given: AddResource, change: Change) -> Resource:
    """Put a resource on record."""
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    code = given.code or next_code(Resource, "RES-")
    if code.casefold() in TAKEN or Resource._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    values = given.model_dump(include=set(PLAIN))
    row = Resource(code=code, department=home, **{**values, "currency": given.currency or own_currency()})
    row.vendor = part(Vendor, given.vendor, change.actor) if given.vendor else None
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    _in_order(row.starts_on, row.ends_on)
    change.say(f"Added the resource {row.code} {row.name}")
    return change.create(row, **_links(given, change.actor, held=None))


@action("resources.edit", right=Right.EDIT, words="Edit a resource")
def edit(given: EditResource, change: Change) -> Resource:
    """Change the given fields of a resource."""
    row = _changeable(given.code, change)
    said: dict[str, Any] = given.model_dump(include=set(PLAIN), exclude_unset=True)
    values = {name: value for name, value in said.items() if value is not None or name in CAN_BE_EMPTIED}
    if "department" in given.model_fields_set:
        values["department"] = department_seen(given.department, change.actor) if given.department else None
        change.allow_part(values["department"].pk if values["department"] else None)
    if "vendor" in given.model_fields_set:
        values["vendor"] = part(Vendor, given.vendor, change.actor) if given.vendor else None
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    _in_order(values.get("starts_on", row.starts_on), values.get("ends_on", row.ends_on))
    change.say(f"Edited the resource {row.code} {row.name}")
    return change.update(row, version=given.version, values=values, **_links(given, change.actor, held=row))


@action("resources.use", right=Right.EDIT, words="Say how much of a resource is used")
def use(given: UseResource, change: Change) -> Resource:
    """Keep the last count; an older one than that on record is refused."""
    row = _changeable(given.code, change)
    today = timezone.localdate(change.at)
    on = given.used_on or today
    if on > today:
        raise BadInput(f"used_on: {on} lies ahead. Say what was counted, not what is expected.")
    if row.used_on is not None and on < row.used_on:
        raise Conflict(f"There is a later count of {row.code}, of {row.used_on}.")
    change.say(f"{row.code} {row.name}: {given.used.normalize():f} {row.unit} used on {on}")
    return change.update(row, version=given.version, values={"used": given.used, "used_on": on})


@action("resources.retire", right=Right.RETIRE, words="Retire a resource")
def retire(given: RetireResource, change: Change) -> Resource:
    """We no longer have it; it stays readable."""
    row = _changeable(given.code, change)
    change.say(f"Retired the resource {row.code} {row.name}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def resource_seen(code: str, actor: Actor) -> Resource:
    """The resource with this code; the same words when there is none and when it may not be seen."""
    rows = Resource.objects.select_related("department", "vendor", "owner")
    row = rows.filter(code__iexact=code, retired_at=None).first()
    if row is None or not (row.department_id is None or actor.may(Right.READ, row.department_id)):
        raise NotFound(NOT_HERE)
    return row


def own_currency() -> str:
    """The organisation's currency."""
    row = Organisation.objects.first()
    return row.currency if row else ""


def _changeable(code: str, change: Change) -> Resource:
    row = resource_seen(code, change.actor)
    change.allow_part(row.department_id)
    return row


def _links(given: AddResource | EditResource, actor: Actor, *, held: Resource | None) -> dict[str, list[int]]:
    """The initiatives and uses to link; what is hidden from the actor stays linked."""
    links: dict[str, list[int]] = {}
    for name, kind in (("initiatives", Initiative), ("use_cases", UseCase)):
        codes: list[str] | None = getattr(given, name)
        if codes is not None:
            seen = [_seen(kind, code, actor) for code in codes]
            links[name] = list(dict.fromkeys([*seen, *_hidden(held, name, actor)]))
    return links


def _hidden(held: Resource | None, name: str, actor: Actor) -> list[int]:
    rows: list[Initiative | UseCase] = list(getattr(held, name).all()) if held else []
    return [one.pk for one in rows if not actor.may(Right.READ, one.department_id)]


def _seen(kind: type[Initiative] | type[UseCase], code: str, actor: Actor) -> int:
    row = kind._base_manager.filter(code__iexact=code, retired_at=None).first()
    if row is None or not actor.may(Right.READ, row.department_id):
        raise NotFound(f"There is no {code[:40]} here, or you may not see it.")
    return int(row.pk)


def _in_order(start: date | None, end: date | None) -> None:
    if start and end and end < start:
        raise BadInput(f"ends_on: {end} lies before the start, {start}.")
