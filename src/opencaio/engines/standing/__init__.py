"""How does the portfolio stand on a day: which uses count for which figure, what needs a person, what is open?"""

from opencaio.engines.standing.measures import MEASURES, Measure, counted
from opencaio.engines.standing.states import LawAnswer, OpenFact, UseState

__all__ = ["MEASURES", "LawAnswer", "Measure", "OpenFact", "UseState", "counted"]
