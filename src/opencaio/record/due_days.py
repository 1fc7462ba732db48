"""By which day is a duty due for this use, before anybody sets another?

The later of the day from which the law binds and the day on which the use began (or came on record). A duty that the
law gives no day is due when the use goes live.
"""

from datetime import date

from django.utils import timezone

from opencaio.record.models import UseCase
from opencaio.record.models.portfolio import Stage

RUNNING = frozenset({Stage.LIVE.value})


def due_day(binds_from: date | None, use: UseCase) -> date | None:
    """The day, or None while the use is not live and the law names none."""
    began = use.started_on or timezone.localdate(use.created_at)
    if binds_from:
        return max(binds_from, began)
    return began if use.stage in RUNNING else None
