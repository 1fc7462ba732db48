"""What do scoring schemes (WSJF, RICE, ICE, weighted) say of a piece of work, and who stands where?

Scores are ranks, not money: they are shown beside the value and never added to it.

- WSJF (Scaled Agile Framework): (business value + time criticality + risk reduction and opportunity) / job size.
- RICE (Intercom, 2016): reach x impact x confidence / effort.
- ICE (Ellis and Brown, Hacking Growth, 2017): impact x confidence x ease, each 1 to 10.
- weighted: the mean of named criteria under their weights; ``fit`` is scored, ``fit.weight`` is its weight (else 1).
"""

from opencaio.engines.scores.rank import Rank, rank
from opencaio.engines.scores.schemes import SCHEMES, Part, Scheme, Scored, score

__all__ = ["SCHEMES", "Part", "Rank", "Scheme", "Scored", "rank", "score"]
