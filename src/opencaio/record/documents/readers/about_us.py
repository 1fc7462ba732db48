"""Who are we, for a document?"""

from opencaio.papers.blocks import Paragraph
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.told import Told


@source("organisation.name", words="The name of the organisation")
def name(known: Known) -> Told | None:
    return Told((Paragraph.of(known.organisation.name),), origin="The organisation's entry.")


@source("legal_entity", words="The legal entity that answers for the use", enter="edit")
def legal_entity(known: Known) -> Told | None:
    entity = known.use.legal_entity if known.use else None
    if entity is None:
        return None
    country = f", {entity.country}" if entity.country else ""
    return Told((Paragraph.of(f"{entity.name}{country}"),), origin="Legal entity of the use.")


@source("owner", words="The owner of the use", enter="edit")
def owner(known: Known) -> Told | None:
    person = known.use.owner if known.use else None
    if person is None:
        return None
    title = f", {person.title}" if person.title else ""
    return Told((Paragraph.of(f"{person.name}{title}, {person.email}"),), origin="Owner of the use.")


@source("department", words="The department of the use", enter="edit")
def department(known: Known) -> Told | None:
    row = known.department or (known.use.department if known.use else None)
    return Told((Paragraph.of(row.name),), origin="Department of the use.") if row else None
