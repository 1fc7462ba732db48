"""How is the federal inventory written as CSV, with the columns of 2025?"""

from typing import Any

from opencaio.record import federal_inventory
from opencaio.record.documents.forms import Form, form
from opencaio.record.documents.known import Known
from opencaio.record.models import DocumentVersion


def keep(known: Known) -> list[dict[str, str]]:
    """The rows as they stand when the version is written."""
    return federal_inventory.inventory()


def write(kept: Any, version: DocumentVersion) -> bytes:
    """The kept rows as CSV."""
    return federal_inventory.as_csv(kept)


form(
    Form(
        name=federal_inventory.EXPORT,
        ending="csv",
        media_type="text/csv; charset=utf-8",
        title="CSV, columns of 2025",
        keep=keep,
        write=write,
    )
)
