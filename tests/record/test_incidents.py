"""Does an incident take its way: reported by anyone, assessed, told of, contained, learnt from, closed, never lost?"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.packs.incidents.reports import load_reports
from opencaio.record.actions import perform
from opencaio.record.actors import actor_for
from opencaio.record.alarms import stage_of, write_alarms
from opencaio.record.briefing import brief
from opencaio.record.incident_reports import draft_of
from opencaio.record.models import Clock, Incident, LedgerEntry, Letter, Organisation, Person, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NO_HARM = dict.fromkeys(("near_miss", "death", "health", "infrastructure", "rights", "property", "widespread"), False)
BREACH = {**NO_HARM, "causal": True, "effect": "small", "breach": True, "data_role": ["controller"]}


def report(cast: Cast, by: Actor | None = None, /, **given: Any) -> str:
    """An incident on Bo's use, known on 18 November at noon UTC; its code."""
    asked = {"title": "Wrong letters went out", "use": cast.triage.code, "known_at": NOON} | given
    code: str = do("incidents.report", by or cast.bo, **asked).code
    return code


def clocks(code: str) -> dict[str, Clock]:
    """The clocks of an incident by code."""
    return {one.code: one for one in Clock.objects.filter(incident__code=code)}


def staff(cast: Cast) -> Actor:
    """Somebody who may only report."""
    person = do("people.add", cast.ana, name="Sid Stahl", email="sid@northwind.example", department="HEALTH")
    do("people.grant", cast.ana, person=person.pk, role="staff")
    return actor_for(Person.objects.get(pk=person.pk), face="web")


def test_anyone_who_works_here_reports_and_sees_his_own_report_only(cast: Cast) -> None:
    sid = staff(cast)
    code = report(cast, sid, description="Seen at the counter")
    report(cast)
    (own,) = ask("incidents.own", {}, sid).rows
    assert (own.code, own.status) == (code, "open")
    assert ask("incidents.own", {}, cast.rae).rows == []
    with pytest.raises(Refused):
        ask("incidents.list", {}, sid)
    assert ask("incidents.show", {"code": code}, cast.bo).reported_by == "Sid Stahl"


def test_an_auditor_reads_and_does_not_report(cast: Cast) -> None:
    code = report(cast)
    assert ask("incidents.show", {"code": code}, cast.cleo).code == code
    with pytest.raises(Refused):
        report(cast, cast.cleo)


def test_who_reports_on_anothers_use_learns_nothing_about_it(cast: Cast) -> None:
    known, unknown = (
        perform("incidents.report", {"title": "It failed", "use": use}, cast.dan)
        for use in (cast.triage.code, "UC-9999")
    )
    assert "Triage" not in f"{known}" and cast.triage.code not in f"{known}"
    assert set(known.result.model_dump()) == set(unknown.result.model_dump())
    assert ask("incidents.show", {"code": known.result.code}, cast.bo).use_case == cast.triage.code
    with pytest.raises(NotFound):
        ask("incidents.show", {"code": known.result.code}, cast.dan)


def test_what_belongs_to_no_department_goes_to_those_who_see_everything(cast: Cast) -> None:
    code = report(cast, cast.ana, use="some robot in the hall")
    assert ask("incidents.show", {"code": code}, cast.rae).use_words == "some robot in the hall"
    with pytest.raises(NotFound):
        ask("incidents.show", {"code": code}, cast.bo)
    do("incidents.edit", cast.ana, code=code, use=cast.triage.code)
    assert ask("incidents.show", {"code": code}, cast.bo).use_case == cast.triage.code


def test_awareness_cannot_lie_in_the_future_nor_before_the_event(cast: Cast) -> None:
    with pytest.raises(BadInput, match="future"):
        report(cast, known_at=timezone.now() + timedelta(minutes=1))
    with pytest.raises(BadInput, match="after we came to know"):
        report(cast, happened_at=NOON + timedelta(hours=1))
    assert not Incident.objects.exists()


