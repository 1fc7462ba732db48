"""Does a business case say what it is worth, who stands behind it, and is it decided by somebody else, with limits?"""

from decimal import Decimal
from typing import Any

import pytest

from opencaio.engines.value import read_assumptions
from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.models import ApprovalLimit, BusinessCase, CaseLine, Initiative
from opencaio.record.queries import ask
from opencaio.record.queries.cases import CasePage
from opencaio.record.valuing.worth import value_of_initiative
from tests.record.cast import Cast, do

LINES: list[dict[str, Any]] = [
    {"kind": "build", "line": "capex", "title": "Building it", "p10": 80, "p50": 100, "p90": 150, "years": [2027]},
    {"kind": "inference", "title": "Tokens", "p50": 10},
    {"kind": "cashable", "title": "Fewer agency shifts", "p10": 90, "p50": 120, "p90": 140, "measure": "Agency hours"},
    {"kind": "productivity", "title": "Hours of nurses", "p10": 1, "p50": 2, "p90": 3, "rate": "40"},
    {"kind": "strategic", "title": "A better name as an employer"},
]


@pytest.fixture
def beds(cast: Cast) -> Initiative:
    """Work of Bo's department."""
    row: Initiative = do("initiatives.add", cast.bo, name="Beds", department="HEALTH")
    return row


@pytest.fixture
def case(cast: Cast, beds: Initiative) -> BusinessCase:
    """Its open business case."""
    row: BusinessCase = do("cases.add", cast.bo, initiative=beds.code, first_year=2027, years=3, lines=LINES,
                           baseline="Beds are planned by telephone.", reference_class="it_project",
                           owner=cast.bo.person_id)  # fmt: skip
    return row


def shown(cast: Cast, beds: Initiative, **given: Any) -> CasePage:
    page: CasePage = ask("cases.show", {"initiative": beds.code, **given}, cast.bo)
    return page


