"""Do the pages of money let people do their work, look before they import, and say what is wrong in words?"""

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from opencaio.record.actions import perform
from opencaio.record.models import AssumptionSet, Budget, ClosedPeriod, Commitment, CostLine, ExchangeRate
from tests.web.conftest import House

As = Callable[[str], Client]
YEAR = timezone.localdate().year
LAST = YEAR - 1


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def bring(client: Client, text: str, kind: str = "actuals") -> Any:
    """Upload a file; the preview that follows."""
    file = SimpleUploadedFile("costs.csv", text.encode(), content_type="text/csv")
    return client.post("/budget/import/upload", {"file": file, "kind": kind}, follow=True)


@pytest.fixture
def spent(house: House) -> str:
    """A year of HR that is over: 1,000 allowed, 1,200 spent on UC-1."""
    bo = house.actor("bo")
    given = {"department": "HR", "year": LAST, "line": "opex", "amount": 1000}
    perform("budgets.set", given, bo)
    for month in range(1, 13):
        row = {"month": date(LAST, month, 1), "department": "HR", "line": "opex", "kind": "licence", "amount": 100}
        perform("actuals.add", row | {"use_case": "UC-1"}, bo)
    return f"/budget?year={LAST}"


def test_the_budget_says_spent_allowed_and_where_it_ends_with_why_and_tables(spent: str, client_as: As) -> None:
    html = page(client_as("bo"), spent)
    said = words(html)
    assert f"The year {LAST} is expected to end at €1k, €200 over budget." in said
    assert "Ends over budget" in said
    assert html.count("<figure") == 2
    assert html.count('class="data"') == 2
    assert "least squares" in said
    assert "1,200" not in words(page(client_as("dan"), spent))


def test_a_department_is_drilled_down_to_use_kind_and_month(spent: str, client_as: As) -> None:
    said = words(page(client_as("bo"), f"/budget/department/HR?year={LAST}"))
    assert "Licences of UC-1" in said
    assert f"Mar {LAST}: €100" in said
    assert client_as("dan").get(f"/budget/department/HR?year={LAST}").status_code == 404


def test_a_budget_is_proposed_and_approved_on_the_page(house: House, client_as: As) -> None:
    form = {
        "department": "HR",
        "year": str(YEAR),
        "line": "capex",
        "purpose": "run",
        "amount": "1 250,50",
        "carry": "25",
    }
    client_as("bo").post("/budget/set", form)
    row = Budget.objects.get()
    assert (row.amount, row.carry, row.status) == (Decimal("1250.50"), Decimal("0.25"), "proposed")
    assert "Approve what is proposed" not in page(client_as("bo"), "/budget")
    assert "1 budget waits for approval" in page(client_as("ana"), "/budget")
    client_as("ana").post("/budget/approve", {"year": str(YEAR)})
    row.refresh_from_db()
    assert row.status == "approved"


def test_a_file_is_looked_at_first_and_then_applied_once(house: House, client_as: As) -> None:
    rows = f"{LAST}-01,HR,opex,time,10\n{LAST}-02,HR,opex,time,20\n{LAST}-03,FIN,opex,time,5\n"
    text = f"month,department,line,kind,amount\n{rows}"
    answer = bring(client_as("bo"), text)
    said = words(answer.content.decode())
    assert "2 to be created" in said
    assert "1 refused" in said
    assert "There is no department “FIN” on record, or you may not see it." in said
    assert not CostLine.objects.exists()
    where = re.search(r'action="(/budget/import/apply/[0-9a-f]+)"', answer.content.decode())
    assert where is not None
    report = client_as("bo").post(where.group(1), {"name": "costs.csv", "kind": "actuals"})
    assert "2 created" in words(report.content.decode())
    assert CostLine.objects.count() == 2
    again = words(bring(client_as("bo"), text).content.decode())
    assert "Import (changes nothing)" in again


def test_an_import_is_taken_back_on_the_page(house: House, client_as: As) -> None:
    answer = bring(client_as("bo"), f"month,department,line,amount\n{LAST}-01,HR,opex,10\n")
    where = re.search(r'action="(/budget/import/apply/[0-9a-f]+)"', answer.content.decode())
    assert where is not None
    client_as("bo").post(where.group(1), {"name": "costs.csv", "kind": "actuals"})
    batch = CostLine.objects.get().batch
    assert "Take 1 booking back" in page(client_as("bo"), "/budget/import")
    client_as("bo").post(f"/budget/import/{batch}/reverse", {"reason": "Wrong file"})
    assert CostLine.objects.filter(retired_at=None).count() == 0


def test_a_file_that_is_no_table_of_money_is_told_so(house: House, client_as: As) -> None:
    answer = bring(client_as("bo"), "name,colour\nx,red\n")
    assert answer.status_code == 400
    assert "lacks the columns month, line, amount" in words(answer.content.decode())


