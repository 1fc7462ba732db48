"""Over which departments does an answer speak, for somebody who may see only some?"""

from opencaio.errors import NotFound
from opencaio.record.models import Department
from opencaio.record.permissions import EVERYWHERE, Actor, Right


def department_of(code: str | None, actor: Actor) -> Department | None:
    """The department of that code that the actor may read; None without a code. Raises ``NotFound``."""
    if not code:
        return None
    row = Department.objects.filter(code__iexact=code, retired_at=None).first()
    if row is None or not actor.may(Right.READ, row.pk):
        raise NotFound(f"There is no department with the code {code}, or you may not see it.")
    return row


def within(place: Department | None, actor: Actor) -> frozenset[int] | None:
    """The departments below ``place`` that the actor may read; ``None`` means all."""
    seen = actor.scope(Right.READ)
    if place is None:
        return seen
    below = frozenset(Department.objects.filter(path__startswith=place.path).values_list("pk", flat=True))
    return below if seen is EVERYWHERE else below & seen


def readable(code: str | None, actor: Actor) -> frozenset[int] | None:
    """The departments below the one of that code (none: below all) that the actor may read."""
    return within(department_of(code, actor), actor)
