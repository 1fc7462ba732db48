"""How far down can the bound on any plan be brought, beside the search for better plans?

Branch and bound by HiGHS on the whole model, in a thread of its own. What it does depends on its start alone, never
on the search beside it; its steps are counted, so that a run can be repeated to the very step.
"""

from threading import Event, Lock, Thread

import highspy
import numpy as np
from highspy.highs import HighsCallbackEvent

from opencaio.engines.portfolio.parts import solver_of
from opencaio.engines.portfolio.sparse import INFINITY, Floats, Matrix


class Proof:
    """One run of branch and bound; ``bound``, ``columns`` and ``steps`` grow while it runs."""

    def __init__(self, matrix: Matrix, *, known: Floats | None, seed: int, steps: int | None, seconds: float) -> None:
        """``steps``: how many to make (None: until stopped); ``known``: a plan to start from."""
        self.most = steps
        self.steps = 0
        self.bound = INFINITY
        self.found: list[tuple[int, float, Floats]] = []
        self.status = ""
        self._pending: tuple[float, Floats] | None = None
        self._halt = Event()
        self._lock = Lock()
        self._solver = solver_of(matrix, seed=seed)
        self._end = max(0.01, seconds)
        if seconds < INFINITY:
            self._solver.setOptionValue("time_limit", self._end)
        if known is not None:
            start = highspy.HighsSolution()
            start.col_value = known.tolist()
            self._solver.setSolution(start)
        self._solver.cbMipInterrupt += self._step
        self._solver.cbMipImprovingSolution += self._better
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _step(self, event: HighsCallbackEvent) -> None:
        bound = float(event.data_out.mip_dual_bound)
        # After the solver's own limit it may have cut its work short anywhere: such a step cannot be repeated.
        is_late = float(event.data_out.running_time) >= self._end
        with self._lock:
            if is_late or self._halt.is_set() or (self.most is not None and self.steps >= self.most):
                event.interrupt()
                return
            self.steps += 1
            self.bound = min(self.bound, bound)
            self._keep()

    def _keep(self) -> None:
        """A plan counts from the step after it was found, so that counted steps tell which plans were seen."""
        if self._pending:
            self.found.append((self.steps, *self._pending))
        self._pending = None

    def _better(self, event: HighsCallbackEvent) -> None:
        value, columns = float(event.data_out.objective_function_value), np.array(event.data_out.mip_solution)
        with self._lock:
            self._pending = (value, columns)

    def _run(self) -> None:
        self._solver.run()
        status = self._solver.getModelStatus()
        with self._lock:
            if status == highspy.HighsModelStatus.kOptimal:
                self.status = "optimal"
                self._keep()
                self.bound = min(self.bound, float(self._solver.getInfo().mip_dual_bound))
            elif status == highspy.HighsModelStatus.kInfeasible:
                self.status = "infeasible"

    def running(self) -> bool:
        """Is it still at work?"""
        return self._thread.is_alive()

    def best(self, *, until: float = INFINITY) -> Floats | None:
        """The best plan that it had after so many steps, if any."""
        with self._lock:
            seen = [(value, columns) for step, value, columns in self.found if step <= until]
        return max(seen, key=lambda one: one[0])[1] if seen else None

    def reached(self, step: int) -> bool:
        """Has it made so many steps, or ended?"""
        return self.steps >= step or not self.running()

    def wait(self, seconds: float) -> None:
        """Wait for its end, or so long."""
        self._thread.join(None if seconds == INFINITY else max(0.0, seconds))

    def halt(self) -> None:
        """Stop it and wait until it has."""
        self._halt.set()
        self._thread.join()
