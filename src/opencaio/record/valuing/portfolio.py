"""What are all cases worth beside each other, by how much are the best of them too good, and who ranks where?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opencaio.engines.scores import SCHEMES, Rank, rank
from opencaio.engines.value import Estimate, Shrunk, disappointment, error_of, shrink
from opencaio.record.models import BusinessCase, Initiative, Plan, PriorityScore

CHOSEN = ("approved", "running")


@dataclass(frozen=True)
class Chosen:
    """The initiatives that are selected, and by what: an approved plan, or the state of each."""

    codes: frozenset[str]
    source: str


def shrunk_values(values: Mapping[str, Mapping[str, Any]], groups: Mapping[str, str]) -> dict[str, Shrunk]:
    """Each expected value, for one unit of money asked for, drawn towards its reference class; by code."""
    told = [
        Estimate(
            code,
            float(one["expected"]),
            error_of(*(float(one[name]) for name in ("p10", "p50", "p90"))),
            groups.get(code, ""),
            max(float(one["spend"]), 1.0),
        )
        for code, one in values.items()
    ]
    return shrink(told)


def chosen_now(rows: Iterable[Initiative]) -> Chosen:
    """What the approved plan funds; without one, what is approved or running."""
    approved = Plan.objects.filter(status="approved", retired_at=None).defer("problem", "explanations", "options")
    plan = approved.order_by("-approved_on", "-pk").first()
    if plan is not None:
        return Chosen(frozenset(plan.answer.get("starts", {})), plan.code)
    return Chosen(frozenset(one.code for one in rows if one.status in CHOSEN), "")


def expected_disappointment(shrunk: dict[str, Shrunk], codes: Collection[str]) -> float:
    """By how much the chosen set is expected to fall short of its estimates; in the report currency."""
    return disappointment(shrunk, codes)


def ranks_by_scheme(codes: Collection[str]) -> dict[str, dict[str, Rank]]:
    """For each scheme that somebody used: the place of each of these initiatives."""
    scores: dict[str, dict[str, Decimal | None]] = {}
    rows = PriorityScore.objects.filter(retired_at=None, initiative__code__in=codes).select_related("initiative")
    for one in rows:
        scores.setdefault(one.scheme, {})[one.initiative.code] = one.score
    full = {scheme: {code: scores[scheme].get(code) for code in codes} for scheme in SCHEMES if scheme in scores}
    return {scheme: {one.key: one for one in rank(told)} for scheme, told in full.items()}


def groups_of(rows: Iterable[BusinessCase]) -> dict[str, str]:
    """The reference class of each initiative's case."""
    return {one.initiative.code: one.reference_class for one in rows}
