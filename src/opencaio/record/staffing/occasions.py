"""What happens outside in the coming months that somebody has to learn about?

Each source of occasions is one function; the law is the first, the watch adds its own here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from opencaio.engines.law_diff import beginnings, milestones
from opencaio.packs.law import load_law


@dataclass(frozen=True)
class Occasion:
    """A day on which something changes, in words, with where that stands and how sure it is."""

    on: date
    kind: str
    regime: str
    words: str
    citation: str
    certainty: str = ""


def of_law(since: date, until: date) -> Iterator[Occasion]:
    """The calendar of every regulation, and rules that begin to bind on a day that the calendar does not name."""
    law = load_law()
    named = set()
    for regime, one in milestones(law, since=since, until=until):
        named.add((regime, one.date))
        yield Occasion(one.date, "law", regime, one.words, one.citation, one.certainty)
    for begin in beginnings(law, since=since, until=until):
        if (begin.regime, begin.on) not in named:
            yield Occasion(begin.on, "law", begin.regime, begin.rule.title, begin.rule.citation, begin.rule.certainty)


SOURCES: tuple[Callable[[date, date], Iterable[Occasion]], ...] = (of_law,)


def occasions(since: date, until: date) -> list[Occasion]:
    """Everything between the two days, soonest first, each once."""
    found = dict.fromkeys(one for source in SOURCES for one in source(since, until))
    return sorted(found, key=lambda one: (one.on, one.regime, one.citation))
