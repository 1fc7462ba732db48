"""In which words do the docs quote the figures of the lake, its intake and the bills?"""

from collections.abc import Iterator, Mapping
from typing import Any


def measuring(told: Mapping[str, Any]) -> Iterator[str]:
    """Five metrics against a bare sum and SQL by hand."""
    one = told["figures"]
    most = max(one[way]["peak_mb"] for way in ("metrics", "by_model", "distinct"))
    yield f"{one['millions']} million rows; commit {told['commit']}, seed {told['seed']}.\n"
    yield "| way | processor seconds | to the floor |"
    yield "|---|---|---|"
    ways = {
        "floor": "sum of the seven columns (the floor)",
        "by_hand": "SQL by hand",
        "metrics": "the five metrics",
        "by_model": "the same by model and month",
        "distinct": "exact distinct people, alone",
    }
    for way, words in ways.items():
        yield f"| {words} | {one[way]['cpu']:.2f} | {one[way]['cpu'] / one['floor']['cpu']:.2f} |"
    yield (
        f"\nThe five metrics take {one['to_floor']:.2f} times the floor (target 1.5) and {one['to_hand']:.2f} times "
        f"the SQL by hand (target 1.1); {most:,} MB at most (target 2,000)."
    )
    if one["spark_same"] is not None:
        same = "gives the same numbers to the last digit" if one["spark_same"] else "DIFFERS"
        yield f"Spark in local mode {same} ({one['spark']['seconds']:.0f} s by the clock, start included)."


def intake(told: Mapping[str, Any]) -> Iterator[str]:
    """What came in, how fast, and whether anything was lost."""
    one = told["figures"]
    yield f"Commit {told['commit']}.\n"
    yield "| what | spans | processor | a processor second (target 20,000) | by the clock | a second by the clock |"
    yield "|---|---|---|---|---|---|"
    for what, spans, cpu, clock in (
        (
            f"receiving, with the spool, and draining {one['spans'] - one['drained_after_kill']:,} meanwhile",
            one["spans"],
            one["receive_cpu_s"],
            one["receive_s"],
        ),
        ("draining what waited after the kill", one["drained_after_kill"], one["drain_cpu_s"], one["drain_s"]),
    ):
        yield f"| {what} | {spans:,} | {cpu:.1f} s | {spans / cpu:,.0f} | {clock:.1f} s | {spans / clock:,.0f} |"
    both = one["receive_cpu_s"] + one["drain_cpu_s"]
    yield (
        f"\nBoth together: {one['spans'] / both:,.0f} spans a processor second. In the lake afterwards: "
        f"{one['rows_in_the_lake']:,} of {one['spans']:,}; lost: {one['lost']:,}."
    )


def lake(told: Mapping[str, Any]) -> Iterator[str]:
    """What keeps the lake quick as it fills."""
    unsorted, known, little = (told["figures"][part] for part in ("unsorted", "known", "little"))
    yield f"Commit {told['commit']}, seed {told['seed']}.\n"
    yield "| what | processor | memory, disk |"
    yield "|---|---|---|"
    yield (
        f"| a Parquet file of {unsorted['rows']:,} rows over {unsorted['files']} days in no order comes in, as "
        f"{unsorted['files']} files | {unsorted['cpu_s']} s | {unsorted['peak_mb']} MB at most, "
        f"{unsorted['peak_before_mb']} of them before |"
    )
    yield (
        f"| 300,000 events are asked among {known['events']:,} known ones, whatever their days "
        f"| {known['ask_cpu_s']} s (keeping all of them: {known['keep_cpu_s']} s) | {known['mb']} MB of disk |"
    )
    yield (
        f"| {little['batches']} little batches of a stream become {little['into']}, {little['files']} files "
        f"{little['became']} | {little['merge_cpu_s']} s (bringing them in: {little['bring_cpu_s']} s) | a sum over "
        f"them: {little['sum_s_before']} s before, {little['sum_s_after']} s after |"
    )


def bills(told: Mapping[str, Any]) -> Iterator[str]:
    """Reading and dividing a bill against their floors."""
    one = told["figures"]
    yield f"{one['lines']:,} lines; commit {told['commit']}, seed {told['seed']}.\n"
    yield "| | processor seconds (floor) | peak memory (floor) |"
    yield "|---|---|---|"
    for words in ("reading", "dividing"):
        way, least = one[words], one[f"floor_of_{words}"]
        yield f"| {words} | {way['cpu']} ({least['cpu']}) | {way['peak_mb']} ({least['peak_mb']}) MB |"
    differ = (float(one["totals_differ_by"]), float(one["parts_differ_by"]))
    yield f"\nTotals differ from the floor's by {differ[0]:g}, the parts from the whole by {differ[1]:g}."
