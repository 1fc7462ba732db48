"""In which encoding was this text file written?"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from opencaio.errors import BadFile

SAMPLE = 256 * 1024
CHUNK = 1024 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(rb"[A-Za-z]")
OTHER_SCRIPT = 0.5
"""From this share of high bytes to Latin letters on, the text is in another script than Latin."""

LATIN = ("cp1252", "cp1250", "mac_roman", "cp850", "cp1254", "cp1257")
"""What spreadsheets of the West write; the first wins where several read as well."""

_USUAL = frozenset("àâäáãåæçèéêëìíîïñòóôöõøùúûüýÿœß’‘“”–—…•°§€£©®«»º·½¿¡ąćęłńóśźżčďěňřšťůžőűăâîșțğışėįųūā\xa0")
_ODD = re.compile(r"[a-zà-ÿ][À-ÖØ-ÞŠŽŒŸ][a-zà-ÿ]|[a-z][†‡ˆ‰‹›¸¨´¯¿¡¦¬¤¥ª²³¹×÷]")


@dataclass(frozen=True, slots=True)
class Faulty:
    """Where UTF-8 ends: the line (from 1) and the offset in bytes."""

    line: int
    offset: int


def encoding_of(path: Path) -> str:
    """The name of the encoding, as Python calls it. Raises BadFile where the bytes are of no single one."""
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    for bom, name in BOMS:
        if sample.startswith(bom):
            return name if name != "utf-8-sig" else _sound(path, name)
    if b"\x00" in sample:
        return _wide(sample)
    faulty = _first_fault(path)
    if faulty is None:
        return "utf-8"
    return _single(path, faulty)


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: for most letters every other byte is nought."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 5 and even * 10 < odd:
        return "utf-16-le"
    if even > len(sample) // 5 and odd * 10 < even:
        return "utf-16-be"
    raise BadFile("This is not a table of text but a binary file. Save it as CSV, XLSX or ODS and try again.")


def _first_fault(path: Path) -> Faulty | None:
    """The first byte that is no UTF-8, or None."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, offset = 1, 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as why:
                at = max(why.start - pending, 0)
                return Faulty(line + chunk[:at].count(b"\n"), offset + at)
            if not chunk:
                return None
            line, offset = line + chunk.count(b"\n"), offset + len(chunk)


def _sound(path: Path, name: str) -> str:
    faulty = _first_fault(path)
    if faulty is not None:
        raise _broken(faulty)
    return name


def _broken(faulty: Faulty) -> BadFile:
    words = f"Line {faulty.line} has bytes that are not UTF-8, though the rest is"
    return BadFile(f"{words}. Save the file again as UTF-8.")


def _single(path: Path, faulty: Faulty) -> str:
    """An encoding of one byte a letter, or an Asian one; a UTF-8 file with a few broken bytes is refused."""
    sample = _around(path, faulty.offset)
    left = _HIGH.findall(_MULTIBYTE.sub(b"", sample))
    if len(_MULTIBYTE.findall(sample)) > 3 * len(left):
        raise _broken(faulty)
    if len(_HIGH.findall(sample)) > OTHER_SCRIPT * len(_LETTER.findall(sample)):
        best = from_bytes(sample).best()
        if best is not None:
            return best.encoding
    return _latin(sample)


def _around(path: Path, offset: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(offset - SAMPLE // 2, 0))
        return stream.read(SAMPLE)


def _latin(sample: bytes) -> str:
    """The encoding under which the letters beyond ASCII are those that people write."""
    scored = [(_likely(sample, name), -place) for place, name in enumerate(LATIN)]
    return LATIN[-max(scored)[1]]


def _likely(sample: bytes, name: str) -> float:
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return -1.0
    high = [letter for letter in text if letter > "\x7f"]
    usual = sum(letter in _USUAL or letter.casefold() in _USUAL for letter in high)
    return (usual - 2 * len(_ODD.findall(text))) / max(len(high), 1)
