"""Which answers wait for a second pair of eyes, which were signed, sent back or overridden, and which went stale?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.deputising import principals_of
from opencaio.record.models import Assessment, Fact, Review, UseCase
from opencaio.record.models.reviews import Verdict
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.reviewing import (
    effective_classes,
    in_force,
    no_longer_holds,
    rests_on,
    state_of,
)

#: Columns that a row shows as they are.
SAME = (
    "id",
    "version",
    "regime",
    "verdict",
    "note",
    "reason",
    "given_class",
    "expires_on",
    "decided_at",
    "stale_at",
    "stale_because",
    "asked_by_id",
    "reviewer_id",
)
Answers = dict[tuple[int, str], Assessment]
STATES = ("waiting", "sent_back", "signed", "overridden", "stale", "expired")


class ListReviews(Asked):
    """Rounds of review; ``state`` is waiting, sent_back, signed, overridden, stale (expired ones too) or empty for all.

    ``mine``: what waits for the asker as reviewer (or as deputy of one), and what came back to him as asker or owner.
    ``past`` adds earlier rounds.
    """

    state: str = Field("", pattern="^(waiting|sent_back|signed|overridden|stale|)$")
    use_case: str = ""
    department: str = ""
    regime: str = ""
    mine: bool = False
    past: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class ReviewRow(BaseModel):
    """One round. ``klass`` is computed now, ``klass_seen`` is the one that was looked at.

    ``why_not`` says why the asker of this list may not judge it (empty: he may); ``for_whom`` names the absent
    person in whose stead he would.
    """

    id: int
    version: int
    use_case: str
    use_case_name: str
    department: str
    owner: str
    regime: str
    answer: int | None
    klass: str
    klass_seen: str
    state: str
    verdict: str
    asked_by: str
    asked_by_id: int | None
    asked_at: datetime
    note: str
    reviewer: str
    reviewer_id: int | None
    standing_in_for: str
    reason: str
    given_class: str
    expires_on: date | None
    decided_at: datetime | None
    stale_at: datetime | None
    stale_because: str
    is_past: bool
    why_not: str
    for_whom: str


class ReviewList(BaseModel):
    """One page: what waits first, the longest waiting first; then what was judged, the latest first."""

    rows: list[ReviewRow]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


class EffectiveOf(Asked):
    """One use of AI, by its code; ``on`` a day other than today."""

    use_case: str
    on: date | None = None


class EffectiveLine(BaseModel):
    """One regime: computed, declared and overridden side by side; ``klass`` is the one that counts."""

    regime: str
    klass: str
    computed: str
    declared: str
    overridden: str
    overridden_until: date | None
    overridden_by: str
    reason: str


class EffectiveList(BaseModel):
    """By regime."""

    use_case: str
    rows: list[EffectiveLine]


@dataclass(frozen=True)
class _Eyes:
    """Whose eyes look at the list: for whom the asker stands in, and which answers rest on facts of his own."""

    actor: Actor
    on: date
    principals: dict[int, str]
    own: set[tuple[int, str]]


@query("reviews.list", words="List reviews")
def list_reviews(given: ListReviews, actor: Actor) -> ReviewList:
    """The reviews of the uses that the asker may see."""
    today = timezone.localdate()
    found = visible(Review.objects.filter(use_case__retired_at=None), actor, by="use_case__department_id")
    if not given.past:
        found = found.filter(retired_at=None)
    found = _narrowed(found, given, actor, today)
    rows = _in_state(found, given.state, today)
    start = (given.page - 1) * given.size
    links = ("use_case__department", "use_case__owner", "assessment", "asked_by", "reviewer", "standing_in_for")
    shown = list(rows.select_related(*links).order_by(*_order())[start : start + given.size])
    total = rows.count()
    return ReviewList(
        rows=review_rows(shown, actor, today),
        total=total,
        page=given.page,
        pages=max(1, -(-total // given.size)),
        counts={state: _in_state(found, state, today).count() for state in STATES[:-1]},
    )


@query("reviews.effective", words="Show the classes that count")
def effective(given: EffectiveOf, actor: Actor) -> EffectiveList:
    """Computed, declared and overridden class of one use, regime by regime, and the one that counts."""
    use = visible(UseCase.objects.filter(code__iexact=given.use_case), actor).first()
    if use is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    lines = effective_classes([use.pk], on=given.on or timezone.localdate()).get(use.pk, [])
    names = EffectiveLine.model_fields
    return EffectiveList(
        use_case=use.code, rows=[EffectiveLine(**{name: getattr(one, name) for name in names}) for one in lines]
    )


def _order() -> tuple[str, ...]:
    return ("verdict_rank", "waits_since", "-decided_at", "-pk")


def _narrowed(rows: QuerySet[Review], given: ListReviews, actor: Actor, today: date) -> QuerySet[Review]:
    rows = rows.annotate(
        verdict_rank=Case(When(verdict=Verdict.ASKED, retired_at=None, then=Value(0)), default=Value(1)),
        waits_since=Case(When(verdict=Verdict.ASKED, then=F("created_at"))),
    )
    if given.use_case:
        rows = rows.filter(use_case__code__iexact=given.use_case)
    if given.department:
        rows = rows.filter(use_case__department__code__iexact=given.department)
    if given.regime:
        rows = rows.filter(regime=given.regime)
    return _mine(rows, actor, today) if given.mine else rows


def _mine(rows: QuerySet[Review], actor: Actor, today: date) -> QuerySet[Review]:
    """What waits for the actor's eyes, by name, by deputy or as any reviewer; and what came back to him."""
    me = actor.person_id
    named = Q(reviewer=me) | Q(reviewer__in=list(principals_of(me, on=today)))
    scope = actor.scope(Right.REVIEW)
    anyone = Q(reviewer=None) if scope is None else Q(reviewer=None, use_case__department__in=scope)
    waiting = Q(verdict=Verdict.ASKED) & (named | anyone) & ~Q(asked_by=me)
    waiting &= ~Q(pk__in=_of_my_own_facts(rows, me))
    back = Q(verdict=Verdict.SENT_BACK) | no_longer_holds(today)
    return rows.filter(waiting | back & (Q(asked_by=me) | Q(use_case__owner=me)))


