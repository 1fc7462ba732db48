"""By which day is a duty due for this use, before anybody sets another?

The later of the day from which the law binds and the day on which the use began (or came on record). A duty that the
law gives no day is due when the use goes live; of a use that was found live it binds at once, and a person sets the
day.
"""

from datetime import date

from django.utils import timezone

from opencaio.record.models import UseCase
from opencaio.record.models.portfolio import Stage

RUNNING = frozenset({Stage.LIVE.value})


def due_day(binds_from: date | None, use: UseCase) -> date | None:
    """The day, or None where the law names none and the use is not live, or was live before it came on record."""
    known = timezone.localdate(use.created_at)
    began = use.started_on or known
    if binds_from:
        return max(binds_from, began)
    return began if use.stage in RUNNING and began > known else None
