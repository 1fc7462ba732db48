"""How do the values of cases come out when every input is drawn at once, with the factors that they share?

Gaussian copula: an input's normal is the weighted sum of the factors it names and of its own. The draws of a factor
depend on the seed alone, those of an input on seed, case and line: a case has the same draws alone and among 300.
Flows are linear in the lines, so that a draw costs one product a line. What fails technically, or is ended by the
stop rule, brings no benefit and costs nothing to run; what is ended has cost the stop rule's multiple.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.value.assumptions import Assumptions
from opencaio.engines.value.distributions import Draws, fit, with_tail
from opencaio.engines.value.flows import Yearly, discounts, net, shifted
from opencaio.engines.value.model import BUILD, PRODUCTIVITY, Case, Line, Range, check

DRAWS = 10_000
SEED = 20_261_122
MOST_DRAWS = 100_000


@dataclass(frozen=True)
class Simulated:
    """One NPV a draw, and in which draws the work failed or was stopped.

    ``overrun``: cost of building it / its plan; ``built``: present value of that cost, what is lost by a failure.
    """

    npv: Draws
    built: Draws
    failed: NDArray[np.bool_]
    stopped: NDArray[np.bool_]
    overrun: Draws


class Sources:
    """Where the normals of a run come from: ``count`` a source, by seed and name."""

    def __init__(self, *, count: int, seed: int) -> None:
        self.count, self.seed = count, seed
        self._factors: dict[str, Draws] = {}

    def own(self, *names: str) -> Draws:
        """The normals of one input."""
        return self._stream(*names).standard_normal(self.count)

    def chances(self, *names: str) -> Draws:
        """Uniform numbers for what happens or does not."""
        return self._stream(*names).random(self.count)

    def normals(self, line_names: tuple[str, ...], factors: tuple[str, ...], weight: float) -> Draws:
        """The normals of an input that shares ``factors``; ``weight`` is its correlation with them together."""
        own = self.own(*line_names)
        if not factors or weight == 0:
            return own
        shared = np.sum([self._factor(name) for name in factors], axis=0) / np.sqrt(len(factors))
        return np.asarray(weight * shared + np.sqrt(1 - weight**2) * own)

    def _factor(self, name: str) -> Draws:
        bare = name.lstrip("-")
        if bare not in self._factors:
            self._factors[bare] = self.own("factor", bare)
        return -self._factors[bare] if name.startswith("-") else self._factors[bare]

    def _stream(self, *names: str) -> np.random.Generator:
        mark = hashlib.blake2b("\0".join(names).encode(), digest_size=16).digest()
        return np.random.Generator(np.random.SFC64([self.seed, int.from_bytes(mark)]))


def simulate(
    cases: Iterable[Case], assumptions: Assumptions, *, draws: int = DRAWS, seed: int = SEED
) -> dict[str, Simulated]:
    """The values of the cases under the same draws of the factors, by key of case. Raises BadInput for a bad case."""
    sources = Sources(count=min(max(draws, 100), MOST_DRAWS), seed=seed)
    return {case.key: _Run(check(case), assumptions, sources).simulated() for case in cases}


class _Run:
    """One case under one set of draws."""

    def __init__(self, case: Case, assumptions: Assumptions, sources: Sources) -> None:
        self.case, self.assumptions, self.sources = case, assumptions, sources
        self.discounts = discounts(case, assumptions)

    def simulated(self) -> Simulated:
        stop = float(self.case.stop_rule or self.assumptions.stop_rule)
        spent, plan, build = self._build()
        overrun = spent / plan if plan > 0 else np.ones(self.sources.count)
        stopped, failed = overrun > stop, self._failed()
        build = np.where(stopped, build * (stop / np.maximum(overrun, stop)), build)
        live = ~(failed | stopped)
        return Simulated(build + live * self._rest(), build, failed, stopped, np.minimum(overrun, stop))

    def _build(self) -> tuple[Draws, float, Draws]:
        """Undiscounted cost drawn, as planned (every P50), and its present value after tax."""
        spent, plan, worth = np.zeros(self.sources.count), 0.0, np.zeros(self.sources.count)
        for line in self.case.counted():
            if line.kind != BUILD:
                continue
            drawn, times = self._drawn(line), max(len(line.years), 1)
            spent, plan = spent + drawn * times, plan + float(_of(line).p50) * times
            worth += drawn * self._weight(net(line, self.case, self.assumptions))
        return spent, plan, worth

    def _rest(self) -> Draws:
        """Present value of benefits and run costs where the work succeeds."""
        total, late = np.zeros(self.sources.count), self._late
        for line in self.case.counted():
            if line.kind == BUILD:
                continue
            yearly = net(line, self.case, self.assumptions)
            weight = self._late_weight(yearly, late) if line.is_benefit and late is not None else self._weight(yearly)
            worth = self._drawn(line) * weight * (self._kept(line.kind) if line.is_benefit else 1.0)
            total += worth * self._realisation if line.kind == PRODUCTIVITY else worth
        return total

    def _drawn(self, line: Line) -> Draws:
        told = _of(line)
        body = fit(told)
        if body.name == "fixed":
            return np.full(self.sources.count, body.terms[0])
        z = self._normals("line", line.key, factors=line.factors)
        if line.kind == BUILD and self.case.tail is not None:
            return with_tail(body, told, exponent=float(self.case.tail), z=z)
        return body.at(z)

    @cached_property
    def _realisation(self) -> Draws:
        told = realisation(self.assumptions)
        return np.clip(fit(told).at(self._normals("realisation", factors=("adoption",))), 0.0, 1.0)

    def _kept(self, kind: str) -> Draws | float:
        """The part of plans of this kind that is kept: one draw for all its lines, never below nothing."""
        share = self.case.kept_of(kind)
        if share is None or share.is_fixed:
            return 1.0 if share is None else float(share.p50)
        return np.maximum(fit(share).at(self._normals("kept", kind, factors=())), 0.0)

    @cached_property
    def _late(self) -> Draws | None:
        """Years by which benefits are late; more late where the technology disappoints."""
        if self.case.late is None:
            return None
        drawn = fit(self.case.late).at(self._normals("late", factors=("-technology",)))
        return np.clip(drawn, 0.0, self.case.years)

    def _failed(self) -> NDArray[np.bool_]:
        chance = float(self.case.technical_success)
        if chance >= 1:
            return np.zeros(self.sources.count, dtype=bool)
        return self.sources.chances(self.case.key, "success") >= chance

    def _weight(self, yearly: Yearly) -> float:
        return float(yearly @ self.discounts)

    def _late_weight(self, yearly: Yearly, late: Draws) -> Draws:
        """Present value is piecewise linear in the delay, with a knot at each whole year."""
        knots = np.arange(self.case.years + 1)
        return np.interp(late, knots, [self._weight(shifted(yearly, float(one))) for one in knots])

    def _normals(self, *names: str, factors: tuple[str, ...]) -> Draws:
        return self.sources.normals((self.case.key, *names), factors, float(self.assumptions.factor_weight))


def realisation(assumptions: Assumptions) -> Range:
    """The realisation of productivity as a range."""
    return Range(assumptions.realisation_low, assumptions.realisation, assumptions.realisation_high)


def _of(line: Line) -> Range:
    if line.amount is None:
        raise AssertionError(line.key)
    return line.amount
