"""What is one case worth, in every figure that a finance chief asks for, and what should make him doubt it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from opencaio.engines.value import returns
from opencaio.engines.value.assumptions import Assumptions
from opencaio.engines.value.delay import Delay, delay
from opencaio.engines.value.doubts import doubts
from opencaio.engines.value.flows import Flows, discounts
from opencaio.engines.value.model import BENEFITS, ENGINE_VERSION, Case, digest
from opencaio.engines.value.options import Gates, gates
from opencaio.engines.value.reference import ReferenceClass
from opencaio.engines.value.sensitivity import Swing, planned, tornado
from opencaio.engines.value.simulate import DRAWS, SEED, Simulated, simulate

WORST = 0.1
SHARES = (0.1, 0.5, 0.9)
SURE = NormalDist().inv_cdf(0.975)
BINS = 40


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of the value: quantiles, mean with its standard error, the chance of a loss, the worst tenth.

    ``between``: for P10, P50 and P90, where each lies in 95 of 100 such runs (order statistics: David and Nagaraja,
    Order Statistics, 2003, section 7.1). ``cvar10`` is the mean of the worst tenth of all draws. ``edges`` (one more
    than ``counts``) and ``counts`` are the histogram between the 0.5th and the 99.5th percentile; what lies beyond
    falls into the outer bins.
    """

    p10: float
    p50: float
    p90: float
    expected: float
    error: float
    loss: float
    cvar10: float
    failed: float
    stopped: float
    over_half: float
    between: tuple[tuple[float, float], ...]
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Valuation:
    """The value of a case: as planned (every input at its P50) and as drawn.

    ``kinds``: present value before tax of each kind of benefit, as planned; strategic benefit is in none of them.
    ``index`` is NPV and investment over investment, ``invested`` the present value of capital expenditure and build.
    """

    key: str
    spread: Spread
    flows: Flows
    discounted: tuple[float, ...]
    npv: float
    irr: returns.Rate
    mirr: returns.Rate
    payback: returns.Payback
    discounted_payback: returns.Payback
    index: float | None
    invested: float
    peak_cash: float
    kinds: Mapping[str, float]
    delay: Delay
    tornado: tuple[Swing, ...]
    gates: Gates | None
    rate: float
    warnings: tuple[str, ...]
    digest: str
    draws: int
    seed: int
    engine: str = ENGINE_VERSION


def value(
    case: Case,
    assumptions: Assumptions,
    *,
    known: ReferenceClass | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Valuation:
    """Every figure of a case; equal inputs, seed and engine give equal figures. Raises BadInput for a bad case."""
    drawn = simulate((case,), assumptions, draws=draws, seed=seed)[case.key]
    told, factors = planned(case, assumptions), discounts(case, assumptions)
    net, rate, at = told.net.tolist(), float(assumptions.rate(case.horizon)), float(assumptions.flow_at)
    invested = float((told.capex + told.by_kind.get("build", 0)) @ factors)
    worth = float(told.net @ factors)
    return Valuation(
        key=case.key,
        spread=spread(drawn),
        flows=told,
        discounted=tuple(float(one) for one in told.net * factors),
        npv=worth,
        irr=returns.irr(net),
        mirr=returns.mirr(net, finance=rate, reinvest=rate),
        payback=returns.payback(net),
        discounted_payback=returns.payback(net, rate=rate, first=at),
        index=returns.profitability_index(worth, invested),
        invested=invested,
        peak_cash=returns.peak_cash(net),
        kinds={kind: float(one @ factors) for kind, one in told.by_kind.items() if kind in BENEFITS},
        delay=delay(case, assumptions),
        tornado=tornado(case, assumptions),
        gates=_gates(case, drawn, rate),
        rate=rate,
        warnings=doubts(case, assumptions, told, known),
        digest=digest(case, assumptions, draws=draws, seed=seed),
        draws=len(drawn.npv),
        seed=seed,
    )


def spread(drawn: Simulated) -> Spread:
    """What the draws say of the value."""
    npv = np.sort(drawn.npv)
    low, mid, high = (float(one) for one in np.quantile(npv, SHARES))
    worst = max(round(WORST * npv.size), 1)
    edges, counts = _histogram(npv)
    return Spread(
        p10=low,
        p50=mid,
        p90=high,
        expected=float(npv.mean()),
        error=float(npv.std(ddof=1) / np.sqrt(npv.size)),
        loss=float(np.mean(npv < 0)),
        cvar10=float(npv[:worst].mean()),
        failed=float(drawn.failed.mean()),
        stopped=float(drawn.stopped.mean()),
        over_half=float(np.mean(drawn.overrun > 1.5)),
        between=tuple(_between(npv, share) for share in SHARES),
        edges=edges,
        counts=counts,
    )


def _between(ordered: np.ndarray, share: float) -> tuple[float, float]:
    """Where a quantile lies in 95 of 100 runs, whatever the distribution."""
    size = ordered.size
    half = SURE * np.sqrt(size * share * (1 - share))
    first, last = np.clip([np.floor(size * share - half), np.ceil(size * share + half)], 0, size - 1).astype(int)
    return float(ordered[first]), float(ordered[last])


def _histogram(npv: np.ndarray) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """With an edge at nothing where it lies inside, so that the chance of a loss can be shaded exactly."""
    low, high = np.quantile(npv, (0.005, 0.995))
    if high - low < 1e-9:
        return (float(low), float(low)), (int(npv.size),)
    width = (high - low) / BINS
    start = low if not low < 0 < high else -width * np.ceil(-low / width)
    edges = start + width * np.arange(BINS + 2)
    counts = np.histogram(np.clip(npv, edges[0], edges[-1]), bins=edges)[0]
    return tuple(float(one) for one in edges), tuple(int(one) for one in counts)


def _gates(case: Case, drawn: Simulated, rate: float) -> Gates | None:
    if not case.stages:
        return None
    success, failure = float(drawn.npv.mean()), float(drawn.built.mean())
    return gates(case.stages, success=success, failure=failure, salvage=float(case.salvage), rate=rate)
