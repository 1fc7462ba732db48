"""What are the headline figures of each department now?"""

from collections import Counter

from opencaio.engines.standing import MEASURES
from opencaio.record.briefing.loading import load_states

HEADLINE = (
    "uses",
    "live",
    "heavy",
    "open",
    "declared_high",
    "practice_gaps",
    "personal_unassessed",
    "differs",
)


def headline_counts() -> dict[int, Counter[str]]:
    """``{department: {figure: number of uses}}``, each use in its own department only."""
    found: dict[int, Counter[str]] = {}
    for state in load_states(scope=None):
        counts = found.setdefault(state.department_id, Counter())
        for key in HEADLINE:
            counts[key] += MEASURES[key].holds(state)
    return found
