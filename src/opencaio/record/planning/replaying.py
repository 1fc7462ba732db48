"""Does a stored plan come out again from its stored problem, work and seed?"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opencaio.engines.portfolio import problem_hash, read_problem, solve, write_answer
from opencaio.record.planning.found import CUT_SHORT, was_cut

COMPARED = ("status", "value", "starts", "hires", "contracts", "platforms")


@dataclass(frozen=True)
class Replayed:
    """What came out: ``differs`` names the parts of the answer that are not the same."""

    is_same: bool
    is_same_problem: bool
    differs: tuple[str, ...]
    value: float | None
    stored: float | None
    lines: tuple[str, ...]


def replayed(problem: Mapping[str, Any], answer: Mapping[str, Any]) -> Replayed:
    """Solve again under the stored work and seed, for as long as that takes."""
    posed = read_problem(problem)
    is_same_problem = problem_hash(posed) == answer["problem_hash"]
    found = solve(posed, work=int(answer["work"]), seed=int(answer["seed"]), timer=time.monotonic)
    again = write_answer(posed, found, version=answer["version"])
    differs = tuple(name for name in COMPARED if again[name] != answer[name])
    solvers = "" if again["solver"] == answer["solver"] else f" (solver then {answer['solver']}, now {again['solver']})"
    lines = (
        "The stored problem is the one that was solved." if is_same_problem else "The stored problem was changed.",
        f"The same plan came out{solvers}."
        if not differs
        else f"Another plan came out: {', '.join(differs)}{solvers}.",
        *([CUT_SHORT] if was_cut(answer) else []),
        f"Worth {again['value']} thousand; stored {answer['value']}.",
    )
    is_same = is_same_problem and not differs
    return Replayed(is_same, is_same_problem, differs, again["value"], answer["value"], lines)
