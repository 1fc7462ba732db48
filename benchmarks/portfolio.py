"""How good are plans against HiGHS and SCIP at equal processor seconds: sac94, mknapcb, realistic portfolios?

Targets: every instance of sac94 proven optimal; mknapcb at most 0.75 of the better peer's mean gap; realistic
portfolios of 100 to 300 never below it, 1 % above it in the mean, with 0.67 of its gap; a first plan within 1 s (300)
and 5 s (3,000); the model built in 3 times a bare build, under 300 MB.
Run: `python -m benchmarks.portfolio [--groups …] [--keep-peers]`; raw runs and figures: `results/portfolio.json`. All
instances, for hours: `make bench-long`.
"""

import argparse
import json
import resource
import time
from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

from benchmarks._contest import DATA, SEED, Case, Run, as_row, contest, from_row, mknapcb, realistic, sac94
from benchmarks._kept import FOLDER, keep
from benchmarks._verdict import PEERS, summary, table
from opencaio.engines.portfolio import model, parts
from opencaio.engines.portfolio.drawing import draw_problem
from opencaio.engines.portfolio.problem import Problem

NAME = "portfolio"
GROUPS = ("sac94", "mknapcb", "realistic", "large")
SIZES = {100: 30.0, 200: 30.0, 300: 30.0, 3000: 60.0}
LARGE = 3000


def cases(groups: Sequence[str], *, scale: float = 1.0) -> list[Case]:
    """The instances of these groups; those of files only where the files are. ``scale`` shortens all of them."""
    found = realistic(
        {size: round(scale * seconds, 3) for size, seconds in SIZES.items() if size < LARGE}, seeds=(1, 2)
    )
    found += realistic({LARGE: round(scale * SIZES[LARGE], 3)}, seeds=(1,))
    if DATA.is_dir():
        found += sac94(20.0) + mknapcb(round(scale * 60.0, 3), each=3)
    return [one for one in found if one.group in groups]


def jobs(wanted: Sequence[Case], *, known: Sequence[Run]) -> list[tuple[Case, str]]:
    """Which runs are missing; sac94 is for us alone, since a proof needs no rival."""
    done = {(run.group, run.case, run.solver, run.seconds) for run in known}
    found = []
    for case in wanted:
        for solver in ("opencaio",) if case.group == "sac94" else (*PEERS, "opencaio"):
            if (case.group, case.name, solver, case.seconds) not in done:
                found.append((case, solver))
    return found


def earlier(name: str) -> list[Run]:
    """The runs that an earlier call has kept."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return []
    runs = [from_row(row) for row in json.loads(path.read_text(encoding="utf-8"))["figures"]["runs"]]
    return list({(run.group, run.case, run.solver, run.seconds): run for run in runs}.values())


def building() -> dict[str, float]:
    """Processor seconds and memory to build the model of 3,000 initiatives, and what a bare build takes."""
    problem = draw_problem(LARGE, seed=1).problem
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    built = model.build(problem)
    parts.solver_of(built.matrix, seed=1)
    taken = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    began = time.process_time()
    bare_build(problem)
    bare = time.process_time() - began
    return {
        "cpu_seconds": round(taken, 3),
        "bare_cpu_seconds": round(bare, 3),
        "ratio": round(taken / bare, 2),
        "megabytes": round(grown, 1),
        "nonzeros": int(built.matrix.entries.nnz),
    }


def bare_build(problem: Problem) -> highspy.Highs:
    """Starts, budgets and skills alone, row by row from plain loops, straight into the solver: no other limit."""
    row_of: dict[tuple[str, int], int] = {}
    high: list[float] = []
    for budget in problem.budgets:
        row_of[budget.line, budget.year] = len(high)
        high.append(float(budget.limit))
    for skill in problem.skills:
        row_of[skill.name, -1] = len(high)
        high += [float(one) for one in skill.capacity]
    cost: list[float] = []
    starts, indices, entries = [0], [], []
    for one in problem.initiatives:
        once = len(high)
        high.append(1.0)
        for start in problem.starts_of(one):
            column: dict[int, float] = {once: 1.0}
            for spend in one.spend:
                last = len(problem.periods) if spend.last is None else min(start + spend.last, len(problem.periods))
                for period in range(start + spend.first, last):
                    row = row_of[spend.line, problem.year_of[period]]
                    column[row] = column.get(row, 0.0) + float(spend.amount)
            for name, people in one.demand.items():
                for offset, amount in enumerate(people):
                    column[row_of[name, -1] + start + offset] = float(amount)
            indices += column.keys()
            entries += column.values()
            starts.append(len(indices))
            cost.append(float(one.value[start]))
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(cost), len(high)
    program.col_cost_, program.col_lower_, program.col_upper_ = np.array(cost), np.zeros(len(cost)), np.ones(len(cost))
    program.row_lower_, program.row_upper_ = np.full(len(high), -np.inf), np.array(high)
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = np.array(starts), np.array(indices)
    program.a_matrix_.value_ = np.array(entries)
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(program)
    return solver


def run_all(name: str, wanted: Sequence[Case], *, known: list[Run], workers: int) -> dict[str, Any]:
    """Do what is missing, keeping each run as it ends, and say what all of them tell."""
    runs = list(known)

    def told(run: Run) -> None:
        runs.append(run)
        print(f"{run.group} {run.case} {run.solver}: {run.value} of at most {run.bound}, {run.cpu:.1f} s", flush=True)
        _keep(name, runs)

    contest(jobs(wanted, known=known), workers=workers, told=told)
    return _keep(name, runs)


def _keep(name: str, runs: Sequence[Run]) -> dict[str, Any]:
    rows = sorted((as_row(run) for run in runs), key=lambda row: (row["group"], row["case"], row["solver"]))
    figures = summary(runs) | {"building": _kept_building(name)} | {"runs": rows}
    keep(name, figures, seed=SEED)
    return figures


def _kept_building(name: str) -> Any:
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["figures"].get("building") if path.exists() else None


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--groups", nargs="*", default=list(GROUPS), choices=GROUPS)
    asked.add_argument("--keep-peers", action="store_true", help="measure the engine alone again")
    asked.add_argument("--keep-all", action="store_true", help="measure only what is missing")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--scale", type=float, default=1.0, help="part of the seconds: 0.1 for a first look")
    given = asked.parse_args()
    known = [run for run in earlier(NAME) if given.keep_all or run.group not in given.groups or
             (given.keep_peers and run.solver != "opencaio")]  # fmt: skip
    figures = run_all(NAME, cases(given.groups, scale=given.scale), known=known, workers=given.workers)
    figures["building"] = building()
    keep(NAME, figures, seed=SEED)
    for line in table({key: value for key, value in figures.items() if key not in ("runs", "building")}):
        print(line)
    print(f"building: {figures['building']}")


if __name__ == "__main__":
    main()
