"""How do systems, models, datasets, vendors and deployments come on record, change and retire?

A part without a department is shared by all: every reader sees it, and only someone with a role over all
departments changes it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from pydantic import Field

from opencaio.errors import Conflict, NotFound
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.assessing import reassess
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.inheritance import uses_of
from opencaio.record.models import AISystem, Dataset, Deployment, Model, Vendor
from opencaio.record.models.parts import Part
from opencaio.record.permissions import Actor, Right

SomePart = TypeVar("SomePart", bound=Part)

CODES = {AISystem: "SYS", Model: "MOD", Dataset: "DAT", Vendor: "VEN", Deployment: "DEP"}
NOT_HERE = "There is no such thing here, or you may not see it."
APART = {"id", "code", "version", "department", "vendor", "system", "datasets", "models"}


class NewPart(Asked):
    """What every new part has; without a department it is shared by all."""

    name: str = Field(min_length=1, max_length=300)
    code: str | None = Field(None, min_length=1, max_length=60)
    description: str = ""
    department: str | None = None


class PartEdit(Asked):
    """What changes about a part: the fields that are given, and no other."""

    id: int
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=300)
    description: str | None = None


class RetirePart(Asked):
    """A part that is no more."""

    id: int
    version: int | None = None


class AddVendor(NewPart):
    """Who supplies us, with the dates of the contract and of the processor agreement (GDPR Art. 28)."""

    country: str = Field("", pattern="^([A-Z]{2})?$")
    contract_from: date | None = None
    contract_until: date | None = None
    processor_agreement_on: date | None = None


class EditVendor(PartEdit):
    """A vendor's new name, country or dates."""

    country: str | None = Field(None, pattern="^([A-Z]{2})?$")
    contract_from: date | None = None
    contract_until: date | None = None
    processor_agreement_on: date | None = None


class AddModel(NewPart):
    """A model on its own, with its supplier's number."""

    vendor: int | None = None
    release: str = Field("", max_length=60)
    withdrawn_on: date | None = None


class EditModel(PartEdit):
    """A model's new name, supplier, release or last day."""

    vendor: int | None = None
    release: str | None = Field(None, max_length=60)
    withdrawn_on: date | None = None


class AddDataset(NewPart):
    """Data that an AI is trained, tested or run on; ``personal`` empty means not known."""

    personal: bool | None = None
    records: int | None = Field(None, ge=0)


class EditDataset(PartEdit):
    """A dataset's new name, size, or whether it holds personal data."""

    personal: bool | None = None
    records: int | None = Field(None, ge=0)


class AddSystem(NewPart):
    """An AI system, with the numbers of its supplier, its datasets and its models."""

    vendor: int | None = None
    release: str = Field("", max_length=60)
    datasets: list[int] = []
    models: list[int] = []


class EditSystem(PartEdit):
    """A system's new name, supplier, release, datasets or models."""

    vendor: int | None = None
    release: str | None = Field(None, max_length=60)
    datasets: list[int] | None = None
    models: list[int] | None = None


class AddDeployment(NewPart):
    """One running installation of a system."""

    system: int
    environment: str = Field("", max_length=60)
    place: str = Field("", max_length=200)
    live_since: date | None = None


class EditDeployment(PartEdit):
    """A deployment's new name, environment, place or first day."""

    environment: str | None = Field(None, max_length=60)
    place: str | None = Field(None, max_length=200)
    live_since: date | None = None


@action("vendors.add", right=Right.CREATE, words="Add a vendor")
def add_vendor(given: AddVendor, change: Change) -> Vendor:
    """Put a supplier on record."""
    return _add(Vendor, given, change)


@action("vendors.edit", right=Right.EDIT, words="Edit a vendor")
def edit_vendor(given: EditVendor, change: Change) -> Vendor:
    """Change the given fields of a supplier."""
    return _edit(Vendor, given, change)


@action("vendors.retire", right=Right.RETIRE, words="Retire a vendor")
def retire_vendor(given: RetirePart, change: Change) -> Vendor:
    """The supplier is gone; what was bought stays readable."""
    return _retire(Vendor, given, change)


@action("models.add", right=Right.CREATE, words="Add a model")
def add_model(given: AddModel, change: Change) -> Model:
    """Put a model on record."""
    return _add(Model, given, change)


@action("models.edit", right=Right.EDIT, words="Edit a model")
def edit_model(given: EditModel, change: Change) -> Model:
    """Change the given fields of a model."""
    return _edit(Model, given, change)


@action("models.retire", right=Right.RETIRE, words="Retire a model")
def retire_model(given: RetirePart, change: Change) -> Model:
    """The model is no longer used; it stays readable."""
    return _retire(Model, given, change)


@action("datasets.add", right=Right.CREATE, words="Add a dataset")
def add_dataset(given: AddDataset, change: Change) -> Dataset:
    """Put a dataset on record."""
    return _add(Dataset, given, change)


@action("datasets.edit", right=Right.EDIT, words="Edit a dataset")
def edit_dataset(given: EditDataset, change: Change) -> Dataset:
    """Change the given fields of a dataset."""
    return _edit(Dataset, given, change)


