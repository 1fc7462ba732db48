"""What do the tests of the record share: a workspace with real commits, and the cast?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.record.cast import Cast, gather
from tests.record.workspaces import Template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[Template]:
    """A migrated database to copy."""
    with django_db_blocker.unblock():
        yield Template.make(tmp_path_factory.mktemp("template"))


@pytest.fixture
def home(template: Template, tmp_path: Path, django_db_blocker) -> Iterator[Path]:
    """A workspace of one's own, empty and migrated; the record is in it until the test ends."""
    folder = tmp_path / "home"
    folder.mkdir()
    with django_db_blocker.unblock(), template.copied_to(folder):
        yield folder


@pytest.fixture
def cast(home: Path) -> Cast:
    """The workspace, with the cast and their departments."""
    return gather()
