"""How does a filled document read as a paper, and how is a kept version shown with its state and signature?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from opencaio.packs.documents import Kind
from opencaio.papers import numbers
from opencaio.papers.as_json import tree
from opencaio.papers.blocks import (
    Block,
    Entry,
    Heading,
    LedgerHead,
    Link,
    Listing,
    Paper,
    Paragraph,
    Particulars,
    Text,
    Why,
)
from opencaio.papers.from_json import read_paper
from opencaio.record.documents.filling import Filled, FilledDocument
from opencaio.record.documents.told import Told, plain
from opencaio.record.models import DocumentVersion

SCHEMA = "opencaio.document/1"
EMPTY = "Not stated."


@dataclass(frozen=True)
class Occasion:
    """When, by whom and under which law a version is written, and as which number."""

    title: str
    number: int
    by: str
    at: datetime
    law_on: date
    head: LedgerHead | None


def body_of(filled: FilledDocument, occasion: Occasion) -> dict[str, Any]:
    """The version as it is kept: the paper as a tree, and its fields by themselves for comparing."""
    return {
        "schema": SCHEMA,
        "kind": filled.kind.id,
        "paper": tree(write(filled, occasion)),
        "fields": [
            {
                "section": one.section,
                "label": one.field.label,
                "text": one.text,
                "origin": one.told.origin if one.told else "",
                "required": one.field.required,
                "missing": [gap.key for gap in one.gaps],
            }
            for one in filled.fields
        ],
    }


def write(filled: FilledDocument, occasion: Occasion) -> Paper:
    """The paper of a document; the same document on the same occasion is the same paper."""
    local = timezone.localtime(occasion.at).replace(microsecond=0)
    return Paper(
        title=occasion.title,
        organisation=filled.known.organisation.name,
        prepared_on=local,
        record_at=local,
        law_on=occasion.law_on,
        ledger_head=occasion.head,
        subtitle=filled.kind.citation,
        blocks=tuple(_blocks(filled, occasion)),
        foot=f"{filled.kind.short}, version {occasion.number}.",
        lang="en",
        ears=((filled.kind.short,), (f"Version {occasion.number}",)),
        layout="document",
    )


def paper_of(version: DocumentVersion, kind: Kind) -> Paper:
    """The kept paper word for word, with its state above and the signature below."""
    kept = read_paper(version.body["paper"])
    signed = version.signed_at is not None
    state = f"Signed on {_day(version.signed_at)}" if version.signed_at else "Draft, not signed"
    left, right = kept.ears
    blocks = (*kept.blocks, *_signature(version, kind)) if signed or not kind.notice else kept.blocks
    return replace(kept, ears=(left, (*right, state)), blocks=blocks)


def notice_text(version: DocumentVersion, kind: Kind) -> str:
    """A kept notice as people are to read it: headings, introductions and answers, without what is only for us."""
    hidden = {"Missing facts", *(one.heading for one in kind.sections if one.for_us)}
    lines: list[str] = []
    heading = ""
    for block in read_paper(version.body["paper"]).blocks:
        if isinstance(block, Heading):
            heading = block.text
        if heading in hidden or isinstance(block, Particulars):
            continue
        lines += ["", plain([block])] if isinstance(block, Heading) else [_read_out(block)]
    return "\n".join(lines).strip()


def _read_out(block: Block) -> str:
    return f"{block.label}: {plain(block.blocks)}" if isinstance(block, Entry) else plain([block])


def _blocks(filled: FilledDocument, occasion: Occasion) -> Iterator[Block]:
    yield Particulars(tuple(_particulars(filled, occasion)))
    yield from _missing(filled)
    for section in filled.sections:
        yield Heading(2, section.section.heading, note=section.section.citation)
        if section.section.lead:
            yield Paragraph.of(section.section.lead)
        for one in section.fields:
            yield _entry(one, occasion)


def _particulars(filled: FilledDocument, occasion: Occasion) -> Iterator[tuple[str, str]]:
    known = filled.known
    yield "Document", f"{filled.kind.title} ({filled.kind.citation})"
    if known.use:
        yield "About", f"{known.use.name} ({known.use.code}), {known.use.department.name}"
    elif known.system:
        yield "About", f"{known.system.name} ({known.system.code})"
    elif known.department or known.incident:
        yield "About", str(known.department or known.incident)
    entity = known.use.legal_entity if known.use else None
    yield "Organisation", ", ".join(dict.fromkeys(one.name for one in (entity, known.organisation) if one))
    yield "Version", str(occasion.number)
    yield "Written", f"{_day(occasion.at)}, by {occasion.by}" if occasion.by else _day(occasion.at)
    yield "Law as on", numbers.day_long(occasion.law_on)


def _missing(filled: FilledDocument) -> Iterator[Block]:
    gaps = filled.missing
    if not gaps:
        return
    yield Heading(2, "Missing facts", note=f"{len(gaps)} to state before this can be signed")
    yield Listing(tuple((Link(gap.words, gap.href) if gap.href else Text(gap.words),) for gap in gaps))


def _entry(one: Filled, occasion: Occasion) -> Entry:
    field = one.field
    if one.told is None:
        words = EMPTY if not field.hint else f"{EMPTY} {field.hint}"
        return Entry(field.label, (Paragraph.of(Text(words, "quiet")),), citation=field.citation)
    blocks = one.told.blocks
    if one.gaps:
        gaps = "; ".join(gap.words for gap in one.gaps)
        blocks = (*blocks, Paragraph.of(Text(f"Not stated: {gaps}", "quiet")))
    return Entry(
        field.label, blocks, citation=field.citation, origin=one.told.origin, why=_why(one, one.told, occasion)
    )


def _why(one: Filled, told: Told, occasion: Occasion) -> Why | None:
    """The facts behind an answer; an answer read from a row of the record says all in its origin."""
    if not told.rows:
        return None
    return Why(
        question=f"Where does “{one.field.label}” come from?",
        answer=told.origin,
        citation=one.field.citation,
        rows=told.rows,
        as_of=timezone.localdate(occasion.at),
        missing=tuple(gap.words for gap in one.gaps),
    )


def _signature(version: DocumentVersion, kind: Kind) -> Iterator[Block]:
    yield Heading(2, "Signature")
    if kind.statement:
        yield Paragraph.of(kind.statement)
    mark = "Signed in OpenCAIO and kept word for word since." if version.signed_at else ""
    yield Particulars(
        (
            ("Name", version.signed_name),
            ("Function", version.signed_as),
            ("Place", version.signed_place),
            ("Date", _day(version.signed_at) if version.signed_at else ""),
            ("Signature", mark),
            ("SHA-256 of the content", version.facts_digest),
        )
    )


def _day(at: datetime | None) -> str:
    return numbers.day_long(timezone.localtime(at).date()) if at else ""
