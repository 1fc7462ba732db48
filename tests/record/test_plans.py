"""Does the record pose the problem that it holds, and is a plan kept, decided, compared and told as it says?"""

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record import ledger
from opencaio.record.actions import perform
from opencaio.record.models import ApprovalLimit, Budget, BusinessCase, Capacity, Decision, Initiative, Job, Plan, Skill
from opencaio.record.planning import running
from opencaio.record.planning.pages import Solved
from opencaio.record.planning.replaying import replayed
from opencaio.record.planning.words import headline, people_to_find
from opencaio.record.queries import ask
from opencaio.record.queries.plans import solved_page
from tests.record.at_once import at_once
from tests.record.cast import Cast, do
from tests.record.planned import YEAR, add, furnish, kept, solved


@pytest.fixture
def office(cast: Cast) -> Cast:
    furnish(cast.ana)
    return cast


def posed(cast: Cast) -> Any:
    return ask("plans.problem", {}, cast.ana)


def entry(cast: Cast, code: str) -> dict[str, Any]:
    return next(one for one in posed(cast).problem["initiatives"] if one["id"] == code)


def show(cast: Cast, code: str, who: str = "ana") -> Any:
    return ask("plans.show", {"code": code}, cast[who])


def test_the_problem_is_the_records_own_in_thousands(office: Cast) -> None:
    problem = posed(office).problem
    assert problem["periods"] == [f"{YEAR}Q{quarter}" for quarter in range(1, 5)]
    assert {(one["line"], one["limit"]) for one in problem["budgets"]} == {("capex", 700.0), ("opex", 500.0)}
    assert problem["skills"][0]["capacity"] == [2.0] * 4
    first = entry(office, "A")
    assert sum(one["amount"] * (one["to"] - one["from"]) for one in first["spend"]) == pytest.approx(300)
    assert first["demand"] == {"ml": [1.0, 1.0]}
    assert first["value"]["0"] == 900.0


def test_what_starts_later_is_worth_less_by_the_quarters_it_no_longer_earns(office: Cast) -> None:
    """Benefit 900 + 300 over 8 - 2 quarters: one quarter later 5/6 of it, both sides discounted by 9 % a year."""
    discount = Decimal("1.09") ** (Decimal(-1) / 4)
    expected = (Decimal(1200) * 5 / 6 - 300) * discount
    assert entry(office, "A")["value"]["1"] == pytest.approx(float(expected), abs=0.001)


def test_what_is_missing_is_told_by_name_and_nothing_is_dropped_in_silence(office: Cast) -> None:
    add(office.ana, "NOVALUE", "HEALTH", value=None, capex=1)
    add(office.ana, "NOLENGTH", "HEALTH", value=1, capex=1, quarters=None)
    add(office.ana, "LATE", "HEALTH", value=1, capex=1, deadline=f"{YEAR}Q1")
    add(office.ana, "HELD", "HEALTH", value=1, capex=1, status="on_hold")
    add(office.ana, "NEEDY", "HEALTH", value=9, capex=1)
    do("initiatives.relate", office.ana, code="NEEDY", other="HELD", kind="requires")
    told = posed(office)
    out = {one.about: one.kind for one in told.missing if one.leaves_out}
    assert out == {"NOVALUE": "no_value", "NOLENGTH": "no_duration", "LATE": "too_late", "HELD": "on_hold"}
    assert {one["id"] for one in told.problem["initiatives"]} == {"A", "B", "C", "NEEDY"}
    kinds = {(one.kind, one.about) for one in told.missing}
    assert {("tie_out", "NEEDY"), ("no_demand", "NEEDY"), ("no_rate", "")} <= kinds


def test_a_budget_in_another_currency_counts_by_its_dated_rate(office: Cast) -> None:
    Budget.objects.filter(line="opex").update(currency="SEK")
    do("rates.set", office.ana, currency="SEK", on="2026-01-02", rate="0.09", source="Central bank")
    told = posed(office)
    assert {(one["line"], one["limit"]) for one in told.problem["budgets"]} == {("capex", 700.0), ("opex", 45.0)}
    words = next(one.words for one in told.missing if "SEK" in one.words)
    assert "500,000.00 SEK, counts as 45,000.00 EUR by the rate 0.09 of 2026-01-02 (Central bank)" in words


