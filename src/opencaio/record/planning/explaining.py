"""What explains a solved plan, in the plain values that are kept with it?"""

from collections.abc import Callable, Mapping
from typing import Any

from opencaio.engines.portfolio import Answer, Problem
from opencaio.record.planning.outcomes import interval


def explain(
    problem: Problem,
    answer: Answer,
    *,
    sources: Mapping[str, Any],
    seconds: float,
    heard: Callable[..., bool],
) -> dict[str, Any]:
    """By topic: ``interval``, ``why`` (by initiative), ``binding``, ``marginal``, ``front``, ``ranking``, …"""
    told: dict[str, Any] = {}
    if answer.decisions is not None:
        told["interval"] = interval(problem, answer.decisions, sources)
    return told
