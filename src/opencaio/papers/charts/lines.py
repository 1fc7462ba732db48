"""How did a figure move: in the size of a word, or as several series with names at their ends?"""

from __future__ import annotations

from collections.abc import Iterable

from opencaio.papers.charts.ink import Pen
from opencaio.papers.charts.ticks import ticks_of_lines, written
from opencaio.papers.drawings import Band, Lines, Series, Spark

HEIGHT = 200.0
LINE = 14.0
_END_LOOKS = {"alert": "alert-text", "reason": "reason-text", "quiet": "dim"}


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
    """Series on one axis with a name at each end; a band lies behind them, a start stands upright."""
    plot = _Plot(drawing, pen, width=width)
    body = [*plot.band(pen), *plot.axis(pen), *plot.start(pen)]
    for series in drawing.series:
        body += plot.line(pen, series)
    body += plot.names(pen)
    return pen.sheet(body, width=width, height=HEIGHT, title=title, desc=desc)


def _spread(values: tuple[float, ...], *, width: float, height: float) -> list[tuple[float, float]]:
    low, high = min(values), max(values)
    step = (width - 6) / max(len(values) - 1, 1)
    rise = (height - 6) / ((high - low) or 1)
    level = height / 2 if high == low else None
    return [(3 + place * step, level or height - 3 - (v - low) * rise) for place, v in enumerate(values)]


class _Plot:
    """Points across in equal steps, values up on one scale of round numbers."""

    def __init__(self, drawing: Lines, pen: Pen, *, width: float) -> None:
        self.drawing, self.width = drawing, width
        self.between = _between(drawing.band)
        lines = (value for series in drawing.series for value in series.values if value is not None)
        self.ticks = ticks_of_lines([*lines, *(edge for both in self.between.values() for edge in both)])
        ends = [_end_name(one) for one in (*drawing.series, drawing.band) if one]
        names = max((pen.width_of(name, bold=True) for name in ends), default=0)
        self.left = 8 + max(pen.width_of(one) for one in written(self.ticks, lang=drawing.lang))
        self.right = width - min(names + 14, width * 0.4)
        self.top, self.bottom = 18.0 if drawing.start_name else 12.0, HEIGHT - 24
        self.step = (self.right - self.left) / max(len(drawing.points) - 1, 1)

    def x(self, place: int) -> float:
        return self.left + place * self.step

    def y(self, value: float) -> float:
        span = self.ticks[-1] - self.ticks[0]
        return self.bottom - (value - self.ticks[0]) * (self.bottom - self.top) / span

    def axis(self, pen: Pen) -> list[str]:
        body = []
        for tick, words in zip(self.ticks, written(self.ticks, lang=self.drawing.lang), strict=True):
            look = "axis" if tick == 0 else "grid"
            body.append(pen.line(look, x1=self.left, x2=self.right, y1=self.y(tick), y2=self.y(tick)))
            body.append(pen.text("dim", words, x=self.left - 6, y=self.y(tick) + 4, anchor="end"))
        return body + self._points(pen)

    def band(self, pen: Pen) -> list[str]:
        """The band, in one piece for each run of points where it is known."""
        body = []
        for run in _runs(self.between):
            upper = [(self.x(place), self.y(self.between[place][1])) for place in run]
            lower = [(self.x(place), self.y(self.between[place][0])) for place in reversed(run)]
            body.append(pen.polygon("band", [*upper, *lower]))
        return body

    def start(self, pen: Pen) -> list[str]:
        """The point at which something began, with its name above."""
        if self.drawing.start is None:
            return []
        x, name = self.x(self.drawing.start), self.drawing.start_name
        is_left = x > (self.left + self.right) / 2
        line = pen.line("dashed", x1=x, x2=x, y1=self.top - 6, y2=self.bottom)
        beside = pen.text("dim", name, x=x - 5 if is_left else x + 5, y=10, anchor="end" if is_left else "start")
        return [line, beside]

    def line(self, pen: Pen, series: Series) -> list[str]:
        """The line, in one piece for each run of points that were measured, with a dot at the end of each."""
        known = {place: value for place, value in enumerate(series.values) if value is not None}
        body = []
        for run in _runs(known):
            points = [(self.x(place), self.y(known[place])) for place in run]
            body += [pen.polyline(f"line-{series.emphasis}", points)] if len(points) > 1 else []
            body.append(pen.circle(series.emphasis, x=points[-1][0], y=points[-1][1], r=2.4))
        return body

    def names(self, pen: Pen) -> list[str]:
        """What each line and the band are called, beside their last points and not over each other."""
        ends: list[tuple[float, str, Series | Band]] = []
        for series in self.drawing.series:
            known = [value for value in series.values if value is not None]
            ends += [(self.y(known[-1]), _END_LOOKS.get(series.emphasis, "strong"), series)] if known else []
        if self.drawing.band and self.between:
            low, high = list(self.between.values())[-1]
            ends.append((self.y((low + high) / 2), "dim", self.drawing.band))
        ends.sort(key=lambda end: end[0])
        places = _apart([y + 4 for y, _, _ in ends], most=HEIGHT - 8)
        room = self.width - self.right - 8
        return [
            pen.text(look, _fitted(one, pen, room), x=self.right + 8, y=place)
            for place, (_, look, one) in zip(places, ends, strict=True)
        ]

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


def _between(band: Band | None) -> dict[int, tuple[float, float]]:
    """Both edges of a band by the place of their point, where both are known."""
    if band is None:
        return {}
    edges = enumerate(zip(band.low, band.high, strict=True))
    return {place: (low, high) for place, (low, high) in edges if low is not None and high is not None}


def _runs(places: Iterable[int]) -> list[list[int]]:
    """Places that follow each other, together."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _end_name(one: Series | Band) -> str:
    return f"{one.name} {one.display}".strip()


def _fitted(one: Series | Band, pen: Pen, room: float) -> str:
    """The name at the end; where there is little room, the name gives way and the figure stays."""
    whole, figure = _end_name(one), pen.width_of(one.display, bold=True)
    if pen.width_of(whole, bold=True) <= room:
        return whole
    left = room - figure - pen.width_of(" …", bold=True)
    if not one.display or left < 0:
        return pen.fit(one.display or whole, room, bold=True)
    return f"{pen.fit(one.name, room - figure - pen.width_of(' ', bold=True), bold=True)} {one.display}"


def _apart(wanted: list[float], *, most: float) -> list[float]:
    """Heights of lines of text, in order, as near to what is wanted as leaves each its own line."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + LINE) if places else place)
    for at in range(len(places) - 1, -1, -1):
        below = places[at + 1] - LINE if at + 1 < len(places) else most
        places[at] = min(places[at], below)
    return places
