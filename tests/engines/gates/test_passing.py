"""Does a gate ask for exactly what is missing, let pass what was decided, and never what is prohibited?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.gates import (
    Case,
    Demand,
    DutyStanding,
    Forbidden,
    Gates,
    Override,
    passage,
    stands_rightly,
)

TODAY = date(2026, 11, 22)
STAGES = ("idea", "assessed", "approved", "pilot", "live")
GRAVE = ("grave",)
GATES = Gates(
    stages=STAGES,
    ends=("retired",),
    longest_override_days=366,
    forbidden=(Forbidden("EU", ("prohibited",), "Never.", "Art. 5"),),
    demands=(
        Demand("known", "assessed", "fact", "Known", "why"),
        Demand("owner", "approved", "owner", "Owner", "why"),
        Demand("begun", "approved", "begun", "Begun", "why", regime="EU", classes=GRAVE, duties=("D1",)),
        Demand("dpia", "pilot", "evidence", "DPIA", "why", regime="GDPR", finding="dpia_required", kinds=("dpia",)),
        Demand("settled", "live", "settled", "Settled", "why"),
        Demand("done", "live", "done", "Done", "why", regime="EU", classes=GRAVE, duties=("D1", "D2")),
        Demand("tested", "live", "evidence", "Tested", "why", regime="EU", classes=GRAVE, kinds=("test", "audit")),
        Demand("signed", "live", "review", "Signed", "why", regime="EU", classes=GRAVE),
    ),
)
LIGHT = Case(stage="pilot", classes={"EU": "light"}, has_facts=True, has_owner=True)


def duty(code: str, state: str) -> DutyStanding:
    return DutyStanding(key=hash(code), regime="EU", code=code, title=code, citation="Art. 1", state=state)


def missing(case: Case, to: str) -> list[str]:
    return [one.code for one in passage(case, to=to, gates=GATES, on=TODAY).missing]


def test_a_light_use_with_an_owner_passes_and_one_without_is_told_so() -> None:
    assert passage(LIGHT, to="live", gates=GATES, on=TODAY).passes
    assert missing(replace(LIGHT, has_owner=False), "live") == ["owner"]


def test_a_grave_use_is_asked_for_everything_of_its_class_and_for_nothing_else() -> None:
    bare = replace(LIGHT, classes={"EU": "grave"}, duties=(duty("D1", "open"), duty("D2", "ahead")))
    assert missing(bare, "live") == ["done:D1", "done:D2", "tested", "signed"]
    whole = replace(
        bare,
        duties=(duty("D1", "done"), duty("D2", "done")),
        kinds=frozenset({"audit"}),
        signed=frozenset({"EU"}),
    )
    assert missing(whole, "live") == []


def test_an_earlier_gate_asks_only_that_the_long_work_is_begun() -> None:
    case = replace(LIGHT, stage="assessed", classes={"EU": "grave"}, duties=(duty("D1", "open"),))
    assert missing(case, "approved") == ["begun:D1"]
    assert missing(replace(case, duties=(duty("D1", "started"),)), "approved") == []


def test_a_duty_whose_evidence_has_run_out_is_missing_again() -> None:
    case = replace(LIGHT, classes={"EU": "grave"}, kinds=frozenset({"test"}), signed=frozenset({"EU"}))
    assert missing(replace(case, duties=(duty("D1", "renewal"), duty("D2", "done"))), "live") == ["done:D1"]


def test_a_duty_that_the_use_does_not_have_is_not_asked_for() -> None:
    case = replace(LIGHT, classes={"EU": "grave"}, kinds=frozenset({"test"}), signed=frozenset({"EU"}))
    assert missing(replace(case, duties=(duty("D2", "done"),)), "live") == []


def test_an_open_class_blocks_going_live_by_regime_and_nothing_before() -> None:
    open_ = replace(LIGHT, stage="approved", classes={"EU": "needs_review", "GDPR": ""})
    assert missing(open_, "pilot") == []
    assert missing(open_, "live") == ["settled:EU"]


def test_a_finding_and_not_the_class_asks_for_the_impact_assessment() -> None:
    case = replace(LIGHT, stage="approved", classes={"EU": "light", "GDPR": ""})
    assert missing(case, "pilot") == []
    assert missing(replace(case, findings=frozenset({"dpia_required"})), "pilot") == ["dpia"]


def test_a_prohibited_use_moves_forward_by_nobodys_decision_and_can_always_be_stopped() -> None:
    whole = frozenset(one.code for one in GATES.demands)
    decided = Override(1, "live", whole, TODAY + timedelta(days=30))
    case = replace(LIGHT, stage="assessed", classes={"EU": "prohibited"}, overrides=(decided,))
    for to in ("approved", "pilot", "live"):
        found = passage(case, to=to, gates=GATES, on=TODAY)
        assert not found.passes and found.forbidden is not None
    assert passage(case, to="retired", gates=GATES, on=TODAY).passes
    assert passage(case, to="idea", gates=GATES, on=TODAY).passes


def test_an_override_lets_pass_what_was_missing_then_until_its_day_and_not_what_came_later() -> None:
    case = replace(LIGHT, classes={"EU": "grave"}, signed=frozenset({"EU"}), duties=(duty("D1", "open"),))
    decided = Override(1, "live", frozenset({"done:D1", "tested"}), TODAY)
    let = passage(replace(case, overrides=(decided,)), to="live", gates=GATES, on=TODAY)
    assert let.passes and [one.code for one in let.waived] == ["done:D1", "tested"]
    later = replace(case, signed=frozenset(), overrides=(decided,))
    assert missing(later, "live") == ["signed"]
    lapsed = passage(replace(case, overrides=(decided,)), to="live", gates=GATES, on=TODAY + timedelta(days=1))
    assert not lapsed.passes and [one.key for one in lapsed.lapsed] == [1]


def test_an_override_for_an_earlier_stage_does_not_open_a_later_gate() -> None:
    decided = Override(1, "pilot", frozenset({"owner"}), TODAY)
    case = replace(LIGHT, stage="assessed", has_owner=False, overrides=(decided,))
    assert passage(case, to="pilot", gates=GATES, on=TODAY).passes
    assert missing(case, "live") == ["owner"]


def test_what_was_reported_at_a_stage_is_measured_by_that_stages_gate() -> None:
    found = stands_rightly(replace(LIGHT, stage="live", has_owner=False), gates=GATES, on=TODAY)
    assert [one.code for one in found.missing] == ["owner"]
    assert stands_rightly(replace(LIGHT, stage=""), gates=GATES, on=TODAY).passes
    assert stands_rightly(replace(LIGHT, stage="retired"), gates=GATES, on=TODAY).passes


STATES = st.sampled_from(["open", "started", "overdue", "renewal", "ahead", "done"])
CASES = st.builds(
    Case,
    stage=st.sampled_from(["", *STAGES]),
    classes=st.fixed_dictionaries({"EU": st.sampled_from(["light", "grave", "needs_review", "prohibited"])}),
    duties=st.tuples(STATES.map(lambda state: duty("D1", state)), STATES.map(lambda state: duty("D2", state))),
    kinds=st.frozensets(st.sampled_from(["test", "audit", "dpia", "other"])),
    signed=st.frozensets(st.just("EU")),
    has_facts=st.booleans(),
    has_owner=st.booleans(),
)


@given(CASES, st.sampled_from([*STAGES, "retired"]))
def test_an_override_of_exactly_what_is_missing_opens_the_gate_unless_it_is_forbidden(case: Case, to: str) -> None:
    found = passage(case, to=to, gates=GATES, on=TODAY)
    decided = Override(1, to, frozenset(one.code for one in found.missing), TODAY)
    again = passage(replace(case, overrides=(decided,)), to=to, gates=GATES, on=TODAY)
    assert again.passes is (found.forbidden is None)


@given(CASES, st.sampled_from(STAGES), st.sampled_from(["test", "audit", "dpia"]))
def test_more_evidence_never_closes_a_gate(case: Case, to: str, kind: str) -> None:
    before = {one.code for one in passage(case, to=to, gates=GATES, on=TODAY).missing}
    after = passage(replace(case, kinds=case.kinds | {kind}), to=to, gates=GATES, on=TODAY).missing
    assert {one.code for one in after} <= before


@given(CASES)
def test_a_later_gate_asks_for_at_least_as_much_once_what_is_begun_counts_as_undone(case: Case) -> None:
    case = replace(case, stage="")
    asked = [
        len({one.duty or one.code for one in passage(case, to=to, gates=GATES, on=TODAY).missing}) for to in STAGES
    ]
    assert asked == sorted(asked) or case.classes["EU"] == "prohibited"


@pytest.mark.parametrize("stage", STAGES)
def test_going_back_asks_for_nothing(stage: str) -> None:
    bare = Case(stage="live", classes={"EU": "grave"})
    assert passage(bare, to=stage, gates=GATES, on=TODAY).passes
