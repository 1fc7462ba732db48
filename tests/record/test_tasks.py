"""Are the tasks of an initiative placed among named people and their days, and does the record say what slips?"""

from datetime import date
from typing import Any

import pytest

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.first_days import FirstDay, first_day_of
from opencaio.record.models import Initiative, Person, PersonSkill, Skill, WorkTask
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.planned import YEAR, furnish, kept

MONDAY = date(2027, 3, 1)


@pytest.fixture
def beds(cast: Cast) -> Initiative:
    """Work of Bo's department."""
    row: Initiative = do("initiatives.add", cast.bo, name="Beds", department="HEALTH")
    return row


@pytest.fixture
def ml(cast: Cast) -> Skill:
    """A skill."""
    then = cast.triage.created_at
    return Skill.objects.create(code="ml", name="ML engineering", created_at=then, updated_at=then)


def engineer(cast: Cast, name: str, ml: Skill, *, level: int = 3, **more: Any) -> Person:
    """Somebody of Bo's department who masters it."""
    row: Person = do("people.add", cast.ana, name=name, department="HEALTH", **more)
    then = cast.triage.created_at
    PersonSkill.objects.create(
        person=row, skill=ml, level=level, judged_on=MONDAY, created_at=then, updated_at=then
    )  # fmt: skip
    return row


def task(cast: Cast, beds: Initiative, code: str, days: int, **more: Any) -> WorkTask:
    """A task of Bo's work."""
    row: WorkTask = do("tasks.add", cast.bo, initiative=beds.code, code=code, name=f"Task {code}", days=days, **more)
    return row


def placed(cast: Cast, beds: Initiative) -> dict[str, tuple[date | None, date | None, str]]:
    """Where each task lies: first day, last day, who."""
    rows = ask("tasks.of_initiative", {"initiative": beds.code}, cast.bo).rows
    return {one.code: (one.starts_on, one.ends_on, one.person) for one in rows}


def test_tasks_are_placed_on_working_days_one_after_the_other(cast: Cast, beds: Initiative) -> None:
    task(cast, beds, "A", 5)
    task(cast, beds, "B", 2, after=["A"])
    do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=MONDAY)
    found = placed(cast, beds)
    assert found["A"][:2] == (MONDAY, date(2027, 3, 5))
    assert found["B"][:2] == (date(2027, 3, 8), date(2027, 3, 9))


def test_a_public_holiday_of_the_persons_country_is_no_working_day(cast: Cast, beds: Initiative, ml: Skill) -> None:
    engineer(cast, "Zoé", ml, country="FR")
    task(cast, beds, "A", 2, skill="ml")
    do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=date(2027, 7, 14))
    assert placed(cast, beds)["A"][:2] == (date(2027, 7, 15), date(2027, 7, 16))


def test_an_absence_and_work_elsewhere_keep_somebody_away(cast: Cast, beds: Initiative, ml: Skill) -> None:
    zoe = engineer(cast, "Zoé", ml)
    other = do("initiatives.add", cast.bo, name="Nurses", department="HEALTH")
    task(cast, other, "N", 2, skill="ml")
    do("tasks.schedule", cast.bo, initiative=other.code, starts_on=MONDAY)
    do("absences.add", cast.bo, person=zoe.pk, starts_on=date(2027, 3, 3), ends_on=date(2027, 3, 4))
    task(cast, beds, "A", 1, skill="ml")
    do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=MONDAY)
    assert placed(cast, beds)["A"] == (date(2027, 3, 5), date(2027, 3, 5), "Zoé")


def test_nobody_who_masters_it_is_told_with_what_to_do(cast: Cast, beds: Initiative, ml: Skill) -> None:
    engineer(cast, "Zoé", ml, level=2)
    task(cast, beds, "A", 1, skill="ml", level=4)
    with pytest.raises(BadInput, match="nobody on record has ML engineering at level 4"):
        do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=MONDAY)
    assert "nobody on record" in ask("tasks.of_initiative", {"initiative": beds.code}, cast.bo).trouble


def test_the_tasks_that_hold_up_the_end_have_no_slack_and_late_ones_say_so(cast: Cast, beds: Initiative) -> None:
    task(cast, beds, "A", 5, due_on=date(2027, 3, 3))
    task(cast, beds, "B", 2)
    do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=MONDAY)
    rows = {one.code: one for one in ask("tasks.of_initiative", {"initiative": beds.code}, cast.bo).rows}
    assert (rows["A"].slack, rows["A"].late, rows["B"].slack) == (0, 2, 3)


