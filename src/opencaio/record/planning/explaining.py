"""What explains a solved plan, in the plain values and the words that are kept with it?"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from opencaio.engines.portfolio import Answer, Problem
from opencaio.engines.portfolio.conflicts import Conflict, explain_infeasible
from opencaio.engines.portfolio.explained import Explanation, plain
from opencaio.engines.portfolio.explaining import explain as explain_plan
from opencaio.record.planning.outcomes import interval
from opencaio.record.planning.ranked import scores_of
from opencaio.record.planning.saying import Speech

LEAST_SECONDS = 4.0
MOST_SECONDS = 60.0


def explain(
    problem: Problem,
    answer: Answer,
    *,
    asked: Mapping[str, Any],
    sources: Mapping[str, Any],
    ranking: str,
    is_stopped: Callable[[], bool],
) -> dict[str, Any]:
    """By topic: ``interval``, ``why`` (by initiative), ``binding``, ``marginal``, ``front``, ``ranking``, ``engine``.

    Of a problem without a plan ``conflict`` and ``ways_out``. As long as the search was allowed to take, within bounds.
    """
    seconds = min(max(float(asked["seconds"]), LEAST_SECONDS), MOST_SECONDS)
    speech = Speech(problem, sources)
    if answer.status == "infeasible":
        return _of_conflict(explain_infeasible(problem, seconds=seconds, timer=time.monotonic), speech)
    if answer.decisions is None:
        return {}
    found = explain_plan(
        problem,
        answer,
        seed=int(asked["seed"]),
        seconds=seconds if asked.get("looks") is None else None,
        work=asked.get("looks"),
        timer=time.monotonic,
        progress=lambda _now: not is_stopped(),
        scores=scores_of(problem, ranking),
    )
    return {"interval": interval(problem, answer.decisions, sources), **_of_plan(found, speech, ranking)}


def _of_plan(found: Explanation, speech: Speech, ranking: str) -> dict[str, Any]:
    frequency = {one.id: one for one in found.frequency}
    told: dict[str, Any] = {
        "why": {one.id: speech.why(one, frequency.get(one.id)) for one in found.why},
        "binding": [speech.binding(one) for one in found.binding if one.is_full or one.keeps_out],
        "marginal": {
            one.name: {
                "low": plain(one.interval.low), "high": plain(one.interval.high), "estimate": plain(one.estimate),
                "step": plain(one.step),
            }
            for one in found.marginal
        },
        "front": [
            {
                "value": plain(one.value), "bound": plain(one.bound), "cost": plain(one.cost), "tail": plain(one.tail),
                "funded": len(one.starts), "is_this": one.is_this,
            }
            for one in found.front
        ],
        "scenarios": found.scenarios,
        "is_whole": found.is_whole,
        "better": plain(found.better_value),
        "engine": {"seed": found.seed, "work": found.work, "seconds": found.seconds},
    }  # fmt: skip
    if found.ranking is not None:
        told["ranking"] = {
            "rule": ranking,
            "value": plain(found.ranking.value),
            "funded": len(found.ranking.starts),
            "only_rule": list(found.ranking.only_ranking),
            "only_plan": list(found.ranking.only_plan),
        }
    return told


def _of_conflict(found: Conflict, speech: Speech) -> dict[str, Any]:
    return {
        "conflict": [speech.limit(name) for name in found.groups],
        "further": [[speech.limit(name) for name in names] for names in found.further],
        "ways_out": [speech.way_out(way.relaxation) for way in found.ways_out],
        "is_minimal": found.is_minimal,
    }
