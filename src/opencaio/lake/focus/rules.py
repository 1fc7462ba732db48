"""What may be wrong with a bill: which rules are there, and which rows break them?

A row that breaks a refusing rule does not count; the others only say what to know about the rows before reading
their sums.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from opencaio.lake.cells import PLAIN_NUMBER, empty, where_not

CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Rule:
    """``refuses``: rows that break it are left out."""

    name: str
    words: str
    refuses: bool = False


@dataclass(frozen=True)
class Fault:
    """A rule and the rows (from 1, heads not counted) that break it; ``column`` where it is about one."""

    rule: Rule
    column: str
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
    Rule("not_text", "A text holds a NUL character, which cannot be kept. The cell is left empty."),
    Rule("loose_tag_keys", "A tag's key has blanks around it; it is read without them."),
    Rule("other_currency", "The bill is in more than one currency: amounts are never added across them."),
    Rule("repeated", "The same row stands in the bill more than once; each counts."),
    Rule("unknown_column", "A column that FOCUS does not know and that is not marked x_; kept beside."),
)
RULES: Mapping[str, Rule] = {rule.name: rule for rule in _ALL}

Mask: TypeAlias = Any
"""An Arrow array of yes and no, one a row."""


def fault(name: str, mask: Mask, numbers: pa.Array, *, column: str = "") -> Iterable[Fault]:
    """The fault of these rows, or nothing when no row has it."""
    rows = numbers.filter(mask)
    if len(rows):
        yield Fault(RULES[name], column, tuple(rows.to_pylist()))


def null_text(text: Mapping[str, pa.ChunkedArray], numbers: pa.Array) -> Iterable[Fault]:
    for name, column in text.items():
        said = where_not(column, lambda cell: not (cell.strip() and empty(cell)))
        yield from fault("null_text", said, numbers, column=name)


def priced_zone(text: Mapping[str, pa.ChunkedArray], rows: int) -> Mask:
    if "AvailabilityZone" not in text:
        return pa.array([False] * rows)
    return where_not(text["AvailabilityZone"], lambda cell: not PLAIN_NUMBER.fullmatch(cell))


def bad_currency(column: pa.ChunkedArray) -> Mask:
    return where_not(column, lambda cell: empty(cell) or CURRENCY.fullmatch(cell.strip()) is not None)


def credited(table: pa.Table) -> Mask:
    negative = pc.less(table["BilledCost"], _nought(table, "BilledCost"))
    named = pc.is_in(table["ChargeCategory"], pa.array(["Credit"])) if "ChargeCategory" in table.column_names else False
    return _sure(pc.or_(negative, named))


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
    return where_not(column, lambda cell: re.search(r'[{,]\s*"(\s[^"]*|[^"]*\s)"\s*:', cell) is None)


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
