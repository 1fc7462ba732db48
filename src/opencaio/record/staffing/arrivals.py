"""When will the person for an open place come, and is that in time?"""

from dataclasses import dataclass
from datetime import date

from opencaio.engines.staffing import number_of, quarter_at, quarter_of
from opencaio.record.models import Opening

ENDED = ("filled", "cancelled")


@dataclass(frozen=True)
class Arrival:
    """The quarter that is expected (None: the lead is not known), and whether it lies after the one needed.

    ``begin_by`` is the last quarter in which the search could begin; ``lead`` in quarters.
    """

    expected: str | None
    is_late: bool
    lead: int | None
    begin_by: str | None


def arrival(row: Opening, *, today: date) -> Arrival:
    """Begun on the day of the search, else now, plus the lead of the skill; an offer made needs one quarter at most."""
    lead = lead_of(row)
    needed = number_of(quarter_of(row.needed_by)) if row.needed_by else None
    if row.stage in ENDED or lead is None:
        return Arrival(None, False, lead, None)
    now = number_of(quarter_of(today))
    begun = number_of(quarter_of(row.opened_on)) if row.opened_on else now
    expected = max(begun + lead, now)
    if row.stage == "offered":
        expected = min(expected, now + 1)
    begin_by = quarter_at(needed - lead) if needed is not None else None
    return Arrival(quarter_at(expected), needed is not None and expected > needed, lead, begin_by)


def counts_from(row: Opening, *, today: date) -> int | None:
    """The number of the quarter from which the place fills a gap: not before it is needed, nor before one can come."""
    found = arrival(row, today=today)
    if found.expected is None:
        return None
    needed = number_of(quarter_of(row.needed_by)) if row.needed_by else 0
    return max(number_of(found.expected), needed)


def lead_of(row: Opening) -> int | None:
    """Quarters from the beginning of the search; a contractor comes within the quarter."""
    if row.way == "contract":
        return 0
    if row.skill is None:
        return None
    return row.skill.hire_lead if row.way == "hire" else row.skill.train_lead
