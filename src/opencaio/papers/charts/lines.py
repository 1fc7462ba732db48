"""How did a figure move: in the size of a word, or as several series with names at their ends?"""

from __future__ import annotations

from math import floor, log10

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import Lines, Series, Spark
from opencaio.papers.numbers import number

HEIGHT = 200.0


def draw_spark(drawing: Spark, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """A line without axes; a dot marks the last value. One value is a dot alone."""
    height = 18.0
    if not drawing.values:
        return pen.sheet([], width=width, height=height, title=title, desc=desc)
    points = _spread(drawing.values, width=width, height=height)
    body = [pen.polyline("spark", points)] if len(points) > 1 else []
    return pen.sheet(
        [*body, pen.circle("alert", x=points[-1][0], y=points[-1][1], r=2.2)],
        width=width,
        height=height,
        title=title,
        desc=desc,
    )


def draw_lines(drawing: Lines, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Series on one axis from zero, with three grid lines and a name at each end."""
    plot = _Plot(drawing, pen, width=width)
    body = plot.axis(pen)
    ends: list[tuple[float, Series]] = []
    for series in drawing.series:
        body += plot.line(pen, series)
        known = [value for value in series.values if value is not None]
        if known:
            ends.append((plot.y(known[-1]), series))
    body += plot.names(pen, ends)
    return pen.sheet(body, width=width, height=HEIGHT, title=title, desc=desc)


def _spread(values: tuple[float, ...], *, width: float, height: float) -> list[tuple[float, float]]:
    low, high = min(values), max(values)
    step = (width - 6) / max(len(values) - 1, 1)
    rise = (height - 6) / ((high - low) or 1)
    level = height / 2 if high == low else None
    return [(3 + place * step, level or height - 3 - (v - low) * rise) for place, v in enumerate(values)]


def nice_ceiling(value: float) -> float:
    """The next round number at or above the value: 1, 2, 2.5, 4, 5 or 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1, 2, 2.5, 4, 5, 10) if step * power >= value * 0.999999)


class _Plot:
    def __init__(self, drawing: Lines, pen: Pen, *, width: float) -> None:
        known = [value for series in drawing.series for value in series.values if value is not None]
        self.drawing, self.width = drawing, width
        self.high = nice_ceiling(max([0.0, *known]))
        self.low = -nice_ceiling(-min(known)) if known and min(known) < 0 else 0.0
        names = max((pen.width_of(self._end_name(s), bold=True) for s in drawing.series), default=0)
        self.left = 8 + max(pen.width_of(self._written(v)) for v in self._levels())
        self.right = width - min(names + 14, width * 0.4)
        self.top, self.bottom = 12.0, HEIGHT - 24
        self.step = (self.right - self.left) / max(len(drawing.points) - 1, 1)

    def x(self, place: int) -> float:
        return self.left + place * self.step

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) * (self.bottom - self.top) / (self.high - self.low)

    def axis(self, pen: Pen) -> list[str]:
        body = []
        for level in self._levels():
            look = "axis" if level == 0 else "grid"
            body.append(pen.line(look, x1=self.left, x2=self.right, y1=self.y(level), y2=self.y(level)))
            body.append(pen.text("dim", self._written(level), x=self.left - 6, y=self.y(level) + 4, anchor="end"))
        return body + self._points(pen)

    def line(self, pen: Pen, series: Series) -> list[str]:
        look = f"line-{series.emphasis}"
        body, run = [], list[tuple[float, float]]()
        for place, value in enumerate((*series.values, None)):
            if value is not None:
                run.append((self.x(place), self.y(value)))
                continue
            if len(run) > 1:
                body.append(pen.polyline(look, run))
            body += [pen.circle(series.emphasis, x=x, y=y, r=2.4) for x, y in run[-1:]]
            run = []
        return body

    def names(self, pen: Pen, ends: list[tuple[float, Series]]) -> list[str]:
        body, floor_y = [], 0.0
        for y, series in sorted(ends, key=lambda end: end[0]):
            place = max(y + 4, floor_y)
            floor_y = place + 14
            look = {"alert": "alert-text", "reason": "reason-text", "quiet": "dim"}.get(series.emphasis, "strong")
            name = pen.fit(self._end_name(series), self.width - self.right - 8, bold=True)
            body.append(pen.text(look, name, x=self.right + 8, y=place))
        return body

    def _written(self, value: float) -> str:
        places = len(f"{value:.4g}".partition(".")[2]) if value % 1 else 0
        return number(value, lang=self.drawing.lang, places=places)

    def _levels(self) -> list[float]:
        levels = [self.low, 0.0, self.high / 2, self.high]
        return sorted(set(levels))

    def _points(self, pen: Pen) -> list[str]:
        last = len(self.drawing.points) - 1
        room = max((pen.width_of(point, size=11) for point in self.drawing.points), default=0) + 14
        every = max(1, int(room // max(self.step, 1)) + 1) if self.step < room else 1
        return [
            self._point(pen, point, x=self.x(place))
            for place, point in enumerate(self.drawing.points)
            if place == last or (place % every == 0 and last - place >= every)
        ]

    @staticmethod
    def _point(pen: Pen, point: str, *, x: float) -> str:
        """A point's name under its place; the first one moves right where it would leave the picture."""
        half = pen.width_of(point, size=11) / 2
        if x < half:
            return pen.text("dim", point, x=0, y=HEIGHT - 6)
        return pen.text("dim", point, x=x, y=HEIGHT - 6, anchor="middle")

    @staticmethod
    def _end_name(series: Series) -> str:
        return f"{series.name} {series.display}".strip()
