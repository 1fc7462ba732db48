"""Which monitors have a window that nobody has read yet?"""

from datetime import datetime

from opencaio.record.actions.monitors import newest_day
from opencaio.record.actions.registry import perform
from opencaio.record.models import Monitor
from opencaio.record.permissions import FOUNDER


def read_monitors(now: datetime) -> None:
    """Once a day: take a reading of each monitor whose facts have grown since its last one."""
    for row in Monitor.objects.filter(retired_at=None):
        newest = newest_day(row)
        if newest is not None and not row.readings.filter(last_day__gte=newest).exists():
            perform("monitors.read", {"code": row.code}, FOUNDER, at=now)
