"""Can a document be written, read, mended, signed, compared and taken away on the web, by those who may?"""

from collections.abc import Callable

import pytest
from django.test import Client

from opencaio.packs.documents import load_kinds
from opencaio.record.actions import perform
from opencaio.record.models import Document, DocumentVersion
from opencaio.record.queries import ask
from tests.web.conftest import House

KIND = "notice-50-1"


def write(client: Client, kind: str = KIND) -> str:
    """Write a document about UC-1; its address."""
    answer = client.post("/documents/write", {"kind": kind, "use_case": "UC-1"})
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def body(client: Client, path: str) -> str:
    """The page."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:500]
    return str(answer.content.decode())


def complete(house: House) -> None:
    """State everything that the notice must hold."""
    entity = perform("legal_entities.add", {"name": "House SE"}, house.actor("ana")).result
    about = {"code": "UC-1", "purpose": "Answer questions.", "legal_entity": entity.pk}
    perform("use_cases.edit", about, house.actor("bo"))
    for key in load_kinds()[KIND].facts:
        given = {"use_case": "UC-1", "key": key, "value": f"About {key}."}
        perform("facts.state", given, house.actor("bo"))


def test_a_use_shows_what_can_be_written_and_writes_it(house: House, client_as: Callable[[str], Client]) -> None:
    client = client_as("bo")
    assert "Technical documentation" in body(client, "/use/UC-1/documents")
    path = write(client)
    assert path in body(client, "/use/UC-1/documents")
    assert path in body(client, "/documents")


def test_a_missing_fact_leads_to_its_question_and_the_answer_comes_into_the_document(
    house: House, client_as: Callable[[str], Client]
) -> None:
    client = client_as("bo")
    path = write(client)
    question = "/use/UC-1/question?key=notice.contact"
    assert question in body(client, path)
    assert client.get(question).status_code == 200
    client.post(
        "/use/UC-1/fact", {"key": "notice.contact", "value": "Call 01 23.", "answer": "known", "source": "Sign"}
    )
    assert "reads differently now" in body(client, path)
    client.post(f"{path}/again")
    page = body(client, path)
    assert "Call 01 23." in page and question not in page
    assert "Stated by Bo Lindqvar" in page


def test_bo_signs_his_notice_and_it_stays(house: House, client_as: Callable[[str], Client]) -> None:
    complete(house)
    client = client_as("bo")
    path = write(client)
    assert 'name="function"' in body(client, path)
    client.post(f"{path}/sign", {"version": "1", "function": "Head of people", "place": "Lyon"})
    page = body(client, path)
    assert "Signed by Bo Lindqvar, Head of people, Lyon" in page and 'name="function"' not in page
    perform("facts.state", {"use_case": "UC-1", "key": "notice.contact", "value": "Gone."}, house.actor("bo"))
    page = body(client, path)
    assert "About notice.contact." in page and "Signed, facts have changed since" in page
    assert "Gone." in body(client, f"{path}/compare?before=1&after=now")


def test_what_needs_a_reviewer_offers_its_owner_no_signature(house: House, client_as: Callable[[str], Client]) -> None:
    path = write(client_as("bo"), "aia-art-27-fria")
    DocumentVersion.objects.update(missing=[])
    assert "/sign" not in body(client_as("bo"), path)
    answer = client_as("bo").post(f"{path}/sign", {"version": "1", "function": "Lead", "place": "Lyon"})
    assert answer.status_code == 403 and "signed by a reviewer" in answer.content.decode()


@pytest.mark.parametrize("ending", ["html", "pdf", "docx", "json", "md"])
def test_a_version_is_taken_away_as_a_file(house: House, client_as: Callable[[str], Client], ending: str) -> None:
    client = client_as("bo")
    answer = client.get(f"{write(client)}/file/{ending}?version=1")
    assert answer.status_code == 200 and len(answer.content) > 500
    assert f'filename="{KIND}-{Document.objects.get().pk}-v1.{ending}"' in answer.headers["Content-Disposition"]


def test_a_form_or_a_version_that_is_not_there_is_told_in_words(
    house: House, client_as: Callable[[str], Client]
) -> None:
    client = client_as("bo")
    path = write(client)
    assert client.get(f"{path}/file/exe").status_code == 400
    assert client.get(f"{path}?version=99").status_code == 404
    assert client.get(f"{path}?version=abc").status_code == 400


def test_cleo_reads_but_writes_and_signs_nothing(house: House, client_as: Callable[[str], Client]) -> None:
    path = write(client_as("bo"))
    client = client_as("cleo")
    assert "/again" not in body(client, path) and "/sign" not in body(client, path)
    assert client.post("/documents/write", {"kind": KIND, "use_case": "UC-1"}).status_code == 403
    assert client.post(f"{path}/sign", {"version": 1, "function": "x", "place": "y"}).status_code == 403


def test_dan_finds_nothing_of_bos(house: House, client_as: Callable[[str], Client]) -> None:
    path = write(client_as("bo"))
    client = client_as("dan")
    for one in (path, f"{path}/file/pdf", f"{path}/compare?before=1", "/use/UC-1/documents"):
        assert client.get(one).status_code == 404, one
    assert "Recruitment screening" not in body(client, "/documents")


def test_outdated_drafts_are_written_anew_all_at_once(house: House, client_as: Callable[[str], Client]) -> None:
    client = client_as("bo")
    for kind in (KIND, "notice-50-3"):
        write(client, kind)
    perform("facts.state", {"use_case": "UC-1", "key": "notice.contact", "value": "Call."}, house.actor("bo"))
    client.post("/documents/refresh")
    assert sorted(DocumentVersion.objects.values_list("number", flat=True)) == [1, 1, 2, 2]
    assert {one.state for one in ask("documents.list", {}, house.actor("bo")).rows} == {"draft"}


def test_a_notice_can_be_copied_as_text(house: House, client_as: Callable[[str], Client]) -> None:
    complete(house)
    client = client_as("bo")
    page = body(client, write(client))
    text = page.split("<textarea", 1)[1].split("</textarea>")[0]
    assert "About notice.contact." in text and "About notice.channels." not in text


def test_words_with_markup_are_shown_as_they_stand(house: House, client_as: Callable[[str], Client]) -> None:
    hostile = "<script>alert(1)</script> javascript:alert(1)"
    perform("facts.state", {"use_case": "UC-1", "key": "notice.contact", "value": hostile}, house.actor("bo"))
    page = body(client_as("bo"), write(client_as("bo")))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_withdrawn_document_is_gone_from_the_list(house: House, client_as: Callable[[str], Client]) -> None:
    client = client_as("bo")
    path = write(client)
    client.post(f"{path}/withdraw", {"reason": "Not needed"})
    assert client.get(path).status_code == 404
    assert path not in body(client, "/documents")


def test_mine_lists_the_unsigned_documents_of_my_uses(house: House, client_as: Callable[[str], Client]) -> None:
    complete(house)
    path = write(client_as("bo"))
    assert path in body(client_as("bo"), "/mine") and "Ready to be signed" in body(client_as("bo"), "/mine")
    assert path not in body(client_as("rae"), "/mine")


def test_one_missing_fact_leads_to_the_next_and_the_last_back_to_the_document(
    house: House, client_as: Callable[[str], Client]
) -> None:
    entity = perform("legal_entities.add", {"name": "House SE"}, house.actor("ana")).result
    about = {"code": "UC-1", "purpose": "Answer questions.", "legal_entity": entity.pk}
    perform("use_cases.edit", about, house.actor("bo"))
    client = client_as("bo")
    path = write(client)
    number = path.rpartition("/")[2]
    asked = f"/use/UC-1/question?key=notice.contact&document={number}"
    assert asked.replace("&", "&amp;") in body(client, path)
    assert "<textarea" in body(client, asked)
    seen = []
    for _ in range(3):
        key = asked.split("key=")[1].split("&")[0]
        given = {"key": key, "value": "Said.\nTwice.", "answer": "known", "document": number}
        asked = client.post("/use/UC-1/fact", given).headers["Location"]
        seen.append(key)
    assert seen == ["notice.contact", "notice.channels", "notice.accessible"] and asked == path


def test_a_document_about_a_system_is_written_from_the_page_of_a_use_that_rests_on_it(
    house: House, client_as: Callable[[str], Client]
) -> None:
    kinds = [kind for kind in load_kinds().values() if kind.subject == "system"]
    row = perform("systems.add", {"name": "RankAid", "department": "HR"}, house.actor("bo")).result
    perform("use_cases.edit", {"code": "UC-1", "systems": [row.pk]}, house.actor("bo"))
    client = client_as("bo")
    assert kinds and kinds[0].title in body(client, "/use/UC-1/documents")
    answer = client.post("/documents/write", {"kind": kinds[0].id, "system": row.code})
    path = answer.headers["Location"]
    assert "RankAid" in body(client, path) and path in body(client, "/use/UC-1/documents")
    assert client_as("dan").get(path).status_code == 404
