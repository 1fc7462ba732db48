"""Are the figures of a paper found in reading order, each with one reason?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from opencaio.papers.blocks import Column, Columns, Details, Figure, Paper, Paragraph, Question, Table, Why
from opencaio.papers.walk import Reasons, answered, figures_by_key


def test_reasons_are_numbered_in_reading_order_and_shared_by_key(paper: Paper) -> None:
    reasons = Reasons(paper)
    assert [reason.key for reason in reasons][:3] == ["uses.active", "uses.high", "value.year"]
    assert [reason.number for reason in reasons] == list(range(1, len(reasons) + 1))
    assert len({reason.anchor for reason in reasons}) == len(reasons) == 6


def test_figures_inside_columns_and_details_are_found(paper: Paper) -> None:
    deep = Paragraph.of(Figure("deep", 3, "3", why=Why("Why 3?", "Because.")))
    nested = replace(paper, blocks=(Columns(((Details("Folded", (deep,)),),)),))
    assert list(figures_by_key(nested)) == ["deep"]
    assert [reason.key for reason in Reasons(nested)] == ["deep"]


def test_one_key_with_two_reasons_is_refused(paper: Paper) -> None:
    one = Paragraph.of(Figure("n", 1, "1", why=Why("Why?", "One.")))
    other = Paragraph.of(Figure("n", 1, "1", why=Why("Why?", "Another.")))
    with pytest.raises(ValueError, match="different reasons"):
        Reasons(replace(paper, blocks=(one, other)))


def test_equal_reasons_share_one_panel(paper: Paper) -> None:
    why = Why("Why?", "One.")
    reasons = Reasons(
        replace(paper, blocks=(Paragraph.of(Figure("a", 1, "1", why=why), Figure("b", 1, "1", why=why)),))
    )
    assert len(reasons) == len(list(reasons)) == 1
    assert reasons.get("a") is reasons.get("b") is not None


def test_questions_need_only_the_columns_that_one_of_them_fills() -> None:
    assert answered([Question("A?", who="Bo"), Question("B?", rule="Art 5")]) == ["question", "rule", "who"]
    assert answered([]) == ["question"]


def test_one_key_with_two_values_is_refused(paper: Paper) -> None:
    blocks = (Paragraph.of(Figure("n", 1, "1")), Paragraph.of(Figure("n", 2, "2")))
    with pytest.raises(ValueError, match="two values"):
        figures_by_key(replace(paper, blocks=blocks))


def test_a_row_of_another_length_than_the_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        Table((Column("One"),), (("a", "b"),), "A table")
