"""How does a paper become a Word document that people can go on writing in?

Real headings, tables whose header rows repeat, pictures with their text alternative, and the reasons as an
appendix that the small numbers lead to. The file holds no moment but the paper's own, so equal papers give
equal bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Any

import docx
from docx.shared import Mm, Pt

from opencaio.papers import numbers
from opencaio.papers.as_pdf import to_png
from opencaio.papers.blocks import (
    Block,
    Columns,
    Decisions,
    Details,
    Docket,
    DocketItem,
    Entry,
    Figure,
    Heading,
    Headline,
    Listing,
    Paper,
    Paragraph,
    Particulars,
    Picture,
    Question,
    Questions,
    Spans,
    Strip,
    Table,
    Text,
    Tone,
    Why,
)
from opencaio.papers.charts import draw
from opencaio.papers.docx_parts import (
    INK,
    SANS,
    SERIF,
    bookmark,
    page_field,
    ruled_table,
    write_cell,
    write_link,
    write_part,
    write_ref,
    write_text,
)
from opencaio.papers.drawings import Drawing, Spark
from opencaio.papers.foot import foot_sentences, ledger_sentence
from opencaio.papers.plain import legible
from opencaio.papers.walk import Reason, Reasons, answered, blocks_of, docket_key, own_key
from opencaio.papers.words import days_left, say

WIDTH = Mm(174)
NAMES = Mm(46)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_docx(paper: Paper) -> bytes:
    """The paper as DOCX on A4."""
    document = docx.Document()
    _Writer(document, paper).write()
    made = io.BytesIO()
    document.save(made)
    return _timeless(made.getvalue())


def _timeless(file: bytes) -> bytes:
    """The same zip archive with one fixed date on every member."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _drawings(paper: Paper) -> Iterator[tuple[Drawing, float]]:
    for block in blocks_of(paper.blocks):
        if isinstance(block, Picture):
            yield block.drawing, 640
        if isinstance(block, Strip):
            yield from ((Spark(i.figure.trend), 110) for i in block.items if len(i.figure.trend) > 1)


