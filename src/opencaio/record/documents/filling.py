"""With what is each field of a document filled, and which facts are still missing?"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from opencaio.packs.documents import Field, Kind, Section
from opencaio.papers.blocks import Block, Paragraph
from opencaio.record.documents import sources
from opencaio.record.documents.known import Known
from opencaio.record.documents.telling import stated
from opencaio.record.documents.told import Told
from opencaio.record.vocabulary import question


@dataclass(frozen=True)
class Gap:
    """Something that the document wants and the record does not say; ``href`` leads to where it is entered."""

    key: str
    words: str
    href: str


@dataclass(frozen=True)
class Filled:
    """One field with its answer; ``gaps`` of a field that must be filled are missing facts."""

    section: str
    field: Field
    told: Told | None
    gaps: tuple[Gap, ...] = ()

    @property
    def text(self) -> str:
        """The answer as plain text; nothing where there is none."""
        return self.told.text if self.told else ""


@dataclass(frozen=True)
class FilledSection:
    """A section with its fields."""

    section: Section
    fields: tuple[Filled, ...]


@dataclass(frozen=True)
class FilledDocument:
    """A kind of document filled from what is known."""

    kind: Kind
    known: Known
    sections: tuple[FilledSection, ...]

    @property
    def fields(self) -> Iterator[Filled]:
        """Every field in order."""
        return (one for section in self.sections for one in section.fields)

    @property
    def missing(self) -> tuple[Gap, ...]:
        """What must be stated before the document can be signed, each once."""
        return tuple({gap.key: gap for one in self.fields if one.field.required for gap in one.gaps}.values())

    @property
    def digest(self) -> str:
        """SHA-256 of everything that the document says: equal documents have equal digests."""
        said = [[one.section, one.field.label, one.field.citation, one.text] for one in self.fields]
        whole = [self.kind.id, self.kind.title, self.kind.statement, said]
        return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def fill(kind: Kind, known: Known) -> FilledDocument:
    """The document, with nothing in it that nobody stated."""
    return FilledDocument(kind, known, tuple(_section(one, known) for one in kind.sections))


def _section(section: Section, known: Known) -> FilledSection:
    return FilledSection(section, tuple(_field(one, known, section=section.heading) for one in section.fields))


def _field(field: Field, known: Known, *, section: str) -> Filled:
    if field.source:
        return _from_source(field, known, section=section)
    said = {key: stated(known, key, alone=len(field.facts) == 1) for key in field.facts}
    gaps = tuple(_gap(key, known) for key, told in said.items() if told is None)
    parts = [told for told in said.values() if told]
    if not parts:
        return Filled(section, field, None, gaps)
    blocks = tuple(block for part in parts for block in part.blocks)
    origin = " ".join(dict.fromkeys(part.origin for part in parts))
    told = Told(_led(field.lead, blocks), origin, tuple(row for part in parts for row in part.rows))
    return Filled(section, field, told, gaps)


def _from_source(field: Field, known: Known, *, section: str) -> Filled:
    chosen = sources.find(field.source)
    told = chosen.read(known)
    if told is None or not told.blocks:
        return Filled(section, field, None, (Gap(field.source, chosen.words, _entry(chosen.enter, known)),))
    return Filled(section, field, Told(_led(field.lead, told.blocks), told.origin, told.rows))


def _led(lead: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return (Paragraph.of(lead), *blocks) if lead else blocks


def _gap(key: str, known: Known) -> Gap:
    href = f"{known.place}/question?key={key}" if known.place else ""
    return Gap(key, question(key), href)


def _entry(enter: str, known: Known) -> str:
    if not known.place:
        return ""
    page, _, key = enter.partition(":")
    return {"edit": f"{known.place}/edit", "question": f"{known.place}/question?key={key}"}.get(page, known.place)
