"""What was done, by whom, to what; does the account of it hold; and who was refused?"""

from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record import ledger
from opencaio.record.actions.registry import Asked
from opencaio.record.history import HISTORIES, entry_rows, may_read_history, words_seen
from opencaio.record.models import LedgerEntry, LedgerSubject, Person, SecurityEvent
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query

KindOfThing = Literal[
    "usecase",
    "aisystem",
    "model",
    "dataset",
    "vendor",
    "deployment",
    "initiative",
    "organisation",
    "department",
    "person",
    "control",
    "evidence",
    "duty",
    "risk",
    "incident",
    "objective",
    "maturityassessment",
    "strategytext",
    "idea",
    "comment",
]


class ListLedger(Asked):
    """Entries of an action, of a person, before a sequence number; the newest first."""

    action: str = ""
    person: int | None = None
    before: int | None = None
    size: int = Field(50, ge=1, le=1000)


class EntryLine(BaseModel):
    """One entry of the ledger; ``rows`` is what it changed, before and after, unless it was erased."""

    sequence: int
    at: str
    who: str
    face: str
    action: str
    words: str
    hash: str
    rows: list[dict[str, Any]] = []


class EntryList(BaseModel):
    """Entries, the newest first; ``older`` is the sequence number to give as ``before`` for the next page."""

    rows: list[EntryLine]
    older: int | None


class AskHistory(Asked):
    """One thing, by kind and number, also when it is retired."""

    kind: KindOfThing
    id: int
    before: int | None = None
    size: int = Field(50, ge=1, le=1000)


class VerifyLedger(Asked):
    """Nothing to say."""


class BreachLine(BaseModel):
    """One place where the chain does not hold."""

    sequence: int
    words: str


class VerdictShown(BaseModel):
    """What verifying found; ``anchors`` counts the heads kept outside the database."""

    holds: bool
    count: int
    head: str
    erased: int
    anchors: int
    breaches: list[BreachLine]


class ListSecurity(Asked):
    """Refusals and failed sign-ins, the newest first."""

    size: int = Field(100, ge=1, le=1000)


class SecurityLine(BaseModel):
    """One refusal or failed sign-in."""

    at: datetime
    who: str
    kind: str
    words: str


class SecurityList(BaseModel):
    """The newest first."""

    rows: list[SecurityLine]


@query("ledger.list", words="List entries of the ledger", right=Right.READ_LEDGER)
def list_entries(given: ListLedger, actor: Actor) -> EntryList:
    """The ledger itself, for those who may read all of it."""
    rows = LedgerEntry.objects.order_by("-sequence")
    if given.action:
        rows = rows.filter(action=given.action)
    if given.person is not None:
        rows = rows.filter(actor_id=given.person)
    return _page(rows, actor, before=given.before, size=given.size, kind=None, key=None)


@query("ledger.history", words="Show the history of one thing")
def show_history(given: AskHistory, actor: Actor) -> EntryList:
    """Every entry that touched a thing, for those who may read the thing; only what changed about *it*."""
    if given.kind not in HISTORIES or not may_read_history(given.kind, given.id, actor):
        raise NotFound("There is no such thing here, or you may not see it.")
    touched = LedgerSubject.objects.filter(kind=given.kind, key=given.id)
    rows = LedgerEntry.objects.filter(pk__in=touched.values("entry_id")).order_by("-sequence")
    return _page(rows, actor, before=given.before, size=given.size, kind=given.kind, key=given.id)


@query("ledger.verify", words="Verify the ledger", right=Right.READ_LEDGER)
def verify(given: VerifyLedger, actor: Actor) -> VerdictShown:
    """Walk the whole chain and compare it with the heads kept outside."""
    verdict = ledger.verify()
    return VerdictShown(
        holds=verdict.holds,
        count=verdict.count,
        head=verdict.head,
        erased=verdict.erased,
        anchors=verdict.anchors,
        breaches=[BreachLine(sequence=one.sequence, words=one.words) for one in verdict.breaches],
    )


@query("security.list", words="List refusals", right=Right.READ_LEDGER)
def list_security(given: ListSecurity, actor: Actor) -> SecurityList:
    """Who was refused what."""
    rows = SecurityEvent.objects.select_related("person").order_by("-pk")[: given.size]
    return SecurityList(
        rows=[
            SecurityLine(at=row.at, who=row.person.name if row.person else "", kind=row.kind, words=row.words)
            for row in rows
        ]
    )


def _page(
    rows: QuerySet[LedgerEntry],
    actor: Actor,
    *,
    before: int | None,
    size: int,
    kind: str | None,
    key: int | None,
) -> EntryList:
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    found = list(rows.select_related("payload")[: size + 1])
    shown = found[:size]
    words = words_seen(shown, actor)
    actors = {one.actor_id for one in shown if one.actor_id is not None}
    names = dict(Person.objects.filter(pk__in=actors).values_list("pk", "name"))
    lines = [
        EntryLine(
            who=names.get(one.actor_id or 0, "The workspace"),
            words=words[one.pk],
            rows=entry_rows(one, kind=kind, key=key),
            **{name: getattr(one, name) for name in ("sequence", "at", "face", "action", "hash")},
        )
        for one in shown
    ]
    return EntryList(rows=lines, older=shown[-1].sequence if len(found) > size else None)
