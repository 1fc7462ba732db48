"""How is a document written from the facts, written anew, and signed?"""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from pydantic import Field

from opencaio.errors import Conflict, Refused
from opencaio.packs.documents import Kind, kind_of
from opencaio.papers.blocks import LedgerHead
from opencaio.papers.numbers import counted
from opencaio.record import ledger
from opencaio.record.actions.evidence import AddEvidence, RetireEvidence
from opencaio.record.actions.evidence import add as add_evidence
from opencaio.record.actions.evidence import retire as retire_evidence
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.documents.filling import FilledDocument, fill
from opencaio.record.documents.forms import extras
from opencaio.record.documents.subjects import (
    Subject,
    chosen,
    document_here,
    known_of,
    subject_of,
    title_of,
    visible_documents,
)
from opencaio.record.documents.versions import Standing, newest_of, standing_of
from opencaio.record.documents.writing import Occasion, body_of
from opencaio.record.models import Document, DocumentVersion, Duty, Evidence
from opencaio.record.permissions import Actor, Right

MANY = 1000


class WriteDocument(Asked):
    """A kind of document, and the code of the one thing that it is about (none for the whole organisation)."""

    kind: str
    use_case: str = ""
    system: str = ""
    department: str = ""
    incident: str = ""


class RefreshDocuments(Asked):
    """Drafts to write anew: those of one use, of one kind, these numbers, or all that are out of date."""

    use_case: str = ""
    kind: str = ""
    ids: list[int] = Field(default_factory=list, max_length=MANY)


class SignDocument(Asked):
    """Who signs stands behind the action; ``function`` and ``place`` are written under the document."""

    id: int
    version: int = Field(ge=1)
    function: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1, max_length=200)


class WithdrawDocument(Asked):
    """A document that is no longer wanted; its versions stay."""

    id: int
    reason: str = Field("", max_length=2000)


@action("documents.write", right=Right.STATE_FACTS, words="Write a document")
def write(given: WriteDocument, change: Change) -> DocumentVersion:
    """Fill the document from the facts: a new version if anything reads differently, else the newest as it is."""
    kind = kind_of(given.kind)
    subject = chosen(kind, **given.model_dump(exclude={"kind"}))
    _allow(change, subject)
    _hold(subject)
    document = Document.objects.filter(kind=kind.id, retired_at=None, **subject.columns).first()
    if document is None:
        title = title_of(kind, subject)
        document = change.create(Document(kind=kind.id, title=title, **subject.columns))
    return _write(change, document, fill(kind, known_of([subject])[subject]), newest_of([document]).get(document.pk))


@action("documents.refresh", right=Right.STATE_FACTS, words="Write documents anew")
def refresh(given: RefreshDocuments, change: Change) -> list[DocumentVersion]:
    """A new version of every unsigned document whose facts have changed, as far as the actor may write it."""
    rows = visible_documents(change.actor)
    rows = rows.filter(use_case__code__iexact=given.use_case) if given.use_case else rows
    rows = rows.filter(kind=given.kind) if given.kind else rows
    rows = rows.filter(pk__in=given.ids) if given.ids else rows
    change.allow_own()
    found = standing_of(one for one in rows if _may_write(change.actor, subject_of(one)))
    stale = [one for one in found if one.state == "outdated"]
    made = [_write(change, one.document, one.now, one.newest) for one in stale]
    change.say(f"Wrote {counted(len(made), 'document', 'documents')} anew")
    return made


@action("documents.sign", right=Right.STATE_FACTS, words="Sign a document")
def sign(given: SignDocument, change: Change) -> DocumentVersion:
    """Put name, function and place under the newest version, which is kept as it is from then on."""
    document = document_here(given.id, change.actor)
    _allow(change, subject_of(document))
    standing = standing_of([document])[0]
    _may_sign(standing, change.actor)
    _is_ready(standing, version=given.version)
    values = {
        "signed_by_id": change.actor.person_id,
        "signed_name": change.actor.name,
        "signed_at": change.at,
        "signed_as": given.function,
        "signed_place": given.place,
    }
    version = change.update(standing.newest, version=None, values=values)
    _prove(change, standing)
    change.say(f"Signed {document.title}, version {version.number}")
    return version


@action("documents.withdraw", right=Right.STATE_FACTS, words="Withdraw a document")
def withdraw(given: WithdrawDocument, change: Change) -> Document:
    """The document no longer counts as wanted; a signed one is withdrawn only by someone who may review."""
    document = document_here(given.id, change.actor)
    subject = subject_of(document)
    _allow(change, subject)
    is_signed = document.versions.filter(signed_at__isnull=False).exists()
    if is_signed and not change.actor.may(Right.REVIEW, subject.department_id):
        raise Refused("A signed document is withdrawn only by someone who may review.")
    for evidence in _proofs(document):
        retire_evidence(RetireEvidence(id=evidence.pk, reason="The document is withdrawn"), change)
    because = f" ({given.reason})" if given.reason else ""
    change.say(f"Withdrew {document.title}{because}")
    return change.update(document, version=None, values={"retired_at": change.at})


