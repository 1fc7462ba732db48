"""How is each kind of block written in HTML?"""

from __future__ import annotations

from opencaio.papers import numbers
from opencaio.papers.blocks import (
    Block,
    Decision,
    Decisions,
    Docket,
    DocketItem,
    Glyph,
    Heading,
    Headline,
    Listing,
    Paragraph,
    Particulars,
    Picture,
    Question,
    Questions,
    Strip,
    StripItem,
    Table,
)
from opencaio.papers.charts import WIDE, draw, spark
from opencaio.papers.html_parts import Page, anchored, esc, write_cell, write_figure, write_spans, write_table
from opencaio.papers.links import safe_href
from opencaio.papers.walk import answered, docket_key
from opencaio.papers.words import days_left

PHONE = 350


def write_block(block: Block, page: Page) -> str:
    """One block without its reasons; columns and details are laid out by the page."""
    match block:
        case Headline(sentences):
            lines = (f"<p>{write_spans(s.spans, page, sparks=True)}</p>" for s in sentences)
            return f'<div class="lead">{"".join(lines)}</div>'
        case Heading(level, text, note):
            below = f'<p class="sub">{esc(note)}</p>' if note else ""
            return f"<h{level}>{esc(text)}</h{level}>{below}"
        case Paragraph(spans):
            return f'<p class="prose">{write_spans(spans, page)}</p>'
        case Listing(items, ordered):
            tag = "ol" if ordered else "ul"
            inner = "".join(f"<li>{write_spans(item, page)}</li>" for item in items)
            return f'<{tag} class="plain">{inner}</{tag}>'
        case Particulars(rows, title):
            named = f"<h{min(page.level + 1, 6)}>{esc(title)}</h{min(page.level + 1, 6)}>" if title else ""
            lines = (f"<div><dt>{esc(name)}</dt><dd>{esc(text)}</dd></div>" for name, text in rows)
            return f'{named}<dl class="particulars">{"".join(lines)}</dl>'
        case Table():
            return f'<div class="tab">{write_table(block, page)}</div>'
        case Picture():
            return _picture(block, page)
        case Strip():
            return _strip(block, page)
        case Docket() | Questions() | Decisions():
            return _asked(block, page)
        case _:
            return ""


def _asked(block: Docket | Questions | Decisions, page: Page) -> str:
    if not block.items:
        return f'<p class="empty">{esc(block.empty) or page.say("nothing")}</p>'
    match block:
        case Docket(items):
            return f'<ol class="agenda">{"".join(_due(item, n, page) for n, item in enumerate(items, 1))}</ol>'
        case Decisions(items):
            return f'<ol class="decide">{"".join(_decision(item, page) for item in items)}</ol>'
        case Questions(items):
            return _questions(items, page)


def _due(item: DocketItem, place: int, page: Page) -> str:
    css = "due late" if item.late else "due"
    title = f"<h3>{esc(item.title)}</h3>" if page.level == 2 else f"<h4>{esc(item.title)}</h4>"
    text = f"<p>{esc(item.text)}</p>" if item.text else ""
    source = f"<cite>{esc(item.citation)}</cite>" if item.citation else ""
    owner = f"<span>{esc(item.owner)}</span>" if item.owner else ""
    src = f'<p class="src">{source}{owner}</p>' if source or owner else ""
    reason = _why_link(item, place, page)
    return f'<li class="{css}">{_when(item, page)}<div class="what">{title}{text}{src}{reason}</div>{_do(item)}</li>'


def _when(item: DocketItem, page: Page) -> str:
    if item.on is None:
        return f'<p class="when"><b>{page.say("now")}</b><span>{page.say("no_date")}</span></p>'
    written = numbers.day_short(item.on, lang=page.lang)
    day, _, month = written.partition(" ")
    year = f" {item.on.year}" if item.on.year != page.year else ""
    left = esc(days_left(item.days_left, lang=page.lang))
    return (
        f'<p class="when"><time datetime="{item.on.isoformat()}"><b>{esc(day)}</b> {esc(month)}{year}</time>'
        f"<span>{left}</span></p>"
    )


