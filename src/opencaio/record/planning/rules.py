"""By which rules does this organisation plan: how far ahead, under which caps, how averse to risk?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from opencaio.record.actions.registry import Asked
from opencaio.record.models import PlanPolicy
from opencaio.record.planning.quarters import name_of, number_of, quarter_of

Cap = Annotated[Decimal, Field(ge=0, le=Decimal("1e9"), allow_inf_nan=False, decimal_places=3)]
Part = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False, decimal_places=4)]


class ShareRule(Asked):
    """How much of the funded money may lie with one department, horizon or objective: from ``min`` to ``max``."""

    by: Literal["department", "horizon", "objective"]
    key: str = Field(min_length=1, max_length=60)
    min: Part | None = None
    max: Part | None = None


class PlanRules(Asked):
    """The rules of planning; what is left out has the value that stands here.

    ``first_period``: the first quarter (empty: the first of the next year), ``periods`` how many are planned,
    ``value_quarters`` over how many quarters values are counted. ``risk_per_period`` caps the risk of what runs at
    once, ``load_per_department`` the change that a department (its code) bears at once. ``risk_aversion`` is the
    weight (0 to 1) of the mean of the worst tenth (1 - ``alpha``) of ``scenarios`` draws.
    """

    first_period: str = Field("", pattern=r"^(\d{4}Q[1-4])?$")
    periods: int = Field(8, ge=1, le=40)
    value_quarters: int = Field(12, ge=1, le=60)
    risk_per_period: Cap | None = None
    load_per_department: dict[str, Cap] = {}
    share: list[ShareRule] = []
    risk_aversion: float = Field(0.0, ge=0, le=1, allow_inf_nan=False)
    alpha: float = Field(0.9, ge=0.5, le=0.99, allow_inf_nan=False)
    scenarios: int = Field(100, ge=0, le=500)
    hires_per_quarter: int = Field(1, ge=0, le=100)
    ranking: Literal["value", "return", "wsjf", "rice", "ice", "weighted"] = "value"


def rules_in_force() -> PlanRules:
    """The organisation's rules, or those that hold where it has said none."""
    row = PlanPolicy.objects.filter(retired_at=None).order_by("-pk").first()
    return PlanRules.model_validate(row.rules) if row else PlanRules()


def first_period(rules: PlanRules, *, on: date) -> str:
    """The first quarter that is planned: the rule's, as long as it is not over, else the next January or quarter."""
    now = number_of(quarter_of(on))
    if rules.first_period:
        return name_of(max(number_of(rules.first_period), now))
    return name_of((on.year + 1) * 4)
