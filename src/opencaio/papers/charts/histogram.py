"""How often was each value drawn, and how much of it lies below the limit?"""

from __future__ import annotations

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import Histogram

HEIGHT = 150.0


def draw_histogram(drawing: Histogram, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Columns on an axis of values; those below the limit in red, named values as lines with their words."""
    rows = _rows(drawing, pen, width=width)
    top = 8.0 + 15 * len(rows)
    bottom = top + HEIGHT
    scale = _Scale(drawing, width=width)
    body = [pen.line("axis", x1=0, x2=width, y1=bottom, y2=bottom)]
    most = max(drawing.counts, default=1) or 1
    for place, count in enumerate(drawing.counts):
        left, right = scale.x(drawing.edges[place]), scale.x(drawing.edges[place + 1])
        tall = count / most * HEIGHT
        is_below = drawing.limit is not None and drawing.edges[place + 1] <= drawing.limit + 1e-9
        look = "alert" if is_below else "range"
        body.append(pen.rect(look, x=left, y=bottom - tall, width=max(right - left - 1, 0.6), height=tall))
    if drawing.limit is not None and drawing.edges[0] <= drawing.limit <= drawing.edges[-1]:
        x = scale.x(drawing.limit)
        body.append(pen.line("now", x1=x, x2=x, y1=top - 4, y2=bottom))
    is_right = all(scale.x(value) + 5 + pen.width_of(name) <= width for value, name in rows)
    for row, (value, name) in enumerate(rows if is_right else rows[::-1]):
        x, y = scale.x(value), 11.0 + 15 * row
        body.append(pen.line("tick", x1=x, x2=x, y1=y + 4, y2=bottom))
        body.append(_beside(name, pen, x=x, y=y, is_right=is_right))
    if drawing.limit_name:
        body.append(pen.text("alert-text", pen.fit(drawing.limit_name, width), x=0, y=bottom + 16))
    return pen.sheet(body, width=width, height=bottom + 22, title=title, desc=desc)


class _Scale:
    """Values across."""

    def __init__(self, drawing: Histogram, *, width: float) -> None:
        self.low = drawing.edges[0] if drawing.edges else 0.0
        span = (drawing.edges[-1] - self.low) if drawing.edges else 1.0
        self.step = width / (span or 1.0)

    def x(self, value: float) -> float:
        """Where a value lies."""
        return (value - self.low) * self.step


def _rows(drawing: Histogram, pen: Pen, *, width: float) -> list[tuple[float, str]]:
    """The named values that lie on the axis, the least first: one a line of text, so that no two words meet."""
    if not drawing.edges:
        return []
    return [(value, pen.fit(name, width * 0.6)) for value, name in sorted(drawing.marks)
            if drawing.edges[0] <= value <= drawing.edges[-1]]  # fmt: skip


def _beside(name: str, pen: Pen, *, x: float, y: float, is_right: bool) -> str:
    """Words on the side to which the lines begin lower, unless the picture ends there: none is crossed."""
    if is_right or pen.width_of(name) > x - 5:
        return pen.text("date-legal", name, x=x + 5, y=y + 2)
    return pen.text("date-legal", name, x=x - 5, y=y + 2, anchor="end")