def _why_link(item: DocketItem, place: int, page: Page) -> str:
    reason = page.reasons.get(docket_key(item, place)) if item.why else None
    return f'<p class="src ask-why"><a href="#{reason.anchor}">{page.say("why")}</a></p>' if reason else ""


def _do(item: DocketItem | Decision) -> str:
    if not item.verb:
        return ""
    if safe_href(item.href):
        return f'<p class="do">{anchored(item.verb, item.href, css="btn")}</p>'
    return f'<p class="do"><span class="todo">{esc(item.verb)}</span></p>'


def _decision(item: Decision, page: Page) -> str:
    tag = "h3" if page.level == 2 else "h4"
    text = f"<p>{esc(item.text)}</p>" if item.text else ""
    source = f'<p class="src"><cite>{esc(item.citation)}</cite></p>' if item.citation else ""
    return f"<li><{tag}>{esc(item.title)}</{tag}>{text}{source}{_do(item)}</li>"


def _questions(items: tuple[Question, ...], page: Page) -> str:
    shown = answered(items)
    heads = "".join(f'<th scope="col">{page.say(name)}</th>' for name in shown)
    rows = "".join(_question(item, shown, page) for item in items)
    label = page.say("question")
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{label}"><table class="ask">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _question(item: Question, shown: list[str], page: Page) -> str:
    cells = "".join(
        f'<td data-k="{page.say(name)}"><span>{_answer(item, name, page)}</span></td>' for name in shown[1:]
    )
    note = f'<span class="note">{esc(item.note)}</span>' if item.note else ""
    return f'<tr><th scope="row">{anchored(item.text, item.href)}{note}</th>{cells}</tr>'


def _answer(item: Question, name: str, page: Page) -> str:
    if name == "could_move":
        return _move(item.before, item.after, page)
    return esc({"settles": item.settles, "rule": item.rule, "who": item.who, "since": item.since}.get(name, ""))


def _move(before: Glyph | None, after: Glyph | None, page: Page) -> str:
    return '<span class="to"> → </span>'.join(write_cell(glyph, page) for glyph in (before, after) if glyph)


def _picture(picture: Picture, page: Page) -> str:
    level = min(page.level + 1, 6)
    note = f'<p class="sub">{esc(picture.note)}</p>' if picture.note else ""
    alt, desc = picture.alt, picture.note
    wide = draw(picture.drawing, mode="web", width=page.width, title=alt, desc=desc)
    phone = draw(picture.drawing, mode="web", width=PHONE, title=alt, desc=desc)
    room = "draw full" if page.width > WIDE else "draw"
    drawn = f'<div class="{room}"><div class="wide">{wide}</div><div class="phone">{phone}</div></div>'
    title = f"<h{level}>{esc(picture.title)}</h{level}>"
    return f'<article class="pic">{title}{note}{drawn}{_table_under(picture, page)}</article>'


def _table_under(picture: Picture, page: Page) -> str:
    if picture.table is None:
        return ""
    named = f'<span class="vh">: {esc(picture.table.caption)}</span>'
    summary = f"<summary>{page.say('show_table')}{named}</summary>"
    return f'<details class="data">{summary}{write_table(picture.table, page)}</details>'


def _strip(strip: Strip, page: Page) -> str:
    items = "".join(_multiple(item, page) for item in strip.items)
    note = f'<p class="sub">{esc(strip.note)}</p>' if strip.note else ""
    return f'{note}<ul class="multiples">{items}</ul>'


def _multiple(item: StripItem, page: Page) -> str:
    figure = item.figure
    unit = f' <span class="k">{esc(figure.unit)}</span>' if figure.unit else ""
    line = spark(figure.trend, mode="web", width=120) if len(figure.trend) > 1 else ""
    change = f'<span class="ch">{esc(item.change)}</span>' if item.change else ""
    return f'<li><span class="k">{esc(item.label)}</span><b>{write_figure(figure, page)}{unit}</b>{line}{change}</li>'
