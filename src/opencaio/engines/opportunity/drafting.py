"""What would a use of AI for this work look like, to be taken up, corrected and judged by people?"""

from collections.abc import Sequence
from dataclasses import dataclass

from opencaio.engines.opportunity.model import Cell, Group


@dataclass(frozen=True, slots=True)
class Draft:
    """A use case to begin from. `unknown` are facts that the law turns on and that nobody has answered yet."""

    name: str
    purpose: str
    topic: str
    technique: str
    department: str
    unknown: tuple[str, ...]


def draft_use(cell: Cell, *, group: Group, department_name: str, occupations: Sequence[str]) -> Draft:
    """A draft from one cell. `occupations` are the titles of those who do the work, most time first."""
    idea = group.uses[0] if group.uses else group.name
    who = ", ".join(occupations[:3]) or "the people who do this work"
    low, middle, high = (round(100 * one) for one in (cell.exposure.low, cell.exposure.middle, cell.exposure.high))
    purpose = (
        f"{idea}, for {who} in {department_name}. {group.about} About {cell.people:,.0f} full-time people's worth of "
        f"work lies here; {low} to {high} % of it ({middle} % in the middle) is exposed to language models by the "
        "labels of its tasks. Whether it helps, and what it is worth, is to be found out."
    )
    return Draft(
        name=f"{idea} ({department_name})",
        purpose=purpose,
        topic=group.name,
        technique=group.technique,
        department=cell.department,
        unknown=group.asks,
    )
