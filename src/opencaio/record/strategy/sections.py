"""Of which parts does a strategy consist, what is asked of each, and what does one say?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from opencaio.papers.blocks import Block, Cell, Number, Paragraph, Sentence
from opencaio.papers.numbers import money_short
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.plans import PlanPage

MOST_GAPS = 10
"""Of one kind that a section lists; the place where they are entered has all."""


class Part(NamedTuple):
    """A part with what its words should say; blank: figures say it all."""

    title: str
    ask: str


PARTS: dict[str, Part] = {
    "vision": Part("Vision", "What will be different in three years, and what will AI never do here?"),
    "standing": Part("Where we stand", ""),
    "themes": Part("Themes and objectives", "Which few themes bundle the objectives, and why these?"),
    "bets": Part("Bets", "Why these initiatives and not others; what would make us change our mind?"),
    "roadmap": Part("Roadmap", ""),
    "resources": Part("Resources", "How do money and people follow the bets; what is bought, hired, taught?"),
    "governance": Part("Governance", "Who decides what, by which principles, and how often is it looked at?"),
    "measures": Part("Measures", "By what shall we see that it works, and when is something stopped?"),
    "assumptions": Part("Assumptions", ""),
}  # fmt: skip


class Gap(NamedTuple):
    """What is missing, and where it is entered."""

    words: str
    href: str


class Section(NamedTuple):
    """One part: its words, its figures with their reasons, source and date in ``note``, and what is missing.

    ``lead`` says its finding; these sentences together open the paper.
    """

    key: str
    blocks: tuple[Block, ...]
    note: str = ""
    missing: tuple[Gap, ...] = ()
    title: str = ""
    text: str = ""
    version: int | None = None
    lead: tuple[Sentence, ...] = ()

    @property
    def ask(self) -> str:
        """What its words should say."""
        return PARTS[self.key].ask

    @property
    def content(self) -> tuple[Block, ...]:
        """Its finding, then its figures."""
        return (*(Paragraph(one.spans) for one in self.lead), *self.blocks)

    @property
    def paragraphs(self) -> list[str]:
        """The words, a blank line between two paragraphs."""
        return [" ".join(one.split()) for one in self.text.replace("\r\n", "\n").split("\n\n") if one.strip()]


@dataclass(frozen=True)
class Strategy:
    """All parts, as somebody may see them."""

    organisation: str
    now: datetime
    is_whole: bool
    may_write: bool
    sections: tuple[Section, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing in any part."""
        return tuple(gap for one in self.sections for gap in one.missing)


@dataclass(frozen=True)
class Gathered:
    """For whom and when the parts are written, and what several of them ask for."""

    actor: Actor
    now: datetime
    today: date
    site: str
    currency: str
    is_whole: bool
    kept: dict[str, Any] = field(default_factory=dict)

    def ask(self, name: str, **given: Any) -> Any:
        """The answer to a query as the asker may see it."""
        return ask(name, given, self.actor)

    @cached_property
    def plan(self) -> PlanPage | None:
        """The plan that counts now."""
        found: PlanPage | None = self.ask("plans.latest").plan
        return found

    def money(self, amount: Decimal | None) -> Cell:
        """An amount in the organisation's currency as a cell."""
        return None if amount is None else Number(amount, money_short(amount, currency=self.currency))

    def thousands(self, amount: Decimal | None, currency: str) -> Cell:
        """An amount of a plan, which counts in thousands, as a cell."""
        return None if amount is None else Number(amount * 1000, money_short(amount * 1000, currency=currency))

    def gaps(self, words: Sequence[str], path: str) -> tuple[Gap, ...]:
        """Each as missing, to be entered at one place; of very many the first, and how many more there are."""
        told = list(words) if len(words) <= MOST_GAPS + 1 else [*words[:MOST_GAPS], f"{len(words) - MOST_GAPS:,} more"]
        return tuple(Gap(one, f"{self.site}{path}") for one in told)
