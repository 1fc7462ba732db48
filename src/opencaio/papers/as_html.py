"""How does a paper look as one HTML file that needs nothing else?

No script, no outside request: the one style sheet stands inside and the page's own policy names its hash.
Reasons are native `details`; light and dark follow the reader; printing gives A4.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files

from opencaio.papers import numbers
from opencaio.papers.blocks import Block, Columns, Decisions, Details, Docket, Entry, Heading, Headline, Paper
from opencaio.papers.charts import WIDE, chart_css
from opencaio.papers.foot import foot_sentences, ledger_sentence
from opencaio.papers.html_blocks import write_block
from opencaio.papers.html_parts import Page, esc, write_reasons
from opencaio.papers.walk import Reasons, reasons_of

Section = tuple[Heading | None, tuple[Block, ...]]
IN_COLUMNS = 520


def to_html(paper: Paper) -> bytes:
    """The paper as a self-contained page, UTF-8."""
    page = Page(lang=paper.lang, year=paper.prepared_on.year, reasons=Reasons(paper))
    head = _head(paper)
    body = f'{_plate(paper)}<main id="main">{_main(paper, page)}</main>{_foot(paper)}'
    skip = f'<a class="skip" href="#main">{page.say("to_content")}</a>'
    return f'<!doctype html>\n<html lang="{esc(paper.lang)}">{head}<body>{skip}{body}</body></html>\n'.encode()


@cache
def style_sheet() -> str:
    """The style sheet of a paper with the looks of its drawings."""
    sheet = files("opencaio.papers").joinpath("paper.css").read_text(encoding="utf-8")
    return sheet + "@layer components{" + chart_css() + "}"


@cache
def content_policy() -> str:
    """The page's content security policy: nothing but its own style sheet, by hash."""
    digest = b64encode(sha256(style_sheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _head(paper: Paper) -> str:
    title = esc(f"{paper.title} · {paper.organisation}")
    return (
        '<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy()}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="generator" content="OpenCAIO">'
        f"<title>{title}</title><style>{style_sheet()}</style></head>"
    )


def _plate(paper: Paper) -> str:
    if paper.layout == "document":
        return _title(paper)
    left, right = paper.ears
    day = numbers.day_long(paper.prepared_on.date(), lang=paper.lang)
    ears = f'<div class="ears"><p>{esc(paper.organisation)}</p>{_ear(left)}</div>'
    ends = f'<div class="ears end"><p>{esc(day)}</p>{_ear(right)}</div>'
    standfirst = f'<p class="standfirst">{esc(paper.subtitle)}</p>' if paper.subtitle else ""
    return f'<header class="mast"><div class="plate">{ears}<h1>{esc(paper.title)}</h1>{ends}</div>{standfirst}</header>'


def _title(paper: Paper) -> str:
    line = " · ".join([paper.organisation, *paper.ears[0], *paper.ears[1]])
    below = f'<p class="standfirst">{esc(paper.subtitle)}</p>' if paper.subtitle else ""
    return f'<header class="mast document"><p class="above">{esc(line)}</p><h1>{esc(paper.title)}</h1>{below}</header>'


def _ear(lines: Sequence[str]) -> str:
    return "".join(f"<p>{esc(line)}</p>" for line in lines)


def _foot(paper: Paper) -> str:
    sentences = esc(" ".join(foot_sentences(paper)))
    before, digest, after = (esc(part) for part in ledger_sentence(paper))
    code = f"<code>{digest}</code>" if digest else ""
    return f'<footer class="foot"><p>{sentences}</p><p>{before}{code}{after}</p></footer>'


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """The blocks, parted at each heading of level 2; what comes before the first has no heading."""
    parted: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            parted.append((block, []))
        else:
            parted[-1][1].append(block)
    return [(heading, tuple(inside)) for heading, inside in parted if heading or inside]


def _main(paper: Paper, page: Page) -> str:
    sections = sections_of(paper.blocks)
    if sections and any(isinstance(block, Headline) for block in sections[0][1]):
        spread, rest = _opening(sections, page)
        return spread + "".join(_section(section, page) for section in rest)
    return "".join(_section(section, page) for section in sections)


def _opening(sections: list[Section], page: Page) -> tuple[str, list[Section]]:
    """The headline with what needs a person under it, and in the margin the reasons and the decisions."""
    (_, lead), rest = sections[0], sections[1:]
    urgent = rest[:1] if rest and any(isinstance(block, Docket) for block in rest[0][1]) else []
    asked = [section for section in rest if section[1] and all(isinstance(b, Decisions) for b in section[1])]
    keys = [key for block in lead if isinstance(block, Headline) for key, _ in reasons_of(block)]
    panels = write_reasons(keys, page, open_first=True)
    text = "".join(write_block(block, page.under(2)) for block in lead) + "".join(
        _section(section, page) for section in urgent
    )
    aside = panels + "".join(_section(section, page) for section in asked)
    margin = f'<aside class="margin" aria-label="{page.say("notes")}">{aside}</aside>' if aside else ""
    left_over = [section for section in rest if section not in urgent and section not in asked]
    return f'<div class="spread"><div class="text">{text}</div>{margin}</div>', left_over


def _section(section: Section, page: Page) -> str:
    heading, blocks = section
    if heading is None:
        return f"<div>{_blocks(blocks, page)}</div>"
    note = f"<p>{esc(heading.note)}</p>" if heading.note else ""
    return (
        f'<section><header class="head"><h2>{esc(heading.text)}</h2>{note}</header>'
        f"{_blocks(blocks, page.under(2))}</section>"
    )


def _blocks(blocks: Sequence[Block], page: Page) -> str:
    return "".join(_each(blocks, page))


def _each(blocks: Sequence[Block], page: Page) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            page = page.under(block.level)
        if isinstance(block, Columns):
            yield _columns(block, page)
        elif isinstance(block, Details):
            summary = f"<summary>{esc(block.summary)}</summary>"
            yield f'<details class="fold">{summary}<div>{_blocks(block.blocks, page)}</div></details>'
        elif isinstance(block, Entry):
            yield _entry(block, page)
        else:
            yield write_block(block, page)
            yield write_reasons([key for key, _ in reasons_of(block)], page)


def _entry(entry: Entry, page: Page) -> str:
    level = min(page.level + 1, 6)
    source = f"<cite>{esc(entry.citation)}</cite>" if entry.citation else ""
    origin = f'<p class="origin">{esc(entry.origin)}</p>' if entry.origin else ""
    head = f"<h{level}>{esc(entry.label)}</h{level}>{source}"
    return f'<div class="entry"><div class="entry-h">{head}</div>{_blocks(entry.blocks, page)}{origin}</div>'


def _columns(block: Columns, page: Page) -> str:
    widths = block.weights or (1,) * len(block.columns)
    shape = "wide-first" if len(widths) == 2 and widths[0] > widths[1] else f"of-{len(widths)}"
    rooms = (WIDE if shape == "wide-first" else IN_COLUMNS, *(IN_COLUMNS,) * (len(widths) - 1))
    inner = "".join(
        f"<div>{_blocks(column, page.narrower(room))}</div>" for column, room in zip(block.columns, rooms, strict=True)
    )
    return f'<div class="folio {shape}">{inner}</div>'
