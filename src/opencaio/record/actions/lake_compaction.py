"""How do thousands of little batches of streams become one a day?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from opencaio.errors import Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.manifest import Merger, forget_merged, groups, merge, some_of, write_merger
from opencaio.record.permissions import EVERYWHERE, Actor, Right


class CompactLake(Asked):
    """``before``: what came in on that day or later stays as it is; today where none is given."""

    before: date | None = None


@dataclass(frozen=True)
class Compacted:
    """How many batches were merged into how many; their files before and after; old files removed; batches left."""

    batches: int
    into: int
    files: int
    became: int
    removed: int
    left: int


@dataclass(frozen=True)
class Prepared:
    """What was written before the transaction, and how many batches wait for the next time."""

    mergers: Sequence[Merger]
    left: int


def prepare(given: CompactLake, actor: Actor) -> Prepared:
    """Write the rows of the batches to be merged anew; nobody sees them yet."""
    if actor.scope(Right.SETTINGS) is not EVERYWHERE:
        raise Refused("Only who may change settings over everything merges the lake's batches.")
    today = timezone.localdate()
    found = groups(before=min(given.before or today, today))
    chosen = list(some_of(found))
    left = sum(len(one.batches) for one in found[len(chosen) :])
    return Prepared([write_merger(one) for one in chosen], left)


@action("lake.compact", right=Right.SETTINGS, words="Merge the batches of streams", prepare=prepare)
def compact(given: CompactLake, change: Change, told: Prepared) -> Compacted:
    """Those of one day, fact, way in and department become one batch; done once a day while the site runs.

    Each row counts before as after, and readers see the ones or the other. From then on the new batch is what is
    withdrawn, replaced or let go; the files of the old ones are removed a day later.
    """
    change.allow(None)
    for merger in told.mergers:
        merge(merger, change)
    done = Compacted(
        batches=sum(len(one.group.batches) for one in told.mergers),
        into=len(told.mergers),
        files=sum(one.files for one in told.mergers),
        became=sum(len(one.parts) for one in told.mergers),
        removed=forget_merged(change),
        left=told.left,
    )
    change.say(f"Merged {done.batches} batches of streams into {done.into}; removed {done.removed} old files")
    return done
