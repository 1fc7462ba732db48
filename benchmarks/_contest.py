"""How good a plan does each solver find for the same model in the same processor seconds, and what can it prove?

Each run has a process of its own, so that seconds and memory are its own. HiGHS and SCIP get the very matrix that the
engine builds, with their default settings on one thread; the engine may use two threads, whose seconds add up.
"""

import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import highspy

from opencaio.engines.portfolio import model, parts
from opencaio.engines.portfolio.drawing import draw_problem
from opencaio.engines.portfolio.problem import Problem
from opencaio.engines.portfolio.search import Progress, solve
from tools.knapsacks import read_knapsacks

DATA = Path(__file__).resolve().parents[2] / "shared/data/portfolio"
SEED = 20_261_122
SLOWEST = 40.0
"""A run is ended when so many times its processor seconds have gone by on the wall."""
FASTER = SLOWEST
"""So much faster runs the clock that the engine is given: it sets its solver limits on the wall, too, by that clock."""


@dataclass(frozen=True)
class Case:
    """What to solve: a drawn portfolio (``size`` initiatives) or an instance of a file, for so many seconds."""

    group: str
    name: str
    seconds: float
    size: int = 0
    seed: int = 0
    path: str = ""
    place: int = 0
    best: float = 0.0

    def problem(self) -> Problem:
        """The problem itself."""
        if self.size:
            return draw_problem(self.size, seed=self.seed).problem
        return read_knapsacks(DATA / self.path, several=self.path.startswith("mknapcb"))[self.place].problem()


@dataclass(frozen=True)
class Run:
    """What came out: exact value and bound in thousands, first plan, first moment with a gap under 1 %, effort."""

    group: str
    case: str
    solver: str
    seconds: float
    status: str = "none"
    value: float | None = None
    bound: float | None = None
    first_value: float | None = None
    first_at: float | None = None
    one_percent_at: float | None = None
    cpu: float = 0.0
    megabytes: float = 0.0
    build: float = 0.0
    best_known: float = 0.0

    @property
    def gap(self) -> float | None:
        """(bound - value) / |value|, as each solver proves it itself."""
        if self.value is None or self.bound is None or not self.value:
            return None
        return max(0.0, self.bound - self.value) / abs(self.value)


def sac94(seconds: float) -> list[Case]:
    """Every instance."""
    paths = sorted((DATA / "sac94").glob("*/*.dat"))
    return [
        Case("sac94", path.stem, seconds, path=str(path.relative_to(DATA)), best=float(read_knapsacks(path)[0].best))
        for path in paths
    ]


def mknapcb(seconds: float, *, each: int | None) -> list[Case]:
    """``each`` seeded instances of each file, or all of them."""
    found = []
    for path in sorted((DATA / "mknapcb").glob("*.txt")):
        instances = read_knapsacks(path, several=True)
        places = range(len(instances)) if each is None else sorted(_chosen(path.stem, len(instances), each))
        found += [
            Case("mknapcb", instances[place].name, seconds, path=str(path.relative_to(DATA)), place=place,
                 best=float(instances[place].best))
            for place in places
        ]  # fmt: skip
    return found


def _chosen(name: str, count: int, each: int) -> list[int]:
    return random.Random(f"{SEED} {name}").sample(range(count), each)


def realistic(sizes: dict[int, float], *, seeds: Iterable[int]) -> list[Case]:
    """Drawn portfolios of these sizes, each for its seconds."""
    return [
        Case("realistic" if size < 1000 else "large", f"N={size} seed={seed}", seconds, size=size, seed=seed)
        for size, seconds in sizes.items()
        for seed in seeds
    ]


def ours(case: Case) -> Run:
    """The engine."""
    problem = case.problem()
    seen: list[Progress] = []
    began = time.process_time()
    answer = solve(
        problem,
        seconds=case.seconds * FASTER,
        seed=1,
        timer=lambda: FASTER * time.process_time(),
        progress=lambda now: seen.append(now),
    )
    spent = time.process_time() - began
    first = next((one for one in seen if one.value is not None), None)
    close = next((one.seconds / FASTER for one in seen if one.gap is not None and one.gap <= 0.01), None)
    if close is None and answer.gap is not None and answer.gap <= 0.01:
        close = spent
    return Run(
        case.group, case.name, "opencaio", case.seconds, answer.status,
        value=None if answer.value is None else float(answer.value),
        bound=None if answer.bound is None else float(answer.bound),
        first_value=first.value if first else None,
        first_at=first.seconds / FASTER if first else None,
        one_percent_at=close, cpu=spent, best_known=case.best,
    )  # fmt: skip


