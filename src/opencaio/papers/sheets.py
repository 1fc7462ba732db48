"""What does the typst template need to know about each block, as inert data?

Everything is text, number or SVG; the template decides places, sizes and fonts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import Any

from opencaio.papers import numbers
from opencaio.papers.blocks import (
    Block,
    Cell,
    CellPart,
    Columns,
    Decisions,
    Details,
    Docket,
    DocketItem,
    Entry,
    Figure,
    Glyph,
    Heading,
    Headline,
    Link,
    Listing,
    Noted,
    Number,
    Paragraph,
    Particulars,
    Picture,
    Pips,
    Question,
    Questions,
    Spans,
    Strip,
    StripItem,
    Table,
    Text,
    Trend,
    Why,
)
from opencaio.papers.charts import draw, pips, spark
from opencaio.papers.links import safe_href
from opencaio.papers.plain import legible
from opencaio.papers.walk import Reason, Reasons, answered, docket_key, own_key
from opencaio.papers.words import days_left, say

Node = dict[str, Any]
PAGE = 493.0
UNITS_A_POINT = 1 / 0.74
GUTTER = 25.0


@dataclass(frozen=True)
class Sheet:
    """What the writing needs to know: language, reasons, room in points, and the tables that wait for the end."""

    lang: str
    year: int
    reasons: Reasons
    room: float = PAGE
    level: int = 1
    tables: list[Node] = field(default_factory=list)

    def say(self, word: str, **blanks: object) -> str:
        return say(word, lang=self.lang, **blanks)

    def ref(self, key: str, why: Why | None) -> int | None:
        reason = self.reasons.get(key) if why else None
        return reason.number if reason else None


def nodes(blocks: Iterable[Block], sheet: Sheet) -> Iterator[Node]:
    """The blocks as data for the template, in order."""
    for block in blocks:
        if isinstance(block, Heading):
            sheet = replace(sheet, level=min(block.level, sheet.level + 1))
        yield _node(block, sheet)


def reason_node(reason: Reason, lang: str) -> Node:
    """One why panel; the order of its parts is fixed (see `Why`)."""
    why = reason.why
    parts = [
        _line("answer", why.answer, lang),
        _line(why.rule_kind, why.rule, lang),
        _line("citation", why.citation, lang),
        {"name": say("rows", lang=lang), "kind": "rows", "rows": _why_rows(why, lang)},
        _line("as_of", numbers.day(why.as_of, lang=lang) if why.as_of else "", lang),
        _line("certainty", why.certainty, lang),
        _line("missing", "\n".join(why.missing), lang),
        _line("would_change", "\n".join(why.would_change), lang),
        _line("replay", why.replay, lang, kind="code"),
    ]
    kept = [part for part in parts if part.get("text") or part.get("rows")]
    return {"n": reason.number, "question": legible(why.question), "parts": kept}


def _line(name: str, text: str, lang: str, *, kind: str = "text") -> Node:
    return {"name": say(name, lang=lang), "kind": kind, "text": legible(text)}


def _why_rows(why: Why, lang: str) -> list[Node]:
    rows = [{"label": legible(r.label), "value": legible(r.value), "href": _web(r.href)} for r in why.rows]
    if why.rows_left_out:
        more = say("and_more", lang=lang, count=numbers.number(why.rows_left_out, lang=lang))
        rows.append({"label": more, "value": "", "href": _web(why.rows_href)})
    return rows


def _web(href: str) -> str:
    """Only whole addresses: a place inside the house means nothing on paper."""
    safe = safe_href(href)
    return safe if safe.lower().startswith(("http", "mailto:")) else ""


def _node(block: Block, sheet: Sheet) -> Node:
    match block:
        case Headline(sentences):
            return {"is": "headline", "sentences": [_spans(s.spans, sheet) for s in sentences]}
        case Heading(_, text, note):
            return {"is": "heading", "level": sheet.level, "text": legible(text) or "·", "note": legible(note)}
        case Paragraph(spans):
            return {"is": "paragraph", "spans": _spans(spans, sheet)}
        case Listing(items, ordered):
            return {"is": "listing", "ordered": ordered, "items": [_spans(item, sheet) for item in items]}
        case Entry(label, blocks, citation, origin):
            inner = list(nodes(blocks, sheet))
            names = {"label": legible(label), "citation": legible(citation), "origin": legible(origin)}
            return {"is": "entry", "level": min(sheet.level + 1, 6), "blocks": inner, **names}
        case Particulars(rows, title):
            lines = [[legible(name), legible(text)] for name, text in rows]
            return {"is": "particulars", "title": legible(title), "rows": lines}
        case Table():
            return table_node(block, sheet)
        case Picture():
            return _picture(block, sheet)
        case Strip(items, note):
            across = max(1, min(len(items), int(sheet.room // 95)))
            multiples = [_multiple(item, sheet) for item in items]
            return {"is": "strip", "items": multiples, "note": legible(note), "across": across}
        case Columns():
            return _columns(block, sheet)
        case Details(summary, blocks):
            inside = replace(sheet, level=min(sheet.level + 1, 6))
            inner = list(nodes(blocks, inside))
            return {"is": "details", "level": inside.level, "summary": legible(summary) or "·", "blocks": inner}
        case _:
            return _asked(block, sheet)


def _asked(block: Docket | Questions | Decisions, sheet: Sheet) -> Node:
    if not block.items:
        return {"is": "empty", "text": legible(block.empty) or sheet.say("nothing")}
    match block:
        case Docket(items):
            return {"is": "docket", "items": [_due(item, n, sheet) for n, item in enumerate(items, 1)]}
        case Decisions(items):
            return {
                "is": "decisions",
                "items": [
                    {k: legible(getattr(i, k)) for k in ("title", "text", "citation", "verb")} | {"href": _web(i.href)}
                    for i in items
                ],
            }
        case Questions(items):
            return _questions(items, sheet)


def _due(item: DocketItem, place: int, sheet: Sheet) -> Node:
    day, _, month = numbers.day_short(item.on, lang=sheet.lang).partition(" ") if item.on else ("", "", "")
    year = f" {item.on.year}" if item.on and item.on.year != sheet.year else ""
    return {
        **{k: legible(getattr(item, k)) for k in ("title", "text", "citation", "owner", "verb")},
        "href": _web(item.href),
        "late": item.late,
        "day": day or sheet.say("now"),
        "month": month + year,
        "left": days_left(item.days_left, lang=sheet.lang),
        "n": sheet.ref(docket_key(item, place), item.why),
    }


def _picture(picture: Picture, sheet: Sheet) -> Node:
    if picture.table:
        sheet.tables.append(table_node(picture.table, sheet))
    return {
        "is": "picture",
        "level": min(sheet.level + 1, 6),
        "title": legible(picture.title) or "·",
        "note": legible(picture.note),
        "alt": legible(picture.alt) or legible(picture.title) or sheet.say("unknown"),
        "svg": draw(picture.drawing, mode="paper", width=sheet.room * UNITS_A_POINT),
        "n": sheet.ref(own_key(picture), picture.why),
    }


def _multiple(item: StripItem, sheet: Sheet) -> Node:
    trend = item.figure.trend
    return {
        "label": legible(f"{item.label}, {item.figure.unit}" if item.figure.unit else item.label),
        "figure": _part(item.figure, sheet),
        "spark": spark(trend, mode="paper", width=110) if len(trend) > 1 else "",
        "change": legible(item.change),
    }


def _columns(block: Columns, sheet: Sheet) -> Node:
    """Equal columns side by side; unequal ones one after the other, since A4 has no room for both."""
    weights = block.weights or (1,) * len(block.columns)
    if len(set(weights)) > 1:
        return {"is": "stack", "blocks": [n for column in block.columns for n in nodes(column, sheet)]}
    free = sheet.room - GUTTER * (len(weights) - 1)
    rooms = [free * weight / sum(weights) for weight in weights]
    inner = [list(nodes(c, replace(sheet, room=r))) for c, r in zip(block.columns, rooms, strict=True)]
    return {"is": "columns", "weights": list(weights), "columns": inner}


def table_node(table: Table, sheet: Sheet) -> Node:
    """The table with a weight for each column: nothing for short ones, more for long texts."""
    if not table.rows:
        return {"is": "empty", "text": legible(table.empty) or sheet.say("nothing")}
    rows = [[_cell(cell, sheet) for cell in row] for row in table.rows]
    heads = [[legible(c.title), legible(c.unit), c.align] for c in table.columns]
    return {
        "is": "table",
        "caption": legible(table.caption),
        "columns": [_column(head, [row[n] for row in rows]) for n, head in enumerate(heads)],
        "rows": rows,
        "foot": [_cell(cell, sheet) for cell in table.foot],
        "note": legible(table.note),
        "n": sheet.ref(own_key(table), table.why),
    }


def _column(head: list[str], cells: list[Node]) -> Node:
    title, unit, align = head
    longest = max((_length(cell) for cell in cells), default=0)
    weight = 0 if longest <= 16 or align == "end" else round(sqrt(min(longest, 120)), 1)
    return {"title": title, "unit": unit, "align": align, "weight": weight}


def _length(cell: Node) -> int:
    return max(sum(len(part.get("s", "")) for part in cell["parts"]), len(cell["note"]))


def _questions(items: tuple[Question, ...], sheet: Sheet) -> Node:
    names = answered(items)
    rows = [[_question_cell(item, name, sheet) for name in names] for item in items]
    columns = [_column([sheet.say(name), "", "start"], [r[n] for r in rows]) for n, name in enumerate(names)]
    return {"is": "table", "caption": "", "columns": columns, "rows": rows, "foot": [], "note": "", "n": None}


def _question_cell(item: Question, name: str, sheet: Sheet) -> Node:
    if name == "question":
        return {"parts": [_text(item.text, "strong")], "note": legible(item.note)}
    if name == "could_move":
        glyphs = [_part(glyph, sheet) for glyph in (item.before, item.after) if glyph]
        return {"parts": [p for glyph in glyphs for p in (_text(" → "), glyph)][1:], "note": ""}
    return {"parts": [_text(getattr(item, name))], "note": ""}


def _cell(cell: Cell, sheet: Sheet) -> Node:
    if isinstance(cell, Noted):
        return {"parts": [_part(cell.cell, sheet)], "note": legible(cell.note)}
    return {"parts": [_part(cell, sheet)], "note": ""}


def _spans(spans: Spans, sheet: Sheet) -> list[Node]:
    return [_part(span, sheet) for span in spans]


def _text(text: str, tone: str = "plain") -> Node:
    return {"t": "text", "s": legible(text), "tone": tone}


def _part(part: CellPart, sheet: Sheet) -> Node:
    match part:
        case None:
            return _text("·", "quiet")
        case str():
            return _text(part)
        case Text(text, tone):
            return _text(text, tone)
        case Number(display=display, tone=tone):
            return _text(display, tone)
        case Link(text, href):
            target = _web(href)
            return {"t": "link", "s": legible(text), "href": target} if target else _text(text)
        case Figure(trend=trend):
            line = spark(trend, mode="paper") if len(trend) > 1 else ""
            number = sheet.ref(part.key, part.why)
            return {"t": "fig", "s": legible(part.display), "n": number, "spark": line}
        case Glyph(name, text):
            return {"t": "mark", "name": name, "s": legible(text)}
        case Pips(on, of, text):
            return {"t": "mark", "name": f"pips-{on}-{of}", "s": legible(text)}
        case Trend(values):
            return {"t": "svg", "svg": spark(values, mode="paper")}


def marks_used(tree: object) -> Iterator[str]:
    """The names of all marks in the data, each perhaps many times."""
    if isinstance(tree, dict):
        if tree.get("t") == "mark":
            yield tree["name"]
        for inner in tree.values():
            yield from marks_used(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from marks_used(inner)


def mark_svg(name: str) -> str:
    """The SVG for a name as `marks_used` gives it."""
    from opencaio.papers.charts.marks import CHARACTERS, mark

    if name.startswith("pips-"):
        _, on, of = name.split("-")
        return pips(int(on), int(of), mode="paper")
    return next(mark(known, mode="paper") for known in CHARACTERS if known == name)
