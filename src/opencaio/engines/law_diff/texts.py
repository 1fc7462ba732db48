"""Which day does somebody mean who names a text of the law, and what differs between two texts?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from opencaio.engines.classification.model import Law, Milestone, Pack, Rule, Text
from opencaio.errors import BadInput

End = Literal["since", "until"]


@dataclass(frozen=True)
class Day:
    """A day of the law, and what it was named by."""

    on: date
    words: str


@dataclass(frozen=True)
class Provision:
    """A provision that stands in one text only, or whose day is another one."""

    regime: str
    title: str
    citation: str
    kind: Literal["new", "gone", "moved"]
    before: tuple[date, ...] = ()
    after: tuple[date, ...] = ()
    certainty: str = "certain"


def read_day(words: str, law: Law, *, end: End) -> Day:
    """A day as ``2027-12-02``, or a text as ``eu-ai-act@2024`` or, where no other pack has one of that id, ``2024``.

    Of a text that has been replaced, the last day is meant when one compares from it; else its first day.
    Raises ``BadInput`` that lists the texts.
    """
    try:
        return Day(date.fromisoformat(words), words)
    except ValueError:
        pass
    named, _, text = words.rpartition("@")
    found = [(pack, one) for pack in law.packs if named in ("", pack.id) for one in pack.texts if one.id == text]
    if len(found) != 1:
        known = ", ".join(f"{pack.id}@{one.id}" for pack in law.packs for one in pack.texts)
        raise BadInput(f"“{words}” is no day like 2027-12-02 and names no one text of the law. The texts: {known}.")
    pack, one = found[0]
    return Day(_day_of(pack, one, end=end), f"{pack.id}@{one.id}")


def _day_of(pack: Pack, text: Text, *, end: End) -> date:
    later = [one.from_ for one in pack.texts if one.from_ > text.from_]
    return min(later) - timedelta(days=1) if later and end == "since" else text.from_


def milestones(law: Law, *, since: date, until: date) -> tuple[tuple[str, Milestone], ...]:
    """The days of every pack's calendar after ``since`` and up to ``until``, with their regime."""
    found = [(pack.regime, one) for pack in law.packs for one in pack.timeline if since < one.date <= until]
    return tuple(sorted(found, key=lambda one: (one[1].date, one[0])))


def provisions(law: Law, *, since: date, until: date) -> tuple[Provision, ...]:
    """What differs between the texts in force on the two days; nothing when they are the same."""
    return tuple(one for pack in law.packs for one in _provisions(pack, since=since, until=until))


def _provisions(pack: Pack, *, since: date, until: date) -> Iterator[Provision]:
    before, after = pack.text_on(since).id, pack.text_on(until).id
    if before == after:
        return
    for rule in pack.rules:
        found = _provision(rule, pack, before=before, after=after)
        if found:
            yield found


def _provision(rule: Rule, pack: Pack, *, before: str, after: str) -> Provision | None:
    stood, stands = (not rule.texts or text in rule.texts for text in (before, after))
    old, new = (_days(rule, pack, text=text) for text in (before, after))
    if (stood and stands and old == new) or not (stood or stands):
        return None
    kind: Literal["new", "gone", "moved"] = "moved" if stood and stands else "new" if stands else "gone"
    return Provision(
        regime=pack.regime,
        title=rule.title,
        citation=rule.citation,
        kind=kind,
        before=old if stood else (),
        after=new if stands else (),
        certainty=rule.certainty,
    )


def _days(rule: Rule, pack: Pack, *, text: str) -> tuple[date, ...]:
    starts = [one for one in pack.starts_of(rule) if not one.texts or text in one.texts]
    return tuple(sorted({one.date for one in starts}))
