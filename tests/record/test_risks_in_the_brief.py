"""Does the brief name the risks that need somebody, and only to those who may see them?"""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from opencaio.record.briefing.risks import risks_items
from opencaio.record.briefing.standing import stand
from opencaio.record.models import Risk, RiskAcceptance
from tests.record.cast import Cast, do


def titles(cast: Cast, who: str = "ana", department: str | None = None) -> list[str]:
    return [one.title for one in risks_items(stand(cast[who], now=timezone.now(), department=department))]


@pytest.fixture
def risk(cast: Cast) -> Risk:
    given = {"title": "Wrong queue", "department": "HEALTH", "likelihood": 4, "impact": 4}
    row: Risk = do("risks.add", cast.bo, **given, owner=cast.bo.person_id)
    return row


def accept(cast: Cast, risk: Risk, days: int) -> None:
    until = (timezone.localdate() + timedelta(days=days)).isoformat()
    do("risks.accept", cast.ana, code=risk.code, reason="For now", expires_on=until)


def test_a_risk_beyond_appetite_is_named_until_somebody_accepts_it(cast: Cast, risk: Risk) -> None:
    assert titles(cast) == []
    do("appetite.set", cast.ana, highest_level=2)
    assert titles(cast) == ["Beyond appetite: Wrong queue"]
    accept(cast, risk, 90)
    assert titles(cast) == []


def test_an_acceptance_is_named_before_it_ends_and_after(cast: Cast, risk: Risk) -> None:
    accept(cast, risk, 20)
    assert titles(cast) == ["An acceptance ends: Wrong queue"]
    RiskAcceptance.objects.update(expires_on=date(2026, 1, 1))
    (item,) = risks_items(stand(cast.ana, now=timezone.now()))
    assert item.title == "Acceptance run out: Wrong queue"
    assert item.late
    assert item.owner == "Bo Berg"


def test_a_review_that_is_overdue_is_named_and_many_are_counted(cast: Cast, risk: Risk) -> None:
    for number in range(3):
        do("risks.add", cast.bo, title=f"Other {number}", department="HEALTH")
    Risk.objects.update(review_due_on=date(2026, 1, 1))
    assert titles(cast) == ["4 risks were not looked at in time"]
    do("risks.close", cast.bo, code=risk.code, reason="Gone")
    assert len(titles(cast)) == 3


def test_dan_and_another_departments_brief_do_not_hear_of_it(cast: Cast, risk: Risk) -> None:
    do("appetite.set", cast.ana, highest_level=2)
    assert titles(cast, "dan") == []
    assert titles(cast, department="TRADE") == []
    assert titles(cast, "bo") == titles(cast, department="HEALTH") == ["Beyond appetite: Wrong queue"]
