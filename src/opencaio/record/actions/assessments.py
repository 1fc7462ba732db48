"""When does the law's answer have to be worked out again, though no fact has changed?"""

from datetime import date

from opencaio.record.actions.registry import Asked, action
from opencaio.record.assessing import reassess
from opencaio.record.changes import Change
from opencaio.record.models import UseCase
from opencaio.record.permissions import Right


class RefreshAssessments(Asked):
    """The day of the law to answer for (default: today)."""

    law_on: date | None = None


@action("assessments.refresh", right=Right.SETTINGS, words="Work out every answer again")
def refresh(given: RefreshAssessments, change: Change) -> int:
    """Answer every use again under the law of a day; how many answers changed."""
    change.allow(None)
    changed = reassess(UseCase.objects.filter(retired_at=None), change, law_on=given.law_on)
    change.say(f"Worked out every answer again: {changed} changed")
    return changed
