"""How does an answer stand in a document: as blocks to read, as plain text to compare, with where it is from?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opencaio.packs.law import load_law
from opencaio.papers import numbers
from opencaio.papers.blocks import (
    Block,
    Cell,
    Column,
    Columns,
    Details,
    Entry,
    Listing,
    Noted,
    Paragraph,
    Particulars,
    Spans,
    Table,
    WhyRow,
)
from opencaio.papers.walk import blocks_of


@dataclass(frozen=True)
class Told:
    """An answer, the line that says where it is from, and the rows behind it for those who ask why."""

    blocks: tuple[Block, ...]
    origin: str = ""
    rows: tuple[WhyRow, ...] = ()

    @property
    def text(self) -> str:
        """The answer as plain text, the same for equal answers."""
        return plain(self.blocks)


def prose(text: str) -> tuple[Block, ...]:
    """Written text as paragraphs; lines that begin with a dash become a list."""
    blocks: list[Block] = []
    items: list[str] = []
    for line in [*(line.strip() for line in text.splitlines()), ""]:
        if line.startswith(("- ", "• ")):
            items.append(line[2:].strip())
            continue
        if items:
            blocks.append(Listing.of(*items))
            items = []
        if line:
            blocks.append(Paragraph.of(line))
    return tuple(blocks)


def listed(items: Iterable[str]) -> tuple[Block, ...]:
    """Short texts as a list; one alone as a paragraph."""
    kept = [one for one in items if one]
    return (Paragraph.of(kept[0]),) if len(kept) == 1 else (Listing.of(*kept),) if kept else ()


def tabled(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, caption: str) -> tuple[Block, ...]:
    """Rows under heads; nothing where there are no rows."""
    kept = tuple(tuple(row) for row in rows)
    return (Table(tuple(Column(head) for head in heads), kept, caption),) if kept else ()


def value_in_words(key: str, value: Any) -> str:
    """The value of a fact as people read it: the words of a choice, yes or no, a day, a number, the text itself."""
    fact = load_law().vocabulary.facts.get(key)
    words = {choice.code: choice.words for choice in fact.values} if fact else {}
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return "; ".join(words.get(str(one), str(one)) for one in value) or "None"
    if isinstance(value, int | float):
        return numbers.number(value) if isinstance(value, int) else str(value)
    if fact and fact.kind == "day":
        return numbers.day_long(date.fromisoformat(str(value)))
    return words.get(str(value), str(value))


def plain(blocks: Iterable[Block]) -> str:
    """Every word of the blocks, line by line."""
    return "\n".join(line for block in blocks_of(tuple(blocks)) for line in _lines(block) if line)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(spans):
            yield _said(spans)
        case Listing(items):
            yield from (f"- {_said(item)}" for item in items)
        case Table(_, rows):
            yield from (" | ".join(_cell(cell) for cell in row) for row in rows)
        case Particulars(rows):
            yield from (f"{name}: {text}" for name, text in rows)
        case Columns() | Details() | Entry():
            return
        case _:
            yield getattr(block, "text", "")


def _said(spans: Spans) -> str:
    return "".join(getattr(span, "text", "") or getattr(span, "display", "") for span in spans)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Noted):
        return f"{_cell(cell.cell)} ({cell.note})" if cell.note else _cell(cell.cell)
    if cell is None or isinstance(cell, str):
        return cell or ""
    return getattr(cell, "text", "") or getattr(cell, "display", "")
