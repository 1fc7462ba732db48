"""Streams bring a little batch every half minute: how do those of a day become one, and nobody notices?

Batches of one fact, way in, department and stream that came in on one day become one batch with few files a day, by
one change: they are ``merged``, and their rows count within the new one. From then on it is what is withdrawn,
replaced, erased from and let go. Their own files stay for a while, for who reads them; an erasure reaches them too.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, TypeVar

from django.db.models import F
from django.utils import timezone

from opencaio.errors import Conflict
from opencaio.lake.facts import FACTS
from opencaio.lake.store import Part
from opencaio.record.manifest.live import store
from opencaio.record.models import LakeBatch, LakeFile

#: Ways in that bring many little batches.
STREAMS = ("otlp", "kafka", "sdk", "api")
#: So many batches are merged by one change, but for those of one more group.
AT_ONCE = 5_000
#: For so long nobody reads files that do not count any more.
READ_FOR = timedelta(hours=24)
REFUSALS_KEPT = 200
SLICE = 500
Key = TypeVar("Key")


@dataclass(frozen=True)
class Group:
    """Live batches that may become one, and the day on which they came in."""

    day: date
    batches: tuple[LakeBatch, ...]

    @property
    def keys(self) -> list[int]:
        return [one.pk for one in self.batches]


@dataclass(frozen=True)
class Merger:
    """A group and its files written anew, which nobody sees yet; ``files``: how many they were."""

    group: Group
    parts: tuple[Part, ...]
    files: int


def groups(*, before: date) -> list[Group]:
    """What came in by streams before the day ``before`` and was not merged yet, two batches and more."""
    start = timezone.make_aware(datetime.combine(before, time.min))
    found = LakeBatch.objects.filter(status="live", origin__in=STREAMS, live_from__lt=start)
    alone = found.exclude(pk__in=LakeBatch.objects.filter(status="merged").values("replaced_by"))
    rows = sorted(alone.order_by("pk"), key=_kin)
    together = (tuple(some) for _, some in groupby(rows, key=_kin))
    return [Group(_day(some[0]), some) for some in together if len(some) > 1]


def some_of(found: Iterable[Group]) -> Iterator[Group]:
    """The first groups, until they are enough for one change."""
    count = 0
    for one in found:
        yield one
        count += len(one.batches)
        if count >= AT_ONCE:
            return


def write_merger(group: Group) -> Merger:
    """Write the rows of all batches of the group into few files. Raises ``Conflict`` where they are not all there."""
    from opencaio.lake.sorting import write_days

    lake, fact = store(), group.batches[0].fact
    paths = _files_of(group)
    try:
        tables = (lake.read(path) for path in paths)
        parts = write_days(lake, FACTS[fact], tables, batch=secrets.token_hex(8))
    except FileNotFoundError as error:
        raise Conflict("A file went out of the lake while it was read: merge again.") from error
    if sum(part.rows for part in parts) != sum(one.rows for one in group.batches):
        lake.remove(part.path for part in parts)
        raise Conflict("A batch changed while it was read: merge again.")
    return Merger(group, parts, len(paths))


def batch_of(merger: Merger) -> LakeBatch:
    """The batch that the group becomes: its counts added up, the first of its refusals."""
    batches = merger.group.batches
    first = batches[0]
    days = [part.day for part in merger.parts]
    return LakeBatch(
        fact=first.fact,
        origin=first.origin,
        name=_name(merger.group),
        sha256=hashlib.sha256("\n".join(one.sha256 for one in batches).encode()).hexdigest(),
        department_id=first.department_id,
        by_id=first.by_id if len({one.by_id for one in batches}) == 1 else None,
        read=sum(one.read for one in batches),
        rows=sum(part.rows for part in merger.parts),
        repeated=sum(one.repeated for one in batches),
        refused=sum(one.refused for one in batches),
        faults=_faults(batches),
        positions=_positions(batches),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )


def slices(keys: list[Key]) -> Iterator[list[Key]]:
    """As many at a time as a database takes in one question."""
    return (keys[at : at + SLICE] for at in range(0, len(keys), SLICE))


def _files_of(group: Group) -> list[str]:
    paths: list[str] = []
    for keys in slices(group.keys):
        held = LakeFile.objects.filter(batch__in=keys, edition=F("batch__edition"))
        paths += held.order_by("pk").values_list("path", flat=True)
    return paths


def _kin(row: LakeBatch) -> tuple[Any, ...]:
    stream = row.name if row.origin == "kafka" else ""
    return row.fact, row.origin, row.department_id or 0, stream, _day(row)


def _day(row: LakeBatch) -> date:
    return timezone.localdate(row.live_from)


def _name(group: Group) -> str:
    first = group.batches[0]
    what = {"otlp": "Spans", "sdk": "Tracked events", "api": "Events by the API"}.get(first.origin, first.name)
    return f"{what[:200]}, {len(group.batches)} batches of {group.day}"


def _faults(batches: Iterable[LakeBatch]) -> dict[str, Any]:
    refused = [one for batch in batches for one in batch.faults.get("refused", ())]
    moved = sum(batch.faults.get("moved", 0) for batch in batches)
    unknown = sorted({code for batch in batches for code in batch.faults.get("unknown_uses", ())})
    found = {"refused": refused[:REFUSALS_KEPT], "moved": moved, "unknown_uses": unknown}
    return {name: value for name, value in found.items() if value}


def _positions(batches: Iterable[LakeBatch]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for batch in batches:
        for stream, parts in batch.positions.items():
            held = found.setdefault(stream, {})
            held.update({part: max(at, held.get(part, 0)) for part, at in parts.items()})
    return found
