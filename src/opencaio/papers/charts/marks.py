"""Which small mark stands for a class, a state or a step?

A mark is drawn in a box of 12 by 12 and always stands beside its word.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from opencaio.papers.charts.ink import Mode, Pen
from opencaio.papers.drawings import MarkName

SIZE = 12
CHARACTERS: Mapping[MarkName, str] = MappingProxyType(
    {
        "prohibited": "⊠", "high": "■", "high_product": "▣", "open": "⬚", "transparency": "◪", "minimal": "□",
        "ok": "✓", "warn": "△", "late": "✕", "none": "◇",
    }
)  # fmt: skip

_SQUARE = "M1 1H11V11H1Z"
_SHAPES: Mapping[MarkName, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "prohibited": (("mark-red", _SQUARE), ("mark-red", "M2 2 10 10M10 2 2 10")),
        "high": (("mark", "M.5 .5H11.5V11.5H.5Z"),),
        "high_product": (("mark", "M.5 .5H11.5V11.5H.5Z"), ("hole", "M4 4H8V8H4Z")),
        "open": (("mark-dash", _SQUARE), ("reason", "M4.5 4.5H7.5V7.5H4.5Z")),
        "transparency": (("mark-line", _SQUARE), ("mark", "M1 11V1L11 11Z")),
        "minimal": (("mark-quiet", _SQUARE),),
        "ok": (("mark-quiet", "M1.5 6.5 4.5 9.5 10.5 2.5"),),
        "warn": (("mark-amber", "M6 1.5 11 10.5H1Z"), ("mark-amber", "M6 5V7.5M6 8.6V9.4")),
        "late": (("mark-red", "M2 2 10 10M10 2 2 10"),),
        "none": (("mark-quiet", "M6 2 10 6 6 10 2 6Z"),),
    }
)


def mark_shapes(name: MarkName, pen: Pen) -> str:
    """The shapes of the mark in its box, to be put inside a drawing."""
    return "".join(pen.path(look, d) for look, d in _SHAPES[name])


def placed(name: MarkName, pen: Pen, *, x: float, y: float, size: float) -> str:
    """The mark at a place in a drawing, `size` wide and high."""
    scale = size / SIZE
    return f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:.3f})">{mark_shapes(name, pen)}</g>'


def mark(name: MarkName, *, mode: Mode) -> str:
    """The mark as an SVG of its own, hidden from screen readers since its word stands beside it."""
    pen = Pen(mode)
    return pen.sheet([mark_shapes(name, pen)], width=SIZE, height=SIZE)


def pips(on: int, of: int, *, mode: Mode) -> str:
    """Steps of a path as small bars, the first `on` of them filled."""
    pen = Pen(mode)
    body = [pen.rect("pip-on" if step < on else "pip-off", x=step * 6, y=2, width=4.5, height=8) for step in range(of)]
    return pen.sheet(body, width=max(of * 6 - 1.5, 1), height=SIZE)
