"""Of what is a use or a system made, for a document?"""

from collections.abc import Iterable, Sequence
from typing import Any

from opencaio.papers import numbers
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.told import Told, listed, tabled

INVENTORY = "The parts on record."


def _day(value: Any) -> str:
    return numbers.day(value) if value else "–"


def _named(rows: Iterable[Any]) -> list[str]:
    return [f"{row.name}: {row.description}" if row.description else row.name for row in rows]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> Told | None:
    blocks = tabled(heads, rows, caption=caption)
    return Told(blocks, origin=INVENTORY) if blocks else None


def _supplier(row: Any) -> str:
    return row.vendor.name if row.vendor else "built here"


@source("system.names", words="The system", enter="edit")
def systems(known: Known) -> Told | None:
    found = listed(f"{row.name} ({row.code})" for row in known.systems)
    return Told(found, origin=INVENTORY) if found else None


@source("system.descriptions", words="What the system is", enter="edit")
def descriptions(known: Known) -> Told | None:
    found = listed(_named(known.systems))
    return Told(found, origin=INVENTORY) if found else None


@source("system.releases", words="The versions of the system and its parts", enter="edit")
def releases(known: Known) -> Told | None:
    rows = [
        (row.name, kind, row.release or "not stated", _supplier(row))
        for kind, rows in (("System", known.systems), ("Model", known.models))
        for row in rows
    ]
    return _table(("Part", "Kind", "Version", "Supplier"), rows, caption="Systems and models, with their versions")


@source("system.models", words="The models in the system", enter="edit")
def models(known: Known) -> Told | None:
    rows = [(row.name, row.release or "not stated", _supplier(row), row.description or "–") for row in known.models]
    return _table(("Model", "Version", "Supplier", "What it is"), rows, caption="Models")


@source("system.datasets", words="The data behind the system", enter="edit")
def datasets(known: Known) -> Told | None:
    rows = [(row.name, _personal(row), _size(row), row.description or "–") for row in known.datasets]
    return _table(("Data set", "Personal data", "Records", "What it holds"), rows, caption="Data sets")


@source("system.deployments", words="Where the system runs", enter="")
def deployments(known: Known) -> Told | None:
    rows = [(row.name, row.environment or "–", row.place or "–", _day(row.live_since)) for row in known.deployments]
    return _table(("Installation", "Environment", "Place", "Live since"), rows, caption="Where it runs")


@source("vendor.names", words="The suppliers", enter="edit")
def vendors(known: Known) -> Told | None:
    rows = [(row.name, row.country or "–", _day(row.contract_from), _day(row.contract_until)) for row in known.vendors]
    return _table(("Supplier", "Country", "Contract from", "until"), rows, caption="Suppliers")


@source("vendor.processors", words="The processors and their agreements", enter="edit")
def processors(known: Known) -> Told | None:
    rows = [(row.name, row.country or "–", _day(row.processor_agreement_on)) for row in known.vendors]
    return _table(("Supplier", "Country", "Processor agreement of"), rows, caption="Suppliers who process data for us")


def _personal(row: Any) -> str:
    return "not stated" if row.personal is None else "yes" if row.personal else "no"


def _size(row: Any) -> str:
    return "not stated" if row.records is None else numbers.number(row.records)
