"""What do assessments of maturity and the words of the strategy of an example company look like?"""

from __future__ import annotations

from datetime import date

from opencaio.examples.rows import Row


class MaturityHeld(Row):
    """One assessment; ``levels`` by side, four a side in the order of its questions, null: nobody knows."""

    department: str | None = None
    held_on: date
    by: str
    note: str
    levels: dict[str, list[int | None]]
    because: dict[str, str] = {}


class StrategyPart(Row):
    """The words of one part of the strategy, by whom and when."""

    part: str
    by: str
    written_on: date
    text: str
