"""Do duties come to those who owe them, close by the right evidence, and come back when it has run out?"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.days import begin_day
from opencaio.record.duty_calendar import duties_as_calendar
from opencaio.record.models import Control, Duty, Evidence, LedgerEntry, Letter
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.duties import DutyRow
from tests.record.cast import Cast, do

TODAY = timezone.localdate


@pytest.fixture
def duty(cast: Cast) -> Duty:
    """A duty of a use in Bo's department, that wants a test report or a policy, and comes back each year."""
    return made(cast)


def made(cast: Cast, **more: Any) -> Duty:
    now = timezone.now()
    given = {"regime": "EU", "code": "AIA-15", "title": "Be accurate", "created_at": now, "updated_at": now}
    given |= {"evidence_kinds": ["test_report", "policy"], "review_months": 12, "use_case": cast.triage}
    return Duty.objects.create(**(given | more))


def row(cast: Cast, key: int, *, by: Actor | None = None) -> DutyRow:
    found = ask("duties.list", {"status": "", "size": 100}, by or cast.bo)
    return next(one for one in found.rows if one.id == key)


def shown(cast: Cast, duty: Duty, **more: Any) -> Evidence:
    given = {"use_case": cast.triage.code, "title": "Report", "note": "Seen", "kind": "test_report", "duty": duty.pk}
    evidence: Evidence = do("evidence.add", cast.bo, **(given | more))
    return evidence


def test_a_duty_is_its_uses_owners_until_somebody_is_named(cast: Cast, duty: Duty) -> None:
    assert row(cast, duty.pk).owner == "" and ask("duties.list", {"owner": "none"}, cast.bo).total == 1
    do("use_cases.assign", cast.bo, codes=[cast.triage.code], owner=cast.bo.person_id)
    assert (row(cast, duty.pk).owner, row(cast, duty.pk).by_default) == ("Bo Berg", True)
    assert ask("duties.list", {"owner": "me"}, cast.bo).total == 1
    do("duties.assign", cast.bo, duties=[duty.pk], owner=cast.ana.person_id)
    assert (row(cast, duty.pk).owner, row(cast, duty.pk).by_default) == ("Ana Ek", False)
    assert ask("duties.list", {"owner": "me"}, cast.bo).total == 0
    do("duties.assign", cast.bo, duties=[duty.pk], owner=None)
    assert row(cast, duty.pk).by_default


def test_many_get_an_owner_and_a_day_at_once_or_none_does(cast: Cast, duty: Duty) -> None:
    other = made(cast, code="AIA-14")
    do("duties.assign", cast.bo, duties=[duty.pk, other.pk], owner=cast.bo.person_id, due_on="2027-01-31")
    assert {row(cast, one.pk).due_on for one in (duty, other)} == {date(2027, 1, 31)}
    theirs = made(cast, use_case=cast.pricing)
    with pytest.raises(NotFound):
        do("duties.assign", cast.bo, duties=[duty.pk, theirs.pk], due_on="2027-02-28")
    assert row(cast, duty.pk).due_on == date(2027, 1, 31)


def test_taking_a_day_back_gives_the_day_of_the_law(cast: Cast) -> None:
    duty = made(cast, binds_from=date(2027, 12, 2), due_on=date(2027, 12, 2), lead_days=120)
    assert row(cast, duty.pk).begin_by == date(2027, 8, 4)
    do("duties.assign", cast.bo, duties=[duty.pk], due_on="2027-06-01")
    assert row(cast, duty.pk).begin_by == date(2027, 2, 1)
    do("duties.assign", cast.bo, duties=[duty.pk], due_on=None)
    assert row(cast, duty.pk).due_on == date(2027, 12, 2)


def test_states_follow_from_the_day_and_the_urgent_come_first(cast: Cast) -> None:
    today = TODAY()
    days = {"late": -1, "today": 0, "soon": 30}
    keys = {name: made(cast, code=name, due_on=today + timedelta(days=left)).pk for name, left in days.items()}
    far = today + timedelta(days=400)
    keys["far"] = made(cast, code="far", binds_from=far, due_on=far).pk
    do("duties.start", cast.bo, duty=keys["soon"])
    states = {name: row(cast, key).state for name, key in keys.items()}
    assert states == {"late": "overdue", "today": "open", "soon": "started", "far": "ahead"}
    found = ask("duties.list", {}, cast.bo)
    assert [one.code for one in found.rows] == ["late", "soon", "today", "far"]
    assert found.counts == {"overdue": 1, "started": 1, "open": 1, "ahead": 1}
    assert [one.code for one in ask("duties.list", {"status": "overdue"}, cast.bo).rows] == ["late"]
    within = {"due_by": (today + timedelta(days=40)).isoformat(), "due_from": today.isoformat()}
    assert {one.code for one in ask("duties.list", within, cast.bo).rows} == {"today", "soon"}


def test_a_started_duty_that_is_late_is_overdue(cast: Cast) -> None:
    duty = made(cast, due_on=TODAY() - timedelta(days=1), status="started")
    assert row(cast, duty.pk).state == "overdue"


