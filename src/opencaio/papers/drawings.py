"""Which numbers is a picture drawn from?

A drawing is data only. `opencaio.papers.charts.draw` makes it an SVG for the web or for paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

MarkName = Literal[
    "prohibited", "high", "high_product", "open", "transparency", "minimal", "ok", "warn", "late", "none"
]
Emphasis = Literal["plain", "alert", "reason", "quiet"]
DateKind = Literal["legal", "uncertain", "own", "done"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One horizontal bar. `low` and `high` bound the value (an interval), `target` is a planned value or limit."""

    label: str
    value: float
    display: str
    low: float | None = None
    high: float | None = None
    target: float | None = None
    emphasis: Emphasis = "plain"


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars on one scale from zero; with intervals, the bar is the interval and a tick the value."""

    bars: tuple[Bar, ...]
    unit: str = ""
    value_name: str = ""
    target_name: str = ""
    interval_name: str = ""


@dataclass(frozen=True, slots=True)
class Units:
    """A little square for each thing: rows are classes (with their mark), columns are stages.

    `counts[i][j]` is the number in row i and column j. `per_square` is how many things share a square; 0 lets the
    drawing choose.
    """

    rows: tuple[tuple[MarkName, str], ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    total_name: str = "All"
    per_square: int = 0
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Stack:
    label: str
    parts: tuple[float, ...]
    display: str


@dataclass(frozen=True, slots=True)
class Stacks:
    """Horizontal stacked bars: `parts` follow `names`; tones go from ink to paper in that order."""

    stacks: tuple[Stack, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spark:
    """Word-sized line, oldest value first."""

    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line; `None` is a point that was not measured, and leaves a gap."""

    name: str
    values: tuple[float | None, ...]
    display: str = ""
    emphasis: Emphasis = "plain"


@dataclass(frozen=True, slots=True)
class Band:
    """What lies between two values at each point, such as an interval; `None` where it is not known."""

    name: str
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    display: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Several series over the same points in time, each named at its end.

    The axis begins at zero unless all values lie near each other and far from it. `start` is the place of the point
    at which something began, `start_name` what.
    """

    points: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    lang: str = "en"
    band: Band | None = None
    start: int | None = None
    start_name: str = ""


@dataclass(frozen=True, slots=True)
class DatedDuty:
    """One dated duty: `legal` a full ring, `uncertain` or `own` an amber ring, `done` a disc.

    `until` draws the dashed line between two readings of the law.
    """

    label: str
    on: date
    display: str
    kind: DateKind = "legal"
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A row for each duty on one axis of time from `start` to `end`; `today` is marked."""

    duties: tuple[DatedDuty, ...]
    start: date
    end: date
    today: date
    today_name: str = "today"


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of tints. `values[i][j]` None is unknown and drawn hatched, which is not the same as zero."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    displays: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LevelGrid:
    """A risk matrix: rows from the likeliest down, columns from the mildest on, a level (1 to 4) and a count a cell.

    `appetite` is the highest level that is carried; a line is drawn around what lies beyond. `level_names[0]` is the
    name of level 1.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    levels: tuple[tuple[int, ...], ...]
    counts: tuple[tuple[int, ...], ...]
    level_names: tuple[str, ...]
    row_name: str = ""
    column_name: str = ""
    appetite: int | None = None
    appetite_name: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """One falling curve: amounts with the share (0 to 1) above them, the smallest amount first."""

    name: str
    points: tuple[tuple[float, float], ...]
    emphasis: Emphasis = "plain"


@dataclass(frozen=True, slots=True)
class Curves:
    """Exceedance curves over a logarithmic axis; `ticks` are its named amounts, `fence` a limit drawn upright."""

    curves: tuple[Curve, ...]
    ticks: tuple[tuple[float, str], ...]
    shares_name: str = ""
    fence: tuple[float, str] | None = None
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class ClockTrack:
    """One clock, in hours since the moment from which all of them run; `display` says how it stands.

    `lenient` is the end on the milder reading, where there is one; `met` when it was met.
    """

    label: str
    strict: float
    display: str
    lenient: float | None = None
    met: float | None = None
    is_law: bool = True
    late: bool = False
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Clocks:
    """Deadlines that run from one moment; `now` in hours since then, None where nothing runs any more."""

    tracks: tuple[ClockTrack, ...]
    now: float | None = None
    now_name: str = "now"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of work on a roadmap: from period ``start`` over ``length`` periods (0 is the first).

    ``tone``: plain (planned), running, must (somebody demands it), maybe (could fall out). ``needs`` are the places
    of the stretches that must be finished first.
    """

    label: str
    start: float
    length: float
    group: str = ""
    code: str = ""
    tone: Literal["plain", "running", "must", "maybe"] = "plain"
    needs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """What is needed of one thing in each period, what is there, and what is added to that for a time."""

    label: str
    needed: tuple[float, ...]
    capacity: tuple[float, ...]
    added: tuple[float, ...] = ()
    note: str = ""
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Work over periods, and under it on the same axis the load against capacity; ``marks``: a place and its name."""

    periods: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    loads: tuple[Load, ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A point with what its height could be at most (``high``); ``label`` is written beside it."""

    x: float
    y: float
    high: float | None = None
    label: str = ""
    emphasis: Emphasis = "plain"


@dataclass(frozen=True, slots=True)
class Dots:
    """Points over two measured axes, joined from left to right where ``is_joined``."""

    dots: tuple[Dot, ...]
    x_name: str
    y_name: str
    is_joined: bool = False
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class CashFlows:
    """Money by year: what comes in stands up, what goes out (``outs``, one row a name) hangs down, a line sums up.

    ``displays`` are the written values of ``total``; ``names``: what comes in, each way out, the line.
    """

    years: tuple[str, ...]
    ins: tuple[float, ...]
    outs: tuple[tuple[float, ...], ...]
    total: tuple[float, ...]
    displays: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each value was drawn: ``edges`` are one more than ``counts``; what lies below ``limit`` is shaded.

    ``marks`` are named values; ``limit_name`` says what lies below it.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    marks: tuple[tuple[float, str], ...] = ()
    limit: float | None = None
    limit_name: str = ""


Drawing = (
    Bars
    | Units
    | Stacks
    | Spark
    | Lines
    | Timeline
    | Heat
    | LevelGrid
    | Curves
    | Clocks
    | Roadmap
    | Dots
    | CashFlows
    | Histogram
)
