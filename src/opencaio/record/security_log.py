"""Who was refused what?"""

from datetime import datetime

from opencaio.record.models import SecurityEvent
from opencaio.record.plumbing import SECURITY_EVENTS_KEPT


def note(kind: str, words: str, *, person_id: int | None, at: datetime) -> None:
    """Write one event and let the oldest go when there are too many."""
    event = SecurityEvent.objects.create(at=at, person_id=person_id, kind=kind, words=words[:300])
    if event.pk % 100 == 0:
        SecurityEvent.objects.filter(pk__lte=event.pk - SECURITY_EVENTS_KEPT).delete()