def test_bookings_are_entered_corrected_and_exported_neutral(house: House, client_as: As) -> None:
    bo = client_as("bo")
    form = {
        "month": f"{LAST}-05",
        "department": "HR",
        "line": "opex",
        "kind": "usage",
        "amount": "12.50",
        "note": "=1+1",
    }
    bo.post("/budget/bookings/add", form)
    row = CostLine.objects.get()
    assert (row.month, row.amount) == (date(LAST, 5, 1), Decimal("12.50"))
    bo.post(f"/budget/bookings/{row.pk}", {"amount": "11", "reason": "Typing error", "version": row.version})
    assert "11.00" in page(bo, "/budget/bookings")
    assert "'=1+1" in bo.get("/budget/bookings/export?as=csv").content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(bo.get("/budget/bookings/export?as=xlsx").content))
    assert "'=1+1" in book.get_sheet_by_index(0).to_python()[1]
    assert client_as("dan").get(f"/budget/bookings/{row.pk}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount": "much"}, "is not an amount"),
        ({"amount": "1e400"}, "is not an amount"),
        ({"month": "soon"}, "month"),
        ({"month": "2999-01"}, "has not begun"),
        ({"currency": "SEK"}, "no rate from SEK"),
        ({"use_case": "UC-3"}, "no use UC-3 here"),
    ],
)
def test_a_booking_that_cannot_be_is_told_in_words(
    house: House, client_as: As, wrong: dict[str, str], told: str
) -> None:
    form = {"month": f"{LAST}-05", "department": "HR", "line": "opex", "amount": "5"}
    answer = client_as("bo").post("/budget/bookings/add", form | wrong)
    assert answer.status_code in {400, 404}
    assert told in words(answer.content.decode())
    assert not CostLine.objects.exists()


def test_a_commitment_is_added_edited_and_ended(house: House, client_as: As) -> None:
    bo = client_as("bo")
    form = {"title": "Seats", "department": "HR", "line": "opex", "amount": "1200", "starts_on": f"{YEAR}-01-01",
            "ends_on": f"{YEAR}-12-31", "notice_days": "90", "use_case": "UC-1"}  # fmt: skip
    bo.post("/budget/commitments/add", form)
    row = Commitment.objects.get()
    assert row.title in page(bo, "/budget/commitments")
    assert row.code in words(page(bo, "/use/UC-1"))
    bo.post(f"/budget/commitments/{row.code}", form | {"amount": "1300.00", "version": row.version})
    bo.post(f"/budget/commitments/{row.code}", {"verb": "end", "on": f"{YEAR}-06-30", "reason": "Replaced"})
    row.refresh_from_db()
    assert (row.amount, row.ended_on) == (Decimal(1300), date(YEAR, 6, 30))


def test_assumptions_are_drafted_by_finance_and_approved_by_the_officer(house: House, client_as: As) -> None:
    assert "Not approved: the house" in page(client_as("dan"), "/assumptions")
    client_as("rae").post("/assumptions/draft", {"name": "Cases", "v_discount_rate": "0,08", "v_tax_rate": ""})
    row = AssumptionSet.objects.get()
    assert row.values == {"discount_rate": "0.08"}
    client_as("ana").post(f"/assumptions/set/{row.code}/turn", {"verb": "approve", "version": row.version})
    said = words(page(client_as("bo"), "/assumptions"))
    assert "approved by Ana Verhollen" in said
    assert "8 %" in said
    percent = {"name": "In per cent", "v_discount_rate": "7,5 %", "v_hours_a_year": "1610"}
    client_as("rae").post("/assumptions/draft", percent)
    assert AssumptionSet.objects.get(name="In per cent").values == {"discount_rate": "0.075", "hours_a_year": "1610"}
    wrong = client_as("rae").post("/assumptions/draft", {"name": "Bad", "v_discount_rate": "9"})
    assert wrong.status_code == 400
    assert "outside 0 to 0.5" in words(wrong.content.decode())


def test_rates_books_and_limits_are_kept_on_one_page(house: House, client_as: As) -> None:
    ana = client_as("ana")
    ana.post("/assumptions/rate", {"currency": "sek", "on": f"{LAST}-12-31", "rate": "0,0885", "source": "Bank"})
    assert ExchangeRate.objects.get().rate == Decimal("0.0885")
    ana.post("/assumptions/period", {"until": f"{LAST}-12-31", "reason": "Signed"})
    assert ClosedPeriod.objects.get().until == date(LAST, 12, 31)
    ana.post("/assumptions/limit", {"person": str(house.people["bo"].pk), "amount": "5 000", "reason": "Rule"})
    said = words(page(ana, "/assumptions"))
    for told in ("0.0885", "Signed", "€5,000"):
        assert told in said
    assert "€5,000" not in words(page(client_as("dan"), "/assumptions"))
    closed = client_as("bo").post(
        "/budget/bookings/add", {"month": f"{LAST}-05", "department": "HR", "line": "opex", "amount": "5"}
    )
    assert "closed books" in words(closed.content.decode())


def test_the_page_of_a_use_and_of_an_initiative_say_what_they_cost(spent: str, house: House, client_as: As) -> None:
    assert "€1,200" in words(page(client_as("bo"), "/use/UC-1"))
    given = {"name": "Better screening", "department": "HR", "use_cases": ["UC-1"], "code": "I-1"}
    perform("initiatives.add", given, house.actor("bo"))
    said = words(page(client_as("bo"), "/initiative/I-1/money"))
    assert "Nothing booked yet" in said
    assert "Booked on its uses of AI" in said
