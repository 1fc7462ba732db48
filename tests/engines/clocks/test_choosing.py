"""Do answers give the gravity and the clocks that the law gives, and does what nobody knows keep the stricter clock?"""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opencaio.engines.classification.trees import Value
from opencaio.packs.incidents import load_incidents, questions_used
from opencaio.packs.incidents.reports import load_reports

PACK = load_incidents()
HARMS = ("death", "health", "infrastructure", "rights", "property")
NO_HARM: dict[str, Value] = {"near_miss": False, "widespread": False, **dict.fromkeys(HARMS, False)}
NO_BREACH: dict[str, Value] = {"breach": False, "effect": "small"}
PROVIDER: dict[str, Value] = {"causal": True, "high_risk": True, "our_role": ("provider",), **NO_HARM, **NO_BREACH}
DEPLOYER: dict[str, Value] = {**PROVIDER, "our_role": ("deployer",), "provider_silent": False}
BREACH: dict[str, Value] = {**PROVIDER, "high_risk": False, "breach": True, "data_role": ("controller",)}
REPORTS = ("ai_act.report_2", "ai_act.report_10", "ai_act.report_15")


def clocks(answers: Mapping[str, Value]) -> dict[str, str]:
    """The clocks of the law that run, and how they stand."""
    return {one.rule.code: one.stands for one in PACK.judge(answers).clocks if one.rule.citation}


@pytest.mark.parametrize(
    ("answers", "severity", "running"),
    [
        ({**PROVIDER, "rights": True}, "serious", {"ai_act.report_15"}),
        ({**PROVIDER, "health": True}, "serious", {"ai_act.report_15"}),
        ({**PROVIDER, "death": True}, "serious", {"ai_act.report_10"}),
        ({**PROVIDER, "infrastructure": True}, "serious", {"ai_act.report_2"}),
        ({**PROVIDER, "property": True, "widespread": True}, "serious", {"ai_act.report_2"}),
        ({**PROVIDER, "widespread": True}, "serious", {"ai_act.report_2"}),
        ({**PROVIDER, "death": True, "infrastructure": True}, "serious", {"ai_act.report_2"}),
        ({**DEPLOYER, "rights": True}, "serious", {"ai_act.provider", "ai_act.deployer_authority"}),
        (
            {**DEPLOYER, "rights": True, "provider_silent": True},
            "serious",
            {"ai_act.provider", "ai_act.deployer_authority", "ai_act.report_15"},
        ),
        ({**PROVIDER, "rights": True, "high_risk": False}, "high", set()),
        ({**PROVIDER, "rights": True, "causal": False}, "high", set()),
        ({**PROVIDER, "near_miss": True}, "low", set()),
        ({**BREACH, "breach_risk": "unlikely"}, "low", set()),
        ({**BREACH, "breach_risk": "likely"}, "medium", {"gdpr.authority"}),
        ({**BREACH, "breach_risk": "high"}, "high", {"gdpr.authority", "gdpr.persons"}),
        ({**BREACH, "data_role": ("processor",), "breach_risk": "unlikely"}, "low", {"gdpr.controller"}),
        (
            {**BREACH, "data_role": ("controller", "processor"), "breach_risk": "likely"},
            "medium",
            {"gdpr.authority", "gdpr.controller"},
        ),
        ({**PROVIDER, "effect": "grave"}, "high", set()),
        (PROVIDER, "low", set()),
    ],
)
def test_full_answers_settle_gravity_and_clocks(answers: dict[str, Value], severity: str, running: set[str]) -> None:
    judged = PACK.judge(answers)
    assert (judged.severity, judged.may_be) == (severity, severity)
    assert clocks(answers) == dict.fromkeys(running, "runs")


def test_an_incident_of_which_nothing_is_known_runs_by_the_strictest_clock_of_each_kind() -> None:
    found = clocks({})
    assert {"ai_act.report_2", "gdpr.authority", "ai_act.provider"} <= set(found)
    assert set(found.values()) == {"may_run"}
    assert not {"ai_act.report_10", "ai_act.report_15"} & set(found)


def test_one_answer_of_no_stops_what_it_can_stop_and_nothing_else() -> None:
    assert not any(one.startswith("gdpr") for one in clocks({"breach": False}))
    assert "ai_act.report_2" in clocks({"breach": False})


def test_a_shorter_clock_that_may_run_is_kept_beside_the_one_that_surely_runs() -> None:
    unsure = {**PROVIDER, "rights": True}
    del unsure["death"]
    assert clocks(unsure) == {"ai_act.report_15": "runs", "ai_act.report_10": "may_run"}


def test_a_harm_that_was_said_outweighs_the_word_near_miss() -> None:
    assert PACK.judge({**PROVIDER, "near_miss": True, "death": True}).severity == "serious"


def test_every_question_bears_on_something() -> None:
    assert set(PACK.questions) == questions_used(PACK)
    assert len(PACK.questions) > 10


def test_every_clock_of_the_law_has_a_source_and_a_day_and_every_report_exists() -> None:
    lawful = [one for one in PACK.clocks if one.citation]
    assert len(lawful) >= 8
    assert all(one.binds_from and one.certainty for one in lawful)
    assert {one.report for one in PACK.clocks if one.report} <= set(load_reports().reports)


VALUES: dict[str, list[Value | None]] = {
    key: [None, True, False]
    if fact.kind == "yes_no"
    else [None, *((one,) for one in fact.codes)]
    if fact.kind == "choices"
    else [None, *fact.codes]
    for key, fact in PACK.questions.items()
}
ANSWERS = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in VALUES.items()})


def known(answers: Mapping[str, Value | None]) -> dict[str, Value]:
    """Without what nobody knows."""
    return {key: value for key, value in answers.items() if value is not None}


@given(answers=ANSWERS, open_=st.sampled_from(sorted(VALUES)))
def test_not_knowing_an_answer_never_leaves_a_report_with_a_longer_time(
    answers: dict[str, Value | None], open_: str
) -> None:
    """Whatever clock a full answer would start, an earlier or equal one of its kind runs while it is not known.

    Who says "near miss" has answered the questions of harm with it: one of them left open is not unknown then.
    """
    assume(answers["near_miss"] is not True or open_ not in HARMS)
    before = PACK.judge(known({**answers, open_: None})).clocks
    for value in VALUES[open_]:
        for one in PACK.judge(known({**answers, open_: value})).clocks:
            rivals = [other for other in before if other.rule is one.rule or one.rule.group == other.rule.group != ""]
            assert any(hours(other.rule.code) <= hours(one.rule.code) for other in rivals), one.rule.code


def hours(code: str) -> int:
    """How long a clock of the pack runs."""
    rule = PACK.clock(code)
    assert rule is not None
    return rule.period.length * {"at_once": 0, "hours": 1, "days": 24}[rule.period.unit]


def test_the_ten_day_clock_needs_a_death_in_every_combination_of_other_harms() -> None:
    for flags in product([True, False], repeat=len(HARMS)):
        answers = {**PROVIDER, **dict(zip(HARMS, flags, strict=True))}
        runs = clocks(answers)
        assert len(set(runs) & set(REPORTS)) == (1 if any(flags) else 0)
        assert ("ai_act.report_10" in runs) is (answers["death"] and not answers["infrastructure"])
