"""How long does the map of 12 departments by 923 occupations take, against a floor that no map can pass?

The floor reads the same lines into two tables (people and pay, departments by occupations) and multiplies them by the
groups' shares, which no map can do without. Processor seconds. `python -m benchmarks.opportunity`
"""

import random
import time
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from benchmarks._kept import keep
from opencaio.engines.opportunity import Line, Profiles, map_work, profiles_of, rank
from opencaio.packs.work import load_work

SEED, RUNS, DEPARTMENTS = 20261122, 7, 12


def main() -> None:
    """Print and keep the figures."""
    work = load_work()
    loading = _best(lambda: profiles_of(work.tasks, groups=work.groups), runs=3)
    profiles = profiles_of(work.tasks, groups=work.groups)
    draw = random.Random(SEED)
    lines = [
        Line(f"D{place:02d}", code, Decimal(draw.randint(1, 900)), Decimal(draw.randint(20_000, 150_000)), "own")
        for place in range(DEPARTMENTS)
        for code in work.occupations
    ]
    mapping = _best(lambda: map_work(lines, profiles=profiles))
    found = map_work(lines, profiles=profiles)
    ranking = _best(lambda: rank(found.cells, uses={}))
    floor = _best(lambda: _least(lines, profiles))
    figures = {
        "lines": len(lines),
        "cells": len(found.cells),
        "tasks": sum(map(len, work.tasks.values())),
        "profiles_seconds": round(loading, 4),
        "map_seconds": round(mapping, 4),
        "rank_seconds": round(ranking, 4),
        "floor_seconds": round(floor, 4),
        "map_over_floor": round(mapping / floor, 2),
    }
    print(figures)
    keep("opportunity", figures, seed=SEED)


def _least(lines: Sequence[Line], profiles: Profiles) -> object:
    """People and pay of each department and group, and nothing else."""
    shares = profiles.shares.reshape(len(profiles.occupations), -1)
    departments = {code: place for place, code in enumerate(dict.fromkeys(line.department for line in lines))}
    people, pay = np.zeros((2, len(departments), len(profiles.occupations)))
    for line in lines:
        place = departments[line.department], profiles.occupations[line.occupation]
        people[place] += float(line.people)
        pay[place] += float(line.people) * float(line.pay or 0)
    return people @ shares, pay @ shares


def _best(run: Callable[[], object], *, runs: int = RUNS) -> float:
    """The shortest of several runs, in processor seconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    main()