class _Writer:
    def __init__(self, document: Any, paper: Paper) -> None:
        self.document, self.paper, self.lang = document, paper, paper.lang
        self.reasons = Reasons(paper)
        self.level = 1
        drawn = list(dict.fromkeys(_drawings(paper)))
        pngs = to_png([draw(drawing, mode="paper", width=width) for drawing, width in drawn])
        self.pngs = {drawing: png for (drawing, _), png in zip(drawn, pngs, strict=True)}

    def say(self, word: str, **blanks: object) -> str:
        return say(word, lang=self.lang, **blanks)

    def write(self) -> None:
        self.set_page()
        self.set_names()
        self.set_foot()
        self.head()
        self.blocks(self.paper.blocks)
        self.why_appendix()

    def set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin, section.bottom_margin = Mm(18), Mm(20)
        styles = self.document.styles
        styles["Normal"].font.name, styles["Normal"].font.size = SANS, Pt(10.5)
        styles["Normal"].paragraph_format.space_after = Pt(5)
        for level, size in ((1, 26), (2, 15), (3, 12), (4, 11)):
            style = styles[f"Heading {level}"]
            style.font.name, style.font.size, style.font.color.rgb = SERIF, Pt(size), INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name in [key for key in fonts.attrib if "Theme" in key]:
                del fonts.attrib[name]

    def set_names(self) -> None:
        core = self.document.core_properties
        at = self.paper.prepared_on.astimezone(UTC).replace(tzinfo=None)
        core.title, core.author = legible(self.paper.title), legible(self.paper.organisation)
        core.subject, core.language = legible(self.paper.subtitle)[:255], self.lang
        core.comments = " ".join(foot_sentences(self.paper))[:255]
        core.created = core.modified = at
        core.last_modified_by, core.revision = "OpenCAIO", 1
        core.keywords = f"record-at:{self.paper.record_at.isoformat()} law-on:{self.paper.law_on.isoformat()}"

    def set_foot(self) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        sentences = [*foot_sentences(self.paper), "".join(ledger_sentence(self.paper))]
        write_text(paragraph, " ".join(sentences) + "  ", tone="quiet", size=8)
        before, between, after = self.say("page", page="\0", pages="\0").split("\0")
        for text, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            write_text(paragraph, text, tone="quiet", size=8)
            if code:
                page_field(paragraph, code)

    def head(self) -> None:
        day = numbers.day_long(self.paper.prepared_on.date(), lang=self.lang)
        left, right = self.paper.ears
        line = " · ".join([self.paper.organisation, *left, day, *right])
        write_text(self.document.add_paragraph(), line, tone="quiet", size=9)
        self.document.add_heading(legible(self.paper.title), level=1)
        if self.paper.subtitle:
            write_text(self.document.add_paragraph(), self.paper.subtitle, tone="quiet")

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Headline(sentences):
                for sentence in sentences:
                    self.spans(sentence.spans, size=15).paragraph_format.space_after = Pt(7)
            case Heading(level, text, note):
                self.heading(text, level=level)
                self.note(note)
            case Paragraph(spans):
                self.spans(spans)
            case Listing(items, ordered):
                for place, item in enumerate(items, 1):
                    # Word's own numbering would go on from list to list.
                    self.spans(
                        (Text(f"{place}. "), *item) if ordered else item, style=None if ordered else "List Bullet"
                    )
            case Columns(columns):
                for column in columns:
                    self.blocks(column)
            case Details(summary, inner):
                self.heading(summary, level=min(self.level + 1, 4))
                self.blocks(inner)
            case Entry():
                self.entry(block)
            case Particulars(rows, title):
                self.particulars(rows, title=title)
            case Table():
                self.table(block)
            case Picture():
                self.picture(block)
            case Strip():
                self.strip(block)
            case _:
                self.asked(block)

    def entry(self, entry: Entry) -> None:
        name = self.document.add_paragraph()
        name.paragraph_format.keep_with_next = True
        name.paragraph_format.space_before, name.paragraph_format.space_after = Pt(7), Pt(1)
        write_text(name, entry.label, tone="strong")
        write_text(name, f"   {entry.citation}" if entry.citation else "", tone="quiet", size=8)
        self.blocks(entry.blocks)
        if entry.origin:
            write_text(self.document.add_paragraph(), entry.origin, tone="quiet", size=8)

    def particulars(self, rows: Sequence[tuple[str, str]], *, title: str) -> None:
        if title:
            self.note(title)
        for name, text in rows:
            paragraph = self.document.add_paragraph()
            form = paragraph.paragraph_format
            form.left_indent, form.first_line_indent, form.space_after = NAMES, -NAMES, Pt(3)
            form.tab_stops.add_tab_stop(NAMES)
            write_text(paragraph, f"{name}\t", tone="quiet", size=9)
            write_text(paragraph, text or "_" * 40)
        self.document.add_paragraph()

    def heading(self, text: str, *, level: int, key: str = "", why: Why | None = None) -> None:
        if level < 4:
            self.level = level
        heading = self.document.add_heading(legible(text), level=level)
        write_ref(heading, key, why, self.reasons)

    def note(self, text: str) -> None:
        if text:
            paragraph = self.document.add_paragraph()
            write_text(paragraph, text, tone="quiet", size=9)
            paragraph.paragraph_format.keep_with_next = True

    def spans(self, spans: Spans, *, size: float | None = None, style: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        for span in spans:
            write_part(paragraph, span, self.reasons, size=size)
        if size:
            for run in paragraph.runs:
                run.font.name = SERIF
        return paragraph

    def asked(self, block: Docket | Questions | Decisions) -> None:
        if not block.items:
            write_text(self.document.add_paragraph(), block.empty or self.say("nothing"), tone="quiet")
            return
        match block:
            case Docket(items):
                self.grid(("due", "what", "citation", "owner"), [self.due(i, n) for n, i in enumerate(items, 1)])
            case Questions(items):
                names = answered(items)
                self.grid(names, [self.question(item, names) for item in items])
            case Decisions(items):
                for place, item in enumerate(items, 1):
                    paragraph = self.document.add_paragraph()
                    write_text(paragraph, f"{place}. {item.title} ", tone="strong")
                    write_text(paragraph, f"{item.text} {item.citation} ".replace("  ", " "))
                    write_link(paragraph, item.verb, item.href)

    def grid(self, names: Sequence[str], rows: list[list[Spans]]) -> None:
        table = ruled_table(self.document, [self.say(name) for name in names], rows=len(rows))
        for line, row in zip(table.rows[1:], rows, strict=True):
            for cell, spans in zip(line.cells, row, strict=True):
                write_cell(cell, "", self.reasons)
                for span in spans:
                    write_part(cell.paragraphs[0], span, self.reasons, size=9)
        self.document.add_paragraph()

    def due(self, item: DocketItem, place: int) -> list[Spans]:
        when = numbers.day(item.on, lang=self.lang) if item.on else self.say("now")
        left = days_left(item.days_left, lang=self.lang)
        tone: Tone = "alert" if item.late else "strong"
        what = f" {item.text}" if item.text else ""
        verb = f" → {item.verb}" if item.verb else ""
        return [
            (Text(when, tone), Text(f", {left}", "quiet")),
            (Figure(docket_key(item, place), None, item.title, why=item.why), Text(what), Text(verb, "strong")),
            (Text(item.citation),),
            (Text(item.owner),),
        ]

    def question(self, item: Question, names: list[str]) -> list[Spans]:
        move = " → ".join(glyph.text for glyph in (item.before, item.after) if glyph)
        asked: Spans = (Text(item.text, "strong"), Text(f" {item.note}", "quiet"))
        told = [move if name == "could_move" else getattr(item, name) for name in names[1:]]
        return [asked, *((Text(text),) for text in told)]

    def table(self, table: Table) -> None:
        caption = self.document.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        write_text(caption, table.caption, tone="strong", size=9)
        write_ref(caption, own_key(table), table.why, self.reasons)
        if not table.rows:
            write_text(self.document.add_paragraph(), table.empty or self.say("nothing"), tone="quiet")
            return
        rows = [*table.rows, *((table.foot,) if table.foot else ())]
        heads = [f"{column.title} {column.unit}".strip() for column in table.columns]
        aligns = [column.align for column in table.columns]
        made = ruled_table(self.document, heads, rows=len(rows), aligns=aligns)
        for line, row in zip(made.rows[1:], rows, strict=True):
            for cell, content, align in zip(line.cells, row, aligns, strict=True):
                write_cell(cell, content, self.reasons, align=align)
        self.note(table.note)
        self.document.add_paragraph()

    def picture(self, picture: Picture) -> None:
        self.heading(picture.title, level=min(self.level + 1, 4), key=own_key(picture), why=picture.why)
        self.note(picture.note)
        self.drawing(self.document.add_paragraph(), picture.drawing, width=WIDTH, alt=picture.alt)
        if picture.table:
            self.table(picture.table)

    def drawing(self, paragraph: Any, drawing: Drawing, *, width: Any, alt: str) -> None:
        shape = paragraph.add_run().add_picture(io.BytesIO(self.pngs[drawing]), width=width)
        shape._inline.docPr.set("descr", legible(alt))

    def strip(self, strip: Strip) -> None:
        self.note(strip.note)
        table = ruled_table(self.document, [item.label for item in strip.items], rows=1)
        for cell, item in zip(table.rows[1].cells, strip.items, strict=True):
            write_cell(cell, item.figure, self.reasons, size=15)
            if len(item.figure.trend) > 1:
                self.drawing(
                    cell.add_paragraph(),
                    Spark(item.figure.trend),
                    width=Mm(30),
                    alt=item.change or item.label,
                )
            write_text(cell.add_paragraph(), item.change, tone="quiet", size=8)
        self.document.add_paragraph()

    def why_appendix(self) -> None:
        if not len(self.reasons):
            return
        self.heading(self.say("whys"), level=2)
        for reason in self.reasons:
            self.why(reason)

    def why(self, reason: Reason) -> None:
        heading = self.document.add_heading(legible(f"{reason.number}  {reason.why.question}"), level=3)
        bookmark(heading, f"why_{reason.number}", number=reason.number)
        for name, text in self.why_parts(reason.why):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
            write_text(paragraph, f"{name}: ", tone="quiet", size=9)
            write_text(paragraph, text, size=9)

    def why_parts(self, why: Why) -> list[tuple[str, str]]:
        rows = [f"{row.label} {row.value}" for row in why.rows]
        if why.rows_left_out:
            rows.append(self.say("and_more", count=numbers.number(why.rows_left_out, lang=self.lang)))
        parts = [
            ("answer", why.answer),
            (why.rule_kind, why.rule),
            ("citation", why.citation),
            ("rows", "; ".join(rows)),
            ("as_of", numbers.day(why.as_of, lang=self.lang) if why.as_of else ""),
            ("certainty", why.certainty),
            ("missing", " ".join(why.missing)),
            ("would_change", " ".join(why.would_change)),
            ("replay", why.replay),
        ]
        return [(self.say(name), text) for name, text in parts if text]