def highs(case: Case) -> Run:
    """HiGHS alone on the same matrix."""
    solver = parts.solver_of(model.build(case.problem()).matrix, seed=1)
    solver.setOptionValue("time_limit", case.seconds * SLOWEST)
    first: list[tuple[float, float]] = []
    close: list[float] = []
    began = time.process_time()

    def watch(event: Any) -> None:
        spent, out = time.process_time() - began, event.data_out
        if not first and abs(out.mip_primal_bound) < 1e30:
            first.append((spent, out.mip_primal_bound))
        if first and not close and abs(out.mip_dual_bound - out.mip_primal_bound) <= 0.01 * abs(out.mip_primal_bound):
            close.append(spent)
        if spent >= case.seconds:
            event.interrupt()

    solver.cbMipInterrupt += watch
    solver.cbSimplexInterrupt += lambda event: (
        event.interrupt() if time.process_time() - began >= case.seconds else None
    )
    solver.run()
    spent, told = time.process_time() - began, solver.getInfo()
    has_plan = told.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    status = "optimal" if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal else "feasible"
    return Run(
        case.group, case.name, "highs", case.seconds, status if has_plan else "none",
        value=float(told.objective_function_value) if has_plan else None,
        bound=float(told.mip_dual_bound) if abs(told.mip_dual_bound) < 1e30 else None,
        first_value=first[0][1] if first else None, first_at=first[0][0] if first else None,
        one_percent_at=close[0] if close else None, cpu=spent, best_known=case.best,
    )  # fmt: skip


def scip(case: Case) -> Run:
    """SCIP alone on the same matrix; its own clock leaves out the time that the system takes for it."""
    import pyscipopt

    solver = parts.solver_of(model.build(case.problem()).matrix, seed=1)
    rival = pyscipopt.Model()
    rival.hideOutput()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.mps")
        solver.writeModel(path)
        rival.readProblem(path)
    rival.setParam("limits/time", case.seconds * SLOWEST)
    rival.setParam("lp/threads", 1)
    rival.setParam("randomization/randomseedshift", 1)
    began = time.process_time()
    rival.includeEventhdlr(_clock(began + case.seconds), "clock", "ends the run by the processor's seconds")
    rival.optimize()
    spent = time.process_time() - began
    has_plan = rival.getNSols() > 0
    bound = float(rival.getDualbound())
    return Run(
        case.group, case.name, "scip", case.seconds, rival.getStatus() if has_plan else "none",
        value=float(rival.getObjVal()) if has_plan else None,
        bound=bound if abs(bound) < 1e19 else None, cpu=spent, best_known=case.best,
    )  # fmt: skip


def _clock(until: float) -> Any:
    """Interrupts SCIP when this process has used its seconds: asked after each linear program and each node."""
    import pyscipopt

    watched = pyscipopt.SCIP_EVENTTYPE.LPSOLVED | pyscipopt.SCIP_EVENTTYPE.NODESOLVED

    class Clock(pyscipopt.Eventhdlr):  # type: ignore[misc]
        def eventinit(self) -> None:
            self.model.catchEvent(watched, self)

        def eventexec(self, event: Any) -> None:
            if time.process_time() >= until:
                self.model.interruptSolve()

    return Clock()


CONTENDERS: dict[str, Callable[[Case], Run]] = {"opencaio": ours, "highs": highs, "scip": scip}


def measure(case: Case, solver: str) -> Run:
    """One run, with the most memory that its process held."""
    found = CONTENDERS[solver](case)
    return replace(found, megabytes=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1))


def _measure(job: tuple[Case, str]) -> Run:
    return measure(*job)


def contest(
    jobs: Sequence[tuple[Case, str]], *, workers: int, told: Callable[[Run], None] = lambda run: None
) -> list[Run]:
    """All runs, each in a process of its own, ``workers`` at once; ``told`` hears of each as it ends."""
    found = []
    with multiprocessing.get_context("spawn").Pool(workers, maxtasksperchild=1) as pool:
        for run in pool.imap_unordered(_measure, jobs, chunksize=1):
            found.append(run)
            told(run)
    return found


def as_row(run: Run) -> dict[str, Any]:
    """A run in plain values, seconds to a hundredth."""
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(run).items()}
    return {name: value for name, value in rounded.items() if value not in (None, 0.0)}


def from_row(row: dict[str, Any]) -> Run:
    """What ``as_row`` wrote."""
    return Run(**row)
