"""How does a block of a paper become a part of a page?"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from opencaio.papers import charts
from opencaio.papers.blocks import Heading, Noted
from opencaio.papers.links import anchor, safe_href
from opencaio.papers.words import days_left

register = template.Library()
WIDE, NARROW = 640, 340


@register.filter
def template_of(block: Any) -> str:
    """Which template shows this block."""
    return f"blocks/{type(block).__name__.lower()}.html"


@register.filter
def is_a(value: Any, name: str) -> bool:
    """True when the value is of the class of this name."""
    return type(value).__name__ == name


@register.filter
def main_cell(cell: Any) -> Any:
    """What the cell says first."""
    return cell.cell if isinstance(cell, Noted) else cell


@register.filter
def cell_note(cell: Any) -> str:
    """The cell's quiet second line."""
    return cell.note if isinstance(cell, Noted) else ""


@register.filter
def href(address: str) -> str:
    """The address if a paper may lead there."""
    return safe_href(address)


@register.filter
def anchored(heading: Heading) -> str:
    """The identifier of a heading."""
    return f"s-{anchor(heading.text)}"


@register.filter
def left(days: int | None) -> str:
    """How long until then, in words."""
    return days_left(days, lang="en")


@register.simple_tag
def drawn(picture: Any, width: str = "wide") -> SafeString:
    """The picture as SVG: our own writer escapes every text of it."""
    across = NARROW if width == "narrow" else WIDE
    return SafeString(charts.draw(picture.drawing, mode="web", width=across, title=picture.alt))


@register.simple_tag
def sparked(values: tuple[float, ...], width: int = 140) -> SafeString:
    """Earlier values as a word-sized line."""
    return SafeString(charts.spark(values, mode="web", width=width)) if len(values) > 1 else SafeString("")


@register.simple_tag
def glyph(name: Any) -> SafeString:
    """The mark of a class or state in the papers' own hand."""
    return SafeString(charts.mark(name, mode="web"))


@register.simple_tag
def steps(on: int, of: int) -> SafeString:
    """A place on a fixed path."""
    return SafeString(charts.pips(on, of, mode="web"))


@register.filter
def align(column: Any) -> str:
    """The class of a column's cells."""
    return {"end": "num", "centre": "centre"}.get(column.align, "")


@register.filter
def zipped(row: Any, columns: Any) -> list[tuple[Any, Any]]:
    """Each cell with its column."""
    return list(zip(row, columns, strict=True))
