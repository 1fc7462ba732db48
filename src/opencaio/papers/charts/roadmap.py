"""What is worked on when, what waits for what, and in which quarter are there too few people?"""

from __future__ import annotations

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import Load, Roadmap, Stretch

ROW = 22.0
COLUMN = 46.0
NARROW = 480
BARS = {"plain": "reason", "running": "reason", "must": "stack-1", "maybe": "maybe"}


def draw_roadmap(drawing: Roadmap, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Bars over periods, grouped, with arrows from what is needed; below, small columns of load under capacity."""
    frame = _Frame(drawing, pen, width=width)
    body = [*frame.legend(pen), *frame.axis(pen)]
    body += frame.stretches(pen)
    body += frame.loads(pen)
    body += frame.marks(pen)
    return pen.sheet(body, width=width, height=frame.foot, title=title, desc=desc)


class _Frame:
    """One axis of periods for the work and the loads; narrow drawings put labels on lines of their own."""

    def __init__(self, drawing: Roadmap, pen: Pen, *, width: float) -> None:
        self.drawing, self.width = drawing, width
        self.is_narrow = width < NARROW
        self.left = 2.0 if self.is_narrow else min(width * 0.3, 250.0)
        self.step = (width - self.left - 2) / max(len(drawing.periods), 1)
        self.row = ROW + (15 if self.is_narrow else 0)
        self.names = _placed(drawing.names, pen, width=width)
        self.top = (self.names[-1][1] + 14 if self.names else 0.0) + 32
        self.rows: list[tuple[float, Stretch | str]] = []
        y, group = self.top, None
        for one in drawing.stretches:
            if one.group != group:
                group = one.group
                if group:
                    self.rows.append((y, group))
                    y += ROW
            self.rows.append((y, one))
            y += self.row
        self.under = y + 8
        self.height = COLUMN + (18 if self.is_narrow else 0)
        self.foot = self.under + (20 + len(drawing.loads) * (self.height + 20) if drawing.loads else 0)

    def x(self, period: float) -> float:
        """Where a period begins."""
        return self.left + period * self.step

    def legend(self, pen: Pen) -> list[str]:
        """What each kind of bar stands for."""
        body = []
        for x, y, tone, name in self.names:
            body.append(_bar(pen, tone, x=x, y=y - 9, width=16, height=10))
            body.append(pen.text("dim", name, x=x + 21, y=y))
        return body

    def axis(self, pen: Pen) -> list[str]:
        """Years above quarters; a heavier line where a year begins."""
        body, last = [], ""
        for place, name in enumerate(self.drawing.periods):
            year, quarter = name[:4], name[4:] or name
            is_new = year != last
            last = year
            body.append(
                pen.line(
                    "zero" if is_new else "grid", x1=self.x(place), x2=self.x(place), y1=self.top - 14, y2=self.under
                )
            )
            if is_new:
                body.append(pen.text("strong", year, x=self.x(place) + 3, y=self.top - 20))
            body.append(pen.text("dim", pen.fit(quarter, self.step - 2, size=11), x=self.x(place) + 3, y=self.top - 5))
        return body

    def stretches(self, pen: Pen) -> list[str]:
        """Every bar with its label, then the arrows over them."""
        body, bars = [], []
        for y, one in self.rows:
            if isinstance(one, str):
                body.append(pen.text("strong", pen.fit(one, self.width, bold=True), x=0, y=y + 15))
                continue
            body += self._stretch(pen, one, y)
            bars.append((one, y + self.row - ROW / 2))
        return body + self._arrows(pen, bars)

    def _stretch(self, pen: Pen, one: Stretch, y: float) -> list[str]:
        middle = y + self.row - ROW / 2
        room = self.width if self.is_narrow else self.left - 18
        place = y + 11 if self.is_narrow else middle + 4
        end = min(one.start + one.length, len(self.drawing.periods))
        bar = _bar(
            pen, one.tone, x=self.x(one.start) + 1, y=middle - 7, width=(end - one.start) * self.step - 2, height=14
        )
        label = pen.text("label", pen.fit(one.label, room), x=0 if self.is_narrow else 10, y=place)
        look = "label" if one.tone == "maybe" else "on-bar"
        inside = pen.fit(one.code, (end - one.start) * self.step - 10, size=11, bold=True)
        code = pen.text(look, inside, x=self.x(one.start) + 6, y=middle + 4) if len(inside) > 2 else ""
        return [label, bar, code]

    def _arrows(self, pen: Pen, bars: list[tuple[Stretch, float]]) -> list[str]:
        body = []
        for one, middle in bars:
            for need in one.needs:
                if 0 <= need < len(bars):
                    other, height = bars[need]
                    x1, x2 = self.x(other.start + other.length) - 1, self.x(one.start) + 1
                    knee = max(x1 + 4, x2 - 5)
                    body.append(
                        pen.polyline("line-dashed", [(x1, height), (knee, height), (knee, middle), (x2, middle)])
                    )
        return body

    def loads(self, pen: Pen) -> list[str]:
        """A small column for each quarter; the heavy line is capacity, hatched what is added to it."""
        body = []
        for place, load in enumerate(self.drawing.loads):
            foot = self.under + 20 + place * (self.height + 20) + self.height
            body += self._load(pen, load, foot)
        return body

    def _load(self, pen: Pen, load: Load, foot: float) -> list[str]:
        added = load.added or (0.0,) * len(load.needed)
        there = [own + more for own, more in zip(load.capacity, added, strict=True)]
        scale = (COLUMN - 14) / (max([*load.needed, *there], default=1.0) or 1.0)
        head = foot - self.height + 6 if self.is_narrow else foot - COLUMN / 2 - 4
        room = self.width if self.is_narrow else self.left - 10
        tone = "amber-text" if load.is_tight else "dim"
        body = [pen.text("label", pen.fit(load.label, room), x=0, y=head)]
        shift = min(pen.width_of(load.label) + 12, room * 0.5) if self.is_narrow else 0.0
        note = pen.fit(load.note, room - shift, size=12)
        body.append(pen.text(tone, note, x=shift, y=head if self.is_narrow else head + 15))
        for at, (needed, own, more) in enumerate(zip(load.needed, load.capacity, added, strict=True)):
            x, width = self.x(at) + 5, self.step - 10
            own_part = min(needed, own)
            body.append(pen.rect("range", x=x, y=foot - own_part * scale, width=width, height=own_part * scale))
            if needed > own:
                rest = (needed - own) * scale
                body.append(pen.rect("over", x=x, y=foot - own * scale - rest, width=width, height=rest))
            line = foot - own * scale
            body.append(pen.line("tick", x1=x - 3, x2=x + width + 3, y1=line, y2=line))
            if more:
                raised = foot - (own + more) * scale
                body.append(pen.line("line-dashed", x1=x - 3, x2=x + width + 3, y1=raised, y2=raised))
            body.append(pen.text("dim", f"{needed:.1f}", x=x + width / 2, y=foot + 12, anchor="middle"))
        return body

    def marks(self, pen: Pen) -> list[str]:
        """Upright lines with their names."""
        body = []
        for place, name in self.drawing.marks:
            if not 0 <= place <= len(self.drawing.periods):
                continue
            x = self.x(place)
            is_left = x > self.width * 0.7
            body.append(pen.line("now", x1=x, x2=x, y1=self.top - 14, y2=self.under))
            anchor = "end" if is_left else "start"
            body.append(pen.text("date-legal", name, x=x - 5 if is_left else x + 5, y=self.under - 2, anchor=anchor))
        return body


def _bar(pen: Pen, tone: str, *, x: float, y: float, width: float, height: float) -> str:
    look = BARS.get(tone, "over" if tone == "added" else "range")
    return pen.rect(look, x=x, y=y, width=width, height=height)


def _placed(names: tuple[tuple[str, str], ...], pen: Pen, *, width: float) -> list[tuple[float, float, str, str]]:
    placed: list[tuple[float, float, str, str]] = []
    x, y = 0.0, 12.0
    for tone, name in names:
        room = 21 + pen.width_of(name, size=11) + 16
        if x and x + room > width:
            x, y = 0.0, y + 16
        placed.append((x, y, tone, name))
        x += room
    return placed
