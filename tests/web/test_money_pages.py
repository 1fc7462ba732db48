"""Do the pages of money, adoption and fairness show what the lake says, and do their forms do what they say?"""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from opencaio.record.models import AllocationRule, CostAlert, CostLine, FairnessAudit, LakeBatch, TokenPrice
from tests.record.cast import do
from tests.web.conftest import House

As = Callable[[str], Client]
#: Queries of the page of a use's costs: its frame takes most of them.
USE_COSTS = 37
HEADS = (
    "ProviderName,BillingAccountId,BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,"
    "ChargePeriodStart,ChargePeriodEnd,ServiceName,Tags"
)


def line(day: date, cost: int) -> str:
    tags = '"{""use_case"": ""UC-1""}"'
    return f"Tarn,a-1,{cost},{cost},EUR,2026-10-01,2026-11-01,{day},{day + timedelta(1)},Chat,{tags}"


def send(client: Client, *lines: str) -> str:
    file = SimpleUploadedFile("october.csv", "\n".join([HEADS, *lines]).encode())
    return client.post("/money/bills", {"file": file}, follow=True).content.decode()


def sheets_in(answer: HttpResponse) -> set[str]:
    return set(CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names)


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_any_bill_the_pages_say_so_and_give_no_number(client_as: As) -> None:
    ana = client_as("ana")
    assert "No bill has come in for this time." in shown(ana, "/money")
    assert "There is no usage in the lake yet." in shown(ana, "/adoption")
    assert "No decision is in the lake yet." in shown(ana, "/fairness")


def test_a_bill_comes_in_is_divided_by_a_rule_and_nobodys_part_stands_beside(client_as: As) -> None:
    ana = client_as("ana")
    assert "october.csv" in send(
        ana, line(date(2026, 10, 5), 80), line(date(2026, 10, 6), 20).split("Chat")[0] + "Odd,"
    )
    assert "(100.0 %) is nobody" in shown(ana, "/money")
    rule = {"code": "tag", "title": "By tag", "way": "by", "to": "tag:use_case"}
    assert "The tag" not in ana.post("/money/rules", rule, follow=True).content.decode()
    assert "(20.0 %) is nobody" in shown(ana, "/money?by=use")
    for way in ("department", "provider", "service", "month"):
        assert "100" in shown(ana, f"/money?by={way}")
    assert "Oct 2026" in shown(ana, "/money?by=month") and "5 Oct – 6 Oct 2026" in shown(ana, "/money/bills")
    assert b"nobody" in ana.get("/money/export?as=csv").content
    ana.post("/money/rules", {"retire": "tag"})
    assert AllocationRule.objects.filter(retired_at=None).count() == 0


def test_several_files_are_chosen_and_come_in_as_one_bill_or_not_at_all(client_as: As) -> None:
    ana = client_as("ana")
    texts = ["\n".join([HEADS, line(date(2026, 10, 5 + at), 80 + at)]) for at in range(2)]
    files = [SimpleUploadedFile(f"part-{at}.csv", text.encode()) for at, text in enumerate(texts)]
    broken = [SimpleUploadedFile("part-0.csv", texts[0].encode()), SimpleUploadedFile("x.csv", b"a,b\n1,2\n")]
    refused = ana.post("/money/bills", {"file": broken})
    assert refused.status_code == 400 and "x.csv: This is no bill in FOCUS" in refused.content.decode()
    assert not LakeBatch.objects.exists()
    assert "2 lines in 1 part" in ana.post("/money/bills", {"file": files}, follow=True).content.decode()
    assert LakeBatch.objects.get().name == "part-0.csv and 1 more"


def test_a_rule_is_tried_changed_and_kept_as_it_was_said(client_as: As) -> None:
    ana = client_as("ana")
    send(ana, line(date(2026, 10, 5), 80), line(date(2026, 10, 6), 20).split("Chat")[0] + "Odd,")
    rule = {
        "code": "chat",
        "title": "Chat",
        "column": "ServiceName",
        "patterns": "chat",
        "way": "use_case",
        "to": "UC-1",
    }
    tried = ana.post("/money/rules", {**rule, "try": "1"}).content.decode()
    assert "What this rule would take" in tried and "80" in tried and 'value="Chat"' in tried
    assert AllocationRule.objects.count() == 0
    refused = ana.post("/money/rules", {**rule, "way": "spread", "to": "colour"}).content.decode()
    assert '<option value="spread" selected>' in refused
    ana.post("/money/rules", rule)
    form = shown(ana, "/money/rules?rule=chat")
    assert "Change rule chat" in form and ">chat</textarea>" in form
    ana.post("/money/rules", {**rule, "edit": "chat", "version": "1", "patterns": "odd", "title": "Odd things"})
    assert AllocationRule.objects.get().condition == {"ServiceName": ["odd"]}
    late = ana.post("/money/rules", {**rule, "edit": "chat", "version": "1", "title": "Too late"})
    assert late.status_code == 400 and AllocationRule.objects.get().title == "Odd things"
    assert "Add a rule" not in shown(client_as("bo"), "/money/rules")


