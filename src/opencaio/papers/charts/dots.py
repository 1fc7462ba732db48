"""How do two measures go together: each point a choice, with how far it could be better still?"""

from __future__ import annotations

from opencaio.papers.charts.ink import Pen
from opencaio.papers.charts.ticks import ticks_around, written
from opencaio.papers.drawings import Dot, Dots

HEIGHT = 250.0


def draw_dots(drawing: Dots, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Points over two axes; the bar above a point reaches to what its height could be at most."""
    plot = _Plot(drawing, pen, width=width)
    body = plot.axes(pen)
    if drawing.is_joined and len(drawing.dots) > 1:
        line = [(plot.x(one.x), plot.y(one.y)) for one in sorted(drawing.dots, key=lambda dot: dot.x)]
        body.append(pen.polyline("line-quiet", line))
    for one in drawing.dots:
        body += plot.dot(pen, one)
    return pen.sheet(body, width=width, height=HEIGHT, title=title, desc=desc)


class _Plot:
    """Round numbers on both axes; neither begins at zero, as the points' differences are what is looked at."""

    def __init__(self, drawing: Dots, pen: Pen, *, width: float) -> None:
        self.drawing, self.width = drawing, width
        self.xs = ticks_around(one.x for one in drawing.dots)
        self.ys = ticks_around(value for one in drawing.dots for value in (one.y, one.high) if value is not None)
        self.left = 12 + max(pen.width_of(one, size=11) for one in written(self.ys, lang=drawing.lang))
        self.right, self.top, self.bottom = width - 14, 26.0, HEIGHT - 38

    def x(self, value: float) -> float:
        """Where an x lies."""
        span = (self.xs[-1] - self.xs[0]) or 1.0
        return self.left + (value - self.xs[0]) / span * (self.right - self.left)

    def y(self, value: float) -> float:
        """Where a y lies."""
        span = (self.ys[-1] - self.ys[0]) or 1.0
        return self.bottom - (value - self.ys[0]) / span * (self.bottom - self.top)

    def axes(self, pen: Pen) -> list[str]:
        """Both axes with their names and units."""
        body = [pen.text("dim", self.drawing.y_name, x=0, y=12)]
        for value, words in zip(self.ys, written(self.ys, lang=self.drawing.lang), strict=True):
            body.append(pen.line("grid", x1=self.left, x2=self.right, y1=self.y(value), y2=self.y(value)))
            body.append(pen.text("dim", words, x=self.left - 6, y=self.y(value) + 4, anchor="end"))
        body.append(pen.line("axis", x1=self.left, x2=self.right, y1=self.bottom, y2=self.bottom))
        for value, words in zip(self.xs, written(self.xs, lang=self.drawing.lang), strict=True):
            body.append(pen.text("dim", words, x=self.x(value), y=self.bottom + 15, anchor="middle"))
        body.append(pen.text("dim", self.drawing.x_name, x=self.right, y=self.bottom + 32, anchor="end"))
        return body

    def dot(self, pen: Pen, one: Dot) -> list[str]:
        """The point, what it could reach at most, and its name on the side where there is room."""
        x, y = self.x(one.x), self.y(one.y)
        body = []
        if one.high is not None and one.high > one.y:
            body.append(pen.line("line-quiet", x1=x, x2=x, y1=y, y2=self.y(one.high)))
        body.append(pen.circle(one.emphasis, x=x, y=y, r=5 if one.emphasis == "reason" else 3.5))
        if one.label:
            is_left = x > (self.left + self.right) / 2
            look = "reason-text" if one.emphasis == "reason" else "label"
            anchor = "end" if is_left else "start"
            below = -9 if self.drawing.is_joined and is_left else 16
            body.append(pen.text(look, one.label, x=x - 9 if is_left else x + 9, y=y + below, anchor=anchor))
        return body
