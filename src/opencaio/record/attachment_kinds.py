"""Which files are taken as evidence, and which could do harm to whoever opens them?

The list says what is taken; the content must be what the name says. Refused whatever the name: programs, scripts,
web pages and drawings that run scripts, office files with macros or embedded programs, archives that hide one of
these, that cannot be looked into, or that unpack to a flood. What is taken is still only ever handed out as a
download. A virus scanner is another thing: this knows kinds of files, not the viruses of the day.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from opencaio.errors import BadFile

TEXTS = ("txt", "md", "csv", "tsv", "json", "yaml", "yml", "log", "eml")
NEW_OFFICE = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
OLD_OFFICE = ("doc", "xls", "ppt", "msg")
#: How the content of each kind begins; kinds of text have no such beginning.
BEGINS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "rtf": (b"{\\rtf",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "zip": (b"PK\x03\x04",),
    **dict.fromkeys(NEW_OFFICE, (b"PK\x03\x04",)),
    **dict.fromkeys(OLD_OFFICE, (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)),
}
TAKEN = (*BEGINS, *TEXTS)
SHORTCUT = b"L\x00\x00\x00\x01\x14\x02"
RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", SHORTCUT)
#: As browsers sniff: a page is known by its first tag, after white space, comments and declarations.
MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|script|svg|iframe|style|object|embed|\?php|%@)", re.I)
SKIPPED = re.compile(rb"(\s+|<!--.*?-->|<\?xml.*?\?>|<!doctype\s+svg.*?>)", re.I | re.S)
IN_NEW_OFFICE = re.compile(r"(vbaproject\.bin|vbadata\.xml|macrosheets/|activex/|^basic/|^scripts/)", re.I)
IN_OLD_OFFICE = tuple(word.encode("utf-16-le") for word in ("_VBA_PROJECT", "Macros", "Ole10Native"))
IN_RTF = (b"\\objdata", b"\\objocx", b"\\ddeauto")
IN_ARCHIVE = re.compile(
    r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|wsh|hta|jar|apk|app|sh|py|pl|rb|php|lnk|reg|iso|img"
    r"|html?|xhtml|svgz?|docm|xlsm|pptm|dotm|xltm|xlam|xll)$",
    re.I,
)
ARCHIVES = re.compile(r"\.(zip|7z|rar|gz|bz2|xz|tar|tgz|cab)$", re.I)
MOST_MEMBERS = 2_000
MOST_UNPACKED = 500 * 1024 * 1024
START = 4096


def refuse_dangerous(source: Path, *, name: str) -> None:
    """``BadFile``, in words, for a file that is not to be kept under this name."""
    kind = name.rpartition(".")[2].lower() if "." in name else ""
    if kind not in TAKEN:
        raise BadFile(f"{name} is of a kind that is not taken as evidence. Taken are: {', '.join(sorted(TAKEN))}.")
    with source.open("rb") as file:
        start = file.read(START)
    if start.startswith(RUNS) or MARKUP.match(_begins(start)):
        raise BadFile(f"{name} is a program, a script or a web page, whatever its name says. It is not taken.")
    _refuse_disguise(start, kind=kind, name=name)
    for fault in _faults_inside(source, kind=kind):
        raise BadFile(f"{name} {fault}")


def _begins(start: bytes) -> bytes:
    text = start.removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = text.replace(b"\x00", b"")[2:]
    while found := SKIPPED.match(text):
        text = text[found.end() :]
    return text


def _refuse_disguise(start: bytes, *, kind: str, name: str) -> None:
    begins = BEGINS.get(kind)
    if begins and not start.startswith(begins):
        raise BadFile(f"{name} is not what its name says: its content is not that of a .{kind} file.")
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if begins is None and b"\x00" in start and not is_wide:
        raise BadFile(f"{name} is not what its name says: a .{kind} file is text, and this is not.")


def _faults_inside(source: Path, *, kind: str) -> Iterator[str]:
    if kind in OLD_OFFICE and _holds(source, IN_OLD_OFFICE):
        yield "holds macros or an embedded program. Save it without them, or as a PDF."
    if kind == "rtf" and _holds(source, IN_RTF):
        yield "holds an embedded object. Save it without, or as a PDF."
    if kind == "zip" or kind in NEW_OFFICE:
        yield from _in_archive(source, is_office=kind != "zip")


def _holds(source: Path, words: tuple[bytes, ...]) -> bool:
    body = source.read_bytes()
    return any(word in body for word in words)


def _in_archive(source: Path, *, is_office: bool) -> Iterator[str]:
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    # zipfile says NotImplementedError of an archive packed in a way that it does not know.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        yield "is damaged: it cannot be opened."
        return
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        yield f"unpacks to too much: at most {MOST_MEMBERS:,} files and {MOST_UNPACKED // 2**20} MB are taken."
    for one in members:
        yield from _member_faults(one, is_office=is_office)


def _member_faults(one: zipfile.ZipInfo, *, is_office: bool) -> Iterator[str]:
    if one.flag_bits & 1:
        yield "is locked with a password, so nobody can see what is in it. Unlock it first."
    if is_office and IN_NEW_OFFICE.search(one.filename):
        yield "holds macros or controls that run. Save it without them, or as a PDF."
    if not is_office and IN_ARCHIVE.search(one.filename):
        yield f"holds “{one.filename[-60:]}”, which can be run. It is not taken."
    if not is_office and ARCHIVES.search(one.filename):
        yield f"holds another archive, “{one.filename[-60:]}”. Add that one by itself."
