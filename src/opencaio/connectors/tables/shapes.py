"""Where in these raw rows is the header, and what table do the rows under it make?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from opencaio.engines.intake.tables import unique_headers
from opencaio.errors import BadFile

LOOKED_AT = 50
FEWEST_COLUMNS = 2
NAMED = 5


@dataclass(slots=True)
class Raw:
    """Rows as a parser found them, with their place in the file (the first line is 1)."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    sheet: str = ""
    encoding: str = ""
    kind: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shaped:
    """Headers and rows of equal width, and what was noticed on the way."""

    headers: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: list[int]
    notes: list[str]


def shape_table(raw: Raw) -> Shaped:
    """The table in the rows. Raises BadFile where there is none: nothing, a header alone, or no columns."""
    filled = [(number, cells) for number, cells in raw.rows if any(cell.strip() for cell in cells)]
    if not filled:
        raise BadFile("The file is empty: there is no cell with anything in it.")
    start = _header_place(filled)
    above, (_, header), body = filled[:start], filled[start], filled[start + 1 :]
    if _width(header) < FEWEST_COLUMNS:
        words = "This is not a table: no line has two columns. Columns are told apart by , ; | or a tab."
        raise BadFile(words)
    if not body:
        raise BadFile("The file has a line of column names and nothing under it. Add at least one row.")
    notes = [
        *raw.notes,
        *_about_above(above),
        *_about_gaps(raw.rows, first=filled[start][0], last=body[-1][0]),
    ]
    return _squared(header, body, notes)


def _header_place(filled: Sequence[tuple[int, list[str]]]) -> int:
    """The first line at least half as wide as the widest: what is above it are titles."""
    looked = filled[:LOOKED_AT]
    widest = max(_width(cells) for _, cells in looked)
    return next(place for place, (_, cells) in enumerate(looked) if 2 * _width(cells) >= widest)


def _width(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _about_above(above: Sequence[tuple[int, list[str]]]) -> Iterable[str]:
    for number, cells in above:
        words = " · ".join(cell.strip() for cell in cells if cell.strip())
        yield f"Line {number} stands above the column names and is no row: {words[:200]}"


def _about_gaps(rows: Sequence[tuple[int, list[str]]], *, first: int, last: int) -> Iterable[str]:
    empty = sum(1 for number, cells in rows if first < number < last and not any(map(str.strip, cells)))
    if empty:
        yield f"{empty} empty lines were passed over."


def _squared(header: Sequence[str], body: list[tuple[int, list[str]]], notes: list[str]) -> Shaped:
    """Every row as wide as the widest: short ones are filled up, cells beyond the header get a column."""
    named = len(header)
    while named and not header[named - 1].strip():
        named -= 1
    width = max(named, *(_reach(cells) for _, cells in body))
    short = [number for number, cells in body if len(cells) < named]
    long = [number for number, cells in body if _reach(cells) > named]
    notes += _about_ragged(short, f"have fewer than {named} cells; the missing ones are blank")
    notes += _about_ragged(long, f"have more than {named} cells; the others are kept as “column {named + 1}” on")
    full = [*header[:named], *[""] * (width - named)]
    rows = [(*cells[:width], *[""] * (width - len(cells))) for _, cells in body]
    return Shaped(unique_headers(full), rows, [number for number, _ in body], notes)


def _reach(cells: Sequence[str]) -> int:
    """How far to the right a row has anything in it."""
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)


def _about_ragged(numbers: Sequence[int], words: str) -> list[str]:
    if not numbers:
        return []
    named = ", ".join(str(number) for number in numbers[:NAMED]) + (" …" if len(numbers) > NAMED else "")
    return [f"{len(numbers)} rows {words} (rows {named})."]
