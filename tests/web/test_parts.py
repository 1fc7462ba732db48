"""What can be done with systems, models, datasets, vendors and the organisation in the browser?"""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opencaio.record.actions import perform
from opencaio.record.models import AISystem, Fact, LegalEntity, Model, Organisation, Vendor
from opencaio.record.queries import ask
from tests.web.conftest import House

As = Callable[[str], Client]
Made = dict[str, int]
MOST_QUERIES = 15
CARD = "card.kind"


@pytest.fixture
def made(house: House) -> Made:
    """A shared vendor and its model, and a system of Bo's on which UC-1 rests."""
    ana, bo = house.actor("ana"), house.actor("bo")
    vendor = perform("vendors.add", {"name": "Orrin", "code": "orrin", "country": "US"}, ana).result
    model = perform("models.add", {"name": "Orrin large", "code": "orrin-l", "vendor": vendor.pk}, ana).result
    given = {"name": "Sorter", "code": "sorter", "department": "HR", "vendor": vendor.pk, "models": [model.pk]}
    system = perform("systems.add", given, bo).result
    perform("use_cases.edit", {"code": "UC-1", "systems": [system.pk]}, bo)
    return {"vendor": vendor.pk, "model": model.pk, "system": system.pk}


def page(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def say(client: Client, address: str, key: str, value: str, **more: object) -> str:
    """Answer a question; where one is led next."""
    sent = {"key": key, "value": value, "answer": "known", "source": "Data sheet 4"} | more
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.content[:500]
    return str(answer.headers["Location"])


def test_a_list_shows_how_many_uses_rest_on_each(house: House, client_as: As, made: Made) -> None:
    shown = page(client_as("bo"), "/parts?kind=vendor")
    assert f'href="/parts/vendor/{made["vendor"]}"' in shown
    counted = {name: ask("parts.list", {"kind": "vendor"}, house.actor(name)).rows[0].used_by for name in ("bo", "dan")}
    assert counted == {"bo": 1, "dan": 0}


def test_a_list_is_filtered_by_words_and_department(client_as: As, made: Made) -> None:
    bo = client_as("bo")
    assert "Sorter" in page(bo, "/parts?q=sort&department=HR")
    assert "Nothing matches" in page(bo, "/parts?q=sort&department=none")
    assert "Nothing matches" in page(bo, "/parts?q=elsewhere")


def test_a_list_leaves_as_a_file_in_which_nothing_is_a_formula(house: House, client_as: As) -> None:
    perform("vendors.add", {"name": "=1+1", "code": "v-1"}, house.actor("ana"))
    answer = client_as("bo").get("/parts/export?kind=vendor&as=csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="vendors-')
    assert "'=1+1" in answer.content.decode()


def test_a_fact_of_a_model_is_stated_and_shows_which_use_has_it(client_as: As, made: Made) -> None:
    ana, home = client_as("ana"), f"/parts/model/{made['model']}"
    question = page(ana, f"{home}/question?key={CARD}")
    assert "<textarea" in question
    assert say(ana, f"{home}/fact", CARD, "A ranking model") == home
    shown = page(ana, home)
    assert "A ranking model" in shown
    assert "Data sheet 4" in shown
    assert 'href="/use/UC-1"' in shown
    assert "inherited from Orrin large" in page(ana, "/use/UC-1")


def test_a_use_that_states_its_own_does_not_have_the_fact_from_the_part(
    house: House, client_as: As, made: Made
) -> None:
    say(client_as("ana"), f"/parts/model/{made['model']}/fact", CARD, "A ranking model")
    perform("facts.state", {"use_case": "UC-1", "key": CARD, "value": "Ours is another"}, house.actor("bo"))
    (fact,) = ask("parts.show", {"kind": "model", "id": made["model"]}, house.actor("bo")).facts
    assert (fact.use_count, fact.uses) == (0, [])


def test_parts_that_contradict_each_other_give_the_use_nothing(house: House, client_as: As, made: Made) -> None:
    ana, key = client_as("ana"), "gpai.open_licence"
    say(ana, f"/parts/model/{made['model']}/fact", key, "yes")
    assert _uses(house, made, key) == ["UC-1"]
    say(ana, f"/parts/vendor/{made['vendor']}/fact", key, "no")
    assert _uses(house, made, key) == []


def test_two_texts_stand_side_by_side(house: House, client_as: As, made: Made) -> None:
    ana = client_as("ana")
    say(ana, f"/parts/model/{made['model']}/fact", CARD, "A ranking model")
    say(ana, f"/parts/vendor/{made['vendor']}/fact", CARD, "A language model")
    assert _uses(house, made, CARD) == ["UC-1"]


def _uses(house: House, made: Made, key: str) -> list[str]:
    facts = ask("parts.show", {"kind": "model", "id": made["model"]}, house.actor("ana")).facts
    return next(list(one.uses) for one in facts if one.key == key)


def test_an_answer_is_taken_back_and_stays_readable(client_as: As, made: Made) -> None:
    ana, home = client_as("ana"), f"/parts/model/{made['model']}"
    say(ana, f"{home}/fact", CARD, "A ranking model")
    assert ana.post(f"{home}/fact/withdraw", {"key": CARD}).status_code == 302
    shown = page(ana, home)
    assert "No fact has been stated" in shown
    assert "Show 1 earlier answer" in shown
    assert "inherited from" not in page(ana, "/use/UC-1")


def test_we_do_not_know_is_an_answer_that_no_use_inherits(house: House, client_as: As, made: Made) -> None:
    home = f"/parts/model/{made['model']}"
    say(client_as("ana"), f"{home}/fact", CARD, "", answer="unknown")
    assert "we do not know" in page(client_as("ana"), home)
    assert ask("parts.show", {"kind": "model", "id": made["model"]}, house.actor("ana")).facts[0].use_count == 0


def test_who_may_not_change_what_is_shared_reads_it_only(client_as: As, made: Made) -> None:
    bo, home = client_as("bo"), f"/parts/model/{made['model']}"
    assert "Edit" not in page(bo, home).partition("<main")[2]
    assert "You may read but not answer" in page(bo, f"{home}/question?key={CARD}")
    assert bo.post(f"{home}/fact", {"key": CARD, "value": "x", "answer": "known"}).status_code == 403
    assert bo.post(f"{home}/fact/withdraw", {"key": CARD}).status_code == 403
    assert bo.get(f"{home}/edit").status_code == 403
    assert bo.post(f"{home}/retire").status_code == 403
    assert not Fact.objects.filter(subject_kind="model").exists()


def test_dan_finds_no_system_of_bos(client_as: As, made: Made) -> None:
    dan, home = client_as("dan"), f"/parts/system/{made['system']}"
    for rest in ("", "/edit", "/question"):
        page(dan, home + rest, status=404)
    assert dan.post(f"{home}/fact", {"key": CARD, "value": "x", "answer": "known"}).status_code == 404
    assert "Sorter" not in page(dan, f"/parts/vendor/{made['vendor']}")
    assert "Sorter" not in page(dan, "/parts")


@pytest.mark.parametrize("address", ["/parts/nothing/1", "/parts/system/9999", "/parts/nothing/1/question"])
def test_what_is_not_there_is_not_found(client_as: As, address: str) -> None:
    page(client_as("ana"), address, status=404)


def test_a_part_of_each_kind_is_added(client_as: As, made: Made) -> None:
    bo = client_as("bo")
    sent: dict[str, dict[str, object]] = {
        "vendor": {"country": "fr", "contract_until": "2027-01-31"},
        "model": {"vendor": made["vendor"], "release": "2"},
        "dataset": {"personal": "no", "records": "120"},
        "system": {"vendor": made["vendor"], "models": [made["model"]]},
        "deployment": {"system": made["system"], "place": "Lyon"},
    }
    for kind, own in sent.items():
        answer = bo.post(f"/parts/add?kind={kind}", {"name": f"New {kind}", "department": "HR"} | own)
        assert answer.status_code == 302, answer.content[:800]
        assert f"New {kind}" in page(bo, str(answer.headers["Location"]))
    assert Vendor.objects.get(name="New vendor").country == "FR"
    assert [one.pk for one in AISystem.objects.get(name="New system").models.all()] == [made["model"]]


def test_what_cannot_be_used_is_said_and_nothing_typed_is_lost(client_as: As, made: Made) -> None:
    sent = {"name": "Second", "department": "HR", "code": "SORTER", "release": "7.1"}
    answer = client_as("bo").post("/parts/add?kind=system", sent)
    assert answer.status_code == 400
    assert "is taken" in answer.content.decode()
    assert 'value="7.1"' in answer.content.decode()


def test_who_was_slower_is_told_and_overwrites_nothing(house: House, client_as: As, made: Made) -> None:
    bo, home = client_as("bo"), f"/parts/system/{made['system']}"
    version = AISystem.objects.get(pk=made["system"]).version
    perform("systems.edit", {"id": made["system"], "name": "Sorter two"}, house.actor("ana"))
    sent = {"version": version, "name": "Sorter three", "vendor": made["vendor"], "models": [made["model"]]}
    answer = bo.post(f"{home}/edit", sent)
    assert answer.status_code == 409
    assert "Someone else was faster" in answer.content.decode()
    assert "On record now: Sorter two" in answer.content.decode()
    assert AISystem.objects.get(pk=made["system"]).name == "Sorter two"
    again = re.search(r'name="version" value="(\d+)"', answer.content.decode())
    assert again
    assert bo.post(f"{home}/edit", sent | {"version": again[1]}).status_code == 302
    assert AISystem.objects.get(pk=made["system"]).name == "Sorter three"


def test_an_edit_takes_away_nothing_that_its_author_cannot_see(house: House, client_as: As, made: Made) -> None:
    ana = house.actor("ana")
    theirs = perform("models.add", {"name": "Ledger model", "department": "FIN"}, house.actor("dan")).result
    perform("systems.edit", {"id": made["system"], "models": [made["model"], theirs.pk]}, ana)
    maker = perform("vendors.add", {"name": "Dan's maker", "department": "FIN"}, house.actor("dan")).result
    perform("systems.edit", {"id": made["system"], "vendor": maker.pk}, ana)
    shown = page(client_as("bo"), f"/parts/system/{made['system']}/edit")
    assert "Ledger model" not in shown
    assert "Dan's maker" not in shown
    sent = {"name": "Sorter renamed", "vendor": "", "release": "", "models": []}
    assert client_as("bo").post(f"/parts/system/{made['system']}/edit", sent).status_code == 302
    row = AISystem.objects.get(pk=made["system"])
    assert (row.name, row.vendor_id, [one.pk for one in row.models.all()]) == ("Sorter renamed", maker.pk, [theirs.pk])


def test_a_retired_part_stays_readable_and_takes_no_more_facts(client_as: As, made: Made) -> None:
    ana, home = client_as("ana"), f"/parts/model/{made['model']}"
    assert ana.post(f"{home}/retire", {"version": Model.objects.get(pk=made["model"]).version}).status_code == 302
    assert "Retired" in page(ana, home)
    assert "Orrin large" not in page(ana, "/parts?kind=model").partition("<main")[2]
    assert "Orrin large" in page(ana, "/parts?kind=model&retired=1")
    assert ana.post(f"{home}/fact", {"key": CARD, "value": "x", "answer": "known"}).status_code == 404


def test_missing_facts_of_a_systems_document_lead_from_one_to_the_next_and_back(client_as: As, made: Made) -> None:
    bo = client_as("bo")
    home = f"/parts/system/{made['system']}"
    assert "Model card" in page(bo, home)
    written = bo.post("/documents/write", {"kind": "model-card", "system": "sorter"})
    document = str(written.headers["Location"])
    shown = page(bo, document)
    assert f'href="{home}"' in shown
    number = document.rpartition("/")[2]
    asked = re.findall(rf'href="({home}/question\?key=[a-z._]+)&amp;document={number}"', shown)
    assert len(asked) > 3
    led = []
    for address in asked:
        key = address.partition("key=")[2]
        assert "Back to the document" in page(bo, f"{address}&document={number}")
        led.append(say(bo, f"{home}/fact", key, f"About {key}.", document=number))
    assert led == [*(f"{one}&document={number}" for one in asked[1:]), document]
    assert "About card.kind." in page(bo, home)


def test_the_question_of_a_system_offers_its_models_where_it_bears_on_them(client_as: As, made: Made) -> None:
    home = f"/parts/system/{made['system']}"
    assert f"/parts/model/{made['model']}/question?key={CARD}" in page(client_as("bo"), f"{home}/question?key={CARD}")
    assert "/parts/model/" not in page(client_as("bo"), f"{home}/question?key=system.forms")
    assert "/organisation/question?key=record.officer" in page(client_as("bo"), "/use/UC-1/question?key=record.officer")


def test_what_is_true_of_the_organisation_is_stated_once_and_held_by_every_use(client_as: As) -> None:
    ana = client_as("ana")
    assert say(ana, "/organisation/fact", "record.officer", "Ines Ode, dpo@house.example") == "/organisation"
    assert "Ines Ode" in page(ana, "/organisation")
    for code in ("UC-1", "UC-3"):
        assert "inherited from our organisation" in page(ana, f"/use/{code}")
        question = page(ana, f"/use/{code}/question?key=record.officer")
        assert "has this from our organisation: Ines Ode" in question
        assert "Take the answer back" not in question
    assert ana.post("/organisation/fact/withdraw", {"key": "record.officer"}).status_code == 302
    assert "inherited from our organisation" not in page(ana, "/use/UC-1")


def test_only_who_looks_after_all_states_facts_of_the_organisation(client_as: As) -> None:
    for name in ("bo", "cleo"):
        answer = client_as(name).post("/organisation/fact", {"key": "org", "value": "private", "answer": "known"})
        assert answer.status_code == 403
    assert not Fact.objects.filter(subject_kind="organisation").exists()


def test_the_organisation_is_described_by_an_officer(client_as: As) -> None:
    ana, row = client_as("ana"), Organisation.objects.get()
    sent = {"version": row.version, "name": "House SE", "time_zone": "Europe/Paris", "currency": "EUR"}
    assert ana.post("/organisation/edit", sent | {"language": "en"}).status_code == 302
    assert "Europe/Paris" in page(ana, "/organisation")
    late = ana.post("/organisation/edit", sent | {"language": "en", "name": "House AG"})
    assert late.status_code == 409
    assert ana.post("/organisation/entities", {"name": "House GmbH", "country": "de"}).status_code == 302
    assert LegalEntity.objects.get().country == "DE"
    assert client_as("bo").get("/organisation/edit").status_code == 403
    assert client_as("bo").post("/organisation/entities", {"name": "Bo's"}).status_code == 403


def test_the_use_page_leads_to_its_parts(client_as: As, made: Made) -> None:
    shown = page(client_as("bo"), "/use/UC-1")
    assert f'href="/parts/system/{made["system"]}"' in shown
    assert f'href="/parts/model/{made["model"]}"' in shown


def test_the_pages_ask_the_database_no_more_than_is_pinned(house: House, client_as: As, made: Made) -> None:
    ana = client_as("ana")
    say(ana, f"/parts/system/{made['system']}/fact", CARD, "A ranking model")
    say(ana, "/organisation/fact", "org", "private")
    taken = {}
    for address in ("/parts", "/parts?kind=vendor", f"/parts/system/{made['system']}", "/organisation"):
        with CaptureQueriesContext(connection) as asked:
            page(ana, address)
        taken[address] = len(asked)
    assert {address: n for address, n in taken.items() if n > MOST_QUERIES} == {}


def test_a_list_takes_as_many_queries_for_many_as_for_few(house: House, client_as: As, made: Made) -> None:
    ana = client_as("ana")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(ana, "/parts?kind=vendor")
        counts.append(len(asked))
        for number in range(30):
            perform("vendors.add", {"name": f"Vendor {number}"}, house.actor("ana"))
    assert counts[0] == counts[1]
