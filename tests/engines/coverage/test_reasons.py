"""Does the reason name the control, the evidence and the way along the crosswalks, and what would count?"""

from datetime import timedelta

from opencaio.engines.coverage import Control, Net, Proof, reasons
from tests.engines.coverage.conftest import TODAY


def test_the_way_along_the_crosswalks_is_told_with_its_reasons(net: Net, use) -> None:
    (one,) = reasons(net, [], [use("test_report")], requirement="law:D", on=TODAY)
    assert (one.sort, one.title, one.level) == ("evidence", "test_report", 1)
    assert [(step.source, step.target, step.reason) for step in one.steps] == [("a:test", "law:D", "half of it")]


def test_what_shows_it_directly_comes_before_what_helps_from_afar(net: Net, use) -> None:
    found = reasons(net, [], [use("test_report", "monitoring_report")], requirement="b:watch", on=TODAY)
    assert [(one.title, one.level) for one in found] == [("monitoring_report", 2), ("test_report", 1)]


def test_a_planned_control_and_expired_evidence_are_named_as_what_would_count(net: Net, use) -> None:
    control = Control("C-9", "Testing", "planned", ("a:test",), ())
    old = use("test_report", until=TODAY - timedelta(days=3), controls=("C-9",))
    found = reasons(net, [control], [old], requirement="a:test", on=TODAY)
    assert {(one.because, one.level) for one in found} == {("planned", 0), ("expired", 0)}


def test_a_control_that_is_only_said_to_be_in_place_says_so(net: Net, use) -> None:
    said = Control("C-1", "Rules", "in_place", ("a:rules",))
    shown = Control("C-2", "Rules", "in_place", ("b:policy",), (Proof(1, "Policy", "policy"),))
    found = reasons(net, [said, shown], [use(controls=("C-1", "C-2"))], requirement="a:rules", on=TODAY)
    assert [(one.code, one.because, one.level) for one in found] == [("C-2", "shown", 2), ("C-1", "said", 1)]


def test_a_control_counts_its_uses(net: Net, use) -> None:
    control = Control("C-1", "Rules", "partly", ("a:rules",))
    rows = [use(code="UC-1", controls=("C-1",)), use(code="UC-2"), use(code="UC-3", controls=("C-1",))]
    (one,) = reasons(net, [control], rows, requirement="a:rules", on=TODAY)
    assert one.uses == ("UC-1", "UC-3")
