"""How are words, figures, cells and reasons written in HTML?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape as _escape

from opencaio.papers import numbers
from opencaio.papers.blocks import (
    Cell,
    CellPart,
    Column,
    Figure,
    Glyph,
    Link,
    Noted,
    Number,
    Pips,
    Spans,
    Table,
    Text,
    Trend,
    Why,
)
from opencaio.papers.charts import mark, pips, spark
from opencaio.papers.links import safe_href
from opencaio.papers.plain import legible
from opencaio.papers.walk import Reason, Reasons
from opencaio.papers.words import say

_TONES = {"strong": "strong", "alert": 'strong class="red"', "quiet": 'span class="dim"', "code": "code"}
ALL_AT_ONCE = 4


@dataclass(frozen=True)
class Page:
    """What the writing of one page needs to know: language, reasons, and which of them stand already."""

    lang: str
    year: int
    reasons: Reasons
    level: int = 1
    width: float = 800
    placed: set[int] = field(default_factory=set)

    def under(self, level: int) -> Page:
        return replace(self, level=level)

    def narrower(self, width: float) -> Page:
        return replace(self, width=width)

    def say(self, word: str, **blanks: object) -> str:
        return esc(say(word, lang=self.lang, **blanks))


def esc(text: str) -> str:
    """The text as inert HTML, without characters that no document may hold."""
    return _escape(legible(text))


def anchored(text: str, href: str, *, css: str = "") -> str:
    """The text as a link where the address is a safe one, else the text alone."""
    target = safe_href(href)
    named = f' class="{css}"' if css else ""
    return f'<a{named} href="{esc(target)}">{esc(text)}</a>' if target else esc(text)


def write_spans(spans: Spans, page: Page, *, sparks: bool = False) -> str:
    return "".join(_span(span, page, sparks=sparks) for span in spans)


def write_figure(figure: Figure, page: Page) -> str:
    """The figure as read; where it has a reason, it leads there."""
    reason = page.reasons.get(figure.key) if figure.why else None
    if reason is None:
        return f'<span class="num">{esc(figure.display)}</span>'
    return f'<a class="fig" href="#{reason.anchor}">{esc(figure.display)}</a>'


def write_cell(cell: Cell, page: Page) -> str:
    if isinstance(cell, Noted):
        return f'{_part(cell.cell, page)}<span class="note">{esc(cell.note)}</span>'
    return _part(cell, page)


def write_table(table: Table, page: Page, *, hide_caption: bool = False) -> str:
    """The table in a region that scrolls by itself where the screen is narrow."""
    if not table.rows:
        return f'<p class="empty">{esc(table.empty) or page.say("nothing")}</p>'
    css = ' class="vh"' if hide_caption else ""
    heads = "".join(_column(column) for column in table.columns)
    body = "".join(_row(row, table, page) for row in table.rows)
    foot = f"<tfoot>{_row(table.foot, table, page)}</tfoot>" if table.foot else ""
    note = f'<p class="sub">{esc(table.note)}</p>' if table.note else ""
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{esc(table.caption)}"><table>'
        f"<caption{css}>{esc(table.caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody>{foot}</table></div>{note}"
    )


def write_reasons(keys: list[str], page: Page, *, open_first: bool = False) -> str:
    """The why panels of these keys that stand nowhere yet; many of them fold into one."""
    found = [reason for key in dict.fromkeys(keys) if (reason := page.reasons.get(key))]
    new = [reason for reason in found if reason.number not in page.placed]
    page.placed.update(reason.number for reason in new)
    panels = "".join(write_why(reason, page, is_open=open_first and not place) for place, reason in enumerate(new))
    if len(new) <= ALL_AT_ONCE or open_first:
        return panels
    summary = page.say("why_these", count=len(new))
    return f'<details class="data many"><summary>{summary}</summary>{panels}</details>'


def write_why(reason: Reason, page: Page, *, is_open: bool = False) -> str:
    """One panel; the order of its parts is fixed (see `Why`)."""
    opened = " open" if is_open else ""
    rows = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in _why_parts(reason.why, page))
    proof = f'<p class="proof"><code>{esc(reason.why.replay)}</code></p>' if reason.why.replay else ""
    return (
        f'<details class="why"{opened}><summary><span>{esc(reason.why.question)}</span></summary>'
        f'<div class="why-body" id="{reason.anchor}"><dl>{rows}</dl>{proof}</div></details>'
    )


def _why_parts(why: Why, page: Page) -> list[tuple[str, str]]:
    as_of = numbers.day(why.as_of, lang=page.lang) if why.as_of else ""
    parts = [
        (page.say("answer"), esc(why.answer)),
        (page.say(why.rule_kind), esc(why.rule)),
        (page.say("citation"), f"<cite>{esc(why.citation)}</cite>" if why.citation else ""),
        (page.say("rows"), _why_rows(why, page)),
        (page.say("as_of"), esc(as_of)),
        (page.say("certainty"), esc(why.certainty)),
        (page.say("missing"), _lines(why.missing)),
        (page.say("would_change"), _lines(why.would_change)),
    ]
    return [(name, text) for name, text in parts if text]


def _why_rows(why: Why, page: Page) -> str:
    rows = [f"<li><span>{anchored(row.label, row.href)}</span><b>{esc(row.value)}</b></li>" for row in why.rows]
    if why.rows_left_out:
        more = say("and_more", lang=page.lang, count=numbers.number(why.rows_left_out, lang=page.lang))
        rows.append(f"<li><span>{anchored(more, why.rows_href)}</span></li>")
    return f'<ul class="rows">{"".join(rows)}</ul>' if rows else ""


def _lines(texts: tuple[str, ...]) -> str:
    return "<br>".join(esc(text) for text in texts)


def _span(span: Text | Link | Figure, page: Page, *, sparks: bool) -> str:
    match span:
        case Link(text, href):
            return anchored(text, href)
        case Figure():
            figure = write_figure(span, page)
            if not sparks or len(span.trend) < 2:
                return figure
            return f'<span class="nb">{figure} {spark(span.trend, mode="web")}</span>'
        case Text(text, tone):
            tag = _TONES.get(tone)
            return f"<{tag}>{esc(text)}</{tag.split()[0]}>" if tag else esc(text)


def _part(part: CellPart, page: Page) -> str:
    match part:
        case None:
            return '<span class="dim">·</span>'
        case str():
            return esc(part)
        case Text() | Link() | Figure():
            return _span(part, page, sparks=False)
        case Number(display=display, tone=tone):
            return _span(Text(display, tone), page, sparks=False)
        case Glyph(name, text):
            return f'<span class="mark">{mark(name, mode="web")}</span>{esc(text)}'
        case Pips(on, of, text):
            return f'<span class="mark">{pips(on, of, mode="web")}</span>{esc(text)}'
        case Trend(values, text):
            return f'{spark(values, mode="web")}<span class="vh">{esc(text)}</span>'


def _column(column: Column) -> str:
    unit = f' <span class="dim">{esc(column.unit)}</span>' if column.unit else ""
    return f'<th scope="col"{_align(column)}>{esc(column.title)}{unit}</th>'


def _row(row: tuple[Cell, ...], table: Table, page: Page) -> str:
    cells = []
    for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        head = 'th scope="row"' if place == 0 else "td"
        cells.append(f"<{head}{_align(column)}>{write_cell(cell, page)}</{head.split()[0]}>")
    return f"<tr>{''.join(cells)}</tr>"


def _align(column: Column) -> str:
    return {"end": ' class="n"', "centre": ' class="c"'}.get(column.align, "")
