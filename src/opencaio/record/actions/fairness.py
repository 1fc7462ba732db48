"""How are the impact ratios of a use kept as they were counted on a day?"""

import hashlib
import json
from datetime import date

from django.utils import timezone

from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.commitments import use_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import FairnessAudit
from opencaio.record.permissions import Right

TABLES = ("tables", "score_tables", "gaps")


class KeepAudit(Asked):
    """The use, and from when to when its decisions are counted."""

    use_case: str
    first: date
    last: date


@action("fairness.audit", right=Right.EDIT, words="Keep an audit of fairness")
def audit(given: KeepAudit, change: Change) -> FairnessAudit:
    """Count the impact ratios and keep them: what a bias audit's document quotes."""
    from opencaio.record.queries.fairness_tables import count_tables

    use = use_seen(given.use_case, change.actor)
    if use is None:
        raise NotFound("There is no such use here, or you may not see it.")
    change.allow(use.department_id)
    if given.last < given.first:
        raise BadInput("The last day lies before the first.")
    found = count_tables(use.code, given.first, given.last)
    if not found.tables:
        raise BadInput(found.missing)
    told = {**vars(found), **{name: [one.model_dump() for one in vars(found)[name]] for name in TABLES}}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    change.say(f"Kept the audit of fairness of {use.code}, {given.first} to {given.last}: {found.people} people")
    return change.create(
        FairnessAudit(
            use_case=use, first_day=given.first, last_day=given.last, result=told, inputs_hash=digest,
            on=timezone.localdate(change.at), by_id=change.actor.person_id,
        )
    )  # fmt: skip
