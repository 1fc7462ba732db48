"""How do the organisation, its legal entities and its departments come to be and change?"""

from zoneinfo import available_timezones

from pydantic import Field, field_validator

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Department, LegalEntity, Organisation, Person
from opencaio.record.permissions import Actor, Right


class DescribeOrganisation(Asked):
    """The organisation's own description."""

    name: str = Field(min_length=1, max_length=200)
    description: str = ""
    time_zone: str = "UTC"
    currency: str = Field("EUR", pattern="^[A-Z]{3}$")
    language: str = Field("en", pattern="^(en|fr)$")
    is_example: bool = False
    version: int | None = None

    @field_validator("time_zone")
    @classmethod
    def known(cls, zone: str) -> str:
        """Refuse a zone that the time zone database does not have."""
        if zone not in available_timezones():
            raise ValueError(f"there is no time zone called {zone}")
        return zone


class AddLegalEntity(Asked):
    """A company or public body of the organisation."""

    name: str = Field(min_length=1, max_length=200)
    country: str = Field("", pattern="^([A-Z]{2})?$")


class AddDepartment(Asked):
    """A new department, below ``parent`` (its code) if given."""

    code: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1, max_length=250)
    parent: str | None = None
    headcount: int | None = Field(None, ge=0)


class EditDepartment(Asked):
    """New name, parent, lead or head-count of a department."""

    code: str
    name: str | None = Field(None, min_length=1, max_length=250)
    parent: str | None = None
    lead: int | None = None
    headcount: int | None = Field(None, ge=0)
    version: int | None = None


class RetireDepartment(Asked):
    """A department that is no more."""

    code: str
    version: int | None = None


@action("organisation.describe", right=Right.SETTINGS, words="Describe the organisation")
def describe(given: DescribeOrganisation, change: Change) -> Organisation:
    """Create or change the one organisation of this workspace."""
    change.allow(None)
    change.say(f"Described the organisation {given.name}")
    values = given.model_dump(exclude={"version"})
    row = Organisation.objects.first()
    if row is None:
        return change.create(Organisation(**values))
    return change.update(row, version=given.version, values=values)


@action("legal_entities.add", right=Right.SETTINGS, words="Add a legal entity")
def add_legal_entity(given: AddLegalEntity, change: Change) -> LegalEntity:
    """A company or public body whose role under a law is judged."""
    change.allow(None)
    if LegalEntity.objects.filter(name__iexact=given.name).exists():
        raise Conflict(f"A legal entity called {given.name} is on record already.")
    change.say(f"Added the legal entity {given.name}")
    return change.create(LegalEntity(**given.model_dump()))


@action("departments.add", right=Right.SETTINGS, words="Add a department")
def add_department(given: AddDepartment, change: Change) -> Department:
    """A new leaf of the tree of departments."""
    change.allow(None)
    if Department.objects.filter(code__iexact=given.code).exists():
        raise Conflict(f"A department with the code {given.code} is on record already.")
    parent = department(given.parent) if given.parent else None
    change.say(f"Added the department {given.name}")
    return new_department(change, code=given.code, name=given.name, parent=parent, headcount=given.headcount)


def new_department(
    change: Change, *, code: str, name: str, parent: Department | None, headcount: int | None = None
) -> Department:
    """Insert a department and give it its path."""
    row = change.create(Department(code=code, name=name, parent=parent, path="", headcount=headcount))
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


@action("departments.edit", right=Right.SETTINGS, words="Edit a department")
def edit_department(given: EditDepartment, change: Change) -> Department:
    """Change what is given; moving a department moves everything below it."""
    change.allow(None)
    row = department(given.code)
    values = given.model_dump(include={"name", "headcount"}, exclude_none=True)
    if given.lead is not None:
        living = Person.objects.filter(pk=given.lead, retired_at=None)
        values["lead"] = living.first() or _no_person(given.lead)
    if given.parent is not None:
        values["parent"] = _new_parent(row, given.parent)
    change.say(f"Edited the department {row.name}")
    change.update(row, version=given.version, values=values)
    if "parent" in values:
        _move(row)
    return row


@action("departments.retire", right=Right.SETTINGS, words="Retire a department")
def retire_department(given: RetireDepartment, change: Change) -> Department:
    """Only a department without use cases and without departments below it."""
    change.allow(None)
    row = department(given.code)
    if row.use_cases.filter(retired_at=None).exists() or row.children.filter(retired_at=None).exists():
        raise Conflict(f"{row.name} still has use cases or departments. Move them first.")
    change.say(f"Retired the department {row.name}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def department(code: str) -> Department:
    """The department with this code."""
    row = Department.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound(f"There is no department with the code {code}.")
    return row


def department_seen(code: str, actor: Actor) -> Department:
    """The department with this code; the same words when there is none and when it may not be seen."""
    row = Department.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None or not actor.may(Right.READ, row.pk):
        raise NotFound("There is no such department here, or you may not see it.")
    return row


def _new_parent(row: Department, code: str) -> Department:
    parent = department(code)
    if parent.path.startswith(row.path):
        raise BadInput(f"{row.name} cannot stand below {parent.name}, which is part of it.")
    return parent


def _move(row: Department) -> None:
    was, now = row.path, f"{row.parent.path if row.parent else '/'}{row.pk}/"
    for one in Department.objects.filter(path__startswith=was):
        one.path = now + one.path.removeprefix(was)
        one.save(update_fields=["path"])


def _no_person(key: int) -> Person:
    raise NotFound(f"There is no person number {key}.")
