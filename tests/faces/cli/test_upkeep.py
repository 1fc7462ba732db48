"""Does the command line keep the workspace: its ledger, its sign-ins, its health?"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.db import connection

from tests.faces.conftest import PASSWORD, Ran

Caio = Callable[..., Ran]
BO = "bo@northwind.example"


def test_a_whole_ledger_holds_and_an_edited_one_does_not(caio: Caio, home: Path) -> None:
    whole = caio("ledger", "verify", "--json")
    assert (whole.code, whole.json["holds"]) == (0, True)
    assert caio("ledger", "head", "--json").json == {"count": whole.json["count"], "head": whole.json["head"]}
    _tamper(home)
    edited = caio("ledger", "verify", "--json")
    assert (edited.code, edited.json["holds"]) == (1, False)
    assert "entry 2" in edited.err


def test_a_reset_sets_the_password_from_the_environment(caio: Caio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCAIO_PASSWORD", "seven quiet herons 4")
    said = caio("user", "reset", BO)
    assert "seven quiet" not in said.out
    assert authenticate(username=BO, password="seven quiet herons 4")
    assert not authenticate(username=BO, password=PASSWORD)


def test_a_reset_without_one_makes_a_password_and_shows_it(caio: Caio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENCAIO_PASSWORD", raising=False)
    made = caio("user", "reset", BO, "--json").json["password"]
    assert authenticate(username=BO, password=made)


def test_a_weak_password_is_refused(caio: Caio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCAIO_PASSWORD", "short")
    assert caio("user", "reset", BO).code == 1
    assert authenticate(username=BO, password=PASSWORD)


def test_the_list_of_sign_ins_names_people_and_roles_but_no_secret(caio: Caio) -> None:
    listed = caio("user", "list", "--json")
    rows = {row["email"]: row for row in listed.json}
    assert rows[BO]["roles"] == ["lead of Health"]
    assert len(rows) == 5
    assert "md5" not in listed.out


def test_unlocking_nobody_is_refused(caio: Caio) -> None:
    assert caio("user", "unlock", "nobody@northwind.example").code == 1
    assert caio("user", "unlock", BO).code == 0


def test_the_doctor_finds_nothing_wrong_with_a_new_workspace(caio: Caio) -> None:
    said = caio("doctor", "--json")
    assert said.code == 0
    assert [one for one in said.json["findings"] if one["level"] == "wrong"] == []


def _tamper(home: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("edits the database file itself, which only SQLite has")
    connection.close()
    with sqlite3.connect(home / "record.sqlite3") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE record_ledgerentry SET action = 'nothing.happened' WHERE sequence = 2")
    database.close()
