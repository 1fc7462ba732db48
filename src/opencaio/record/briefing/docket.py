"""What needs the officer now: legal dates, missing practices, missing assessments, reviews, faults in the record?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from opencaio.engines.standing import UseState
from opencaio.engines.standing.measures import missing_practices, unstated_practices
from opencaio.papers.blocks import Docket, DocketItem
from opencaio.papers.numbers import counted, number
from opencaio.record.briefing.cases import cases_items
from opencaio.record.briefing.controls import controls_items
from opencaio.record.briefing.documents import documents_items
from opencaio.record.briefing.duties import duties_items
from opencaio.record.briefing.figures import address, figure, use_address
from opencaio.record.briefing.ideas import ideas_items
from opencaio.record.briefing.impact import impact_items
from opencaio.record.briefing.incidents import incident_items
from opencaio.record.briefing.legal_dates import LegalDate, dates_ahead
from opencaio.record.briefing.maturity import maturity_items
from opencaio.record.briefing.money import money_items
from opencaio.record.briefing.objectives import objectives_items
from opencaio.record.briefing.opportunities import opportunity_items
from opencaio.record.briefing.plans import plan_items
from opencaio.record.briefing.quality import quality_items
from opencaio.record.briefing.reviews import review_items
from opencaio.record.briefing.risks import risks_items
from opencaio.record.briefing.spending import spending_items
from opencaio.record.briefing.staffing import staffing_items
from opencaio.record.briefing.standing import Standing
from opencaio.record.briefing.unallocated import unallocated_items

PRACTICES_DUE = date(2026, 4, 3)  # OMB M-25-21: minimum practices within 365 days of 3 Apr 2025
HORIZON = timedelta(days=800)
REVIEW_NOTICE = timedelta(days=30)
MOST_REVIEWS = 5


def docket(standing: Standing) -> Docket:
    """Dated things that need a person, soonest first."""
    items = [
        *incident_items(standing),
        *_prohibited(standing),
        *_practices(standing),
        *_assessments(standing),
        *_reviews(standing),
        *review_items(standing),
        *legal_items(standing),
        *duties_items(standing),
        *documents_items(standing),
        *risks_items(standing),
        *money_items(standing),
        *spending_items(standing),
        *unallocated_items(standing),
        *impact_items(standing),
        *quality_items(standing),
        *plan_items(standing),
        *controls_items(standing),
        *cases_items(standing),
        *objectives_items(standing),
        *maturity_items(standing),
        *ideas_items(standing),
        *staffing_items(standing),
        *opportunity_items(standing),
        *_faults(standing),
    ]
    ordered = sorted(items, key=lambda item: (item.on or standing.today, item.title))
    return Docket(tuple(ordered), empty="Nothing dated waits for you: every figure above was looked at.")


def _item(
    standing: Standing,
    on: date | None,
    title: str,
    text: str,
    *,
    citation: str = "",
    owner: str = "",
    verb: str = "",
    href: str = "",
) -> DocketItem:
    left = (on - standing.today).days if on else None
    return DocketItem(
        on=on, days_left=left, title=title, text=text, citation=citation, owner=owner, verb=verb, href=href
    )


def _prohibited(standing: Standing) -> Iterator[DocketItem]:
    for state in standing.of("prohibited"):
        answer = state.answers["EU"]
        yield _item(
            standing,
            answer.applies_from or standing.today,
            f"Stop {state.name}",
            f"{state.code}, {state.department}: a prohibited practice that is not retired.",
            citation="AI Act Art. " + ", ".join(answer.articles),
            owner=state.owner,
            verb="Open the use",
            href=use_address(standing, state),
        )


def _practices(standing: Standing) -> Iterator[DocketItem]:
    rows = standing.of("practice_gaps")
    if not rows:
        return
    departments = {one.department for one in rows}
    unstated = sum(len(unstated_practices(one)) for one in rows)
    said = sum(len(missing_practices(one)) for one in rows) - unstated
    yield DocketItem(
        on=PRACTICES_DUE,
        days_left=(PRACTICES_DUE - standing.today).days,
        title=f"{number(len(rows))} live high-impact uses do not show every minimum practice",
        text=f"In {number(len(departments))} departments {number(said)} practices are reported as missing or only "
        f"planned, and {number(unstated)} are not stated. A use that does not comply must stop.",
        citation="OMB M-25-21 sec. 4(b)",
        verb="List the uses",
        href=address(standing, "practice_gaps"),
        why=figure(standing, "practice_gaps").why,
    )


def _assessments(standing: Standing) -> Iterator[DocketItem]:
    rows = standing.of("personal_unassessed")
    if not rows:
        return
    unassessed = counted(len(rows), "use of personal data has", "uses of personal data have")
    yield DocketItem(
        on=None,
        days_left=None,
        title=f"{unassessed} no impact assessment on record",
        text=_names(rows),
        citation="GDPR Art. 35; OMB M-25-21 sec. 4(b)",
        verb="List the uses",
        href=address(standing, "personal_unassessed"),
        why=figure(standing, "personal_unassessed").why,
    )


def _reviews(standing: Standing) -> Iterator[DocketItem]:
    until = standing.today + REVIEW_NOTICE
    due = [
        one for one in standing.states if one.review_due_on and one.review_due_on <= until and one.stage != "retired"
    ]
    due.sort(key=lambda one: (one.review_due_on or until, one.code))
    for state in due[:MOST_REVIEWS]:
        yield _item(
            standing,
            state.review_due_on,
            f"Review {state.name}",
            f"{state.code}, {state.department}.",
            owner=state.owner,
            verb="Open the use",
            href=use_address(standing, state),
        )


def legal_items(standing: Standing) -> Iterator[DocketItem]:
    """The legal dates ahead that touch or may touch uses of ours, the soonest first."""
    for ahead in dates_ahead(standing.states, law_on=standing.law_on):
        if ahead.on > standing.law_on + HORIZON or not (ahead.bound or ahead.asking):
            continue
        yield _item(
            standing,
            ahead.on,
            _legal_title(ahead),
            _legal_text(ahead),
            citation=_shortened(list(ahead.titles), 3),
            verb="See what changes",
            href=f"{standing.site}/law?until={ahead.on}",
        )


def _legal_title(ahead: LegalDate) -> str:
    if ahead.bound:
        return f"New duties begin for {_uses(len(ahead.bound))}"
    return f"New rules begin; {_uses(len(ahead.asking))} could fall under them"


def _legal_text(ahead: LegalDate) -> str:
    parts = [_shortened(list(ahead.titles.values()), 3) + "."]
    if ahead.bound:
        parts.append(_names(list(ahead.bound.values())))
    if ahead.asking:
        parts.append(f"Decisive facts are unknown for {_uses(len(ahead.asking))}.")
    return " ".join(parts)


def _faults(standing: Standing) -> Iterator[DocketItem]:
    for key, title, verb in (
        ("matches", "wait for someone to say whether they are the same as another", "Answer them"),
        ("no_stage", "have no stage", "List the uses"),
    ):
        rows = standing.of(key)
        if rows:
            yield DocketItem(
                on=None,
                days_left=None,
                title=f"{_uses(len(rows))} {title}",
                text=_names(rows),
                citation="Faults in the record",
                verb=verb,
                href=f"{standing.site}/matches" if key == "matches" else address(standing, key),
                why=figure(standing, key).why,
            )


def _names(rows: Sequence[UseState]) -> str:
    return _shortened([one.name for one in rows], 3) + "."


def _shortened(words: Sequence[str], most: int) -> str:
    rest = len(words) - most
    return "; ".join(words[:most]) + (f"; and {number(rest)} more" if rest > 0 else "")


def _uses(count: int) -> str:
    return "1 use" if count == 1 else f"{number(count)} uses"
