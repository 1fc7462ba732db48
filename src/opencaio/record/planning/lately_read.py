"""Which solved plans were read a moment ago, so that the next page need not work them out again?

A stored plan's problem and answer never change, and reading thousands of initiatives from them takes a second. So the
last few are kept in this process, each for the departments that were seen and the names that held then; whatever of
that is different is read anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from opencaio.record.models import Plan
from opencaio.record.planning.found import Found
from opencaio.record.planning.pages import Solved
from opencaio.record.planning.seeing import HEAVY

MOST_PAGES = 4
MOST_COUNTS = 1000

_Name = tuple[int, datetime, str]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Counts(NamedTuple):
    """How many initiatives a plan funds, of how many, and the last entry of the ledger that its problem knows."""

    funded: int
    of: int
    entry: int | None


class Kept(Generic[Key, Value]):
    """The last ``most`` values that were asked for, safe between threads."""

    def __init__(self, most: int) -> None:
        self._most, self._held, self._door = most, OrderedDict[Key, Value](), Lock()

    def of(self, key: Key) -> Value | None:
        """The value under this key, which now counts as the newest; None where it is not kept."""
        with self._door:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: Key, value: Value) -> Value:
        """Keep it, and let go of the one that nobody asked for longest."""
        with self._door:
            self._held[key] = value
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return value


_pages: Kept[Hashable, Solved] = Kept(MOST_PAGES)
_counts: Kept[_Name, Counts] = Kept(MOST_COUNTS)


def page_of(
    row: Plan,
    read: Callable[[Found], Solved],
    *,
    seen: frozenset[str] | None,
    names: Iterable[Mapping[str, str]],
) -> Solved:
    """The page of a plan as ``read`` works it out from its columns; what is kept is not to be changed."""
    key = (_name(row), seen, tuple(frozenset(one.items()) for one in names))
    kept = _pages.of(key)
    return kept if kept is not None else _pages.put(key, read(_found(row)))


def counts_of(rows: Iterable[Plan]) -> dict[int, Counts]:
    """By a plan's key its counts; those that are not kept are read in one query."""
    listed = list(rows)
    kept = {row.pk: counts for row in listed if (counts := _counts.of(_name(row))) is not None}
    lacking = {row.pk: row for row in listed if row.pk not in kept}
    if not lacking:
        return kept
    told = Plan.objects.filter(pk__in=lacking).values_list("pk", "answer", "options")
    return kept | {key: _counts.put(_name(lacking[key]), _counted(answer, options)) for key, answer, options in told}


def _counted(answer: dict[str, object], options: dict[str, object]) -> Counts:
    sources = options.get("sources")
    told = sources if isinstance(sources, dict) else {}
    entry = told.get("entry")
    starts = answer.get("starts")
    funded = len(starts) if isinstance(starts, dict) else 0
    return Counts(funded, len(told.get("initiatives", {})), None if entry is None else int(entry))


def _found(row: Plan) -> Found:
    if not row.get_deferred_fields() & set(HEAVY):
        return Found(row.problem, row.answer, row.explanations, row.options)
    return Found(**Plan.objects.values(*HEAVY).get(pk=row.pk))


def _name(row: Plan) -> _Name:
    """What tells a plan from any other, of another record in the same process, too."""
    return row.pk, row.created_at, row.problem_hash
