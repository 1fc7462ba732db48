"""Do Markdown and JSON hold the whole paper, inert and in order?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from opencaio.errors import BadInput
from opencaio.papers.as_markdown import inert, to_markdown
from opencaio.papers.blocks import Paper
from opencaio.papers.render import FORMATS, render
from opencaio.papers.walk import Reasons

HOSTILE = "# x | *b* `c` <script>a</script> [l](javascript:x) $m$ ~s~ &lt; 1. \\"


def test_each_reason_is_one_footnote_that_something_refers_to(paper: Paper) -> None:
    text = to_markdown(paper).decode()
    numbers = [str(reason.number) for reason in Reasons(paper)]
    assert re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE) == numbers
    assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) == set(numbers)


def test_tables_are_whole(paper: Paper) -> None:
    text = to_markdown(paper).decode()
    assert "| Class | Idea | Assessed | Approved | Pilot | Building | Live | All |" in text
    assert "| □ Minimal | 3 | 1 | 3 | 5 | 2 | 28 | 42 |" in text
    assert text.count("of the invented company") == 60


def test_hostile_text_makes_no_html_and_no_new_column(saying: Callable[..., Paper], paper: Paper) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(to_markdown(saying(HOSTILE)).decode())
    plain = MarkdownIt("commonmark").enable("table").parse(to_markdown(paper).decode())
    kinds = [token.type for token in tokens]
    assert "html_block" not in kinds and "fence" not in kinds
    inner = [child.type for token in tokens for child in token.children or []]
    # The one piece of code is the ledger's head.
    assert "html_inline" not in inner and inner.count("code_inline") == 1
    assert kinds.count("td_open") == [token.type for token in plain].count("td_open") > 300


@given(st.text(max_size=60))
def test_inert_text_reads_as_it_was_written(text: str) -> None:
    shown = MarkdownIt("commonmark").parse("x " + inert(text))[1].children or []
    assert all(child.type == "text" for child in shown)


def test_json_names_its_schema_and_every_figure(paper: Paper) -> None:
    tree = json.loads(render(paper, format="json"))
    assert tree["schema"] == "opencaio.paper/1"
    assert tree["figures"]["value.year"]["value"] == "6420000"
    assert tree["figures"]["uses.high"]["why"]["rows"][0]["label"] == "Recruitment screening"
    assert tree["law_on"] == "2026-11-22" and tree["ledger_head"]["count"] == 18204
    assert [block["is"] for block in tree["blocks"]][:3] == ["headline", "heading", "docket"]


def test_an_unknown_format_is_refused_with_the_known_ones(paper: Paper) -> None:
    with pytest.raises(BadInput, match="html, md, json, pdf, docx"):
        render(paper, format="pptx")


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_gives_the_same_bytes_again(paper: Paper, name: str) -> None:
    first = render(paper, format=name)
    assert len(first) > 5000
    assert render(paper, format=name) == first


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_paper_without_blocks_is_still_a_paper(paper: Paper, name: str) -> None:
    assert render(replace(paper, blocks=(), ledger_head=None, subtitle="", ears=((), ())), format=name)
