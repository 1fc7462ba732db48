"""Does what an approved case promises become a plan that somebody is held to, and does a later version rewrite none?"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.models import Benefit, BenefitEntry, Initiative
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.planned import furnish, kept

LINES: list[dict[str, Any]] = [
    {"kind": "build", "line": "capex", "title": "Building it", "p50": 100, "years": [2027]},
    {"kind": "cashable", "title": "Fewer agency shifts", "p50": 1000, "growth": "0", "measure": "Agency hours",
     "method": "Difference in differences"},
    {"kind": "productivity", "title": "Hours of nurses", "p50": 10, "rate": "40", "growth": "0"},
    {"kind": "strategic", "title": "A better name as an employer"},
]  # fmt: skip


@pytest.fixture
def beds(cast: Cast) -> Initiative:
    """Work of Bo's department on one use."""
    row: Initiative = do(
        "initiatives.add", cast.bo, name="Beds", department="HEALTH", use_cases=[cast.triage.code]
    )  # fmt: skip
    return row


def approve(cast: Cast, work: Initiative, *, lines: list[dict[str, Any]] = LINES, **more: Any) -> None:
    """The case, written, handed in by Bo and approved by Ana."""
    given = {"first_year": 2027, "years": 3, "adoption": ["0.5", "1"], "lines": lines, "owner": cast.bo.person_id}
    do("cases.add", cast.bo, initiative=work.code, **{**given, **more})
    do("cases.submit", cast.bo, initiative=work.code)
    do("cases.approve", cast.ana, initiative=work.code)


def planned() -> dict[tuple[str, int], Decimal | None]:
    """What the ledger plans, by title and year."""
    rows = BenefitEntry.objects.filter(retired_at=None).select_related("benefit")
    return {(one.benefit.title, one.first_day.year): one.planned for one in rows}


def test_an_approved_case_puts_its_benefits_into_the_ledger_by_year(cast: Cast, beds: Initiative) -> None:
    approve(cast, beds)
    assert planned() == {
        ("Fewer agency shifts", 2027): Decimal(500),
        ("Fewer agency shifts", 2028): Decimal(1000),
        ("Fewer agency shifts", 2029): Decimal(1000),
        ("Hours of nurses", 2027): Decimal(80),
        ("Hours of nurses", 2028): Decimal(160),
        ("Hours of nurses", 2029): Decimal(160),
    }
    shifts = Benefit.objects.get(title="Fewer agency shifts")
    assert (shifts.kind, shifts.owner_id, shifts.use_case, shifts.initiative) == (
        "cashable", cast.bo.person_id, cast.triage, beds,
    )  # fmt: skip
    assert shifts.case_line and shifts.case_line.measure == "Agency hours"
    assert Benefit.objects.get(kind="strategic").entries.count() == 0


def test_taking_over_again_changes_nothing(cast: Cast, beds: Initiative) -> None:
    approve(cast, beds)
    before = planned(), Benefit.objects.count(), [one.version for one in BenefitEntry.objects.order_by("pk")]
    do("benefits.take_over", cast.bo, initiative=beds.code)
    do("benefits.take_over", cast.ana, initiative=beds.code, use_case=cast.triage.code)
    assert before == (planned(), Benefit.objects.count(), [one.version for one in BenefitEntry.objects.order_by("pk")])


def test_a_later_version_changes_years_to_come_and_never_one_that_has_begun(cast: Cast, beds: Initiative) -> None:
    approve(cast, beds, first_year=2026)
    better = [{**one, "p50": 3000} if one["kind"] == "cashable" else one for one in LINES if one["title"][0] != "H"]
    approve(cast, beds, lines=better, first_year=2026)
    told = planned()
    assert told["Fewer agency shifts", 2026] == Decimal(500) and told["Hours of nurses", 2026] == Decimal(80)
    assert told["Fewer agency shifts", 2027] == told["Fewer agency shifts", 2028] == Decimal(3000)
    assert told["Hours of nurses", 2027] == told["Hours of nurses", 2028] == 0
    assert "No longer in the case" in BenefitEntry.objects.get(benefit__kind="productivity", first_day__year=2028).note
    assert Benefit.objects.filter(title="Fewer agency shifts").count() == 1


def test_what_was_measured_or_planned_by_hand_is_left_alone(cast: Cast, beds: Initiative) -> None:
    approve(cast, beds, years=2)
    code = Benefit.objects.get(kind="cashable").code
    year = {"first_day": "2028-01-01", "last_day": "2028-12-31"}
    do("benefits.measure", cast.bo, code=code, **year, measured=900, low=800, high=1000)
    do("benefits.plan", cast.bo, code=code, first_day="2029-01-01", last_day="2029-06-30", planned=7)
    more = [{**one, "p50": 3000} if one["kind"] == "cashable" else one for one in LINES]
    approve(cast, beds, lines=more)
    entries = BenefitEntry.objects.filter(benefit__code=code).order_by("first_day")
    assert [one.planned for one in entries] == [Decimal(1500), Decimal(1000), Decimal(7)]


