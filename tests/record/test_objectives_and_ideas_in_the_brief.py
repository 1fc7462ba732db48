"""Does the brief name what lags behind, what ends, and which ideas wait, and only to those who may see them?"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from opencaio.record.briefing.ideas import ideas_items
from opencaio.record.briefing.objectives import objectives_items
from opencaio.record.briefing.standing import stand
from opencaio.record.models import Idea, KeyResult, Objective
from tests.record.cast import Cast, do


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def titles(cast: Cast, who: str = "ana", department: str | None = None) -> list[str]:
    standing = stand(cast[who], now=timezone.now(), department=department)
    return [one.title for one in (*objectives_items(standing), *ideas_items(standing))]


def add(cast: Cast, **given: Any) -> Objective:
    told = {"title": "Shorter waiting", "department": "HEALTH", "status": "active", "starts_on": day(-100)}
    row: Objective = do("objectives.add", cast.ana, **{**told, "ends_on": day(100), **given})
    return row


def measure(cast: Cast, aim: Objective, text: str = "Minutes") -> KeyResult:
    row: KeyResult = do(
        "key_results.add", cast.ana, objective=aim.code, text=text, baseline="60", target="20", owner=cast.bo.person_id
    )
    return row


def test_what_was_never_measured_and_what_is_behind_is_named(cast: Cast) -> None:
    result = measure(cast, add(cast))
    assert titles(cast) == ["Never measured: Minutes"]
    do("key_results.read", cast.ana, code=result.code, value="55")
    standing = stand(cast.ana, now=timezone.now())
    (item,) = objectives_items(standing)
    assert item.title == "Behind: Minutes"
    assert item.owner == "Bo Berg"
    assert "the rest takes" in item.text
    do("key_results.read", cast.ana, code=result.code, value="20")
    assert titles(cast) == []


def test_many_are_named_together(cast: Cast) -> None:
    aim = add(cast)
    for number in range(5):
        measure(cast, aim, text=f"Measure {number}")
    assert titles(cast) == ["5 key results are never measured"]


def test_an_objective_is_named_before_it_ends_and_until_it_is_graded(cast: Cast) -> None:
    aim = add(cast, ends_on=day(30))
    assert titles(cast) == ["An objective ends: Shorter waiting"]
    Objective.objects.update(ends_on=timezone.localdate() - timedelta(days=3))
    assert titles(cast) == ["Grade the objective: Shorter waiting"]
    do("objectives.set_status", cast.ana, code=aim.code, status="met", reason="All wards.")
    assert titles(cast) == []


@pytest.mark.parametrize(("who", "named"), [("ana", 1), ("bo", 1), ("cleo", 1), ("dan", 0)])
def test_only_who_may_see_it_is_told(cast: Cast, who: str, named: int) -> None:
    measure(cast, add(cast))
    assert len(titles(cast, who)) == named


def test_everybodys_objective_is_not_part_of_one_departments_brief(cast: Cast) -> None:
    measure(cast, add(cast, department=None))
    assert len(titles(cast, "dan")) == 1
    assert titles(cast, department="HEALTH") == []


def test_an_idea_that_waits_or_is_due_again_is_named(cast: Cast) -> None:
    code = do("ideas.hand_in", cast.bo, title="Beds without typing", problem="Typed twice.").code
    assert titles(cast) == []
    Idea.objects.update(created_at=timezone.now() - timedelta(days=15))
    assert titles(cast) == ["Answer the idea: Beds without typing"]
    assert titles(cast, "dan") == []
    do("ideas.triage", cast.bo, code=code, status="parked", look_again_on=day(5))
    assert titles(cast) == []
    Idea.objects.update(look_again_on=timezone.localdate())
    assert titles(cast) == ["Look at the idea again: Beds without typing"]
