"""Which documents are there, in which versions and states, and what do they say?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.packs.documents import load_kinds
from opencaio.papers.as_json import tree
from opencaio.record.actions.registry import Asked
from opencaio.record.documents import forms
from opencaio.record.documents.comparing import Difference, differences
from opencaio.record.documents.filling import fill
from opencaio.record.documents.subjects import Subject, document_here, subject_of, visible_documents
from opencaio.record.documents.versions import Standing, standing_of
from opencaio.record.documents.writing import notice_text, paper_of
from opencaio.record.models import Document, DocumentVersion
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query


class ListDocuments(Asked):
    """Documents of a kind, about a use or a system (its code), in a state.

    ``mine``: about uses that the asker owns; ``organisation``: about the organisation as a whole.
    """

    kind: str = ""
    use_case: str = ""
    system: str = ""
    mine: bool = False
    organisation: bool = False
    state: str = Field("", pattern="^(|draft|outdated|signed|signed_old|unsigned)$")


class DocumentRow(BaseModel):
    """One document with its newest version; ``changed`` counts the fields that read differently now."""

    id: int
    kind: str
    kind_title: str
    family: str
    subject: str
    title: str
    about: str
    about_code: str
    about_href: str
    number: int
    state: str
    changed: int
    missing: int
    made_at: datetime
    by: str
    signed_by: str
    signed_at: datetime | None


class DocumentList(BaseModel):
    """The documents that the asker may see."""

    total: int
    rows: list[DocumentRow]


class ShowDocument(Asked):
    """One document by its number, in one version (default: the newest)."""

    id: int
    version: int | None = Field(None, ge=1)


class CompareVersions(Asked):
    """Two versions of one document; without ``after``, what the facts say now."""

    id: int
    before: int = Field(ge=1)
    after: int | None = Field(None, ge=1)


class VersionLine(BaseModel):
    """One version: when, by whom, signed by whom."""

    number: int
    made_at: datetime
    by: str
    law_on: date
    missing: int
    facts_digest: str
    signed_by: str
    signed_at: datetime | None
    signed_as: str
    signed_place: str


class GapLine(BaseModel):
    """A fact that is still missing, and the address of the page on which it is stated."""

    key: str
    words: str
    href: str


class DifferenceLine(BaseModel):
    """A field that reads differently."""

    section: str
    label: str
    change: str
    before: str
    after: str


class DocumentPage(BaseModel):
    """A document with one of its versions; ``paper`` is the kept tree of blocks with its state and signature.

    ``text`` is a notice as people read it, to be copied; nothing for other documents.
    """

    row: DocumentRow
    citation: str
    plain: str
    signer: str
    text: str
    is_newest: bool
    department_id: int | None
    owner_id: int | None
    version: VersionLine
    versions: list[VersionLine]
    missing: list[GapLine]
    changes: list[DifferenceLine]
    forms: dict[str, str]
    fields: list[dict[str, Any]]
    paper: dict[str, Any]


class Comparison(BaseModel):
    """Two versions side by side; ``after`` None is what the facts say now."""

    id: int
    title: str
    before: int
    after: int | None
    rows: list[DifferenceLine]


class AskKinds(Asked):
    """Nothing to say: all kinds."""


class KindLine(BaseModel):
    """A kind of document; ``facts`` are the keys that it is filled from."""

    id: str
    title: str
    family: str
    citation: str
    subject: str
    plain: str
    signer: str
    facts: list[str]
    forms: dict[str, str]


class KindList(BaseModel):
    """Every kind that can be written."""

    rows: list[KindLine]


@query("documents.kinds", words="Kinds of documents")
def kinds(given: AskKinds, actor: Actor) -> KindList:
    """What can be written, about what, and from which facts."""
    copied = ("id", "title", "family", "citation", "subject", "plain", "signer")
    return KindList(
        rows=[
            KindLine(
                facts=list(kind.facts),
                forms=dict(forms.endings(kind)),
                **{name: getattr(kind, name) for name in copied},
            )
            for kind in load_kinds().values()
        ]
    )


@query("documents.list", words="List documents")
def list_documents(given: ListDocuments, actor: Actor) -> DocumentList:
    """Documents with their state: newest first within their kind."""
    rows = visible_documents(actor)
    rows = rows.filter(kind=given.kind) if given.kind else rows
    rows = rows.filter(use_case__code__iexact=given.use_case) if given.use_case else rows
    rows = rows.filter(system__code__iexact=given.system) if given.system else rows
    rows = rows.filter(use_case__owner=actor.person_id) if given.mine else rows
    rows = rows.filter(use_case=None, system=None, department=None, incident=None) if given.organisation else rows
    found = [_row(one) for one in standing_of(rows)]
    kept = [one for one in found if _in_state(one.state, given.state)]
    return DocumentList(total=len(kept), rows=kept)


@query("documents.show", words="Show a document")
def show(given: ShowDocument, actor: Actor) -> DocumentPage:
    """One version word for word, with what is missing and what has changed since."""
    document = document_here(given.id, actor)
    standing = next(iter(standing_of([document])), None)
    if standing is None:
        raise NotFound("This kind of document is no longer known.")
    versions = list(document.versions.select_related("by"))
    version = _numbered(versions, given.version or standing.newest.number)
    subject = subject_of(document)
    return DocumentPage(
        row=_row(standing),
        **{name: getattr(standing.kind, name) for name in ("citation", "plain", "signer")},
        text=notice_text(version, standing.kind) if standing.kind.notice else "",
        is_newest=version.number == standing.newest.number,
        department_id=subject.department_id,
        owner_id=subject.use.owner_id if subject.use else None,
        version=_version(version),
        versions=[_version(one) for one in versions],
        missing=[GapLine(key=gap.key, words=gap.words, href=gap.href) for gap in standing.now.missing],
        changes=_lines(standing.changed),
        forms=dict(forms.endings(standing.kind)),
        fields=version.body["fields"],
        paper=tree(paper_of(version, standing.kind)),
    )


@query("documents.compare", words="Compare two versions of a document")
def compare(given: CompareVersions, actor: Actor) -> Comparison:
    """What was added, removed and changed from one version to another, or to what the facts say now."""
    document = document_here(given.id, actor)
    versions = list(document.versions.all())
    before = _numbered(versions, given.before).body["fields"]
    after = _numbered(versions, given.after).body["fields"] if given.after else _now(document)
    rows = _lines(differences(before, after))
    return Comparison(id=document.pk, title=document.title, before=given.before, after=given.after, rows=rows)


def _in_state(state: str, wanted: str) -> bool:
    return not wanted or state == wanted or (wanted == "unsigned" and state in {"draft", "outdated"})


def _row(one: Standing) -> DocumentRow:
    version, subject = one.newest, subject_of(one.document)
    return DocumentRow(
        id=one.document.pk,
        kind=one.kind.id,
        kind_title=one.kind.title,
        family=one.kind.family,
        subject=one.kind.subject,
        title=one.document.title,
        about=subject.name,
        about_code=_code(subject),
        about_href=subject.place,
        number=version.number,
        state=one.state,
        changed=len(one.changed),
        missing=len(version.missing),
        made_at=version.made_at,
        by=version.by.name if version.by else "",
        signed_by=version.signed_name,
        signed_at=version.signed_at,
    )


def _code(subject: Subject) -> str:
    row = subject.use or subject.system or subject.department or subject.incident
    return row.code if row else ""


def _version(one: DocumentVersion) -> VersionLine:
    copied = ("number", "made_at", "law_on", "facts_digest", "signed_at", "signed_as", "signed_place")
    return VersionLine(
        by=one.by.name if one.by else "",
        missing=len(one.missing),
        signed_by=one.signed_name,
        **{name: getattr(one, name) for name in copied},
    )


def _numbered(versions: Iterable[DocumentVersion], number: int) -> DocumentVersion:
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound(f"This document has no version {number}.")
    return found


def _now(document: Document) -> list[dict[str, Any]]:
    (standing,) = standing_of([document])
    return [
        {"section": one.section, "label": one.field.label, "text": one.text}
        for one in fill(standing.kind, standing.now.known).fields
    ]


def _lines(found: Iterable[Difference]) -> list[DifferenceLine]:
    return [DifferenceLine(**{name: getattr(one, name) for name in DifferenceLine.model_fields}) for one in found]
