"""Which sign-offs of heavy classes no longer hold, which overrides end soon, which reviews have waited long?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from opencaio.papers.blocks import Column, DocketItem, Table, Why, WhyRow
from opencaio.papers.numbers import day, number
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Assessment, Review
from opencaio.record.models.reviews import Verdict
from opencaio.record.reviewing import PROHIBITED, class_title, in_force, no_longer_holds

HEAVY = frozenset({PROHIBITED, "high_risk_annex_iii", "high_risk_annex_i_a", "high_impact", "aedt", "covered_admt"})
LONG = timedelta(days=14)
NOTICE = timedelta(days=30)
NAMED = 4


def review_items(standing: Standing) -> Iterator[DocketItem]:
    """Heavy uses whose sign-off went, one by one; all reviews that wait too long at once; overrides that end."""
    if standing.is_past:
        return
    yield from _stale(standing)
    yield from _waiting(standing)
    yield from _ending(standing)


def overrides_table(standing: Standing) -> Iterator[Table]:
    """The classes that count instead of the computed ones today, beside them; nothing where none is in force."""
    if standing.is_past:
        return
    rows = list(_rows(standing).filter(in_force(standing.today)).order_by("expires_on", "pk"))
    if not rows:
        return
    answers = Assessment.objects.filter(use_case__in={row.use_case_id for row in rows}, superseded_at=None)
    computed = {(one.use_case_id, one.regime): one.klass for one in answers}
    yield Table(
        columns=tuple(Column(title) for title in ("Use", "Regime", "Computed", "Counts instead", "Until", "By")),
        rows=tuple(_override(row, computed.get((row.use_case_id, row.regime), "")) for row in rows),
        caption=f"Overrides in force, {day(standing.today)}",
        note="The computed class stays in every count of this brief. An override falls away on its day, or when a fact "
        "or the rules under it change.",
        key="overrides",
    )


def _override(row: Review, computed: str) -> tuple[str, ...]:
    return (
        f"{row.use_case.name} ({row.use_case.code})",
        row.regime,
        class_title(row.regime, computed),
        class_title(row.regime, row.given_class),
        day(row.expires_on) if row.expires_on else "",
        row.reviewer.name if row.reviewer else "",
    )


def _rows(standing: Standing) -> QuerySet[Review]:
    rows = Review.objects.filter(retired_at=None, use_case__retired_at=None).exclude(use_case__stage="retired")
    if standing.scope is not None:
        rows = rows.filter(use_case__department__in=standing.scope)
    return rows.select_related("use_case__department", "use_case__owner", "reviewer", "assessment")


def _stale(standing: Standing) -> Iterator[DocketItem]:
    rows = list(_rows(standing).filter(no_longer_holds(standing.today)).order_by("stale_at", "pk"))
    answers = Assessment.objects.filter(use_case__in={row.use_case_id for row in rows}, superseded_at=None)
    now = {(one.use_case_id, one.regime): one.klass for one in answers}
    for row in rows:
        klass = now.get((row.use_case_id, row.regime), "")
        if HEAVY & {klass, row.assessment.klass, row.given_class}:
            yield _gone(standing, row, klass)


def _gone(standing: Standing, row: Review, klass: str) -> DocketItem:
    use, ended = row.use_case, row.stale_at is None
    on = row.expires_on if ended else timezone.localtime(row.stale_at, standing.now.tzinfo).date()
    what = "override" if row.verdict == Verdict.OVERRIDDEN else "sign-off"
    because = f"The {what} ended on its day." if ended else row.stale_because
    by = f" {row.reviewer.name} gave it on {_day(row.decided_at)}." if row.reviewer and row.decided_at else ""
    return DocketItem(
        on=on,
        days_left=(on - standing.today).days if on else None,
        title=f"Review {use.name} again: its {what} {'has ended' if ended else 'is stale'}",
        text=f"{use.code}, {row.regime}: {class_title(row.regime, klass)}. {because}{by}",
        citation="Four eyes",
        owner=use.owner.name if use.owner else "",
        verb="Open the reviews",
        href=f"{standing.site}/use/{use.code}/reviews",
    )


def _waiting(standing: Standing) -> Iterator[DocketItem]:
    until = standing.now - LONG
    rows = list(_rows(standing).filter(verdict=Verdict.ASKED, created_at__lte=until).order_by("created_at", "pk"))
    if not rows:
        return
    oldest = timezone.localtime(rows[0].created_at, standing.now.tzinfo).date()
    reviews = "1 review has" if len(rows) == 1 else f"{number(len(rows))} reviews have"
    more = f"; and {number(len(rows) - NAMED)} more" if len(rows) > NAMED else ""
    yield DocketItem(
        on=None,
        days_left=None,
        title=f"{reviews} waited for more than two weeks",
        text="; ".join(f"{row.use_case.name} ({_whom(row)})" for row in rows[:NAMED]) + f"{more}.",
        citation="Four eyes",
        verb="Open the queue",
        href=f"{standing.site}/reviews?state=waiting",
        why=Why(
            question="Which reviews have waited, and since when?",
            answer=f"The oldest was asked for on {day(oldest)}.",
            rule="count(reviews asked for more than 14 days ago)",
            rule_kind="formula",
            rows=tuple(WhyRow(f"{row.use_case.code} {row.regime}", _day(row.created_at)) for row in rows[:8]),
            as_of=standing.today,
        ),
    )


def _ending(standing: Standing) -> Iterator[DocketItem]:
    soon = {"expires_on__gte": standing.today, "expires_on__lte": standing.today + NOTICE}
    rows = _rows(standing).filter(verdict=Verdict.OVERRIDDEN, stale_at=None, **soon)
    for row in rows.order_by("expires_on", "pk"):
        use, on = row.use_case, row.expires_on
        if on is None:
            continue
        given = class_title(row.regime, row.given_class)
        yield DocketItem(
            on=on,
            days_left=(on - standing.today).days,
            title=f"The override of {use.name} ends",
            text=f"{use.code}, {row.regime}: {given} until then, by {row.reviewer.name if row.reviewer else '–'}.",
            citation="Four eyes",
            owner=use.owner.name if use.owner else "",
            verb="Open the reviews",
            href=f"{standing.site}/use/{use.code}/reviews",
        )


def _whom(row: Review) -> str:
    return f"{row.regime}, {row.reviewer.name if row.reviewer else 'any reviewer'}"


def _day(at: datetime) -> str:
    return day(timezone.localdate(at))
