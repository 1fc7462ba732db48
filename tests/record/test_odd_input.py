"""Is what nobody meant to send answered in plain words, and does nobody sign what he himself put on record?"""

from typing import Any

import pytest

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.duty_states import pieces_for
from opencaio.record.models import Control, Duty, Evidence, Tag
from opencaio.record.queries import ask
from opencaio.record.storable import in_plain_words
from tests.record.cast import Cast, do

LONG = "x" * 100_000


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("incidents.report", {"title": "Odd", "happened_at": "0001-01-01T00:00:00+14:00"}),
        ("evidence.add", {"use_case": "UC-0001", "title": "Odd", "kind": "dpia", "note": "x", "dated": "9999-12-31"}),
    ],
)
def test_a_day_at_the_end_of_the_calendar_is_refused_in_words(cast: Cast, name: str, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="the year must lie between"):
        perform(name, given, cast.ana)


@pytest.mark.parametrize("given", [{"since": "9999-12-31"}, {"since": "0001-01-01"}])
def test_the_law_is_compared_within_the_calendar(cast: Cast, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ask("law.diff", given, cast.ana)


def test_a_moment_without_a_zone_is_one_of_the_organisation(cast: Cast) -> None:
    shown = ask("brief.show", {"record_at": "2030-01-01T12:00:00"}, cast.ana)
    assert "record_at=2030-01-01T12:00:00" in str(shown)


@pytest.mark.parametrize("asking", ["use_cases.show", "risks.list", "reviews.ask"])
def test_a_code_of_a_hundred_thousand_signs_finds_nothing_and_says_so(cast: Cast, asking: str) -> None:
    with pytest.raises((BadInput, NotFound)):
        if asking == "risks.list":
            ask(asking, {"use_case": LONG}, cast.ana)
        elif asking == "use_cases.show":
            ask(asking, {"code": LONG}, cast.ana)
        else:
            perform(asking, {"use_case": LONG}, cast.ana)


def test_of_two_who_take_the_same_place_the_second_is_told_of_the_first(cast: Cast) -> None:
    do("use_cases.tag", cast.bo, codes=[cast.triage.code], tag="beds")
    with pytest.raises(Conflict, match="try again"), in_plain_words():
        twin = Tag.objects.get()
        twin.save(force_insert=True)


def test_the_history_of_a_controls_evidence_is_read_by_those_who_see_the_control(cast: Cast) -> None:
    evidence = _control_evidence(cast)
    assert ask("ledger.history", {"kind": "evidence", "id": evidence.pk}, cast.bo).rows
    with pytest.raises(NotFound):
        ask("ledger.history", {"kind": "evidence", "id": evidence.pk}, cast.dan)


def test_evidence_of_a_control_that_was_retired_closes_no_duty(cast: Cast) -> None:
    evidence = _control_evidence(cast)
    duty = Duty(use_case=cast.triage, regime="EU", code="AIA-4", title="Literacy")
    duty.created_at = duty.updated_at = cast.triage.created_at
    duty.save()
    Evidence.objects.filter(pk=evidence.pk).update(code=duty.code)
    on = duty.created_at.date()
    assert list(pieces_for(duty, on=on)) == [evidence]
    do("controls.retire", cast.bo, code=Control.objects.get().code)
    assert list(pieces_for(duty, on=on)) == []


def test_a_reviewer_states_nothing_in_the_name_of_another(cast: Cast) -> None:
    facts = [{"key": "infers", "value": False, "by": cast.bo.person_id}]
    with pytest.raises(Refused, match="in his own name"):
        do("facts.state_many", cast.rae, use_case=cast.triage.code, facts=facts)
    do("facts.state_many", cast.bo, use_case=cast.triage.code, facts=facts)


def test_who_gave_a_fact_is_someone_on_record(cast: Cast) -> None:
    with pytest.raises(NotFound):
        do(
            "facts.state_many",
            cast.bo,
            use_case=cast.triage.code,
            facts=[{"key": "infers", "value": False, "by": 99_999}],
        )


def _control_evidence(cast: Cast) -> Evidence:
    row = do("controls.add", cast.bo, name="Testing", department="HEALTH", use_cases=[cast.triage.code])
    found: Evidence = do("evidence.add", cast.bo, control=row.code, title="Test", note="Seen")
    return found


def test_uses_that_one_may_not_see_are_not_counted_beside_a_risk(cast: Cast) -> None:
    both = [cast.triage.code, cast.pricing.code]
    do("risks.add", cast.ana, title="Shared", use_cases=both)
    counted = {who: ask("risks.list", {}, cast[who]).rows[0].uses for who in ("ana", "dan")}
    assert counted == {"ana": 2, "dan": 1}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), [-float("inf")], {"x": float("nan")}], ids=str)
def test_a_number_that_is_none_in_what_is_of_any_kind_is_refused_in_words(cast: Cast, number: object) -> None:
    given = {"use_case": cast.triage.code, "kind": "errors", "settings": {"most": number}}
    with pytest.raises(BadInput, match="NaN or infinite"):
        do("monitors.add", cast.ana, **given)


def test_a_number_of_thousands_of_digits_is_refused_in_words(cast: Cast) -> None:
    row = {"event_id": "k", "day": "2026-10-05", "series": "s", "value": 10**5000}
    with pytest.raises(BadInput, match="rows: the number has more than a thousand digits"):
        do("lake.add", cast.ana, fact="kpi", name="x", rows=[row])
