"""Is every page, in each of its states, accessible in light and dark, fit for a phone, and quiet?"""

import pytest

from tests.browser.conftest import PageAs
from tools.live import Site
from tools.pages import assert_accessible, assert_fits, assert_quiet

USE = "/use/UC-014"
PAGES = (
    "/",
    "/mine",
    "/inventory",
    "/inventory?klass=EU%3Ahigh_risk_annex_iii&stage=live&sort=due",
    "/inventory?q=nothing-is-called-so",
    "/budget",
    "/budget/department/it",
    "/budget/bookings",
    "/budget/commitments",
    "/budget/commitments/COM-02",
    "/budget/import",
    "/assumptions",
    "/assumptions/draft",
    "/assumptions/set/A-2027",
    "/initiative/I-01/money",
    "/inventory/add",
    USE,
    f"{USE}/edit",
    f"{USE}/question",
    f"{USE}/question?key=use",
    f"{USE}/question?key=decision.about_person",
    "/parts",
    "/parts?kind=vendor",
    "/parts?kind=dataset&q=nothing-is-called-so",
    "/parts/add?kind=system",
    "/parts/system/41",
    "/parts/system/41/edit",
    "/parts/system/41/question?key=card.kind",
    "/parts/vendor/1",
    "/parts/deployment/3",
    "/organisation",
    "/organisation/edit",
    "/organisation/question?key=org",
    "/plan",
    "/plan/P-01",
    "/plan/compare?plan=P-01&plan=P-02",
    "/plan/rules",
    "/imports",
    "/lake",
    "/lake?status=all",
    "/matches",
    "/documents",
    "/documents?state=signed",
    "/documents/1",
    "/documents/4",
    "/documents/1/compare?before=1&after=now",
    "/duties",
    "/duties/calendar?month=2026-12",
    f"{USE}/duties?at=1#add",
    "/use/UC-010/gate?to=live",
    "/gates",
    "/use/UC-051/documents",
    "/frameworks",
    "/frameworks/nist-ai-rmf",
    "/frameworks/eu-ai-act?use_case=UC-014",
    "/frameworks/iso-42001/of/A.2.2",
    "/controls",
    "/controls/C-12",
    "/controls/C-12/edit",
    "/incidents",
    "/incidents/report",
    "/incidents/IN-09",
    "/incidents/IN-10",
    "/incidents/IN-10/reports/breach_report",
    "/skills",
    "/skills?everyone=1&kind=human",
    "/skills/ml_engineering",
    "/skills/ml_engineering/edit",
    "/workload",
    "/teams",
    "/teams/T-01",
    "/roles",
    "/role/chief-ai-officer",
    "/role/data-engineer/edit",
    "/hiring",
    "/hiring/H-01",
    "/hiring/add",
    "/resources",
    "/resources/RES-03",
    "/opportunities",
    "/opportunities?department=people&stance=all&untouched=1",
    "/opportunities/freight/logistics",
    "/opportunities/people/staffing",
    "/workforce",
    "/workforce?match=waiting",
    "/objectives",
    "/objectives?status=all&state=behind",
    "/objective/O-26-1",
    "/objective/O-26-1/edit",
    "/objectives/add",
    "/initiative/I-01/objectives",
    "/maturity",
    "/maturity?department=freight&wanted=5",
    "/maturity/1",
    "/strategy",
    "/ideas",
    "/ideas/ID-02",
    "/ideas/new",
    "/ideas/new?kind=process",
    "/cases",
    "/initiative/I-01/case",
    "/initiative/I-18/case",
    "/initiative/I-18/case/edit",
    "/initiative/I-18/case/line",
    "/adoption",
    "/fairness",
    "/quality",
    "/fairness/UC-022",
    "/impact",
    "/study/ST-SDID-09",
    "/study/ST-STAG-01",
    "/study/ST-01",
    "/study/ST-BA-11/edit",
    "/impact/adviser?treated=3&untreated=6&before=12",
    "/benefits",
    "/use/UC-018/measures",
    "/use/UC-012/costs",
    "/metrics",
    "/money",
    "/money/bills",
    "/money/book?month=2026-10",
    "/money/rules?rule=platform",
    "/money/prices",
    "/metric/M-01",
    "/metric/error-rate?by=department&grain=week",
    "/metrics/add",
    "/risks",
    "/risks?side=inherent&department=people&level=3",
    "/risks?q=nothing-is-called-so",
    "/risks/R-01",
    "/risks/R-13",
    "/risks/R-15",
    "/risks/R-02/edit",
    "/risks/add?from=prompt-injection&use=UC-002",
    "/risks/catalogue",
    "/people",
    "/people/1",
    "/departments",
    "/ledger?verify=1",
    "/account",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/password/change/",
    "/accounts/logout/",
)
PAGES_2025 = ("/", "/mine", "/inventory", "/inventory?needs_facts=1&stage=live", "/use/UC-1000", "/matches", "/imports")
OPEN_ALL = "document.querySelectorAll('details.more, details.data').forEach((one) => { one.open = true; })"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_example_company(page_as: PageAs, path: str) -> None:
    page = page_as("ana")
    page.goto(path)
    page.evaluate(OPEN_ALL)
    assert_quiet(page)
    assert_accessible(page)
    assert_fits(page, 390)


@pytest.mark.parametrize("path", PAGES_2025)
def test_a_page_with_the_federal_inventory(page_as: PageAs, live_2025: Site, path: str) -> None:
    page = page_as("ana", on=live_2025)
    page.goto(path)
    assert_quiet(page)
    assert_accessible(page)
    assert_fits(page, 390)


@pytest.mark.parametrize("path", ["/", USE])
def test_an_open_why_panel(page_as: PageAs, path: str) -> None:
    page = page_as("ana")
    page.goto(path)
    page.locator(".why > summary").first.click()
    assert page.locator(".why[open] .drawer").is_visible()
    assert_accessible(page)
    assert_fits(page, 390)
    assert_quiet(page)


@pytest.mark.parametrize(("path", "status"), [("/use/UC-none", 404), ("/inventory?sort=magic", 400)])
def test_a_fault_is_a_page_too(page_as: PageAs, path: str, status: int) -> None:
    page = page_as("ana")
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status
    assert_accessible(page)
    assert_fits(page, 390)


def test_someone_without_the_right_gets_a_page_that_says_so(page_as: PageAs) -> None:
    page = page_as("bo")
    answer = page.goto("/people")
    assert answer is not None
    assert answer.status == 403
    assert "officer" in page.locator("main").inner_text()
    assert_accessible(page)


def test_the_door(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto(USE)
    assert "/accounts/login/" in page.url
    assert_accessible(page)
    assert_fits(page, 390)
    page.locator("input[name=login]").fill("nobody@merrowick.example")
    page.locator("input[name=password]").fill("not-the-password-26")
    page.locator("input[name=password]").press("Enter")
    assert page.locator(".errorlist").is_visible()
    assert_accessible(page)
