"""How is each change written into a chain that cannot be edited unseen, and how is the chain verified?

Each entry's hash covers its own small fields and the hash before it; its payload lies beside it,
bound by a salted digest, so that one person's data can be erased without breaking the chain.
The head is also kept outside the database (`anchors.json`): that finds a cut tail or a rewritten chain.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from opencaio.errors import BadFile
from opencaio.record import anchors, cut_off
from opencaio.record.models import LedgerEntry, LedgerHead, LedgerPayload, LedgerSubject

GENESIS = "0" * 64
ERASURE = "people.erase"


@dataclass(frozen=True)
class Subject:
    """A thing that an entry touched."""

    kind: str
    key: int


@dataclass(frozen=True)
class Breach:
    """One place where the chain does not hold."""

    sequence: int
    words: str


@dataclass(frozen=True)
class Verdict:
    """What verifying found: the length and head of the chain, and every breach."""

    count: int
    head: str
    breaches: tuple[Breach, ...] = ()
    erased: int = 0
    anchors: int = field(default=0)

    @property
    def holds(self) -> bool:
        """True when nothing was edited, removed, re-ordered, cut or rewritten."""
        return not self.breaches


def moment(at: datetime) -> str:
    """A moment as the chain writes it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def append(
    *,
    at: datetime,
    actor_id: int | None,
    face: str,
    action: str,
    words: str,
    payload: Any,
    subjects: Iterable[Subject],
) -> LedgerEntry:
    """Write one entry at the end of the chain. Must be the last write of its transaction."""
    body = canonical(payload)
    salt = secrets.token_hex(16)
    head = _locked_head()
    entry = LedgerEntry(
        sequence=head.sequence + 1,
        previous=head.hash,
        at=moment(at),
        actor_id=actor_id,
        face=face,
        action=action,
        digest=digest_of(salt, words, body),
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    LedgerPayload.objects.create(entry=entry, salt=salt, words=words[:500], body=body)
    LedgerSubject.objects.bulk_create(
        [LedgerSubject(entry=entry, kind=one.kind, key=one.key) for one in subjects], batch_size=2000
    )
    LedgerHead.objects.filter(pk=head.pk).update(sequence=entry.sequence, hash=entry.hash)
    transaction.on_commit(lambda: anchors.keep(entry.sequence, entry.hash, at=at, hash_at=hash_at))
    return entry


def head() -> tuple[int, str]:
    """Length of the chain and hash of its last entry."""
    row = LedgerHead.objects.filter(pk=1).first()
    return (row.sequence, row.hash) if row else (0, GENESIS)


def verify() -> Verdict:
    """Walk the whole chain, compare it with its payloads, its head row and the anchors kept outside."""
    cut_off.finish()
    try:
        outside = anchors.all_kept()
    except BadFile as fault:
        return Verdict(*head(), breaches=(Breach(0, str(fault)),))
    kept = {anchor.count: anchor for anchor in outside}
    breaches: list[Breach] = []
    emptied, vouched = set[int](), set[int]()
    previous, expected = GENESIS, 1
    for link in _links():
        breaches += _faults_of(link, previous=previous, expected=expected)
        if link.erased:
            emptied.add(link.sequence)
        if link.action == ERASURE and link.body:
            vouched.update(json.loads(link.body).get("erased_entries", ()))
        anchor = kept.pop(link.sequence, None)
        if anchor and anchor.hash != link.hash:
            breaches.append(Breach(link.sequence, f"differs from the head kept outside on {anchor.day}"))
        previous, expected = link.hash, link.sequence + 1
    count = expected - 1
    breaches += _faults_of_tail(count, previous, kept.values())
    breaches += [Breach(one, "its payload was removed without an erasure") for one in sorted(emptied - vouched)]
    return Verdict(count, previous, breaches=tuple(breaches), erased=len(emptied), anchors=len(outside))


@dataclass(frozen=True)
class _Link:
    sequence: int
    previous: str
    at: str
    actor_id: int | None
    face: str
    action: str
    digest: str
    hash: str
    salt: str | None
    words: str | None
    body: str | None
    erased: bool


def _links() -> Iterator[_Link]:
    rows = LedgerEntry.objects.order_by("sequence").values_list(
        "sequence",
        "previous",
        "at",
        "actor_id",
        "face",
        "action",
        "digest",
        "hash",
        "payload__salt",
        "payload__words",
        "payload__body",
        "payload__erased_at",
    )
    for row in rows.iterator(chunk_size=5000):
        yield _Link(*row[:11], erased=row[11] is not None)


def _faults_of(link: _Link, *, previous: str, expected: int) -> Iterator[Breach]:
    if link.sequence != expected:
        yield Breach(expected, f"entries {expected} to {link.sequence - 1} are missing")
    elif link.previous != previous:
        yield Breach(link.sequence, "does not follow the entry before it: removed, re-ordered or rewritten")
    if hash_of(link) != link.hash:
        yield Breach(link.sequence, "was edited: its hash does not match its content")
    if link.body is None:
        yield Breach(link.sequence, "has lost its payload")
    elif link.erased:
        if link.body:
            yield Breach(link.sequence, "its payload was edited: it is marked as erased and is not empty")
    elif digest_of(link.salt or "", link.words or "", link.body) != link.digest:
        yield Breach(link.sequence, "its payload was edited")


def _faults_of_tail(count: int, last: str, unseen: Iterable[anchors.Anchor]) -> Iterator[Breach]:
    row_count, row_hash = head()
    if (row_count, row_hash) != (count, last):
        yield Breach(count, f"the head row says {row_count} entries, the chain has {count}")
    for anchor in unseen:
        yield Breach(anchor.count, f"the tail was cut: {anchor.count} entries were kept outside on {anchor.day}")


def hash_of(entry: "LedgerEntry | _Link") -> str:
    """SHA-256 over the entry's own fields and the hash before it."""
    fields = [
        entry.sequence,
        entry.previous,
        entry.at,
        entry.actor_id,
        entry.face,
        entry.action,
        entry.digest,
    ]
    return hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def digest_of(salt: str, words: str, body: str) -> str:
    """Salted SHA-256 that binds a payload to its entry without revealing it."""
    return hashlib.sha256(f"{salt}\n{words[:500]}\n{body}".encode()).hexdigest()


def canonical(payload: Any) -> str:
    """One spelling for one content: sorted keys, no spaces."""
    return json.dumps(payload, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_at(sequence: int) -> str | None:
    """The hash of the entry with this number."""
    return LedgerEntry.objects.filter(pk=sequence).values_list("hash", flat=True).first()


def lock_head() -> None:
    """Let no other change be committed before this transaction ends: for what must hold across many rows."""
    _locked_head()


def _locked_head() -> LedgerHead:
    LedgerHead.objects.get_or_create(pk=1)
    return LedgerHead.objects.select_for_update().get(pk=1)
