"""What may be wrong with a bill: which rules are there, and which rows break them?

A row that breaks a refusing rule does not count; the others only say what to know about the rows before reading
their sums.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from opencaio.lake.cells import PLAIN_NUMBER, empty, where_not

CURRENCY = re.compile(r"[A-Z]{3}")
#: All texts that `empty` knows as a word, and some more: found fast, then looked at.
LIKE_EMPTY = r"(?i)^[^0-9a-z]*(null|none|n/?a)[^0-9a-z]*$"
LOOSE_KEY = r'[{,]\s*"([\s\p{Z}][^"]*|[^"]*[\s\p{Z}])"\s*:'


@dataclass(frozen=True)
class Rule:
    """``refuses``: rows that break it are left out."""

    name: str
    words: str
    refuses: bool = False


@dataclass(frozen=True)
class Fault:
    """A rule, how many rows break it and the first of them (from 1, heads not counted), of one file; ``column`` where
    it is about one."""

    rule: Rule
    column: str
    file: str
    count: int
    rows: tuple[int, ...]


_ALL = (
    Rule("missing", "A cell that FOCUS requires is empty.", refuses=True),
    Rule("not_a_number", "An amount is not a plain number of at most 18 digits before the point.", refuses=True),
    Rule("not_a_moment", "A time is not written as ISO 8601.", refuses=True),
    Rule("not_a_currency", "The currency is not three capital letters.", refuses=True),
    Rule("backwards", "The charge ends before it begins.", refuses=True),
    Rule("null_text", "An empty cell is written as the word NULL."),
    Rule("price_in_zone", "The availability zone is a number: a price has slipped into it. The zone is left empty."),
    Rule("credit", "A credit, refund or correction: the amount is negative, or the charge is called a credit."),
    Rule("no_effective_cost", "Billed above zero, with an effective cost of zero: look at billed cost for this row."),
    Rule("outside_period", "The charge begins outside the billing period."),
    Rule("bad_tags", "The tags are not a JSON object; they are kept as text beside."),
    Rule("not_text", "A text holds a NUL character or more than 10,000 characters. The cell is left empty."),
    Rule("loose_tag_keys", "A tag's key has blanks around it; it is read without them."),
    Rule("other_currency", "The bill is in more than one currency: amounts are never added across them."),
    Rule("repeated", "The same row stands in the bill more than once; each counts."),
    Rule("unknown_column", "A column that FOCUS does not know and that is not marked x_; kept beside."),
    Rule("other_letters", "The file is not written in UTF-8: it was read in the encoding named."),
    Rule("decimal_comma", "Amounts have a comma before their decimals, and were read so."),
)
RULES: Mapping[str, Rule] = {rule.name: rule for rule in _ALL}

Mask: TypeAlias = Any
"""An Arrow array of yes and no, one a row."""


@dataclass(frozen=True)
class Found:
    """The rows of one block that break a rule."""

    rule: str
    mask: Mask
    column: str = ""


def null_text(text: Mapping[str, pa.ChunkedArray]) -> Iterator[Found]:
    for name, column in text.items():
        like = _sure(pc.match_substring_regex(column, LIKE_EMPTY))
        if pc.any(like).as_py():
            yield Found("null_text", where_not(column, lambda cell: not (cell.strip() and empty(cell))), name)


def priced_zone(text: Mapping[str, pa.ChunkedArray], rows: int) -> Mask:
    if "AvailabilityZone" not in text:
        return pa.array([False] * rows)
    return where_not(text["AvailabilityZone"], lambda cell: not PLAIN_NUMBER.fullmatch(cell))


def bad_currency(column: pa.ChunkedArray) -> Mask:
    return where_not(column, lambda cell: empty(cell) or CURRENCY.fullmatch(cell.strip()) is not None)


def credited(table: pa.Table) -> Mask:
    negative = pc.less(table["BilledCost"], _nought(table, "BilledCost"))
    return _sure(pc.or_(negative, pc.is_in(table["ChargeCategory"], pa.array(["Credit"]))))


def without_effective(table: pa.Table) -> Mask:
    nought = _nought(table, "BilledCost")
    return _sure(pc.and_(pc.greater(table["BilledCost"], nought), pc.equal(table["EffectiveCost"], nought)))


def backwards(table: pa.Table) -> Mask:
    return _sure(pc.less(table["ChargePeriodEnd"], table["ChargePeriodStart"]))


def outside_period(table: pa.Table) -> Mask:
    begins = table["ChargePeriodStart"]
    early, late = pc.less(begins, table["BillingPeriodStart"]), pc.greater_equal(begins, table["BillingPeriodEnd"])
    return _sure(pc.or_(early, late))


def loose_keys(column: pa.ChunkedArray) -> Mask:
    return _sure(pc.match_substring_regex(column, LOOSE_KEY))


def _nought(table: pa.Table, name: str) -> pa.Scalar:
    return pa.scalar(0).cast(table[name].type)


def _sure(mask: pa.ChunkedArray) -> Mask:
    return pc.fill_null(mask, False).combine_chunks()


Judge = Callable[[pa.Table], Mask]
#: Judged on the rows as read, none of which refuses them.
NOTED: Mapping[str, Judge] = {
    "credit": credited,
    "no_effective_cost": without_effective,
    "outside_period": outside_period,
}
