"""Which deadlines run from one moment, how far have they run, and which are met?"""

from __future__ import annotations

from math import log1p

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import Clocks, ClockTrack

TOP, ROW, NARROW = 36.0, 34.0, 480
TICKS: tuple[tuple[float, str], ...] = (
    (0, "0"), (1, "1 h"), (4, "4 h"), (12, "12 h"), (24, "1 d"), (48, "2 d"), (72, "3 d"), (120, "5 d"),
    (240, "10 d"), (360, "15 d"), (720, "30 d"), (2160, "90 d"), (8760, "1 y"),
)  # fmt: skip


def draw_clocks(drawing: Clocks, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """A row for each clock: the line as far as it ran, a ring for the strict end, a dashed line to the lenient one.

    Time runs from left to right after the labels, wider at the start: an hour and a fortnight both stay legible.
    """
    axis = _Axis(drawing, pen, width=width)
    body = [*axis.ticks(), *axis.now()]
    for place, track in enumerate(drawing.tracks):
        body += axis.track(track, y=TOP + place * axis.row)
    return pen.sheet(body, width=width, height=TOP + axis.row * len(drawing.tracks), title=title, desc=desc)


class _Axis:
    def __init__(self, drawing: Clocks, pen: Pen, *, width: float) -> None:
        self.drawing, self.pen, self.width = drawing, pen, width
        self.narrow = width < NARROW
        self.left = 8.0 if self.narrow else width * 0.3
        said = max((pen.width_of(one.display, bold=True) for one in drawing.tracks), default=0)
        self.words = 0.0 if self.narrow else min(said, width * 0.25)
        self.right = width - 16 - self.words
        self.drop = 34.0 if self.narrow else 0.0
        self.row = ROW + self.drop
        ends = [end for one in drawing.tracks for end in (one.strict, one.lenient) if end is not None]
        self.most = max(ends, default=24.0) * 1.15

    def x(self, hours: float) -> float:
        share = log1p(min(max(hours, 0), self.most)) / log1p(self.most)
        return self.left + share * (self.right - self.left)

    def ticks(self) -> list[str]:
        body = [self.pen.line("axis", x1=0, x2=self.width, y1=30, y2=30)]
        last = -1e9
        for hours, name in TICKS:
            if hours > self.most:
                break
            x = self.x(hours)
            body += self._upright("grid", x=x, top=24)
            if x - last > self.pen.width_of(name, size=11) + 8:
                body.append(self.pen.text("dim", name, x=x + 3, y=25))
                last = x
        return body

    def now(self) -> list[str]:
        if self.drawing.now is None:
            return []
        x = self.x(self.drawing.now)
        anchor = "end" if x > self.right - 40 else "start"
        return [
            *self._upright("now", x=x, top=12),
            self.pen.text("alert-text", self.drawing.now_name, x=x, y=10, anchor=anchor),
        ]

    def track(self, track: ClockTrack, *, y: float) -> list[str]:
        pen, middle = self.pen, y + self.drop + (self.row - self.drop) / 2
        body = [pen.line("grid", x1=0, x2=self.width, y1=y + self.row, y2=y + self.row)]
        if self.narrow:
            body.append(pen.text("label", pen.fit(track.label, self.width), x=0, y=y + 15))
            body.append(pen.text(self._look(track), pen.fit(track.display, self.width, bold=True), x=0, y=y + 31))
        else:
            body.append(pen.label(pen.lines(track.label, self.left - 14), x=0, middle=middle))
        ran = track.met if track.met is not None else self.drawing.now
        if ran is not None and not track.lapsed:
            body.append(pen.line(self._line(track), x1=self.x(0), x2=self.x(ran), y1=middle, y2=middle))
        return [*body, *self._ends(track, middle), *([] if self.narrow else [self._words(track, y=middle + 4)])]

    def _ends(self, track: ClockTrack, middle: float) -> list[str]:
        pen, kind = self.pen, "legal" if track.is_law else "own"
        body = []
        if track.lenient is not None and track.lenient > track.strict:
            body.append(pen.line("dashed", x1=self.x(track.strict), x2=self.x(track.lenient), y1=middle, y2=middle))
            body.append(pen.circle("ring-uncertain", x=self.x(track.lenient), y=middle, r=3.5))
        body.append(pen.circle(f"ring-{kind}", x=self.x(track.strict), y=middle, r=5))
        if track.met is not None:
            body.append(pen.circle("ring-done", x=self.x(track.met), y=middle, r=4.5))
        return body

    def _words(self, track: ClockTrack, *, y: float) -> str:
        words = self.pen.fit(track.display, self.words + 8, bold=True)
        return self.pen.text(self._look(track), words, x=self.right + 12, y=y)

    def _line(self, track: ClockTrack) -> str:
        return "line-alert" if track.late else "line-plain"

    def _look(self, track: ClockTrack) -> str:
        if track.late:
            return "alert-text"
        return "date-done" if track.met is not None or track.lapsed else "date-legal"

    def _upright(self, look: str, *, x: float, top: float) -> list[str]:
        """A line from top to foot that leaves out the labels where these stand in its way."""
        if not self.narrow:
            return [self.pen.line(look, x1=x, x2=x, y1=top, y2=TOP + self.row * len(self.drawing.tracks))]
        starts = [TOP + place * self.row for place in range(len(self.drawing.tracks))]
        lanes = [(start + self.drop + 4, start + self.row) for start in starts]
        return [self.pen.line(look, x1=x, x2=x, y1=a, y2=b) for a, b in ((top, 30.0), *lanes)]