def test_a_case_is_valued_as_soon_as_it_has_an_amount(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    page = shown(cast, beds)
    assert page.now is not None
    assert page.now["p10"] < page.now["p50"] < page.now["p90"]
    assert [one["year"] for one in page.now["years"]] == [2027, 2028, 2029]
    assert page.now["years"][0]["capex"] == 100
    assert page.stored is None and not page.is_stale


def test_a_strategic_benefit_is_told_and_never_added(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    page = shown(cast, beds)
    before = page.now
    line = next(one for one in page.lines if one.kind == "strategic")
    assert not line.is_counted and "strategic" not in (before or {})["kinds"]
    do("cases.remove_line", cast.bo, initiative=beds.code, id=line.id)
    after = shown(cast, beds).now
    assert after is not None and before is not None
    assert after["npv"] == before["npv"]


def test_an_amount_on_a_strategic_benefit_is_refused(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    with pytest.raises(BadInput, match="told, not counted"):
        do("cases.set_line", cast.bo, initiative=beds.code, kind="strategic", title="Fame", p50=5)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"kind": "profit", "title": "x", "p50": 1}, "no kind profit"),
        ({"kind": "cashable", "title": "x", "p10": 5, "p50": 1, "p90": 9}, "must not fall"),
        ({"kind": "cashable", "title": "x", "p10": 5}, "P50 too"),
        ({"kind": "licences", "title": "x", "p50": -1}, "cannot be negative"),
        ({"kind": "cashable", "title": "x", "p50": 1, "years": [2035]}, "2035 lies outside"),
        ({"kind": "cashable", "title": "x", "p50": 1, "margin": "0.5"}, "margin belongs"),
        ({"kind": "cashable", "title": "x", "p50": 1, "factors": ["weather"]}, "no factor weather"),
        ({"kind": "cashable", "title": "x", "p50": "NaN"}, "p50"),
        ({"kind": "cashable", "title": "x", "p50": "1e20"}, "p50"),
        ({"kind": "risk_avoided", "title": "x", "p50": 1, "probability_before": "0.1", "probability_after": "0.2"},
         "cannot lie above"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_refused_by_name(
    cast: Cast, beds: Initiative, case: BusinessCase, line: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        do("cases.set_line", cast.bo, initiative=beds.code, **line)
    assert CaseLine.objects.count() == len(LINES)


def test_what_a_finance_chief_would_ask_is_named(cast: Cast, beds: Initiative) -> None:
    vague = [{"kind": "productivity", "title": "Hours", "p50": 100}, {"kind": "cashable", "title": "Shifts"}]
    do("cases.add", cast.bo, initiative=beds.code, lines=vague)
    gaps = {(one.code, one.about) for one in shown(cast, beds).missing}
    assert {("baseline", ""), ("owner", ""), ("reference_class", ""), ("build", ""), ("run_cost", "")} <= gaps
    assert {("rate", "Hours"), ("amount", "Shifts"), ("measure", "Hours"), ("line_owner", "Shifts")} <= gaps


def test_only_one_case_of_an_initiative_is_open_at_a_time(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    with pytest.raises(Conflict, match="work on that one"):
        do("cases.add", cast.bo, initiative=beds.code)


def test_a_case_without_an_amount_cannot_be_handed_in(cast: Cast, beds: Initiative) -> None:
    do("cases.add", cast.bo, initiative=beds.code)
    with pytest.raises(BadInput, match="no cost or benefit"):
        do("cases.submit", cast.bo, initiative=beds.code)


def test_what_was_handed_in_is_kept_with_digest_seed_and_engine(
    cast: Cast, beds: Initiative, case: BusinessCase
) -> None:
    do("cases.submit", cast.bo, initiative=beds.code)
    page = shown(cast, beds)
    assert page.status == "submitted" and page.submitted_by == "Bo Berg"
    assert page.stored == {**page.now, "on": page.stored["on"]} if page.now and page.stored else False
    assert page.stored and len(page.stored["digest"]) == 64 and page.stored["engine"].startswith("value-")
    with pytest.raises(Conflict, match="is submitted"):
        do("cases.set_line", cast.bo, initiative=beds.code, kind="other", title="More", p50=1)


def test_a_lead_hands_in_and_the_officer_approves(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    do("cases.submit", cast.bo, initiative=beds.code)
    with pytest.raises(Refused):
        do("cases.approve", cast.bo, initiative=beds.code)
    do("cases.approve", cast.ana, initiative=beds.code, answer="Good.")
    page = shown(cast, beds)
    assert (page.status, page.approved_by, page.answer) == ("approved", "Ana Ek", "Good.")
    worth = value_of_initiative(beds)
    assert worth is not None and page.stored is not None
    assert (worth.mid, worth.source, len(worth.by_quarter)) == (page.stored["p50"], "case", 13)


def test_beyond_the_approval_limit_nobody_approves(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    do("cases.submit", cast.bo, initiative=beds.code)
    then = beds.created_at
    ApprovalLimit.objects.create(person_id=cast.ana.person_id, amount=Decimal(100), created_at=then, updated_at=then)
    with pytest.raises(Refused, match="approval limit is 100"):
        do("cases.approve", cast.ana, initiative=beds.code)
    assert BusinessCase.objects.get().status == "submitted"


def test_who_hands_in_does_not_approve_where_another_could(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    do("cases.submit", cast.ana, initiative=beds.code)
    second = do("people.add", cast.ana, name="Ole Oh", email="ole@northwind.example", password="three green lamps 7")
    do("people.grant", cast.ana, person=second.pk, role="officer", department=None)
    with pytest.raises(Refused, match="Ole Oh"):
        do("cases.approve", cast.ana, initiative=beds.code)


def test_the_only_officer_may_approve_his_own_case(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    do("cases.submit", cast.ana, initiative=beds.code)
    assert do("cases.approve", cast.ana, initiative=beds.code).status == "approved"


def test_what_is_sent_back_says_why_and_can_be_handed_in_again(
    cast: Cast, beds: Initiative, case: BusinessCase
) -> None:
    do("cases.submit", cast.bo, initiative=beds.code)
    do("cases.send_back", cast.ana, initiative=beds.code, answer="Who measures the hours?")
    assert shown(cast, beds).answer == "Who measures the hours?"
    do("cases.set_line", cast.bo, initiative=beds.code, kind="monitoring", title="Watching it", p50=5)
    assert do("cases.submit", cast.bo, initiative=beds.code).status == "submitted"


def test_new_assumptions_make_a_valuation_stale_and_it_cannot_be_approved(
    cast: Cast, beds: Initiative, case: BusinessCase
) -> None:
    do("cases.submit", cast.bo, initiative=beds.code)
    assert not shown(cast, beds).is_stale
    approve_assumptions(cast, discount_rate="0.12")
    assert shown(cast, beds).is_stale
    with pytest.raises(Conflict, match="Value it again"):
        do("cases.approve", cast.ana, initiative=beds.code)
    do("cases.revalue", cast.bo, initiative=beds.code)
    page = shown(cast, beds)
    assert not page.is_stale and page.stored and page.stored["rates"]["discount"] == 0.12
    assert do("cases.approve", cast.ana, initiative=beds.code).status == "approved"


def test_a_digest_that_nobody_saw_is_not_approved(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    do("cases.submit", cast.bo, initiative=beds.code)
    with pytest.raises(Conflict, match="other figures"):
        do("cases.approve", cast.ana, initiative=beds.code, digest="0" * 64)


def test_the_next_version_supersedes_the_approved_one_only_when_approved(
    cast: Cast, beds: Initiative, case: BusinessCase
) -> None:
    do("cases.submit", cast.bo, initiative=beds.code)
    do("cases.approve", cast.ana, initiative=beds.code)
    do("cases.add", cast.bo, initiative=beds.code, copy_of_approved=True)
    page = shown(cast, beds)
    assert page.status == "draft" and len(page.lines) == len(LINES)
    assert [one.status for one in page.versions] == ["draft", "approved"]
    do("cases.submit", cast.bo, initiative=beds.code)
    do("cases.approve", cast.ana, initiative=beds.code)
    assert [one.status for one in shown(cast, beds).versions] == ["approved", "superseded"]


def test_a_shorter_case_must_not_lose_a_line(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    do("cases.set_line", cast.bo, initiative=beds.code, kind="other", title="Late", p50=1, years=[2029])
    with pytest.raises(BadInput, match="Late"):
        do("cases.edit", cast.bo, initiative=beds.code, years=2)


def test_who_edits_at_an_older_state_overwrites_nothing(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    do("cases.edit", cast.bo, initiative=beds.code, baseline="First", version=1)
    with pytest.raises(Conflict):
        do("cases.edit", cast.bo, initiative=beds.code, baseline="Second", version=1)
    assert shown(cast, beds).baseline == "First"


def test_nobody_of_another_department_learns_of_a_case(cast: Cast, beds: Initiative, case: BusinessCase) -> None:
    for name, question in (("cases.show", "cases.show"), ("of", "cases.for_initiative"), ("p", "cases.proposed")):
        with pytest.raises(NotFound) as hidden:
            ask(question, {"initiative": beds.code}, cast.dan)
        with pytest.raises(NotFound) as missing:
            ask(question, {"initiative": "NOPE"}, cast.dan)
        assert str(hidden.value) == str(missing.value), name
    with pytest.raises(NotFound) as hidden:
        do("cases.set_line", cast.dan, initiative=beds.code, kind="other", title="x", p50=1)
    with pytest.raises(NotFound) as missing:
        do("cases.set_line", cast.dan, initiative="NOPE", kind="other", title="x", p50=1)
    assert str(hidden.value) == str(missing.value)
    assert ask("cases.list", {}, cast.dan).rows == []


def test_the_record_proposes_what_it_knows_of_cost(cast: Cast, beds: Initiative) -> None:
    do("initiatives.estimate", cast.bo, code=beds.code,
       spend=[{"line": "capex", "year": 2027, "amount": 40}, {"line": "opex", "year": 2035, "amount": 9}])  # fmt: skip
    do("initiatives.edit", cast.bo, code=beds.code, use_cases=[cast.triage.code])
    do("risks.add", cast.bo, title="Wrong bed", department="HEALTH", use_cases=[cast.triage.code],
       frequency_low=1, frequency_likely=1, frequency_high=1,
       magnitude_low=500, magnitude_likely=500, magnitude_high=500)  # fmt: skip
    found = ask("cases.proposed", {"initiative": beds.code, "first_year": 2027}, cast.bo).rows
    told = {one.key: one.amount for one in found}
    assert told["spend-capex-2027"] == 40 and told["losses"] == 500
    assert "spend-opex-2035" not in told


def test_the_list_shows_raw_and_shrunk_values_and_what_the_chosen_set_may_lack(cast: Cast) -> None:
    for number, benefit in enumerate((10, 60, 120, 400, 900)):
        work = do("initiatives.add", cast.bo, name=f"Work {number}", department="HEALTH")
        do("initiatives.estimate", cast.ana, code=work.code, status="approved" if benefit > 300 else "proposed")
        do("cases.add", cast.bo, initiative=work.code, first_year=2027, years=3, lines=[
            {"kind": "build", "title": "Build", "p50": 50},
            {"kind": "cashable", "title": "Saved", "p10": 0, "p50": benefit, "p90": 3 * benefit}])  # fmt: skip
    found = ask("cases.list", {}, cast.ana)
    assert found.valued == 5 and found.chosen == 2
    best = found.rows[0]
    assert best.expected is not None and best.shrunk is not None and best.shrunk < best.expected
    assert found.disappointment == pytest.approx(found.chosen_raw - found.chosen_shrunk, abs=2)
    assert found.disappointment > 0


def test_scores_are_computed_with_ties_and_gaps_named(cast: Cast) -> None:
    works = [do("initiatives.add", cast.bo, name=f"W{number}", department="HEALTH") for number in range(4)]
    full = {"business_value": 8, "time_criticality": 5, "risk_reduction": 3, "job_size": 4}
    for work in works[:2]:
        do("scores.set", cast.bo, initiative=work.code, scheme="wsjf", inputs=full)
    do("scores.set", cast.bo, initiative=works[2].code, scheme="wsjf", inputs={"job_size": 2})
    rows = ask("scores.list", {"unscored": True}, cast.bo).rows
    assert [(one.place, one.score) for one in rows] == [(1, 4), (1, 4), (None, None), (None, None)]
    assert rows[0].tied == [works[1].code]
    assert set(rows[2].missing) == {"business_value", "time_criticality", "risk_reduction"}
    places = {one.initiative: one.places[0].place for one in ask("cases.list", {}, cast.bo).rows}
    assert places[works[0].code] == 1 and places[works[3].code] is None


def test_scores_come_from_a_file_all_or_none(cast: Cast) -> None:
    work = do("initiatives.add", cast.bo, name="W", department="HEALTH")
    other = do("initiatives.add", cast.dan, name="V", department="TRADE")
    good = f"code,scheme,reach,impact,confidence,effort\n{work.code},RICE,1000,2,0.8,4\n"
    assert [one.score for one in do("scores.import", cast.bo, text=good, source="Sheet")] == [400]
    bad = good + f"{work.code},rice,1000,2,80,4\n"
    with pytest.raises(BadInput, match="line 3"):
        do("scores.import", cast.bo, text=bad)
    hidden = f"code;scheme;impact;confidence;ease\n{other.code};ice;5;5;5\n"
    with pytest.raises(NotFound, match="may not see"):
        do("scores.import", cast.bo, text=hidden)


def approve_assumptions(cast: Cast, **values: str) -> None:
    """A set in force from today on, approved."""
    from django.utils import timezone

    from opencaio.record.models import AssumptionSet

    read_assumptions(values)
    now = timezone.now()
    AssumptionSet.objects.create(code="A-1", name="Set", status="approved", values=values,
                                 approved_on=timezone.localdate(), created_at=now, updated_at=now)  # fmt: skip
