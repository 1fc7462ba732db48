"""Which version of a document is the newest, and does it still say what the facts say?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opencaio.packs.documents import Kind, load_kinds
from opencaio.record.documents.comparing import Difference, differences
from opencaio.record.documents.filling import FilledDocument, fill
from opencaio.record.documents.subjects import known_of, subject_of
from opencaio.record.models import Document, DocumentVersion


@dataclass(frozen=True)
class Standing:
    """A document with its newest version, what it would say now, and where the two differ."""

    document: Document
    kind: Kind
    newest: DocumentVersion
    now: FilledDocument
    changed: tuple[Difference, ...]

    @property
    def is_out_of_date(self) -> bool:
        """True when the facts say something else now."""
        return self.newest.facts_digest != self.now.digest

    @property
    def state(self) -> str:
        """``signed``, ``signed_old`` (the facts have moved on), ``draft`` or ``outdated``."""
        if self.newest.signed_at:
            return "signed_old" if self.is_out_of_date else "signed"
        return "outdated" if self.is_out_of_date else "draft"


def newest_of(documents: Iterable[Document]) -> Mapping[int, DocumentVersion]:
    """The newest version of each document, in one query."""
    keys = [one.pk for one in documents]
    rows = DocumentVersion.objects.filter(document_id__in=keys).select_related("by").order_by("number")
    return {row.document_id: row for row in rows}


def standing_of(documents: Iterable[Document]) -> list[Standing]:
    """Each document as it stands; kinds that are no longer known are left out."""
    rows = [one for one in documents if one.kind in load_kinds()]
    newest, known = newest_of(rows), known_of(subject_of(one) for one in rows)
    return [_standing(one, newest[one.pk], fill(load_kinds()[one.kind], known[subject_of(one)])) for one in rows]


def _standing(document: Document, newest: DocumentVersion, now: FilledDocument) -> Standing:
    said = [{"section": one.section, "label": one.field.label, "text": one.text} for one in now.fields]
    return Standing(document, now.kind, newest, now, differences(newest.body["fields"], said))
