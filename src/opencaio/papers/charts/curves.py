"""How likely is a year that costs more than this?"""

from __future__ import annotations

from math import log10

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import Curve, Curves
from opencaio.papers.numbers import percent

HEIGHT = 240.0
CEILINGS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
DECADES = 4.0
"""The axis reaches at most this many powers of ten below its end: less is told by the start of the curve."""


def draw_curves(drawing: Curves, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Falling curves over a logarithmic axis of amounts; a limit stands upright with its name."""
    plot = _Plot(drawing, pen, width=width)
    body = [*plot.legend(pen), *plot.axes(pen)]
    for curve in drawing.curves:
        body += plot.curve(pen, curve)
    body += plot.fence(pen)
    return pen.sheet(body, width=width, height=plot.bottom + 22, title=title, desc=desc)


class _Plot:
    """Amounts across (logarithmic), shares up (from zero)."""

    def __init__(self, drawing: Curves, pen: Pen, *, width: float) -> None:
        self.drawing, self.width = drawing, width
        amounts = [amount for curve in drawing.curves for amount, _ in curve.points if amount > 0]
        shares = [share for curve in drawing.curves for _, share in curve.points]
        if drawing.fence is not None and drawing.fence[0] > 0:
            amounts.append(drawing.fence[0])
        self.most = max(amounts, default=1.0)
        self.least = max(min(amounts, default=1.0), self.most / 10**DECADES)
        self.least = min(self.least, self.most / 10)
        self.ceiling = next((one for one in CEILINGS if one >= max(shares, default=1.0)), 1.0)
        self.names, self.top = _legend_lines(drawing, pen, width=width)
        self.bottom = self.top + HEIGHT - 40
        self.left = 8 + max(pen.width_of(self._written(share), size=11) for share in self._shares())
        self.right = width - 10

    def x(self, amount: float) -> float:
        """Where an amount lies; what is below the axis stands at its start."""
        span = log10(self.most) - log10(self.least)
        return self.left + (log10(max(amount, self.least)) - log10(self.least)) / span * (self.right - self.left)

    def y(self, share: float) -> float:
        """Where a share lies."""
        return self.bottom - share / self.ceiling * (self.bottom - self.top)

    def legend(self, pen: Pen) -> list[str]:
        """The name of each curve with a stroke of its look."""
        body = []
        for x, y, curve in self.names:
            body.append(pen.line(_look(curve), x1=x, x2=x + 18, y1=y - 4, y2=y - 4))
            body.append(pen.text("dim", curve.name, x=x + 23, y=y))
        return body

    def axes(self, pen: Pen) -> list[str]:
        """Shares at the left, amounts below."""
        body = []
        for share in self._shares():
            y, look = self.y(share), "axis" if share == 0 else "grid"
            body.append(pen.line(look, x1=self.left, x2=self.right, y1=y, y2=y))
            body.append(pen.text("dim", self._written(share), x=self.left - 6, y=y + 4, anchor="end"))
        last = -1e9
        for amount, name in self.drawing.ticks:
            half = pen.width_of(name, size=11) / 2
            middle = min(max(self.x(amount), self.left + half - 8), self.width - half)
            if not self.least <= amount <= self.most or middle - half < last + 8:
                continue
            body.append(pen.line("grid", x1=self.x(amount), x2=self.x(amount), y1=self.top, y2=self.bottom))
            body.append(pen.text("dim", name, x=middle, y=self.bottom + 16, anchor="middle"))
            last = middle + half
        return body

    def fence(self, pen: Pen) -> list[str]:
        """The limit, named on the side where there is room."""
        if self.drawing.fence is None:
            return []
        amount, name = self.drawing.fence
        x = self.x(amount)
        is_left = x > (self.left + self.right) / 2
        place = x - 6 if is_left else x + 6
        room = (x - self.left if is_left else self.right - x) - 8
        return [
            pen.line("fence", x1=x, x2=x, y1=self.top, y2=self.bottom),
            pen.text("date-legal", pen.fit(name, room, bold=True), x=place, y=self.top + 28,
                     anchor="end" if is_left else "start"),
        ]  # fmt: skip

    def curve(self, pen: Pen, curve: Curve) -> list[str]:
        """The curve as a line; below the axis it starts at the left."""
        if len(curve.points) < 2:
            return []
        return [pen.polyline(_look(curve), [(self.x(amount), self.y(share)) for amount, share in curve.points])]

    def _shares(self) -> list[float]:
        return [0.0, self.ceiling / 2, self.ceiling]

    def _written(self, share: float) -> str:
        return percent(share, lang=self.drawing.lang, places=1 if 0 < share < 0.01 else 0)


def _look(curve: Curve) -> str:
    return "line-dashed" if curve.emphasis == "quiet" else f"line-{curve.emphasis}"


def _legend_lines(drawing: Curves, pen: Pen, *, width: float) -> tuple[list[tuple[float, float, Curve]], float]:
    placed: list[tuple[float, float, Curve]] = []
    x, y = 0.0, 12.0
    for curve in drawing.curves:
        room = 23 + pen.width_of(curve.name, size=11) + 16
        if x and x + room > width:
            x, y = 0.0, y + 16
        placed.append((x, y, curve))
        x += room
    return placed, y + 14
