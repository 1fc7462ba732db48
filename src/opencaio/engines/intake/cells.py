"""What does a cell really say, and how is it written so that no spreadsheet runs it as a formula?"""

import re
import unicodedata
from functools import lru_cache

REASON_COLUMN = "OpenCAIO: why this row was refused"
"""Last column of a refusals file; a file that has it is mended and imported again without it."""

ROW_COLUMN = "OpenCAIO: row in the file"

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_SPACES = re.compile(r"\s+")
_OPTION_LETTER = re.compile(r"^[a-z]\)\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ALIKE = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u200b": None,
        "\ufeff": None,
    }
)


def neutralise(cell: str) -> str:
    """The cell as text that no spreadsheet takes for a formula (OWASP's list: = + - @ tab and return).

    An apostrophe is put in front; `restore` takes it away again, so that the pair loses nothing.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restore(cell: str) -> str:
    """The cell as it was before `neutralise`."""
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


def clean(cell: str) -> str:
    """The cell without outer blanks, control characters and foreign line ends; its words untouched."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").translate({0x200B: None, 0xFEFF: None})
    return _CONTROL.sub("", text).strip()


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The text for comparing: case, runs of blanks, kinds of dash and quote make no difference."""
    alike = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)
    return _SPACES.sub(" ", alike).strip().casefold()


def fold_choice(text: str) -> str:
    """A choice of a list for comparing: as `fold`, without the letter in front ("b) Pilot" is "pilot")."""
    return _OPTION_LETTER.sub("", fold(text))
