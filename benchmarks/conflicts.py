"""How long does it take to say why a problem has no plan, on 50 seeded cases, and is each conflict minimal?

Target: minimal in each (shown beside by brute force in `tests/engines/portfolio/test_conflicts.py`), at most 5 s.
Run: `python -m benchmarks.conflicts`; what it measured stands in `benchmarks/results/conflicts.json`.
"""

import statistics
import time

from benchmarks._kept import keep
from opencaio.engines.portfolio.checking import check
from opencaio.engines.portfolio.conflicts import explain_infeasible, relax
from opencaio.engines.portfolio.drawing import BREAKS, draw_infeasible

CASES, SIZES = 50, (15, 30, 60, 100)


def main() -> None:
    taken, lengths, solves, minimal, solved = [], [], [], 0, 0
    for seed in range(CASES):
        broken = BREAKS[seed % len(BREAKS)]
        problem = draw_infeasible(SIZES[seed % len(SIZES)], seed=seed, broken=broken).problem
        began = time.process_time()
        found = explain_infeasible(problem, seconds=5.0, timer=time.process_time)
        taken.append(time.process_time() - began)
        minimal += found.is_minimal
        lengths.append(len(found.groups))
        solves.append(found.solves)
        solved += any(check(relax(problem, way.relaxation), way.decisions) == () for way in found.ways_out[:1])
    figures = {
        "cases": CASES,
        "minimal": minimal,
        "with_a_way_out_that_holds": solved,
        "limits_in_a_conflict_median": statistics.median(lengths),
        "limits_in_a_conflict_most": max(lengths),
        "solves_median": statistics.median(solves),
        "cpu_seconds_median": round(statistics.median(taken), 2),
        "cpu_seconds_most": round(max(taken), 2),
    }
    keep("conflicts", figures, seed=0)
    for name, value in figures.items():
        print(f"{name.replace('_', ' ')}: {value}")


if __name__ == "__main__":
    main()
