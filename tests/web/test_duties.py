"""Do the pages of duties and gates show what there is to do, and do what is asked of them?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opencaio.record.actions import perform
from opencaio.record.models import ApiToken, Duty, GateOverride, UseCase
from tests.web.conftest import House

Clients = Callable[[str], Client]


@pytest.fixture
def duty(house: House) -> Duty:
    """An overdue duty of Bo's use that wants a test report."""
    return made("UC-1", due_on=timezone.localdate() - timedelta(days=3))


def made(use_case: str, **more: Any) -> Duty:
    now, use = timezone.now(), UseCase.objects.get(code=use_case)
    given = {"regime": "EU", "code": "AIA-15", "title": "Be accurate", "evidence_kinds": ["test_report"]}
    return Duty.objects.create(**(given | {"use_case": use, "created_at": now, "updated_at": now} | more))


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def test_the_list_shows_state_day_owner_and_what_shows_it(duty: Duty, client_as: Clients) -> None:
    page = text(client_as("bo").get("/duties"))
    for words in ("Be accurate", "Overdue", "3 days ago", "Bo Lindqvar", "by default", "Test report"):
        assert words in page
    assert "Be accurate" not in text(client_as("dan").get("/duties"))


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("status=overdue", True),
        ("status=done", False),
        ("owner=me", True),
        ("owner=none", False),
        ("department=HR", True),
        ("regime=EU", True),
        ("regime=US-FED", False),
        ("within=30", True),
        ("use_case=uc-1", True),
        ("use_case=UC-2", False),
        ("status=all&sort=use", True),
    ],
)
def test_filters_narrow_the_list(duty: Duty, client_as: Clients, query: str, is_shown: bool) -> None:
    answer = client_as("bo").get(f"/duties?{query}")
    assert answer.status_code == 200
    assert ("Be accurate" in text(answer)) is is_shown


@pytest.mark.parametrize("query", ["status=never", "sort=x", "due_by=soon", "owner=him"])
def test_a_filter_that_does_not_exist_is_said(duty: Duty, client_as: Clients, query: str) -> None:
    assert client_as("bo").get(f"/duties?{query}").status_code == 400


def test_htmx_gets_the_list_alone(duty: Duty, client_as: Clients) -> None:
    page = text(client_as("bo").get("/duties", headers={"HX-Request": "true", "HX-Target": "list"}))
    assert "Be accurate" in page and "<html" not in page


def test_many_get_owner_and_day_at_once(duty: Duty, house: House, client_as: Clients) -> None:
    other = made("UC-2", code="AIA-14")
    sent = {"pick": [duty.pk, other.pk], "verb": "both", "owner": house.people["bo"].pk, "due_on": "2027-03-01"}
    answer = client_as("bo").post("/duties/act", {**sent, "back": "status=overdue"})
    assert answer.headers["Location"] == "/duties?status=overdue"
    assert set(Duty.objects.filter(pk__in=sent["pick"]).values_list("owner", "due_on")) == {
        (house.people["bo"].pk, date(2027, 3, 1))
    }
    assert client_as("bo").post("/duties/act", {"verb": "owner"}).status_code == 400
    assert client_as("dan").post("/duties/act", sent).status_code == 404
    assert client_as("cleo").post("/duties/act", sent).status_code == 403


def test_the_list_is_taken_out_as_csv_xlsx_and_calendar(duty: Duty, client_as: Clients) -> None:
    client = client_as("bo")
    csv = client.get("/duties/export?as=csv&status=overdue")
    assert "attachment" in csv.headers["Content-Disposition"] and "Be accurate" in text(csv)
    assert client.get("/duties/export?as=xlsx").content.startswith(b"PK")
    ics = client.get("/duties/export?as=ics")
    assert ics.headers["Content-Type"].startswith("text/calendar") and "Due: Be accurate" in text(ics)


def test_a_month_shows_the_duty_on_its_day_and_leads_to_its_neighbours(duty: Duty, client_as: Clients) -> None:
    assert duty.due_on is not None
    page = text(client_as("bo").get(f"/duties/calendar?month={duty.due_on:%Y-%m}"))
    assert "Be accurate" in page and f'datetime="{duty.due_on}"' in page
    january = text(client_as("bo").get("/duties/calendar?month=2027-01"))
    assert "month=2026-12" in january and "month=2027-02" in january and "Be accurate" not in january


@pytest.mark.parametrize("month", ["2026-13", "0000-01", "9999-12", "x", "2026-1-1"])
def test_a_month_that_is_none_is_said(duty: Duty, client_as: Clients, month: str) -> None:
    assert client_as("bo").get(f"/duties/calendar?month={month}").status_code == 400


def test_a_duty_is_shown_done_on_the_page_of_its_use(duty: Duty, client_as: Clients) -> None:
    client, address = client_as("bo"), f"/use/UC-1/duties/{duty.pk}"
    refused = client.post(address, {"verb": "close"})
    assert refused.status_code == 400 and "Add evidence first: Test report" in text(refused)
    client.post(address, {"verb": "start"})
    assert Duty.objects.get(pk=duty.pk).status == "started"
    sent = {"kind": "test_report", "duty": duty.pk, "title": "Run 7", "note": "All green", "dated": "2026-11-02"}
    client.post("/use/UC-1/evidence", sent)
    answer = client.post(address, {"verb": "close"})
    assert answer.status_code == 302 and answer.headers["Location"].endswith(f"#duty-{duty.pk}")
    page = text(client.get(f"/use/UC-1/duties?at={duty.pk}"))
    assert "Done" in page and "Run 7" in page and "2 Nov 2027" in page
    client.post(address, {"verb": "reopen", "reason": "Another release"})
    assert Duty.objects.get(pk=duty.pk).status == "open"


