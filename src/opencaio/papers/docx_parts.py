"""How do words, links, notes and tables stand in a Word document?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from opencaio.papers.blocks import (
    Align,
    Cell,
    CellPart,
    Figure,
    Glyph,
    Link,
    Noted,
    Number,
    Pips,
    Text,
    Tone,
    Trend,
    Why,
)
from opencaio.papers.charts.marks import CHARACTERS
from opencaio.papers.links import safe_href
from opencaio.papers.plain import legible
from opencaio.papers.walk import Reasons

INK = RGBColor(0x13, 0x1D, 0x22)
QUIET = RGBColor(0x4B, 0x59, 0x5E)
PENCIL = RGBColor(0x21, 0x43, 0xA0)
RED = RGBColor(0xB3, 0x26, 0x1E)
SERIF, SANS, MONO, SYMBOLS = "Georgia", "Calibri", "Consolas", "Segoe UI Symbol"
_SIDES: dict[Align, Any] = {"end": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}


def write_text(paragraph: Any, text: str, *, tone: Tone = "plain", size: float | None = None) -> Any:
    """A run of text; characters that XML forbids are left out."""
    run = paragraph.add_run(legible(text))
    run.bold = True if tone in ("strong", "alert") else None
    if tone in ("alert", "quiet"):
        run.font.color.rgb = RED if tone == "alert" else QUIET
    if tone == "code":
        run.font.name = MONO
    if size:
        run.font.size = Pt(size)
    return run


def write_part(paragraph: Any, part: CellPart, reasons: Reasons, *, size: float | None = None) -> None:
    match part:
        case None:
            write_text(paragraph, "·", tone="quiet", size=size)
        case str():
            write_text(paragraph, part, size=size)
        case Text(text, tone):
            write_text(paragraph, text, tone=tone, size=size)
        case Number(display=display, tone=tone):
            write_text(paragraph, display, tone=tone, size=size)
        case Link(text, href):
            write_link(paragraph, text, href, size=size)
        case Figure():
            write_text(paragraph, part.display, tone="strong", size=size)
            write_ref(paragraph, part.key, part.why, reasons)
        case Glyph(name, text):
            write_text(paragraph, CHARACTERS[name] + " ", size=size).font.name = SYMBOLS
            write_text(paragraph, text, size=size)
        case Pips() | Trend():
            write_text(paragraph, part.text, size=size)


def write_link(paragraph: Any, text: str, href: str, *, size: float | None = None) -> None:
    """A link to the web or by mail; any other address gives the text alone."""
    target = safe_href(href)
    run = write_text(paragraph, text, size=size)
    if not target.lower().startswith(("http", "mailto:")):
        return
    run.font.color.rgb, run.font.underline = PENCIL, True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    _wrap(link, run)


def write_ref(paragraph: Any, key: str, why: Why | None, reasons: Reasons) -> None:
    """The small number that leads to the reason at the end."""
    reason = reasons.get(key) if why else None
    if reason is None:
        return
    run = write_text(paragraph, str(reason.number))
    run.font.superscript, run.font.color.rgb = True, PENCIL
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"why_{reason.number}")
    _wrap(link, run)


def bookmark(paragraph: Any, name: str, *, number: int) -> None:
    """A place that links inside the document may lead to."""
    for tag, attributes in (
        ("w:bookmarkStart", {"w:id": str(number), "w:name": name}),
        ("w:bookmarkEnd", {"w:id": str(number)}),
    ):
        mark = OxmlElement(tag)
        for attribute, value in attributes.items():
            mark.set(qn(attribute), value)
        paragraph._p.append(mark)


def write_cell(cell: Any, content: Cell, reasons: Reasons, *, align: Align = "start", size: float = 9) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.alignment = _SIDES.get(align)
    inner = content.cell if isinstance(content, Noted) else content
    write_part(paragraph, inner, reasons, size=size)
    if isinstance(content, Noted) and content.note:
        paragraph.add_run().add_break()
        write_text(paragraph, content.note, tone="quiet", size=size - 1)


def ruled_table(document: Any, heads: Sequence[str], *, rows: int, aligns: Sequence[Align] = ()) -> Any:
    """A table with a firm line over and under it, hair lines between, and a header row that repeats."""
    table = document.add_table(rows=rows + 1, cols=len(heads))
    table.autofit = True
    _rule(table)
    for place, (cell, head) in enumerate(zip(table.rows[0].cells, heads, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.alignment = _SIDES.get(aligns[place] if aligns else "start")
        write_text(paragraph, head, tone="quiet", size=8)
    _repeat_header(table)
    return table


def page_field(paragraph: Any, code: str) -> None:
    """A field that Word fills in: PAGE or NUMPAGES."""
    for kind in ("begin", None, "end"):
        run = write_text(paragraph, "", size=8)
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = code
        run._r.append(mark)


def _wrap(link: Any, run: Any) -> None:
    run._r.addprevious(link)
    link.append(run._r)


def _rule(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (("top", 8, "131D22"), ("bottom", 4, "CFD8D5"), ("insideH", 4, "CFD8D5")):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # The schema fixes the order of these children, and Word refuses a file that breaks it.
    later = [child for child in table._tbl.tblPr if child.tag in (qn("w:tblLayout"), qn("w:tblLook"))]
    if later:
        later[0].addprevious(borders)
    else:
        table._tbl.tblPr.append(borders)


def _repeat_header(table: Any) -> None:
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