def test_a_moment_without_a_zone_is_one_of_the_organisation(cast: Cast) -> None:
    do("organisation.describe", cast.ana, name="Northwind Care", time_zone="Europe/Brussels")
    code = report(cast, known_at="2026-11-18T10:05")
    row = Incident.objects.get(code=code)
    assert row.known_at == datetime(2026, 11, 18, 10, 5, tzinfo=ZoneInfo("Europe/Brussels"))
    late = report(cast, known_at="2026-10-25T02:30")
    assert Incident.objects.get(code=late).known_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_both_ends_of_a_clock_stand_on_record_with_their_reasons(cast: Cast) -> None:
    Organisation.objects.update(time_zone="Europe/Brussels")
    code = report(cast, known_at="2026-11-20T10:05")
    clock = clocks(code)["ai_act.report_2"]
    assert clock.stands == "may_run"
    assert clock.strict_at == datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    assert clock.lenient_at == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert "Art. 3(5)" in " ".join(clock.reckoning["lenient"])
    shown = {one.code: one for one in ask("incidents.show", {"code": code}, cast.bo).clocks}
    assert shown["ai_act.report_2"].open and shown["house.triage"].lenient_at is None


def test_answers_start_and_stop_clocks_and_none_disappears(cast: Cast) -> None:
    code = report(cast)
    before = set(clocks(code))
    do("incidents.assess", cast.bo, code=code, answers={"breach": False})
    assert set(clocks(code)) == before
    lapsed = clocks(code)["gdpr.authority"]
    assert lapsed.stands == "lapsed" and "Were personal data lost" in lapsed.lapsed_because
    do("incidents.assess", cast.bo, code=code, answers={**BREACH, "breach_risk": "high"})
    again = clocks(code)["gdpr.authority"]
    assert (again.stands, again.lapsed_because) == ("runs", "")
    assert again.strict_at == NOON + timedelta(hours=72)
    row = Incident.objects.get(code=code)
    assert (row.severity, row.may_be) == ("high", "high")


def test_not_knowing_keeps_the_clock_and_says_what_could_stop_it(cast: Cast) -> None:
    code = report(cast)
    do("incidents.assess", cast.bo, code=code, answers={**BREACH, "breach_risk": None})
    page = ask("incidents.show", {"code": code}, cast.bo)
    clock = next(one for one in page.clocks if one.code == "gdpr.authority")
    assert clock.stands == "may_run" and clock.open == ["How likely is harm to the people whose data they are?"]
    answer = next(one for one in page.questions if one.key == "breach_risk")
    assert answer.answered_at and answer.answer is None and answer.answered_by == "Bo Berg"


def test_answering_the_questions_meets_the_clock_of_the_house(cast: Cast) -> None:
    code = report(cast)
    assert Incident.objects.get(code=code).severity == ""
    do("incidents.assess", cast.bo, code=code, answers={"contact": "Bo, telephone 12"})
    assert clocks(code)["house.triage"].met_at is None
    assert Incident.objects.get(code=code).severity == ""
    do("incidents.assess", cast.bo, code=code, answers={"near_miss": True})
    assert clocks(code)["house.triage"].met_at


def test_the_class_and_role_on_record_answer_for_the_use(cast: Cast) -> None:
    for key, value in (("infers", True), ("role", ["deployer"]), ("use", ["recruit_screen_rank"])):
        do("facts.state", cast.bo, use_case=cast.triage.code, key=key, value=value)
    code = report(cast)
    answers = Incident.objects.get(code=code).answers
    assert answers["our_role"]["value"] == ["deployer"] and answers["our_role"]["origin"] == "record"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"nonsense": True}, "no question nonsense"),
        ({"death": "yes"}, "true, false or null"),
        ({"breach_risk": "sometimes"}, "Choose of"),
        ({"data_role": ["owner"]}, "Choose of"),
        ({"measures": True}, "as text"),
    ],
)
def test_an_answer_that_is_none_is_refused_and_changes_nothing(cast: Cast, answers: Any, words: str) -> None:
    code = report(cast)
    with pytest.raises(BadInput, match=words):
        do("incidents.assess", cast.bo, code=code, answers=answers)
    assert "nonsense" not in Incident.objects.get(code=code).answers


