"""Which figures and reasons does a paper hold, in reading order, and which number does each carry?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from opencaio.papers.blocks import (
    Block,
    Cell,
    Columns,
    Details,
    Docket,
    DocketItem,
    Entry,
    Figure,
    Headline,
    Listing,
    Noted,
    Paper,
    Paragraph,
    Picture,
    Question,
    Spans,
    Strip,
    Table,
    Why,
)
from opencaio.papers.links import anchor


@dataclass(frozen=True, slots=True)
class Reason:
    """One why panel: its number in the paper, the key it answers for, and the anchor that leads to it."""

    number: int
    key: str
    why: Why

    @property
    def anchor(self) -> str:
        return f"why-{self.number}-{anchor(self.key)}"


def blocks_of(blocks: Iterable[Block]) -> Iterator[Block]:
    """All blocks in reading order, those inside columns, details and entries included."""
    for block in blocks:
        yield block
        if isinstance(block, Columns):
            for column in block.columns:
                yield from blocks_of(column)
        if isinstance(block, Details | Entry):
            yield from blocks_of(block.blocks)


def figures_of(block: Block) -> Iterator[Figure]:
    """The figures that stand in this one block, in reading order; not those of blocks inside it."""
    match block:
        case Headline(sentences):
            for sentence in sentences:
                yield from _figures_in(sentence.spans)
        case Paragraph(spans):
            yield from _figures_in(spans)
        case Listing(items):
            for item in items:
                yield from _figures_in(item)
        case Strip(items):
            yield from (item.figure for item in items)
        case Table():
            yield from _figures_in_table(block)
        case Picture(table=table) if table:
            yield from _figures_in_table(table)
        case _:
            return


def reasons_of(block: Block) -> Iterator[tuple[str, Why]]:
    """The reasons that belong to this one block, each with the key it answers for."""
    for figure in figures_of(block):
        if figure.why:
            yield figure.key, figure.why
    match block:
        case Docket(items):
            yield from ((docket_key(item, n), item.why) for n, item in enumerate(items, 1) if item.why)
        case Picture(table=table):
            if block.why:
                yield own_key(block), block.why
            if table and table.why:
                yield own_key(table), table.why
        case Table():
            if block.why:
                yield own_key(block), block.why
        case _:
            return


def docket_key(item: DocketItem, place: int) -> str:
    """The key under which the item at this place (from 1) of a docket answers why."""
    return f"docket {place} {item.title}"


def own_key(block: Picture | Table) -> str:
    """The key under which a picture or a table answers why."""
    return block.key or (block.title if isinstance(block, Picture) else block.caption)


class Reasons:
    """The numbered reasons of one paper. One key has one reason: a second, other one is an author's mistake.

    Keys with equal reasons share the panel of the first.
    """

    def __init__(self, paper: Paper) -> None:
        self._by_key: dict[str, Reason] = {}
        self._by_why: dict[Why, Reason] = {}
        for block in blocks_of(paper.blocks):
            for key, why in reasons_of(block):
                self._add(key, why)

    def __iter__(self) -> Iterator[Reason]:
        return iter(self._by_why.values())

    def __len__(self) -> int:
        return len(self._by_why)

    def get(self, key: str) -> Reason | None:
        return self._by_key.get(key)

    def _add(self, key: str, why: Why) -> None:
        known = self._by_key.get(key)
        if known is None:
            self._by_key[key] = self._by_why.setdefault(why, Reason(len(self._by_why) + 1, key, why))
        elif known.why != why:
            raise ValueError(f"Two figures with the key {key!r} give different reasons")


def answered(questions: Sequence[Question]) -> list[str]:
    """The columns that a list of questions needs: the question, and what at least one of them tells."""
    told = {
        "settles": any(question.settles for question in questions),
        "could_move": any(question.before or question.after for question in questions),
        "rule": any(question.rule for question in questions),
        "who": any(question.who for question in questions),
        "since": any(question.since for question in questions),
    }
    return ["question", *(name for name, known in told.items() if known)]


def figures_by_key(paper: Paper) -> dict[str, Figure]:
    """Every figure of the paper under its key; a key that stands for two values is an author's mistake."""
    found: dict[str, Figure] = {}
    for block in blocks_of(paper.blocks):
        for figure in figures_of(block):
            if found.setdefault(figure.key, figure).value != figure.value:
                raise ValueError(f"The figure {figure.key!r} has two values in one paper")
    return found


def _figures_in(spans: Spans) -> Iterator[Figure]:
    return (span for span in spans if isinstance(span, Figure))


def _figures_in_table(table: Table) -> Iterator[Figure]:
    for row in (*table.rows, table.foot):
        for cell in row:
            figure = _figure_in_cell(cell)
            if figure:
                yield figure


def _figure_in_cell(cell: Cell) -> Figure | None:
    inner = cell.cell if isinstance(cell, Noted) else cell
    return inner if isinstance(inner, Figure) else None