def test_with_several_uses_nothing_is_guessed(cast: Cast) -> None:
    other = do("use_cases.add", cast.bo, name="Other", department="HEALTH")
    uses = [cast.triage.code, other.code]
    work = do("initiatives.add", cast.bo, name="Two", department="HEALTH", use_cases=uses)
    approve(cast, work)
    assert not Benefit.objects.exists()
    with pytest.raises(BadInput, match="several uses"):
        do("benefits.take_over", cast.bo, initiative=work.code)
    found = ask("benefits.promised", {"initiative": work.code}, cast.bo)
    assert (len(found.waiting), {one.code for one in found.uses}) == (3, set(uses))
    line = next(one.line for one in found.waiting if one.kind == "cashable")
    do("benefits.take_over", cast.bo, initiative=work.code, use_case=other.code, line=line)
    assert Benefit.objects.get().use_case == other
    assert len(ask("benefits.promised", {"initiative": work.code}, cast.bo).waiting) == 2
    third = do("use_cases.add", cast.bo, name="Third", department="HEALTH")
    with pytest.raises(BadInput, match="no use of"):
        do("benefits.take_over", cast.bo, initiative=work.code, use_case=third.code)


def test_what_was_not_approved_is_no_promise(cast: Cast, beds: Initiative) -> None:
    do("cases.add", cast.bo, initiative=beds.code, first_year=2027, years=3, lines=LINES)
    with pytest.raises(Conflict, match="no approved case"):
        do("benefits.take_over", cast.bo, initiative=beds.code)
    with pytest.raises(NotFound):
        do("benefits.take_over", cast.dan, initiative=beds.code)


def test_the_promise_stands_beside_what_became_of_it(cast: Cast, beds: Initiative) -> None:
    approve(cast, beds)
    code = Benefit.objects.get(kind="cashable").code
    year = {"first_day": "2027-01-01", "last_day": "2027-12-31"}
    do("benefits.measure", cast.bo, code=code, **year, measured=400, low=300, high=500)
    found = ask("benefits.promised", {"initiative": beds.code}, cast.bo)
    row = next(one for one in found.rows if one.benefit == code and one.first_day == date(2027, 1, 1))
    assert (row.in_case, row.planned, row.measured, row.low, row.status) == (500, 500, 400, 300, "measured")
    assert (row.measure, row.method, row.use_case) == ("Agency hours", "Difference in differences", cast.triage.code)
    assert found.waiting == [] and found.currency == "EUR"
    assert sum(one.in_case or 0 for one in found.rows) == 2900


def test_a_promise_of_work_that_the_approved_plan_does_not_fund_says_so(cast: Cast, beds: Initiative) -> None:
    approve(cast, beds)
    assert {one.unfunded_by for one in ask("benefits.list", {}, cast.bo).rows} == {""}
    furnish(cast.ana)
    plan = kept(cast.ana)
    assert beds.code not in plan.answer["starts"], "it has no estimate"
    do("plans.approve", cast.ana, code=plan.code, reason="The council")
    assert {one.unfunded_by for one in ask("benefits.list", {}, cast.bo).rows} == {plan.code}
    do("initiatives.estimate", cast.bo, code=beds.code, status="running")
    assert {one.unfunded_by for one in ask("benefits.list", {}, cast.bo).rows} == {""}


def test_a_benefit_gets_its_study_and_owner_later(cast: Cast, beds: Initiative) -> None:
    approve(cast, beds)
    code = Benefit.objects.get(kind="cashable").code
    study = do("studies.plan", cast.bo, title="Shifts", use_case=cast.triage.code, method="other")
    do("benefits.edit", cast.bo, code=code, study=study.code, owner=None)
    row = Benefit.objects.get(code=code)
    assert (row.study, row.owner) == (study, None)
    do("studies.state", cast.bo, code=study.code, value=365, low=300, high=400, source="Ledger")
    do("benefits.measure", cast.bo, code=code, first_day="2027-01-01", last_day="2027-12-31")
    assert BenefitEntry.objects.get(benefit=row, first_day__year=2027).measured == Decimal(365)


def test_the_brief_says_which_promises_nobody_follows_up(cast: Cast) -> None:
    work = do("initiatives.add", cast.bo, name="No use yet", department="HEALTH")
    approve(cast, work)
    words = "3 promised benefits are followed up by nobody"
    assert words in ask("brief.show", {}, cast.ana).model_dump_json()
    assert words not in ask("brief.show", {}, cast.dan).model_dump_json()
    do("benefits.take_over", cast.bo, initiative=work.code, use_case=cast.triage.code)
    assert words not in ask("brief.show", {}, cast.ana).model_dump_json()