@action("datasets.retire", right=Right.RETIRE, words="Retire a dataset")
def retire_dataset(given: RetirePart, change: Change) -> Dataset:
    """The dataset is no longer used; it stays readable."""
    return _retire(Dataset, given, change)


@action("systems.add", right=Right.CREATE, words="Add a system")
def add_system(given: AddSystem, change: Change) -> AISystem:
    """Put a system on record, linked to what it is made of."""
    return _add(AISystem, given, change, **_links(given, change, held=None))


@action("systems.edit", right=Right.EDIT, words="Edit a system")
def edit_system(given: EditSystem, change: Change) -> AISystem:
    """Change the given fields and links of a system."""
    held = AISystem.objects.filter(pk=given.id).first()
    return _edit(AISystem, given, change, **_links(given, change, held=held))


@action("systems.retire", right=Right.RETIRE, words="Retire a system")
def retire_system(given: RetirePart, change: Change) -> AISystem:
    """The system is no longer used; it stays readable. Its uses retire on their own."""
    return _retire(AISystem, given, change)


@action("deployments.add", right=Right.CREATE, words="Add a deployment")
def add_deployment(given: AddDeployment, change: Change) -> Deployment:
    """Put one running installation of a system on record."""
    return _add(Deployment, given, change, system=part(AISystem, given.system, change.actor))


@action("deployments.edit", right=Right.EDIT, words="Edit a deployment")
def edit_deployment(given: EditDeployment, change: Change) -> Deployment:
    """Change the given fields of a deployment."""
    return _edit(Deployment, given, change)


@action("deployments.retire", right=Right.RETIRE, words="Retire a deployment")
def retire_deployment(given: RetirePart, change: Change) -> Deployment:
    """The installation is shut down; it stays readable."""
    return _retire(Deployment, given, change)


def part(kind: type[SomePart], key: int, actor: Actor) -> SomePart:
    """The part of this number, if the actor may see it: his departments' and the shared ones."""
    row = kind._base_manager.filter(pk=key, retired_at=None).first()
    if row is None or not may_see(row, actor):
        raise NotFound(NOT_HERE)
    return row


def may_see(row: Part, actor: Actor) -> bool:
    """True for a shared part and for one of a department that the actor may read."""
    return row.department_id is None or actor.may(Right.READ, row.department_id)


def links_among_seen(kind: type[SomePart], asked: Iterable[int], actor: Actor, *, held: Any) -> list[int]:
    """The keys to link: those asked for, each of which the actor must see, and those linked that he cannot.

    ``held`` is the present relation (None for a new row): what is hidden from the actor stays linked.
    """
    wanted = {part(kind, key, actor).pk for key in asked}
    hidden = set() if held is None else {one.pk for one in held.all() if not may_see(one, actor)}
    return sorted(wanted | hidden)


def _add(kind: type[SomePart], given: Any, change: Change, **links: Any) -> SomePart:
    home = department_seen(given.department, change.actor) if given.department else None
    change.allow_part(home.pk if home else None)
    code = given.code or next_code(kind, f"{CODES[kind]}-", digits=4)
    if kind._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    row = kind(code=code, department=home, **given.model_dump(exclude=APART))
    for name in ("vendor", "system"):
        if name in links or getattr(given, name, None):
            setattr(row, name, links.pop(name, None) or part(Vendor, getattr(given, name), change.actor))
    change.say(f"Added {row.code} {row.name}")
    return change.create(row, **links)


def _edit(kind: type[SomePart], given: Any, change: Change, **links: Any) -> SomePart:
    row = _changeable(kind, given.id, change)
    values = given.model_dump(exclude=APART, exclude_unset=True)
    columns = {one.name: one for one in kind._meta.concrete_fields}
    values = {name: value for name, value in values.items() if value is not None or columns[name].null}
    if "vendor" in given.model_fields_set:
        values["vendor"] = part(Vendor, given.vendor, change.actor) if given.vendor else None
    change.say(f"Edited {row.code} {row.name}")
    before = list(uses_of(row)) if links or "vendor" in values else []
    changed = change.update(row, version=given.version, values=values, **links)
    reassess(before, change)
    return changed


def _retire(kind: type[SomePart], given: RetirePart, change: Change) -> SomePart:
    row = _changeable(kind, given.id, change)
    change.say(f"Retired {row.code} {row.name}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def _changeable(kind: type[SomePart], key: int, change: Change) -> SomePart:
    row = part(kind, key, change.actor)
    change.allow_part(row.department_id)
    return row


def _links(given: AddSystem | EditSystem, change: Change, *, held: AISystem | None) -> dict[str, list[int]]:
    kinds: dict[str, type[Part]] = {"datasets": Dataset, "models": Model}
    return {
        name: links_among_seen(kind, asked, change.actor, held=held and getattr(held, name))
        for name, kind in kinds.items()
        if name in given.model_fields_set and (asked := getattr(given, name)) is not None
    }