def test_telling_meets_the_clock_first_then_completely(cast: Cast) -> None:
    code = report(cast)
    do("incidents.assess", cast.bo, code=code, answers={**BREACH, "breach_risk": "likely"})
    at = NOON + timedelta(hours=70)
    do("incidents.tell", cast.bo, code=code, clock="gdpr.authority", how="its form", at=at, complete=False)
    first = clocks(code)["gdpr.authority"]
    assert (first.met_at, first.complete_at) == (at, None)
    do("incidents.tell", cast.bo, code=code, clock="gdpr.authority", at=at + timedelta(hours=5))
    whole = clocks(code)["gdpr.authority"]
    assert (whole.met_at, whole.complete_at) == (at, at + timedelta(hours=5))
    told = ask("incidents.show", {"code": code}, cast.rae).told
    assert [(one.who, one.is_complete) for one in told] == [
        ("Data protection authority", False),
        ("Data protection authority", True),
    ]


def test_nobody_was_told_in_the_future_or_before_we_knew(cast: Cast) -> None:
    code = report(cast)
    for at in (timezone.now() + timedelta(hours=1), NOON - timedelta(hours=1)):
        with pytest.raises(BadInput, match="cannot lie"):
            do("incidents.tell", cast.bo, code=code, who="The mayor", at=at)
    with pytest.raises(NotFound):
        do("incidents.tell", cast.bo, code=code, clock="gdpr.nobody")


def test_another_moment_of_awareness_needs_a_reason_and_moves_the_clocks(cast: Cast) -> None:
    code = report(cast)
    earlier = NOON - timedelta(hours=20)
    with pytest.raises(BadInput, match="say why"):
        do("incidents.edit", cast.bo, code=code, known_at=earlier)
    do("incidents.edit", cast.bo, code=code, known_at=earlier, reason="The mail came the day before.")
    assert clocks(code)["gdpr.authority"].strict_at == earlier + timedelta(hours=72)


def test_closing_asks_for_a_lesson_and_for_clocks_met_or_a_reason(cast: Cast) -> None:
    code = report(cast)
    do("incidents.assess", cast.bo, code=code, answers={**BREACH, "breach_risk": "likely"})
    with pytest.raises(BadInput, match="lesson"):
        do("incidents.close", cast.bo, code=code)
    with pytest.raises(Conflict, match="Report the breach of personal data"):
        do("incidents.close", cast.bo, code=code, lesson="Two pairs of eyes.")
    do("incidents.tell", cast.bo, code=code, clock="gdpr.authority")
    do("incidents.close", cast.bo, code=code, lesson="Two pairs of eyes.")
    with pytest.raises(Conflict, match="Reopen"):
        do("incidents.assess", cast.bo, code=code, answers={"death": True})
    do("incidents.reopen", cast.bo, code=code, reason="It happened again.")
    assert Incident.objects.get(code=code).status == "open"


def test_a_reason_closes_what_runs_and_stays_in_the_ledger(cast: Cast) -> None:
    code = report(cast)
    do("incidents.close", cast.bo, code=code, lesson="None more.", reason="The authority knows from the customer.")
    newest = LedgerEntry.objects.select_related("payload").last()
    assert newest is not None and "The authority knows" in newest.payload.words


def test_what_was_no_incident_lets_its_clocks_lapse_and_can_come_back(cast: Cast) -> None:
    code = report(cast)
    do("incidents.dismiss", cast.bo, code=code, reason="A test message.")
    assert {one.stands for one in clocks(code).values()} == {"lapsed"}
    do("incidents.reopen", cast.bo, code=code, reason="It was real.")
    assert clocks(code)["gdpr.authority"].stands == "may_run"


def test_a_lesson_links_to_the_controls_it_made(cast: Cast) -> None:
    from opencaio.record.models import Control

    now = timezone.now()
    Control.objects.create(code="CTRL-1", name="Second look", created_at=now, updated_at=now)
    theirs = Control.objects.create(code="CTRL-T", name="Theirs", department=cast.trade, created_at=now, updated_at=now)
    code = report(cast)
    do("incidents.learn", cast.bo, code=code, lesson="Look twice.", controls=["CTRL-1"])
    assert [one.code for one in ask("incidents.show", {"code": code}, cast.bo).controls] == ["CTRL-1"]
    with pytest.raises(NotFound):
        do("incidents.learn", cast.bo, code=code, lesson="Look twice.", controls=[theirs.code])


