"""Does the page work in a real browser: accessible, quiet, and no wider than a phone?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from opencaio.papers.as_html import to_html
from opencaio.papers.blocks import Paper
from tools.browser import BrowserMissing, browser_path, launch
from tools.pages import assert_accessible, assert_fits

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        executable = browser_path()
    except BrowserMissing as reason:
        pytest.skip(f"no browser: {reason}")
    with sync_playwright() as playwright:
        running = launch(playwright, executable=executable)
        yield running
        running.close()


def opened(browser: Browser, folder: Path, paper: Paper, *, bypass_csp: bool = False) -> tuple[Page, list[str]]:
    file = folder / "paper.html"
    file.write_bytes(to_html(paper))
    page = browser.new_context(bypass_csp=bypass_csp, viewport={"width": 1280, "height": 900}).new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: heard.append(request.url))
    page.goto(file.as_uri())
    return page, [line for line in heard if line != file.as_uri()]


@pytest.mark.parametrize("unfolded", [False, True], ids=["folded", "unfolded"])
def test_axe_finds_nothing_in_light_and_dark(browser: Browser, tmp_path: Path, paper: Paper, unfolded: bool) -> None:
    page, _ = opened(browser, tmp_path, paper, bypass_csp=True)
    page.evaluate("open => document.querySelectorAll('details').forEach(d => d.open = open)", unfolded)
    assert_accessible(page)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_fits_a_phone(browser: Browser, tmp_path: Path, paper: Paper, lang: str) -> None:
    page, _ = opened(browser, tmp_path, replace(paper, lang=lang))
    assert_fits(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert_fits(page)


def test_the_page_keeps_its_own_policy_and_asks_for_nothing(browser: Browser, tmp_path: Path, paper: Paper) -> None:
    page, heard = opened(browser, tmp_path, paper)
    assert heard == []
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "600"


def test_following_a_figure_unfolds_its_reason(browser: Browser, tmp_path: Path, paper: Paper) -> None:
    page, _ = opened(browser, tmp_path, paper)
    answer = page.get_by_text("5 uses fall under Annex III, one robot cell under Annex I B.")
    assert not answer.is_visible()
    page.get_by_role("link", name="6 are high-risk").click()
    assert answer.is_visible()
