"""What has to be done in the lake once a day: which rows are past their time, which files belong to nobody?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from opencaio.errors import Conflict
from opencaio.record.actions.lake_compaction import Compacted
from opencaio.record.actions.registry import perform
from opencaio.record.importing.uploads import sweep
from opencaio.record.manifest import tidy
from opencaio.record.models import LakeFile, Retention
from opencaio.record.permissions import FOUNDER, Actor

#: A merger meets a withdrawal or an erasure now and then; so often it begins again.
AGAIN = 3


def keep_lake(now: datetime) -> None:
    """Let rows go that are past their retention, merge what streams brought, and take away what killed writers and
    abandoned uploads left."""
    if any(_is_overdue(one, now) for one in Retention.objects.filter(retired_at=None)):
        perform("lake.apply_retention", {}, FOUNDER, at=now)
    for _ in compacting(now):
        pass
    tidy(now)
    sweep(now)


def compacting(now: datetime, *, before: date | None = None, actor: Actor = FOUNDER) -> Iterator[Compacted]:
    """Merge the batches of streams of all days before ``before`` (today), step by step; what each step did."""
    failures = 0
    while True:
        try:
            done = perform("lake.compact", {"before": before}, actor, at=now).result
        except Conflict:
            if (failures := failures + 1) > AGAIN:
                raise
            continue
        yield done
        if not done.left:
            return


def _is_overdue(kept: Retention, now: datetime) -> bool:
    before = timezone.localdate(now) - timedelta(kept.days)
    return LakeFile.objects.filter(batch__fact=kept.fact, day__lt=before).exists()
