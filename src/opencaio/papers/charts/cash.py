"""How does money come in and go out by year, and when is it back?"""

from __future__ import annotations

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import CashFlows

HEIGHT = 210.0
LOOKS = ("reason", "plain", "quiet", "stack-4")


def draw_cash_flows(drawing: CashFlows, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Columns above and below nothing, and the running total as a line with its values."""
    legend, top = _legend(drawing.names, pen, width=width)
    plot = _Plot(drawing, width=width, top=top + 14)
    body = [*legend, pen.line("axis", x1=0, x2=width, y1=plot.y(0), y2=plot.y(0))]
    for place in range(len(drawing.years)):
        body += plot.column(pen, place)
    points = [(plot.middle(place), plot.y(one)) for place, one in enumerate(drawing.total)]
    if len(points) > 1:
        body.append(pen.polyline("line-plain", points))
    for place, told in enumerate(drawing.displays):
        body += _total(points, place, told, pen, plot)
    for place, year in enumerate(drawing.years):
        body.append(pen.text("dim", year, x=plot.middle(place), y=plot.bottom + 16, anchor="middle"))
    return pen.sheet(body, width=width, height=plot.bottom + 22, title=title, desc=desc)


def _total(points: list[tuple[float, float]], place: int, told: str, pen: Pen, plot: _Plot) -> list[str]:
    """A point of the running total with its value: beside the column, clear of the line; above where it is tight."""
    x, y = points[place]
    mark = pen.circle("mark", x=x, y=y, r=3)
    beside = x + plot.bar / 2 + 6
    if pen.width_of(told, size=11) > plot.step / 2 - plot.bar / 2 - 6:
        return [mark, pen.text("date-legal", told, x=x, y=y - 8, anchor="middle")]
    onward = points[place + 1][1] if place + 1 < len(points) else y
    return [mark, pen.text("date-legal", told, x=beside, y=y + (4 if onward == y else 16 if onward < y else -8))]


class _Plot:
    """Years across in equal steps, money up and down on one scale."""

    def __init__(self, drawing: CashFlows, *, width: float, top: float) -> None:
        self.drawing, self.top, self.bottom = drawing, top, top + HEIGHT
        downs = [sum(parts) for parts in zip(*drawing.outs, strict=True)] if drawing.outs else [0.0]
        self.high = max([0.0, *drawing.ins, *drawing.total]) or 1.0
        self.low = min([0.0, *(-one for one in downs), *drawing.total])
        self.step = width / max(len(drawing.years), 1)
        self.bar = min(self.step * 0.36, 54.0)

    def y(self, amount: float) -> float:
        """Where an amount lies."""
        return self.bottom - (amount - self.low) / ((self.high - self.low) or 1) * (self.bottom - self.top)

    def middle(self, place: int) -> float:
        """The middle of a year."""
        return (place + 0.5) * self.step

    def column(self, pen: Pen, place: int) -> list[str]:
        """What comes in above nothing, each way out below it."""
        x = self.middle(place) - self.bar / 2
        into = self.drawing.ins[place]
        body = [pen.rect(LOOKS[0], x=x, y=self.y(into), width=self.bar, height=self.y(0) - self.y(into))]
        down = 0.0
        for number, parts in enumerate(self.drawing.outs, start=1):
            top, down = self.y(down), down - parts[place]
            look = LOOKS[min(number, len(LOOKS) - 1)]
            body.append(pen.rect(look, x=x, y=top, width=self.bar, height=self.y(down) - top))
        return body


def _legend(names: tuple[str, ...], pen: Pen, *, width: float) -> tuple[list[str], float]:
    body, x, y = [], 0.0, 0.0
    for place, name in enumerate(names):
        room = 18 + pen.width_of(name, size=11) + 14
        if x and x + room > width:
            x, y = 0.0, y + 16
        if place == len(names) - 1:
            body.append(pen.line("line-plain", x1=x, x2=x + 12, y1=y + 7, y2=y + 7))
        else:
            body.append(pen.rect(LOOKS[min(place, len(LOOKS) - 1)], x=x, y=y + 2, width=9, height=9))
        body.append(pen.text("dim", name, x=x + 16, y=y + 10.5))
        x += room
    return body, y + 18
