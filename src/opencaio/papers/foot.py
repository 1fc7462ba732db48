"""What stands at the foot of every paper: which record, which law, which ledger?"""

from __future__ import annotations

from opencaio.papers import numbers
from opencaio.papers.blocks import Paper
from opencaio.papers.plain import legible
from opencaio.papers.words import say


def foot_sentences(paper: Paper) -> list[str]:
    """Record date, law date, and what the author adds."""
    record = say("record_at", lang=paper.lang, day=numbers.moment(paper.record_at, lang=paper.lang))
    law = say("law_on", lang=paper.lang, day=numbers.day(paper.law_on, lang=paper.lang))
    return [legible(text) for text in (record, law, paper.foot) if text]


def ledger_sentence(paper: Paper) -> tuple[str, str, str]:
    """The sentence on the ledger in three parts, of which the middle one is the hash (or empty)."""
    if paper.ledger_head is None:
        return say("no_ledger", lang=paper.lang), "", ""
    count = numbers.number(paper.ledger_head.count, lang=paper.lang)
    before, after = say("ledger", lang=paper.lang, count=count, hash="\0").split("\0")
    return before, legible(paper.ledger_head.hash), after
