"""Which rows of a block count, in the columns of the fact, and what is wrong with any of them?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from opencaio.lake.cells import MONEY, TYPES, beside, converted
from opencaio.lake.facts import COST
from opencaio.lake.focus import rules
from opencaio.lake.focus.names import NEEDED, Heads
from opencaio.lake.focus.plain_tags import read_tags
from opencaio.lake.focus.rules import RULES, Found

CANNOT = {"money": "not_a_number", "moment": "not_a_moment", "map": "bad_tags", "text": "not_text"}
#: Amounts that Arrow reads as `cells.money` does, to the last decimal.
EXACT = r"^-?[0-9]{1,18}(\.[0-9]{1,15})?$"


@dataclass(frozen=True)
class Judged:
    """All rows in the columns of the fact; ``counts``: which of them are not refused; what was found in them."""

    table: pa.Table
    counts: pa.Array
    found: tuple[Found, ...]


def judged(block: pa.Table, heads: Heads, numbers: pa.Array) -> Judged:
    """Read a block of text; ``numbers`` are its rows in the bill, from 1."""
    text = {name: block[head] for head, name in heads.columns.items()}
    found = list(rules.null_text(text))
    extra = {head: block[head] for head in heads.beside}
    slipped = rules.priced_zone(text, block.num_rows)
    if pc.any(slipped).as_py():
        found.append(Found("price_in_zone", slipped, "AvailabilityZone"))
        zone = text["AvailabilityZone"].combine_chunks()
        extra["AvailabilityZone as billed"] = pa.chunked_array([pc.if_else(slipped, zone, None)])
        text["AvailabilityZone"] = pa.chunked_array([pc.if_else(slipped, None, zone)])
    columns, wrong = _columns(text)
    table = _shaped(columns, extra, numbers)
    found += [*wrong, Found("backwards", rules.backwards(table), "ChargePeriodEnd")]
    found += [Found(name, judge(table)) for name, judge in rules.NOTED.items()]
    refused = [one.mask for one in found if RULES[one.rule].refuses]
    return Judged(table, pc.invert(reduce(pc.or_, refused)), tuple(found))


def _columns(text: Mapping[str, pa.ChunkedArray]) -> tuple[dict[str, pa.Array], list[Found]]:
    columns: dict[str, pa.Array] = {}
    found: list[Found] = []
    for name, said in text.items():
        column = COST.column(name)
        kind = column.kind if column else "text"
        columns[name], bad = _READERS[kind](said) if kind in _READERS else converted(said, kind)
        if kind in CANNOT:
            found.append(Found(CANNOT[kind], bad, name))
        if name in NEEDED:
            found.append(Found("missing", pc.and_not(pc.is_null(columns[name]), bad), name))
    found.append(Found("not_a_currency", rules.bad_currency(text["BillingCurrency"]), "BillingCurrency"))
    if "Tags" in text:
        found.append(Found("loose_tag_keys", rules.loose_keys(text["Tags"]), "Tags"))
    return columns, found


def _amounts(said: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Amounts, nearly all different, and a mask of those that are none: plainly written ones at once."""
    whole = said.combine_chunks()
    plain = pc.fill_null(pc.match_substring_regex(whole, EXACT), False)
    fast = pc.if_else(plain, whole, None).cast(MONEY)
    if pc.all(plain).as_py():
        return fast, pc.invert(plain)
    slow, bad = converted(pa.chunked_array([pc.if_else(plain, None, whole)]), "money")
    return pc.coalesce(fast, slow), bad


def _shaped(columns: dict[str, pa.Array], extra: dict[str, pa.ChunkedArray], numbers: pa.Array) -> pa.Table:
    """Every column of the fact in its order; what the bill lacks is empty."""
    columns["day"] = pc.cast(columns["ChargePeriodStart"], pa.date32(), safe=False)
    columns["row"] = numbers
    columns["Other"] = beside(extra, len(numbers))
    empty_column = {one.name: pa.nulls(len(numbers), TYPES.get(one.kind, pa.int64())) for one in COST.columns}
    return pa.table({one.name: columns.get(one.name, empty_column[one.name]) for one in COST.columns})


_READERS: Mapping[str, Callable[[pa.ChunkedArray], tuple[pa.Array, pa.Array]]] = {"money": _amounts, "map": read_tags}
