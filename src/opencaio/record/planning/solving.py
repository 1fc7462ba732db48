"""What is the best plan of a problem, what explains it, and how far may it turn out otherwise?"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from opencaio import __version__
from opencaio.engines.portfolio import problem_document, read_problem, solve, write_answer
from opencaio.record.planning.explaining import explain
from opencaio.record.planning.found import CUT_SHORT, Found, SoFar, was_cut


def solve_problem(
    document: Mapping[str, Any],
    *,
    asked: Mapping[str, Any],
    sources: Mapping[str, Any],
    missing: Sequence[Mapping[str, Any]] = (),
    changes: Sequence[str] = (),
    ranking: str = "value",
    tell: Callable[[str], None] = lambda words: None,
    heard: Callable[[SoFar], bool] = lambda so_far: False,
) -> Found:
    """Solve within the seconds or the work that are asked, check the answer, explain it.

    ``heard`` is called while the search runs and stops it, with the best plan so far, by giving True. Raises
    ``BadInput`` for a problem that does not hold together.
    """
    problem = read_problem(document)
    tell("Searching")
    work = asked.get("work")
    answer = solve(
        problem,
        seconds=float(asked["seconds"]) if work is None else None,
        work=work,
        seed=int(asked["seed"]),
        timer=time.monotonic,
        progress=lambda now: not heard(SoFar(now.seconds, now.value, now.bound, now.gap)),
    )
    written = write_answer(problem, answer, version=__version__)
    tell("Explaining")
    nothing = SoFar(0.0, None, None, None)
    explanations = explain(
        problem, answer, asked=asked, sources=sources, ranking=ranking, is_stopped=lambda: heard(nothing)
    )
    options = {
        "asked": dict(asked),
        "based_on": asked.get("based_on", ""),
        "changes": list(changes),
        "sources": dict(sources),
        "missing": [dict(one) for one in missing],
        "notes": [CUT_SHORT] if was_cut(written) else [],
    }
    return Found(problem_document(problem), written, explanations, options)
