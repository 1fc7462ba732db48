"""Do objectives do what they say: a tree without circles, readings that are kept, progress, ties to work, coverage?"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.models import Alignment, KeyResult, LedgerEntry, Objective, Past, Reading
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

TODAY = timezone.localdate


def ago(days: int) -> str:
    return (TODAY() - timedelta(days=days)).isoformat()


def add(cast: Cast, who: str = "bo", **given: Any) -> Objective:
    """An objective of Bo's, half of whose period is over."""
    told = {"title": "Shorter waiting", "department": "HEALTH", "status": "active", "starts_on": ago(100)}
    row: Objective = do("objectives.add", cast[who], **{**told, "ends_on": ago(-100), **given})
    return row


def measure(cast: Cast, objective: Objective, **given: Any) -> KeyResult:
    told = {"text": "Minutes until seen", "unit": "minutes", "baseline": "60", "target": "20"}
    row: KeyResult = do("key_results.add", cast.bo, objective=objective.code, **{**told, **given})
    return row


def show(cast: Cast, code: str, who: str = "bo") -> Any:
    return ask("objectives.show", {"code": code}, cast[who])


def test_an_objective_says_how_far_it_is_and_why(cast: Cast) -> None:
    row = add(cast)
    result = measure(cast, row)
    do("key_results.read", cast.bo, code=result.code, value="50", on=ago(50), source="Ward book")
    do("key_results.read", cast.bo, code=result.code, value="30")
    page = show(cast, row.code)
    (line,) = page.key_results
    assert (line.wants, line.state, line.progress) == ("less", "on_track", 0.75)
    assert line.expected_then == pytest.approx(0.5)
    assert line.trend == pytest.approx(0.5 / 50 * 30.4375)
    assert line.days_left == 100
    assert "75 % of the way" in line.because
    assert [one.source for one in line.readings] == ["Ward book", ""]
    assert (page.state, page.progress, page.known) == ("on_track", 0.75, 1.0)


def test_what_lags_behind_is_behind_and_what_nobody_measured_is_unknown(cast: Cast) -> None:
    row = add(cast)
    late, _never = measure(cast, row), measure(cast, row, text="Complaints")
    do("key_results.read", cast.bo, code=late.code, value="56")
    page = show(cast, row.code)
    assert [one.state for one in page.key_results] == ["behind", "unmeasured"]
    assert (page.state, page.unmeasured) == ("behind", 1)
    assert (page.low, page.high) == (pytest.approx(0.05), pytest.approx(0.55))
    assert "unknown, not nothing" in page.key_results[1].because


def test_the_one_above_is_the_weighted_mean_of_those_below(cast: Cast) -> None:
    top = add(cast, title="Better care")
    for weight, value in (("3", "20"), ("1", "60")):
        below = add(cast, parent=top.code, weight=weight)
        do("key_results.read", cast.bo, code=measure(cast, below).code, value=value)
    add(cast, parent=top.code, status="proposed", title="Nobody has agreed on this")
    page = show(cast, top.code)
    assert page.progress == pytest.approx(0.75)
    assert [one.depth for one in ask("objectives.tree", {}, cast.bo).rows] == [0, 1, 1, 1]
    assert len(page.below) == 3


