"""Can one person's data be erased from everything, while the account of what was done still holds?"""

import sqlite3
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from opencaio.errors import Refused
from opencaio.record import ledger
from opencaio.record.models import Absence, Comment, LedgerPayload, Past, Person, UseCase, User
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


@pytest.fixture
def traces(cast: Cast) -> Cast:
    """Bo has worked, and others have named him."""
    bo = cast.bo.person_id
    do("use_cases.assign", cast.ana, codes=[cast.triage.code], owner=bo)
    do("use_cases.edit", cast.ana, code=cast.triage.code, purpose="As Bo Berg proposed (bo@northwind.example)")
    do("use_cases.edit", cast.ana, code=cast.triage.code, purpose="As BO BERG proposed in May")
    do("comments.add", cast.bo, use_case=cast.triage.code, text="I am Bo Berg and I like it")
    do("comments.add", cast.rae, use_case=cast.triage.code, text="@Bo Berg are you sure?")
    do("people.edit", cast.ana, id=bo, title="Friend of Bo Berg")
    do("facts.state", cast.bo, use_case=cast.triage.code, key="agency", value=False, text="Bo Berg says so")
    with pytest.raises(Refused):
        do("people.add", cast.bo, name="X", email="x@northwind.example")
    return cast


def test_the_name_is_nowhere_in_the_database_file_after_an_erasure(traces: Cast, home: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("reads the bytes of a SQLite file")
    assert b"Bo Berg" in written(home)
    do("people.erase", traces.ana, person=traces.bo.person_id, leave_holdings=True)
    left = written(home).lower()
    assert b"bo berg" not in left
    assert b"bo@northwind" not in left
    assert b"dan dahl" in left


def test_when_and_why_somebody_was_away_is_forgotten(traces: Cast) -> None:
    bo = traces.bo.person_id
    do("absences.add", traces.ana, person=bo, starts_on="2027-01-04", ends_on="2027-01-08", why="Knee operation")
    do("people.erase", traces.ana, person=bo, leave_holdings=True)
    assert not Absence.objects.exists()
    assert not Past.objects.filter(kind="absence").exists()
    assert not LedgerPayload.objects.filter(body__contains="Knee operation").exists()


def test_the_chain_holds_after_an_erasure(traces: Cast) -> None:
    count = ledger.head()[0]
    do("people.erase", traces.ana, person=traces.bo.person_id, leave_holdings=True)
    verdict = ledger.verify()
    assert verdict.holds, verdict.breaches
    assert verdict.count == count + 1
    assert verdict.erased >= 6


def test_what_was_done_stays_counted_under_no_name(traces: Cast) -> None:
    do("people.erase", traces.ana, person=traces.bo.person_id, leave_holdings=True)
    rows = ask("ledger.list", {"person": traces.bo.person_id, "size": 100}, traces.cleo).rows
    assert len(rows) >= 3
    assert {one.who for one in rows} == {f"Erased person {traces.bo.person_id}"}
    assert UseCase.objects.get(pk=traces.triage.pk).purpose == "As (erased) proposed in May"
    assert set(Comment.objects.values_list("text", flat=True)) == {"(erased)", "@(erased) are you sure?"}


def test_an_erased_person_can_no_longer_sign_in_or_own_anything(traces: Cast) -> None:
    do("people.erase", traces.ana, person=traces.bo.person_id, leave_holdings=True)
    assert not User.objects.filter(email__startswith="bo@").exists()
    assert Person.objects.get(pk=traces.bo.person_id).user is None
    with pytest.raises(Exception, match="no such person"):
        do("use_cases.assign", traces.ana, codes=[traces.pricing.code], owner=traces.bo.person_id)


def test_a_payload_can_be_emptied_but_not_rewritten(cast: Cast) -> None:
    with pytest.raises(DatabaseError):
        LedgerPayload.objects.filter(pk=3).update(words="Nothing happened")


def test_the_last_officer_is_neither_erased_nor_locked_out(cast: Cast) -> None:
    second = do("people.add", cast.ana, name="Eva Eng", email="eva@northwind.example")
    do("people.grant", cast.ana, person=second.pk, role="officer")
    with pytest.raises(Refused, match="last officer"):
        do("people.close_sign_in", cast.ana, person=cast.ana.person_id)
    with pytest.raises(Refused, match="yourself"):
        do("people.erase", cast.ana, person=cast.ana.person_id)


def written(home: Path) -> bytes:
    """Every byte of the database, after its free pages were given back."""
    connection.close()
    with sqlite3.connect(home / "record.sqlite3", isolation_level=None) as file:
        file.execute("VACUUM")
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()
    return b"".join(one.read_bytes() for one in home.glob("record.sqlite3*"))