def test_without_a_rate_no_plan_is_made_and_the_missing_one_is_named(office: Cast) -> None:
    Budget.objects.filter(line="opex").update(currency="SEK")
    assert any("no rate from SEK to EUR" in one.words for one in posed(office).missing)
    run = solved(office.ana)
    assert run.state == "failed"
    assert "no rate from SEK to EUR" in run.words


def test_a_platform_paid_outside_the_plans_years_is_told(office: Cast) -> None:
    base = {"name": "Base", "cost": 1000, "line": "capex", "members": ["A"]}
    do("platforms.set", office.ana, code="IN", year=YEAR, **base)
    do("platforms.set", office.ana, code="OUT", year=YEAR + 3, **base)
    told = [one.words for one in posed(office).missing if one.kind == "platform_year"]
    assert told == [f"OUT Base is to be paid in {YEAR + 3}, outside the plan's years: {YEAR} counts."]


def test_scenarios_differ_by_the_range_and_one_more_initiative_moves_no_other(office: Cast) -> None:
    before = posed(office).problem["scenarios"]["multiplier"]
    add(office.ana, "D", "HEALTH", value=10, capex=1)
    after = posed(office).problem["scenarios"]["multiplier"]
    assert set(after) == {"A", "B", "C", "D"}
    assert after["A"] == before["A"]
    assert sum(after["A"]) / len(after["A"]) == pytest.approx(1, abs=0.001)


def test_the_best_two_are_funded_and_the_plan_says_why_not_the_third(office: Cast) -> None:
    page = show(office, kept(office.ana).code).solved
    assert {row.code for row in page.rows if row.is_funded} == {"A", "B"}
    assert page.outcome == "optimal" and page.value == Decimal(2400)
    assert page.p10 < page.value < page.p90
    third = next(row for row in page.rows if row.code == "C")
    assert "capex" in third.because
    assert any("capex" in line for line in page.binding)
    assert page.ranking.value <= page.value
    assert {row.name: row.used for row in page.budgets} == {f"capex {YEAR}": 700, f"opex {YEAR}": 0}


def test_an_interval_narrows_with_the_benefit_that_delay_leaves(office: Cast) -> None:
    do("initiatives.estimate", office.ana, code="B", status="running", earliest=f"{YEAR}Q2")
    page = show(office, kept(office.ana).code).solved
    late = next(row for row in page.rows if row.code == "B")
    assert late.is_locked and late.start == f"{YEAR}Q2"


@pytest.mark.parametrize(
    ("what_if", "funded"),
    [
        ({"budgets": {f"capex {YEAR}": "1000"}, "people": {"ml": "1"}}, {"A", "B", "C"}),
        ({"pins_in": ["C"]}, {"B", "C"}),
        ({"pins_out": ["B"]}, {"A", "C"}),
        ({"people": {"ml": "-1"}}, {"A", "B"}),
    ],
)
def test_a_what_if_changes_the_plan_and_not_the_record(office: Cast, what_if: Any, funded: set[str]) -> None:
    before = posed(office).problem
    found = solved(office.ana, **what_if).found
    assert found is not None
    assert set(found.answer["starts"]) == funded
    assert posed(office).problem == before


def test_settings_sent_as_they_stand_are_no_change(office: Cast) -> None:
    same: dict[str, Any] = {"budgets": {f"capex {YEAR}": "700.00"}, "people": {"ml": "0"}, "risk_aversion": 0.0}
    found = solved(office.ana, **same, no_shares=True).found
    assert found is not None and found.options["changes"] == []
    assert not found.options["asked"]["what_if"]["budgets"]
    found = solved(office.ana, **{**same, "budgets": {f"capex {YEAR}": "701"}}).found
    assert found is not None and found.options["changes"] == [f"capex {YEAR}: 701 thousand EUR"]


