"""Where does the example company stand on its way into the record?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from opencaio.examples.shape import Example
from opencaio.record.actions.registry import perform
from opencaio.record.models import Person
from opencaio.record.permissions import FOUNDER, Actor

OPENED = date(2024, 11, 1)
"""The day on which the example office opened its record; earlier uses were entered then."""


@dataclass
class Settling:
    """The example on its way in: which number each of its keys has in the record."""

    example: Example
    password: str
    people: dict[str, Person] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    officer: Actor = FOUNDER

    def do(self, action: str, *, on: date | None = None, by: Actor | None = None, **given: Any) -> Any:
        """Perform an action as of a day, at noon."""
        kept = {name: value for name, value in given.items() if value is not None}
        return perform(action, kept, by or self.officer, at=noon(on or OPENED)).result

    def number(self, kind: str, key: str | None) -> int | None:
        """The record's number of one of the example's things."""
        return self.numbers[kind, key] if key else None

    def numbers_of(self, kind: str, keys: Iterable[str]) -> list[int]:
        """The record's numbers of several."""
        return [self.numbers[kind, key] for key in keys]


def noon(on: date) -> datetime:
    """That day at noon, UTC; now, if that is later than now."""
    return min(datetime.combine(on, time(12), tzinfo=UTC), timezone.now())
