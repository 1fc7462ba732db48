"""How does a drawing become an SVG?

`draw` takes a drawing and gives SVG text without style attributes or scripts. In mode "web" the shapes carry
classes (`chart_css` gives the rules, so light and dark follow the page); in mode "paper" they carry plain
attributes, so the same picture stands alone in a PDF or DOCX.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from opencaio.papers.charts.bars import draw_bars, draw_stacks
from opencaio.papers.charts.cash import draw_cash_flows
from opencaio.papers.charts.clocks import draw_clocks
from opencaio.papers.charts.curves import draw_curves
from opencaio.papers.charts.dots import draw_dots
from opencaio.papers.charts.grid import draw_grid
from opencaio.papers.charts.heat import draw_heat
from opencaio.papers.charts.histogram import draw_histogram
from opencaio.papers.charts.ink import Mode, Pen, chart_css
from opencaio.papers.charts.lines import draw_lines, draw_spark
from opencaio.papers.charts.marks import mark, pips
from opencaio.papers.charts.roadmap import draw_roadmap
from opencaio.papers.charts.timeline import draw_timeline
from opencaio.papers.charts.units import draw_units
from opencaio.papers.drawings import (
    Bars,
    CashFlows,
    Clocks,
    Curves,
    Dots,
    Drawing,
    Heat,
    Histogram,
    LevelGrid,
    Lines,
    Roadmap,
    Spark,
    Stacks,
    Timeline,
    Units,
)

__all__ = ["WIDE", "Mode", "chart_css", "draw", "mark", "pips", "spark"]

WIDE = 640
_DRAWERS: Mapping[type, Callable[..., str]] = MappingProxyType(
    {
        Bars: draw_bars,
        Stacks: draw_stacks,
        Units: draw_units,
        Spark: draw_spark,
        Lines: draw_lines,
        Timeline: draw_timeline,
        Heat: draw_heat,
        Clocks: draw_clocks,
        LevelGrid: draw_grid,
        Curves: draw_curves,
        Roadmap: draw_roadmap,
        Dots: draw_dots,
        CashFlows: draw_cash_flows,
        Histogram: draw_histogram,
    }
)


def draw(drawing: Drawing, *, mode: Mode, width: float = WIDE, title: str = "", desc: str = "") -> str:
    """The drawing as an SVG, `width` units wide (under 480 in the narrow form, for a phone).

    `title` is the text alternative; without it the picture is marked as decoration.
    """
    drawer: Any = _DRAWERS[type(drawing)]
    return str(drawer(drawing, Pen(mode), width=width, title=title, desc=desc))


def spark(values: tuple[float, ...], *, mode: Mode, width: float = 72) -> str:
    """A word-sized line as decoration: the words beside it say the same."""
    return draw(Spark(values), mode=mode, width=width)
