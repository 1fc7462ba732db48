"""Do skills, levels, capacity and time given do what they say, and keep to whom they belong?"""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from opencaio.engines.staffing import number_of, quarter_at, quarter_of
from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.models import Allocation, Capacity, LedgerPayload, Past, Person, PersonSkill
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


def quarter(ahead: int) -> str:
    return quarter_at(number_of(quarter_of(timezone.localdate())) + ahead)


@pytest.fixture
def skilled(cast: Cast) -> Cast:
    """Two skills, a colleague of Bo's, and Bo with a level."""
    do("skills.add", cast.ana, code="ml_engineering", is_planned=True, hire_lead=2, hire_cost=30, contract_cost=40)
    do("skills.add", cast.ana, code="data_engineering", is_planned=True)
    do("people.add", cast.ana, name="Mia Moss", department="CLINICS", email="mia@northwind.example")
    do("skills.judge", cast.bo, person=cast.bo.person_id, skill="ml_engineering", level=2, wanted=4)
    return cast


def mia() -> int:
    return Person.objects.get(name="Mia Moss").pk


def work(cast: Cast, **planned: Any) -> str:
    row = do("initiatives.add", cast.bo, name="Beds ahead", department="HEALTH")
    if planned:
        do("initiatives.estimate", cast.bo, code=row.code, status="running", **planned)
    return str(row.code)


def test_a_skill_of_our_list_lends_its_name_and_words(cast: Cast) -> None:
    row = do("skills.add", cast.ana, code="communication")
    assert (row.name, row.kind) == ("Plain speech", "human")
    with pytest.raises(BadInput, match="needs a name"):
        do("skills.add", cast.ana, code="weaving")
    with pytest.raises(Conflict, match="taken"):
        do("skills.add", cast.ana, code="COMMUNICATION")
    with pytest.raises(BadInput, match="same skill"):
        do("skills.edit", cast.ana, code="communication", transferable_from=["communication"])


def test_one_judges_oneself_and_a_lead_his_people_but_nobody_else(skilled: Cast) -> None:
    do("skills.judge", skilled.rae, person=skilled.rae.person_id, skill="data_engineering", level=1)
    do("skills.judge", skilled.bo, person=mia(), skill="data_engineering", level=5)
    row = PersonSkill.objects.get(person=mia())
    assert (row.level, row.judged_by_id, row.judged_on) == (5, skilled.bo.person_id, timezone.localdate())
    with pytest.raises(Refused, match="not Mia"):
        do("skills.judge", skilled.rae, person=mia(), skill="data_engineering", level=1)
    with pytest.raises(NotFound):
        do("skills.judge", skilled.dan, person=mia(), skill="data_engineering", level=1)
    with pytest.raises(Refused):
        do("skills.judge", skilled.cleo, person=skilled.cleo.person_id, skill="data_engineering", level=1)
    with pytest.raises(BadInput, match="level"):
        do("skills.judge", skilled.bo, person=mia(), skill="data_engineering", level=6)


def test_a_level_can_be_taken_back_and_said_anew(skilled: Cast) -> None:
    given = {"person": skilled.bo.person_id, "skill": "ml_engineering"}
    do("skills.judge", skilled.bo, **given)
    assert ask("skills.matrix", {}, skilled.bo).total == 0
    with pytest.raises(NotFound, match="Nobody has said"):
        do("skills.judge", skilled.bo, **given)
    do("skills.judge", skilled.bo, **given, level=3)
    assert ask("skills.show", {"code": "ml_engineering"}, skilled.bo).people[0].level == 3


def test_the_matrix_shows_levels_only_of_those_whom_one_may_see(skilled: Cast) -> None:
    for who in ("ana", "bo", "rae", "cleo"):
        (row,) = ask("skills.matrix", {}, skilled[who]).rows
        cells = {one.skill: one for one in row.levels if one}
        assert (row.name, cells["ml_engineering"].level, cells["ml_engineering"].wanted) == ("Bo Berg", 2, 4)
    found = ask("skills.matrix", {}, skilled.dan)
    assert (found.rows, [one.people for one in found.skills]) == ([], [0, 0])
    do("skills.judge", skilled.ana, person=skilled.ana.person_id, skill="ml_engineering", level=5)
    assert ask("skills.matrix", {}, skilled.dan).rows == []
    assert [one.name for one in ask("skills.matrix", {"skill": "ml_engineering", "level": 3}, skilled.ana).rows] == [
        "Ana Ek"
    ]


