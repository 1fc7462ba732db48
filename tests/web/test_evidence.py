"""Does the file behind a piece of evidence reach those who may see it, as a file and nothing else?"""

from collections.abc import Callable
from pathlib import Path

from django.test import Client

from opencaio.record.actions import perform
from opencaio.record.importing.uploads import keep_upload
from tests.web.conftest import House


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
