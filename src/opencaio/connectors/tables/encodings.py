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
_CP1252_HOLES = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_OTHER_SCRIPTS = re.compile(
    r"[\u0370-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
_CENTRAL = re.compile(r"[ąćęłńśźżčďěňřšťůžőűĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽŐŰ]")


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
            return name
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


def _single(path: Path, faulty: Faulty) -> str:
    """An encoding of one byte a letter, or an Asian one; a UTF-8 file with a few broken bytes is refused."""
    sample = _around(path, faulty.offset)
    whole = _MULTIBYTE.sub(b"", sample)
    sound = len(_MULTIBYTE.findall(sample))
    if sound > 3 * len(_HIGH.findall(whole)):
        words = (
            f"Line {faulty.line} has bytes that are not UTF-8, though the rest is. Save it again as UTF-8."
        )
        raise BadFile(words)
    best = from_bytes(sample).best()
    if best is not None and _plainly(str(best), best.encoding):
        return best.encoding
    return "cp1252" if not _CP1252_HOLES.search(sample) else _not_western(best.encoding if best else None)


def _around(path: Path, offset: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(offset - SAMPLE // 2, 0))
        return stream.read(SAMPLE)


def _plainly(text: str, encoding: str) -> bool:
    """Is this so clearly another script that Windows' Western encoding is out of the question?"""
    high = [letter for letter in text if letter > "\x7f" and letter.isalpha()]
    other = len(_OTHER_SCRIPTS.findall(text))
    central = len(_CENTRAL.findall(text)) if encoding in ("cp1250", "iso8859_2", "mac_latin2", "cp852") else 0
    return 2 * max(other, central) > len(high) > 0


def _not_western(guess: str | None) -> str:
    if guess is None:
        raise BadFile("The file's encoding cannot be told. Save it as UTF-8 and try again.")
    return guess
