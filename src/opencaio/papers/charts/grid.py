"""Where on the matrix do the risks lie, and which cells are beyond what we carry?"""

from __future__ import annotations

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import LevelGrid

ROW = 42.0
NARROW = 480
TOP = 22.0


def draw_grid(drawing: LevelGrid, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Each cell has the tint and (where there is room) the word of its level, and its count; none is left blank."""
    grid = _Grid(drawing, pen, width=width)
    body = grid.heads(pen)
    for row in range(len(drawing.rows)):
        for column in range(len(drawing.columns)):
            body += grid.cell(pen, row, column)
    body += grid.fence(pen)
    body += grid.foot(pen)
    return pen.sheet(body, width=width, height=grid.bottom + 24, title=title, desc=desc)


class _Grid:
    """Cells of equal size beside the names of the rows."""

    def __init__(self, drawing: LevelGrid, pen: Pen, *, width: float) -> None:
        self.drawing, self.width = drawing, width
        longest = max((pen.width_of(name) for name in (*drawing.rows, drawing.row_name)), default=0) + 12
        self.left = min(longest, width * (0.26 if width < NARROW else 0.3))
        self.step = (width - self.left) / max(len(drawing.columns), 1)
        self.bottom = TOP + ROW * len(drawing.rows)

    def heads(self, pen: Pen) -> list[str]:
        """Names of columns above, of rows beside."""
        columns = [
            pen.text("dim", pen.fit(name, self.step - 4, size=11), x=self.left + (place + 0.5) * self.step, y=14,
                     anchor="middle")
            for place, name in enumerate(self.drawing.columns)
        ]  # fmt: skip
        rows = [
            pen.text("label", pen.fit(name, self.left - 8), x=0, y=TOP + place * ROW + ROW / 2 + 4)
            for place, name in enumerate(self.drawing.rows)
        ]
        return [pen.text("dim", pen.fit(self.drawing.row_name, self.left - 8, size=11), x=0, y=14), *columns, *rows]

    def cell(self, pen: Pen, row: int, column: int) -> list[str]:
        """The tint, the count and the word."""
        level, count = self.drawing.levels[row][column], self.drawing.counts[row][column]
        x, y = self.left + column * self.step, TOP + row * ROW
        name = self.drawing.level_names[level - 1]
        has_room = pen.width_of(name, size=11) <= self.step - 10
        body = [pen.rect(f"level-{level}", x=x + 1.5, y=y + 1.5, width=self.step - 3, height=ROW - 3)]
        if has_room:
            body.append(pen.text("level-name", name, x=x + 7, y=y + 14))
        look = "count" if count else "level-name"
        told = str(count) if count else "·"
        return [*body, pen.text(look, told, x=x + self.step - 9, y=y + ROW - 10, anchor="end")]

    def fence(self, pen: Pen) -> list[str]:
        """The line between what is carried and what is beyond."""
        lines = []
        for row in range(len(self.drawing.rows)):
            for column in range(len(self.drawing.columns)):
                x, y = self.left + column * self.step, TOP + row * ROW
                if column and self._beyond(row, column) != self._beyond(row, column - 1):
                    lines.append(pen.line("fence", x1=x, x2=x, y1=y, y2=y + ROW))
                if row and self._beyond(row, column) != self._beyond(row - 1, column):
                    lines.append(pen.line("fence", x1=x, x2=x + self.step, y1=y, y2=y))
        return lines

    def foot(self, pen: Pen) -> list[str]:
        """The name of the columns' axis, and what the line means."""
        body = [pen.text("dim", self.drawing.column_name, x=self.width, y=self.bottom + 16, anchor="end")]
        if self.drawing.appetite is None or not self.drawing.appetite_name:
            return body
        room = self.width - 30 - pen.width_of(self.drawing.column_name, size=11)
        body.append(pen.line("fence", x1=0, x2=18, y1=self.bottom + 12, y2=self.bottom + 12))
        name = pen.fit(self.drawing.appetite_name, room - 26, size=11)
        return [*body, pen.text("dim", name, x=24, y=self.bottom + 16)]

    def _beyond(self, row: int, column: int) -> bool:
        return self.drawing.appetite is not None and self.drawing.levels[row][column] > self.drawing.appetite
