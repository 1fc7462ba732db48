"""Is a database that is laid in one step the same as one that took every step of the released versions?"""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from opencaio.record.guards import missing_guards
from opencaio.record.laying import lay_tables
from opencaio.record.upgrading import pending_steps, unknown_steps
from tests.record.workspaces import pointed_at


@pytest.fixture(autouse=True)
def _database_allowed(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def empty(tmp_path: Path):
    with pointed_at(str(tmp_path / "laid.sqlite3")):
        yield tmp_path / "laid.sqlite3"


def what_is_in(path: Path) -> dict[tuple[str, str], object]:
    """Every table by its columns and constraints in no order, every index and guard by its words."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {(kind, name): sorted(_parts(sql)) if kind == "table" else sql for kind, name, sql in rows}


def _parts(sql: str) -> list[str]:
    """What stands between the commas of a CREATE TABLE that no bracket holds together."""
    inside, parts, depth = sql[sql.index("(") + 1 : sql.rindex(")")], [""], 0
    for letter in inside:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.slow
def test_one_step_gives_the_tables_indexes_and_guards_of_all_the_steps(tmp_path: Path) -> None:
    with pointed_at(str(tmp_path / "laid.sqlite3")):
        lay_tables()
    with pointed_at(str(tmp_path / "walked.sqlite3")):
        call_command("migrate", verbosity=0, interactive=False)
    laid, walked = what_is_in(tmp_path / "laid.sqlite3"), what_is_in(tmp_path / "walked.sqlite3")
    assert len([one for one in laid if one[0] == "table"]) > 100
    assert laid == walked


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_laid_database_lacks_no_step_and_is_left_alone_by_a_second_laying(empty: Path) -> None:
    lay_tables()
    assert (pending_steps(), unknown_steps(), list(missing_guards())) == ([], [], [])
    before = what_is_in(empty)
    applied = MigrationRecorder(connection).migration_qs.count()
    lay_tables()
    assert what_is_in(empty) == before
    assert MigrationRecorder(connection).migration_qs.count() == applied


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_laying_that_fails_half_way_leaves_no_table(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[type[Model]] = []
    editor = type(connection.schema_editor())
    create = editor.create_model

    def fail(self: Any, model: type[Model]) -> None:
        made.append(model)
        if len(made) > 50:
            raise OSError("the disk is full")
        create(self, model)

    monkeypatch.setattr(editor, "create_model", fail)
    with pytest.raises(OSError, match="disk is full"):
        lay_tables()
    assert connection.introspection.table_names() == []
