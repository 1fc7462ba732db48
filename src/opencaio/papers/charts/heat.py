"""Where is it dense: a table of tints, in which unknown does not look like zero?"""

from __future__ import annotations

from opencaio.papers.charts.ink import Pen
from opencaio.papers.drawings import Heat

ROW = 24.0
NARROW = 480
DARKEST = 0.38


def draw_heat(drawing: Heat, pen: Pen, *, width: float, title: str, desc: str) -> str:
    """Tints from nothing to `DARKEST`; an unknown value has a dashed frame instead of a tint."""
    narrow = width < NARROW
    longest = max((pen.width_of(name) for name in drawing.rows), default=0) + 12
    left = min(longest, width * (0.34 if narrow else 0.4))
    step = (width - left) / max(len(drawing.columns), 1)
    body = [
        pen.text("dim", pen.fit(name, step - 2, size=11), x=left + (place + 0.5) * step, y=13, anchor="middle")
        for place, name in enumerate(drawing.columns)
    ]
    most = max((v for row in drawing.values for v in row if v is not None), default=0) or 1
    for place, name in enumerate(drawing.rows):
        y = 20 + place * ROW
        body.append(pen.text("label", pen.fit(name, left - 8), x=0, y=y + 16))
        cells = zip(drawing.values[place], drawing.displays[place], strict=True)
        for column, (value, display) in enumerate(cells):
            body += _cell(pen, value, display, most=most, x=left + column * step, y=y, step=step)
    return pen.sheet(body, width=width, height=22 + ROW * len(drawing.rows), title=title, desc=desc)


def _cell(pen: Pen, value: float | None, display: str, *, most: float, x: float, y: float, step: float) -> list[str]:
    text = pen.text("label", pen.fit(display, step - 4), x=x + step / 2, y=y + 16, anchor="middle")
    if value is None:
        return [pen.rect("hatch", x=x + 2, y=y + 2, width=step - 4, height=ROW - 4), text]
    tint = max(value, 0) / most * DARKEST
    return [pen.rect("tint", x=x + 1, y=y + 1, width=step - 2, height=ROW - 2, opacity=tint), text]
