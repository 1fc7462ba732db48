"""Which files of a fact count now, and how are they opened?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Max, Min, QuerySet

from opencaio.lake.store import Store
from opencaio.record.models import LakeFile

if TYPE_CHECKING:
    from opencaio.lake.opening import Lake


@dataclass(frozen=True)
class LiveFile:
    """A file that counts, of which batch and day; ``path`` is below the lake's root."""

    batch: int
    day: date
    path: str
    rows: int


def store() -> Store:
    """The lake's files: below the root that the settings name, else in the workspace."""
    return Store(settings.OPENCAIO_LAKE or str(Path(settings.OPENCAIO_HOME) / "lake"))


def live_rows(fact: str, *, first: date | None = None, last: date | None = None) -> QuerySet[LakeFile]:
    """Rows of the manifest that count: of a live batch, in its present edition."""
    rows = LakeFile.objects.filter(batch__fact=fact, batch__status="live", edition=F("batch__edition"))
    rows = rows.filter(day__gte=first) if first else rows
    return rows.filter(day__lte=last) if last else rows


def live_days(fact: str) -> tuple[date, date] | None:
    """The first and the newest day of a fact that count; None where nothing is in the lake."""
    found = live_rows(fact).aggregate(first=Min("day"), last=Max("day"))
    return (found["first"], found["last"]) if found["last"] else None


def newest_day(fact: str) -> date | None:
    """The newest day of a fact that counts."""
    days = live_days(fact)
    return days[1] if days else None


def live_files(fact: str, *, first: date | None = None, last: date | None = None) -> list[LiveFile]:
    """The files of a fact that count, from ``first`` to ``last`` day, by day."""
    rows = live_rows(fact, first=first, last=last).order_by("day", "pk")
    return [LiveFile(*one) for one in rows.values_list("batch_id", "day", "path", "rows")]


def live_paths(fact: str, *, first: date | None = None, last: date | None = None) -> list[str]:
    """Where those files lie, as engines read them."""
    lake = store()
    return [lake.address(one.path) for one in live_files(fact, first=first, last=last)]


@contextmanager
def opened(*facts: str, first: date | None = None, last: date | None = None) -> Iterator["Lake"]:
    """The live files of these facts, opened with the default engine."""
    from opencaio.lake.opening import open_facts

    lake = store()
    paths = {fact: live_paths(fact, first=first, last=last) for fact in facts}
    with open_facts(paths, system=None if lake.is_local else lake.system) as found:
        yield found
