"""Who does the work of a cell, and what would a use of AI for it look like?"""

from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.opportunity import Draft, draft_use
from opencaio.packs.work import load_groups, load_work
from opencaio.record.opportunities.lines import profiles
from opencaio.record.opportunities.survey import Survey


@dataclass(frozen=True)
class Doer:
    """An occupation that does the work: title, code, people, and full-time people's worth of this work."""

    occupation: str
    title: str
    given_title: str
    people: Decimal
    share: float

    @property
    def worth(self) -> float:
        """Full-time people's worth of this work."""
        return float(self.people) * self.share


def doers(found: Survey, department: str, group: str) -> list[Doer]:
    """The lines of a department that work in this group, most work first."""
    shapes = profiles()
    if group not in shapes.groups:
        return []
    column = shapes.groups.index(group)
    titles = load_work().occupations
    kept = []
    for row in found.lines:
        place = shapes.occupations.get(row.occupation)
        if row.department.code != department or place is None:
            continue
        share = float(shapes.shares[place, column, 0])
        if share > 0:
            kept.append(Doer(row.occupation, titles[row.occupation].title, row.title, row.people, share))
    return sorted(kept, key=lambda one: (-one.worth, one.given_title))


def draft_for(found: Survey, department: str, group: str) -> Draft | None:
    """The draft of a use for the cell; None where nobody's work lies there."""
    place = next((code for code in found.departments if code.casefold() == department.casefold()), department)
    cell = found.map.cell(place, group)
    if cell is None:
        return None
    titles = list(dict.fromkeys(one.given_title for one in doers(found, place, group)))
    return draft_use(
        cell, group=load_groups()[group], department_name=found.departments[place].name, occupations=titles
    )