def test_running_work_whose_next_phase_is_later_says_when(office: Cast) -> None:
    for code, more in {"NOW": {}, "NEXT": {"earliest": f"{YEAR}Q2"}}.items():
        row = add(office.ana, code, "HEALTH", value=100_000, capex=1, **more)
        Initiative.objects.filter(pk=row.pk).update(status="running")
    found = {one.code: one.because for one in show(office, kept(office.ana).code).solved.rows}
    assert found["NOW"] == "It is running already."
    assert found["NEXT"] == f"It is running already; its next work is set for {YEAR} Q2."


@pytest.mark.parametrize(
    ("what_if", "words"),
    [
        ({"budgets": {"gold 2031": "1"}}, "no budget gold"),
        ({"people": {"piano": "1"}}, "no planned skill"),
        ({"pins_in": ["NONE"]}, "no initiative"),
        ({"pins_in": ["A"], "pins_out": ["A"]}, "in and out at once"),
    ],
)
def test_a_what_if_about_nothing_is_told(office: Cast, what_if: Any, words: str) -> None:
    run = solved(office.ana, **what_if)
    assert run.state == "failed" and words in run.words


@pytest.mark.parametrize("given", [{"seconds": 0}, {"seconds": float("nan")}, {"what_if": {"risk_aversion": 2}}])
def test_a_run_that_cannot_be_asked_for_is_refused_before_it_begins(office: Cast, given: Any) -> None:
    with pytest.raises(BadInput):
        running.begin(given, office.ana)
    assert not Job.objects.filter(kind="plan").exists()


def test_without_a_plan_the_conflict_and_a_way_out_that_works_are_told(office: Cast) -> None:
    run = solved(office.ana, pins_in=["A", "B", "C"])
    assert run.found is not None
    page = solved_page(run.found, office.ana)
    assert page.outcome == "infeasible" and not page.is_a_plan
    assert any("capex" in line for line in page.conflict)
    way = page.ways_out[0]
    again = solved(office.ana, **way.what_if)
    assert again.found is not None and again.found.answer["status"] in ("optimal", "feasible")


def test_people_who_are_bought_in_are_told_with_their_quarters_and_their_cost(office: Cast) -> None:
    Capacity.objects.update(fte=Decimal("1.5"))
    Skill.objects.update(contract_cost=60_000, contract_most=1)
    page = show(office, kept(office.ana).code).solved
    bought = page.skills[0].contracted
    assert any(bought) and page.skills[0].spent == 60 * sum(bought)
    assert page.spent == sum(one.money[YEAR] for one in page.rows if one.is_funded) + page.skills[0].spent
    spent = f"€{page.skills[0].spent:.0f}k"
    assert f"{spent} of it on people to hire or buy in" in headline(page)[-1]
    [line] = people_to_find(page)
    assert line.startswith("ML engineering: 0.5 bought in for 2031 Q") and line.endswith(f"; {spent} in all.")


def test_a_search_that_found_no_plan_leaves_nothing_to_keep(office: Cast) -> None:
    with pytest.raises(BadInput, match="found no plan, so there is nothing to keep"):
        kept(office.ana, pins_in=["A", "B", "C"])
    assert not Plan.objects.exists()


def test_a_record_without_initiatives_is_told_what_to_add(cast: Cast) -> None:
    job = running.begin({"looks": 1}, cast.ana)
    running.carry_out(job.pk)
    run = running.run_of(job.pk, cast.ana)
    assert run.state == "failed" and run.words.startswith("There is nothing to plan")


def test_a_plan_that_funds_nothing_cannot_be_decided(office: Cast) -> None:
    row = kept(office.ana, pins_out=["A", "B", "C"])
    with pytest.raises(BadInput, match="nothing to decide"):
        do("plans.approve", office.ana, code=row.code, reason="x")


def test_several_conflicts_are_told_each_and_the_ways_out_mend_all_of_them() -> None:
    page = Solved.model_construct(further=[["the budget opex 2031"]], is_minimal=True)
    assert "A way out mends all of them at once" in page.give_way
    one = Solved.model_construct(further=[], is_minimal=True)
    assert "may touch several" in one.give_way


