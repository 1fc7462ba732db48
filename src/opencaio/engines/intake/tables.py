"""What is a table, once it has been read from whatever file it came in?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under unique headers.

    `rows[i]` has exactly one cell for each header; `numbers[i]` is the row's place in the file as a
    spreadsheet shows it (the first line is 1). `sha256` is the digest of the file's bytes in hex.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    name: str = ""
    kind: str = ""
    sheet: str = ""
    encoding: str = ""
    notes: tuple[str, ...] = ()
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row with its number, as a mapping from header to cell."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            yield number, dict(zip(self.headers, row, strict=True))


def unique_headers(raw: Sequence[str]) -> tuple[str, ...]:
    """Headers made unique by position: the second "If other" becomes "If other (2)", a blank "column 7"."""
    seen: dict[str, int] = {}
    taken = {text.strip() for text in raw}
    out: list[str] = []
    for position, text in enumerate(raw, start=1):
        name = text.strip() or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        unique = name
        while seen[name] > 1 and (unique == name or unique in taken):
            unique = f"{name} ({seen[name]})"
            seen[name] += unique in taken
        taken.add(unique)
        out.append(unique)
    return tuple(out)
