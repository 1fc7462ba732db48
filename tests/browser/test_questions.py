"""Can one be led from a new use to its class on the web, question by question, also without scripts and on a phone?"""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs
from tools.pages import assert_accessible, assert_fits, assert_quiet

#: What is ticked or chosen where the usual answer is not “none of these”: the question's words, and labels.
REPLIES = {
    "What is it?": ["A system that works out for itself"],
    "Where is it offered, used, or does it have effect?": ["Someone in the European Union uses it"],
    "What are we for this system?": ["We use it under our authority"],
    "Is it kept for one of these purposes only?": ["None of these"],
    "Is it used for any of these?": ["Screening or ranking applications"],
    "Is it a product of one of these kinds or part of one?": ["None of these"],
    "Do we claim that its part is as small as one of these?": ["None of these is claimed"],
    "Are personal data processed?": ["No"],
    "Is it used on workers at their workplace?": ["No"],
    "Which kind of organisation are we?": ["A private company or association"],
    "Which part has it in decisions about people?": ["It helps with decisions about a person that have no"],
}
MOST = 20


def new_use(page: Page, name: str) -> str:
    """A use on record, and the address of its questions."""
    page.goto("/inventory/add")
    page.get_by_label("Name").first.fill(name)
    page.get_by_label("Department").select_option(index=1)
    page.locator("form.form button[type=submit], form button.main").first.click()
    page.wait_for_url("**/use/UC-*")
    return page.url.rstrip("/") + "/questions"


def answer(page: Page) -> str:
    """Answer the question on the page; its words."""
    words = page.locator(".inq-q").inner_text()
    labels = REPLIES.get(words)
    form = page.locator("form.inq")
    button = "Answer"
    if labels is None and form.get_by_text(re.compile("^(For )?[Nn]one of these$")).count():
        form.get_by_text(re.compile("^(For )?[Nn]one of these$")).click()
    elif labels is None:
        button = "We do not know"
    for label in labels or ():
        form.get_by_text(re.compile(f"^{re.escape(label)}")).first.click()
    with page.expect_navigation():
        form.get_by_role("button", name=button, exact=True).click()
    return words


def test_a_new_use_is_led_to_a_settled_class(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto(new_use(page, "Ranking of applications for ships' crews"))
    asked: list[str] = []
    while page.locator("form.inq").count():
        assert len(asked) < MOST, asked
        asked.append(answer(page))
        assert not page.locator("#fault").count(), page.locator("#fault").inner_text()
    assert len(asked) > 5
    expect(page.locator(".inq-main")).to_contain_text("High-risk")
    expect(page.locator(".inq-side")).to_contain_text("Ana Verhollen")
    assert_accessible(page)
    assert_quiet(page)


def test_the_questions_work_without_scripts_and_one_can_leave_and_come_back(page_as: PageAs) -> None:
    page = page_as("ana", java_script_enabled=False)
    address = new_use(page, "Roster of night watches")
    page.goto(address)
    first = answer(page)
    page.goto("/mine")
    page.goto(address)
    expect(page.locator(".answers")).to_contain_text(first)
    assert page.locator(".inq-q").inner_text() != first
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".inq-q")).to_contain_text(first)


def test_nothing_ticked_is_no_answer(page_as: PageAs) -> None:
    page = page_as("ana")
    page.goto(new_use(page, "Sorting of lost luggage") + "?question=article_5")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("none of these")
    page.get_by_label("not sure: Infers emotions or intentions of people").check()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".answers")).to_contain_text("Does it do any of these?")


def test_the_questions_fit_a_phone_and_can_be_read_in_the_dark(page_as: PageAs) -> None:
    page = page_as("ana")
    address = new_use(page, "Advice on fuel")
    page.set_viewport_size({"width": 390, "height": 844})
    for key in ("use", "article_5", "product", "emotion", "places"):
        page.goto(f"{address}?question={key}")
        assert_fits(page)
        assert_accessible(page)
