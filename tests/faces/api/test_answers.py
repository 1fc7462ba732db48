"""Does the API offer every query and action, with typed inputs and one shape of fault?"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opencaio.connectors.tables.template import write_template
from opencaio.packs.formats import load_formats
from opencaio.record.actions import ACTIONS
from opencaio.record.models import LedgerEntry, UseCase
from opencaio.record.queries import QUERIES
from tests.faces.conftest import token
from tests.record.cast import Cast


@pytest.fixture
def ana(cast: Cast) -> Client:
    """Ana's program, which may write."""
    return Client(headers={"Authorization": f"Bearer {token(cast.ana, can_write=True)}"})


def post(client: Client, action: str, **given: Any) -> Any:
    return client.post(f"/api/v1/actions/{action}", given, content_type="application/json")


def test_the_description_has_a_path_for_every_query_and_action(cast: Cast) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert len(QUERIES) > 10
    assert len(ACTIONS) > 20
    assert {f"/api/v1/queries/{name}" for name in QUERIES} <= set(described["paths"])
    assert {f"/api/v1/actions/{name}" for name in ACTIONS} <= set(described["paths"])
    add = described["paths"]["/api/v1/actions/use_cases.add"]["post"]
    body = add["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert described["components"]["schemas"][body]["required"] == ["name", "department"]
    assert add["responses"]["409"]


def test_a_list_comes_in_pages(ana: Client) -> None:
    first = ana.get("/api/v1/queries/use_cases.list?size=1&sort=name").json()
    second = ana.get("/api/v1/queries/use_cases.list?size=1&sort=name&page=2").json()
    assert (len(first["rows"]), first["total"], first["pages"]) == (1, 2, 2)
    assert first["rows"][0]["code"] != second["rows"][0]["code"]


@pytest.mark.parametrize("query", ["size=0", "size=x", "colour=red", "sort=age"])
def test_what_cannot_be_asked_is_named(ana: Client, query: str) -> None:
    answer = ana.get(f"/api/v1/queries/use_cases.list?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["error"]


def test_each_fault_has_its_status_and_one_shape(ana: Client, cast: Cast) -> None:
    answers = {
        400: post(ana, "use_cases.add", department="HEALTH"),
        404: post(ana, "use_cases.edit", code="UC-9999", name="x"),
        409: post(ana, "departments.add", code="HEALTH", name="Again"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status, answer.content
        assert set(answer.json()) == {"error", "details"}
    assert "name" in answers[400].json()["error"]


def test_two_programs_editing_one_thing_never_lose_a_change(ana: Client, cast: Cast) -> None:
    code, version = cast.triage.code, cast.triage.version
    assert post(ana, "use_cases.edit", code=code, version=version, name="First").status_code == 200
    late = post(ana, "use_cases.edit", code=code, version=version, name="Second")
    assert late.status_code == 409
    assert UseCase.objects.get(code=code).name == "First"


@pytest.mark.parametrize("body", ["{", "[]", "null", '"x"', '{"name": NaN}', '{"name": "\\ud800"}', ""])
def test_what_is_no_object_is_refused(ana: Client, body: str) -> None:
    answer = ana.post("/api/v1/actions/use_cases.add", body, content_type="application/json")
    assert answer.status_code == 400, answer.content


def test_an_unknown_address_is_said_in_json(ana: Client) -> None:
    answer = ana.get("/api/v1/queries/nothing.here")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")


def test_no_answer_holds_a_digest_or_a_password(ana: Client, cast: Cast) -> None:
    created = post(ana, "people.add", name="Eve", email="eve@northwind.example", password="nine calm otters 5")
    assert created.status_code == 200
    for answer in (created, ana.get("/api/v1/queries/tokens.list"), ana.get("/api/v1/queries/people.list")):
        assert answer.status_code == 200
        assert b"digest" not in answer.content
        assert b"otters" not in answer.content


def test_a_file_is_previewed_then_applied(ana: Client, cast: Cast, tmp_path: Any) -> None:
    format_ = next(one for one in load_formats() if one.id == "opencaio-template")
    content = write_template(tmp_path / "uses.csv", format=format_).read_bytes()
    before = LedgerEntry.objects.count()
    seen = ana.post("/api/v1/imports/preview", {"file": SimpleUploadedFile("uses.csv", content)})
    assert seen.status_code == 200, seen.content
    preview = seen.json()
    assert preview["created"] > 0
    assert (preview["dry_run"], LedgerEntry.objects.count(), UseCase.objects.count()) == (True, before, 2)
    given = {"upload": preview["upload"], "file_name": "uses.csv"}
    done = ana.post("/api/v1/imports/apply", given, content_type="application/json")
    assert done.status_code == 200, done.content
    assert UseCase.objects.count() == 2 + done.json()["created"] == 2 + preview["created"]
    assert ana.post("/api/v1/imports/apply", given, content_type="application/json").status_code == 404


def test_a_file_that_is_no_table_is_refused(ana: Client) -> None:
    for name, content in {"a.csv": b"", "b.csv": b"\x89PNG\r\n\x1a\n" + bytes(99), "../../c.csv": b"x\n1\n"}.items():
        answer = ana.post("/api/v1/imports/preview", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 400, (name, answer.content)


def test_a_preview_names_the_rows_that_would_be_refused(ana: Client, tmp_path: Any) -> None:
    format_ = next(one for one in load_formats() if one.id == "opencaio-template")
    lines = write_template(tmp_path / "uses.csv", format=format_).read_text(encoding="utf-8-sig").splitlines()
    broken = "\n".join([lines[0], *lines[1:], "," * lines[0].count(",") + "only the last cell"])
    seen = ana.post("/api/v1/imports/preview", {"file": SimpleUploadedFile("uses.csv", broken.encode())}).json()
    assert seen["refused"] == len(seen["problems"]) == 1
    assert seen["problems"][0].startswith("row ")


def test_an_auditor_imports_nothing(cast: Cast) -> None:
    cleo = Client(headers={"Authorization": f"Bearer {token(cast.cleo, can_write=True)}"})
    assert cleo.post("/api/v1/imports/preview", {"file": SimpleUploadedFile("a.csv", b"a\n1\n")}).status_code == 403
