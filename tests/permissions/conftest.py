"""What do the tests of permissions share: one planted workspace, of which nothing is ever changed."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.permissions.planted import Planted, planted_workspace
from tests.record.workspaces import Template


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[Planted]:
    """The workspace with the word in every text of Bo's department."""
    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock():
        template = Template.make(tmp_path_factory.mktemp("template"))
        with template.copied_to(home):
            yield planted_workspace()


@pytest.fixture
def untouched(planted: Planted) -> Iterator[Planted]:
    """The same, with every change taken back after the test."""
    with transaction.atomic():
        yield planted
        transaction.set_rollback(True)
