"""Does the real site come up for each of the cast, on the example and on the federal inventory of 2025?"""

import json
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tools.live import CAST, Site
from tools.pages import assert_accessible, assert_fits, assert_quiet

PageAs = Callable[..., Page]


def test_the_site_says_that_it_is_healthy(live: Site) -> None:
    with urllib.request.urlopen(live.url("/health")) as answer:
        assert json.load(answer)["ok"] is True


@pytest.mark.parametrize("person", sorted(CAST))
def test_each_of_the_cast_signs_in_to_a_quiet_home(page_as: PageAs, person: str) -> None:
    page = page_as(person)
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    assert "/accounts/login" not in page.url
    assert_quiet(page)


def test_a_stranger_is_shown_the_door_and_it_is_accessible(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto("/inventory")
    assert "/accounts/login" in page.url
    assert_quiet(page)
    assert_fits(page, 390)
    assert_accessible(page)


def test_the_federal_inventory_of_2025_is_served_too(page_as: PageAs, live_2025: Site) -> None:
    page = page_as("ana", on=live_2025)
    answer = page.goto("/inventory")
    assert answer is not None
    assert answer.status == 200
    assert_quiet(page)
    assert_fits(page, 390)
    assert_accessible(page)
