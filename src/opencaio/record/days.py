"""What has to be done once a day, because time passes though nobody changes anything?"""

from datetime import datetime

from django.utils import timezone

from opencaio.record.actions.registry import perform
from opencaio.record.alarms import write_alarms
from opencaio.record.digests import write_digests
from opencaio.record.duty_states import lapsed_duties
from opencaio.record.models import Assessment, Snapshot
from opencaio.record.permissions import FOUNDER
from opencaio.record.posting import sweep
from opencaio.record.snapshots import take_snapshots


def begin_day(now: datetime) -> None:
    """Answer every use under today's law, open again what is no longer shown to be done, keep the month's figures.

    People are reminded by letter of what is due; letters sent long ago are let go. Doing it twice changes nothing.
    Called when the server starts, while it runs, and before a brief is written.
    """
    today = timezone.localdate(now)
    if Assessment.objects.filter(superseded_at=None, law_on__lt=today).exists():
        perform("assessments.refresh", {"law_on": today}, FOUNDER, at=now)
    if lapsed_duties(on=today).exists():
        perform("duties.renew", {"on": today}, FOUNDER, at=now)
    if not Snapshot.objects.filter(taken_on__gte=today.replace(day=1), taken_on__lte=today).exists():
        take_snapshots(on=today, at=now, reason="month")
    write_alarms(now)
    write_digests(now)
    sweep(now)