def _of_my_own_facts(rows: QuerySet[Review], me: int | None) -> list[int]:
    """Rounds asked of anyone that rest on a fact of the actor's: four eyes bar him."""
    asked = list(rows.filter(verdict=Verdict.ASKED, reviewer=None).values_list("pk", "use_case_id", "regime"))
    uses = {use for _, use, _ in asked}
    mine = _resting_on_facts_of(me, _answers_of(uses), uses)
    return [key for key, use, regime in asked if (use, regime) in mine]


def _answers_of(uses: Iterable[int]) -> Answers:
    rows = Assessment.objects.filter(use_case__in=list(uses), superseded_at=None)
    return {(row.use_case_id, row.regime): row for row in rows}


def _resting_on_facts_of(me: int | None, answers: Answers, uses: Iterable[int]) -> set[tuple[int, str]]:
    """The answers, by use and regime, that rest on a fact which this person stated."""
    if me is None:
        return set()
    stated: dict[int, set[str]] = {}
    held = Fact.objects.filter(subject_kind="usecase", subject_id__in=list(uses), superseded_at=None, by=me)
    for use, key in held.filter(is_unknown=False).values_list("subject_id", "key"):
        stated.setdefault(use, set()).add(key)
    return {place for place, answer in answers.items() if stated.get(place[0], set()) & rests_on(answer)}


def _in_state(rows: QuerySet[Review], state: str, today: date) -> QuerySet[Review]:
    match state:
        case "waiting":
            return rows.filter(verdict=Verdict.ASKED)
        case "sent_back":
            return rows.filter(verdict=Verdict.SENT_BACK)
        case "signed":
            return rows.filter(verdict=Verdict.SIGNED, stale_at=None)
        case "overridden":
            return rows.filter(in_force(today))
        case "stale":
            return rows.filter(no_longer_holds(today))
    return rows


def review_rows(rows: list[Review], actor: Actor, today: date) -> list[ReviewRow]:
    """The rounds as rows, with what their reader may do about them; three queries."""
    uses = {row.use_case_id for row in rows}
    answers = _answers_of(uses)
    own = _resting_on_facts_of(actor.person_id, answers, uses)
    eyes = _Eyes(actor, today, principals_of(actor.person_id, on=today), own)
    return [_line(row, answers.get((row.use_case_id, row.regime)), eyes) for row in rows]


def _line(row: Review, now: Assessment | None, eyes: _Eyes) -> ReviewRow:
    asked_of = row.reviewer_id if row.verdict == Verdict.ASKED else None
    return ReviewRow(
        use_case=row.use_case.code,
        use_case_name=row.use_case.name,
        department=row.use_case.department.name,
        owner=row.use_case.owner.name if row.use_case.owner else "",
        answer=now.pk if now else None,
        klass=now.klass if now else "",
        klass_seen=row.assessment.klass,
        state=state_of(row, on=eyes.on),
        asked_by=row.asked_by.name if row.asked_by else "",
        asked_at=row.created_at,
        reviewer=row.reviewer.name if row.reviewer else "",
        standing_in_for=row.standing_in_for.name if row.standing_in_for else "",
        is_past=row.retired_at is not None,
        why_not=_why_not(row, eyes),
        for_whom=eyes.principals.get(asked_of or 0, ""),
        **{name: getattr(row, name) for name in SAME},
    )


def _why_not(row: Review, eyes: _Eyes) -> str:
    me = eyes.actor.person_id
    if row.retired_at is not None or state_of(row, on=eyes.on) in {"signed", "overridden", "sent_back"}:
        return "It has been judged."
    if not eyes.actor.may(Right.REVIEW, row.use_case.department_id):
        return "You are no reviewer here."
    if row.verdict == Verdict.ASKED and row.asked_by_id == me:
        return "You asked for it."
    if (row.use_case_id, row.regime) in eyes.own:
        return "You stated a fact under it."
    return ""
