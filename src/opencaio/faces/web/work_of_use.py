"""How do pages tell where uses of AI come from, and which work is about them?"""

from typing import Any

from opencaio.faces.web.case_words import STATUSES as CASES
from opencaio.faces.web.initiative_words import STATUSES
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.use_work import WorkFound


def work_lines(use_cases: list[str], actor: Actor) -> dict[str, Any]:
    """``opportunities`` as found, ``initiatives`` with the words of their state and of their case's."""
    if not use_cases:
        return {"opportunities": [], "initiatives": []}
    found: WorkFound = ask("use_cases.work", {"use_cases": use_cases}, actor)
    lines = [(one, STATUSES[one.status], CASES[one.case or "none"]) for one in found.initiatives]
    return {"opportunities": found.opportunities, "initiatives": lines}
