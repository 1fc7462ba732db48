"""What is an initiative worth in money, with which chance, and what follows from the uncertainty?"""

from opencaio.engines.value.assumptions import HORIZONS, KEYS, Assumptions, Key, read_assumptions, unusual
from opencaio.engines.value.delay import Delay, delay
from opencaio.engines.value.distributions import Fitted, fit
from opencaio.engines.value.flows import Flows, discounts
from opencaio.engines.value.measure import Spread, Valuation, spread, value
from opencaio.engines.value.model import (
    BENEFITS,
    BUILD,
    COSTS,
    ENGINE_VERSION,
    FACTORS,
    RUN_COSTS,
    STRATEGIC,
    Case,
    Kept,
    Line,
    Range,
    Stage,
    check,
    digest,
)
from opencaio.engines.value.options import Gates, gates
from opencaio.engines.value.promises import promised
from opencaio.engines.value.reference import ReferenceClass, outside_view, tail_exponent
from opencaio.engines.value.returns import irr, mirr, npv, payback, peak_cash, profitability_index
from opencaio.engines.value.sensitivity import Swing, planned, planned_value, tornado
from opencaio.engines.value.shrinkage import Estimate, Shrunk, disappointment, error_of, shrink
from opencaio.engines.value.simulate import DRAWS, SEED, Simulated, simulate

__all__ = [
    "BENEFITS",
    "BUILD",
    "COSTS",
    "DRAWS",
    "ENGINE_VERSION",
    "FACTORS",
    "HORIZONS",
    "KEYS",
    "RUN_COSTS",
    "SEED",
    "STRATEGIC",
    "Assumptions",
    "Case",
    "Delay",
    "Estimate",
    "Fitted",
    "Flows",
    "Gates",
    "Kept",
    "Key",
    "Line",
    "Range",
    "ReferenceClass",
    "Shrunk",
    "Simulated",
    "Spread",
    "Stage",
    "Swing",
    "Valuation",
    "check",
    "delay",
    "digest",
    "disappointment",
    "discounts",
    "error_of",
    "fit",
    "gates",
    "irr",
    "mirr",
    "npv",
    "outside_view",
    "payback",
    "peak_cash",
    "planned",
    "planned_value",
    "profitability_index",
    "promised",
    "read_assumptions",
    "shrink",
    "simulate",
    "spread",
    "tail_exponent",
    "tornado",
    "unusual",
    "value",
]
