"""Which objectives, and which work that serves them, may somebody see?

An objective of no department is everybody's. What serves it is seen by whoever may read the department of that work.
"""

from typing import Any

from django.db.models import Q, QuerySet

from opencaio.errors import NotFound
from opencaio.record.models import Alignment, Initiative, KeyResult, Objective, UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import visible_or_shared

NO_OBJECTIVE = "There is no such objective here, or you may not see it."
NO_RESULT = "There is no such key result here, or you may not see it."
NO_WORK = "There is no such initiative or use here, or you may not see it."


def seen_objectives(actor: Actor) -> QuerySet[Objective]:
    """The objectives that the actor may see, those that were retired left out."""
    return visible_or_shared(Objective.objects.filter(retired_at=None), actor)


def objective_seen(code: str, actor: Actor) -> Objective:
    """The objective with this code; the same words when there is none and when it may not be seen."""
    row = seen_objectives(actor).select_related("department", "owner", "parent").filter(code__iexact=code).first()
    if row is None:
        raise NotFound(NO_OBJECTIVE)
    return row


def key_result_seen(code: str, actor: Actor) -> KeyResult:
    """The key result with this code, of an objective that the actor may see."""
    rows = KeyResult.objects.filter(retired_at=None, objective__in=seen_objectives(actor))
    row = rows.select_related("objective", "owner").filter(code__iexact=code).first()
    if row is None:
        raise NotFound(NO_RESULT)
    return row


def work_seen(actor: Actor, *, initiative: str = "", use_case: str = "") -> Initiative | UseCase:
    """The initiative or the use with this code, running still, that the actor may see."""
    kind: type[Any] = Initiative if initiative else UseCase
    row = kind.objects.filter(code__iexact=initiative or use_case, retired_at=None).first()
    if row is None or not actor.may(Right.READ, row.department_id):
        raise NotFound(NO_WORK)
    found: Initiative | UseCase = row
    return found


def seen_alignments(actor: Actor) -> QuerySet[Alignment]:
    """What stands of ties between an objective and a piece of work, where the actor may see both."""
    rows = Alignment.objects.filter(retired_at=None, objective__in=seen_objectives(actor))
    rows = rows.filter(Q(initiative__retired_at=None) & Q(use_case__retired_at=None))
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return rows
    return rows.filter(Q(initiative__department__in=scope) | Q(use_case__department__in=scope))
