"""Which people are missing when, and is it better to hire, to train or to buy in?"""

from opencaio.engines.staffing.model import (
    ENGINE_VERSION,
    WAYS,
    Because,
    Mix,
    Need,
    Option,
    Step,
    Terms,
    Way,
)
from opencaio.engines.staffing.quarters import first_day, last_day, number_of, quarter_at, quarter_of, run
from opencaio.engines.staffing.staffing import options, staff

__all__ = [
    "ENGINE_VERSION",
    "WAYS",
    "Because",
    "Mix",
    "Need",
    "Option",
    "Step",
    "Terms",
    "Way",
    "first_day",
    "last_day",
    "number_of",
    "options",
    "quarter_at",
    "quarter_of",
    "run",
    "staff",
]