def test_who_leaves_makes_it_later_or_impossible(cast: Cast, beds: Initiative, ml: Skill) -> None:
    zoe, max_ = engineer(cast, "Zoé", ml), engineer(cast, "Max", ml)
    task(cast, beds, "A", 3, skill="ml")
    task(cast, beds, "B", 4, skill="ml")
    do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=MONDAY)
    found = ask("tasks.without", {"initiative": beds.code, "person": zoe.pk, "on": MONDAY}, cast.bo)
    assert (found.days, {one.now_person for one in found.rows}) == (3, {"Max"})
    do("tasks.edit", cast.bo, initiative=beds.code, code="B", person=max_.pk)
    stuck = ask("tasks.without", {"initiative": beds.code, "person": max_.pk, "on": MONDAY}, cast.bo)
    assert (stuck.days, stuck.nobody) == (None, ["B Task B"])


def test_a_pinned_task_stays_and_pins_that_clash_are_named(cast: Cast, beds: Initiative, ml: Skill) -> None:
    engineer(cast, "Zoé", ml)
    for code in "AB":
        task(cast, beds, code, 3, skill="ml")
        do("tasks.pin", cast.bo, initiative=beds.code, code=code, starts_on=MONDAY)
    with pytest.raises(Refused, match="the fixed start of A and the fixed start of B"):
        do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=MONDAY)
    do("tasks.pin", cast.bo, initiative=beds.code, code="B")
    do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=MONDAY)
    assert placed(cast, beds)["B"][0] == date(2027, 3, 4)


def test_tasks_cannot_wait_for_themselves(cast: Cast, beds: Initiative) -> None:
    task(cast, beds, "A", 1)
    task(cast, beds, "B", 1, after=["A"])
    with pytest.raises(Conflict, match="would wait for itself"):
        do("tasks.edit", cast.bo, initiative=beds.code, code="A", after=["B"])
    with pytest.raises(NotFound, match="no task Z"):
        task(cast, beds, "C", 1, after=["Z"])


def test_nobody_says_when_people_of_another_department_are_away(cast: Cast) -> None:
    with pytest.raises(NotFound):
        do("absences.add", cast.dan, person=cast.bo.person_id, starts_on=MONDAY, ends_on=MONDAY)
    do("absences.add", cast.bo, person=cast.bo.person_id, starts_on=MONDAY, ends_on=MONDAY, why="Surgery")
    assert ask("absences.list", {}, cast.dan).rows == []
    assert [one.why for one in ask("absences.list", {}, cast.bo).rows] == ["Surgery"]


def test_open_tasks_and_cases_are_handed_over_with_the_rest(cast: Cast, beds: Initiative) -> None:
    bo, heir = cast.bo.person_id, do("people.add", cast.ana, name="Heir", department="HEALTH")
    do("people.grant", cast.ana, person=heir.pk, role="lead", department="HEALTH")
    task(cast, beds, "A", 3, person=bo)
    do("people.hand_over", cast.ana, person=bo, to=heir.pk)
    assert WorkTask.objects.get(code="A").person_id == heir.pk


def test_a_schedule_begins_where_the_initiative_may_begin_and_says_so(cast: Cast, beds: Initiative) -> None:
    task(cast, beds, "A", 5)
    do("initiatives.estimate", cast.bo, code=beds.code, earliest="2098Q2")
    done = perform("tasks.schedule", {"initiative": beds.code}, cast.bo)
    assert placed(cast, beds)["A"][0] == date(2098, 4, 1)
    assert "from 2098-04-01 (its earliest quarter is 2098Q2), done by 2098-04-07" in done.words
    do("tasks.schedule", cast.bo, initiative=beds.code, starts_on=MONDAY)
    assert placed(cast, beds)["A"][0] == MONDAY


def test_work_that_runs_goes_on_today_whatever_its_earliest_quarter(cast: Cast, beds: Initiative) -> None:
    Initiative.objects.filter(pk=beds.pk).update(status="running", earliest="2098Q2")
    beds.refresh_from_db()
    assert first_day_of(beds, today=MONDAY) == FirstDay(MONDAY)


def test_the_approved_plan_says_when_work_begins_or_that_it_does_not(cast: Cast) -> None:
    furnish(cast.ana)
    do("plans.approve", cast.ana, code=kept(cast.ana, pins_out=["B"]).code, reason="Within the money")
    chosen, left = (Initiative.objects.get(code=code) for code in "AB")
    assert first_day_of(chosen, today=MONDAY) == FirstDay(date(YEAR, 1, 1), "as in the plan P-01")
    assert first_day_of(left, today=MONDAY).left_out_by == "P-01"
    do("tasks.add", cast.ana, initiative="B", name="Task T", days=1)
    words = perform("tasks.schedule", {"initiative": "B"}, cast.ana).words
    assert words.startswith("Scheduled 1 task of B: from ") and "plan P-01 leaves this initiative out" in words
