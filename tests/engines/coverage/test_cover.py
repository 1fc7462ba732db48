"""Is a requirement met by what shows it, partly by what only bears on it, and missing otherwise?"""

from datetime import timedelta

import pytest

from opencaio.engines.coverage import Control, Net, Proof, Stance, Tally, cover, unsettled
from tests.engines.coverage.conftest import TODAY

POLICY = Proof(1, "AI policy", "policy")


def states(net: Net, *uses, controls=(), stances=()) -> dict[str, str]:
    covered = cover(net, controls, uses, stances=stances, on=TODAY)
    tallies = covered.tallies(range(len(net.requirements)))
    return {one.key: tally.state for one, tally in zip(net.requirements, tallies, strict=True)}


def test_without_anything_all_that_applies_is_missing(net, use) -> None:
    held = states(net, use())
    assert held["a:test"] == "missing"
    assert held["law:D"] == "not_applicable"


def test_one_test_report_serves_two_frameworks_and_partly_a_law(net, use) -> None:
    held = states(net, use("test_report", duties=frozenset({"law:D"})))
    assert held["a:test"] == held["b:checks"] == "met"
    assert held["law:D"] == "partly"
    assert held["b:watch"] == "partly"


def test_what_partly_helps_what_partly_helps_shows_nothing(net, use) -> None:
    held = states(net, use("security_test"))
    assert held["a:risk"] == "partly"
    assert held["b:watch"] == "missing"


def test_evidence_that_has_run_out_does_not_count(net, use) -> None:
    assert states(net, use("test_report", until=TODAY))["a:test"] == "met"
    assert states(net, use("test_report", until=TODAY - timedelta(days=1)))["a:test"] == "missing"


def test_evidence_of_one_use_does_not_show_what_is_asked_of_the_organisation(net, use) -> None:
    assert states(net, use("policy"))["a:rules"] == "missing"


@pytest.mark.parametrize(
    ("status", "proofs", "wanted"),
    [
        ("planned", (POLICY,), "missing"),
        ("partly", (POLICY,), "partly"),
        ("in_place", (), "partly"),
        ("in_place", (Proof(2, "Photo", "other"),), "partly"),
        ("in_place", (Proof(3, "Old policy", "policy", until=TODAY - timedelta(days=1)),), "partly"),
        ("in_place", (POLICY,), "met"),
    ],
)
def test_a_control_counts_as_far_as_it_is_in_place_and_shown(net, use, status, proofs, wanted) -> None:
    control = Control("C-1", "AI policy", status, ("a:rules",), proofs)
    held = states(net, use(controls=("C-1",)), controls=[control])
    assert held["a:rules"] == held["b:policy"] == wanted


def test_what_is_the_same_serves_in_both_directions(net, use) -> None:
    control = Control("C-1", "AI policy", "in_place", ("b:policy",), (POLICY,))
    assert states(net, use(controls=("C-1",)), controls=[control])["a:rules"] == "met"


def test_a_control_counts_only_for_the_uses_around_which_it_stands(net, use) -> None:
    control = Control("C-1", "AI policy", "in_place", ("a:rules",), (POLICY,))
    covered = cover(net, [control], [use(code="UC-1", controls=("C-1",)), use(code="UC-2")], on=TODAY)
    assert covered.tally([net.index["a:rules"]]) == Tally(1, 0, 1, 0)
    assert covered.tally([net.index["a:rules"]]).state == "partly"
    assert covered.tally([net.index["a:rules"]], uses=[0]).state == "met"


def test_evidence_filed_under_a_duty_shows_that_duty_whatever_its_kind(net, use) -> None:
    from dataclasses import replace

    filed = replace(use(duties=frozenset({"law:E"})), proofs=(Proof(1, "Letter", "other", "E"),))
    assert states(net, filed)["law:E"] == "met"


def test_what_does_not_apply_to_us_is_left_out(net, use) -> None:
    held = states(net, use(), stances=[Stance("a:*", False, "not ours"), Stance("a:test", True)])
    assert held["a:rules"] == held["a:risk"] == "not_applicable"
    assert held["a:test"] == "missing"


def test_a_framework_about_some_uses_asks_nothing_of_others(net, use) -> None:
    assert states(net, use(facts={"generates": ["image"]}))["talk:lies"] == "not_applicable"
    assert states(net, use(facts={"generates": ["text", "image"]}))["talk:lies"] == "missing"


def test_where_the_fact_is_unknown_it_is_counted_apart(net, use) -> None:
    talk = next(one for one in net.frameworks if one.id == "talk")
    rows = [
        use(code="UC-1"),
        use(code="UC-2", facts={"generates": []}),
        use(code="UC-3", facts={"generates": ["text"]}),
    ]
    assert [one.code for one in unsettled(talk, rows)] == ["UC-1"]
    assert cover(net, [], rows, on=TODAY).tally([net.index["talk:lies"]]) == Tally(0, 0, 1, 2)


def test_shares_are_of_what_applies_and_unknown_without_any(net) -> None:
    assert Tally(1, 1, 2, 9).share == 0.25
    assert Tally(0, 0, 0, 9).share is None
    assert Tally(0, 0, 0, 9).state == "not_applicable"


def test_no_uses_no_pairs(net) -> None:
    assert cover(net, [], [], on=TODAY).tally(range(3)) == Tally(0, 0, 0, 0)


def test_a_duty_that_does_not_bind_a_use_is_not_shown_by_its_kinds_of_evidence(net, use) -> None:
    bound = use("fria", duties=frozenset({"law:D"}))
    covered = cover(net, [], [bound, use("fria", code="UC-2")], on=TODAY)
    assert [int(one) for one in covered.levels[:, net.index["law:D"]]] == [2, 0]
