"""What would a little more or less of a budget or of a skill be worth?"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np

from opencaio.engines.portfolio.explained import Interval, Marginal
from opencaio.engines.portfolio.named import Limit, limits_of, relax
from opencaio.engines.portfolio.pricing import ZERO, as_amount
from opencaio.engines.portfolio.probing import Change, Look, Probe
from opencaio.engines.portfolio.standing import Standing, upward

STEP = Decimal("0.05")
"""Of a budget's limit; of a skill it is one person in every period."""


class Marginals:
    """For each budget and skill an interval by two looks, and the linear model's price as an estimate."""

    def __init__(self, probe: Probe, standing: Standing) -> None:
        self.probe, self.standing = probe, standing
        limits = limits_of(probe.problem)
        names = [probe.matrix.names[group] for group in probe.matrix.group]
        self.rows: dict[str, list[int]] = {}
        for row, name in enumerate(names):
            if name in limits and limits[name].kind in ("budget", "skill"):
                self.rows.setdefault(name, []).append(row)
        self.limits = limits
        self.found = {name: self._at_once(name, limits[name]) for name in self.rows}

    def all(self) -> tuple[Marginal, ...]:
        """Budgets first, then skills."""
        return tuple(self.found.values())

    def looks(self) -> Iterator[None]:
        """Two quick looks for each limit, the dearest by the estimate first; then full ones."""
        order = sorted(self.rows, key=lambda one: (-(self.found[one].estimate or ZERO), one))
        for is_quick in (False,) if self.probe.is_small else (True, False):
            for name in order:
                yield from self._measure(name, is_quick=is_quick)

    def _at_once(self, name: str, limit: Limit) -> Marginal:
        relaxed, scale = self.probe.relaxed, self.probe.matrix.scale
        price = sum(float(relaxed.prices[row] * scale[row]) for row in self.rows[name]) if relaxed else None
        step = self._step(name, limit)
        unit = "thousand" if limit.kind == "budget" else "person in every period"
        # The linear model's value is concave in a limit: its price bounds what more of it can bring.
        high = None
        if relaxed and price is not None:
            above = upward(relaxed.value + price * float(step))
            high = _per(max(ZERO, above - self.standing.low), step)
        interval = Interval(ZERO, high)
        kind = "budget" if limit.kind == "budget" else "skill"
        estimate = None if price is None else as_amount(price)
        return Marginal(name, kind, unit, step, interval, estimate, sides="more")  # type: ignore[arg-type]

    def _step(self, name: str, limit: Limit) -> Decimal:
        if limit.kind == "skill":
            return Decimal(1)
        budget = next(one for one in self.probe.problem.budgets if one.name == name)
        return max(Decimal(1), (budget.limit * STEP).quantize(Decimal(1)))

    def _measure(self, name: str, *, is_quick: bool) -> Iterator[None]:
        """The two plans; with the first alone the interval holds what is gained by more."""
        told = self.found[name]
        more, more_value = self._at(name, told.step, is_quick=is_quick)
        high = upward(more.bound)
        gained = Interval(
            _per(max(ZERO, (more_value or ZERO) - self.standing.high), told.step),
            _per(max(ZERO, high - self.standing.low), told.step),
        )
        if is_quick or not told.is_solved:
            self.found[name] = replace(told, interval=gained, is_solved=True, sides="more")
        yield
        if not self._can_give(name, told.step):
            return
        less, less_value = self._at(name, -told.step, is_quick=is_quick)
        if less_value is None:
            yield
            return
        low = min(upward(less.bound), self.standing.high)
        both = Interval(
            _per(max(ZERO, max(more_value or ZERO, self.standing.low) - low), 2 * told.step),
            _per(max(ZERO, high - less_value), 2 * told.step),
        )
        self.found[name] = replace(told, interval=both, is_solved=True, sides="both")
        yield

    def _can_give(self, name: str, step: Decimal) -> bool:
        limit = self.limits[name]
        if limit.kind == "budget":
            return next(one.limit for one in self.probe.problem.budgets if one.name == name) >= step
        skill = next(one for one in self.probe.problem.skills if one.name == limit.key[0])
        return all(part >= step for part in skill.capacity)

    def _at(self, name: str, step: Decimal, *, is_quick: bool) -> tuple[Look, Decimal | None]:
        """A look with the limit wider by ``step`` (less: narrower), and the value of the plan found."""
        probe, relaxed = self.probe, relax(self.probe.problem, [(name, step)])
        highs = {
            row: float(probe.matrix.row_high[row] + float(step) * probe.matrix.scale[row]) for row in self.rows[name]
        }
        known = probe.columns if step > 0 else None
        look = probe.look(Change(row_high=highs, column_high=self._kept(name, step)), known=known, is_quick=is_quick)
        plan = probe.plan(look.columns, problem=relaxed)
        if plan is None and step > 0:
            return look, self.standing.low
        return look, None if plan is None else plan[1]

    def _kept(self, name: str, step: Decimal) -> dict[int, float]:
        """What may be kept of a budget for the next year moves with its limit."""
        limit, probe = self.limits[name], self.probe
        if limit.kind == "skill":
            return {}
        budget = next(one for one in probe.problem.budgets if one.name == name)
        following = f"budget {budget.line} {budget.year + 1}"
        if not budget.carry or following not in self.rows:
            return {}
        entries = probe.matrix.entries[[self.rows[name][0], self.rows[following][0]]].tocsc()
        both = np.flatnonzero(np.asarray((entries[[0]] > 0).multiply(entries[[1]] < 0).todense()).ravel())
        room = float(max(ZERO, budget.carry * (budget.limit + step)))
        return {int(column): room for column in both if column >= probe.built.extra}


def _per(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal("0.001"), rounding="ROUND_HALF_EVEN")


__all__ = ["Marginals"]
