"""What do the runs of a contest say: gaps, ratios, who was better, and which target is met?"""

import statistics
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from benchmarks._contest import Run

PEERS = ("highs", "scip")


def summary(runs: Iterable[Run]) -> dict[str, Any]:
    """Figures by group; ratios are ours over the better of HiGHS and SCIP on the same instances."""
    groups: dict[str, dict[str, dict[str, Run]]] = defaultdict(lambda: defaultdict(dict))
    for run in runs:
        groups[run.group][run.case][run.solver] = run
    found: dict[str, Any] = {}
    for group, cases in sorted(groups.items()):
        found[group] = _proofs(cases) if group == "sac94" else _compared(cases)
    return found


def _proofs(cases: dict[str, dict[str, Run]]) -> dict[str, Any]:
    mine = [runs["opencaio"] for runs in cases.values() if "opencaio" in runs]
    return {
        "instances": len(mine),
        "proven_optimal": sum(one.status == "optimal" for one in mine),
        "equal_to_the_known_optimum": sum(
            one.value is not None and abs(one.value - one.best_known) < 0.5 for one in mine
        ),
        "cpu_seconds_median": round(statistics.median(one.cpu for one in mine), 2) if mine else None,
        "cpu_seconds_most": round(max(one.cpu for one in mine), 2) if mine else None,
        "not_proven": sorted(one.case for one in mine if one.status != "optimal"),
    }


def _compared(cases: dict[str, dict[str, Run]]) -> dict[str, Any]:
    """Over the instances that all have tried."""
    whole = {name: runs for name, runs in cases.items() if {"opencaio", *PEERS} <= set(runs)}
    if not whole:
        return {"instances": 0}
    rows = [_row(name, runs) for name, runs in sorted(whole.items())]
    found: dict[str, Any] = {"instances": len(rows), "by_instance": rows}
    for key in ("to_best_value", "to_best_bound", "own_gap"):
        means = {solver: statistics.fmean(row[key][solver] for row in rows) for solver in ("opencaio", *PEERS)}
        found[f"{key}_mean"] = {solver: round(value, 6) for solver, value in means.items()}
        better = min(means[peer] for peer in PEERS)
        found[f"{key}_ratio"] = round(means["opencaio"] / better, 3) if better > 0 else None
    ahead = [row["ahead"] for row in rows]
    found |= {
        "value_ahead_mean": round(statistics.fmean(ahead), 5),
        "value_ahead_least": round(min(ahead), 5),
        "below_the_better_peer": [row["case"] for row in rows if row["ahead"] < -1e-6],
    }
    return found


def _row(name: str, runs: dict[str, Run]) -> dict[str, Any]:
    values = {solver: run.value for solver, run in runs.items() if run.value is not None}
    best = max(values.values())
    bounds = [run.bound for run in runs.values() if run.bound is not None]
    bound = max(best, min(bounds, default=best))
    peer = max((values[one] for one in PEERS if one in values), default=None)
    mine = runs["opencaio"]
    return {
        "case": name,
        "values": {solver: round(value, 3) for solver, value in sorted(values.items())},
        # Without a plan a solver is counted as far from the best as the best is from nothing.
        "to_best_value": {one: _short(best, values.get(one), best) for one in runs},
        "to_best_bound": {one: _short(bound, values.get(one), best) for one in runs},
        "own_gap": {one: 1.0 if run.gap is None else round(run.gap, 6) for one, run in runs.items()},
        "ahead": 1.0 if peer is None else round((values.get("opencaio", 0.0) - peer) / abs(peer), 6),
        "first_plan": {"cpu_seconds": mine.first_at, "part_of_final": _part(mine)},
        "one_percent_at": {one: run.one_percent_at for one, run in runs.items() if one != "scip"},
        "megabytes": {one: run.megabytes for one, run in runs.items()},
    }


def _short(top: float, value: float | None, best: float) -> float:
    return 1.0 if value is None else round((top - value) / abs(best), 6)


def _part(run: Run) -> float | None:
    if run.first_value is None or not run.value:
        return None
    return round(1 - (run.value - run.first_value) / abs(run.value), 4)


def table(found: dict[str, Any]) -> Iterable[str]:
    """The summary in lines."""
    for group, figures in found.items():
        yield f"{group}: " + ", ".join(f"{key} {value}" for key, value in figures.items() if key != "by_instance")
        for row in figures.get("by_instance", ()):
            first = row["first_plan"]
            yield (
                f"  {row['case']}: {row['values']} ahead {row['ahead']:+.3%} gaps {row['own_gap']} "
                f"first plan {first['cpu_seconds']} s with {first['part_of_final']}"
            )
