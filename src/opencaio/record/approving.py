"""Up to which amount may this person approve, and who could approve a larger one?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from opencaio.errors import Refused
from opencaio.record.actors import actor_for
from opencaio.record.currencies import convert, report_currency
from opencaio.record.models import ApprovalLimit, LedgerSubject, Person
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import visible_or_shared

NAMED = 5


def limit_of(person_id: int | None) -> Decimal | None:
    """The person's limit in the report currency; None: whatever the role allows."""
    rows = ApprovalLimit.objects.filter(person=person_id, retired_at=None)
    return rows.values_list("amount", flat=True).first() if person_id else None


def refuse_beyond_limit(
    actor: Actor,
    amount: Decimal,
    on: date,
    *,
    currency: str = "",
    what: str = "This",
    right: Right = Right.DECIDE,
    department_id: int | None = None,
) -> None:
    """Raise ``Refused`` when ``amount`` is beyond the actor's approval limit, and say who could approve it.

    ``amount`` is in ``currency`` (none: the report currency; another is converted at the rate of ``on``). ``right``
    over ``department_id`` is what the approval takes, so that only people are named who hold it.
    """
    limit = limit_of(actor.person_id)
    if limit is None:
        return
    report = report_currency()
    worth = convert(amount, currency or report, on).amount
    if worth <= limit:
        return
    others = who_could(worth, actor, right=right, department_id=department_id)
    could = f"Could approve it: {', '.join(others)}." if others else "Nobody else here may approve so much."
    raise Refused(
        f"{what} comes to {worth:,.2f} {report}; your approval limit is {limit:,.2f} {report}. {could}",
        details=others,
    )


def approved_since(actor: Actor, since: date, *, action: str, kind: str) -> frozenset[int]:
    """The keys of what this person approved by ``action`` since a day: parts of one approval add up against a limit.

    The person's limit is locked until the end of the transaction, so that two approvals at once count each other.
    """
    list(ApprovalLimit.objects.select_for_update().filter(person=actor.person_id))
    own = {"entry__action": action, "entry__actor_id": actor.person_id, "entry__at__gte": since.isoformat()}
    return frozenset(LedgerSubject.objects.filter(kind=kind, **own).values_list("key", flat=True))


def who_could(amount: Decimal, actor: Actor, *, right: Right, department_id: int | None) -> list[str]:
    """People whom the actor may see, who hold the right there and whose limit reaches, with their limit."""
    limits = dict(ApprovalLimit.objects.filter(retired_at=None).values_list("person_id", "amount"))
    found = []
    for person in _candidates(actor):
        limit = limits.get(person.pk)
        reaches = limit is None or limit >= amount
        if reaches and actor_for(person, face=actor.face).may(right, department_id):
            found.append(f"{person.name} ({'no limit' if limit is None else f'up to {limit:,.2f}'})")
    return found[:NAMED]


def _candidates(actor: Actor) -> Iterable[Person]:
    rows = visible_or_shared(Person.objects.filter(retired_at=None, erased_at=None), actor)
    holding = rows.filter(grants__retired_at=None)
    others = holding.exclude(pk=actor.person_id) if actor.person_id else holding
    return others.distinct().order_by("name")[:200]
