"""Do tags read fast come out as tags that are parsed one by one?"""

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from opencaio.lake.cells import converted
from opencaio.lake.focus.plain_tags import read_tags

PIECES = [
    '"',
    "{",
    "}",
    ":",
    ",",
    " ",
    '": "',
    '", "',
    '"a"',
    '"b": "x"',
    '{"a": "x"',
    "\\",
    "\n",
    "\t",
    "null",
    "é",
    "1",
]
texts = some.text(some.sampled_from("ab\"\\:,{} \t\n\u00a0é'"), max_size=4)


def same(cells: list[str | None]) -> None:
    column = pa.chunked_array([pa.array(cells, pa.string())])
    fast, slow = read_tags(column), converted(column, "map")
    assert fast[0].to_pylist() == slow[0].to_pylist()
    assert fast[1].to_pylist() == slow[1].to_pylist()


@given(some.lists(some.one_of(some.none(), some.lists(some.sampled_from(PIECES), max_size=7).map("".join)), max_size=8))
def test_any_text_is_read_or_refused_alike(cells: list[str | None]) -> None:
    same(cells)


@given(
    some.lists(some.dictionaries(texts, some.one_of(texts, some.integers(), some.none())), min_size=1, max_size=6),
    some.sampled_from([(", ", ": "), (",", ":"), (" , ", " : "), (",\n", ": ")]),
)
def test_any_object_is_read_alike_however_it_is_spaced(objects: list[dict[str, Any]], between: tuple[str, str]) -> None:
    same([json.dumps(one, separators=between, ensure_ascii=False) for one in objects])


@pytest.mark.parametrize(
    "cell",
    ["{}", '{"b":"1","a":"2"}', '{"a": "1", "a": "2"}', '{" a": "1", "a": "2"}', '{"k": ": ", "l": ", "}',
     '{"a": "x",}', '{"a": "x" "b": "y"}', '{"a": "x"} ', '{"\u00a0a": "x"}', '{"": ""}', "{ }",
     '{"a": "x" }', '[{"a": "x"}]'],
)  # fmt: skip
def test_an_odd_object_is_read_or_refused_alike(cell: str) -> None:
    same([cell, '{"a": "x"}', None])