def test_a_condition_on_several_columns_is_shown_changed_and_grows_on_the_page(house: House, client_as: As) -> None:
    ana = client_as("ana")
    asked = {"ServiceName": ["chat"], "ProviderName": ["tarn", "t*"]}
    do("allocation.add", house.actor("ana"), code="two", title="Two", condition=asked, use_case="UC-1")
    form = shown(ana, "/money/rules?rule=two")
    assert 'value="ServiceName"' in form and 'value="ProviderName"' in form and ">tarn\nt*</textarea>" in form
    given = {"edit": "two", "version": "1", "title": "Both", "rank": "5", "way": "use_case", "to": "UC-1",
             "valid_from": "2026-02-01", "reason": "Council of May"}  # fmt: skip
    said = {"column": ["ServiceName", "", "tag:team"], "patterns": ["chat\nspeech", "", "care"]}
    longer = ana.post("/money/rules", {**given, **said, "more": "1"}).content.decode()
    assert (
        longer.count('name="column"') == 4 and 'value="tag:team"' in longer and AllocationRule.objects.get().rank == 100
    )
    assert "What this rule would take" in ana.post("/money/rules", {**given, **said, "try": "1"}).content.decode()
    ana.post("/money/rules", {**given, **said})
    row = AllocationRule.objects.get()
    assert row.condition == {"ServiceName": ["chat", "speech"], "tag:team": ["care"]}
    assert (row.title, row.rank, row.valid_from, row.reason) == ("Both", 5, date(2026, 2, 1), "Council of May")


def test_a_condition_that_cannot_be_meant_is_told_and_what_was_typed_stays(client_as: As) -> None:
    ana = client_as("ana")
    rule = {"code": "x", "title": "x", "way": "use_case", "to": "UC-1"}
    twice = ana.post("/money/rules", {**rule, "column": ["ServiceName"] * 2, "patterns": ["a", "b"]}).content.decode()
    assert "ServiceName stands twice" in twice and ">b</textarea>" in twice
    nameless = ana.post("/money/rules", {**rule, "column": [""], "patterns": ["chat"]}).content.decode()
    assert "Say which column or tag must fit" in nameless
    assert not AllocationRule.objects.exists()


def test_the_rest_of_a_rule_is_changed_without_its_condition(house: House, client_as: As) -> None:
    ana = client_as("ana")
    asked = {"ServiceName": ["chat"], "ProviderName": ["tarn"]}
    do("allocation.add", house.actor("ana"), code="two", title="Two", condition=asked, use_case="UC-1")
    given = {"edit": "two", "version": "1", "title": "Both", "rank": "5", "way": "use_case", "to": "UC-1"}
    ana.post("/money/rules", given)
    row = AllocationRule.objects.get()
    assert (row.title, row.rank, row.condition) == ("Both", 5, asked)


def test_our_own_prices_of_tokens_are_set_and_retired(client_as: As) -> None:
    ana = client_as("ana")
    price = {"model": "m-1", "provider": "maker", "token_class": "cached", "price": "1.5", "currency": "EUR",
             "valid_from": "2026-01-01", "source": "Contract 7"}  # fmt: skip
    assert "No price of our own" in shown(client_as("bo"), "/money/prices")
    kept = ana.post("/money/prices", price, follow=True).content.decode()
    assert "Contract 7" in kept and "until further notice" in kept
    refused = ana.post("/money/prices", {**price, "price": "much"})
    assert refused.status_code == 400 and '<option value="cached" selected>' in refused.content.decode()
    assert client_as("bo").post("/money/prices", price).status_code == 400
    ana.post("/money/prices", {"retire": TokenPrice.objects.get().pk})
    assert TokenPrice.objects.filter(retired_at=None).count() == 0


