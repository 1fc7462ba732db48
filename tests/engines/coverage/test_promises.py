"""Does more evidence never lower coverage, does expiry never raise it, does leaving out leave out?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.coverage import STATES, Control, Net, Proof, Stance, Use, cover, reasons
from tests.engines.coverage.conftest import TODAY

KINDS = ("policy", "test_report", "security_test", "accuracy_report", "monitoring_report", "fria", "other", "")
KEYS = ("a:rules", "a:test", "a:risk", "b:policy", "b:checks", "b:watch", "law:D", "law:E")
proofs = st.builds(
    Proof,
    st.integers(1, 9),
    st.just("x"),
    st.sampled_from(KINDS),
    st.sampled_from(("", "D", "E")),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
controls = st.builds(
    Control,
    st.sampled_from(("C-1", "C-2")),
    st.just("x"),
    st.sampled_from(("planned", "partly", "in_place")),
    st.lists(st.sampled_from(KEYS), max_size=3).map(tuple),
    st.lists(proofs, max_size=2).map(tuple),
)
uses = st.builds(
    Use,
    st.just("UC-1"),
    st.sets(st.sampled_from(("C-1", "C-2"))).map(tuple),
    st.lists(proofs, max_size=3, unique_by=lambda one: one.id).map(tuple),
    st.frozensets(st.sampled_from(("law:D", "law:E"))),
)


def levels(net: Net, held: Iterable[Control], use: Use, on: date = TODAY) -> list[int]:
    return [int(one) for one in cover(net, held, [use], on=on).levels[0]]


@given(st.lists(controls, max_size=2), uses, proofs)
def test_more_evidence_never_lowers_coverage(net: Net, held: list[Control], use: Use, more: Proof) -> None:
    before, after = levels(net, held, use), levels(net, held, replace(use, proofs=(*use.proofs, more)))
    assert all(one <= other for one, other in zip(before, after, strict=True))


@given(st.lists(controls, max_size=2), uses, st.integers(0, 800))
def test_waiting_never_raises_coverage(net: Net, held: list[Control], use: Use, days: int) -> None:
    today, later = levels(net, held, use), levels(net, held, use, TODAY + timedelta(days=days))
    assert all(one >= other for one, other in zip(today, later, strict=True))


@given(st.lists(controls, max_size=2), uses)
def test_what_is_in_place_is_worth_at_least_what_is_planned(net: Net, held: list[Control], use: Use) -> None:
    planned = [replace(one, status="planned") for one in held]
    pairs = zip(levels(net, planned, use), levels(net, held, use), strict=True)
    assert all(one <= other for one, other in pairs)


@given(st.lists(controls, max_size=2), st.lists(uses, max_size=4), st.sampled_from(KEYS))
def test_what_does_not_apply_changes_no_share_but_its_own(net: Net, held, rows, key: str) -> None:
    place = net.index[key]
    others = [one for one in range(len(net.requirements)) if one != place]
    stance = [Stance(key, False, "not ours")]
    with_it, without = (cover(net, held, rows, on=TODAY), cover(net, held, rows, stances=stance, on=TODAY))
    assert without.tally([place]).applicable == 0
    assert without.tallies(others) == with_it.tallies(others)


@given(st.lists(controls, max_size=2, unique_by=lambda one: one.code), uses, st.sampled_from(KEYS))
def test_the_reasons_carry_exactly_as_far_as_the_state(net: Net, held: list[Control], use: Use, key: str) -> None:
    named = {one.code for one in held}
    use = replace(use, controls=tuple(one for one in use.controls if one in named))
    found = reasons(net, held, [use], requirement=key, on=TODAY)
    best = max((one.level for one in found), default=0)
    assert best == levels(net, held, use)[net.index[key]]


@given(st.lists(controls, max_size=2), st.lists(uses, min_size=1, max_size=5))
def test_parts_sum_up_to_the_whole(net: Net, held: list[Control], rows: list[Use]) -> None:
    covered = cover(net, held, rows, on=TODAY)
    every = range(len(net.requirements))
    whole, parts = covered.tally(every), [covered.tally(every, uses=[place]) for place in range(len(rows))]
    assert whole.met == sum(one.met for one in parts)
    assert whole.applicable == sum(one.applicable for one in parts)
    summed, states = covered.summary(every), [one.state for one in covered.tallies(every)]
    assert summed.pairs == whole
    for state in STATES:
        assert getattr(summed, state) == states.count(state)
    assert whole.met + whole.partly + whole.missing + whole.not_applicable == len(rows) * len(net.requirements)
