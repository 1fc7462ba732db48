"""Does a place go from need to person as it should, and do roles, teams and tools keep their word?"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from opencaio.engines.staffing import first_day, last_day, number_of, quarter_at, quarter_of
from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.models import Capacity, Opening
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


def quarter(ahead: int) -> str:
    return quarter_at(number_of(quarter_of(timezone.localdate())) + ahead)


@pytest.fixture
def skilled(cast: Cast) -> Cast:
    """A skill with terms and a capacity."""
    do("skills.add", cast.ana, code="ml_engineering", is_planned=True, hire_lead=2, hire_cost=30, contract_cost=40)
    do("capacity.set", cast.ana, skill="ml_engineering", quarter=quarter(1), fte=2)
    return cast


def place(cast: Cast, *, needed: int | None = None, **given: object) -> Opening:
    days = {} if needed is None else {"needed_by": last_day(quarter(needed)).isoformat()}
    row: Opening = do("openings.add", cast.bo, **{"department": "HEALTH", "skill": "ml_engineering", **days, **given})
    return row


def test_a_place_takes_its_name_and_cost_from_skill_and_role(skilled: Cast) -> None:
    assert (place(skilled).title, place(skilled, people=2).cost) == ("ML engineering", 60)
    assert place(skilled, role="ml-engineer", way="contract").cost == 40
    with pytest.raises(BadInput, match="title"):
        do("openings.add", skilled.bo, department="HEALTH")
    with pytest.raises(NotFound, match="no role"):
        place(skilled, role="wizard")


def test_only_who_decides_lets_a_place_leave_planned(skilled: Cast) -> None:
    row = place(skilled)
    for stage in ("approved", "open", "offered"):
        with pytest.raises(Refused, match="approves it"):
            do("openings.move", skilled.bo, code=row.code, stage=stage)
    with pytest.raises(Conflict, match="only planned"):
        do("openings.fill", skilled.bo, code=row.code)
    do("openings.move", skilled.ana, code=row.code, stage="approved")
    row = do("openings.move", skilled.bo, code=row.code, stage="open")
    assert (row.stage, row.opened_on) == ("open", timezone.localdate())


def test_a_filled_place_raises_the_capacity_and_says_how_long_it_took(skilled: Cast) -> None:
    row = place(skilled)
    do("openings.move", skilled.ana, code=row.code, stage="open")
    Opening.objects.filter(pk=row.pk).update(opened_on=timezone.localdate() - timedelta(days=40))
    start = first_day(quarter(1)).isoformat()
    do("openings.fill", skilled.bo, code=row.code, person=skilled.bo.person_id, filled_on=start)
    assert Capacity.objects.get().fte == 3
    found = ask("openings.list", {"stage": "filled"}, skilled.bo)
    expected = (first_day(quarter(1)) - timezone.localdate()).days + 40
    assert (found.rows[0].filled_by, found.days_to_fill) == ("Bo Berg", expected)
    with pytest.raises(Conflict, match="filled"):
        do("openings.cancel", skilled.bo, code=row.code, reason="Too late")


def test_a_place_needed_before_anybody_can_come_is_late(skilled: Cast) -> None:
    late, good = place(skilled, needed=1), place(skilled, needed=2)
    bought = place(skilled, needed=0, way="contract")
    found = {one.code: one for one in ask("openings.list", {}, skilled.bo).rows}
    assert {code: one.is_late for code, one in found.items()} == {late.code: True, good.code: False, bought.code: False}
    assert (found[late.code].expected, found[late.code].begin_by) == (quarter(2), quarter(-1))
    do("openings.move", skilled.ana, code=late.code, stage="offered")
    assert ask("openings.show", {"code": late.code}, skilled.bo).is_late is False


def test_a_place_on_its_way_closes_the_gap_from_the_quarter_in_which_somebody_can_come(skilled: Cast) -> None:
    code = do("initiatives.add", skilled.bo, name="Beds", department="HEALTH").code
    do("initiatives.estimate", skilled.bo, code=code, status="running", earliest=quarter(1), quarters=3,
       demand={"ml_engineering": [3, 3, 3]})  # fmt: skip
    for at in (2, 3):
        do("capacity.set", skilled.ana, skill="ml_engineering", quarter=quarter(at), fte=2)
    place(skilled)
    cells = ask("capacity.overview", {"quarters": 3}, skilled.ana).skills[0].cells
    assert [(one.coming, one.gap) for one in cells] == [(0, 1), (1, 0), (1, 0)]


def test_late_places_stand_in_the_brief_and_are_handed_over_with_teams_and_tools(skilled: Cast) -> None:
    bo = skilled.bo.person_id
    place(skilled, needed=0, title="Night engineer", owner=bo)
    do("teams.add", skilled.bo, name="Night", department="HEALTH", lead=bo)
    do(
        "resources.add",
        skilled.bo,
        name="Seats",
        kind="licence",
        unit="seats",
        capacity=5,
        department="HEALTH",
        owner=bo,
    )
    brief = ask("brief.show", {}, skilled.ana).model_dump_json()
    assert "Night engineer" in brief
    assert "Night engineer" not in ask("brief.show", {}, skilled.dan).model_dump_json()
    mia = do("people.add", skilled.ana, name="Mia Moss", department="HEALTH", email="mia@northwind.example")
    do("people.grant", skilled.ana, person=mia.pk, role="lead", department="HEALTH")
    moved = do("people.hand_over", skilled.ana, person=bo, to=mia.pk)
    assert [one for one in moved if "Night" in one or "Seats" in one] == [
        "H-01 Night engineer",
        "Night",
        "RES-01 Seats",
    ]
    assert ask("openings.list", {}, skilled.ana).rows[0].owner == "Mia Moss"


def test_dan_sees_no_place_team_or_tool_of_bos(skilled: Cast) -> None:
    row = place(skilled)
    team = do("teams.add", skilled.bo, name="Night", department="HEALTH")
    do("resources.add", skilled.bo, name="Seats", kind="tool", unit="seats", capacity=5, department="HEALTH")
    for name in ("openings.list", "teams.list", "resources.list"):
        assert ask(name, {}, skilled.dan).rows == []
    for name, code in (("openings.show", row.code), ("teams.show", team.code), ("resources.show", "RES-01")):
        with pytest.raises(NotFound):
            ask(name, {"code": code}, skilled.dan)


def test_ours_goes_before_the_list_and_giving_it_up_brings_the_list_back(cast: Cast) -> None:
    listed = ask("roles.show", {"code": "data-engineer"}, cast.bo)
    do("roles.edit", cast.ana, code="data-engineer", purpose="Feeds our models.")
    changed = ask("roles.show", {"code": "data-engineer"}, cast.bo)
    assert (changed.origin, changed.purpose, changed.duties) == ("changed", "Feeds our models.", listed.duties)
    do("roles.reset", cast.ana, code="data-engineer")
    assert ask("roles.show", {"code": "data-engineer"}, cast.bo) == listed
    with pytest.raises(BadInput, match="no skill"):
        do("roles.edit", cast.ana, code="data-engineer", skills=[{"skill": "juggling", "level": 2}])
    with pytest.raises(BadInput, match="needs a name"):
        do("roles.edit", cast.ana, code="poet")


def test_a_range_of_pay_is_replaced_removed_and_never_upside_down(cast: Cast) -> None:
    band = {"role": "chief-ai-officer", "country": "FR", "level": "all", "size": "medium company", "year": 2025}
    assert [one.certainty for one in ask("roles.show", {"code": "chief-ai-officer"}, cast.bo).pay] == ["recalled"] * 3
    do("roles.band_set", cast.ana, **band, low=65000, high=85000, currency="EUR", source="Our own survey, 2026")
    pay = {one.size: one for one in ask("roles.show", {"code": "chief-ai-officer"}, cast.bo).pay}
    assert (pay["medium company"].low, pay["medium company"].certainty, len(pay)) == (65000, "ours", 3)
    do("roles.band_remove", cast.ana, **{**band, "size": "large company"})
    do("roles.band_remove", cast.ana, **band)
    assert [one.size for one in ask("roles.show", {"code": "chief-ai-officer"}, cast.bo).pay] == [
        "multinational or high-tech"
    ]
    with pytest.raises(BadInput, match="no range"):
        do("roles.band_set", cast.ana, **band, low=2, high=1, currency="EUR", source="Slip")
    with pytest.raises(Refused):
        do("roles.band_set", cast.bo, **band, low=1, currency="EUR", source="Mine")


def test_the_officers_year_holds_what_begins_to_bind(cast: Cast) -> None:
    page = ask("roles.show", {"code": "chief-ai-officer"}, cast.bo)
    today = timezone.localdate()
    assert page.law_ahead
    assert all(today < one.on <= page.ahead_until and one.words and one.citation for one in page.law_ahead)
    assert ask("roles.show", {"code": "data-scientist"}, cast.bo).law_ahead == []
    assert page.wage is not None and (page.wage.median, page.wage.year) == (175140, 2025)


def test_a_person_is_held_against_a_role_and_what_nobody_said_is_unknown(skilled: Cast) -> None:
    do("skills.judge", skilled.bo, person=skilled.bo.person_id, skill="ml_engineering", level=2)
    found = ask("roles.compare", {"code": "ml-engineer"}, skilled.bo)
    rows = {one.skill: one for one in found.rows}
    assert (rows["ml_engineering"].gap, rows["ml_engineering"].hours) == (2, 40)
    assert (rows["evaluation"].level, rows["evaluation"].gap) == (None, None)
    assert (found.met, found.known, found.unknown) == (0, 1, len(found.rows) - 1)
    with pytest.raises(NotFound):
        ask("roles.compare", {"code": "ml-engineer", "person": skilled.bo.person_id}, skilled.dan)


def test_a_tool_says_how_full_it_is_what_it_costs_and_when_it_ends(cast: Cast) -> None:
    soon = (timezone.localdate() + timedelta(days=30)).isoformat()
    row = do("resources.add", cast.ana, name="Assistant", kind="licence", unit="seats", capacity=100, cost="20.50",
             currency="EUR", ends_on=soon)  # fmt: skip
    do("resources.use", cast.ana, code=row.code, used=30)
    one = ask("resources.show", {"code": row.code}, cast.dan)
    assert (one.share, one.state, one.month, one.idle_cost) == (Decimal("0.3"), "idle", 2050, 1435)
    assert (one.days_left, one.ends_soon) == (30, True)
    do("resources.use", cast.ana, code=row.code, used=120)
    found = ask("resources.list", {"state": "over"}, cast.ana)
    assert (found.total, found.over, found.month) == (1, 1, {"EUR": Decimal("2050.00")})
    with pytest.raises(BadInput, match="lies ahead"):
        do("resources.use", cast.ana, code=row.code, used=1, used_on=soon)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    with pytest.raises(Conflict, match="later count"):
        do("resources.use", cast.ana, code=row.code, used=1, used_on=yesterday)
    with pytest.raises(Refused):
        do("resources.use", cast.bo, code=row.code, used=1)


def test_a_team_keeps_members_that_the_editor_does_not_see(cast: Cast) -> None:
    team = do("teams.add", cast.ana, name="Across", department="HEALTH",
              members=[cast.bo.person_id, cast.dan.person_id])  # fmt: skip
    do("teams.edit", cast.bo, code=team.code, members=[])
    assert [one.pk for one in team.members.all()] == [cast.dan.person_id]
    shown = ask("teams.show", {"code": team.code}, cast.bo)
    assert (shown.people, shown.members) == (1, [])


def test_who_was_slower_overwrites_nothing(skilled: Cast) -> None:
    row = place(skilled)
    do("openings.edit", skilled.bo, code=row.code, note="First", version=1)
    with pytest.raises(Conflict, match="Someone else"):
        perform("openings.edit", {"code": row.code, "note": "Second", "version": 1}, skilled.bo)
    assert Opening.objects.get().note == "First"
