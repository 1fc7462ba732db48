"""By which score does the organisation's present rule rank its initiatives?"""

from decimal import Decimal

from opencaio.engines.portfolio import Problem
from opencaio.record.models import PriorityScore


def scores_of(problem: Problem, ranking: str) -> dict[str, float]:
    """A score for each initiative, the highest first; what a scheme has not scored comes last."""
    if ranking == "value":
        return {one.id: float(max(one.value.values(), default=Decimal(0))) for one in problem.initiatives}
    if ranking == "return":
        return {
            one.id: float(max(one.value.values(), default=Decimal(0)) / max(one.share_weight, Decimal(1)))
            for one in problem.initiatives
        }
    rows = PriorityScore.objects.filter(scheme=ranking, retired_at=None).exclude(score=None)
    held = {code: float(score or 0) for code, score in rows.values_list("initiative__code", "score")}
    last = min(held.values(), default=0.0) - 1
    return {one.id: held.get(one.id, last) for one in problem.initiatives}