def test_a_column_counts_who_works_alone_and_who_wants_more(skilled: Cast) -> None:
    do("skills.judge", skilled.bo, person=mia(), skill="ml_engineering", level=4)
    column = next(one for one in ask("skills.matrix", {}, skilled.bo).skills if one.code == "ml_engineering")
    assert (column.people, column.able, column.wanting) == (2, 1, 1)


def test_a_gap_is_demand_less_capacity_and_the_cheapest_way_out_is_told(skilled: Cast) -> None:
    code = work(skilled, earliest=quarter(1), quarters=4, demand={"ml_engineering": [3, 3, 3, 3]})
    do("capacity.import", skilled.ana, rows=[
        {"skill": "ml_engineering", "quarter": quarter(at), "fte": 2} for at in range(1, 5)
    ])  # fmt: skip
    found = ask("capacity.overview", {"quarters": 4}, skilled.ana)
    row = next(one for one in found.skills if one.code == "ml_engineering")
    assert [(one.capacity, one.demand, one.gap) for one in row.cells] == [(2, 3, 1)] * 4
    assert (row.short, [one.initiative for one in row.by_work]) == (4, [code])
    told = [(one.way, one.start, one.until, one.people, one.cost, one.reason) for one in found.steps]
    assert told == [
        ("contract", quarter(1), quarter(1), 1, 40, "bridge"), ("hire", quarter(2), quarter(4), 1, 90, "cheaper"),
    ]  # fmt: skip
    hire = found.steps[1]
    assert (hire.begin_by, hire.begin_now, hire.alternative, found.cost) == (quarter(0), True, 120, 130)
    assert {one.way: one.too_late for one in found.options} == {"hire": [quarter(1)], "contract": []}


def test_where_no_capacity_is_on_record_the_gap_is_unknown_and_not_zero(skilled: Cast) -> None:
    work(skilled, earliest=quarter(1), quarters=1, demand={"ml_engineering": [3]})
    found = ask("capacity.overview", {"quarters": 1}, skilled.ana)
    cell = next(one for one in found.skills if one.code == "ml_engineering").cells[0]
    assert (cell.capacity, cell.demand, cell.gap) == (None, 3, None)
    assert any("Nobody has said how many people of ML engineering" in one for one in found.missing)
    assert found.steps == []


def test_who_sees_only_his_department_is_told_no_gap(skilled: Cast) -> None:
    work(skilled, earliest=quarter(1), quarters=1, demand={"ml_engineering": [3]})
    do("capacity.set", skilled.ana, skill="ml_engineering", quarter=quarter(1), fte=1)
    of_dan = ask("capacity.overview", {"quarters": 1}, skilled.dan)
    cell = next(one for one in of_dan.skills if one.code == "ml_engineering").cells[0]
    assert (of_dan.is_whole, cell.demand, cell.gap, of_dan.steps) == (False, 0, None, [])
    assert ask("capacity.overview", {"quarters": 1}, skilled.bo).skills[1].cells[0].demand == 3


def test_the_approved_plan_says_what_is_asked_for(skilled: Cast) -> None:
    from opencaio.record.models import Plan

    code = work(skilled, earliest=quarter(1), quarters=2, demand={"ml_engineering": [9, 9]})
    problem = {
        "periods": [quarter(1), quarter(2), quarter(3)],
        "initiatives": [{"id": code, "demand": {"ml_engineering": [2, 1]}}, {"id": "GONE", "demand": {"x": [1]}}],
    }
    now = timezone.now()
    Plan.objects.create(
        code="P-1", name="Plan", status="approved", problem=problem, answer={"starts": {code: 1}, "hires": {}},
        problem_hash="x", currency="EUR", outcome="optimal", created_at=now, updated_at=now, approved_on=now.date(),
    )  # fmt: skip
    found = ask("capacity.overview", {"quarters": 3}, skilled.ana)
    row = next(one for one in found.skills if one.code == "ml_engineering")
    assert (found.plan, [one.demand for one in row.cells]) == ("P-1", [0, 2, 1])


def test_time_beyond_a_person_and_a_half_is_refused_and_beyond_one_is_said(skilled: Cast) -> None:
    first, second = work(skilled), work(skilled)
    given = {"person": mia(), "quarters": [quarter(1), quarter(2)]}
    done = perform("allocations.set", {**given, "initiative": first, "fte": "0.8"}, skilled.bo)
    assert "Careful" not in done.words
    done = perform("allocations.set", {**given, "initiative": second, "fte": "0.4"}, skilled.bo)
    assert f"Careful: that is more than a full-time person can give (1.2 in {quarter(1)}" in done.words
    with pytest.raises(Refused, match=f"already gives 0.8 of the time in {quarter(1)}: 0.8 more makes 1.6"):
        do("allocations.set", skilled.bo, **given, initiative=second, fte="0.8")
    assert Allocation.objects.filter(retired_at=None).count() == 4
    load = ask("people.workload", {"person": mia(), "start": quarter(1), "quarters": 3}, skilled.bo).rows[0]
    assert [(one.load, one.is_over) for one in load.cells] == [(Decimal("1.2"), True)] * 2 + [(0, False)]
    do("allocations.remove", skilled.bo, person=mia(), initiative=second, quarters=[quarter(2)])
    load = ask("people.workload", {"person": mia(), "start": quarter(1), "quarters": 2}, skilled.bo).rows[0]
    assert [one.load for one in load.cells] == [Decimal("1.2"), Decimal("0.8")]


