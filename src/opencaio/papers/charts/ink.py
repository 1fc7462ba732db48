"""How does one line, shape or word of a drawing look, on the web and on paper?

One table of looks serves both: on the web a shape carries a class (the page's policy forbids style attributes,
and the colours follow light and dark), on paper it carries the same look as plain SVG attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from types import MappingProxyType
from typing import Literal

Mode = Literal["web", "paper"]

PAPER_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#131d22", "ink-2": "#4b595e", "ink-3": "#97a4a6", "rule": "#cfd8d5", "paper": "#ffffff",
        "paper-3": "#e3ebe8", "pencil": "#2143a0", "red": "#b3261e", "amber": "#8a5800",
    }
)  # fmt: skip

_LINE = {"fill": "none"}
# A rim in the colour of the paper, so that a date stays legible where it crosses a line.
_HALO = {"paint-order": "stroke", "stroke": "$paper", "stroke-width": "4px", "stroke-linejoin": "round"}
LOOKS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "label": {"fill": "$ink", "font-size": "12px"},
        "strong": {"fill": "$ink", "font-size": "12px", "font-weight": "600"},
        "dim": {"fill": "$ink-2", "font-size": "11px"},
        "alert-text": {"fill": "$red", "font-size": "12px", "font-weight": "600"},
        "amber-text": {"fill": "$amber", "font-size": "12px", "font-weight": "600"},
        "reason-text": {"fill": "$pencil", "font-size": "12px", "font-weight": "600"},
        "plain": {"fill": "$ink"},
        "quiet": {"fill": "$ink-3"},
        "reason": {"fill": "$pencil"},
        "alert": {"fill": "$red"},
        "range": {"fill": "$ink-3"},
        "band": {"fill": "$ink-3", "fill-opacity": "0.32"},
        "hole": {"fill": "$paper"},
        "grid": {**_LINE, "stroke": "$rule", "stroke-width": "1px"},
        "axis": {**_LINE, "stroke": "$ink", "stroke-width": "1px"},
        "zero": {**_LINE, "stroke": "$ink-3", "stroke-width": "1px"},
        "tick": {**_LINE, "stroke": "$ink", "stroke-width": "2.5px"},
        "tick-alert": {**_LINE, "stroke": "$red", "stroke-width": "2.5px"},
        "target": {**_LINE, "stroke": "$pencil", "stroke-width": "2px"},
        "spark": {**_LINE, "stroke": "$ink-2", "stroke-width": "1.3px", "stroke-linejoin": "round"},
        "line-plain": {**_LINE, "stroke": "$ink", "stroke-width": "1.8px", "stroke-linejoin": "round"},
        "line-quiet": {**_LINE, "stroke": "$ink-3", "stroke-width": "1.8px", "stroke-linejoin": "round"},
        "line-reason": {**_LINE, "stroke": "$pencil", "stroke-width": "1.8px", "stroke-linejoin": "round"},
        "line-alert": {**_LINE, "stroke": "$red", "stroke-width": "1.8px", "stroke-linejoin": "round"},
        "date-legal": {"fill": "$ink", "font-size": "12px", "font-weight": "600", **_HALO},
        "date-uncertain": {"fill": "$amber", "font-size": "12px", "font-weight": "600", **_HALO},
        "date-own": {"fill": "$amber", "font-size": "12px", "font-weight": "600", **_HALO},
        "date-done": {"fill": "$ink-2", "font-size": "12px", **_HALO},
        "ring-legal": {"fill": "$paper", "stroke": "$ink", "stroke-width": "2px"},
        "ring-uncertain": {"fill": "$paper", "stroke": "$amber", "stroke-width": "2px"},
        "ring-own": {"fill": "$paper", "stroke": "$amber", "stroke-width": "2px"},
        "ring-done": {"fill": "$ink", "stroke": "$ink", "stroke-width": "2px"},
        "dashed": {**_LINE, "stroke": "$pencil", "stroke-width": "2px", "stroke-dasharray": "4 3"},
        "now": {**_LINE, "stroke": "$red", "stroke-width": "1.5px"},
        "hatch": {"fill": "none", "stroke": "$ink-3", "stroke-width": "1px", "stroke-dasharray": "2 2"},
        "tint": {"fill": "$pencil"},
        "level-1": {"fill": "$ink-3", "fill-opacity": "0.14"},
        "level-2": {"fill": "$amber", "fill-opacity": "0.2"},
        "level-3": {"fill": "$red", "fill-opacity": "0.22"},
        "level-4": {"fill": "$red", "fill-opacity": "0.46"},
        "level-name": {"fill": "$ink", "font-size": "11px"},
        "count": {"fill": "$ink", "font-size": "15px", "font-weight": "650"},
        "fence": {**_LINE, "stroke": "$ink", "stroke-width": "2.5px", "stroke-linejoin": "round"},
        "line-dashed": {**_LINE, "stroke": "$ink-2", "stroke-width": "1.5px", "stroke-dasharray": "5 3"},
        "maybe": {"fill": "$paper", "stroke": "$pencil", "stroke-width": "1.4px", "stroke-dasharray": "3 2"},
        "over": {"fill": "$amber", "fill-opacity": "0.55"},
        "on-bar": {"fill": "$paper", "font-size": "11px", "font-weight": "600"},
        "stack-0": {"fill": "$ink"},
        "stack-1": {"fill": "$ink-2"},
        "stack-2": {"fill": "$pencil"},
        "stack-3": {"fill": "$ink-3"},
        "stack-4": {"fill": "$rule"},
        "stack-5": {"fill": "$paper-3", "stroke": "$ink-3", "stroke-width": "1px"},
        "mark": {"fill": "$ink"},
        "mark-line": {**_LINE, "stroke": "$ink", "stroke-width": "1.2px"},
        "mark-quiet": {**_LINE, "stroke": "$ink-2", "stroke-width": "1.2px"},
        "mark-red": {**_LINE, "stroke": "$red", "stroke-width": "1.5px"},
        "mark-amber": {**_LINE, "stroke": "$amber", "stroke-width": "1.5px"},
        "mark-dash": {**_LINE, "stroke": "$pencil", "stroke-width": "1.3px", "stroke-dasharray": "2.2 1.6"},
        "pip-on": {"fill": "$ink"},
        "pip-off": {"fill": "$rule"},
    }
)


def chart_css() -> str:
    """The looks as style rules. Colours are custom properties, `--chart-ink` and so on, each with a default.

    A page gives the properties its own colours for light and dark; without them the paper colours hold.
    """
    rules = [f".c-{look}{{{_declarations(parts)}}}" for look, parts in LOOKS.items()]
    return "".join(rules) + ".c-svg{font-family:var(--chart-font,system-ui,sans-serif);overflow:visible}"


def _declarations(parts: Mapping[str, str]) -> str:
    return ";".join(f"{name}:{_css_value(value)}" for name, value in parts.items())


def _css_value(value: str) -> str:
    if not value.startswith("$"):
        return value
    return f"var(--chart-{value[1:]},{PAPER_COLOURS[value[1:]]})"


def n(value: float) -> str:
    """A coordinate with at most one decimal, so that equal drawings have equal bytes."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0").replace("-0.0", "0")


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes SVG shapes in one mode. Every text is escaped; no style attribute is ever written."""

    mode: Mode

    def look(self, name: str) -> str:
        parts = LOOKS[name]
        if self.mode == "web":
            return f'class="c-{name}"'
        return " ".join(f'{key}="{_paper_value(value)}"' for key, value in parts.items())

    def width_of(self, text: str, *, size: float = 12, bold: bool = False) -> float:
        """About how wide the text will be; on the safe side for usual faces, narrower for paper's serif."""
        return sum(map(_letter, text)) * self._em(size=size, bold=bold)

    def _em(self, *, size: float, bold: bool) -> float:
        return size * (0.88 if self.mode == "paper" else 1.0) * (1.13 if bold else 1.0)

    def fit(self, text: str, width: float, *, size: float = 12, bold: bool = False) -> str:
        """The text, cut with an ellipsis where it is wider than `width`."""
        if self.width_of(text, size=size, bold=bold) <= width:
            return text
        room = width / self._em(size=size, bold=bold) - _letter("…")
        kept = 0
        for letter in text:
            room -= _letter(letter)
            if room < 0:
                break
            kept += 1
        return text[:kept].rstrip() + "…"

    def lines(self, text: str, width: float) -> list[str]:
        """The text in at most two lines of `width`, broken between words; the second is cut where need be."""
        if self.width_of(text) <= width:
            return [text]
        words = text.split(" ")
        count = max((k for k in range(1, len(words)) if self.width_of(" ".join(words[:k])) <= width), default=0)
        if not count:
            return [self.fit(text, width)]
        return [" ".join(words[:count]), self.fit(" ".join(words[count:]), width)]

    def label(self, lines: list[str], *, x: float, middle: float) -> str:
        """One or two lines of a label around the height `middle`."""
        first = middle + 4 - 7 * (len(lines) - 1)
        return "".join(self.text("label", line, x=x, y=first + 14 * n) for n, line in enumerate(lines))

    def rect(self, look: str, *, x: float, y: float, width: float, height: float, opacity: float = 1) -> str:
        tint = "" if opacity >= 1 else f' fill-opacity="{opacity:.2f}"'
        size = f'width="{n(max(width, 0))}" height="{n(max(height, 0))}"'
        return f'<rect {self.look(look)} x="{n(x)}" y="{n(y)}" {size}{tint}/>'

    def line(self, look: str, *, x1: float, y1: float, x2: float, y2: float) -> str:
        return f'<line {self.look(look)} x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"/>'

    def circle(self, look: str, *, x: float, y: float, r: float) -> str:
        return f'<circle {self.look(look)} cx="{n(x)}" cy="{n(y)}" r="{n(r)}"/>'

    def polyline(self, look: str, points: list[tuple[float, float]]) -> str:
        return f'<polyline {self.look(look)} points="{" ".join(f"{n(x)},{n(y)}" for x, y in points)}"/>'

    def polygon(self, look: str, points: list[tuple[float, float]]) -> str:
        return f'<polygon {self.look(look)} points="{" ".join(f"{n(x)},{n(y)}" for x, y in points)}"/>'

    def path(self, look: str, d: str) -> str:
        return f'<path {self.look(look)} d="{d}"/>'

    def text(self, look: str, text: str, *, x: float, y: float, anchor: str = "start") -> str:
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        return f'<text {self.look(look)} x="{n(x)}" y="{n(y)}"{place}>{written(text)}</text>'

    def sheet(self, body: list[str], *, width: float, height: float, title: str = "", desc: str = "") -> str:
        """The whole SVG; without a title it is decoration and hidden from screen readers."""
        head = "".join(f"<{tag}>{written(text)}</{tag}>" for tag, text in (("title", title), ("desc", desc)) if text)
        role = 'role="img"' if title else 'aria-hidden="true"'
        face = 'class="c-svg"' if self.mode == "web" else 'font-family="Libertinus Serif"'
        size = f'viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}" height="{n(height)}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {face} {size} {role}>{head}{"".join(body)}</svg>'


def written(text: str) -> str:
    """The text as it may stand in XML: escaped, without the control characters that XML forbids."""
    return escape("".join(c for c in text if c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff"))


@lru_cache(maxsize=4096)
def _letter(letter: str) -> float:
    """The width of a letter as a share of the type size."""
    if letter in "iljtf.,:;'|! ’·()":
        return 0.33
    if letter.isdigit() or letter in "€$£":
        return 0.64
    return 0.95 if letter in "mwMW—%@" else 0.7 if letter.isupper() else 0.61


def _paper_value(value: str) -> str:
    return PAPER_COLOURS[value[1:]] if value.startswith("$") else value.removesuffix("px")
