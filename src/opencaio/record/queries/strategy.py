"""What does the strategy say, part by part, and what is missing from it?"""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone
from pydantic import BaseModel

from opencaio.papers.render import render
from opencaio.record.actions.registry import Asked
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query


class AskStrategy(Asked):
    """Nothing to say."""


class StrategyPart(BaseModel):
    """One part: its words (``asks`` says what they should tell; blank: figures say it all), source and date."""

    part: str
    title: str
    asks: str
    text: str
    note: str
    version: int | None


class StrategyGap(BaseModel):
    """What is missing, and where it is entered."""

    part: str
    words: str
    href: str


class StrategyAnswer(BaseModel):
    """The strategy as far as the asker may see it; ``paper`` is the whole document as a tree of blocks."""

    as_of: datetime
    is_whole: bool
    may_write: bool
    parts: list[StrategyPart]
    missing: list[StrategyGap]
    paper: dict[str, Any]


@query("strategy.show", words="Show the strategy")
def show(given: AskStrategy, actor: Actor) -> StrategyAnswer:
    """Every part with its words and figures, and what is missing."""
    # It asks most other queries, which must be there first.
    from opencaio.record.strategy import paper_of, strategy_of

    found = strategy_of(actor, now=timezone.localtime())
    return StrategyAnswer(
        as_of=found.now,
        is_whole=found.is_whole,
        may_write=found.may_write,
        parts=[
            StrategyPart(part=one.key, title=one.title, asks=one.ask, text=one.text, note=one.note, version=one.version)
            for one in found.sections
        ],
        missing=[
            StrategyGap(part=one.key, words=gap.words, href=gap.href) for one in found.sections for gap in one.missing
        ],
        paper=json.loads(render(paper_of(found), format="json")),
    )
