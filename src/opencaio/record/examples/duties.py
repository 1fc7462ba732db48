"""What became of the example's duties, and who let which use pass a gate?"""

from typing import Any

from opencaio.examples import rows
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling
from opencaio.record.models import Duty


def settle_duties(settling: Settling) -> None:
    """Duties taken on, begun and done on their days, then the decisions at the gates."""
    found = {(one.use_case.code, one.code): one.pk for one in Duty.objects.select_related("use_case")}
    for task in settling.example.tasks:
        _settle(settling, task, key=found[task.use, task.duty])
    for one in settling.example.overrides:
        by = actor_for(settling.people[one.by], face="web")
        given = {"use_case": one.use, "to": one.to, "reason": one.reason, "expires_on": one.expires_on}
        settling.do("gates.override", on=one.decided_on, by=by, **given)


def _settle(settling: Settling, task: rows.Task, *, key: int) -> None:
    began = task.started_on or task.done_on or settling.example.organisation.today
    given: dict[str, Any] = {"owner": settling.people[task.owner].pk} if task.owner else {}
    if task.due_on:
        given["due_on"] = task.due_on
    if given:
        settling.do("duties.assign", on=began, duties=[key], **given)
    if task.started_on:
        settling.do("duties.start", on=task.started_on, duty=key)
    if task.done_on:
        shown = settling.numbers_of("evidence", task.evidence)
        settling.do("duties.close", on=task.done_on, duty=key, evidence=shown)
