"""What changes for our uses of AI when the text of the law, or its day, changes?"""

from opencaio.engines.law_diff.beginnings import Beginning, beginnings
from opencaio.engines.law_diff.comparing import Change, Kind, compare
from opencaio.engines.law_diff.texts import Day, Provision, milestones, provisions, read_day

__all__ = [
    "Beginning",
    "Change",
    "Day",
    "Kind",
    "Provision",
    "beginnings",
    "compare",
    "milestones",
    "provisions",
    "read_day",
]
