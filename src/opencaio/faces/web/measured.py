"""How is a page of measured figures laid out: sections with pictures, tables, lines and a form?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from opencaio.papers.blocks import Cell, Column, Glyph, Link, Number, Picture, Row, Table, Why
from opencaio.papers.drawings import MarkName
from opencaio.papers.numbers import number

SMALL = 0.01
TINY = 0.000005
VERDICTS = {
    "ok": gettext_lazy("in order"),
    "warn": gettext_lazy("look at it"),
    "act": gettext_lazy("act"),
    "unknown": gettext_lazy("cannot be told"),
    "": gettext_lazy("not read yet"),
}
"""What the last reading of a monitor says."""
MARKS: dict[str, MarkName] = {"ok": "ok", "warn": "warn", "act": "late", "unknown": "open"}


@dataclass(frozen=True)
class Filter:
    """A field above the page; with ``choices`` a list of (value, words)."""

    name: str
    title: str
    value: str
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Read:
    """A figure at the head of the page: its name, what it comes to, and what to know of it, which may lead on."""

    name: str
    shown: str
    note: str
    href: str = ""
    why: Why | None = None


@dataclass(frozen=True)
class Section:
    """One heading with what stands under it; ``why`` answers for its figures, ``more`` leads to what is not
    shown, ``form`` names a template."""

    title: str
    note: str = ""
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()
    form: str = ""
    why: Why | None = None
    more: Link | None = None


def month_asked(text: str) -> date | None:
    """The first day of the month that a field says (2026-10), or nothing."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def table(caption: str, heads: tuple[str, ...], rows: list[tuple[Cell, ...]], *, ends: tuple[int, ...] = ()) -> Table:
    """A table whose columns in ``ends`` stand to the right."""
    columns = tuple(Column(head, align="end" if at in ends else "start") for at, head in enumerate(heads))
    kept: tuple[Row, ...] = tuple(rows)
    return Table(columns, kept, caption)


def told(value: float | int | None, *, places: int = 0, unit: str = "") -> Cell:
    """A number, or a dash where it is not known."""
    if value is None:
        return "–"
    return Number(value, f"{number(value, places=places)}{unit}")


def figure(value: float | None) -> Cell:
    """What a monitor read: with three places, and with more where three would show nothing."""
    return "–" if value is None else Number(value, figure_words(value))


def figure_words(value: float) -> str:
    """0.720; 0.0002."""
    return number(value, places=3 if abs(value) < TINY or abs(value) >= SMALL else 5)


def verdict_mark(said: str) -> Cell:
    """What the last reading says, with its mark."""
    return Glyph(MARKS.get(said, "none"), str(VERDICTS[said]))


def percent(value: float | None, *, places: int = 1) -> Cell:
    """A share of one in per cent, or a dash."""
    return "–" if value is None else Number(value, f"{number(round(value * 100, places) + 0.0, places=places)} %")


def linked(words: str, href: str) -> Link:
    return Link(words, href)
