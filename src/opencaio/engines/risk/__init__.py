"""How large is a risk, in words and in money, before and after what is done against it?"""

from opencaio.engines.risk.distributions import Lognormal, Pert, magnitude_of, pert
from opencaio.engines.risk.matrix import Matrix, Step, check_residual
from opencaio.engines.risk.measure import Loss, Measured, Point, chance_above, loss_at, measure
from opencaio.engines.risk.model import (
    ENGINE_VERSION,
    STATES,
    Estimate,
    Scenario,
    Shape,
    State,
    Treatment,
    amount_in,
    digest,
)
from opencaio.engines.risk.portfolio import Part, Portfolio, measure_portfolio
from opencaio.engines.risk.simulate import SEED, YEARS, Years, moments, simulate

__all__ = [
    "ENGINE_VERSION",
    "SEED",
    "STATES",
    "YEARS",
    "Estimate",
    "Lognormal",
    "Loss",
    "Matrix",
    "Measured",
    "Part",
    "Pert",
    "Point",
    "Portfolio",
    "Scenario",
    "Shape",
    "State",
    "Step",
    "Treatment",
    "Years",
    "amount_in",
    "chance_above",
    "check_residual",
    "digest",
    "loss_at",
    "magnitude_of",
    "measure",
    "measure_portfolio",
    "moments",
    "pert",
    "simulate",
]
