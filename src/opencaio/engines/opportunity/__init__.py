"""Where could AI touch the work that people do here, how sure is that, and in which order is it worth a look?"""

from opencaio.engines.opportunity.cells import WorkMap, map_work
from opencaio.engines.opportunity.drafting import Draft, draft_use
from opencaio.engines.opportunity.matching import SYSTEMS, Matcher
from opencaio.engines.opportunity.model import (
    ENGINE_VERSION,
    FEWEST,
    Cell,
    Exposure,
    Group,
    Line,
    Money,
    Occupation,
    Proposal,
    Range,
    Rung,
    Task,
)
from opencaio.engines.opportunity.nearness import Near, near_uses
from opencaio.engines.opportunity.pay import Counted, counted_pay
from opencaio.engines.opportunity.profiles import Profiles, profiles_of, scores_of
from opencaio.engines.opportunity.ranking import Ranked, Reason, rank

__all__ = [
    "ENGINE_VERSION",
    "FEWEST",
    "SYSTEMS",
    "Cell",
    "Counted",
    "Draft",
    "Exposure",
    "Group",
    "Line",
    "Matcher",
    "Money",
    "Near",
    "Occupation",
    "Profiles",
    "Proposal",
    "Range",
    "Ranked",
    "Reason",
    "Rung",
    "Task",
    "WorkMap",
    "counted_pay",
    "draft_use",
    "map_work",
    "near_uses",
    "profiles_of",
    "rank",
    "scores_of",
]
