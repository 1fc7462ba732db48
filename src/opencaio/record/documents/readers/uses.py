"""What does the record say of a use itself, for a document?"""

from opencaio.papers import numbers
from opencaio.papers.blocks import Paragraph
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.told import Told, listed, prose

PAGE = "The page of the use."


def _text(text: str, *, origin: str = PAGE) -> Told | None:
    return Told(prose(text), origin=origin) if text.strip() else None


@source("use.name", words="The name of the use", enter="edit")
def name(known: Known) -> Told | None:
    return Told((Paragraph.of(f"{known.use.name} ({known.use.code})"),), origin=PAGE) if known.use else None


@source("use.purpose", words="The purpose of the use", enter="edit")
def purpose(known: Known) -> Told | None:
    return _text(known.use.purpose) if known.use else None


@source("use.benefit", words="The benefit of the use", enter="edit")
def benefit(known: Known) -> Told | None:
    return _text(known.use.benefit) if known.use else None


@source("use.outputs", words="What the use puts out", enter="edit")
def outputs(known: Known) -> Told | None:
    return _text(known.use.outputs) if known.use else None


@source("use.technique", words="The technique", enter="edit")
def technique(known: Known) -> Told | None:
    return _text(known.use.technique) if known.use else None


@source("use.stage", words="The stage of the use", enter="edit")
def stage(known: Known) -> Told | None:
    if known.use is None or not known.use.stage:
        return None
    since = f", since {numbers.day_long(known.use.started_on)}" if known.use.started_on else ""
    return Told((Paragraph.of(f"{known.use.get_stage_display()}{since}"),), origin=PAGE)


@source("use.started", words="The day on which the use began", enter="edit")
def started(known: Known) -> Told | None:
    if known.use is None or known.use.started_on is None:
        return None
    return Told((Paragraph.of(numbers.day_long(known.use.started_on)),), origin=PAGE)


@source("use.countries", words="The countries of use", enter="edit")
def countries(known: Known) -> Told | None:
    return Told(listed([", ".join(known.use.countries)]), origin=PAGE) if known.use and known.use.countries else None


@source("people_affected", words="How many people are affected a year", enter="edit")
def people_affected(known: Known) -> Told | None:
    if known.use is None or known.use.people_affected is None:
        return None
    return Told((Paragraph.of(f"{numbers.number(known.use.people_affected)} people a year"),), origin=PAGE)
