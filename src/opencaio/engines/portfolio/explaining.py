"""Why does the plan look as it does, and what would change it?"""

from collections.abc import Collection, Mapping

from opencaio.engines.portfolio.explained import Explanation
from opencaio.engines.portfolio.problem import Answer, Problem
from opencaio.engines.portfolio.search import Timer, Watch

TOPICS = ("binding", "why", "marginal", "ranking", "frequency", "front")


def explain(
    problem: Problem,
    answer: Answer,
    *,
    seed: int = 0,
    seconds: float | None = None,
    work: int | None = None,
    timer: Timer | None = None,
    progress: Watch | None = None,
    scores: Mapping[str, float] | None = None,
    topics: Collection[str] = TOPICS,
) -> Explanation:
    """What explains ``answer``, within ``seconds`` by ``timer`` or within ``work`` looks at other plans.

    ``scores``: the organisation's ranking, highest first (left out: no ranking is looked at). ``progress`` is asked
    after each look and stops it by giving True; what was found until then is given out.
    """
    return Explanation(seed=seed, work=0, seconds=0.0, is_whole=False)