def test_approving_is_a_decision_that_funds_and_supersedes(office: Cast) -> None:
    first, second = kept(office.ana), kept(office.ana, "Other", pins_out=["B"])
    do("plans.approve", office.ana, code=first.code, reason="Best within the money")
    do("plans.approve", office.ana, code=second.code, reason="B is bought")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "approved")
    status = dict(Initiative.objects.values_list("code", "status"))
    assert status == {"A": "approved", "B": "proposed", "C": "approved"}
    decision = Decision.objects.get(about=second.pk)
    assert (decision.outcome, decision.text, decision.amount) == ("approved", "B is bought", 600_000)
    assert ledger.verify().holds


def test_what_is_approved_or_dropped_already_is_said_to_be(office: Cast) -> None:
    row = kept(office.ana)
    do("plans.approve", office.ana, code=row.code, reason="Best")
    with pytest.raises(Conflict, match=f"{row.code} is approved already"):
        do("plans.approve", office.ana, code=row.code, reason="Best")
    with pytest.raises(Conflict, match="it cannot become dropped"):
        do("plans.drop", office.ana, code=row.code, reason="x")


def test_of_two_approvals_of_one_plan_at_once_one_counts(office: Cast) -> None:
    row = kept(office.ana)
    given = {"code": row.code, "reason": "x"}
    outcomes = at_once(*[lambda: perform("plans.approve", given, office.ana)] * 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "Done"], outcomes
    assert Plan.objects.get().status == "approved" and Decision.objects.count() == 1


def test_of_two_plans_approved_at_once_only_one_stands(office: Cast) -> None:
    codes = [kept(office.ana, name).code for name in ("One", "Two")]
    outcomes = at_once(
        *(lambda code=code: perform("plans.approve", {"code": code, "reason": "x"}, office.ana) for code in codes)
    )
    assert "Done" in [type(one).__name__ for one in outcomes], outcomes
    assert Plan.objects.filter(status="approved").count() == 1


def test_running_work_keeps_its_state_when_a_plan_is_approved(office: Cast) -> None:
    do("initiatives.estimate", office.ana, code="A", status="running")
    do("plans.approve", office.ana, code=kept(office.ana).code, reason="x")
    assert Initiative.objects.get(code="A").status == "running"


def test_a_withdrawn_approval_is_a_proposal_again(office: Cast) -> None:
    row = kept(office.ana)
    do("plans.approve", office.ana, code=row.code, reason="x")
    do("plans.withdraw_approval", office.ana, code=row.code, reason="The budget fell")
    row.refresh_from_db()
    assert (row.status, row.approved_on) == ("proposed", None)
    assert not Initiative.objects.filter(status="approved").exists()
    assert Decision.objects.filter(about=row.pk, outcome="refused", text="The budget fell").exists()


def test_a_plan_beyond_the_limit_of_approval_is_refused(office: Cast) -> None:
    now = timezone.now()
    ApprovalLimit.objects.create(person_id=office.ana.person_id, amount=600_000, created_at=now, updated_at=now)
    row = kept(office.ana)
    with pytest.raises(Refused, match="approval limit"):
        do("plans.approve", office.ana, code=row.code, reason="x")
    assert Plan.objects.get(pk=row.pk).status == "draft" and not Decision.objects.exists()


def test_who_made_a_plan_does_not_approve_it_when_another_can(office: Cast) -> None:
    row = kept(office.ana)
    do("people.grant", office.ana, person=office.rae.person_id, role="officer", department=None)
    with pytest.raises(Refused, match="Rae Roy"):
        do("plans.approve", office.ana, code=row.code, reason="x")


def test_a_plan_that_does_not_hold_is_not_kept(office: Cast) -> None:
    run = solved(office.ana)
    job = Job.objects.get(pk=run.key)
    for starts, words in (({"A": 0, "B": 0, "C": 0}, "does not hold"), ({"A": 0}, "worth")):
        Job.objects.filter(pk=job.pk).update(
            result={**job.result, "answer": {**job.result["answer"], "starts": starts}}
        )
        with pytest.raises(BadInput, match=words):
            do("plans.store", office.ana, run=job.pk, name="Forged")
    assert not Plan.objects.exists()


