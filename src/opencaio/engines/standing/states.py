"""What is known of one use of AI at a moment, as far as figures are counted from it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

HEAVY_EU = frozenset({"high_risk_annex_iii", "high_risk_annex_i_a", "high_risk_annex_i_b"})
HEAVY_ELSEWHERE = frozenset({"high_impact", "aedt", "covered_admt"})
OPEN_CLASS = "needs_review"


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact that could change an answer: decisive or not, and how many open provisions it could settle."""

    key: str
    deciding: bool
    settles: int


@dataclass(frozen=True, slots=True)
class LawAnswer:
    """What one regime says of the use."""

    regime: str
    klass: str
    applies_from: date | None
    open: tuple[OpenFact, ...] = ()
    duties: tuple[Mapping[str, Any], ...] = ()
    articles: tuple[str, ...] = ()
    dpia_required: bool | None = None
    certainty: str = ""
    pack: str = ""


@dataclass(frozen=True, slots=True)
class UseState:
    """One use of AI: where it stands, what it was declared to be, and what each regime says of it."""

    key: int
    code: str
    name: str
    department_id: int
    department: str
    stage: str
    unit: str = ""
    owner: str = ""
    topic: str = ""
    vendors: tuple[str, ...] = ()
    review_due_on: date | None = None
    people_affected: int | None = None
    format_id: str = ""
    succeeds: bool = False
    changed: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, LawAnswer] = field(default_factory=dict)
    has_impact_assessment: bool = False
    open_matches: int = 0

    @property
    def live(self) -> bool:
        """In use today."""
        return self.stage == "live"

    @property
    def declared(self) -> Mapping[str, str]:
        """Classes that someone declared, by regime."""
        return {
            key.removeprefix("declared."): str(value)
            for key, value in self.facts.items()
            if key.startswith("declared.")
        }

    @property
    def practices(self) -> Mapping[str, str]:
        """States of the minimum practices, by code."""
        return {
            key.removeprefix("practice."): str(value)
            for key, value in self.facts.items()
            if key.startswith("practice.")
        }

    @property
    def klass(self) -> str:
        """The class under the regime that is asked first: the Union's, else the federal one, else any."""
        for regime in ("EU", "US-FED"):
            if regime in self.answers:
                return self.answers[regime].klass
        return next((one.klass for one in self.answers.values()), "")

    @property
    def heavy(self) -> bool:
        """High-risk, high-impact or their like under some regime."""
        return any(one.klass in HEAVY_EU | HEAVY_ELSEWHERE for one in self.answers.values())
