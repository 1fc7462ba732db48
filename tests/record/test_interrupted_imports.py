"""What is left when an import is killed: everything as before, or a whole import?"""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.record.cast import Cast
from tests.record.inventories import row, written

CHILD = Path(__file__).with_name("killed_import.py")
TABLES = ("record_usecase", "record_fact", "record_importedrow", "record_ledgerentry", "record_assessment")
SEED = 20261122


def run(home: Path, file: Path, fatal: int) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "OPENCAIO_DATABASE_URL"}
    command = [sys.executable, str(CHILD), str(home), str(file), str(fatal)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)


def counts(home: Path) -> dict[str, int]:
    with closing(sqlite3.connect(home / "record.sqlite3")) as record:
        assert record.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {table: record.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


def check_points(home: Path, file: Path, folder: Path, points: int) -> None:
    connection.close()
    whole = folder / "whole"
    shutil.copytree(home, whole)
    lived = run(whole, file, 0)
    assert lived.returncode == 0, lived.stderr
    writes, before = int(lived.stdout.split()[-1]), counts(home)
    for fatal in random.Random(SEED).sample(range(1, writes + 1), min(points, writes)):
        killed = run(home, file, fatal)
        assert killed.returncode == -9, killed.stderr
        assert "inside the transaction" in killed.stdout
        assert counts(home) == before, f"killed at write {fatal} of {writes}"
    assert run(home, file, 0).returncode == 0
    assert counts(home) == counts(whole)


@pytest.mark.skipif(bool(os.environ.get("OPENCAIO_DATABASE_URL")), reason="copies the SQLite file")
def test_a_killed_import_leaves_no_trace_and_the_next_one_agrees(cast: Cast, home: Path, tmp_path: Path) -> None:
    file = written(tmp_path, [row(number) for number in range(1, 41)])
    check_points(home, file, tmp_path, points=3)


@pytest.mark.slow
def test_the_2025_inventory_killed_at_twenty_points(cast: Cast, home: Path, tmp_path: Path, shared_data: Path) -> None:
    check_points(home, shared_data / "inventories/us-2025.csv", tmp_path, points=20)
