"""Which rows of the lake would a study read if it were computed now?"""

from datetime import date

from pydantic import BaseModel

from opencaio.errors import BadInput
from opencaio.record.actions.studies import study_seen
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query
from opencaio.record.queries.studies import ShowStudy


class StudyReadings(BaseModel):
    """``values`` of so many ``units`` from ``first`` to ``last``, ``begun`` of them with AI since ``since``.

    ``arms``: those of an experiment. ``missing``: why there is nothing to read; then all else is empty.
    """

    title: str
    series: str = ""
    values: int = 0
    units: int = 0
    begun: int = 0
    arms: list[str] = []
    first: date | None = None
    last: date | None = None
    since: date | None = None
    missing: str = ""


@query("studies.readings", words="Show what a study would read from the lake")
def read_for_study(given: ShowStudy, actor: Actor) -> StudyReadings:
    """The rows that its metric declares, in its time; nothing is computed or kept."""
    from opencaio.record.studying import readings_for

    row = study_seen(given.code, actor)
    try:
        found = readings_for(row)
    except BadInput as fault:
        return StudyReadings(title=row.title, missing=fault.message)
    days, begun = found.days, found.begun()
    return StudyReadings(
        title=row.title,
        series=found.series,
        values=len(found.rows),
        units=len(found.units),
        begun=len(begun),
        arms=sorted({one.arm for one in found.rows if one.arm}),
        first=days[0],
        last=days[-1],
        since=min(begun.values(), default=None),
    )