def test_dan_can_give_nobodys_time_but_that_of_people_he_sees(skilled: Cast) -> None:
    own = do("initiatives.add", skilled.dan, name="Prices", department="TRADE").code
    with pytest.raises(NotFound):
        do("allocations.set", skilled.dan, person=mia(), initiative=own, quarters=[quarter(1)], fte="0.1")
    with pytest.raises(NotFound):
        do("allocations.set", skilled.dan, person=skilled.dan.person_id, initiative=work(skilled),
           quarters=[quarter(1)], fte="0.1")  # fmt: skip


def test_time_for_a_department_that_one_does_not_see_counts_without_its_name(skilled: Cast) -> None:
    own = do("initiatives.add", skilled.dan, name="Secret prices", department="TRADE").code
    given = {"person": mia(), "initiative": own, "quarters": [quarter(1)], "fte": "0.3"}
    done = perform("allocations.set", given, skilled.ana)
    assert "Mia" not in done.words
    load = ask("people.workload", {"person": mia(), "start": quarter(1)}, skilled.bo)
    assert load.rows[0].cells[0].load == Decimal("0.3")
    assert "Secret" not in load.model_dump_json()


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("capacity.set", {"skill": "ml_engineering", "quarter": "2027Q5", "fte": 1}, "quarter"),
        ("capacity.set", {"skill": "ml_engineering", "quarter": "2027Q1", "fte": "NaN"}, "fte"),
        ("capacity.set", {"skill": "ml_engineering", "quarter": "2027Q1", "fte": -1}, "fte"),
        ("capacity.set", {"skill": "ml_engineering", "quarter": "2027Q1", "fte": 10**12}, "fte"),
        ("skills.edit", {"code": "ml_engineering", "hire_cost": "1e400"}, "hire_cost"),
        ("skills.edit", {"code": "ml_engineering", "hire_lead": 400}, "hire_lead"),
        ("capacity.import", {"rows": [{"skill": "ml_engineering", "quarter": "2027Q1", "fte": 1}] * 2}, "twice"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(
    skilled: Cast, name: str, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        do(name, skilled.ana, **given)
    assert not Capacity.objects.exists()


def test_a_list_of_capacities_is_taken_in_whole_or_not_at_all(skilled: Cast) -> None:
    rows = [
        {"skill": "ml_engineering", "quarter": "2027Q1", "fte": 1},
        {"skill": "ghost", "quarter": "2027Q1", "fte": 1},
    ]
    with pytest.raises(NotFound, match="no skill"):
        do("capacity.import", skilled.ana, rows=rows)
    assert not Capacity.objects.exists()


def test_erasing_a_person_erases_levels_their_past_and_what_the_ledger_said(skilled: Cast) -> None:
    do("skills.judge", skilled.bo, person=mia(), skill="ml_engineering", level=1)
    do("skills.judge", skilled.bo, person=mia(), skill="ml_engineering", level=2)
    team = do("teams.add", skilled.bo, name="Night", department="HEALTH", members=[mia()])
    key = mia()
    assert Past.objects.filter(kind="personskill").exists()
    do("people.erase", skilled.ana, person=key)
    assert not PersonSkill.objects.filter(person=key).exists()
    assert not Past.objects.filter(kind="personskill").exists()
    assert team.members.count() == 0
    assert not LedgerPayload.objects.filter(words__contains="Mia Moss").exists()
    assert not LedgerPayload.objects.filter(body__contains='"level": 2', words__contains="Mia").exists()


def test_a_skill_that_we_look_for_is_not_retired(skilled: Cast) -> None:
    do("openings.add", skilled.bo, department="HEALTH", skill="ml_engineering")
    with pytest.raises(Conflict, match="looking for"):
        do("skills.retire", skilled.ana, code="ml_engineering")
    do("skills.retire", skilled.ana, code="data_engineering")
    assert [one.code for one in ask("skills.list", {}, skilled.dan).rows] == ["ml_engineering"]