def test_a_use_is_stopped_by_who_edits_it_and_goes_on_only_by_its_lead(cast: Cast) -> None:
    code = report(cast)
    do("use_cases.suspend", cast.bo, code=cast.triage.code, reason="Wrong letters", incident=code)
    row = UseCase.objects.get(pk=cast.triage.pk)
    assert row.suspended_at and row.suspended_because == "Wrong letters"
    assert ask("use_cases.show", {"code": row.code}, cast.rae).suspended_because == "Wrong letters"
    with pytest.raises(Conflict, match="already"):
        do("use_cases.suspend", cast.ana, code=row.code, reason="Again")
    with pytest.raises(Refused):
        do("use_cases.resume", cast.rae, code=row.code, reason="Fine now")
    with pytest.raises(NotFound):
        do("use_cases.suspend", cast.dan, code=row.code, reason="Mine to stop")
    do("use_cases.resume", cast.bo, code=row.code, reason="Fixed")
    assert UseCase.objects.get(pk=row.pk).suspended_at is None
    with pytest.raises(Conflict, match="not suspended"):
        do("use_cases.resume", cast.bo, code=row.code, reason="Fixed")


def test_the_brief_says_how_many_hours_are_left_to_those_who_see_the_department(cast: Cast) -> None:
    code = report(cast)
    do("incidents.assess", cast.bo, code=code, answers={**BREACH, "breach_risk": "likely"})
    do("incidents.tell", cast.bo, code=code, clock="house.officer")
    paper = brief(cast.bo, now=NOON + timedelta(hours=20))
    titles = [one.title for block in paper.blocks if type(block).__name__ == "Docket" for one in block.items]
    assert f"{code}, 52 hours left: report the breach of personal data" in titles
    assert code not in f"{brief(cast.dan, now=NOON + timedelta(hours=20))}"


def test_a_draft_is_filled_from_the_record_and_names_what_is_missing(cast: Cast) -> None:
    code = report(cast, description="Forty letters went to the neighbour.", people_affected=40)
    do("incidents.assess", cast.bo, code=code, answers={**BREACH, "breach_risk": "likely"})
    kinds = load_reports().reports
    row = Incident.objects.get(code=code)
    draft = draft_of(row, kinds["breach_report"], now=NOON + timedelta(hours=1))
    assert "Forty letters went to the neighbour." in f"{draft.paper}"
    assert "What are the likely consequences for people?" in draft.missing
    assert "If a report comes late: why?" not in draft.missing
    late = draft_of(row, kinds["breach_report"], now=NOON + timedelta(hours=100))
    assert "If a report comes late: why?" in late.missing
    answers = dict.fromkeys(load_reports().particulars, "Said by a person.")
    do("incidents.assess", cast.bo, code=code, answers=answers)
    found = ask("incidents.draft", {"code": code, "report": "breach_report"}, cast.bo)
    assert [one for one in found.missing if one in {p.question for p in load_reports().particulars.values()}] == []
    assert "Said by a person." in found.model_dump_json()


@pytest.mark.parametrize("code", list(load_reports().reports))
def test_every_line_of_every_report_has_a_source(cast: Cast, code: str) -> None:
    row = Incident.objects.get(code=report(cast))
    assert draft_of(row, load_reports().reports[code], now=NOON).paper.blocks


def test_alarms_go_by_the_strict_end_once_and_only_to_who_may_read(cast: Cast, settings: Any) -> None:
    settings.MAIL_IS_ON = True
    dan = Person.objects.get(pk=cast.dan.person_id)
    code = report(cast)
    Incident.objects.filter(code=code).update(owner=dan)
    breach = clocks(code)["gdpr.authority"]
    assert [stage_of(breach, NOON + timedelta(hours=one)) for one in (1, 53, 54, 73)] == ["", "", "soon", "late"]
    assert write_alarms(NOON + timedelta(minutes=5)) == 0
    written = write_alarms(NOON + timedelta(hours=54))
    assert written > 0
    assert write_alarms(NOON + timedelta(hours=54, minutes=5)) == 0
    letters = Letter.objects.filter(kind="alarm")
    assert {one.to_id for one in letters} == {cast.ana.person_id}
    assert any("Strict" in one.text or "strict" in one.text for one in letters)


def test_a_met_or_lapsed_clock_rings_no_more(cast: Cast, settings: Any) -> None:
    settings.MAIL_IS_ON = True
    code = report(cast)
    do("incidents.dismiss", cast.bo, code=code, reason="A test.")
    assert write_alarms(NOON + timedelta(days=90)) == 0
