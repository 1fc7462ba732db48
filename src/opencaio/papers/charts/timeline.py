"""Which duties fall when, and how sure is each date?"""

from __future__ import annotations

from datetime import date

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import DatedDuty, Timeline

TOP = 34.0
ROW = 26.0
NARROW = 480


def draw_timeline(drawing: Timeline, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """A row for each duty. Ring: legal date; amber ring: own or uncertain; disc: done; dashed: two readings."""
    axis = _Axis(drawing, pen, width=width)
    height = TOP + axis.row * len(drawing.duties)
    body = [*axis.ticks(), *axis.today()]
    for place, duty in enumerate(drawing.duties):
        body += axis.duty(duty, y=TOP + place * axis.row)
    return pen.sheet(body, width=width, height=height, title=title, desc=desc)


class _Axis:
    """Time from left to right after the labels; narrow drawings put each label on a line of its own."""

    def __init__(self, drawing: Timeline, pen: Pen, *, width: float) -> None:
        self.drawing, self.pen, self.width = drawing, pen, width
        self.narrow = width < NARROW
        room = max((pen.width_of(duty.label) for duty in drawing.duties), default=0) + 16
        self.left = 8.0 if self.narrow else min(room, width * 0.38)
        self.right = width - 12
        self.drop = 18.0 if self.narrow else 0.0
        self.row = ROW + self.drop if self.narrow or room == self.left else 36.0
        self.days = max((drawing.end - drawing.start).days, 1)

    def x(self, on: date) -> float:
        share = (on - self.drawing.start).days / self.days
        return self.left + min(max(share, 0), 1) * (self.right - self.left)

    def ticks(self) -> list[str]:
        body = [self.pen.line("axis", x1=0, x2=self.width, y1=30, y2=30)]
        last = -1e9
        for on, name in self._months():
            x = self.x(on)
            body += self._upright("grid", x=x, top=24)
            if x - last > self.pen.width_of(name, size=11) + 12 and x + 28 < self.width:
                body.append(self.pen.text("dim", name, x=x + 3, y=25))
                last = x
        return body

    def duty(self, duty: DatedDuty, *, y: float) -> list[str]:
        pen, middle = self.pen, y + self.drop + (self.row - self.drop) / 2
        body = [pen.line("grid", x1=0, x2=self.width, y1=y + self.row, y2=y + self.row)]
        if self.narrow:
            body.append(pen.text("label", pen.fit(duty.label, self.width), x=0, y=y + 14))
        else:
            body.append(pen.label(pen.lines(duty.label, self.left - 14), x=0, middle=middle))
        if duty.until:
            body.append(pen.line("dashed", x1=self.x(duty.on), x2=self.x(duty.until), y1=middle, y2=middle))
            body.append(pen.circle("ring-uncertain", x=self.x(duty.until), y=middle, r=4.5))
        body.append(pen.circle(f"ring-{duty.kind}", x=self.x(duty.on), y=middle, r=5))
        return [*body, self._date(duty, y=middle + 4)]

    def today(self) -> list[str]:
        x = self.x(self.drawing.today)
        anchor = "end" if x > self.width - 90 else "start"
        name = self.pen.text("alert-text", self.drawing.today_name, x=x, y=10, anchor=anchor)
        return [*self._upright("now", x=x, top=14), name]

    def _upright(self, look: str, *, x: float, top: float) -> list[str]:
        """A line from top to foot that leaves out the rows' labels, where these stand in its way."""
        if not self.narrow:
            foot = TOP + self.row * len(self.drawing.duties)
            return [self.pen.line(look, x1=x, x2=x, y1=top, y2=foot)]
        starts = [TOP + place * self.row for place in range(len(self.drawing.duties))]
        lanes = [(start + self.drop + 1, start + self.row) for start in starts]
        return [self.pen.line(look, x1=x, x2=x, y1=a, y2=b) for a, b in ((top, 30.0), *lanes)]

    def _date(self, duty: DatedDuty, *, y: float) -> str:
        look = f"date-{duty.kind}"
        written = f"{duty.display} {duty.note}".strip()
        after = self.x(duty.until or duty.on) + 10
        if after + self.pen.width_of(written, bold=True) <= self.width:
            return self.pen.text(look, written, x=after, y=y)
        before = min(self.x(duty.on), self.x(duty.until or duty.on)) - 10
        return self.pen.text(look, written, x=before, y=y, anchor="end")

    def _months(self) -> list[tuple[date, str]]:
        step = 1 if self.days <= 200 else 3 if self.days <= 800 else 12
        start, end = self.drawing.start, self.drawing.end
        firsts = (date(y, m, 1) for y in range(start.year, end.year + 1) for m in range(1, 13, step))
        return [(on, _month(on)) for on in firsts if start <= on <= end]


def _month(on: date) -> str:
    return f"{on.year}" if on.month == 1 else f"{on.month:02d}/{on.year % 100:02d}"
