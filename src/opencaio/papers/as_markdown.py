"""How does a paper read as Markdown: tables, and a footnote for each reason?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
    Paper,
    Paragraph,
    Particulars,
    Picture,
    Pips,
    Question,
    Questions,
    Spans,
    Strip,
    Table,
    Text,
    Trend,
    Why,
)
from opencaio.papers.charts.marks import CHARACTERS
from opencaio.papers.foot import foot_sentences, ledger_sentence
from opencaio.papers.links import safe_href
from opencaio.papers.plain import legible
from opencaio.papers.walk import Reason, Reasons, answered, docket_key, own_key
from opencaio.papers.words import days_left, say

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LINE_START = re.compile(r"^(\d*)([-+=.)])(?=\s|$)")
_AROUND = {"strong": "**", "alert": "**", "quiet": "_"}


def to_markdown(paper: Paper) -> bytes:
    """The paper as UTF-8 Markdown (tables and footnotes as GitHub and Pandoc read them)."""
    page = _Page(paper.lang, Reasons(paper))
    parts = [*_head(paper), *_blocks(paper.blocks, page), *_footnotes(page), "---", _foot(paper)]
    return ("\n\n".join(part for part in parts if part).rstrip() + "\n").encode()


def inert(text: str) -> str:
    """The text on one line, with every sign that Markdown or HTML would act on made plain."""
    flat = " ".join(legible(text).split())
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat))


@dataclass(frozen=True)
class _Page:
    lang: str
    reasons: Reasons

    def say(self, word: str, **blanks: object) -> str:
        return say(word, lang=self.lang, **blanks)

    def ref(self, key: str, why: Why | None) -> str:
        reason = self.reasons.get(key) if why else None
        return f"[^{reason.number}]" if reason else ""


def _head(paper: Paper) -> Iterator[str]:
    yield f"# {inert(paper.title)}"
    yield f"**{inert(paper.organisation)}** · {numbers.day_long(paper.prepared_on.date(), lang=paper.lang)}"
    yield from (" · ".join(inert(line) for line in side) for side in paper.ears if side)
    yield inert(paper.subtitle)


def _foot(paper: Paper) -> str:
    before, digest, after = ledger_sentence(paper)
    code = f"`{digest.replace('`', '')}`" if digest else ""
    return inert(" ".join(foot_sentences(paper))) + f"  \n{inert(before)} {code}{inert(after)}".replace(" .", ".")


def _blocks(blocks: Iterable[Block], page: _Page) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, page)


def _block(block: Block, page: _Page) -> Iterator[str]:
    match block:
        case Headline(sentences):
            yield from (f"> {_spans(sentence.spans, page)}\n>" for sentence in sentences)
        case Heading(level, text, note):
            yield f"{'#' * level} {inert(text)}"
            yield f"_{inert(note)}_" if note else ""
        case Paragraph(spans):
            yield _spans(spans, page)
        case Listing(items, ordered):
            yield "\n".join(f"{f'{n}.' if ordered else '-'} {_spans(i, page)}" for n, i in enumerate(items, 1))
        case Entry():
            yield from _entry(block, page)
        case Particulars(pairs, title):
            yield f"**{inert(title)}**" if title else ""
            yield "\n".join(f"- **{inert(name)}:** {inert(text)}".rstrip() for name, text in pairs)
        case Table():
            yield from _table(block, page)
        case Picture():
            yield from _picture(block, page)
        case Strip(items, note):
            rows = [[inert(i.label), _figure(i.figure, page), inert(i.change)] for i in items]
            yield _grid(["", "", ""], rows, ["---", "---:", "---"])
            yield f"_{inert(note)}_" if note else ""
        case Columns(columns):
            for column in columns:
                yield from _blocks(column, page)
        case Details(summary, inner):
            yield f"**{inert(summary)}**"
            yield from _blocks(inner, page)
        case Docket() | Questions() | Decisions():
            yield from _asked(block, page)


def _asked(block: Docket | Questions | Decisions, page: _Page) -> Iterator[str]:
    if not block.items:
        yield inert(block.empty) or page.say("nothing")
        return
    match block:
        case Docket(items):
            names = [page.say(name) for name in ("due", "what", "citation", "owner")]
            yield _grid(names, [_due(item, n, page) for n, item in enumerate(items, 1)])
        case Questions(items):
            names = answered(items)
            yield _grid([page.say(name) for name in names], [_question(item, names, page) for item in items])
        case Decisions(items):
            yield "\n".join(
                f"{n}. **{inert(item.title)}** {inert(item.text)} {_linked(item.verb, item.href)}".rstrip()
                for n, item in enumerate(items, 1)
            )


def _entry(entry: Entry, page: _Page) -> Iterator[str]:
    source = f" _({inert(entry.citation)})_" if entry.citation else ""
    yield f"**{inert(entry.label)}**{source}"
    yield from _blocks(entry.blocks, page)
    yield f"_{page.say('origin')}: {inert(entry.origin)}_" if entry.origin else ""


def _due(item: DocketItem, place: int, page: _Page) -> list[str]:
    when = numbers.day(item.on, lang=page.lang) if item.on else page.say("now")
    left = days_left(item.days_left, lang=page.lang)
    when = f"**{when}**, {left}" if item.late else f"{when}, {left}"
    verb = _linked(item.verb, item.href)
    what = f"**{inert(item.title)}**{page.ref(docket_key(item, place), item.why)} {inert(item.text)} {verb}"
    return [when, what.strip(), inert(item.citation), inert(item.owner)]


def _question(item: Question, names: list[str], page: _Page) -> list[str]:
    move = " → ".join(_part(glyph, page) for glyph in (item.before, item.after) if glyph)
    text = f"**{_linked(item.text, item.href)}** {inert(item.note)}".rstrip()
    told = {"question": text, "could_move": move}
    return [told[name] if name in told else inert(getattr(item, name)) for name in names]


def _picture(picture: Picture, page: _Page) -> Iterator[str]:
    yield f"**{inert(picture.title)}**{page.ref(own_key(picture), picture.why)}"
    yield f"_{inert(picture.note)}_" if picture.note else ""
    if picture.table:
        yield from _table(picture.table, page)
    else:
        yield inert(picture.alt)


def _table(table: Table, page: _Page) -> Iterator[str]:
    yield f"{inert(table.caption)}{page.ref(own_key(table), table.why)}"
    if not table.rows:
        yield inert(table.empty) or page.say("nothing")
        return
    heads = [f"{inert(c.title)} {f'({inert(c.unit)})' if c.unit else ''}".strip() for c in table.columns]
    rules = [{"end": "---:", "centre": ":---:"}.get(c.align, "---") for c in table.columns]
    rows = [[_cell(cell, page) for cell in row] for row in table.rows]
    foot = [[f"**{_cell(cell, page)}**" if cell else "" for cell in table.foot]] if table.foot else []
    yield _grid(heads, [*rows, *foot], rules)
    yield f"_{inert(table.note)}_" if table.note else ""


def _grid(heads: list[str], rows: list[list[str]], rules: list[str] | None = None) -> str:
    lines = [heads, rules or ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _spans(spans: Spans, page: _Page) -> str:
    return "".join(_edged(span, page) for span in spans).strip()


def _edged(span: Text | Link | Figure, page: _Page) -> str:
    """The span with the blanks at its edges kept, since `inert` trims them."""
    raw = span.display if isinstance(span, Figure) else span.text
    before = " " if raw[:1].isspace() else ""
    after = " " if raw[-1:].isspace() and raw.strip() else ""
    return before + _part(span, page) + after


def _figure(figure: Figure, page: _Page) -> str:
    return f"**{inert(figure.display)}**{page.ref(figure.key, figure.why)}"


def _cell(cell: Cell, page: _Page) -> str:
    return f"{_part(cell.cell, page)} ({inert(cell.note)})" if isinstance(cell, Noted) else _part(cell, page)


def _part(part: CellPart, page: _Page) -> str:
    match part:
        case None:
            return "·"
        case str():
            return inert(part)
        case Text(text, tone):
            return _toned(inert(text), tone)
        case Link(text, href):
            return _linked(text, href)
        case Figure():
            return _figure(part, page)
        case Number(display=display):
            return inert(display)
        case Glyph(name, text):
            return f"{CHARACTERS[name]} {inert(text)}"
        case Pips() | Trend():
            return inert(part.text)


def _toned(text: str, tone: str) -> str:
    mark = _AROUND.get(tone, "") if text else ""
    return f"{mark}{text}{mark}"


def _linked(text: str, href: str) -> str:
    target = safe_href(href).replace("(", "%28").replace(")", "%29")
    return f"[{inert(text)}]({target})" if target and text else inert(text)


def _footnotes(page: _Page) -> Iterator[str]:
    if len(page.reasons):
        yield f"## {page.say('whys')}"
    yield from (_footnote(reason, page) for reason in page.reasons)


def _footnote(reason: Reason, page: _Page) -> str:
    lines = [f"**{name}:** {text}" for name, text in _why_parts(reason.why, page)]
    return "\n\n    ".join([f"[^{reason.number}]: **{inert(reason.why.question)}**", *lines])


def _why_parts(why: Why, page: _Page) -> list[tuple[str, str]]:
    rows = [f"{_linked(row.label, row.href)}: {inert(row.value)}" for row in why.rows]
    if why.rows_left_out:
        rows.append(_linked(page.say("and_more", count=why.rows_left_out), why.rows_href))
    parts = [
        ("answer", inert(why.answer)),
        (why.rule_kind, inert(why.rule)),
        ("citation", inert(why.citation)),
        ("rows", "; ".join(rows)),
        ("as_of", numbers.day(why.as_of, lang=page.lang) if why.as_of else ""),
        ("certainty", inert(why.certainty)),
        ("missing", " ".join(inert(text) for text in why.missing)),
        ("would_change", " ".join(inert(text) for text in why.would_change)),
        ("replay", inert(why.replay)),
    ]
    return [(page.say(name), text) for name, text in parts if text]
