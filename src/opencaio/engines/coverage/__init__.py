"""Which requirements of which frameworks are met, by which control or piece of evidence, and what is missing?

`cover(net, controls, uses, stances=..., on=...)` is a pure function: a control or a piece of evidence bears on the
requirements that it names or whose kinds of evidence it is of, and along crosswalks on those of other frameworks.
"""

from opencaio.engines.coverage.cover import Covered, Summary, Tally, cover, unsettled
from opencaio.engines.coverage.model import (
    STATES,
    Control,
    Crosswalk,
    Framework,
    Group,
    Level,
    Proof,
    Requirement,
    Stance,
    State,
    Use,
    WhenFact,
)
from opencaio.engines.coverage.net import Net, Route
from opencaio.engines.coverage.reasons import Bearing, Reason, reasons

ENGINE_VERSION = "1"

__all__ = [
    "ENGINE_VERSION",
    "STATES",
    "Bearing",
    "Control",
    "Covered",
    "Crosswalk",
    "Framework",
    "Group",
    "Level",
    "Net",
    "Proof",
    "Reason",
    "Requirement",
    "Route",
    "Stance",
    "State",
    "Summary",
    "Tally",
    "Use",
    "WhenFact",
    "cover",
    "reasons",
    "unsettled",
]