def test_our_price_stands_beside_the_public_one_with_its_day_its_source_and_the_difference(client_as: As) -> None:
    ana = client_as("ana")
    price = {"model": "gpt-4o-mini", "provider": "openai", "token_class": "input", "price": "0.12", "currency": "USD",
             "valid_from": "2026-01-01", "source": "Contract 7"}  # fmt: skip
    ana.post("/money/prices", price)
    page = shown(client_as("bo"), "/money/prices")
    for words in ("$0.15<", "$0.165", "−20", "litellm", "openai gpt-4o-mini", "Contract 7"):
        assert words in page
    ana.post("/money/prices", {**price, "model": "house-model"})
    assert "not listed" in shown(ana, "/money/prices")
    found = shown(ana, "/money/prices?listed=claude-3-5-haiku")
    assert "In the public lists: claude-3-5-haiku" in found and "claude-3-5-haiku-20241022" in found
    assert "has “no such thing” in its name" in shown(ana, "/money/prices?listed=no+such+thing")


def test_a_month_is_booked_from_its_bills_and_taken_back(client_as: As) -> None:
    ana = client_as("ana")
    send(ana, line(date(2026, 10, 5), 80), line(date(2026, 10, 6), 20).split("Chat")[0] + "Odd,")
    ana.post("/money/rules", {"code": "tag", "title": "By tag", "way": "by", "to": "tag:use_case"})
    before = shown(ana, "/money/book?month=2026-10")
    assert "What booking October 2026 writes" in before and "Not booked" in before
    assert CostLine.objects.count() == 0
    booked = ana.post("/money/book", {"month": "2026-10", "basis": "billed"}, follow=True).content.decode()
    assert "Booked from the bills" in booked
    assert sorted(CostLine.objects.values_list("amount", flat=True)) == [20, 80]
    again = ana.post("/money/book", {"month": "2026-10"})
    assert again.status_code == 400 and "booked already" in again.content.decode()
    assert "Take the place of" in again.content.decode()
    ana.post("/money/book", {"take_back": CostLine.objects.all()[0].batch, "reason": "Wrong rule", "month": "2026-10"})
    assert CostLine.objects.filter(retired_at=None).count() == 0
    assert "no month" in ana.get("/money/book?month=2026-1x").content.decode()
    assert client_as("bo").get("/money/book").status_code == 403
    assert "/money/book" not in shown(client_as("bo"), "/money/bills")


def test_a_month_of_bills_without_an_exchange_rate_shows_no_sum(client_as: As) -> None:
    send(client_as("ana"), line(date(2026, 10, 5), 80).replace(",EUR,", ",USD,"))
    page = shown(client_as("ana"), "/money/book")
    assert "not counted for want of an exchange rate: USD" in page and page.count("–</") >= 3


def test_months_booked_by_hand_are_named_beside_the_bills(house: House, client_as: As) -> None:
    ana = client_as("ana")
    send(ana, line(date(2026, 10, 5), 80))
    ana.post("/money/rules", {"code": "tag", "title": "By tag", "way": "by", "to": "tag:use_case"})
    assert "by hand or file" not in shown(ana, "/money/book").split("</table>")[1]
    hand = {"department": "HR", "use_case": "UC-1", "line": "opex", "kind": "usage", "currency": "EUR",
            "month": "2026-10-01", "note": "By hand"}  # fmt: skip
    do("actuals.add", house.actor("ana"), **hand, amount="50")
    assert "not to the sum of the bills: October 2026. Look at the difference" in shown(ana, "/money/book")
    do("actuals.add", house.actor("ana"), **hand, amount="30")
    assert "to the sum of the bills: October 2026. Nothing is left to book" in shown(ana, "/money/book")
    assert "would write a second time" in shown(ana, "/money/book?month=2026-10")


def test_a_file_that_is_no_bill_and_a_rule_that_says_nothing_are_told_in_words(client_as: As) -> None:
    ana = client_as("ana")
    file = SimpleUploadedFile("x.csv", b"a,b\n1,2\n")
    assert "no bill in FOCUS" in ana.post("/money/bills", {"file": file}).content.decode()
    assert "Choose a file" in ana.post("/money/bills", {}).content.decode()
    assert not LakeBatch.objects.exists()
    rule = {"code": "x", "title": "x", "way": "use_case", "to": "UC-999"}
    assert "no use of AI with the code UC-999" in ana.post("/money/rules", rule).content.decode()
    assert "Write shares as" in ana.post("/money/rules", {**rule, "way": "shares", "to": "UC-1 half"}).content.decode()


