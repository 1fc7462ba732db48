"""Is a paper that was kept as JSON the same paper again?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.errors import BadInput
from opencaio.papers.as_json import to_json
from opencaio.papers.blocks import (
    Block,
    Column,
    Details,
    Entry,
    Figure,
    Heading,
    Link,
    Listing,
    Noted,
    Paper,
    Paragraph,
    Particulars,
    Table,
    Text,
    Why,
    WhyRow,
)
from opencaio.papers.from_json import from_json
from opencaio.papers.render import FORMATS, render

words = st.text(max_size=20)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
whys = st.builds(
    Why,
    question=words,
    answer=words,
    rows=st.lists(st.builds(WhyRow, words, words, words), max_size=2).map(tuple),
    as_of=st.none() | days,
    missing=st.lists(words, max_size=2).map(tuple),
)
numbers = st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | days | st.none()
figures = st.builds(Figure, key=st.uuids().map(str), value=numbers, display=words, why=st.none() | whys)
spans = st.lists(st.builds(Text, words) | st.builds(Link, words, words) | figures, max_size=3).map(tuple)
cells = words | st.none() | st.builds(Noted, words, words)
tables = st.lists(st.tuples(cells, cells), max_size=3).map(
    lambda rows: Table((Column("A"), Column("B", "kg", "end")), tuple(rows), "C")
)
plain_blocks = (
    st.builds(Paragraph, spans)
    | st.builds(Heading, st.sampled_from([2, 3, 4]), words, words)
    | st.builds(Listing, st.lists(spans, max_size=3).map(tuple), st.booleans())
    | st.builds(Particulars, st.lists(st.tuples(words, words), max_size=3).map(tuple), words)
    | tables
)
blocks: st.SearchStrategy[Block] = st.recursive(
    plain_blocks,
    lambda inner: (
        st.builds(Details, words, st.lists(inner, max_size=2).map(tuple))
        | st.builds(Entry, words, st.lists(inner, max_size=2).map(tuple), words, words, st.none() | whys)
    ),
    max_leaves=4,
)
papers = st.builds(
    Paper,
    title=words,
    organisation=words,
    prepared_on=st.datetimes(timezones=st.just(UTC)),
    record_at=st.just(datetime(2026, 11, 22, 12, tzinfo=UTC)),
    law_on=days,
    blocks=st.lists(blocks, max_size=4).map(tuple),
    layout=st.sampled_from(["brief", "document"]),
)


@settings(max_examples=60, deadline=None)
@given(papers)
def test_any_paper_comes_back_as_it_was(paper: Paper) -> None:
    again = from_json(to_json(paper))
    assert to_json(again) == to_json(paper)
    assert type(again.prepared_on) is datetime and type(again.law_on) is date
    assert [type(one) for one in again.blocks] == [type(one) for one in paper.blocks]


@pytest.mark.parametrize("form", FORMATS)
def test_a_paper_with_every_kind_of_block_gives_the_same_file_from_its_json(paper: Paper, form: str) -> None:
    for layout in ("brief", "document"):
        whole = replace(paper, layout=layout)
        assert render(from_json(to_json(whole)), format=form) == render(whole, format=form)


def test_an_entry_says_its_name_its_source_and_where_it_is_from_in_every_form(paper: Paper) -> None:
    for form in ("html", "md", "json"):
        text = render(paper, format=form).decode()
        for said in ("Human oversight", "Point 2", "Two clerks decide.", "Stated by Greta Molwyn on 21 Sep 2026."):
            assert said in text, (form, said)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"is": "why"}', '{"is": "paper"}', "not json"])
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match=r"paper"):
        from_json(text)


def test_a_block_that_nobody_knows_is_refused(paper: Paper) -> None:
    tree = json.loads(to_json(paper))
    tree["blocks"].append({"is": "system"})
    with pytest.raises(BadInput, match="cannot be read"):
        from_json(json.dumps(tree))


def test_hostile_words_stay_words(saying: Callable[..., Paper]) -> None:
    told = saying('<script>alert("x")</script>')
    assert b"<script>alert" not in render(from_json(to_json(told)), format="html")
