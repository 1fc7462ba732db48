"""Does the brief name controls whose review is due, and those that nothing shows any more?"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from opencaio.record.queries import ask
from tests.record.cast import Cast, do


def titles(cast: Cast, who: str = "ana") -> str:
    shown: Any = ask("brief.show", {}, cast[who])
    return str(shown.model_dump_json())


def test_reviews_that_are_due_and_evidence_that_has_run_out_are_named(cast: Cast) -> None:
    today = timezone.localdate()
    do("controls.add", cast.bo, name="Test plan", department="HEALTH", review_due_on=today + timedelta(days=9))
    row = do("controls.add", cast.bo, name="Old audit", department="HEALTH", status="in_place")
    gone = {"dated": today - timedelta(days=30), "expires_on": today - timedelta(days=1)}
    do("evidence.add", cast.bo, control=row.code, kind="bias_audit", title="Audit", note="Seen", **gone)
    said = titles(cast)
    assert "Look at the control again: Test plan" in said
    assert "Evidence has run out on 1 control" in said and "Old audit" in said
    assert "Test plan" not in titles(cast, "dan") and "Old audit" not in titles(cast, "dan")


def test_mine_are_found_by_owner_and_day(cast: Cast) -> None:
    today = timezone.localdate()
    of_bo = {"department": "HEALTH", "owner": cast.bo.person_id}
    do("controls.add", cast.bo, name="Mine", review_due_on=today, **of_bo)
    do("controls.add", cast.bo, name="Later", review_due_on=today + timedelta(days=300), **of_bo)
    found = ask("controls.list", {"owner": "me", "due_by": today + timedelta(days=60)}, cast.bo).rows
    assert [one.name for one in found] == ["Mine"]
