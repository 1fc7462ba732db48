"""Which case of an initiative does an action mean?"""

from opencaio.errors import Conflict, NotFound
from opencaio.record.actions.initiatives import NOT_HERE
from opencaio.record.changes import Change
from opencaio.record.models import BusinessCase, Initiative
from opencaio.record.permissions import Actor, Right
from opencaio.record.valuing.measuring import with_lines

OPEN = ("draft", "sent_back")


def open_case(code: str, change: Change) -> BusinessCase:
    """The case that can be worked on, with leave to do so."""
    row = find_case(code, OPEN, change.actor)
    change.allow(row.initiative.department_id)
    return row


def submitted_case(code: str, change: Change) -> BusinessCase:
    """The case that waits for an answer, with leave to give it."""
    row = find_case(code, ("submitted",), change.actor)
    change.allow(row.initiative.department_id)
    return row


def find_case(code: str, statuses: tuple[str, ...], actor: Actor) -> BusinessCase:
    """The newest case of an initiative in one of these states; the same words for hidden and for missing."""
    rows = with_lines(BusinessCase.objects.filter(initiative__code__iexact=code, retired_at=None))
    found = [row for row in rows.order_by("-pk") if actor.may(Right.READ, row.initiative.department_id)]
    if not found and not _may_see(code, actor):
        raise NotFound(NOT_HERE)
    if not found:
        raise NotFound(f"{code} has no business case yet (cases.add).")
    fitting = [row for row in found if row.status in statuses]
    if not fitting:
        wanted = " or ".join(one.replace("_", " ") for one in statuses)
        raise Conflict(
            f"The case of {code} is {found[0].get_status_display().lower()}; this needs one that is {wanted}."
        )
    return fitting[0]


def _may_see(code: str, actor: Actor) -> bool:
    work = Initiative.objects.filter(code__iexact=code, retired_at=None).first()
    return work is not None and actor.may(Right.READ, work.department_id)
