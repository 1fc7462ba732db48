"""What is our strategy for AI: its words, what the record says to each part, and what is still missing?

`strategy_of` gathers the sections for whoever asks; `paper_of` makes them one paper. Figures come from the queries
of the other parts and hold only what the asker may see; those over all departments are for who sees all of them.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from opencaio.papers.blocks import Block, Heading, Headline, LedgerHead, Link, Listing, Paper, Paragraph
from opencaio.papers.numbers import day
from opencaio.record import ledger
from opencaio.record.models import Organisation, StrategyText
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.strategy.aims import measures, themes
from opencaio.record.strategy.bets import bets, roadmap
from opencaio.record.strategy.governing import assumptions, governance
from opencaio.record.strategy.means import resources
from opencaio.record.strategy.sections import PARTS, Gap, Gathered, Section, Strategy
from opencaio.record.strategy.standing import where_we_stand

__all__ = ["PARTS", "Gap", "Section", "Strategy", "paper_of", "strategy_of"]

WRITERS: dict[str, Callable[[Gathered], Section]] = {
    "standing": where_we_stand,
    "themes": themes,
    "bets": bets,
    "roadmap": roadmap,
    "resources": resources,
    "governance": governance,
    "measures": measures,
    "assumptions": assumptions,
}


def strategy_of(actor: Actor, *, now: datetime, site: str = "") -> Strategy:
    """Every section as the asker may see it; ``site`` is the address before every link (for a file)."""
    texts = {one.part: one for one in StrategyText.objects.filter(retired_at=None)}
    organisation = Organisation.objects.first()
    now = now.astimezone(ZoneInfo(organisation.time_zone)) if organisation else now
    gathered = Gathered(
        actor=actor,
        now=now,
        today=now.date(),
        site=site,
        currency=organisation.currency if organisation else "",
        is_whole=actor.scope(Right.READ) is EVERYWHERE,
    )
    sections = [_vision(), *(_of(key, gathered) for key in PARTS if key in WRITERS)]
    worded = [_with_words(one, texts.get(one.key), site) for one in sections]
    return Strategy(
        organisation=organisation.name if organisation else "",
        now=now,
        is_whole=gathered.is_whole,
        may_write=actor.may(Right.EDIT, None),
        sections=tuple(worded),
    )


def paper_of(strategy: Strategy) -> Paper:
    """The whole strategy as one paper, with what is missing at its end."""
    count, head = ledger.head()
    return Paper(
        title="Strategy for AI",
        subtitle="" if strategy.is_whole else "As far as the departments that you see",
        organisation=strategy.organisation,
        prepared_on=strategy.now,
        record_at=strategy.now,
        law_on=strategy.now.date(),
        ledger_head=LedgerHead(head, count),
        blocks=tuple(_blocks(strategy)),
        foot="Written from the record. Amounts are estimates.",
        layout="document",
    )


def _blocks(strategy: Strategy) -> list[Block]:
    lead = tuple(sentence for one in strategy.sections for sentence in one.lead)
    found: list[Block] = [Headline(lead)] if lead else []
    for number, one in enumerate(strategy.sections, start=1):
        found.append(Heading(2, f"{number}. {one.title}", note=one.note))
        found += [Paragraph.of(part) for part in one.paragraphs]
        found += one.blocks if one.key == "standing" else one.content
    gaps = strategy.gaps
    found.append(Heading(2, "What is missing", note=f"{len(gaps)} points"))
    found.append(Listing.of(*(((Link(gap.words, gap.href)),) for gap in gaps)) if gaps else
                 Paragraph.of("Nothing that this document asks for."))  # fmt: skip
    return found


def _of(key: str, gathered: Gathered) -> Section:
    return WRITERS[key](gathered)


def _vision() -> Section:
    return Section("vision", ())


def _with_words(section: Section, row: StrategyText | None, site: str) -> Section:
    part = PARTS[section.key]
    text = row.text.strip() if row else ""
    gap = () if text or not part.ask else (Gap(f"No words yet on “{part.title}”", f"{site}/strategy#{section.key}"),)
    said = f"words of {day(row.updated_at.date())}" if row and text else ""
    note = "; ".join(one for one in (said, section.note) if one)
    return section._replace(
        title=part.title, text=text, note=note, missing=(*gap, *section.missing), version=row.version if row else None
    )
