"""Which plan is worth most, and how far from the best possible can it be?

A greedy start, then rounds of large-neighbourhood search: HiGHS re-plans a part of the initiatives while the others
stay. Beside it, in a second thread, branch and bound brings the bound down. Work is counted in rounds and in steps of
the proof, never in time, so that a run can be repeated: ``work`` = rounds + 1,000,000 x (steps of the proof + 1); 0
where time ended before the relaxation, so that only a plan by prices was made.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

import highspy
import numpy as np

from opencaio.engines.portfolio import accounts, checking, model, parts, starting, steadiness
from opencaio.engines.portfolio.breeding import Breeding, is_knapsack
from opencaio.engines.portfolio.claims import BRANCH_AND_BOUND, PART, RELAXATION, Claims, contradicts
from opencaio.engines.portfolio.growing import relax_growing
from opencaio.engines.portfolio.model import Model
from opencaio.engines.portfolio.neighbourhoods import OPENING, Neighbourhoods
from opencaio.engines.portfolio.problem import Answer, Decisions, Problem
from opencaio.engines.portfolio.proving import Proof
from opencaio.engines.portfolio.relaxing import NOT_SOLVED, Relaxation, relax
from opencaio.engines.portfolio.sparse import INFINITY, Floats
from opencaio.engines.portfolio.watching import Limits, Progress, Timer, Watch, gap_of

SOLVER = "highs " + ".".join(highspy.Highs().version().split(".")[:2])
DEFAULT_SECONDS = 20.0
MILLION = 1_000_000
# Every so many rounds the search sees the plans that the proof had after its steps for these rounds.
SHARED_EVERY = 5
PROOF_AFTER = 6
LARGEST_PROOF = 8_000
# With so many starts the relaxation is solved faster from a few of them.
GROWN_FROM = 1_500
FIRST_SIZE = 300.0
NODES = 500
# Of the solver, in each round: many short rounds reach more than a few long ones.
STEPS = 100
# Of the first round, which sees most of what the relaxation uses.
OPENING_STEPS = 120
# Knapsacks: of so many rounds all but one are generations of plans; smaller ones are solved whole.
BRED_OF, SMALL = 4, 60
# Of the seconds, what is kept for a first plan where the relaxation takes too long.
FOR_FIRST = 0.4
# Two plans less than this apart (thousands) are worth the same.
EQUAL = 1e-6


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 1,
    timer: Timer | None = None,
    progress: Watch | None = None,
    stay_close: bool = False,
) -> Answer:
    """The best plan found within ``seconds`` by ``timer``, or within ``work`` units; checked to the last digit.

    Only the first plan may come later, by at most as many seconds again: rather a late one than none.
    Without ``work`` and without a timer, twenty units are done. Equal problem, work and seed give an equal plan.
    ``progress`` is told of every better plan and may return False to stop. ``stay_close``: within 0.5 % of the value
    found, the plan that departs least from ``problem.previous``.
    """
    if work is None and timer is None:
        work = 20
    limit = INFINITY if work is not None and seconds is None else float(DEFAULT_SECONDS if seconds is None else seconds)
    aside = 0.2 if stay_close and problem.previous else 0.0
    limits = Limits(timer, limit * (1 - aside), progress)
    search = _Search(problem, limits, seed=seed, work=work)
    search.run()
    limits.seconds = limit
    if aside and search.plans:
        search.stay_close()
    answer = search.answer()
    return _explained(problem, answer, limits) if answer.status == "infeasible" else answer


def _explained(problem: Problem, answer: Answer, limits: Limits) -> Answer:
    """The answer with a minimal conflict and a smallest way out."""
    # Imported here since the explanations use the search.
    from opencaio.engines.portfolio.conflicts import explain_infeasible

    found = explain_infeasible(problem, seconds=min(5.0, max(2.0, limits.left())), timer=limits.timer)
    return replace(answer, conflict=found.groups, relaxation=found.relaxation, seconds=limits.spent())


@dataclass
class _Search:
    problem: Problem
    limits: Limits
    seed: int
    work: int | None
    rounds: int = 0
    opened: bool = False
    by_prices: bool = False
    status: Literal["", "optimal", "infeasible"] = ""
    plans: list[Floats] = field(default_factory=list)
    value: float = -INFINITY
    claims: Claims = field(default_factory=Claims)
    relaxation: Relaxation | None = None
    proof: Proof | None = None
    breeding: Breeding | None = None

    def run(self) -> None:
        """Everything, until proven, out of time or out of work."""
        self.model = model.build(self.problem)
        self.matrix = self.model.matrix
        self.pace = _pace(self.model)
        self.most_rounds, self.most_steps = _split(self.work, self.pace)
        try:
            self._begin()
            while not self.status and self._may_go_on():
                if not self._round():
                    break
            self._await_proof()
        finally:
            if self.proof:
                self.proof.halt()
        self._take_proof()

    # ------------------------------------------------------------------------------------------------- beginning

    def _begin(self) -> None:
        """The relaxation and a plan guided by it; a plan by prices alone where the relaxation is cut short."""
        found = self._relaxed() if self.work != 0 else NOT_SOLVED
        if found.status == "infeasible":
            self.status = "infeasible"
            self._face_previous()
        if found.status != "solved":
            self.by_prices = found.status == "unknown"
            if not self.plans and not self.status:
                self._offer(starting.first_plan(self.model, None, seed=self.seed, stop=self._too_late))
            return
        self.relaxation = found
        self.hear(found.bound, source=RELAXATION)
        whole = self.matrix.whole
        if np.abs(found.columns[whole] - np.rint(found.columns[whole])).max(initial=0.0) < 1e-9:
            self._offer(found.columns)
        else:
            self._offer_first(found)
        self._close()
        if is_knapsack(self.matrix) and not self.status and self.model.extra > SMALL:
            self.breeding = Breeding(self.matrix, found, seed=self.seed)
        rng = np.random.default_rng(self.seed)
        self.near = Neighbourhoods(self.model, found, FIRST_SIZE, rng)

    def _offer_first(self, found: Relaxation) -> None:
        """A plan guided by the relaxation; where branch and bound is worth its time, the best ones near it, as the
        first rounds."""
        columns = starting.first_plan(self.model, found, seed=self.seed, stop=self._too_late)
        if self.model.extra > LARGEST_PROOF:
            self._offer(columns)
        if columns is not None and not is_knapsack(self.matrix):
            self._offer_near(found, columns)
        self._offer(columns)

    def _offer_near(self, found: Relaxation, columns: Floats) -> None:
        """The best plans of the parts around this one, as soon as they are worth being shown."""
        known = float(self.matrix.cost @ columns)
        least = known + starting.ENOUGH * abs(known)
        sizes = starting.sizes(self.model)
        for many in sizes if sizes[-1] < self.model.extra else ():
            if not self._may_go_on():
                return
            outcome = starting.nearby(
                self.model, found, columns, many=many, seed=self.seed, seconds=self.limits.left(), stop=self.limits.over
            )
            if outcome.cut_short:
                return
            columns = columns if outcome.columns is None else outcome.columns
            if self.plans or outcome.value >= least or many == sizes[-1]:
                self._offer(columns)
            self._count()

    def _relaxed(self) -> Relaxation:
        limits = self.limits
        # Counted work is repeated to the last step: the clock takes nothing from it.
        kept = FOR_FIRST * limits.seconds if limits.timer and self.work is None else 0.0

        def stop() -> bool:
            return limits.over() or limits.left() <= kept

        if self.model.extra < GROWN_FROM:
            return relax(self.matrix, seed=self.seed, seconds=limits.left() - kept, stop=stop)
        return relax_growing(self.model, seed=self.seed, seconds=limits.left() - kept, stop=stop)

    def _too_late(self) -> bool:
        """Even for the first plan, which may be late."""
        self.limits.tell()
        return self.limits.cancelled or self.limits.left() <= -self.limits.seconds

    def _may_go_on(self) -> bool:
        if self.relaxation is None or self.rounds >= self.most_rounds or self.limits.over():
            return False
        proof = self.proof
        return self.work is not None or proof is None or proof.running() or not proof.status or self._is_wrong(proof)

    # ------------------------------------------------------------------------------------------------- rounds

    def _round(self) -> bool:
        """Re-plan one part; False if the clock cut it short, so that it does not count."""
        if not self.plans:
            return self._search_first()
        if self.breeding and self.rounds % BRED_OF != BRED_OF - 1:
            return self._breed(self.breeding)
        opening = not self.opened and FIRST_SIZE < self.model.extra <= LARGEST_PROOF
        kind = OPENING if opening else self.near.draw()
        columns = self.plans[-1]
        loose = self.near.loose(kind, columns)
        low, high = self.matrix.low.copy(), self.matrix.high.copy()
        held = np.flatnonzero(~loose)
        low[held] = high[held] = np.rint(columns[held])
        outcome = parts.solve_part(
            self.matrix,
            low=low,
            high=high,
            known=columns,
            nodes=NODES,
            steps=OPENING_STEPS if opening else STEPS,
            seed=self.seed + self.rounds,
            seconds=self.limits.left(),
            stop=self.limits.over,
        )
        if outcome.cut_short:
            return False
        self.opened = True
        if outcome.contradicted:
            self._doubt(PART, claimed=outcome.value)
        gained = self._offer(outcome.columns)
        if not opening:
            self.near.learn(kind, gained=gained, proven=outcome.proven, effort=outcome.steps)
        if outcome.proven and loose.all():
            self.status = "optimal"
        self._count()
        return True

    def _breed(self, breeding: Breeding) -> bool:
        """A knapsack: generations of plans instead of a part solved anew."""
        columns = breeding.generations(stop=self.limits.over)
        if columns is None:
            return False
        self._offer(columns)
        self._count()
        return True

    def _search_first(self) -> bool:
        """No plan yet: branch and bound on the whole model, a little more in each round."""
        outcome = parts.solve_part(
            self.matrix,
            low=self.matrix.low,
            high=self.matrix.high,
            known=None,
            nodes=20 * 4 ** min(self.rounds, 12),
            seed=self.seed,
            seconds=self.limits.left(),
            stop=self.limits.over,
        )
        if outcome.columns is not None:
            self._offer(outcome.columns)
        if outcome.cut_short:
            return False
        if outcome.proven:
            self.status = "optimal" if self.plans else "infeasible"
        self._count()
        return True

    def _count(self) -> None:
        self.rounds += 1
        if self.rounds >= PROOF_AFTER and self.plans and not self.status:
            self._prove()
        if self.proof:
            if not self._is_wrong(self.proof):
                self.limits.know(bound=self.proof.bound)
            if self.rounds % SHARED_EVERY == 0:
                self._share(self.proof)
        self.limits.know(work=self.rounds)
        self._close()

    def _share(self, proof: Proof) -> None:
        step = self.pace * self.rounds
        while not proof.reached(step) and not self.limits.over():
            proof.wait(0.02)
        self._offer(proof.best(until=step))

    def _offer(self, columns: Floats | None) -> bool:
        """Take a plan if it is better than the last one and truly keeps its rows."""
        if columns is None:
            return False
        columns = columns.copy()
        whole = self.matrix.whole
        columns[whole] = np.rint(columns[whole])
        value = float(self.matrix.cost @ columns)
        if value <= self.value + EQUAL:
            return False
        self.plans = [*self.plans[-7:], columns]
        self.value = value
        self.limits.know(value=value)
        return True

    def _close(self) -> None:
        """Done if no plan can be worth more."""
        self._settle()
        if not self.status and self.plans and self.claims.bound <= self.value + 1e-6 * max(1.0, abs(self.value)):
            self.status = "optimal"

    # ------------------------------------------------------------------------------------------------- the proof

    def _prove(self) -> None:
        if self.proof is None and self.model.extra <= LARGEST_PROOF:
            seconds = self.limits.left()
            self.proof = Proof(
                self.matrix, known=self.plans[-1], seed=self.seed, steps=self.most_steps, seconds=seconds
            )

    def _await_proof(self) -> None:
        """Where work is counted, the proof does its share to the end."""
        while self.proof and self.work is not None and not self.status and self.proof.running():
            if self.limits.over():
                return
            self.proof.wait(0.1)

    def _take_proof(self) -> None:
        proof = self.proof
        if proof is None:
            return
        self._offer(proof.best())
        self.hear(-INFINITY if proof.status == "infeasible" else proof.bound, source=BRANCH_AND_BOUND)
        self._close()
        if proof.status == "optimal" and not self.status and BRANCH_AND_BOUND in self.claims.bounds:
            self.status = "optimal"

    # ------------------------------------------------------------------------------------------------- contradictions

    def hear(self, bound: float, *, source: str) -> None:
        """A bound that a solver claims; dropped where the best plan, checked, contradicts it."""
        self.claims.hear(bound, source=source)
        self._settle()
        if self.claims.bound < INFINITY:
            self.limits.know(bound=self.claims.bound)

    def _settle(self) -> None:
        """Where a bound and the best plan contradict each other, the checker says which of the two goes."""
        while self.plans and contradicts(self.claims.bound, self.value):
            decisions = self._checked(self.plans[-1])
            if decisions is not None:
                self.claims.face(float(accounts.value_of(self.problem, decisions)))
                self.limits.bound = None if self.claims.bound == INFINITY else self.claims.bound
                return
            self.plans.pop()
            self.value = float(self.matrix.cost @ self.plans[-1]) if self.plans else -INFINITY

    def _is_wrong(self, proof: Proof) -> bool:
        """Does the proof contradict the best plan?"""
        return bool(self.plans) and (proof.status == "infeasible" or contradicts(proof.bound, self.value))

    def _doubt(self, source: str, *, claimed: float) -> None:
        """A part was called impossible, or worth less, though the best plan lies in it."""
        if self._checked(self.plans[-1]) is not None:
            self.claims.refute(source, bound=claimed, value=self.value)

    def _face_previous(self) -> None:
        """No plan at all, says the relaxation: not if the last approved plan still keeps every limit."""
        decisions = Decisions(dict(self.problem.previous))
        if self.problem.previous and not checking.check(self.problem, decisions):
            self.claims.hear(-INFINITY, source=RELAXATION)
            self.claims.face(float(accounts.value_of(self.problem, decisions)))
            self.status = ""

    def stay_close(self) -> None:
        """Give up to 0.5 % of the value for staying near the previous plan."""
        limits = self.limits
        found = steadiness.nearest(
            self.model, self.plans[-1], seed=self.seed, seconds=limits.left(), stop=lambda: limits.left() <= 0
        )
        if found is not None:
            self.plans = [*self.plans, found]

    # ------------------------------------------------------------------------------------------------- the answer

    def answer(self) -> Answer:
        """The best plan that passes the checker."""
        decisions = next((one for plan in reversed(self.plans) if (one := self._checked(plan)) is not None), None)
        work = self._done() if self.work is None else self.work
        seconds = self.limits.spent()
        if decisions is None:
            status: Literal["infeasible", "unknown"] = "infeasible" if self.status == "infeasible" else "unknown"
            bound = None if status == "infeasible" or self.claims.bound == INFINITY else _upward(self.claims.bound)
            return Answer(status, None, None, bound, None, seconds, self.seed, work, SOLVER, notes=self.claims.notes)
        value = accounts.value_of(self.problem, decisions)
        whole = self.status == "optimal" and float(value) >= self.value - 1e-5 * max(1.0, abs(self.value))
        known = None if self.claims.bound == INFINITY else max(value, _upward(self.claims.bound))
        bound = value if whole else known
        gap = None if bound is None else gap_of(float(value), float(bound))
        named: Literal["optimal", "feasible"] = "optimal" if whole else "feasible"
        return Answer(named, decisions, value, bound, gap, seconds, self.seed, work, SOLVER, notes=self.claims.notes)

    def _done(self) -> int:
        """The work that was done, by which it is repeated."""
        steps = self.proof.steps if self.proof else 0
        return 0 if self.by_prices else self.rounds + MILLION * (steps + 1)

    def _checked(self, columns: Floats) -> Decisions | None:
        decisions = self.model.decisions(columns)
        return None if checking.check(self.problem, decisions) else decisions


def _pace(built: Model) -> int:
    """Steps of the proof for each round: about as many as take its time; more for a knapsack, where they are quick."""
    if built.extra > SMALL and is_knapsack(built.matrix):
        return max(60, int(6e5 / max(1, built.matrix.entries.nnz)))
    return max(1, min(60, int(4e7 / max(1, built.extra) ** 2)))


def _split(work: int | None, pace: int) -> tuple[float, int | None]:
    """Rounds and steps of the proof in a measure of work."""
    if work is None:
        return INFINITY, None
    if work < MILLION:
        return work, pace * work
    return work % MILLION, work // MILLION - 1


def _upward(bound: float) -> Decimal:
    """A bound in exact thousandths that is not below the solver's."""
    return Decimal(int(np.ceil(bound * 1000 - 1e-6))) / 1000


__all__ = ["Model", "Progress", "Timer", "Watch", "gap_of", "solve"]
