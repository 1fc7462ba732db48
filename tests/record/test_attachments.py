"""Is what could do harm kept out, whatever it is called, and does a refused upload leave nothing behind?"""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from opencaio.errors import BadFile, BadInput
from opencaio.record.attachments import LARGEST, attachment_path, refuse_large
from opencaio.record.importing.uploads import keep_upload
from opencaio.record.models import Evidence
from tests.record.cast import Cast, do

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in members.items():
            into.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return made.getvalue()


def wide(words: str) -> bytes:
    return words.encode("utf-16-le")


HARMLESS = {
    "report.pdf": b"%PDF-1.7\n%...",
    "notes.txt": "Prüfung am 3. März".encode(),
    "wide.txt": b"\xff\xfe" + wide("Prüfung"),
    "table.csv": b"name,score\nx,1\n",
    "readme.md": b"# Title\n\nSee <https://example.org> and `<script>` in the text.",
    "answer.json": b'{"a": 1}',
    "mail.eml": b"From: a@example.org\r\nContent-Type: text/html\r\n\r\n<html><p>Hello</p></html>",
    "picture.PNG": b"\x89PNG\r\n\x1a\n....",
    "photo.jpeg": b"\xff\xd8\xff\xe0....",
    "letter.docx": archive(_Content_Types_dot_xml=b"<x/>", word__document_dot_xml=b"<x/>"),
    "sheet.ods": archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_dot_xml=b"<x/>"),
    "old.doc": OLE + wide("WordDocument"),
    "note.rtf": b"{\\rtf1 Hello}",
    "papers.zip": archive(report_dot_pdf=b"%PDF-1.7", table_dot_csv=b"a,b"),
}
HARMFUL = {
    "tool.pdf": (b"MZ\x90\x00", "program"),
    "linux.txt": (b"\x7fELF....", "program"),
    "run.md": (b"#!/bin/sh\nrm -rf", "script"),
    "page.txt": (b"\xef\xbb\xbf  <!-- x -->\n<!DOCTYPE html><script>", "web page"),
    "wide.md": (b"\xff\xfe" + wide("<html><script>"), "web page"),
    "drawing.json": (b"<?xml version='1.0'?>\n<svg onload='x()'/>", "web page"),
    "drawing.svg": (b"<svg/>", "not taken as evidence"),
    "page.html": (b"<p>", "not taken as evidence"),
    "macro.docm": (archive(x=b"x"), "not taken as evidence"),
    "report.pdf.exe": (b"%PDF-1.7", "not taken as evidence"),
    "shortcut.txt": (b"L\x00\x00\x00\x01\x14\x02\x00....", "program"),
    "letter.docx": (archive(word__vbaProject_dot_bin=b"x"), "macros"),
    "sheet.xlsx": (archive(xl__macrosheets__sheet1_dot_xml=b"x"), "macros"),
    "text.odt": (archive(Basic__Standard__Module1_dot_xml=b"x"), "macros"),
    "old.xls": (OLE + wide("_VBA_PROJECT"), "macros"),
    "mail.msg": (OLE + wide("\x01Ole10Native"), "embedded program"),
    "note.rtf": (b"{\\rtf1{\\object\\objdata 01}}", "embedded object"),
    "papers.zip": (archive(a_dot_pdf=b"%PDF", readme_dot_JS=b"x()"), "readme.JS"),
    "nested.zip": (archive(inner_dot_zip=archive(a=b"a")), "another archive"),
    "broken.zip": (b"PK\x03\x04 and then nothing", "damaged"),
    "picture.png": (b"GIF89a", "not what its name says"),
    "plan.docx": (b"%PDF-1.7", "not what its name says"),
    "log.log": (b"line\x00\x01\x02", "not what its name says"),
}


def add(cast: Cast, tmp_path: Path, name: str, content: bytes) -> Evidence:
    (tmp_path / "upload").write_bytes(content)
    given = {"title": "Paper", "upload": keep_upload(tmp_path / "upload"), "file_name": name}
    kept: Evidence = do("evidence.add", cast.bo, use_case=cast.triage.code, **given)
    return kept