def test_another_kind_of_evidence_is_refused_and_the_wanted_kinds_are_named(cast: Cast, duty: Duty) -> None:
    with pytest.raises(BadInput, match="Add evidence first: Test report or Policy"):
        do("duties.close", cast.bo, duty=duty.pk)
    shown(cast, duty, kind="contract", title="The contract")
    with pytest.raises(BadInput, match="another kind of evidence: Test report or Policy") as fault:
        do("duties.close", cast.bo, duty=duty.pk)
    assert fault.value.details == ["The contract: Contract"]
    shown(cast, duty, kind="policy")
    assert do("duties.close", cast.bo, duty=duty.pk).status == "done"


def test_evidence_ages_as_its_kind_does_from_its_own_date(cast: Cast, duty: Duty) -> None:
    assert shown(cast, duty, dated="2026-05-31").expires_on == date(2027, 5, 31)
    assert shown(cast, duty, kind="policy", dated="2026-05-31").expires_on == date(2028, 5, 31)
    assert shown(cast, duty, kind="decision_record").expires_on is None
    assert shown(cast, duty, expires_on="2099-01-01").expires_on == date(2099, 1, 1)
    with pytest.raises(BadInput, match="cannot expire"):
        shown(cast, duty, dated="2026-05-31", expires_on="2026-05-30")
    with pytest.raises(BadInput, match="no kind of evidence tset_report"):
        shown(cast, duty, kind="tset_report")


def test_one_piece_of_evidence_may_show_many_duties(cast: Cast, duty: Duty) -> None:
    other = made(cast, code="AIA-9", evidence_kinds=["test_report"])
    piece = shown(cast, duty)
    do("duties.close", cast.bo, duty=duty.pk)
    with pytest.raises(BadInput):
        do("duties.close", cast.bo, duty=other.pk)
    do("duties.close", cast.bo, duty=other.pk, evidence=[piece.pk])
    assert set(ask("evidence.show", {"id": piece.pk}, cast.bo).shows) == {duty.pk, other.pk}


def test_evidence_of_another_use_or_that_has_expired_closes_nothing(cast: Cast, duty: Duty) -> None:
    theirs = do("evidence.add", cast.dan, use_case=cast.pricing.code, title="x", note="x", kind="test_report")
    with pytest.raises(NotFound):
        do("duties.close", cast.bo, duty=duty.pk, evidence=[theirs.pk])
    stale = shown(cast, duty, expires_on="2020-01-01")
    with pytest.raises(BadInput, match="Add evidence first"):
        do("duties.close", cast.bo, duty=duty.pk)
    with pytest.raises(BadInput, match="expired on 2020-01-01"):
        do("duties.close", cast.bo, duty=duty.pk, evidence=[stale.pk])


def test_what_showed_a_duty_runs_out_and_the_duty_comes_back_by_itself(cast: Cast, duty: Duty) -> None:
    today = TODAY()
    shown(cast, duty, expires_on=(today + timedelta(days=10)).isoformat())
    do("duties.close", cast.bo, duty=duty.pk)
    assert (row(cast, duty.pk).state, row(cast, duty.pk).valid_until) == ("done", today + timedelta(days=10))
    begin_day(timezone.now() + timedelta(days=10))
    assert Duty.objects.get(pk=duty.pk).status == "done"
    begin_day(timezone.now() + timedelta(days=11))
    kept = Duty.objects.get(pk=duty.pk)
    assert (kept.status, kept.due_on) == ("renewal", today + timedelta(days=10))
    entries = LedgerEntry.objects.count()
    begin_day(timezone.now() + timedelta(days=11))
    assert LedgerEntry.objects.count() == entries
    found = ask("duties.list", {"status": "renewal"}, cast.bo)
    assert [one.id for one in found.rows] == [duty.pk]


def test_a_page_says_so_before_the_day_has_begun_anywhere(cast: Cast, duty: Duty) -> None:
    Duty.objects.filter(pk=duty.pk).update(status="done", valid_until=TODAY() - timedelta(days=1))
    assert row(cast, duty.pk).state == "renewal"


def test_a_review_comes_before_the_evidence_ends(cast: Cast, duty: Duty) -> None:
    shown(cast, duty, kind="policy", expires_on="2099-01-01")
    at = timezone.make_aware(datetime(2026, 3, 1, 12))
    perform("duties.close", {"duty": duty.pk}, cast.bo, at=at)
    assert row(cast, duty.pk).valid_until == date(2027, 3, 1)


def test_taking_evidence_back_opens_what_it_alone_showed(cast: Cast, duty: Duty) -> None:
    first = shown(cast, duty, expires_on="2098-01-01")
    second = shown(cast, duty, kind="policy", expires_on="2099-01-01")
    Duty.objects.filter(pk=duty.pk).update(review_months=None)
    do("duties.close", cast.bo, duty=duty.pk)
    do("evidence.retire", cast.bo, id=second.pk)
    assert (row(cast, duty.pk).state, row(cast, duty.pk).valid_until) == ("done", date(2098, 1, 1))
    do("evidence.retire", cast.bo, id=first.pk, reason="It was another version")
    assert row(cast, duty.pk).state == "renewal"


