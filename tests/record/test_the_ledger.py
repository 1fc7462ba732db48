"""Is every way of tampering with the account of what was done found out?"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from opencaio.record import anchors, ledger
from opencaio.record.guards import missing_guards
from opencaio.record.models import LedgerEntry, LedgerPayload
from tests.record.cast import Cast, do


@contextmanager
def the_file(home: Path) -> Iterator[sqlite3.Connection]:
    """The database file, opened behind the record's back with its guards thrown off."""
    if connection.vendor != "sqlite":
        pytest.skip("tampers with a SQLite file")
    connection.close()
    file = sqlite3.connect(home / "record.sqlite3", isolation_level=None)
    for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f"DROP TRIGGER {name}")
    yield file
    file.close()


def breaches() -> str:
    """All that verifying finds, in one text."""
    verdict = ledger.verify()
    assert not verdict.holds
    return " | ".join(f"{one.sequence}: {one.words}" for one in verdict.breaches)


def rehash(file: sqlite3.Connection, *, start: int) -> None:
    """Make the chain consistent again from an entry on, as a clever forger would."""
    columns = "sequence, previous, at, actor_id, face, action, digest"
    previous = ledger.GENESIS
    for row in file.execute(f"SELECT {columns}, hash FROM record_ledgerentry ORDER BY sequence").fetchall():
        hash_ = row[7]
        if row[0] >= start:
            entry = LedgerEntry(row[0], previous, *row[2:7])
            hash_ = ledger.hash_of(entry)
            file.execute(
                "UPDATE record_ledgerentry SET previous = ?, hash = ? WHERE sequence = ?",
                (previous, hash_, row[0]),
            )
        previous = hash_
    count = file.execute("SELECT max(sequence) FROM record_ledgerentry").fetchone()[0]
    file.execute("UPDATE record_ledgerhead SET sequence = ?, hash = ?", (count, previous))


def cut(file: sqlite3.Connection, *, after: int) -> None:
    """Remove every entry after one."""
    for table in ("ledgersubject", "ledgerpayload"):
        file.execute(f"DELETE FROM record_{table} WHERE entry_id > ?", (after,))
    file.execute("DELETE FROM record_ledgerentry WHERE sequence > ?", (after,))


def test_an_honest_ledger_holds(cast: Cast) -> None:
    verdict = ledger.verify()
    assert verdict.holds
    assert verdict.count > 10
    assert verdict.anchors == 1


def test_an_edited_entry_is_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        file.execute("UPDATE record_ledgerentry SET actor_id = 99 WHERE sequence = 5")
    assert "5: was edited" in breaches()


def test_an_edited_payload_is_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        file.execute("UPDATE record_ledgerpayload SET body = replace(body, 'HEALTH', 'WEALTH')")
    assert "its payload was edited" in breaches()


def test_edited_words_are_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        file.execute("UPDATE record_ledgerpayload SET words = 'Nothing happened' WHERE entry_id = 4")
    assert "4: its payload was edited" in breaches()


def test_a_removed_entry_is_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        for table, column in (("ledgersubject", "entry_id"), ("ledgerpayload", "entry_id")):
            file.execute(f"DELETE FROM record_{table} WHERE {column} = 6")
        file.execute("DELETE FROM record_ledgerentry WHERE sequence = 6")
    assert "entries 6 to 6 are missing" in breaches()


def test_a_removed_payload_is_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        file.execute("DELETE FROM record_ledgerpayload WHERE entry_id = 6")
    assert "6: has lost its payload" in breaches()


def test_re_ordered_entries_are_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        for was, now in ((5, -1), (6, 5), (-1, 6)):
            file.execute("UPDATE record_ledgerentry SET sequence = ? WHERE sequence = ?", (now, was))
    assert "5: does not follow the entry before it" in breaches()


