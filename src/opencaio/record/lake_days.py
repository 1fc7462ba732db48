"""What has to be done in the lake once a day: which rows are past their time, which files belong to nobody?"""

from datetime import datetime, timedelta

from django.utils import timezone

from opencaio.record.actions.registry import perform
from opencaio.record.manifest import tidy
from opencaio.record.models import LakeFile, Retention
from opencaio.record.permissions import FOUNDER


def keep_lake(now: datetime) -> None:
    """Let rows go that are past their retention, and take away what killed writers left."""
    if any(_is_overdue(one, now) for one in Retention.objects.filter(retired_at=None)):
        perform("lake.apply_retention", {}, FOUNDER, at=now)
    tidy(now)


def _is_overdue(kept: Retention, now: datetime) -> bool:
    before = timezone.localdate(now) - timedelta(kept.days)
    return LakeFile.objects.filter(batch__fact=kept.fact, day__lt=before).exists()