def _allow(change: Change, subject: Subject) -> None:
    _touch(change, subject)
    if subject.system is not None:
        change.allow_part(subject.department_id)
    else:
        change.allow(subject.department_id)


def _hold(subject: Subject) -> None:
    """Of two who write the same document at once, the second waits, and then finds the first one's."""
    for row in (subject.use, subject.system):
        if row is not None:
            type(row)._base_manager.select_for_update().filter(pk=row.pk).values_list("pk").first()


def _touch(change: Change, subject: Subject) -> None:
    if subject.use:
        change.touch("usecase", subject.use.pk)
    if subject.system:
        change.touch("aisystem", subject.system.pk)


def _may_write(actor: Actor, subject: Subject) -> bool:
    return actor.may(Right.STATE_FACTS, subject.department_id)


def _write(
    change: Change, document: Document, filled: FilledDocument, newest: DocumentVersion | None
) -> DocumentVersion:
    if newest and newest.facts_digest == filled.digest:
        return newest
    occasion = _occasion(change, document, number=(newest.number if newest else 0) + 1)
    _touch(change, subject_of(document))
    change.say(f"Wrote {document.title}, version {occasion.number}")
    return change.create(
        DocumentVersion(
            document=document,
            number=occasion.number,
            by_id=change.actor.person_id,
            made_at=change.at,
            law_on=occasion.law_on,
            body=body_of(filled, occasion) | {"extra": extras(filled.kind, filled.known)},
            missing=[gap.key for gap in filled.missing],
            facts_digest=filled.digest,
        )
    )


def _occasion(change: Change, document: Document, *, number: int) -> Occasion:
    count, head = ledger.head()
    today: date = timezone.localdate(change.at)
    return Occasion(
        title=document.title,
        number=number,
        by=change.actor.name,
        at=change.at,
        law_on=today,
        head=LedgerHead(head, count) if count else None,
    )


def _may_sign(standing: Standing, actor: Actor) -> None:
    subject = subject_of(standing.document)
    is_owner = subject.use is not None and subject.use.owner_id == actor.person_id
    reviews = actor.may(Right.REVIEW, subject.department_id)
    if not reviews and not (standing.kind.signer == "owner" and is_owner):
        who = "the owner of the use or a reviewer" if standing.kind.signer == "owner" else "a reviewer or the officer"
        raise Refused(f"{standing.kind.title} is signed by {who}.")
    if actor.person_id is None:
        raise Refused("A document is signed by a person.")


def _is_ready(standing: Standing, *, version: int) -> None:
    newest = standing.newest
    if newest.number != version:
        raise Conflict(f"Version {newest.number} is the newest now. Read it, then sign that one.")
    if newest.signed_at:
        raise Conflict(f"Version {version} is signed already, by {newest.signed_name}.")
    if standing.is_out_of_date:
        raise Conflict(f"{len(standing.changed)} facts have changed since. Write it anew, then sign that version.")
    if newest.missing:
        words = [gap.words for gap in standing.now.missing]
        raise Refused(f"{len(words)} facts are missing. State them first: {_few(words)}", details=words)


def _few(words: Sequence[str], most: int = 5) -> str:
    rest = len(words) - most
    return "; ".join(words[:most]) + (f"; and {rest} more" if rest > 0 else "")


def _prove(change: Change, standing: Standing) -> None:
    """A signed document is evidence of its kind for its use."""
    document, version, kind = standing.document, standing.newest, standing.kind
    if document.use_case is None or not kind.evidence:
        return
    where = f"{settings.SITE_ADDRESS}/documents/{document.pk}?version={version.number}"
    given = AddEvidence(
        use_case=document.use_case.code,
        kind=kind.evidence,
        title=f"{document.title}, version {version.number}"[:300],
        link=where,
        note=f"{_mark(document)}{version.number}.",
        duty=_duty(kind, document),
        dated=timezone.localdate(change.at),
    )
    add_evidence(given, change, None)


def _proofs(document: Document) -> QuerySet[Evidence]:
    """The evidence that its signed versions are."""
    rows = Evidence.objects.filter(use_case=document.use_case, retired_at=None, note__startswith=_mark(document))
    return rows if document.use_case else rows.none()


def _mark(document: Document) -> str:
    return f"Signed document {document.pk}, version "


def _duty(kind: Kind, document: Document) -> int | None:
    """The duty that the document answers, where the use has it and it takes evidence of this kind."""
    codes = [due.duty for due in kind.due if due.duty]
    duties = Duty.objects.filter(use_case=document.use_case, code__in=codes, retired_at=None)
    return next((one.pk for one in duties if not one.evidence_kinds or kind.evidence in one.evidence_kinds), None)
