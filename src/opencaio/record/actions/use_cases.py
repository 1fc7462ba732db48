"""How does a use of AI come on record, change, retire, and become one with another?"""

from copy import copy
from datetime import date
from typing import Any

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.fields import checked_custom
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.parts import links_among_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.tags import tag_called
from opencaio.record.assessing import reassess
from opencaio.record.changes import Change
from opencaio.record.duties import date_again
from opencaio.record.gating import refuse_closed_gate
from opencaio.record.mirrored import checked_columns
from opencaio.record.models import AISystem, Dataset, LegalEntity, UseCase, Vendor
from opencaio.record.models.portfolio import Stage
from opencaio.record.permissions import Right
from opencaio.record.stating import state_columns


class AddUseCase(Asked):
    """A use of AI, as someone describes it; only name and department are needed."""

    name: str = Field(min_length=1, max_length=500)
    department: str
    code: str | None = Field(None, max_length=40)
    purpose: str = ""
    benefit: str = ""
    outputs: str = ""
    stage: Stage = Stage.IDEA
    owner: int | None = None
    legal_entity: int | None = None
    topic: str = ""
    technique: str = ""
    sourcing: str = Field("", pattern="^(built|bought|both)?$")
    started_on: date | None = None
    retired_on: date | None = None
    people_affected: int | None = Field(None, ge=0)
    is_public: bool = False
    reviewed_on: date | None = None
    review_due_on: date | None = None
    countries: list[str] = []
    systems: list[int] = []
    datasets: list[int] = []
    vendors: list[int] = []
    tags: list[str] = []
    custom: dict[str, str] = {}


class EditUseCase(Asked):
    """What changes about a use of AI: the fields that are given, and no other."""

    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=500)
    department: str | None = None
    purpose: str | None = None
    benefit: str | None = None
    outputs: str | None = None
    stage: Stage | None = None
    owner: int | None = None
    legal_entity: int | None = None
    topic: str | None = None
    technique: str | None = None
    sourcing: str | None = Field(None, pattern="^(built|bought|both)?$")
    started_on: date | None = None
    retired_on: date | None = None
    people_affected: int | None = Field(None, ge=0)
    is_public: bool | None = None
    reviewed_on: date | None = None
    review_due_on: date | None = None
    countries: list[str] | None = None
    systems: list[int] | None = None
    datasets: list[int] | None = None
    vendors: list[int] | None = None
    tags: list[str] | None = None
    custom: dict[str, str] | None = None


class OneUseCase(Asked):
    """One use of AI, by its code."""

    code: str
    version: int | None = None
    reason: str = ""


class AssignOwner(Asked):
    """Who answers for these uses from now on."""

    codes: list[str] = Field(min_length=1, max_length=500)
    owner: int


LINKS = ("systems", "datasets", "vendors", "tags")
CAN_BE_EMPTIED = {"started_on", "retired_on", "people_affected", "reviewed_on", "review_due_on"}


@action("use_cases.add", right=Right.CREATE, words="Add a use case")
def add(given: AddUseCase, change: Change) -> UseCase:
    """Put a use of AI on record, at the stage at which it is found."""
    home = department_seen(given.department, change.actor)
    change.allow(home.pk)
    values = given.model_dump(exclude={"department", "owner", "legal_entity", "code", *LINKS})
    columns = checked_columns(values)
    values |= columns
    code = given.code or next_code()
    if UseCase.objects.filter(code__iexact=code).exists():
        raise BadInput(f"A use case with the code {code} is on record already.")
    row = UseCase(code=code, department=home, **values)
    row.stage, row.custom = given.stage.value, checked_custom(given.custom)
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    row.legal_entity = _legal_entity(given.legal_entity)
    change.say(f"Added {row.code} {row.name}")
    change.create(row, **_links(given, change, held=None))
    state_columns(change, row, columns)
    reassess([row], change)
    return row


