"""How does each duty stand today: open, overdue, done, or done once and no longer shown?

`status` is what somebody said; `state` what follows from it on a day. One expression serves lists, counts, gates
and the calendar, so that they cannot disagree.
"""

from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, CharField, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from opencaio.engines.gates import holds_until
from opencaio.record.changes import Change
from opencaio.record.models import Duty, Evidence

#: In the order in which they are shown.
STATES = ("overdue", "renewal", "started", "open", "ahead", "done")


def standing_duties() -> QuerySet[Duty]:
    """The duties that there are: those of uses that ended or were entered in error fall away."""
    return Duty.objects.filter(retired_at=None, use_case__retired_at=None).exclude(use_case__stage="retired")


def with_state(rows: QuerySet[Any], *, on: date) -> QuerySet[Any]:
    """Duties with ``state``, ``rank`` (its place in STATES), ``when`` (the day on which it next needs somebody)."""
    stands = [When(state=name, then=Value(place)) for place, name in enumerate(STATES)]
    stated: QuerySet[Any] = rows.annotate(
        state=_state(on),
        when=Case(When(status="done", then=F("valid_until")), default=F("due_on"), output_field=DateField()),
        answers=Coalesce("owner_id", "use_case__owner_id"),
        by_default=Case(When(owner=None, then=Value(True)), default=Value(False), output_field=BooleanField()),
    )
    ranked: QuerySet[Any] = stated.annotate(rank=Case(*stands, default=Value(len(STATES)), output_field=IntegerField()))
    return ranked


def _state(on: date) -> Case:
    holds = Q(valid_until=None) | Q(valid_until__gte=on)
    return Case(
        When(Q(status="done") & holds, then=Value("done")),
        When(status__in=("done", "renewal"), then=Value("renewal")),
        When(due_on__lt=on, then=Value("overdue")),
        When(status="started", then=Value("started")),
        When(binds_from__gt=on, then=Value("ahead")),
        default=Value("open"),
        output_field=CharField(),
    )


def lapsed_duties(*, on: date) -> QuerySet[Duty]:
    """Duties that were done, and are no longer shown to be on that day."""
    return standing_duties().filter(status="done", valid_until__lt=on)


def pieces_for(duty: Duty, *, on: date) -> QuerySet[Evidence]:
    """Evidence of the duty's use that lies beside it, or beside its code, and holds on that day."""
    beside = Q(duty=duty) | Q(code=duty.code) | Q(shows=duty)
    shown = Evidence.objects.filter(beside, Q(expires_on=None) | Q(expires_on__gte=on), retired_at=None)
    ours = Q(use_case=duty.use_case_id) | Q(control__use_cases=duty.use_case_id, control__retired_at=None)
    return shown.filter(ours).distinct()


def lapse(evidence: Evidence, change: Change) -> None:
    """Open again what this evidence alone showed to be done; what else shows it may hold for less long."""
    on = timezone.localdate(change.at)
    for duty in evidence.shows.filter(status="done", retired_at=None):
        left = list(duty.shown_by.filter(retired_at=None).values_list("expires_on", flat=True))
        until = holds_until(left, done_on=duty.done_on or on, review_months=duty.review_months)
        gone = {"status": "renewal", "valid_until": on, "due_on": on}
        change.update(duty, version=None, values={"valid_until": until} if left else gone)
