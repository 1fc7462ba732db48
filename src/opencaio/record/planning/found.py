"""How far is a search, and what is kept of a problem that was solved?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


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


CUT_SHORT = (
    "The search was stopped before its first bound: how much more a plan could be worth is not known. Give it more "
    "seconds, or limit it by work."
)


def was_cut(answer: Mapping[str, Any]) -> bool:
    """True when the clock (or a person) ended the search in its opening: there is no bound."""
    return answer["status"] in ("feasible", "unknown") and answer.get("bound") is None
