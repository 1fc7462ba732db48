"""How does each regime's answer of one use stand with its reviewers, and what could the asker do about it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.deputising import deputies_of, principals_of
from opencaio.record.models import Assessment, Person, Review, RoleGrant, UseCase
from opencaio.record.permissions import RIGHTS, Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.queries.reviews import ReviewRow, review_rows
from opencaio.record.reviewing import (
    NOT_SETTLED,
    PROHIBITED,
    Effective,
    classes_of,
    effective_classes,
    hindrances,
    is_settled,
    state_of,
)

JUDGES = [role.value for role, rights in RIGHTS.items() if Right.REVIEW in rights]


class ReviewsOf(Asked):
    """One use of AI, by its code; ``regime`` narrows it to one answer."""

    use_case: str
    regime: str = Field("", max_length=20)


class Looked(BaseModel):
    """One regime's answer and its standing round, if there is one.

    ``state`` is ``unasked`` without a round. ``why_not`` says why the asker may not judge it (empty: he may);
    ``can_sign``, ``can_override``, ``can_ask`` and ``can_withdraw`` say which way is open to him.
    """

    regime: str
    answer: int
    klass: str
    declared: str
    overridden: str
    overridden_until: date | None
    open_facts: int
    state: str
    review: ReviewRow | None
    why_not: str
    for_whom: str
    can_judge: bool
    can_sign: bool
    can_override: bool
    can_ask: bool
    can_withdraw: bool
    classes: dict[str, str]


class LookedList(BaseModel):
    """Every regime that answers, and the earlier rounds, latest first."""

    use_case: str
    rows: list[Looked]
    past: list[ReviewRow]


class ReviewersOf(Asked):
    """Those who may judge the answers of one use of AI, by its code."""

    use_case: str


class ReviewerLine(BaseModel):
    """Someone who may be asked by name; ``deputy`` acts for him today."""

    id: int
    name: str
    title: str
    deputy: str


class ReviewerList(BaseModel):
    """By name; the asker is not among them."""

    rows: list[ReviewerLine]


@dataclass(frozen=True)
class _Asker:
    """Who looks, on which day, and for whom he stands in."""

    actor: Actor
    on: date
    principals: Mapping[int, str]


@query("reviews.show", words="Show the reviews of a use")
def show(given: ReviewsOf, actor: Actor) -> LookedList:
    """Who looked at each answer of a use, whether that still holds, and what the asker may do."""
    use = visible(UseCase.objects.filter(code__iexact=given.use_case), actor).first()
    if use is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    today = timezone.localdate()
    asker = _Asker(actor, today, principals_of(actor.person_id, on=today))
    links = ("use_case__department", "use_case__owner", "assessment", "asked_by", "reviewer", "standing_in_for")
    rounds = list(Review.objects.filter(use_case=use).select_related(*links).order_by("-created_at", "-pk"))
    lines = {line.id: line for line in review_rows(rounds, actor, today)}
    standing = {row.regime: row for row in rounds if row.retired_at is None}
    classes = {one.regime: one for one in effective_classes([use.pk], on=today).get(use.pk, [])}
    answers = Assessment.objects.filter(use_case=use, superseded_at=None).order_by("regime")
    wanted = [one for one in answers if given.regime in {"", one.regime}]
    return LookedList(
        use_case=use.code,
        rows=[_looked(one, use, standing.get(one.regime), lines, classes[one.regime], asker) for one in wanted],
        past=[lines[row.pk] for row in rounds if row.retired_at is not None and given.regime in {"", row.regime}],
    )


@query("reviews.reviewers", words="List who may review a use")
def reviewers(given: ReviewersOf, actor: Actor) -> ReviewerList:
    """Reviewers and officers over the use's department, with those who stand in for them today."""
    use = visible(UseCase.objects.filter(code__iexact=given.use_case), actor).select_related("department").first()
    if use is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    above = [int(key) for key in use.department.path.strip("/").split("/")]
    held = RoleGrant.objects.filter(Q(department=None) | Q(department__in=above), retired_at=None, role__in=JUDGES)
    people = Person.objects.filter(pk__in=held.values("person"), retired_at=None).exclude(pk=actor.person_id or 0)
    found = list(people.order_by("name"))
    deputies = deputies_of([one.pk for one in found], on=timezone.localdate())
    names = {key: row.deputy.name for key, row in deputies.items()}
    return ReviewerList(
        rows=[ReviewerLine(id=one.pk, name=one.name, title=one.title, deputy=names.get(one.pk, "")) for one in found]
    )


def _looked(
    answer: Assessment,
    use: UseCase,
    review: Review | None,
    lines: Mapping[int, ReviewRow],
    counts: Effective,
    asker: _Asker,
) -> Looked:
    state = "unasked" if review is None else state_of(review, on=asker.on)
    why_not = _why_not(use, answer, review, state, asker)
    judge = not why_not and use.retired_at is None
    known = classes_of(answer.regime)
    offered = {code: title for code, title in known.items() if code not in {answer.klass, NOT_SETTLED}}
    return Looked(
        regime=answer.regime,
        answer=answer.pk,
        klass=answer.klass,
        declared=counts.declared,
        overridden=counts.overridden,
        overridden_until=counts.overridden_until,
        open_facts=answer.missing_count,
        state=state,
        review=lines[review.pk] if review else None,
        why_not=why_not,
        for_whom=lines[review.pk].for_whom if review else "",
        can_judge=judge,
        can_sign=judge and is_settled(answer),
        can_override=judge and bool(answer.klass and offered) and answer.klass != PROHIBITED,
        can_ask=_can_ask(use, state, asker.actor),
        can_withdraw=_can_withdraw(use, review, state, asker.actor),
        classes=offered if judge and answer.klass else {},
    )


def _why_not(use: UseCase, answer: Assessment, review: Review | None, state: str, asker: _Asker) -> str:
    me = asker.actor.person_id
    if state in {"signed", "overridden", "sent_back"}:
        return "It has been judged."
    if not asker.actor.may(Right.REVIEW, use.department_id):
        return "You are no reviewer here."
    barred = hindrances(answer, review)
    if words := barred.get(me or 0):
        return f"Four eyes: you {words}."
    return ""


def _can_ask(use: UseCase, state: str, actor: Actor) -> bool:
    open_to_ask = state in {"unasked", "sent_back", "stale", "expired"}
    return open_to_ask and use.retired_at is None and actor.may(Right.STATE_FACTS, use.department_id)


def _can_withdraw(use: UseCase, review: Review | None, state: str, actor: Actor) -> bool:
    if review is None or not actor.may(Right.STATE_FACTS, use.department_id):
        return False
    whose = review.asked_by_id if state in {"waiting", "sent_back"} else review.reviewer_id
    return whose == actor.person_id or actor.may(Right.DECIDE, use.department_id)
