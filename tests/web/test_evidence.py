"""Does the file behind a piece of evidence reach those who may see it, as a file and nothing else?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opencaio.record import attachments
from opencaio.record.actions import perform
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.models import Evidence
from tests.web.conftest import House


@pytest.fixture(autouse=True)
def nothing_waits_yet() -> None:
    """Other tests may have left uploads of theirs in the workspace that all tests of a run share."""
    for one in waiting():
        one.unlink()


def attached(house: House, tmp_path: Path) -> int:
    (tmp_path / "review.pdf").write_bytes(b"%PDF-1.4 reviewed")
    given = {
        "use_case": "UC-1",
        "title": "Review",
        "upload": keep_upload(tmp_path / "review.pdf"),
        "file_name": "review.pdf",
    }
    key: int = perform("evidence.add", given, house.actor("bo")).result.pk
    return key


def test_a_file_is_linked_and_sent_to_be_saved(
    house: House, client_as: Callable[[str], Client], tmp_path: Path
) -> None:
    path = f"/evidence/{attached(house, tmp_path)}/file"
    client = client_as("bo")
    assert path in client.get("/use/UC-1").content.decode()
    answer = client.get(path)
    assert b"".join(answer) == b"%PDF-1.4 reviewed"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="review.pdf"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_someone_of_another_department_is_told_that_there_is_no_such_thing(
    house: House, client_as: Callable[[str], Client], tmp_path: Path
) -> None:
    assert client_as("dan").get(f"/evidence/{attached(house, tmp_path)}/file").status_code == 404


def test_evidence_without_a_file_says_so(house: House, client_as: Callable[[str], Client]) -> None:
    key = perform("evidence.add", {"use_case": "UC-1", "title": "Seen", "note": "Seen"}, house.actor("bo")).result.pk
    answer = client_as("bo").get(f"/evidence/{key}/file")
    assert answer.status_code == 404 and "no file" in answer.content.decode()


def test_a_file_comes_in_through_the_page_of_its_use(house: House, client_as: Callable[[str], Client]) -> None:
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.4 all green")
    client_as("bo").post("/use/UC-1/evidence", {"file": file, "kind": "test_report", "dated": "2026-11-01"})
    row = Evidence.objects.get()
    assert (row.title, row.kind, str(row.expires_on)) == ("report.pdf", "test_report", "2027-11-01")
    assert not waiting()


def test_a_harmful_file_is_refused_beside_the_form_and_what_was_typed_stays(
    house: House, client_as: Callable[[str], Client]
) -> None:
    file = SimpleUploadedFile("page.pdf", b"<!doctype html><script>x()</script>")
    sent = {"file": file, "kind": "policy", "title": "Our policy", "note": "As agreed"}
    answer = client_as("bo").post("/use/UC-1/evidence", sent)
    page = answer.content.decode()
    assert answer.status_code == 400 and "whatever its name says" in page
    assert 'value="Our policy"' in page and "As agreed" in page
    assert not Evidence.objects.exists() and not waiting()


def test_too_large_a_file_is_refused_in_words(
    house: House, client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 1024 * 1024)
    file = SimpleUploadedFile("film.zip", b"PK\x03\x04" + b"x" * 2 * 1024 * 1024)
    answer = client_as("bo").post("/use/UC-1/evidence", {"file": file, "title": "Film"})
    assert answer.status_code == 400 and "at most 1 MB" in answer.content.decode()
    assert not waiting()


def test_evidence_is_taken_back_with_its_reason(house: House, client_as: Callable[[str], Client]) -> None:
    key = perform("evidence.add", {"use_case": "UC-1", "title": "Seen", "note": "Seen"}, house.actor("bo")).result.pk
    assert client_as("dan").post(f"/evidence/{key}/retire").status_code == 404
    answer = client_as("bo").post(f"/evidence/{key}/retire", {"reason": "Another release"})
    assert answer.headers["Location"] == "/use/UC-1/duties"
    assert Evidence.objects.get().retired_at is not None
    assert "taken back" in client_as("bo").get("/use/UC-1/duties").content.decode()


def test_a_program_uploads_a_file_and_then_names_it(house: House) -> None:
    secret = perform("tokens.create", {"name": "Program", "can_write": True}, house.actor("bo")).result.secret
    client, bearer = Client(), {"Authorization": f"Bearer {secret}"}
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.4 all green")
    kept = client.post("/api/v1/evidence/upload", {"file": file}, headers=bearer).json()
    given = {"use_case": "UC-1", "title": "Run 7", "upload": kept["upload"], "file_name": kept["file_name"]}
    client.post("/api/v1/actions/evidence.add", given, content_type="application/json", headers=bearer)
    assert Evidence.objects.get().file_digest == kept["digest"]
    bad = SimpleUploadedFile("report.pdf", b"MZ")
    refused = client.post("/api/v1/evidence/upload", {"file": bad}, headers=bearer)
    assert refused.status_code == 400 and "program" in refused.json()["error"]
    assert not waiting()


def waiting() -> list[Path]:
    """Uploads that wait in the workspace."""
    folder = Path(settings.OPENCAIO_HOME) / "uploads"
    return [one for one in folder.glob("*") if one.is_file()] if folder.is_dir() else []