def test_a_cut_tail_is_found_although_the_chain_and_its_head_agree(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        cut(file, after=8)
        rehash(file, start=9)
    assert "the tail was cut" in breaches()


def test_a_tail_that_was_cut_and_grew_again_is_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        cut(file, after=ledger.head()[0] - 1)
        connection.close()
        rehash(file, start=1)
    for number in range(3):
        do("legal_entities.add", cast.ana, name=f"Company {number}")
    assert "differs from the head kept outside" in breaches()


def test_a_chain_that_was_rewritten_throughout_is_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        file.execute("UPDATE record_ledgerentry SET actor_id = 99 WHERE sequence = 5")
        rehash(file, start=1)
    assert "differs from the head kept outside" in breaches()


def test_a_payload_that_only_pretends_to_be_erased_is_found(cast: Cast, home: Path) -> None:
    with the_file(home) as file:
        file.execute(
            "UPDATE record_ledgerpayload SET body = '', salt = '', words = '(erased)', "
            "erased_at = '2026-01-01 00:00:00' WHERE entry_id = 7"
        )
    assert "7: its payload was removed without an erasure" in breaches()


def test_anchors_that_cannot_be_read_are_said_so(cast: Cast, home: Path) -> None:
    anchors.path().write_text("{half", encoding="utf-8")
    assert "anchors.json" in breaches()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_ledgerentry SET actor_id = 99",
        "DELETE FROM record_ledgerentry",
        "DELETE FROM record_ledgerpayload",
        "UPDATE record_ledgerpayload SET body = '{}'",
        "INSERT OR REPLACE INTO record_ledgerentry SELECT * FROM record_ledgerentry",
    ],
)
def test_the_database_itself_refuses_to_change_the_ledger(cast: Cast, statement: str) -> None:
    assert not missing_guards()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ledger.verify().holds


def test_an_anchor_is_kept_for_each_day(cast: Cast) -> None:
    count = ledger.head()[0]
    from opencaio.record.actions import perform

    perform("legal_entities.add", {"name": "Later"}, cast.ana, at=timezone.now() + timedelta(days=1))
    assert [one.count for one in anchors.all_kept()] == [count, count + 1]
    assert ledger.verify().holds


def test_anchors_that_are_kept_together_are_those_that_would_be_kept_one_by_one(cast: Cast) -> None:
    from opencaio.record.actions import perform

    before, count = anchors.all_kept(), ledger.head()[0]
    with anchors.kept_together():
        for number in range(3):
            perform("legal_entities.add", {"name": f"Part {number}"}, cast.ana)
        perform("legal_entities.add", {"name": "Later"}, cast.ana, at=timezone.now() + timedelta(days=1))
        assert anchors.all_kept() == before
    assert [one.count for one in anchors.all_kept()] == [count + 3, count + 4]
    assert ledger.verify().holds


def test_five_thousand_entries_are_verified_in_a_moment(home: Path) -> None:
    fill(5000)
    started = time.process_time()
    verdict = ledger.verify()
    assert verdict.holds and verdict.count == 5000
    assert time.process_time() - started < 3


def fill(count: int) -> None:
    """A long chain, written at once."""
    previous, at = ledger.GENESIS, timezone.now().isoformat()
    entries, payloads = [], []
    for number in range(1, count + 1):
        body = ledger.canonical({"rows": [{"kind": "usecase", "id": number, "after": {"name": "x" * 300}}]})
        entry = LedgerEntry(number, previous, at, 1, "cli", "use_cases.edit", ledger.digest_of("salt", "Edited", body))
        entry.hash = previous = ledger.hash_of(entry)
        entries.append(entry)
        payloads.append(LedgerPayload(entry_id=number, salt="salt", words="Edited", body=body))
    LedgerEntry.objects.bulk_create(entries, batch_size=1000)
    LedgerPayload.objects.bulk_create(payloads, batch_size=1000)
    from opencaio.record.models import LedgerHead

    LedgerHead.objects.create(pk=1, sequence=count, hash=previous)
