"""Which duties fall when, and how sure is each date?"""

from __future__ import annotations

from datetime import date

from opencaio.papers.charts.ink import Pen, fit, width_of
from opencaio.papers.drawings import DatedDuty, Timeline

ROW = 26.0
NARROW = 480


def draw_timeline(drawing: Timeline, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """A row for each duty. Ring: legal date; amber ring: own or uncertain; disc: done; dashed: two readings."""
    axis = _Axis(drawing, width=width)
    height = 34 + axis.row * len(drawing.duties)
    body = axis.ticks(pen, height=height)
    for place, duty in enumerate(drawing.duties):
        body += axis.duty(pen, duty, y=34 + place * axis.row)
    return pen.sheet(
        [*body, *axis.today(pen, height=height)], width=width, height=height, title=title, desc=desc
    )


class _Axis:
    def __init__(self, drawing: Timeline, *, width: float) -> None:
        self.drawing, self.width = drawing, width
        self.narrow = width < NARROW
        labels = max((width_of(duty.label) for duty in drawing.duties), default=0) + 14
        self.left = 8.0 if self.narrow else min(labels, width * 0.36)
        self.right = width - 12
        self.row = ROW + (16 if self.narrow else 0)
        self.days = max((drawing.end - drawing.start).days, 1)

    def x(self, on: date) -> float:
        share = (on - self.drawing.start).days / self.days
        return self.left + min(max(share, 0), 1) * (self.right - self.left)

    def ticks(self, pen: Pen, *, height: float) -> list[str]:
        body = [pen.line("axis", x1=0, x2=self.width, y1=30, y2=30)]
        last = -1e9
        for on, name in self._months():
            x = self.x(on)
            body.append(pen.line("grid", x1=x, x2=x, y1=24, y2=height))
            if x - last > width_of(name, size=11) + 12 and x + 28 < self.width:
                body.append(pen.text("dim", name, x=x + 3, y=25))
                last = x
        return body

    def duty(self, pen: Pen, duty: DatedDuty, *, y: float) -> list[str]:
        middle = y + self.row - ROW / 2
        room = self.width if self.narrow else self.left - 12
        look = "strong" if self.narrow else "label"
        body = [pen.line("grid", x1=0, x2=self.width, y1=y + self.row - 1, y2=y + self.row - 1)]
        body.append(pen.text(look, fit(duty.label, room), x=0, y=y + 13 if self.narrow else middle + 4))
        if duty.until:
            body.append(pen.line("dashed", x1=self.x(duty.on), x2=self.x(duty.until), y1=middle, y2=middle))
            body.append(pen.circle("ring-uncertain", x=self.x(duty.until), y=middle, r=4.5))
        body.append(pen.circle(f"ring-{duty.kind}", x=self.x(duty.on), y=middle, r=5))
        return [*body, self._date(pen, duty, y=middle + 4)]

    def today(self, pen: Pen, *, height: float) -> list[str]:
        x = self.x(self.drawing.today)
        anchor = "end" if x > self.width - 90 else "start"
        return [
            pen.line("now", x1=x, x2=x, y1=14, y2=height),
            pen.text("alert-text", self.drawing.today_name, x=x, y=10, anchor=anchor),
        ]

    def _date(self, pen: Pen, duty: DatedDuty, *, y: float) -> str:
        look = {"uncertain": "amber-text", "own": "amber-text", "done": "dim"}.get(duty.kind, "strong")
        written = f"{duty.display} {duty.note}".strip()
        after = self.x(duty.until or duty.on) + 10
        if after + width_of(written) <= self.width:
            return pen.text(look, written, x=after, y=y)
        return pen.text(
            look, written, x=min(self.x(duty.on), self.x(duty.until or duty.on)) - 10, y=y, anchor="end"
        )

    def _months(self) -> list[tuple[date, str]]:
        step = 1 if self.days <= 200 else 3 if self.days <= 800 else 12
        start, end = self.drawing.start, self.drawing.end
        firsts = (date(y, m, 1) for y in range(start.year, end.year + 1) for m in range(1, 13, step))
        return [
            (on, f"{on.year}" if on.month == 1 else f"{on.month:02d}/{on.year % 100:02d}")
            for on in firsts
            if start <= on <= end
        ]
