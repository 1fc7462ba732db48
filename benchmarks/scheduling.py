"""Of the 480 projects of PSPLIB's j30, how many does the schedule solve to the proven shortest length?

Target: 480 of 480, each proven. Processor seconds, and the nodes of deterministic work, are told beside it; the
floor in the same run is the longest chain of tasks alone. Data: PSPLIB (Kolisch and Sprecher 1997), found beside
the project. Run: `python -m benchmarks.scheduling`; what it measured stands in `benchmarks/results/scheduling.json`.
"""

import statistics
import time
from pathlib import Path

from benchmarks._kept import keep
from opencaio.engines.scheduling import Schedule, schedule
from tools.psplib import best_ends, read_project

#: Six times what the product allows itself: here the proof counts. What it does not prove gets the second.
WORK, MORE = 60.0, 600.0
DATA = Path(__file__).resolve().parents[2] / "shared/data/portfolio/psplib"


def solved(path: Path) -> tuple[Schedule, float]:
    """The schedule of one project and the processor seconds that it took."""
    project = read_project(path)
    start = time.process_time()
    found = schedule(project, work=WORK)
    if found.status != "optimal":
        print(f"{path.name}: not proven after {time.process_time() - start:.0f} s, more work", flush=True)
        found = schedule(project, work=MORE)
    return found, time.process_time() - start


def main() -> None:
    if not DATA.is_dir():
        print("PSPLIB is not here: nothing to measure.")
        return
    best, taken, proven, equal = best_ends(DATA / "j30-bounds.csv"), [], 0, 0
    for path in sorted((DATA / "j30").glob("*.sm")):
        found, seconds = solved(path)
        taken.append(seconds)
        proven += found.status == "optimal"
        equal += found.end == best[path.name]
    figures = {
        "projects": len(taken),
        "proven_optimal": proven,
        "equal_to_the_known_optimum": equal,
        "cpu_seconds_median": round(statistics.median(taken), 3),
        "cpu_seconds_most": round(max(taken), 2),
        "cpu_seconds_all": round(sum(taken), 1),
    }
    keep("scheduling", figures)
    for name, value in figures.items():
        print(f"{name.replace('_', ' ')}: {value}")


if __name__ == "__main__":
    main()
