"""Does the register of risks do what it says: levels, money, controls, acceptance, appetite, inheritance?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record import ledger
from opencaio.record.actions import perform
from opencaio.record.models import LedgerPayload, Past, Risk, RiskAcceptance
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

ESTIMATE: dict[str, Any] = {
    "frequency_low": "0.5", "frequency_likely": "1", "frequency_high": "3",
    "magnitude_low": "1000", "magnitude_likely": "4000", "magnitude_high": "13000",
}  # fmt: skip
MEAN = Decimal("1.25") * 5000
"""(0.5 + 4 × 1 + 3) / 6 events a year of (1000 + 4 × 4000 + 13000) / 6 each."""


def ahead(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def add(cast: Cast, **given: Any) -> Risk:
    """A risk of Bo's, on record."""
    row: Risk = do("risks.add", cast.bo, **{"title": "Wrong queue", "department": "HEALTH", **given})
    return row


def show(cast: Cast, code: str, who: str = "bo") -> Any:
    return ask("risks.show", {"code": code}, cast[who])


def control(cast: Cast, code: str = "NET", **given: Any) -> str:
    shared = {"name": f"Control {code}", "department": "HEALTH", "status": "in_place"}
    row = do("controls.add", cast.ana, code=code, **{**shared, **given})
    return str(row.code)


def test_a_risk_says_its_level_before_and_after_and_what_a_year_may_cost(cast: Cast) -> None:
    row = add(cast, likelihood=4, impact=4, residual_likelihood=2, residual_impact=3, **ESTIMATE)
    page = show(cast, row.code)
    assert (page.inherent_name, page.level_name) == ("Critical", "Moderate")
    assert page.expected == MEAN
    now = next(one for one in page.states if one.state == "current")
    assert now.expected == MEAN
    assert abs(now.simulated - MEAN) < 4 * now.standard_error
    assert now.p5 <= now.p50 <= now.p95 <= now.p99


