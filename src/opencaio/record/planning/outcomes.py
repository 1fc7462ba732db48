"""How far may a plan's value turn out from what is expected?"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from opencaio.engines.portfolio import Decisions, Initiative, Problem
from opencaio.engines.portfolio.accounts import expected_value, funded
from opencaio.record.planning.scenarios import Spread, factors

DRAWS = 10_000
SEED = 20_270_101
"""Not the seed of the scenarios by which the plan was chosen: a plan looks too good on the draws that chose it."""


def interval(problem: Problem, decisions: Decisions, sources: Mapping[str, Any]) -> dict[str, float]:
    """P10, P50 and P90 of the plan's value in thousands, and its chance to be below zero, on fresh draws."""
    told = sources.get("initiatives", {})
    rows = [(one, start) for one, start in funded(problem, decisions) if one.id in told]
    drawn = factors([_spread(one, told[one.id]) for one, _ in rows], count=DRAWS, seed=SEED)
    total = np.full(DRAWS, float(expected_value(problem, decisions)))
    for one, start in rows:
        if one.id in drawn:
            total += (drawn[one.id] - drawn[one.id].mean()) * float(one.benefit.get(start, 0))
    low, mid, high = (round(float(part), 3) for part in np.quantile(total, (0.1, 0.5, 0.9)))
    return {"p10": low, "p50": mid, "p90": high, "below_zero": round(float((total < 0).mean()), 4), "draws": DRAWS}


def _spread(one: Initiative, told: Mapping[str, Any]) -> Spread:
    benefit = float(max(one.benefit.values(), default=0))
    low, mid, high = (float(told[name]) for name in ("low", "mid", "high"))
    return Spread(one.id, one.department, one.horizon, low, mid, high, benefit)
