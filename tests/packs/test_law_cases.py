"""Does every rule pack give what its own cases expect, and is every rule shown to fire and not to fire?"""

from collections import defaultdict

import pytest

from opencaio.engines.classification.model import Case, Pack
from opencaio.packs.law import load_law
from opencaio.packs.law.checking import answer_case, differences

LAW = load_law()
CASES = [(pack, case) for pack in LAW.packs for case in pack.cases]


def test_there_are_packs_and_cases_to_judge() -> None:
    assert {pack.regime for pack in LAW.packs} >= {"EU", "EU-GDPR", "US-FED", "US-NYC", "US-CO"}
    assert all(pack.cases for pack in LAW.packs)
    assert len(CASES) > 300


@pytest.mark.parametrize(("pack", "case"), CASES, ids=[f"{pack.id}-{case.id}" for pack, case in CASES])
def test_a_case_of_a_pack_holds(pack: Pack, case: Case) -> None:
    assert differences(answer_case(case, law=LAW, regime=pack.regime), case.expect) == ()


def test_the_cases_nobody_gave_us_are_many_enough() -> None:
    reviews = [case for _, case in CASES if case.expect.class_ == "needs_review"]
    old_text = [case for _, case in CASES if case.expect.text == "2024" or case.id.startswith("t24-")]
    federal = [case for pack, case in CASES if pack.regime == "US-FED"]
    assert len(reviews) + len(old_text) + len(federal) >= 40
    assert min(len(reviews), len(old_text), len(federal)) >= 10


@pytest.mark.parametrize("pack", LAW.packs, ids=lambda pack: pack.id)
def test_every_rule_of_a_pack_fires_in_one_case_and_not_in_another(pack: Pack) -> None:
    seen: dict[str, set[bool]] = defaultdict(set)
    for case in pack.cases:
        fired = {hit.rule for hit in answer_case(case, law=LAW, regime=pack.regime).because}
        for rule in pack.rules:
            seen[rule.id].add(rule.id in fired)
    assert seen
    assert {rule: both for rule, both in seen.items() if both != {True, False}} == {}


@pytest.mark.parametrize("pack", LAW.packs, ids=lambda pack: pack.id)
def test_every_duty_that_a_pack_describes_is_given_by_a_rule(pack: Pack) -> None:
    given = {code for rule in pack.rules for code in rule.duties}
    assert {duty.code for duty in pack.duties} == given


def test_what_is_disputed_or_recalled_says_so() -> None:
    certainty = {rule.id: rule.certainty for pack in LAW.packs for rule in pack.rules}
    assert certainty["art6-3-a"] == certainty["section-b-practice"] == "disputed"
    assert certainty["ll144-tool"] == "recalled"
    assert LAW.pack("omb-m-25-21").duty("OMB-INVENTORY").certainty == "recalled"


def test_both_readings_of_a_date_are_shown() -> None:
    duty = LAW.pack("eu-ai-act").duty("AIA-43")
    assert duty.certainty == "disputed"
    assert [str(reading.date) for reading in duty.readings] == ["2026-08-02"]