def test_money_stays_decimal_to_the_cent_in_ledger_and_past(cast: Cast) -> None:
    row = add(cast, **ESTIMATE | {"magnitude_low": "1000.10"})
    do("risks.edit", cast.bo, code=row.code, magnitude_low="1000.55")
    row.refresh_from_db()
    assert row.magnitude_low == Decimal("1000.55")
    assert Past.objects.get(kind="risk", key=row.pk).values["magnitude_low"] == "1000.1"
    assert '"1000.55"' in LedgerPayload.objects.order_by("-pk").first().body
    assert ledger.verify().holds


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"magnitude_likely": "99999999"}, "low ≤ likely ≤ high"),
        ({"frequency_low": "-1"}, "below zero"),
        ({"magnitude_high": "NaN"}, "finite"),
        ({"magnitude_high": "1e400"}, "beyond"),
        ({"magnitude_high": float("inf")}, "finite"),
        ({"frequency_high": "1000000"}, "running cost"),
        ({"magnitude_low": "0.001"}, "too many decimals"),
        ({"frequency_high": None}, "together"),
        ({"magnitude_shape": "lognormal", "magnitude_low": "0"}, "above zero"),
        ({"magnitude_shape": "guess"}, "one of pert, lognormal"),
        ({"likelihood": 3}, "together"),
        ({"likelihood": 6, "impact": 1}, "less than or equal to 5"),
        ({"residual_likelihood": 1, "residual_impact": 1}, "without controls, before"),
        ({"likelihood": 2, "impact": 2, "residual_likelihood": 3, "residual_impact": 1}, "above the one without"),
        ({"category": "zoo"}, "no category zoo"),
        ({"references": ["mitre-atlas:AML.T9999"]}, "not among the ids"),
        ({"review_due_on": "2020-01-01"}, "before the risk was raised"),
        ({"title": ""}, "needs a title"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_leaves_nothing(cast: Cast, given: dict[str, Any], words: str) -> None:
    entries = ledger.head()
    with pytest.raises(BadInput, match=words):
        add(cast, **ESTIMATE | given)
    assert not Risk.objects.exists()
    assert ledger.head() == entries


def test_an_edit_is_checked_against_what_stands_already(cast: Cast) -> None:
    row = add(cast, likelihood=2, impact=2, **ESTIMATE)
    with pytest.raises(BadInput, match="low ≤ likely ≤ high"):
        do("risks.edit", cast.bo, code=row.code, magnitude_low="5000")
    with pytest.raises(BadInput, match="above the one without"):
        do("risks.edit", cast.bo, code=row.code, residual_likelihood=3, residual_impact=1)
    with pytest.raises(Conflict, match="Someone else changed"):
        do("risks.edit", cast.bo, code=row.code, version=9, title="Other")


@pytest.mark.parametrize("code", ["Add", "export", "r-77"])
def test_a_code_that_is_taken_is_refused(cast: Cast, code: str) -> None:
    add(cast, code="R-77")
    with pytest.raises(Conflict, match="is taken"):
        add(cast, code=code)


def test_a_risk_of_the_catalogue_brings_its_words_and_references(cast: Cast) -> None:
    row = add(cast, title="", from_catalogue="prompt-injection", cause="Ours")
    page = show(cast, row.code)
    assert page.title == "A text tells the model what to do"
    assert page.cause == "Ours"
    assert page.event
    assert {one.id for one in page.references} >= {"owasp-llm-2025:LLM01", "mitre-atlas:AML.T0051"}
    with pytest.raises(NotFound):
        add(cast, from_catalogue="nothing-like-it")


def test_only_a_control_that_is_in_place_counts_today(cast: Cast) -> None:
    row = add(cast, **ESTIMATE)
    do("risks.treat", cast.bo, code=row.code, control=control(cast), frequency_factor="0.5")
    planned = control(cast, "PLAN", status="planned")
    do("risks.treat", cast.bo, code=row.code, control=planned, magnitude_factor="0.2")
    expected = {one.state: one.expected for one in show(cast, row.code).states}
    assert expected == {"inherent": MEAN, "current": MEAN / 2, "planned": MEAN / 10}
    do("controls.edit", cast.ana, code=planned, status="partly")
    assert show(cast, row.code).expected == MEAN / 2
    do("controls.edit", cast.ana, code=planned, status="in_place")
    assert show(cast, row.code).expected == MEAN / 10
    do("controls.retire", cast.ana, code=planned)
    assert show(cast, row.code).expected == MEAN / 2


def test_a_control_is_taken_off_and_set_again_with_another_effect(cast: Cast) -> None:
    row, code = add(cast, **ESTIMATE), control(cast)
    do("risks.treat", cast.bo, code=row.code, control=code, frequency_factor="0.5")
    do("risks.untreat", cast.bo, code=row.code, control=code)
    assert show(cast, row.code).expected == MEAN
    do("risks.treat", cast.bo, code=row.code, control=code, frequency_factor="0.1")
    assert show(cast, row.code).expected == MEAN / 10
    with pytest.raises(NotFound, match="does not act against"):
        do("risks.untreat", cast.bo, code=row.code, control="OTHER")


@pytest.mark.parametrize(
    ("factor", "words"),
    [("1.5", "less than or equal to 1"), ("-0.1", "greater than"), ("NaN", "finite"), ("1", "effect")],
)
def test_a_control_cannot_make_a_risk_larger(cast: Cast, factor: str, words: str) -> None:
    row = add(cast, **ESTIMATE)
    with pytest.raises(BadInput, match=words):
        do("risks.treat", cast.bo, code=row.code, control=control(cast), frequency_factor=factor)


def test_a_control_of_another_department_does_not_count_here(cast: Cast) -> None:
    row = add(cast, **ESTIMATE)
    theirs = control(cast, "THEIRS", department="TRADE")
    with pytest.raises(BadInput, match="is a control of Trade"):
        do("risks.treat", cast.ana, code=row.code, control=theirs, frequency_factor="0.5")
    words = set()
    for code in (theirs, "NEVER"):
        with pytest.raises(NotFound) as fault:
            do("risks.treat", cast.bo, code=row.code, control=code, frequency_factor="0.5")
        words.add(str(fault.value))
    assert len(words) == 1
    low = add(cast, department="CLINICS", **ESTIMATE)
    do("risks.treat", cast.bo, code=low.code, control=control(cast, "ABOVE"), frequency_factor="0.5")
    assert show(cast, low.code).expected == MEAN / 2


def test_the_owner_accepts_within_appetite_and_nobody_else(cast: Cast) -> None:
    row = add(cast, likelihood=2, impact=3, owner=cast.bo.person_id)
    until = {"code": row.code, "reason": "Rare and small", "expires_on": ahead(90)}
    with pytest.raises(Refused, match="No appetite"):
        do("risks.accept", cast.bo, **until)
    do("appetite.set", cast.ana, department="HEALTH", highest_level=2)
    do("risks.accept", cast.bo, **until)
    page = show(cast, row.code)
    assert (page.state, page.accepted_until.isoformat()) == ("accepted", ahead(90))
    assert [(one.by, one.reason, one.level_name) for one in page.acceptances] == [
        ("Bo Berg", "Rare and small", "Moderate")
    ]
    other = add(cast, likelihood=2, impact=3, owner=cast.ana.person_id)
    with pytest.raises(Refused, match="Only the owner"):
        do("risks.accept", cast.bo, **until | {"code": other.code})


def test_beyond_appetite_only_who_may_decide_accepts_and_it_says_so(cast: Cast) -> None:
    do("appetite.set", cast.ana, highest_level=2, annual_loss="5000")
    row = add(cast, likelihood=4, impact=4, owner=cast.bo.person_id, **ESTIMATE)
    until = {"code": row.code, "reason": "No way around it", "expires_on": ahead(90)}
    with pytest.raises(Refused, match="level Critical, appetite up to Moderate; expected loss €6,250"):
        do("risks.accept", cast.bo, **until)
    assert show(cast, row.code).state == "open"
    do("risks.accept", cast.ana, **until)
    (accepted,) = show(cast, row.code).acceptances
    assert len(accepted.beyond) == 2
    assert accepted.annual_loss == MEAN
    assert ask("risks.list", {"beyond": True}, cast.ana).total == 1


@pytest.mark.parametrize("days", [-1, 0, 367, 4000])
def test_an_acceptance_ends_within_a_year(cast: Cast, days: int) -> None:
    row = add(cast, likelihood=2, impact=3)
    with pytest.raises(BadInput, match="at most a year ahead"):
        do("risks.accept", cast.ana, code=row.code, reason="For ever", expires_on=ahead(days))


def test_what_nobody_has_assessed_cannot_be_accepted(cast: Cast) -> None:
    row = add(cast)
    with pytest.raises(BadInput, match="how likely and how bad"):
        do("risks.accept", cast.ana, code=row.code, reason="Fine", expires_on=ahead(30))


def test_an_acceptance_that_ran_out_opens_the_risk_again_for_all_to_see(cast: Cast) -> None:
    row = add(cast, likelihood=2, impact=3)
    do("risks.accept", cast.ana, code=row.code, reason="For now", expires_on=ahead(30))
    RiskAcceptance.objects.update(expires_on=date(2026, 1, 1))
    assert show(cast, row.code).state == "lapsed"
    for state, total in (("open", 1), ("lapsed", 1), ("accepted", 0), ("live", 1)):
        assert ask("risks.list", {"state": state}, cast.bo).total == total, state
    do("risks.accept", cast.ana, code=row.code, reason="Again", expires_on=ahead(30))
    assert show(cast, row.code).state == "accepted"


def test_an_acceptance_is_withdrawn_by_who_gave_it_or_owns_the_risk(cast: Cast) -> None:
    row = add(cast, likelihood=2, impact=3)
    do("risks.accept", cast.ana, code=row.code, reason="For now", expires_on=ahead(30))
    with pytest.raises(Refused, match="Only who accepted"):
        do("risks.withdraw_acceptance", cast.bo, code=row.code, reason="No")
    do("risks.edit", cast.bo, code=row.code, owner=cast.bo.person_id)
    do("risks.withdraw_acceptance", cast.bo, code=row.code, reason="It grew")
    page = show(cast, row.code)
    assert page.state == "open"
    assert not page.acceptances[0].stands


def test_the_figure_that_was_accepted_can_be_computed_again(cast: Cast) -> None:
    row = add(cast, likelihood=2, impact=3, **ESTIMATE)
    do("risks.accept", cast.ana, code=row.code, reason="For now", expires_on=ahead(30))
    page = show(cast, row.code)
    basis = RiskAcceptance.objects.get().basis
    assert page.acceptances[0].input_hash == page.input_hash
    again = ask("risks.exceedance", {"seed": basis["seed"], "years": basis["years"]}, cast.bo)
    assert again.input_hash == basis["input_hash"]
    assert again.states[1].expected == RiskAcceptance.objects.get().annual_loss


def test_a_closed_risk_leaves_the_lists_and_can_come_back(cast: Cast) -> None:
    row = add(cast)
    do("risks.close", cast.bo, code=row.code, reason="The use ended")
    assert ask("risks.list", {}, cast.bo).total == 0
    assert ask("risks.list", {"state": "closed"}, cast.bo).total == 1
    with pytest.raises(Conflict, match="closed already"):
        do("risks.close", cast.bo, code=row.code, reason="Again")
    do("risks.reopen", cast.bo, code=row.code, reason="It is back")
    do("risks.retire", cast.bo, code=row.code, reason="Entered twice")
    assert ask("risks.list", {"state": "all"}, cast.bo).total == 0
    with pytest.raises(NotFound):
        show(cast, row.code)


def test_a_use_inherits_the_risks_of_what_it_rests_on_and_says_from_what(cast: Cast) -> None:
    maker = do("vendors.add", cast.ana, name="Maker")
    host = do("vendors.add", cast.ana, name="Host")
    model = do("models.add", cast.ana, name="Orrin", vendor=maker.pk)
    data = do("datasets.add", cast.ana, name="Visits")
    system = do("systems.add", cast.ana, name="Desk", vendor=host.pk, models=[model.pk], datasets=[data.pk])
    do("use_cases.edit", cast.bo, code=cast.triage.code, systems=[system.pk])
    own = add(cast, title="Own", use_cases=[cast.triage.code])
    shared = {"department": None, "likelihood": 2, "impact": 2}
    for name, part in (("systems", system), ("models", model), ("datasets", data), ("vendors", maker)):
        do("risks.add", cast.ana, title=f"Of {name}", **shared, **{name: [part.pk]})
    do("risks.add", cast.ana, title="Of the host", **shared, vendors=[host.pk])
    do("risks.add", cast.ana, title="Of nothing here", **shared)
    found = ask("risks.list", {"use_case": cast.triage.code, "sort": "title"}, cast.bo)
    assert {one.title: [via.name for via in one.via] for one in found.rows} == {
        "Of datasets": ["Visits"],
        "Of models": ["Orrin"],
        "Of systems": ["Desk"],
        "Of the host": ["Host"],
        "Of vendors": ["Maker"],
        "Own": [],
    }
    assert ask("risks.list", {"use_case": cast.pricing.code}, cast.dan).total == 0
    assert own.code in {one.code for one in found.rows}


def test_a_risk_is_seen_by_its_department_by_the_readers_of_its_uses_and_if_nobodys_by_all(cast: Cast) -> None:
    of_bo = add(cast, title="Bo's")
    on_both = add(cast, title="On Dan's use too", use_cases=[cast.triage.code])
    do("risks.edit", cast.ana, code=on_both.code, use_cases=[cast.triage.code, cast.pricing.code])
    nobodys = do("risks.add", cast.ana, title="Everybody's")
    nobodys_on_bo = do("risks.add", cast.ana, title="On Bo's use", use_cases=[cast.triage.code])
    seen = {who: {one.code for one in ask("risks.list", {}, cast[who]).rows} for who in ("ana", "bo", "dan", "cleo")}
    every = {one.code for one in (of_bo, on_both, nobodys, nobodys_on_bo)}
    assert seen["ana"] == seen["bo"] == seen["cleo"] == every
    assert seen["dan"] == {on_both.code, nobodys.code}
    assert [one.code for one in show(cast, on_both.code, "dan").linked] == [cast.pricing.code]
    with pytest.raises(NotFound):
        show(cast, of_bo.code, "dan")
    with pytest.raises(Refused, match="over the risk's department"):
        do("risks.edit", cast.dan, code=on_both.code, title="Mine now")
    with pytest.raises(Refused):
        do("risks.edit", cast.bo, code=nobodys.code, title="Mine now")
    with pytest.raises(NotFound):
        add(cast, use_cases=[cast.pricing.code])


def test_dan_sees_no_name_of_a_control_of_bos_on_a_risk_that_they_share(cast: Cast) -> None:
    row = add(cast, **ESTIMATE)
    do("risks.edit", cast.ana, code=row.code, use_cases=[cast.pricing.code])
    do("risks.treat", cast.bo, code=row.code, control=control(cast), frequency_factor="0.5")
    (line,) = show(cast, row.code, "dan").treatments
    assert (line.control, line.name) == ("", "")
    assert show(cast, row.code).treatments[0].control == "NET"


def test_the_matrix_counts_every_risk_once_on_each_side(cast: Cast) -> None:
    add(cast, likelihood=4, impact=4, residual_likelihood=2, residual_impact=3)
    add(cast, likelihood=4, impact=4)
    add(cast)
    found = ask("risks.matrix", {}, cast.bo)
    inherent = {(one.likelihood, one.impact): one.inherent for one in found.cells if one.inherent}
    left = {(one.likelihood, one.impact): one.residual for one in found.cells if one.residual}
    assert inherent == {(4, 4): 2}
    assert left == {(2, 3): 1, (4, 4): 1}
    assert (found.total, found.unknown) == (3, 1)
    assert ask("risks.list", {"cell": "4x4r"}, cast.bo).total == 1
    assert ask("risks.list", {"cell": "4x4i"}, cast.bo).total == 2
    assert ask("risks.list", {"level": "unknown"}, cast.bo).total == 1


def test_the_nearest_appetite_above_holds(cast: Cast) -> None:
    do("appetite.set", cast.ana, highest_level=1)
    row = add(cast, department="CLINICS", likelihood=2, impact=3)
    assert show(cast, row.code).appetite_level == 1
    do("appetite.set", cast.ana, department="HEALTH", highest_level=3, words="Bo's own")
    page = show(cast, row.code)
    assert (page.appetite_level, page.appetite_whose, page.beyond) == (3, "Health", [])
    do("appetite.set", cast.ana, department="HEALTH")
    assert show(cast, row.code).beyond
    assert [one.department for one in ask("appetite.list", {}, cast.dan).rows] == [""]


def test_a_portfolio_adds_up_tells_its_tail_and_is_the_same_each_time(cast: Cast) -> None:
    rows = [add(cast, title=f"Risk {number}", **ESTIMATE) for number in range(3)]
    add(cast, title="Not estimated")
    do("appetite.set", cast.ana, department="HEALTH", annual_loss="20000")
    found = ask("risks.exceedance", {"department": "HEALTH"}, cast.bo)
    now = next(one for one in found.states if one.state == "current")
    assert now.expected == 3 * MEAN
    assert (found.estimated, found.not_estimated, found.appetite) == (3, 1, Decimal(20000))
    assert 0 < now.above_appetite < now.any_loss
    assert sum(part.tail_share for part in found.parts) == pytest.approx(1, abs=1e-3)
    assert found == ask("risks.exceedance", {"department": "HEALTH"}, cast.bo)
    assert found.together.p99 > now.p99
    assert {part.code for part in found.parts} == {row.code for row in rows}


def test_pages_and_orders_of_the_register_never_overlap(cast: Cast) -> None:
    for number in range(7):
        add(cast, title=f"Risk {number}", likelihood=1 + number % 5, impact=3)
    for sort in ("level", "-level", "inherent", "loss", "title", "-title", "state", "review", "owner", "category"):
        pages = [ask("risks.list", {"sort": sort, "size": 3, "page": page}, cast.bo).rows for page in (1, 2, 3)]
        codes = [one.code for page in pages for one in page]
        assert len(set(codes)) == 7, sort
    heaviest = ask("risks.list", {"sort": "level"}, cast.bo).rows
    assert [one.level for one in heaviest] == sorted((one.level for one in heaviest), reverse=True)


def test_an_officer_of_no_currency_but_ours_reads_a_refusal_in_it(cast: Cast) -> None:
    do("organisation.describe", cast.ana, name="Northwind Care", currency="DKK")
    do("appetite.set", cast.ana, annual_loss="1")
    row = add(cast, likelihood=1, impact=1, owner=cast.bo.person_id, **ESTIMATE)
    with pytest.raises(Refused, match="DKK"):
        perform("risks.accept", {"code": row.code, "reason": "x", "expires_on": ahead(9)}, cast.bo)