def test_no_circle_closes_in_the_tree(cast: Cast) -> None:
    top = add(cast)
    middle = add(cast, parent=top.code)
    low = add(cast, parent=middle.code)
    for under in (low, top):
        with pytest.raises(BadInput, match="cannot stand below"):
            do("objectives.edit", cast.bo, code=top.code, parent=under.code)
    do("objectives.edit", cast.bo, code=low.code, parent="")
    do("objectives.edit", cast.bo, code=top.code, parent=low.code)
    assert show(cast, top.code).parent == low.code


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weight": "0"}, "weight"),
        ({"weight": "NaN"}, "weight"),
        ({"weight": "1e9"}, "weight"),
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "cannot end"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"code": "../x"}, "code"),
        ({"status": "met"}, "status"),
    ],
)
def test_an_objective_that_cannot_be_is_told_and_not_kept(cast: Cast, given: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        add(cast, **given)
    assert not Objective.objects.exists()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e30", "0.1234567", "many"])
def test_a_value_that_is_no_number_is_told(cast: Cast, value: str) -> None:
    result = measure(cast, add(cast))
    with pytest.raises(BadInput, match="value"):
        do("key_results.read", cast.bo, code=result.code, value=value)
    assert not Reading.objects.exists()


def test_nothing_is_measured_tomorrow_or_before_our_time(cast: Cast) -> None:
    result = measure(cast, add(cast))
    for on in (ago(-1), "1926-01-01"):
        with pytest.raises(BadInput):
            do("key_results.read", cast.bo, code=result.code, value="1", on=on)


def test_the_same_day_again_puts_a_reading_right_and_keeps_what_was(cast: Cast) -> None:
    result = measure(cast, add(cast))
    do("key_results.read", cast.bo, code=result.code, value="40", on=ago(3))
    do("key_results.read", cast.bo, code=result.code, value="42", on=ago(3), source="Counted again")
    assert Reading.objects.get().value == 42
    assert Past.objects.get(kind="reading").values["value"] == "40"


def test_a_way_without_length_is_no_way(cast: Cast) -> None:
    row = add(cast)
    with pytest.raises(BadInput, match="the same"):
        measure(cast, row, baseline="5", target="5")
    result = measure(cast, row)
    with pytest.raises(BadInput, match="the same"):
        do("key_results.edit", cast.bo, code=result.code, target="60")


def test_a_grade_needs_a_reason(cast: Cast) -> None:
    row = add(cast)
    with pytest.raises(BadInput, match="why"):
        do("objectives.set_status", cast.bo, code=row.code, status="missed")
    do("objectives.set_status", cast.bo, code=row.code, status="missed", reason="Half of the wards only.")
    assert show(cast, row.code).status == "missed"
    with pytest.raises(Conflict, match="already"):
        do("objectives.set_status", cast.bo, code=row.code, status="missed", reason="Again.")


def test_an_objective_with_others_below_it_is_not_withdrawn(cast: Cast) -> None:
    top = add(cast)
    low = add(cast, parent=top.code)
    with pytest.raises(Conflict, match=low.code):
        do("objectives.retire", cast.bo, code=top.code, reason="Error")
    do("objectives.retire", cast.bo, code=low.code, reason="Error")
    do("objectives.retire", cast.bo, code=top.code, reason="Error")
    assert ask("objectives.tree", {}, cast.bo).total == 0


def test_who_owns_a_key_result_gives_its_values_though_the_objective_is_everybodys(cast: Cast) -> None:
    shared = add(cast, "ana", department=None)
    mine = do("key_results.add", cast.ana, objective=shared.code, text="Mine", baseline="0", target="1",
              owner=cast.rae.person_id)  # fmt: skip
    do("key_results.read", cast.rae, code=mine.code, value="0.4")
    for other in (cast.bo, cast.dan):
        with pytest.raises(Refused, match="owns the key result"):
            do("key_results.read", other, code=mine.code, value="1")
    assert Reading.objects.get().value.normalize().__str__() == "0.4"


def test_work_is_tied_to_an_objective_once_with_strength_and_reason(cast: Cast) -> None:
    row = add(cast)
    pair = {"objective": row.code, "use_case": cast.triage.code}
    do("alignments.set", cast.bo, **pair, strength=1, reason="It sorts the queue.")
    do("alignments.set", cast.bo, **pair, strength=3, reason="It is the queue.")
    (tie,) = ask("alignments.list", {"use_case": cast.triage.code}, cast.bo).rows
    assert (tie.strength, tie.reason, tie.objective) == (3, "It is the queue.", row.code)
    past = ask("ledger.history", {"kind": "usecase", "id": cast.triage.pk}, cast.bo)
    assert any("decisively: It is the queue." in one.words for one in past.rows)
    do("alignments.remove", cast.bo, **pair)
    assert show(cast, row.code).alignments == []
    with pytest.raises(NotFound, match="not tied"):
        do("alignments.remove", cast.bo, **pair)
    do("alignments.set", cast.bo, **pair, reason="After all.")
    assert Alignment.objects.count() == 1


@pytest.mark.parametrize("given", [{"strength": 0}, {"strength": 4}, {"reason": " "}, {"use_case": ""},
                                   {"initiative": "IN-0001"}])  # fmt: skip
def test_a_tie_without_reason_strength_or_one_end_is_told(cast: Cast, given: dict[str, Any]) -> None:
    row = add(cast)
    told = {"objective": row.code, "use_case": cast.triage.code, "reason": "It helps."}
    with pytest.raises(BadInput):
        do("alignments.set", cast.bo, **{**told, **given})


def test_dan_sees_nothing_of_bos_on_an_objective_of_all(cast: Cast) -> None:
    shared = add(cast, "ana", department=None, title="Work better")
    own = add(cast, title="Only for Health")
    work = do("initiatives.add", cast.bo, name="Faster beds", department="HEALTH")
    for pair in ({"use_case": cast.triage.code}, {"initiative": work.code}):
        do("alignments.set", cast.bo, objective=shared.code, reason="Beds", **pair)
    page = show(cast, shared.code, "dan")
    assert (page.alignments, page.works, page.strongest) == ([], 0, 0)
    history = ask("ledger.history", {"kind": "objective", "id": shared.pk}, cast.dan)
    assert "Beds" not in str(history.model_dump())
    assert work.code not in str(history.model_dump())
    assert "Bo Berg" not in str(history.model_dump())
    with pytest.raises(NotFound):
        show(cast, own.code, "dan")
    found = ask("objectives.coverage", {}, cast.dan)
    assert "Beds" not in str(found.model_dump())
    assert {one.code for one in found.departments} == {"TRADE"}
    assert found.without_ai == [shared.code]
    assert len(show(cast, shared.code, "rae").alignments) == 2


def test_coverage_names_both_ends_that_lie_open(cast: Cast) -> None:
    served, idle = add(cast, weight="3"), add(cast, title="No AI for this")
    do("alignments.set", cast.bo, objective=served.code, use_case=cast.triage.code, strength=2, reason="It sorts.")
    found = ask("objectives.coverage", {}, cast.ana)
    assert found.without_ai == [idle.code]
    assert found.weighted == pytest.approx(3 * 2 / 3 / 4)
    assert [one.code for one in found.idle] == [cast.pricing.code]
    assert {one.code: one.share for one in found.departments} == {"CLINICS": 1.0, "TRADE": 0.0}
    (cell,) = found.cells
    assert (cell.objective, cell.department, cell.works, cell.strongest) == (served.code, "CLINICS", 1, 2)
    assert ask("objectives.coverage", {"department": "TRADE"}, cast.ana).works_total == 1
    assert ask("objectives.coverage", {"year": 2019}, cast.ana).objectives == []


def test_filters_find_what_is_behind_unmeasured_or_mine(cast: Cast) -> None:
    row = add(cast, owner=cast.bo.person_id)
    measure(cast, row)
    add(cast, title="Another", ends_on="2019-12-31", starts_on="2019-01-01", status="active")
    assert [one.code for one in ask("objectives.tree", {"state": "unmeasured"}, cast.bo).rows] == [row.code]
    assert [one.code for one in ask("objectives.tree", {"owner": "me"}, cast.bo).rows] == [row.code]
    assert ask("objectives.tree", {"year": 2019}, cast.bo).total == 1
    assert ask("objectives.tree", {"department": "HEALTH"}, cast.ana).total == 2
    assert ask("objectives.tree", {"department": "none"}, cast.ana).total == 0
    assert ask("objectives.tree", {"q": "another"}, cast.ana).total == 1


def test_two_who_edit_at_once_are_told(cast: Cast) -> None:
    row = add(cast)
    do("objectives.edit", cast.bo, code=row.code, version=1, title="First")
    with pytest.raises(Conflict, match="Someone else"):
        do("objectives.edit", cast.ana, code=row.code, version=1, title="Second")


def test_a_refused_change_leaves_no_trace(cast: Cast) -> None:
    shared = add(cast, "ana", department=None)
    before = LedgerEntry.objects.count()
    for name, given in (
        ("objectives.add", {"title": "For all of us"}),
        ("objectives.edit", {"code": shared.code, "title": "Mine now"}),
        ("key_results.add", {"objective": shared.code, "text": "x"}),
    ):
        with pytest.raises(Refused):
            perform(name, given, cast.bo)
    assert LedgerEntry.objects.count() == before


def test_objectives_and_key_results_are_handed_over(cast: Cast) -> None:
    row = add(cast, owner=cast.bo.person_id)
    result = measure(cast, row, owner=cast.bo.person_id)
    done = do("people.hand_over", cast.ana, person=cast.bo.person_id, to=cast.rae.person_id,
              kinds=["objectives", "key_results"])  # fmt: skip
    assert len(done) == 2
    row.refresh_from_db()
    result.refresh_from_db()
    assert (row.owner_id, result.owner_id) == (cast.rae.person_id, cast.rae.person_id)


def test_a_period_may_be_one_day(cast: Cast) -> None:
    day = date(2026, 5, 5).isoformat()
    assert add(cast, starts_on=day, ends_on=day).ends_on == date(2026, 5, 5)
