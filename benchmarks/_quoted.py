"""Which figures of `benchmarks/results` do the docs quote, and in which words?

`python -m benchmarks._quoted` writes them into docs/benchmarks.md between their marks; a test holds them equal.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks._kept import FOLDER, HERE

DOCS = HERE.parent / "docs/benchmarks.md"
BEGIN, END = "<!-- begin: benchmarks/results/{} -->", "<!-- end: benchmarks/results/{} -->"
WORDS = {"realistic": "drawn, N = 100 to 300", "large": "drawn, N = 3,000", "mknapcb": "mknapcb1-4"}


def kept(name: str) -> dict[str, Any] | None:
    """What a benchmark has kept; None if it has never run."""
    path = FOLDER / f"{name}.json"
    found: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    return found


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


QUOTED = {"portfolio": portfolio, "conflicts": conflicts}


def quoted(text: str) -> str:
    """The docs with every marked part as the kept figures say it."""
    for name, words in QUOTED.items():
        told, begin, end = kept(name), BEGIN.format(name), END.format(name)
        if told is not None and begin in text:
            head, rest = text.split(begin, 1)
            text = f"{head}{begin}\n" + "\n".join(words(told)) + f"\n{end}" + rest.split(end, 1)[1]
    return text


def main(path: Path = DOCS) -> None:
    path.write_text(quoted(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