def test_who_may_only_read_gets_no_buttons(duty: Duty, client_as: Clients) -> None:
    page = text(client_as("cleo").get("/use/UC-1/duties"))
    assert "Be accurate" in page and "Close: it is done" not in page and "Add the evidence" not in page
    assert client_as("dan").get("/use/UC-1/duties").status_code == 404


def test_a_calendar_address_shows_ones_own_duties_and_opens_nothing_else(duty: Duty, client_as: Clients) -> None:
    page = text(client_as("bo").post("/account", {"name": "Calendar", "only_for": "calendar", "days": "366"}))
    token = ApiToken.objects.get()
    assert token.only_for == "calendar" and not token.can_write
    key = page.split("/duties.ics?key=")[1].split("<")[0].strip()
    stranger = Client()
    feed = stranger.get(f"/duties.ics?key={key}")
    assert feed.status_code == 200 and "Be accurate" in text(feed)
    bearer = {"Authorization": f"Bearer {key}"}
    assert stranger.get("/api/v1/queries/duties.list", headers=bearer).status_code == 401
    client_as("bo").post(f"/account/tokens/{token.pk}/revoke")
    assert stranger.get(f"/duties.ics?key={key}").status_code == 401


def test_a_feed_without_a_key_that_holds_says_what_it_needs(duty: Duty, house: House, client_as: Clients) -> None:
    assert Client().get("/duties.ics").status_code == 401
    secret = perform("tokens.create", {"name": "For all"}, house.actor("bo")).result.secret
    assert Client().get(f"/duties.ics?key={secret}").status_code == 401
    assert "Be accurate" in text(client_as("bo").get("/duties.ics"))
    assert "Be accurate" not in text(client_as("dan").get("/duties.ics"))


def test_keys_are_not_to_be_guessed(house: House) -> None:
    answers = {Client().get(f"/duties.ics?key=caio_{number}").status_code for number in range(25)}
    assert answers == {401, 403}


def test_the_gate_lists_what_is_missing_with_the_way_to_put_it_right(house: House, client_as: Clients) -> None:
    page = text(client_as("bo").get("/use/UC-2/gate?to=live"))
    for words in ("Someone answers for it", "/use/UC-2/edit", "Something is known of it", "/use/UC-2/question"):
        assert words in page
    assert "Let it pass" not in page and "Let it pass" in text(client_as("ana").get("/use/UC-2/gate?to=live"))


def test_moving_through_a_closed_gate_shows_the_list_and_moves_nothing(house: House, client_as: Clients) -> None:
    answer = client_as("bo").post("/use/UC-2/gate/act", {"verb": "move", "to": "live"})
    assert answer.status_code == 403 and "Someone answers for it" in text(answer)
    client = client_as("bo")
    form = text(client.get("/use/UC-2/edit"))
    version = form.split('name="version" value="')[1].split('"')[0]
    sent = {"version": version, "name": "Chat", "department": "HR", "stage": "live"}
    refused = client.post("/use/UC-2/edit", sent)
    assert "Someone answers for it" in text(refused) and "/use/UC-2/gate?to=live" in text(refused)
    assert UseCase.objects.get(code="UC-2").stage == "idea"


def test_an_officer_decides_and_the_use_moves(house: House, client_as: Clients) -> None:
    ana, day = client_as("ana"), (timezone.localdate() + timedelta(days=20)).isoformat()
    sent = {"verb": "override", "to": "approved", "reason": "Decided in the council", "expires_on": day}
    assert client_as("bo").post("/use/UC-2/gate/act", sent).status_code == 403
    assert ana.post("/use/UC-2/gate/act", sent | {"expires_on": "2020-01-01"}).status_code == 400
    ana.post("/use/UC-2/gate/act", sent)
    (kept,) = GateOverride.objects.all()
    assert "Decided in the council" in text(ana.get("/use/UC-2")) and "Decided in the council" in text(
        ana.get("/gates")
    )
    client_as("bo").post("/use/UC-2/gate/act", {"verb": "move", "to": "approved"})
    assert UseCase.objects.get(code="UC-2").stage == "approved"
    ana.post("/use/UC-2/gate/act", {"verb": "end", "id": kept.pk})
    assert GateOverride.objects.get().retired_at is not None


def test_what_passed_no_gate_is_listed_for_those_who_see_it(house: House, client_as: Clients) -> None:
    page = text(client_as("bo").get("/gates"))
    assert "Recruitment screening" in page
    assert "Recruitment screening" not in text(client_as("dan").get("/gates"))


def test_the_brief_speaks_of_late_duties_lapsed_overrides_and_gates_not_passed(duty: Duty, client_as: Clients) -> None:
    now, use = timezone.now(), UseCase.objects.get(code="UC-2")
    GateOverride.objects.create(
        use_case=use,
        to_stage="approved",
        reason="x" * 12,
        missing=[{"code": "owner", "title": "Owner"}],
        expires_on=timezone.localdate() - timedelta(days=1),
        created_at=now,
        updated_at=now,
    )
    Duty.objects.create(
        use_case=use,
        regime="EU",
        code="Z",
        title="Keep logs",
        status="done",
        valid_until=timezone.localdate() - timedelta(days=9),
        created_at=now,
        updated_at=now,
    )
    page = text(client_as("bo").get("/"))
    for words in ("Be accurate: overdue for 1 use", "its override lapsed", "1 duty needs renewal", "passed no gate"):
        assert words in page
    assert "Be accurate" not in text(client_as("dan").get("/"))


def test_mine_leads_to_my_duties(duty: Duty, client_as: Clients) -> None:
    page = text(client_as("bo").get("/mine"))
    assert "Be accurate" in page and f"/use/UC-1/duties?at={duty.pk}#duty-{duty.pk}" in page
