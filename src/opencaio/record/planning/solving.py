"""What is the best plan of a problem, what explains it, and how far may it turn out otherwise?"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from opencaio import __version__
from opencaio.engines.portfolio import problem_document, read_problem, solve, write_answer
from opencaio.record.planning.explaining import explain


@dataclass(frozen=True)
class SoFar:
    """How far a search is; amounts in thousands, None while nothing is known."""

    seconds: float
    value: float | None
    bound: float | None
    gap: float | None


@dataclass(frozen=True)
class Found:
    """A solved problem with all that is kept of it, in plain JSON values.

    ``problem`` and ``answer`` in the exchange format; ``explanations`` by topic; ``options``: what was asked (what-if,
    seconds, work, seed), what was missing, names and intervals as they were then.
    """

    problem: dict[str, Any]
    answer: dict[str, Any]
    explanations: dict[str, Any]
    options: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As a run keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Found":
        """What a run or a plan has kept."""
        return cls(kept["problem"], kept["answer"], kept["explanations"], kept["options"])


def solve_problem(
    document: Mapping[str, Any],
    *,
    asked: Mapping[str, Any],
    sources: Mapping[str, Any],
    missing: Sequence[Mapping[str, Any]] = (),
    changes: Sequence[str] = (),
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
        seconds=None if work else float(asked["seconds"]),
        work=work,
        seed=int(asked["seed"]),
        timer=time.monotonic,
        progress=lambda now: not heard(SoFar(now.seconds, now.value, now.bound, now.gap)),
    )
    written = write_answer(problem, answer, version=__version__)
    tell("Explaining")
    explanations = explain(problem, answer, sources=sources, seconds=float(asked["seconds"]), heard=heard)
    options = {
        "asked": dict(asked),
        "based_on": asked.get("based_on", ""),
        "changes": list(changes),
        "sources": dict(sources),
        "missing": [dict(one) for one in missing],
    }
    return Found(problem_document(problem), written, explanations, options)
