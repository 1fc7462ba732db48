"""May this use of AI move to that stage, and if not, exactly what is missing and why?

`passage(case, to=..., gates=...)` is a pure function of how a use stands and of what the gates demand. The engine
knows no law and no stage by name: both are data (`opencaio.packs.gates.load_gates`).
"""

from opencaio.engines.gates.days import begin_by, holds_until, later
from opencaio.engines.gates.model import (
    Case,
    Demand,
    DutyStanding,
    Forbidden,
    Gates,
    Missing,
    Override,
    Passage,
    Want,
)
from opencaio.engines.gates.passing import passage, stands_rightly

__all__ = [
    "Case",
    "Demand",
    "DutyStanding",
    "Forbidden",
    "Gates",
    "Missing",
    "Override",
    "Passage",
    "Want",
    "begin_by",
    "holds_until",
    "later",
    "passage",
    "stands_rightly",
]