def test_a_cost_that_stands_out_is_answered_on_the_page(client_as: As, house: House) -> None:
    ana = client_as("ana")
    days = [date(2026, 9, 1) + timedelta(at) for at in range(41)]
    send(ana, *(line(day, 5000 if at == 40 else 10) for at, day in enumerate(days)))
    ana.post("/money/rules", {"code": "tag", "title": "By tag", "way": "by", "to": "tag:use_case"})
    assert do("cost_alerts.find", house.actor("ana")) == 1
    row = CostAlert.objects.get()
    assert "What made it" in shown(ana, "/money") and row.key in shown(ana, "/money")
    ana.post("/money/answer", {"key": row.key, "status": "explained", "answer": "A trial that is over"})
    assert "Nothing does." in shown(ana, "/money")


def test_a_use_shows_its_own_costs_in_as_many_questions_however_long_the_bill(
    client_as: As, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    ana, bo = client_as("ana"), client_as("bo")
    assert "No bill says yet what this use costs" in shown(bo, "/use/UC-1/costs")
    send(ana, *(line(date(2026, 9, 1) + timedelta(at), 10) for at in range(60)))
    ana.post("/money/rules", {"code": "tag", "title": "By tag", "way": "by", "to": "tag:use_case"})
    shown(bo, "/use/UC-1/costs")
    with django_assert_max_num_queries(USE_COSTS):
        page = shown(bo, "/use/UC-1/costs")
    for words in ("Billed by month, and what is to come", "What a unit costs", "By service", "tag: "):
        assert words in page
    assert "An outcome: Requests" in shown(bo, "/use/UC-1/costs?metric=requests")
    assert "An outcome" not in shown(bo, "/use/UC-1/costs?metric=error-rate")
    assert b"2026-10-01" in bo.get("/use/UC-1/costs/export?as=csv").content
    assert client_as("dan").get("/use/UC-1/costs").status_code == 404


def test_what_belongs_to_others_is_not_shown(client_as: As) -> None:
    send(client_as("ana"), line(date(2026, 10, 5), 80))
    client_as("ana").post("/money/rules", {"code": "tag", "title": "By tag", "way": "by", "to": "tag:use_case"})
    assert "80" in shown(client_as("bo"), "/money")
    assert "No bill has come in" in shown(client_as("dan"), "/money")
    assert client_as("dan").post("/money/rules", {"retire": "tag"}).status_code == 400


def test_people_by_week_and_groups_with_their_ratios_are_drawn_and_kept(client_as: As, house: House) -> None:
    told = {"at": "2026-10-05T08:00:00Z", "use_case": "UC-1"}
    people = [{**told, "event_id": f"u-{at}", "user_key": f"p{at}", "requests": 2} for at in range(3)]
    do("lake.add", house.actor("ana"), fact="usage", name="Usage", rows=people)
    cases = [
        {**told, "event_id": f"d-{sex}-{taken}", "sex": sex, "cases": count, "selected": taken, "reviewed": True}
        for sex, taken, count in (("f", True, 30), ("f", False, 70), ("m", True, 50), ("m", False, 50))
    ]
    do("lake.add", house.actor("ana"), fact="decisions", name="Decisions", rows=cases)
    bo = client_as("bo")
    adopted = shown(bo, "/adoption")
    assert re.search(r"Active people</span><span[^>]*>3</span><span[^>]*>in the week from 5 Oct 2026", adopted)
    assert b"UC-1" in bo.get("/adoption/export?as=csv").content
    assert {"People by week", "Active people by use, last week"} <= sheets_in(bo.get("/adoption/export?as=xlsx"))
    assert "Uses with decisions in the lake, 5 Oct 2026" in shown(bo, "/fairness")
    assert "0.600" in shown(bo, "/fairness") and "0.600" in shown(bo, "/fairness/UC-1")
    bo.post("/fairness/UC-1", {"first": "2026-10-01", "last": "2026-10-31"})
    assert FairnessAudit.objects.get().result["people"] == 200
    assert bo.post("/fairness/UC-1", {"first": "2026-10-31", "last": "2026-10-01"}).status_code == 400
    assert "selection rate" in shown(bo, "/fairness/UC-1") and "How is this ratio counted?" in shown(
        bo, "/fairness/UC-1"
    )
    written = bo.get("/fairness/UC-1/export?as=csv").content.decode()
    assert "0.6" in written and "f less m" in written
    assert "One group less the one that is" in sheets_in(bo.get("/fairness/UC-1/export?as=xlsx"))
    for path in ("/fairness/UC-1", "/fairness/UC-1/export"):
        assert client_as("dan").get(path).status_code == 404