@action("use_cases.edit", right=Right.EDIT, words="Edit a use case")
def edit(given: EditUseCase, change: Change) -> UseCase:
    """Change the given fields of a use of AI; a new stage is refused while its gate finds something missing."""
    row = use_case(given.code)
    change.allow(row.department_id)
    values = given.model_dump(
        exclude={"code", "version", "department", "owner", "legal_entity", *LINKS}, exclude_unset=True
    )
    values = {name: value for name, value in values.items() if value is not None or name in CAN_BE_EMPTIED}
    columns = checked_columns(values)
    values |= columns
    if given.custom is not None:
        values["custom"] = checked_custom(given.custom)
    if given.stage is not None:
        values["stage"] = given.stage.value
    if given.department is not None:
        values["department"] = department_seen(given.department, change.actor)
        change.allow(values["department"].pk)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    if "legal_entity" in given.model_fields_set:
        values["legal_entity"] = _legal_entity(given.legal_entity)
    if given.stage is not None and given.stage != row.stage:
        refuse_closed_gate(row, values=values, to=given.stage.value, on=timezone.localdate(change.at))
    change.say(f"Edited {row.code} {row.name}")
    was = copy(row)
    changed = change.update(row, version=given.version, values=values, **_links(given, change, held=row))
    if {"stage", "started_on"} & values.keys():
        date_again(changed, was=was, at=change.at)
    is_news = state_columns(change, changed, columns)
    if is_news or given.model_fields_set & {"systems", "datasets", "vendors"}:
        reassess([changed], change)
    return changed


@action("use_cases.retire", right=Right.RETIRE, words="Retire a use case")
def retire(given: OneUseCase, change: Change) -> UseCase:
    """The use has ended; it stays on record."""
    row = use_case(given.code)
    change.allow(row.department_id)
    change.say(f"Retired {row.code} {row.name}" + (f": {given.reason}" if given.reason else ""))
    return change.update(
        row, version=given.version, values={"stage": Stage.RETIRED.value, "retired_on": change.at.date()}
    )


@action("use_cases.withdraw", right=Right.RETIRE, words="Withdraw a use case entered in error")
def withdraw(given: OneUseCase, change: Change) -> UseCase:
    """Take a use that never was out of all lists and counts; its history stays readable."""
    row = use_case(given.code)
    change.allow(row.department_id)
    change.say(f"Withdrew {row.code} {row.name}" + (f": {given.reason}" if given.reason else ""))
    return change.update(row, version=given.version, values={"retired_at": change.at})


@action("use_cases.restore", right=Right.RETIRE, words="Take back a withdrawal")
def restore(given: OneUseCase, change: Change) -> UseCase:
    """Put a withdrawn use back into lists and counts."""
    row = UseCase.objects.filter(code__iexact=given.code).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    change.allow(row.department_id)
    change.say(f"Restored {row.code} {row.name}")
    return change.update(row, version=given.version, values={"retired_at": None})


@action("use_cases.assign", right=Right.EDIT, words="Assign an owner")
def assign(given: AssignOwner, change: Change) -> list[UseCase]:
    """Give many uses one owner; all or none."""
    who = living_person(given.owner, change.actor)
    rows = [use_case(code) for code in given.codes]
    for row in rows:
        change.allow(row.department_id)
        change.update(row, version=None, values={"owner": who})
    change.say(f"Made {who.name} the owner of {len(rows)} use cases")
    return rows


def use_case(code: str) -> UseCase:
    """The use case with this code."""
    row = UseCase.objects.select_related("department").filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    return row


def next_code(*, after: int = 0) -> str:
    """The next free code, as in ``UC-0042``."""
    return f"UC-{(after or last_number()) + 1:04d}"


def last_number() -> int:
    """The highest number that a code of ours carries."""
    codes = UseCase.objects.filter(code__regex=r"^UC-[0-9]+$").values_list("code", flat=True)
    return max((int(code[3:]) for code in codes), default=0)


def _legal_entity(key: int | None) -> LegalEntity | None:
    if key is None:
        return None
    row = LegalEntity.objects.filter(pk=key, retired_at=None).first()
    if row is None:
        raise NotFound(f"There is no legal entity number {key}.")
    return row


def _links(given: AddUseCase | EditUseCase, change: Change, *, held: UseCase | None) -> dict[str, list[int]]:
    kinds: dict[str, type[Any]] = {"systems": AISystem, "datasets": Dataset, "vendors": Vendor}
    links: dict[str, list[int]] = {}
    for name, kind in kinds.items():
        asked = getattr(given, name)
        if asked is not None and name in given.model_fields_set:
            links[name] = links_among_seen(kind, asked, change.actor, held=held and getattr(held, name))
    if given.tags is not None and "tags" in given.model_fields_set:
        links["tags"] = [tag_called(name, change).pk for name in dict.fromkeys(given.tags)]
    return links
