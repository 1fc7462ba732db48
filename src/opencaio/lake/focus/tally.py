"""How many rows of each file and part break each rule, and which are the first?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from opencaio.lake.focus.rules import RULES, Fault

#: Of each rule, column, file and part so many rows are named; all are counted.
NAMED = 100
#: The part of rows that are in none, since they are refused.
REFUSED = -1
_ORDER = {name: at for at, name in enumerate(RULES)}


@dataclass
class _Rows:
    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, rows: Any) -> None:
        self.count += len(rows)
        self.first += rows[: NAMED - len(self.first)].tolist()

    def merge(self, other: "_Rows") -> None:
        self.count += other.count
        self.first = sorted([*self.first, *other.first])[:NAMED]


@dataclass(frozen=True)
class Tally:
    """Rows by rule, column, file and part: of each the count and the first hundred."""

    held: dict[tuple[str, str, str, int], _Rows] = field(default_factory=dict)

    def add(self, rule: str, column: str, *, file: str, rows: Any, parts: Any) -> None:
        """``rows``: numbers in the file, rising; ``parts``: of each the number of its part."""
        for part in np.unique(parts):
            self.held.setdefault((rule, column, file, int(part)), _Rows()).add(rows[parts == part])

    def join(self, other: "Tally") -> None:
        """What another counted of other rows."""
        for key, rows in other.held.items():
            self.held.setdefault(key, _Rows()).merge(rows)

    def note(self, rule: str, column: str, *, file: str) -> None:
        """Something about the file that is about no row."""
        self.held.setdefault((rule, column, file, REFUSED), _Rows())

    def faults(self) -> tuple[Fault, ...]:
        """Of the whole bill."""
        return _gathered(self.held.items())

    def of_parts(self, count: int) -> list[tuple[Fault, ...]]:
        """Of each part; what is about no part goes with the first: refused rows, and what is about a whole file."""
        sorted_out: list[list[Any]] = [[] for _ in range(count)]
        for key, rows in self.held.items():
            about_none = key[3] == REFUSED
            if sorted_out and (not about_none or RULES[key[0]].refuses or not rows.count):
                sorted_out[0 if about_none else key[3]].append((key, rows))
        return [_gathered(one) for one in sorted_out]


def _gathered(held: Any) -> tuple[Fault, ...]:
    """One fault a rule, column and file, refusing rules first."""
    found: dict[tuple[str, str, str], _Rows] = {}
    for (rule, column, file, _part), rows in held:
        found.setdefault((rule, column, file), _Rows()).merge(rows)
    return tuple(_listed(found))


def _listed(found: dict[tuple[str, str, str], _Rows]) -> Iterator[Fault]:
    for rule, column, file in sorted(found, key=lambda key: (_ORDER[key[0]], key[1], key[2])):
        rows = found[rule, column, file]
        yield Fault(RULES[rule], column, file, rows.count, tuple(rows.first))