def test_only_draft_and_proposal_change_and_only_in_order(office: Cast) -> None:
    row = kept(office.ana)
    do("plans.propose", office.ana, code=row.code, reason="Please")
    with pytest.raises(Conflict):
        do("plans.propose", office.ana, code=row.code)
    do("plans.drop", office.ana, code=row.code, reason="No")
    with pytest.raises(Conflict):
        do("plans.approve", office.ana, code=row.code, reason="x")
    assert ask("plans.list", {}, office.ana).total == 0
    assert ask("plans.list", {"status": "dropped"}, office.ana).total == 1


def test_two_plans_are_held_side_by_side(office: Cast) -> None:
    first, second = kept(office.ana), kept(office.ana, "Other", pins_out=["B"], budgets={f"opex {YEAR}": "400"})
    found = ask("plans.compare", {"first": first.code, "second": second.code}, office.ana)
    assert [one.code for one in found.came_in] == ["C"]
    assert [one.code for one in found.went_out] == ["B"]
    assert found.stays + len(found.moved) == 1
    assert [(one.name, one.before, one.after) for one in found.limits] == [(f"opex {YEAR}", 500, 400)]
    assert found.value.after < found.value.before


def test_the_approved_plan_is_the_previous_one_of_the_next(office: Cast) -> None:
    row = kept(office.ana)
    do("plans.approve", office.ana, code=row.code, reason="x")
    row.refresh_from_db()
    assert posed(office).problem["previous"] == row.answer["starts"]


def test_a_stored_plan_comes_out_again(office: Cast) -> None:
    row = kept(office.ana)
    assert replayed(row.problem, row.answer).is_same
    changed = {**row.problem, "budgets": []}
    found = replayed(changed, row.answer)
    assert not found.is_same and not found.is_same_problem


def test_dan_sees_his_own_rows_of_a_proposed_plan_and_no_totals(office: Cast) -> None:
    row = kept(office.ana)
    with pytest.raises(NotFound):
        show(office, row.code, "dan")
    do("plans.propose", office.ana, code=row.code, reason="Against the will of Health")
    page = show(office, row.code, "dan")
    assert [one.code for one in page.solved.rows] == ["B"]
    assert page.value is None and page.solved.budgets == [] and page.solved.binding == [] and page.reason == ""
    for name in ("plans.problem", "plans.document"):
        with pytest.raises(Refused):
            ask(name, {} if name == "plans.problem" else {"code": row.code}, office.dan)


def test_a_run_whose_process_was_ended_is_told_as_such(office: Cast) -> None:
    job = running.begin({}, office.ana)
    past = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(created_at=past, result={"beat": past.isoformat()})
    run = running.run_of(job.pk, office.ana)
    assert run.state == "died" and "Nothing was kept" in run.words
    with pytest.raises(BadInput, match="not done"):
        do("plans.store", office.ana, run=job.pk, name="x")


def test_not_more_than_two_are_solved_at_once(office: Cast) -> None:
    for _ in range(2):
        running.begin({}, office.ana)
    with pytest.raises(Conflict, match="being solved"):
        running.begin({}, office.ana)


def test_a_run_beside_tells_its_progress_and_stops_when_asked(office: Cast) -> None:
    job = running.begin({"seconds": 60, "looks": 1}, office.ana)
    running.cancel(job.pk, office.ana)
    assert running.run_of(job.pk, office.ana).state == "cancelling"
    running.start(job)
    for thread in threading.enumerate():
        if thread.name == f"plan {job.pk}":
            thread.join(timeout=30)
    assert running.run_of(job.pk, office.ana).state == "done"


def test_rules_that_contradict_are_refused(office: Cast) -> None:
    for given in ({"first_period": "2031-01"}, {"periods": 0}, {"risk_per_period": "-1"}, {"ranking": "luck"}):
        with pytest.raises(BadInput):
            do("plans.set_rules", office.ana, **given)


def brief_of(cast: Cast, who: str = "ana", **given: Any) -> str:
    return str(ask("brief.show", given, cast[who]).paper)


