"""How does a column of text become a column of its kind, and which cells cannot?

Each different text is read once, however many rows have it.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opencaio.lake.facts import MONEY_DECIMALS, MONEY_DIGITS, Kind

MONEY = pa.decimal128(MONEY_DIGITS, MONEY_DECIMALS)
MOMENT = pa.timestamp("us", "UTC")
TYPES: Mapping[Kind, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "money": MONEY,
    "yes_no": pa.bool_(),
    "day": pa.date32(),
    "moment": MOMENT,
    "map": pa.string(),
}
YES = frozenset({"true", "yes", "y", "1", "1.0"})
NO = frozenset({"false", "no", "n", "0", "0.0"})
MOST_WHOLE = 2**63
#: An amount has at most 18 digits before the point: so a hundred thousand of the largest add up within 38 digits.
MOST = Decimal(10) ** 18
EXACT = Context(prec=2 * MONEY_DIGITS)
#: A name longer than this is a file's mistake, such as a quotation mark that closes far below; pages show names whole.
MOST_TEXT = 10_000
STEP = Decimal(1).scaleb(-MONEY_DECIMALS)
NO_VALUE = re.compile(r"\s*(null|none|n/?a)?\s*", re.IGNORECASE)
BLANKS = frozenset({"", "NULL", r"\N"})
PLAIN_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?\s*")


def empty(text: str) -> bool:
    """True for a blank cell and for the words that exports write in place of a blank."""
    return NO_VALUE.fullmatch(text) is not None


def blank(text: str) -> bool:
    """True for a cell in which nothing is written."""
    return not text.strip()


def blank_or_null(text: str) -> bool:
    """True for a blank cell and for what databases write into a text in its place; “NA” and “none” may be names."""
    return text.strip() in BLANKS


def money(text: str) -> Decimal:
    """A plain decimal, rounded half to even at 15 decimals. Raises ``ValueError`` for anything else."""
    value = _decimal(text)
    if value.copy_abs() >= MOST:
        raise ValueError(text)
    return value.quantize(STEP, context=EXACT)


def _decimal(text: str) -> Decimal:
    if not PLAIN_NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text.strip())


def plain_text(text: str) -> str:
    """Any text but one with a NUL, which no database keeps, or a very long one. Raises ``ValueError``."""
    if "\0" in text or len(text) > MOST_TEXT:
        raise ValueError(text)
    return text


def moment(text: str) -> datetime:
    """ISO 8601 with or without a zone; without one it is UTC. Raises ``ValueError`` for anything else."""
    found = datetime.fromisoformat(text.strip())
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def tags(text: str) -> str:
    """A JSON object of texts with sorted keys; blanks around keys fall away. Raises ``ValueError``."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(text)
    plain = {key.strip(): value if isinstance(value, str) else json.dumps(value) for key, value in found.items()}
    kept = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    kept.encode()  # half a character, which JSON can write but nobody can keep
    return kept


def whole(text: str) -> int:
    """A whole number of 64 bits. Raises ``ValueError``."""
    value = _decimal(text)
    if abs(value) >= MOST_WHOLE or value != int(value):
        raise ValueError(text)
    return int(value)


def number(text: str) -> float:
    """A finite number. Raises ``ValueError``."""
    if not PLAIN_NUMBER.fullmatch(text) or not math.isfinite(value := float(text)):
        raise ValueError(text)
    return value


def yes_no(text: str) -> bool:
    """Yes or no, in the words that exports use. Raises ``ValueError``."""
    said = text.strip().casefold()
    if said not in YES | NO:
        raise ValueError(text)
    return said in YES


def day(text: str) -> date:
    """A day in ISO 8601; of a moment, its day. Raises ``ValueError``."""
    said = text.strip()
    return date.fromisoformat(said) if len(said) <= 10 else moment(said).date()


READ: Mapping[Kind, Callable[[str], Any]] = {
    "text": plain_text,
    "whole": whole,
    "number": number,
    "money": money,
    "yes_no": yes_no,
    "day": day,
    "moment": moment,
    "map": tags,
}


def converted(
    column: pa.ChunkedArray, kind: Kind, *, absent: Callable[[str], bool] = empty
) -> tuple[pa.Array, pa.Array]:
    """The column in its kind, and a mask of the cells that say something which is not of this kind."""
    coded = column.combine_chunks().dictionary_encode()
    values = [None if absent(text) else _value(text, kind) for text in coded.dictionary.to_pylist()]
    good = pa.array([None if one is BAD else one for one in values], type=TYPES[kind])
    bad = pa.array([one is BAD for one in values], type=pa.bool_())
    return good.take(coded.indices), pc.fill_null(bad.take(coded.indices), False)


def where_not(column: pa.ChunkedArray, fits: Callable[[str], bool]) -> pa.Array:
    """A mask of the cells whose text does not fit; an absent cell fits."""
    coded = column.combine_chunks().dictionary_encode()
    bad = pa.array([not fits(text) for text in coded.dictionary.to_pylist()], type=pa.bool_())
    return pc.fill_null(bad.take(coded.indices), False)


class _Bad:
    """Stands for a cell that cannot be read."""


BAD = _Bad()


def _value(text: str, kind: Kind) -> Any:
    try:
        return READ[kind](text)
    except (ValueError, OverflowError, RecursionError):
        return BAD


def beside(columns: Mapping[str, pa.ChunkedArray], rows: int) -> pa.Array:
    """What else a row says, as one JSON object a row; rows without anything have none."""
    if not columns:
        return pa.nulls(rows, pa.string())
    said = [_member(name, columns[name]) for name in sorted(columns)]
    # Joined with a comma before each: Arrow 26 leaves rows out that have nothing to join.
    inside = pc.binary_join_element_wise(*said, "", null_handling="replace", null_replacement="")
    whole = pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(inside, 2), "}", "")
    return pc.if_else(pc.equal(inside, ""), None, whole)


def _member(name: str, column: pa.ChunkedArray) -> pa.Array:
    """The member of the object with a comma before it, null where the cell says nothing."""
    coded = column.combine_chunks().dictionary_encode()
    texts = [
        None if cell is None or empty(cell) else f", {_written(name)}: {_written(cell)}"
        for cell in coded.dictionary.to_pylist()
    ]
    return pa.array(texts, pa.string()).take(coded.indices)


def _written(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
