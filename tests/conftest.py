"""What do all tests share: a workspace of their own, the data beside the project, a Hypothesis profile?"""

import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# `tools` is no installed package; tests use its browser and its checks.
sys.path.insert(0, str(ROOT))
# Many tests start a process of ours: none should compile every module anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


#: What takes longest, longest first: begun first, so that at the end no process waits for another.
LONGEST = (
    "browser/test_pages.py",
    "record/test_on_postgresql.py",
    "permissions/test_every_address.py",
    "faces/cli/test_processes.py",
    "faces/api/test_no_server_error.py",
    "browser/",
    "record/test_backups.py",
    "record/test_upgrading.py",
    "permissions/",
    "faces/mcp/",
    "packs/test_pack_check.py",
    "web/test_pages.py",
    "record/test_interrupted_imports.py",
    "record/test_every_use_as_a_candidate.py",
    "house/test_packaging.py",
    "engines/questionnaire/",
)


def place_of(item: pytest.Item) -> str:
    """The file of a test, seen from this folder."""
    here = Path(__file__).parent
    return item.path.relative_to(here).as_posix() if item.path.is_relative_to(here) else ""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Where tests are dealt out by group, a file stays together; those of the engines share nothing, and need not."""
    if not place_of(item).startswith("engines/"):
        item.add_marker(pytest.mark.xdist_group(place_of(item)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; within a file all stays as it stands."""

    def rank(item: pytest.Item) -> int:
        return next((place for place, one in enumerate(LONGEST) if place_of(item).startswith(one)), len(LONGEST))

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: to look through it for waste again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a workspace of its own: no test touches that of the person who runs it."""
    if hasattr(config.option, "loadscopereorder"):
        # By itself xdist would begin with the files of most tests, and end with a long one of a single test.
        config.option.loadscopereorder = False
    if not config.pluginmanager.hasplugin("django"):
        return
    from django.conf import settings as django

    folder = tempfile.TemporaryDirectory(prefix="opencaio-tests-")
    config.add_cleanup(folder.cleanup)
    home = Path(folder.name)
    os.environ["OPENCAIO_HOME"] = folder.name
    django.OPENCAIO_HOME, django.OPENCAIO_FILES = home, home / "files"
    django.CACHES["default"]["LOCATION"] = home / "cache"
    # The real hashing takes a second for four people, by design; no test is about its strength.
    django.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # In a file: Django never closes a database in memory, so no test could point the connection elsewhere.
    django.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(home / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The tables are laid already: pytest-django takes the database as it is. Its folder goes with the run."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool, django_db_blocker: Any
) -> None:
    """Lay the tables in one step, as `caio init` does, instead of by every migration."""
    if not django_db_keepdb:
        return
    from django.db import connection

    from opencaio.record.laying import lay_tables
    from tests.record.workspaces import pointed_at

    with django_db_blocker.unblock(), pointed_at(connection.settings_dict["TEST"]["NAME"]):
        lay_tables()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent")
    return SHARED


@pytest.fixture(scope="session")
def shared_data(shared: Path) -> Path:
    """Real inventories and laws, which belong to others and so are not part of the project."""
    if not (shared / "data").is_dir():
        pytest.skip("../shared/data is absent")
    return shared / "data"