def kept_files() -> list[Path]:
    return [one for one in Path(settings.OPENCAIO_FILES).rglob("*") if one.is_file()]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_people_keep_as_evidence_is_taken(cast: Cast, tmp_path: Path, name: str) -> None:
    row = add(cast, tmp_path, name, HARMLESS[name])
    assert attachment_path(row.file_digest).read_bytes() == HARMLESS[name]


@pytest.mark.parametrize("name", HARMFUL)
def test_what_could_do_harm_is_refused_with_its_reason_and_nothing_is_kept(
    cast: Cast, tmp_path: Path, name: str
) -> None:
    content, words = HARMFUL[name]
    with pytest.raises(BadFile, match=words) as fault:
        add(cast, tmp_path, name, content)
    assert name in fault.value.message
    assert not Evidence.objects.exists() and kept_files() == []


def test_an_archive_that_unpacks_to_a_flood_is_refused_unopened(cast: Cast, tmp_path: Path) -> None:
    flood = archive(**{f"f{number}_dot_txt": b"\x00" * 60_000_000 for number in range(10)})
    assert len(flood) < 1_000_000
    with pytest.raises(BadFile, match="unpacks to too much"):
        add(cast, tmp_path, "papers.zip", flood)
    many = archive(**{f"f{number}_dot_txt": b"" for number in range(2_100)})
    with pytest.raises(BadFile, match="unpacks to too much"):
        add(cast, tmp_path, "papers.zip", many)


def test_an_archive_under_a_password_is_refused(cast: Cast, tmp_path: Path) -> None:
    locked = bytearray(archive(a_dot_pdf=b"%PDF"))
    place = locked.index(b"PK\x01\x02")
    locked[6] |= 1
    locked[place + 8] |= 1
    with pytest.raises(BadFile, match="password"):
        add(cast, tmp_path, "papers.zip", bytes(locked))


def test_two_gigabytes_are_refused_before_they_are_written() -> None:
    with pytest.raises(BadFile, match=r"2,048 MB; evidence may have at most 50 MB.*add a link"):
        refuse_large("film.zip", 2 * 1024**3)
    refuse_large("report.pdf", LARGEST)


def test_the_same_file_twice_is_kept_once(cast: Cast, tmp_path: Path) -> None:
    rows = [add(cast, tmp_path, name, b"%PDF-1.7 same") for name in ("a.pdf", "b.pdf")]
    assert rows[0].file_digest == rows[1].file_digest and len(kept_files()) == 1
    assert [one.file_name for one in rows] == ["a.pdf", "b.pdf"]


def test_an_upload_whose_row_is_refused_is_not_kept(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(b"%PDF-1.7")
    given = {"title": "x", "upload": keep_upload(tmp_path / "upload"), "file_name": "a.pdf"}
    with pytest.raises(BadInput, match="cannot expire"):
        do("evidence.add", cast.bo, use_case=cast.triage.code, dated="2026-02-01", expires_on="2026-01-01", **given)
    assert kept_files() == []


def test_an_upload_that_breaks_off_leaves_nothing(cast: Cast) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        keep_upload(Broken())
    folder = Path(settings.OPENCAIO_HOME) / "uploads"
    assert not [one for one in folder.iterdir() if one.is_file()]


def test_a_link_is_kept_and_never_followed(cast: Cast) -> None:
    link = "http://127.0.0.1:9/nobody-listens-here"
    row = do("evidence.add", cast.bo, use_case=cast.triage.code, title="Elsewhere", link=link)
    assert row.link == link
    for bad in ("file:///etc/passwd", "javascript:alert(1)", "ftp://x/y", "http://a b"):
        with pytest.raises(BadInput, match="link"):
            do("evidence.add", cast.bo, use_case=cast.triage.code, title="Elsewhere", link=bad)
