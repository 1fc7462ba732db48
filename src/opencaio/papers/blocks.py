"""What is a paper made of, before anyone decides how it looks?

A `Paper` is a tree of frozen dataclasses that holds no markup: every text is plain text, every figure carries
its reason, every picture carries the numbers it is drawn from. The same tree is rendered as HTML, Markdown,
JSON, PDF and DOCX.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from opencaio.papers.drawings import Drawing, MarkName

Value = int | float | Decimal | str | date | None
Tone = Literal["plain", "strong", "alert", "quiet", "code"]
Align = Literal["start", "end", "centre"]
RuleKind = Literal["rule", "formula"]


@dataclass(frozen=True, slots=True)
class WhyRow:
    """One fact or row that a figure rests on; `href` leads to it, when there is a place to go."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """The reason behind a figure. The order of the fields is the order in which every face shows them.

    `total_rows` is how many rows there are when `rows` shows only the first; `rows_href` leads to all of them.
    """

    question: str
    answer: str
    rule: str = ""
    rule_kind: RuleKind = "rule"
    citation: str = ""
    rows: tuple[WhyRow, ...] = ()
    total_rows: int | None = None
    rows_href: str = ""
    as_of: date | None = None
    certainty: str = ""
    missing: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    replay: str = ""

    @property
    def rows_left_out(self) -> int:
        return max(0, (self.total_rows or 0) - len(self.rows))


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that answers "why?". `display` is what is read, `value` what is counted with, `unit` its unit.

    The `key` names the figure through the whole paper: figures with one key share one reason and one number.
    `trend` is earlier values, oldest first, ending with this one.
    """

    key: str
    value: Value
    display: str
    unit: str = ""
    as_of: date | None = None
    why: Why | None = None
    trend: tuple[float, ...] = ()


Span = Text | Link | Figure
Spans = tuple[Span, ...]
SpanLike = Span | str


def spans(parts: Iterable[SpanLike]) -> Spans:
    """The parts with bare strings made into `Text`."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


@dataclass(frozen=True, slots=True)
class Sentence:
    spans: Spans

    @classmethod
    def of(cls, *parts: SpanLike) -> Sentence:
        return cls(spans(parts))


@dataclass(frozen=True, slots=True)
class Headline:
    """The paper in a few full sentences; each figure in them leads to its reason."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 2 opens a section, 3 a part of it, 4 a part of that; the title of the paper is level 1."""

    level: Literal[2, 3, 4]
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans

    @classmethod
    def of(cls, *parts: SpanLike) -> Paragraph:
        return cls(spans(parts))


@dataclass(frozen=True, slots=True)
class Listing:
    """A plain list of short texts."""

    items: tuple[Spans, ...]
    ordered: bool = False

    @classmethod
    def of(cls, *items: Iterable[SpanLike] | str) -> Listing:
        return cls(tuple(spans([item] if isinstance(item, str) else item) for item in items))


@dataclass(frozen=True, slots=True)
class DocketItem:
    """One dated thing that needs a person. Without a date (`on` and `days_left` None) it is due now."""

    on: date | None
    days_left: int | None
    title: str
    text: str = ""
    citation: str = ""
    owner: str = ""
    verb: str = ""
    href: str = ""
    why: Why | None = None

    @property
    def late(self) -> bool:
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class Docket:
    items: tuple[DocketItem, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    unit: str = ""
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a cell that needs no reason of its own."""

    value: Value
    display: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A mark for a class or a state, always with its word."""

    name: MarkName
    text: str


@dataclass(frozen=True, slots=True)
class Pips:
    """A place on a fixed path: `on` of `of` steps, with the step's word."""

    on: int
    of: int
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Word-sized line in a cell; `text` says it in words."""

    values: tuple[float, ...]
    text: str


CellPart = str | Text | Link | Figure | Number | Glyph | Pips | Trend | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A cell with a second, quiet line."""

    cell: CellPart
    note: str


Cell = CellPart | Noted
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. The first cell of a row names the row. `caption` says what, in which unit, on which day."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str
    foot: Row = ()
    note: str = ""
    why: Why | None = None
    key: str = ""
    empty: str = ""

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.foot,) if self.foot else ())):
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: a row has {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing whose title says the finding; `note` gives unit and date, `table` the numbers under it."""

    title: str
    drawing: Drawing
    alt: str
    note: str = ""
    table: Table | None = None
    why: Why | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class StripItem:
    """One small multiple: a name, its figure (with trend), and what changed since when."""

    label: str
    figure: Figure
    change: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    items: tuple[StripItem, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A missing fact as a question; `before` and `after` are the classes it could move between."""

    text: str
    note: str = ""
    settles: str = ""
    before: Glyph | None = None
    after: Glyph | None = None
    rule: str = ""
    who: str = ""
    since: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Questions:
    items: tuple[Question, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    title: str
    text: str = ""
    citation: str = ""
    verb: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    items: tuple[Decision, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side where there is room, else one after the other. `weights` are relative widths."""

    columns: tuple[tuple[Block, ...], ...]
    weights: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that stay folded on a screen until asked for, and are written out on paper."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One point of a document: its name, the answer as blocks, and one quiet line on where the answer comes from.

    `why` is for those faces that can unfold it; on paper `origin` says the same in short.
    """

    label: str
    blocks: tuple[Block, ...]
    citation: str = ""
    origin: str = ""
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Particulars:
    """Names with what belongs to them, as in a title block or under a signature; an empty one is a line to fill in."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""


Block = (
    Headline
    | Heading
    | Paragraph
    | Listing
    | Docket
    | Table
    | Picture
    | Strip
    | Questions
    | Decisions
    | Columns
    | Details
    | Entry
    | Particulars
)


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """The ledger's last hash and its number of entries when the paper was made."""

    hash: str
    count: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `record_at` is the day as which the record was known, `law_on` the day of the law it applies.

    `lang` is the language of the texts and of the words that the renderers add ("en" or "fr"). A `document` has its
    title above its text, as an official paper has; a `brief` has it in the middle, like a masthead.
    """

    title: str
    organisation: str
    prepared_on: datetime
    record_at: datetime
    law_on: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    ledger_head: LedgerHead | None = None
    foot: str = ""
    lang: str = "en"
    ears: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    layout: Literal["brief", "document"] = "brief"
