"""What is this file really, whatever its name says?"""

import re
from pathlib import Path

from opencaio.errors import BadFile

PICTURES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"RIFF": "WebP",
}
OTHERS = {
    b"%PDF": "a PDF. Copy the table into a spreadsheet and save it as CSV or XLSX.",
    b"\x1f\x8b": "a packed file (gzip). Unpack it first.",
    b"7z\xbc\xaf": "a packed file (7z). Unpack it first.",
    b"Rar!": "a packed file (RAR). Unpack it first.",
    b"PAR1": "a Parquet file. Save it as CSV.",
    b"SQLite format 3": "a database. Export the table as CSV.",
    b"\x7fELF": "a program.",
    b"MZ\x90": "a program.",
}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 8 * 1024
_JSON = re.compile(rb"\[\s*[\[{\]]|\{\s*[\"}]")


def kind_of(path: Path) -> str:
    """One of "zip", "xls", "json", "text". Raises BadFile for what is plainly no table."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip():
        raise BadFile("The file is empty.")
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        return "xls"
    _refuse_binary(head)
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\x00", b"")
    _refuse_markup(start.lower())
    named = path.suffix.lower() == ".json" and start[:1] in (b"[", b"{")
    return "json" if named or _JSON.match(start) else "text"


def _refuse_binary(head: bytes) -> None:
    for magic, name in PICTURES.items():
        if head.startswith(magic) and (magic != b"BM" or b"\x00" in head[:32]):
            raise BadFile(f"This is a picture ({name}), not a table. Choose the file with the rows.")
    for magic, words in OTHERS.items():
        if head.startswith(magic):
            raise BadFile(f"This is not a table but {words}")


def _refuse_markup(start: bytes) -> None:
    if start.startswith((b"<html", b"<table", b"<!doctype html")):
        raise BadFile("This is a web page, not a table. Open it in a spreadsheet program and save it as XLSX or CSV.")
    if start.startswith((b"<?xml", b"<!doctype")):
        declares = " and declares a document type or entities" if b"<!doctype" in start or b"<!entity" in start else ""
        raise BadFile(f"This is XML{declares}; it is not opened. Save the table as XLSX, ODS or CSV.")
