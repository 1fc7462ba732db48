"""What do the tests of the record share: a workspace with real commits, and the cast?"""

from collections.abc import Iterator
from copy import deepcopy
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
def home(request: pytest.FixtureRequest, template: Template, tmp_path: Path, django_db_blocker) -> Iterator[Path]:
    """A workspace of one's own, with the cast where the test asks for it, else empty, until the test ends."""
    with_cast = "gathered" in request.fixturenames
    workspace = request.getfixturevalue("gathered")[0] if with_cast else template
    folder = tmp_path / "home"
    folder.mkdir()
    with django_db_blocker.unblock(), workspace.copied_to(folder):
        yield folder


@pytest.fixture(scope="session")
def gathered(template: Template, tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> tuple[Template, Cast]:
    """A workspace with the cast and their departments, to copy."""
    with django_db_blocker.unblock():
        return template.filled(tmp_path_factory.mktemp("gathered"), gather)


@pytest.fixture
def cast(home: Path, gathered: tuple[Template, Cast]) -> Cast:
    """The workspace, with the cast and their departments."""
    return deepcopy(gathered[1])
