"""How many of each class stand at each stage, one little square for each?"""

from __future__ import annotations

from math import ceil

from opencaio.papers.charts.ink import Pen
from opencaio.papers.charts.marks import placed
from opencaio.papers.drawings import MarkName, Units
from opencaio.papers.numbers import number

PITCH = 11
SQUARE = 9
NARROW = 480
MOST_SQUARES = 40


def draw_units(drawing: Units, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """A matrix of squares with its counts and totals. Large counts share a square; a line below says how many."""
    each = drawing.per_square or squares_stand_for(drawing)
    grid = _Grid(drawing, pen, width=width)
    body, y = grid.heads(pen), 20.0
    body.append(pen.line("axis", x1=0, x2=width, y1=y, y2=y))
    for (name, label), counts in zip(drawing.rows, drawing.counts, strict=True):
        row, y = grid.row(pen, (name, label), counts, each=each, y=y)
        body += row
    body += grid.totals(pen, y=y)
    height = y + 22
    if each > 1:
        body.append(pen.text("dim", f"□ = {each}", x=0, y=height + 12))
        height += 18
    return pen.sheet(body, width=width, height=height, title=title, desc=desc)


def squares_stand_for(drawing: Units) -> int:
    """How many things one square stands for, so that no cell holds more than forty squares."""
    most = max((count for row in drawing.counts for count in row), default=0)
    steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
    return next((step for step in steps if most / step <= MOST_SQUARES), ceil(most / MOST_SQUARES))


class _Grid:
    """Columns of equal width after the label; narrow drawings put the label on a line of its own."""

    def __init__(self, drawing: Units, pen: Pen, *, width: float) -> None:
        self.drawing, self.width = drawing, width
        self.narrow = width < NARROW
        longest = max((pen.width_of(label) for _, label in drawing.rows), default=0) + 32
        self.left = 0.0 if self.narrow else min(longest, width * 0.36)
        self.step = (width - self.left) / (len(drawing.columns) + 1)
        self.a_line = max(1, int((self.step - 6) // PITCH))

    def heads(self, pen: Pen) -> list[str]:
        names = [
            pen.text("dim", pen.fit(name, self.step - 2, size=11), x=self.left + place * self.step, y=13)
            for place, name in enumerate(self.drawing.columns)
        ]
        return [*names, pen.text("dim", self.drawing.total_name, x=self.width, y=13, anchor="end")]

    def row(
        self, pen: Pen, head: tuple[MarkName, str], counts: tuple[int, ...], *, each: int, y: float
    ) -> tuple[list[str], float]:
        name, label = head
        body = [placed(name, pen, x=0, y=y + 6, size=11)]
        told = pen.lines(label, self._label_room() - 28)
        body.append(pen.label(told, x=17, middle=y + 12 + 7 * (len(told) - 1)))
        top = y + (16 if self.narrow else 0)
        lines = 0
        for place, count in enumerate(counts):
            x = self.left + place * self.step
            body.append(pen.text("strong" if count else "dim", self._told(count) if count else "·", x=x, y=top + 16))
            squares = ceil(count / each)
            lines = max(lines, ceil(squares / self.a_line))
            body += self._squares(pen, name, squares, x=x, y=top + 21)
        body.append(pen.text("strong", self._told(sum(counts)), x=self.width, y=top + 16, anchor="end"))
        below = max(top + 24 + lines * PITCH + bool(lines), y + 10 + 14 * len(told))
        body.append(pen.line("grid", x1=0, x2=self.width, y1=below, y2=below))
        return body, below

    def totals(self, pen: Pen, *, y: float) -> list[str]:
        columns = list(zip(*self.drawing.counts, strict=True)) or [()] * len(self.drawing.columns)
        body = [pen.line("axis", x1=0, x2=self.width, y1=y, y2=y)]
        if not self.narrow:
            body.append(pen.text("strong", self.drawing.total_name, x=0, y=y + 16))
        for place, column in enumerate(columns):
            body.append(pen.text("strong", self._told(sum(column)), x=self.left + place * self.step, y=y + 16))
        every = self._told(sum(map(sum, self.drawing.counts)))
        return [*body, pen.text("strong", every, x=self.width, y=y + 16, anchor="end")]

    def _told(self, count: int) -> str:
        return number(count, lang=self.drawing.lang)

    def _label_room(self) -> float:
        return self.width if self.narrow else self.left

    def _squares(self, pen: Pen, name: MarkName, squares: int, *, x: float, y: float) -> list[str]:
        return [
            placed(name, pen, x=x + place % self.a_line * PITCH, y=y + place // self.a_line * PITCH, size=SQUARE)
            for place in range(squares)
        ]
