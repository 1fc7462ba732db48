"""How is a table drawn on a terminal of so many columns without cutting a word of it?

Where it is too wide for the terminal, its long sentences stand below their rows, and what is still too wide wraps.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from rich.cells import cell_len, chop_cells

from opencaio.faces.cli.columns import are_figures

SENTENCE = 40
"""A column with a cell of more letters than this holds sentences."""
EDGE, GAP, INDENT = " ", "  ", "     "
Cells = Sequence[Sequence[str]]


def drawn(headings: Sequence[str], cells: Cells, *, across: int) -> tuple[list[str], list[str]]:
    """The lines of the heading and those of the rows; none is wider than ``across`` (at least 20)."""
    across = max(across, 20)
    columns = [[heading, *(line[at] for line in cells)] for at, heading in enumerate(headings)]
    natural = [max(map(cell_len, column)) for column in columns]
    is_wide = _span(natural) > across
    below = [at for at, width in enumerate(natural) if is_wide and at and width > SENTENCE]
    beside = [at for at in range(len(columns)) if at not in below]
    widths = _fitted([natural[at] for at in beside], [_longest_word(columns[at]) for at in beside], across=across)
    figures = [are_figures(columns[at][1:]) for at in beside]
    head = list(_row([headings[at] for at in beside], widths, figures))
    body: list[str] = []
    for line in cells:
        body += _row([line[at] for at in beside], widths, figures)
        body += [told for at in below if line[at] for told in _below(headings[at], line[at], across=across)]
    return head, body


def _span(widths: Sequence[int]) -> int:
    return len(EDGE) + sum(widths) + len(GAP) * (len(widths) - 1)


def _longest_word(cells: Sequence[str]) -> int:
    return max((cell_len(word) for cell in cells for word in cell.split()), default=1)


def _fitted(natural: Sequence[int], words: Sequence[int], *, across: int) -> list[int]:
    """Widths that fit: the widest gives way first, below its longest word only where nothing else can."""
    widths = list(natural)
    while _span(widths) > across and max(widths) > 1:
        loose = [at for at, width in enumerate(widths) if width > words[at]] or range(len(widths))
        widths[max(loose, key=lambda at: widths[at])] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], figures: Sequence[bool]) -> Iterator[str]:
    parts = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*parts, fillvalue=""):
        padded = [
            _padded(text, width, to_the_right=is_figure)
            for text, width, is_figure in zip(line, widths, figures, strict=True)
        ]
        yield (EDGE + GAP.join(padded)).rstrip()


def _padded(text: str, width: int, *, to_the_right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if to_the_right else text + space


def _below(heading: str, text: str, *, across: int) -> Iterator[str]:
    for line in _wrapped(f"{heading}: {text}" if heading else text, across - len(INDENT)):
        yield INDENT + line


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most this width; letters of double width are counted as two."""
    if cell_len(text) == len(text):
        return wrap(text, width, break_on_hyphens=False) or [""]
    return [piece.strip() for piece in chop_cells(text, width)] or [""]
