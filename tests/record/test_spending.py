"""Do costs by use, unit costs, tokens and what is to come say what bills and usage say, to each only what is his?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, NotFound
from opencaio.record.briefing.docket import docket
from opencaio.record.briefing.standing import stand
from opencaio.record.models import CostAlert
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

FIRST, LAST = date(2026, 6, 1), date(2026, 10, 31)
HEAD = (
    "ProviderName,BillingAccountId,BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,"
    "ChargePeriodStart,ChargePeriodEnd,ServiceName,CommitmentDiscountStatus,Tags"
)
OWN = {"provider": "maker", "currency": "EUR", "valid_from": date(2026, 1, 1), "source": "Contract 7"}


@dataclass(frozen=True)
class Planted:
    """Bills of 10 a day for triage and 4 for pricing, 1 a day nobody's; October's usage of triage."""

    cast: Cast
    triage: str
    pricing: str


def line(day: date, cost: str, use: str, *, status: str = "") -> str:
    start = day.replace(day=1)
    end = (start + timedelta(32)).replace(day=1)
    tags = f'"{{""use_case"": ""{use}""}}"' if use else ""
    return f"Tarn,a-1,{cost},{cost},EUR,{start},{end},{day},{day + timedelta(1)},Chat,{status},{tags}"


def bills(triage: str, pricing: str) -> Iterator[str]:
    day = FIRST
    while day <= LAST:
        yield from (line(day, "10", triage), line(day, "4", pricing), line(day, "1", ""))
        day += timedelta(1)
    yield line(LAST, "31", triage, status="Unused")
    yield line(LAST, "69", triage, status="Used")


def usage(use: str) -> list[dict[str, Any]]:
    told = {"use_case": use, "at": "2026-10-05T08:00:00Z", "provider": "maker"}
    small = {"model": "small", "requests": 90, "errors": 10, "input_tokens": 1_000_000, "output_tokens": 500_000}
    secret = {"model": "secret", "requests": 10, "input_tokens": 5_000_000}
    return [
        {**told, **small, "event_id": "u-1", "user_key": "p1", "conversation": "c1"},
        {**told, **secret, "event_id": "u-2", "user_key": "p2", "conversation": "c1"},
        {**told, "event_id": "u-3", "user_key": "p3", "requests": 0},
        {**told, "event_id": "u-4", "at": "2026-03-05T08:00:00Z", "user_key": "p1", "requests": 700},
    ]


@pytest.fixture
def planted(cast: Cast, tmp_path: Path) -> Planted:
    from opencaio.record.importing.uploads import keep_upload

    triage, pricing = cast.triage.code, cast.pricing.code
    file = tmp_path / "bills.csv"
    file.write_text("\n".join([HEAD, *bills(triage, pricing)]) + "\n")
    do("bills.import", cast.ana, upload=keep_upload(file), file_name="bills.csv")
    do("allocation.add", cast.ana, code="tag", title="By tag", by="tag:use_case")
    others = {"event_id": "u-5", "at": "2026-08-05T08:00:00Z", "use_case": pricing, "requests": 62}
    do("lake.add", cast.ana, fact="usage", name="Usage", rows=[*usage(triage), others])
    return Planted(cast, triage, pricing)


def shown(planted: Planted, who: str, query: str, **asked: Any) -> Any:
    return ask(query, asked, planted.cast[who])


def test_bills_are_divided_and_each_sees_what_is_his(planted: Planted) -> None:
    _each_lead_sees_his_own_costs(planted)
    _a_unit_is_what_was_billed_by_what_was_counted(planted)
    _an_outcome_of_a_metric_costs_what_was_billed_by_what_it_counts(planted)
    _what_is_to_come_is_told_month_by_month(planted)
    _what_was_bound_and_not_used_stands_apart(planted)
    _alerts_are_shown_to_those_who_may_answer_them(planted)
    _a_department_sees_its_bills_beside_its_budget(planted)


def _each_lead_sees_his_own_costs(planted: Planted) -> None:
    october = {"first": LAST, "last": LAST}
    whole = shown(planted, "ana", "costs.show", **october)
    assert (whole.billed, whole.unallocated) == (Decimal("565.00"), Decimal("31.00"))
    for who in ("rae", "cleo"):
        assert shown(planted, who, "costs.show", **october) == whole
    lead = shown(planted, "bo", "costs.show", **october)
    assert [(row.key, row.billed) for row in lead.rows] == [(planted.triage, Decimal("410.00"))]
    assert (lead.unallocated, lead.hidden) == (None, True)
    assert [row.key for row in shown(planted, "dan", "costs.show", **october).rows] == [planted.pricing]
    with pytest.raises(BadInput, match="before the first"):
        shown(planted, "ana", "costs.show", first=LAST, last=FIRST)


def _a_unit_is_what_was_billed_by_what_was_counted(planted: Planted) -> None:
    (row,) = shown(planted, "bo", "costs.units", first=LAST, last=LAST).rows
    assert (row.requests, row.successful, row.conversations, row.people, row.decisions) == (100, 90, 1, 2, 0)
    assert row.a_request == Decimal("4.1")
    assert row.a_success == Decimal("4.555556")
    assert row.a_decision is None
    assert planted.triage not in {one.use for one in shown(planted, "dan", "costs.units").rows}
    (whole,) = shown(planted, "bo", "costs.units").rows
    assert (whole.billed, whole.requests, whole.a_request) == (Decimal("1630.00"), 100, Decimal("16.3"))
    # Of pricing only August's usage is known: August's cost is divided by it, not that of five months.
    (august,) = shown(planted, "dan", "costs.units").rows
    assert (august.billed, august.requests, august.a_request) == (Decimal("612.00"), 62, Decimal("2"))


def _an_outcome_of_a_metric_costs_what_was_billed_by_what_it_counts(planted: Planted) -> None:
    asked = {"first": LAST, "last": LAST, "metric": "active-people"}
    found = shown(planted, "bo", "costs.units", **asked)
    (row,) = found.rows
    assert (found.metric, found.unit) == ("Active people", "people")
    assert (row.outcomes, row.an_outcome) == (2, (row.billed / 2).quantize(Decimal("0.000001")))
    with pytest.raises(BadInput, match="counts no outcomes"):
        shown(planted, "bo", "costs.units", **{**asked, "metric": "error-rate"})
    with pytest.raises(NotFound, match="no metric"):
        shown(planted, "bo", "costs.units", **{**asked, "metric": "nothing"})


def _what_is_to_come_is_told_month_by_month(planted: Planted) -> None:
    told = shown(planted, "bo", "costs.forecast")
    assert told.known_until == LAST and told.until == date(2026, 12, 31)
    assert [one.month for one in told.coming] == [date(2026, 11, 1), date(2026, 12, 1)]
    assert abs(sum(one.expected for one in told.coming) - told.expected) <= Decimal("0.01")
    assert all(one.low <= one.expected <= one.high for one in told.coming if one.low is not None)
    assert told.low is not None and told.so_far == Decimal("1630.00")
    assert shown(planted, "dan", "costs.forecast").so_far == Decimal("612.00")
    assert "is known already" in shown(planted, "ana", "costs.forecast", until=LAST).note
    assert shown(planted, "ana", "costs.forecast", use_case=planted.pricing).so_far == Decimal("612.00")
    assert shown(planted, "dan", "costs.forecast", use_case=planted.triage).so_far == Decimal("0.00")


def _what_was_bound_and_not_used_stands_apart(planted: Planted) -> None:
    (row,) = shown(planted, "ana", "costs.unused").rows
    assert (row.unused, row.used, row.share) == (Decimal("31.00"), Decimal("69.00"), Decimal("0.3100"))
    assert shown(planted, "dan", "costs.unused").rows == []


def test_the_brief_asks_whose_costs_are_once_more_than_a_tenth_is_nobodys(planted: Planted) -> None:
    ana, bo = planted.cast.ana, planted.cast.bo
    assert not [one for one in _asked_in_the_brief(ana) if "Say whose" in one]
    do("allocation.add", ana, code="pricing", rank=1, title="Its own", condition={"tag:use_case": ["no-such-tag"]},
       use_case=planted.pricing)  # fmt: skip
    do("allocation.retire", ana, code="tag")
    do("allocation.add", ana, code="most", title="Only triage", condition={"tag:use_case": [planted.triage]},
       use_case=planted.triage)  # fmt: skip
    (asked,) = (one for one in _asked_in_the_brief(ana) if "Say whose" in one)
    assert "October 2026" in asked and "27" in asked
    assert not [one for one in _asked_in_the_brief(bo) if "Say whose" in one]


def _asked_in_the_brief(actor: Actor) -> list[str]:
    standing = stand(actor, now=timezone.now())
    return [f"{one.title} {one.text}" for one in docket(standing).items]


def test_tokens_without_a_price_are_told_and_the_rest_is_compared(planted: Planted) -> None:
    ana = planted.cast.ana
    before = shown(planted, "bo", "costs.tokens")
    assert (before.cost, before.compared_cost, before.instead) == (None, None, [])
    for kind, price in (("input", "2"), ("output", "6")):
        do("token_prices.set", ana, model="small", token_class=kind, price=price, **OWN)
        do("token_prices.set", ana, model="tiny", token_class=kind, price="1", **OWN)
    found = shown(planted, "bo", "costs.tokens", models=["tiny", "nobody-knows"])
    assert [(row.model, row.cost) for row in found.rows] == [("small", Decimal("5.00")), ("secret", None)]
    assert (found.cost, found.compared_cost, found.unpriced) == (None, Decimal("5.00"), ["secret"])
    assert [(one.model, one.cost, one.saved) for one in found.instead] == [
        ("tiny", Decimal("1.50"), Decimal("3.50")),
        ("nobody-knows", None, None),
    ]
    assert found.rows[1].notes == ["no price is known of input tokens"]
    do("token_prices.set", ana, model="secret", token_class="input", price="2", **{**OWN, "currency": "USD"})
    (lost,) = [row for row in shown(planted, "bo", "costs.tokens").rows if row.model == "secret"]
    assert lost.cost is None and lost.notes == ["no exchange rate of USD is on record for 2026-10-31"]
    assert shown(planted, "dan", "costs.tokens").rows == []


def test_tokens_are_priced_by_their_day_where_a_price_changes_within_the_month(planted: Planted) -> None:
    ana, told = planted.cast.ana, {"use_case": planted.triage, "provider": "maker", "model": "small"}
    late = {"event_id": "u-9", "at": "2026-10-20T08:00:00Z", "input_tokens": 3_000_000, "output_tokens": 0}
    do("lake.add", ana, fact="usage", name="More", rows=[{**told, **late}])
    for kind in ("input", "output"):
        for start, price in ((1, "2"), (15, "7")):
            dated = OWN | {"valid_from": date(2026, 10, start)}
            do("token_prices.set", ana, model="small", token_class=kind, price=price, **dated)
    (small,) = [row for row in shown(planted, "bo", "costs.tokens").rows if row.model == "small"]
    assert (small.input, small.cost) == (4_000_000, Decimal("24.00"))  # 1.5 million at 2, 3 million at 7


def _a_department_sees_its_bills_beside_its_budget(planted: Planted) -> None:
    do("budgets.set", planted.cast.ana, department="CLINICS", year=2026, line="opex", amount="1000", currency="EUR")
    (row,) = shown(planted, "bo", "costs.showback", year=2026).rows
    assert (row.code, row.billed) == ("CLINICS", Decimal("1630.00"))
    assert row.expected is not None and row.low is not None and row.low <= row.expected <= row.high
    assert row.year_end == row.billed + row.expected
    assert {one.code for one in shown(planted, "ana", "costs.showback").rows} == {"CLINICS", "TRADE", ""}
    assert [one.code for one in shown(planted, "dan", "costs.showback").rows] == ["TRADE"]


def _alerts_are_shown_to_those_who_may_answer_them(planted: Planted) -> None:
    use = planted.cast.triage
    now, because = timezone.now(), {"score": 9.0, "parts": [["Chat", 490.0, 1.0]]}
    CostAlert.objects.create(
        key="k-1", use_case=use, department=use.department, first_day=LAST, last_day=LAST, created_at=now,
        updated_at=now, amount=500, expected=10, currency="EUR", because=because,
    )  # fmt: skip
    (row,) = shown(planted, "bo", "cost_alerts.list").rows
    assert (row.excess, row.may_answer) == (490, True)
    assert shown(planted, "cleo", "cost_alerts.list").rows[0].may_answer is False
    assert shown(planted, "dan", "cost_alerts.list").total == 0
    assert [one.key for one in shown(planted, "bo", "cost_alerts.list", mine=True).rows] == ["k-1"]
    assert shown(planted, "cleo", "cost_alerts.list", mine=True).total == 0
