"""How do quantities with names compare: bars, intervals, stacked parts?"""

from __future__ import annotations

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import Bar, Bars, Stack, Stacks

ROW = 22
NARROW = 480
GAP = 12.0
BESIDE_A_TICK = 24.0
"""Between bars and their values; a tick at the right end would seem to belong to the value beside it."""


def draw_bars(drawing: Bars, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Bars from zero on one scale; with an interval, the band is the interval and the tick the value."""
    named = [(bar.label, bar.display) for bar in drawing.bars]
    ticks = any(bar.target is not None for bar in drawing.bars)
    frame = _Frame.of(named, pen, width=width, gap=BESIDE_A_TICK if ticks else GAP)
    scale = _Scale.of(drawing, left=frame.left, right=frame.right)
    body = _legend(_bar_names(drawing), pen)
    top = 20.0 if body else 0.0
    foot = top + frame.row * len(drawing.bars)
    for place, bar in enumerate(drawing.bars):
        y = top + place * frame.row
        body += _named(bar.label, bar.display, _tone(bar), pen, frame=frame, y=y)
        body.append(pen.line("zero", x1=scale.x(0), x2=scale.x(0), y1=y + frame.drop + 1, y2=y + frame.row - 1))
        body += _one_bar(bar, pen, scale=scale, y=y + frame.drop + frame.lane / 2)
    return pen.sheet(body, width=width, height=max(foot, 1), title=title, desc=desc)


def draw_stacks(drawing: Stacks, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Stacked bars on one scale; the tones follow the order of the names."""
    frame = _Frame.of([(stack.label, stack.display) for stack in drawing.stacks], pen, width=width)
    most = max((sum(stack.parts) for stack in drawing.stacks), default=1) or 1
    body, top = _wrapped_legend(drawing.names, pen, width=width)
    for place, stack in enumerate(drawing.stacks):
        y = top + place * frame.row
        body += _named(stack.label, stack.display, "strong", pen, frame=frame, y=y)
        body += _one_stack(stack, pen, frame=frame, per_unit=(frame.right - frame.left) / most, y=y)
    return pen.sheet(body, width=width, height=max(top + frame.row * len(drawing.stacks), 1), title=title, desc=desc)


class _Frame:
    """Where labels, bars and values stand; narrow drawings put the label on a line of its own."""

    def __init__(self, *, left: float, right: float, width: float, drop: float, lane: float = ROW) -> None:
        self.left, self.right, self.width, self.drop, self.lane = left, right, width, drop, lane
        self.row = lane + drop

    @classmethod
    def of(cls, named: list[tuple[str, str]], pen: Pen, *, width: float, gap: float = GAP) -> _Frame:
        value = max((pen.width_of(text, bold=True) for _, text in named), default=0) + gap
        if width < NARROW:
            return cls(left=1, right=width - value, width=width, drop=16, lane=18)
        room = max((pen.width_of(text) for text, _ in named), default=0) + 14
        left = min(room, width * 0.36)
        return cls(left=left, right=width - value, width=width, drop=0, lane=ROW if room == left else 33)


class _Scale:
    def __init__(self, *, low: float, high: float, left: float, right: float) -> None:
        self.low, self.left = low, left
        self.step = (right - left) / ((high - low) or 1)

    @classmethod
    def of(cls, drawing: Bars, *, left: float, right: float) -> _Scale:
        known = [v for bar in drawing.bars for v in (bar.value, bar.low, bar.high, bar.target) if v is not None]
        return cls(low=min([0.0, *known]), high=max([0.0, *known]), left=left, right=right)

    def x(self, value: float) -> float:
        return self.left + (value - self.low) * self.step


def _named(label: str, display: str, tone: str, pen: Pen, *, frame: _Frame, y: float) -> list[str]:
    middle = y + frame.drop + frame.lane / 2
    if frame.drop:
        name = pen.text("label", pen.fit(label, frame.width), x=0, y=y + 13)
    else:
        name = pen.label(pen.lines(label, frame.left - 8), x=0, middle=middle)
    value = pen.text(tone, display, x=frame.width, y=middle + 4, anchor="end")
    return [name, value, *_row_rule(pen, frame=frame, y=y)]


def _row_rule(pen: Pen, *, frame: _Frame, y: float) -> list[str]:
    return [pen.line("grid", x1=0, x2=frame.width, y1=y + frame.row, y2=y + frame.row)]


def _one_bar(bar: Bar, pen: Pen, *, scale: _Scale, y: float) -> list[str]:
    drawn: list[str] = []
    if bar.low is not None and bar.high is not None:
        start, end = scale.x(bar.low), scale.x(bar.high)
        tick = "tick-alert" if bar.emphasis == "alert" else "tick"
        drawn.append(pen.rect("range", x=start, y=y - 2.5, width=end - start, height=5))
        drawn.append(pen.line(tick, x1=scale.x(bar.value), x2=scale.x(bar.value), y1=y - 5, y2=y + 5))
    else:
        start, end = sorted((scale.x(0), scale.x(bar.value)))
        drawn.append(pen.rect(bar.emphasis, x=start, y=y - 5, width=max(end - start, 0.5), height=10))
    if bar.target is not None:
        drawn.append(pen.line("target", x1=scale.x(bar.target), x2=scale.x(bar.target), y1=y - 7, y2=y + 7))
    return drawn


def _one_stack(stack: Stack, pen: Pen, *, frame: _Frame, per_unit: float, y: float) -> list[str]:
    drawn, x = [], frame.left
    for tone, part in enumerate(stack.parts):
        drawn.append(
            pen.rect(
                f"stack-{tone % 6}",
                x=x,
                y=y + frame.drop + frame.lane / 2 - 6,
                width=part * per_unit,
                height=12,
            )
        )
        x += part * per_unit
    return drawn


def _tone(bar: Bar) -> str:
    return {"alert": "alert-text", "reason": "reason-text"}.get(bar.emphasis, "strong")


def _bar_names(drawing: Bars) -> list[tuple[str, str]]:
    named = [("tick", drawing.value_name), ("range", drawing.interval_name), ("target", drawing.target_name)]
    has_interval = any(bar.low is not None for bar in drawing.bars)
    if not has_interval:
        named[0] = ("plain", drawing.value_name)
    return [(look, name) for look, name in named if name]


def _legend(names: list[tuple[str, str]], pen: Pen) -> list[str]:
    body, x = [], 0.0
    for look, name in names:
        if look in ("range", "plain"):
            body.append(pen.rect(look, x=x, y=4, width=14, height=5))
        else:
            body.append(pen.line(look, x1=x + 7, x2=x + 7, y1=1, y2=12))
        body.append(pen.text("dim", name, x=x + 18, y=10.5))
        x += 18 + pen.width_of(name, size=11) + 16
    return body


def _wrapped_legend(names: tuple[str, ...], pen: Pen, *, width: float) -> tuple[list[str], float]:
    body, x, y = [], 0.0, 0.0
    for tone, name in enumerate(names):
        room = 14 + pen.width_of(name, size=11) + 14
        if x and x + room > width:
            x, y = 0.0, y + 16
        body.append(pen.rect(f"stack-{tone % 6}", x=x, y=y + 2, width=9, height=9))
        body.append(pen.text("dim", name, x=x + 14, y=y + 10.5))
        x += room
    return body, y + 22 if names else 0.0