def test_the_brief_says_which_plan_waits_which_counts_and_what_has_not_begun(office: Cast) -> None:
    row = kept(office.ana, "Plan of the year")
    do("plans.propose", office.ana, code=row.code, reason="For Thursday")
    assert "Decide on Plan of the year" in brief_of(office)
    assert "Plan of the year" not in brief_of(office, "bo") + brief_of(office, department="HEALTH")
    do("plans.approve", office.ana, code=row.code, reason="x")
    told = brief_of(office)
    assert "Decide on" not in told and "2 of 3 initiatives, worth" in told and "have not begun" not in told
    Plan.objects.update(problem={**row.problem, "periods": ["2020Q1", "2020Q2", "2020Q3", "2020Q4"]})
    assert "2 initiatives of the plan have not begun" in brief_of(office)
    assert "Begin Work A" in brief_of(office, "bo") and "Work B" not in brief_of(office, "bo")


def test_an_approved_case_goes_before_the_estimate_with_its_own_cost_of_delay(office: Cast) -> None:
    row, now = Initiative.objects.get(code="A"), timezone.now()
    figures = {"p10": 500_000, "p50": 1_000_000, "p90": 1_600_000, "expected": 1_030_000}
    valuation = {**figures, "delay": [1_000_000, 940_000, 870_000], "exchange": None}
    given = {"initiative": row, "first_year": YEAR, "valuation": valuation, "created_at": now, "updated_at": now}
    case = BusinessCase.objects.create(**given, status="submitted")
    assert entry(office, "A")["value"]["0"] == 900.0
    BusinessCase.objects.filter(pk=case.pk).update(status="approved")
    assert entry(office, "A")["value"] == {"0": 1030.0, "1": 970.0, "2": 900.0}
    page = show(office, kept(office.ana).code).solved
    told = next(one for one in page.rows if one.code == "A")
    assert (told.source, told.low, told.high) == ("case", 500, 1600)


def test_the_limits_alone_are_those_of_the_problem(office: Cast) -> None:
    posed, limits = ask("plans.problem", {}, office.ana).problem, ask("plans.limits", {}, office.ana).limits
    assert posed["budgets"] and posed["skills"]
    for name in ("currency", "budgets", "skills", "caps", "risk_aversion"):
        assert limits[name] == posed[name]


def test_a_plan_tells_what_was_changed_since_it_was_solved(office: Cast) -> None:
    plan = kept(office.ana)

    def since() -> dict[str, int]:
        page = ask("plans.show", {"code": plan.code}, office.ana)
        return {one.part: one.entries for one in page.since}

    assert since() == {}
    do("plans.approve", office.ana, code=plan.code, reason="It is best")
    assert since() == {}
    do("initiatives.estimate", office.ana, code="A", quarters=3)
    do("plans.set_rules", office.ana, periods=6)
    assert since() == {"initiatives": 1, "rules": 1}
    assert ask("plans.show", {"code": plan.code}, office.bo).since == []


def test_a_search_that_the_clock_ends_in_its_opening_says_that_no_bound_is_known(office: Cast) -> None:
    job = running.begin({"seconds": 1e-6}, office.ana)
    running.carry_out(job.pk)
    found = running.run_of(job.pk, office.ana).found
    assert found is not None and found.answer["bound"] is None
    assert "how much more a plan could be worth is not known" in found.options["notes"][0]
    page = solved_page(found, office.ana)
    assert found.options["notes"] == page.notes
    assert found.answer["status"] == "unknown" or headline(page)[-1] == page.notes[0]


def test_a_search_by_work_has_nothing_to_note(office: Cast) -> None:
    assert kept(office.ana).options["notes"] == []


def test_what_a_checked_plan_refuted_stands_among_the_notes(office: Cast) -> None:
    plan = kept(office.ana)
    said = "branch and bound: it was claimed that no plan keeps the limits; a checked plan is worth 1.000"
    Plan.objects.filter(pk=plan.pk).update(answer={**plan.answer, "notes": [said]})
    assert said in ask("plans.show", {"code": plan.code}, office.ana).solved.notes
