"""How large is a risk on record, in level and in money?

Nothing of this is stored: a figure is a pure function of the record, kept in memory by its inputs, and so never
stale. What somebody decided on is kept with the decision (`RiskAcceptance.basis`).
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from django.db.models import Prefetch, QuerySet

from opencaio.engines.risk import (
    SEED,
    YEARS,
    Estimate,
    Measured,
    Portfolio,
    Scenario,
    Shape,
    Step,
    Treatment,
    measure,
    measure_portfolio,
    moments,
)
from opencaio.engines.risk import State as At
from opencaio.packs.risks import load_criteria
from opencaio.record.models import Risk, RiskControl

NUMBERS = ("frequency_low", "frequency_likely", "frequency_high", "magnitude_low", "magnitude_likely", "magnitude_high")
IN_PLACE = "in_place"
"""Only a control that is wholly in place counts for the present; one that is partly so counts for the plan."""


def with_treatments(rows: QuerySet[Risk]) -> QuerySet[Risk]:
    """The risks with their treatments and the controls behind these, in two more queries."""
    standing = RiskControl.objects.filter(retired_at=None, control__retired_at=None).select_related("control")
    return rows.prefetch_related(Prefetch("treatments", queryset=standing, to_attr="standing_treatments"))


def scenario_of(row: Risk) -> Scenario | None:
    """What the engine computes with; None while frequency or magnitude is not estimated. Raises BadInput."""
    numbers = [getattr(row, name) for name in NUMBERS]
    if any(one is None for one in numbers):
        return None
    return Scenario(
        key=row.code,
        frequency=Estimate(*numbers[:3]),
        magnitude=Estimate(*numbers[3:]),
        shape=cast(Shape, row.magnitude_shape),
        treatments=tuple(_treatment(one) for one in treatments_of(row)),
    )


def treatments_of(row: Risk) -> list[RiskControl]:
    """The treatments that stand, by code of the control."""
    held: Any = getattr(row, "standing_treatments", None)
    if held is None and row.pk is None:
        return []
    if held is None:
        held = row.treatments.filter(retired_at=None, control__retired_at=None).select_related("control")
    return sorted(held, key=lambda one: one.control.code)


def _treatment(one: RiskControl) -> Treatment:
    return Treatment(
        key=one.control.code,
        frequency=one.frequency_factor,
        magnitude=one.magnitude_factor,
        in_place=one.control.status == IN_PLACE,
    )


def expected(row: Risk, state: At = "current") -> Decimal | None:
    """The expected annual loss, exact; None where nothing is estimated."""
    scenario = scenario_of(row)
    if scenario is None:
        return None
    return Decimal(repr(moments(scenario, state).mean)).quantize(Decimal("0.01"))


@lru_cache(maxsize=512)
def measured(scenario: Scenario, *, years: int = YEARS, seed: int = SEED) -> Measured:
    """The annual loss of one risk, computed once for equal inputs."""
    return measure(scenario, years=years, seed=seed)


def portfolio(rows: Iterable[Risk], *, years: int = YEARS, seed: int = SEED) -> Portfolio | None:
    """The annual loss of those of the risks that are estimated; None where none is."""
    found = [scenario_of(row) for row in rows]
    scenarios = tuple(sorted((one for one in found if one is not None), key=lambda one: one.key))
    return _portfolio(scenarios, years, seed) if scenarios else None


@lru_cache(maxsize=32)
def _portfolio(scenarios: tuple[Scenario, ...], years: int, seed: int) -> Portfolio:
    return measure_portfolio(scenarios, years=years, seed=seed)


def level_of(likelihood: int | None, impact: int | None) -> Step | None:
    """The level of a cell of the matrix; None while one of the two is not said."""
    if likelihood is None or impact is None:
        return None
    return load_criteria().matrix.level(likelihood, impact)


def left_of(row: Risk) -> tuple[int | None, int | None]:
    """Likelihood and impact with the controls that work now; as without any where nothing else is said."""
    return row.residual_likelihood or row.likelihood, row.residual_impact or row.impact
