"""What does the record say of a use itself, for a document?"""

from opencaio.papers import numbers
from opencaio.papers.blocks import Paragraph
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.telling import stated
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


@source("place.countries", words="The countries in which it is used", enter="question:countries")
def countries(known: Known) -> Told | None:
    if said := stated(known, "countries"):
        return said
    ours = known.use.countries if known.use else []
    return Told(listed([", ".join(ours)]), origin=PAGE) if ours else None


@source("people_affected", words="How many people it affects in a year", enter="question:deployment.people")
def people_affected(known: Known) -> Told | None:
    if said := stated(known, "deployment.people"):
        return said
    if known.use is None or known.use.people_affected is None:
        return None
    return Told((Paragraph.of(numbers.number(known.use.people_affected)),), origin=PAGE)


@source("declared.gdpr", words="Whether personal data are processed", enter="question:gdpr.personal")
def data_protection(known: Known) -> Told | None:
    said = stated(known, "gdpr.personal")
    if said is None:
        return None
    if known.value("gdpr.personal") is True:
        words = (
            "The system processes personal data. It conforms to Regulations (EU) 2016/679 and (EU) 2018/1725 and to "
            "Directive (EU) 2016/680, as far as each applies."
        )
    else:
        words = "The system does not process personal data."
    return Told((Paragraph.of(words),), said.origin, said.rows)