def test_a_duty_is_reopened_with_a_reason_that_stands_in_the_history(cast: Cast, duty: Duty) -> None:
    shown(cast, duty)
    do("duties.close", cast.bo, duty=duty.pk)
    with pytest.raises(BadInput):
        do("duties.start", cast.bo, duty=duty.pk)
    do("duties.reopen", cast.bo, duty=duty.pk, reason="The test was of another release")
    assert (row(cast, duty.pk).state, row(cast, duty.pk).done_on) == ("open", None)
    history = ask("ledger.history", {"kind": "usecase", "id": cast.triage.pk}, cast.bo).rows
    assert "The test was of another release" in history[0].words
    do("duties.close", cast.bo, duty=duty.pk)


def test_duties_of_uses_that_ended_fall_away_and_come_back_with_them(cast: Cast, duty: Duty) -> None:
    do("use_cases.withdraw", cast.bo, code=cast.triage.code)
    assert ask("duties.list", {"status": ""}, cast.bo).total == 0
    do("use_cases.restore", cast.bo, code=cast.triage.code)
    assert ask("duties.list", {"status": ""}, cast.bo).total == 1
    do("use_cases.retire", cast.bo, code=cast.triage.code)
    assert ask("duties.list", {"status": ""}, cast.bo).total == 0


def test_a_suspended_use_is_marked(cast: Cast, duty: Duty) -> None:
    cast.triage.suspended_at = timezone.now()
    cast.triage.save(update_fields=["suspended_at"])
    assert row(cast, duty.pk).is_suspended


def test_evidence_may_hang_on_a_control_and_a_shared_control_is_not_everybodys_to_change(cast: Cast) -> None:
    now = timezone.now()
    new = {"created_at": now, "updated_at": now}
    Control.objects.create(code="C-OURS", name="Ours", department=cast.health, **new)
    Control.objects.create(code="C-ALL", name="All", **new)
    given = {"title": "Policy", "note": "Seen", "kind": "policy"}
    kept = do("evidence.add", cast.bo, control="c-ours", **given)
    with pytest.raises(Refused, match="shared by all"):
        do("evidence.add", cast.bo, control="C-ALL", **given)
    with pytest.raises(NotFound):
        do("evidence.add", cast.dan, control="C-OURS", **given)
    with pytest.raises(BadInput, match="name one of them"):
        do("evidence.add", cast.bo, control="C-OURS", use_case=cast.triage.code, **given)
    do("evidence.add", cast.ana, control="C-ALL", **given)
    assert [one.control for one in ask("evidence.list", {}, cast.bo).rows] == ["C-ALL", "C-OURS"]
    assert [one.control for one in ask("evidence.list", {}, cast.dan).rows] == ["C-ALL"]
    do("evidence.retire", cast.bo, id=kept.pk)


def test_a_control_of_the_use_shows_its_duty_too(cast: Cast, duty: Duty) -> None:
    now = timezone.now()
    control = Control.objects.create(code="C-1", name="Testing", department=cast.health, created_at=now, updated_at=now)
    control.use_cases.add(cast.triage)
    do("evidence.add", cast.bo, control="C-1", code="AIA-15", title="House tests", note="x", kind="test_report")
    assert do("duties.close", cast.bo, duty=duty.pk).status == "done"


def test_the_calendar_holds_the_day_and_the_day_to_begin(cast: Cast) -> None:
    day = TODAY() + timedelta(days=200)
    made(cast, due_on=day, lead_days=30, binds_from=day)
    rows = ask("duties.list", {}, cast.bo).rows
    text = duties_as_calendar(rows, name="Duties", now=timezone.now(), site="https://caio.example").decode()
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in text
    assert f"DTSTART;VALUE=DATE:{day - timedelta(days=30):%Y%m%d}" in text
    assert "Be accurate" in text and f"/use/{cast.triage.code}/duties" in text.replace("\r\n ", "")


def test_whoever_is_given_a_duty_or_has_to_renew_one_is_written_to(cast: Cast, duty: Duty, settings: Any) -> None:
    settings.MAIL_IS_ON = True
    do("duties.assign", cast.ana, duties=[duty.pk], owner=cast.bo.person_id, due_on="2027-01-31")
    (letter,) = Letter.objects.filter(kind="duty")
    assert letter.to_id == cast.bo.person_id and letter.link == "/duties?owner=me"
    assert "Be accurate, due 2027-01-31" in letter.text
    do("duties.assign", cast.bo, duties=[duty.pk], owner=cast.bo.person_id)
    assert Letter.objects.count() == 1, "nobody is written to about what he did himself"
    Duty.objects.filter(pk=duty.pk).update(status="done", valid_until=TODAY() - timedelta(days=1))
    begin_day(timezone.now())
    assert [one.subject for one in Letter.objects.filter(kind="duty").order_by("pk")][1:] == ["Duties need renewal"]
