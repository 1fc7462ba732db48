"""Can one try a plan in the studio: move a slider, pin, watch it being solved, keep it, also without scripts?"""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs
from tools.pages import assert_accessible, assert_fits, assert_quiet

WHOLE_SEARCH = 60_000
"""A search of some seconds, its explanation, and a busy machine."""


def test_a_what_if_is_watched_and_kept(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto("/plan")
    page.locator('input[name="pin:I-04"][value="out"]').check(force=True)
    page.get_by_label("Search for at most").fill("3")
    page.get_by_role("button", name="Solve").click()
    expect(page.get_by_role("heading", name="What if: the answer")).to_be_visible(timeout=WHOLE_SEARCH)
    expect(page.get_by_text("I-04 must be out").first).to_be_visible()
    page.get_by_label("Name").fill("Without driver coaching")
    page.get_by_role("button", name="Keep it as a draft").click()
    expect(page.get_by_role("heading", name="Without driver coaching")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    assert_quiet(page)


def test_a_slider_moves_its_number_and_the_number_its_slider(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto("/plan")
    box = page.locator("input[name='budget:capex 2028']")
    slider = page.locator(f"input[type=range][data-of='{box.get_attribute('id')}']")
    expect(slider).to_be_visible()
    before = float(box.input_value())
    slider.focus()
    slider.press("ArrowRight")
    moved = float(box.input_value())
    assert moved > before and moved == float(slider.input_value())
    box.fill("500")
    expect(slider).to_have_value("500")
    assert_quiet(page)


def test_the_studio_solves_without_scripts(page_as: PageAs) -> None:
    page: Page = page_as("ana", java_script_enabled=False)
    page.goto("/plan")
    page.get_by_label("Search for at most").fill("2")
    with page.expect_navigation():
        page.get_by_role("button", name="Solve").click()
    answer = page.get_by_role("heading", name="What if: the answer")
    for _ in range(60):
        if answer.count():
            break
        page.wait_for_timeout(1000)
        with page.expect_navigation():
            page.get_by_role("link", name="Look again").click()
    expect(answer).to_be_visible()
