"""How far is each objective, is it on its way, and which objectives does AI serve?

`stand(measure, on=...)` judges one key result, `roll_up(parts)` an objective from its parts, `cover(...)` says what
is served by what.
"""

from opencaio.engines.objectives.coverage import Aim, Coverage, Served, Tie, Work, cover
from opencaio.engines.objectives.progress import (
    STALE,
    TOLERANCE,
    Measure,
    Reading,
    Standing,
    State,
    expected,
    progress_of,
    stand,
)
from opencaio.engines.objectives.rollup import Part, Rolled, as_part, part_of, roll_up
from opencaio.engines.objectives.tree import in_order, loop_in

ENGINE_VERSION = "1"

__all__ = [
    "ENGINE_VERSION",
    "STALE",
    "TOLERANCE",
    "Aim",
    "Coverage",
    "Measure",
    "Part",
    "Reading",
    "Rolled",
    "Served",
    "Standing",
    "State",
    "Tie",
    "Work",
    "as_part",
    "cover",
    "expected",
    "in_order",
    "loop_in",
    "part_of",
    "progress_of",
    "roll_up",
    "stand",
]
