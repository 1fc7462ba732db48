"""In which words do the docs quote the figures of plans, cases, schedules and the map of work?"""

from collections.abc import Iterator, Mapping
from typing import Any

WORDS = {"realistic": "drawn, N = 100 to 300", "large": "drawn, N = 3,000", "mknapcb": "mknapcb1-4"}


def portfolio(told: Mapping[str, Any]) -> Iterator[str]:
    """The contest: a table of groups, one of instances, and what building took."""
    figures = told["figures"]
    yield f"Commit {told['commit']}, Python {told['python']}, seed {told['seed']}.\n"
    proofs = figures.get("sac94")
    if proofs:
        yield (
            f"sac94: {proofs['proven_optimal']} of {proofs['instances']} proven optimal, "
            f"{proofs['equal_to_the_known_optimum']} equal to the known optimum; processor seconds "
            f"{proofs['cpu_seconds_median']} in the middle, {proofs['cpu_seconds_most']} at most.\n"
        )
    yield "| group | instances | value ahead of the better peer: mean, least | gap to its, ratio | below it |"
    yield "|---|---|---|---|---|"
    groups = {name: one for name, one in figures.items() if name in WORDS and one["instances"]}
    for name, one in groups.items():
        yield (
            f"| {WORDS[name]} | {one['instances']} | {one['value_ahead_mean']:+.2%}, {one['value_ahead_least']:+.2%} "
            f"| {one['own_gap_ratio']} | {len(one['below_the_better_peer'])} |"
        )
    yield ""
    yield "| instance | seconds | OpenCAIO | HiGHS | SCIP | proven gaps | first plan: after, part of the final |"
    yield "|---|---|---|---|---|---|---|"
    seconds = {row["case"]: row["seconds"] for row in figures["runs"]}
    for one in groups.values():
        for row in one["by_instance"]:
            yield _instance(row, seconds[row["case"]])
    building = figures.get("building")
    if building:
        yield (
            f"\nBuilding the model of 3,000 initiatives ({building['nonzeros']:,} entries): "
            f"{building['cpu_seconds']} s, "
            f"{building['ratio']} times a bare build of budgets and skills alone; {building['megabytes']} MB."
        )


def _instance(row: Mapping[str, Any], seconds: float) -> str:
    values = [f"{row['values'][one]:,.1f}" if one in row["values"] else "none" for one in ("opencaio", "highs", "scip")]
    gaps = ", ".join(f"{row['own_gap'][one]:.2%}" for one in ("opencaio", "highs", "scip"))
    first = row["first_plan"]
    when = f"{first['cpu_seconds']:.2f} s" if first["cpu_seconds"] is not None else "unknown"
    part = f"{first['part_of_final']:.1%}" if first["part_of_final"] is not None else "unknown"
    return f"| {row['case']} | {seconds:g} | {' | '.join(values)} | {gaps} | {when}, {part} |"


def conflicts(told: Mapping[str, Any]) -> Iterator[str]:
    """How many conflicts were minimal, how long they took."""
    one = told["figures"]
    yield (
        f"Commit {told['commit']}: {one['minimal']} of {one['cases']} conflicts minimal, "
        f"{one['with_a_way_out_that_holds']} with a way out that holds within the seconds; "
        f"{one['limits_in_a_conflict_median']:g} limits in the middle, {one['limits_in_a_conflict_most']} at most; "
        f"{one['cpu_seconds_median']} processor seconds in the middle, {one['cpu_seconds_most']} at most (target 5)."
    )


def scheduling(told: Mapping[str, Any]) -> Iterator[str]:
    """How many projects were proven optimal, how long they took."""
    one = told["figures"]
    yield (
        f"Commit {told['commit']}: {one['proven_optimal']} of {one['projects']} proven optimal and "
        f"{one['equal_to_the_known_optimum']} equal to the known optimum (target: all); processor seconds "
        f"{one['cpu_seconds_median']} in the middle, {one['cpu_seconds_most']:.0f} at most, "
        f"{one['cpu_seconds_all']:.0f} for all."
    )


def value(told: Mapping[str, Any]) -> Iterator[str]:
    """How long the draws took, how much better the shrunk estimates are."""
    one = told["figures"]
    yield (
        f"Commit {told['commit']}, seed {told['seed']}: {one['cases']} cases with {one['draws']:,} draws each in "
        f"{one['seconds']} processor seconds (target {one['required']:g}), {one['times_the_floor']} times what the "
        f"bare numpy normals alone take, {one['megabytes']} MB. Estimates drawn towards their class have "
        f"{one['shrunk_to_raw']['error']} of the raw estimates' squared error, and the set chosen by them "
        f"{one['shrunk_to_raw']['regret']} of the regret."
    )


def opportunity(told: Mapping[str, Any]) -> Iterator[str]:
    """How long the map took, against its floor."""
    one = told["figures"]
    yield (
        f"Commit {told['commit']}, seed {told['seed']}: {one['lines']:,} lines, {one['tasks']:,} tasks, "
        f"{one['cells']:,} cells. The map takes {one['map_seconds']:.2f} processor seconds, {one['map_over_floor']:g} "
        f"times the floor; the ranking {one['rank_seconds']:.3f}; the profiles of all occupations, once in a process, "
        f"{one['profiles_seconds']:.2f}."
    )
