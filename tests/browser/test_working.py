"""Can one work here: with the keyboard alone, without JavaScript, and from a question to its reason?"""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageAs
from tools.live import Site
from tools.pages import assert_accessible, assert_fits, assert_quiet

USE = "/use/UC-014"


def test_why_leads_from_the_class_to_rule_fact_and_source(page_as: PageAs) -> None:
    page = page_as("bo")
    page.goto("/inventory?q=Recruitment")
    page.get_by_role("link", name="Recruitment screening", exact=True).click()
    page.locator("tr", has_text="EU AI Act").locator(".why > summary").click()
    drawer = page.locator(".why[open] .drawer")
    words = [one.casefold() for one in drawer.locator("dt").all_inner_texts()]
    assert words.index("rule") < words.index("citation") < words.index("facts and rows") < words.index("as of")
    expect(drawer).to_contain_text("Annex III")
    expect(drawer).to_contain_text("Replay")


def test_escape_closes_a_why_panel_and_gives_the_key_back_its_focus(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto(USE)
    page.locator(".why > summary").first.click()
    page.keyboard.press("Escape")
    expect(page.locator(".why[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_keyboard_alone_finds_walks_and_opens(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto("/inventory")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tr[data-row]").nth(1).locator("a[data-open]")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/use/*")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert_accessible(page)


def test_filters_work_as_one_types_and_change_the_address(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto("/inventory")
    page.locator("#filter-q").fill("Recruitment screening")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.wait_for_url("**q=Recruitment**")
    assert_quiet(page)


def test_everything_works_without_javascript(page_as: PageAs) -> None:
    page = page_as("bo", java_script_enabled=False)
    page.goto("/inventory")
    page.locator("#filter-q").fill("Recruitment screening")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_role("link", name="Recruitment screening", exact=True).click()
    page.locator("textarea[name=text]").fill("Said without a script")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.locator(".talk")).to_contain_text("Said without a script")
    page.locator(".why > summary").first.click()
    expect(page.locator(".why[open] .drawer")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_small_screen_the_places_stand_under_their_groups_in_a_menu(page_as: PageAs, *, scripts: bool) -> None:
    page = page_as("ana", java_script_enabled=scripts)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/plan")
    menu, link = page.locator("details.menu"), page.get_by_role("link", name="Risks", exact=True)
    expect(link).to_be_hidden()
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_text("Compliance", exact=True)).to_be_visible()
    expect(menu.locator("a[aria-current]")).to_have_text("Portfolio studio")
    if scripts:
        assert_accessible(page)
        assert_fits(page, 390)
        page.keyboard.press("Escape")
        expect(link).to_be_hidden()
        page.keyboard.press("Enter")
    with page.expect_navigation():
        link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Risks")


def test_something_alike_shows_while_one_types(page_as: PageAs) -> None:
    page = page_as("bo")
    page.goto("/inventory/add")
    page.locator("input[name=name]").press_sequentially("Recruitment screenin")
    expect(page.locator("#alike")).to_contain_text("Recruitment screening")
    assert_accessible(page)
    assert_fits(page, 390)
    assert_quiet(page)


def test_picking_counts_and_marks_the_rows(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto("/inventory")
    page.locator("input[name=pick]").nth(0).check()
    page.locator("input[name=pick]").nth(1).check()
    expect(page.locator("[data-picked]")).to_have_text("2")
    assert_accessible(page)


def test_a_file_that_is_none_of_the_formats_is_refused_on_a_page(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto("/imports")
    page.set_input_files("input[name=file]", {"name": "odd.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("alert")).to_contain_text("odd.csv")
    assert_accessible(page)
    assert_fits(page, 390)


def test_importing_the_same_file_again_changes_nothing(page_as: PageAs, live_2025: Site, shared_data: Path) -> None:
    page = page_as("ana", on=live_2025)
    page.set_default_timeout(60_000)
    page.goto("/imports")
    page.set_input_files("input[name=file]", next(shared_data.rglob("us-2025.csv")))
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".tally")).to_contain_text("3,611")
    assert_accessible(page)
    assert_fits(page, 390)
    page.get_by_role("button", name="changes nothing").click()
    expect(page.locator("h1")).to_contain_text("changed nothing", timeout=60_000)
    assert_accessible(page)
    assert_fits(page, 390)
    assert_quiet(page)
