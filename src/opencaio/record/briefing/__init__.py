"""What does the officer need to know and to decide now?

`brief` writes one `Paper`: a headline in three sentences, what needs a person now, the state of the portfolio,
what is not known, what to decide. Every figure carries its rule and its rows.
"""

from collections.abc import Iterator
from datetime import date, datetime

from opencaio.packs.law import load_law
from opencaio.papers.blocks import Block, Heading, Headline, Paper, Sentence
from opencaio.papers.numbers import counted, day
from opencaio.record.briefing.decisions import decisions
from opencaio.record.briefing.docket import docket, legal_items
from opencaio.record.briefing.figures import figure, verb
from opencaio.record.briefing.questions import questions
from opencaio.record.briefing.standing import Standing, stand
from opencaio.record.briefing.state import state
from opencaio.record.briefing.waiting import waiting_blocks
from opencaio.record.permissions import Actor

__all__ = ["brief", "write_brief"]


def brief(
    actor: Actor,
    *,
    now: datetime,
    law_on: date | None = None,
    record_at: datetime | None = None,
    department: str | None = None,
    site: str = "",
) -> Paper:
    """The brief for what ``actor`` may see.

    ``law_on`` is the day of the law (default: today), ``record_at`` the moment as known at (default: now),
    ``department`` a department's code (default: all), ``site`` the address before every link (for a file that
    leaves the house).
    """
    standing = stand(actor, now=now, law_on=law_on, record_at=record_at, department=department, site=site)
    return write_brief(standing)


def write_brief(standing: Standing) -> Paper:
    """The paper of a standing."""
    place = standing.department.name if standing.department else ""
    return Paper(
        title="The brief",
        subtitle=place,
        organisation=standing.organisation,
        prepared_on=standing.now,
        record_at=standing.record_at,
        law_on=standing.law_on,
        ledger_head=standing.head,
        blocks=tuple(_blocks(standing)),
        foot=f"Not legal advice. Law: {_packs(standing.law_on)}.",
        ears=(
            (standing.about, place or f"{len({one.department_id for one in standing.states})} departments"),
            (f"Law as on {day(standing.law_on)}",),
        ),
    )


def _blocks(standing: Standing) -> Iterator[Block]:
    waiting = docket(standing)
    yield Headline(tuple(_headline(standing)))
    yield from waiting_blocks(waiting)
    yield from state(standing)
    yield Heading(
        2, "What we do not know yet", note=f"{counted(len(standing.of('open')), 'use is', 'uses are')} not settled"
    )
    yield questions(standing)
    yield Heading(2, "Decisions to take")
    yield decisions(standing)


def _headline(standing: Standing) -> Iterator[Sentence]:
    live, heavy, open_ = (figure(standing, key) for key in ("live", "heavy", "open"))
    yield Sentence.of(
        "We run ",
        figure(standing, "uses", words="uses of AI", of_one="use of AI"),
        " and ",
        live,
        f" of them {verb(standing, 'live')} live; ",
        heavy,
        f" {verb(standing, 'heavy')} high-risk or high-impact, and ",
        open_,
        f" {verb(standing, 'open')} not settled.",
    )
    yield _second(standing)
    yield _third(standing)


def _second(standing: Standing) -> Sentence:
    if standing.of("declared_high"):
        return Sentence.of(
            "Agencies declared ",
            figure(standing, "declared_high"),
            " high-impact; of those that are live, ",
            figure(standing, "practice_gaps"),
            " do not show every minimum practice, due since 3 April 2026.",
        )
    key, one, many = "personal_unassessed", "use of personal data has", "uses of personal data have"
    personal = verb(standing, key, one=one, many=many)
    return Sentence.of(
        figure(standing, "personal_unassessed"),
        f" {personal} no impact assessment on record, and ",
        figure(standing, "differs"),
        f" {verb(standing, 'differs', one='was', many='were')} declared to be something else than the facts say.",
    )


def _third(standing: Standing) -> Sentence:
    ahead = next(legal_items(standing), None)
    if ahead is None:
        return Sentence.of("No legal date ahead touches a use on record.")
    return Sentence.of(
        f"The next legal date is {day(ahead.on or standing.today)}: {ahead.title[0].lower()}{ahead.title[1:]}."
    )


def _packs(law_on: date) -> str:
    return "; ".join(f"{pack.id} {pack.version} ({pack.text_on(law_on).id})" for pack in load_law().packs)
