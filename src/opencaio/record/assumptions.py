"""By which assumptions does every business case count on a day, who approved them, and what do they make stale?"""

from datetime import date

from django.db.models import Q, QuerySet

from opencaio.engines.value.assumptions import KEYS, Assumptions, read_assumptions
from opencaio.record.models import AssumptionSet, BusinessCase, Person
from opencaio.record.permissions import Role

DEFAULTS = "not approved: the house's defaults"
COUNTING = ("draft", "submitted", "approved")


def in_force(on: date) -> tuple[AssumptionSet, Assumptions]:
    """The set approved on or before ``on`` and not yet followed by another, with its figures.

    Where none is, an unsaved set (``pk`` None) named as the house's defaults, which nobody approved.
    """
    row = set_in_force(on)
    if row is None:
        return AssumptionSet(code="", name=DEFAULTS, status="draft", values={}), read_assumptions({})
    return row, read_assumptions(row.values)


def set_in_force(on: date) -> AssumptionSet | None:
    """The approved set of that day, if there is one."""
    held = AssumptionSet.objects.filter(retired_at=None, status__in=("approved", "superseded"), approved_on__lte=on)
    standing = held.filter(Q(superseded_on=None) | Q(superseded_on__gt=on)).select_related("owner", "approved_by")
    return standing.order_by("-approved_on", "-pk").first()


def before(row: AssumptionSet) -> AssumptionSet | None:
    """The last approved set before this one: what its figures are compared with."""
    held = AssumptionSet.objects.filter(retired_at=None, status__in=("approved", "superseded")).exclude(pk=row.pk)
    if row.approved_on is not None:
        earlier = Q(approved_on__lt=row.approved_on) | Q(approved_on=row.approved_on, pk__lt=row.pk)
        held = held.filter(earlier)
    return held.order_by("-approved_on", "-pk").first()


def stale_cases(row: AssumptionSet) -> QuerySet[BusinessCase]:
    """Cases that were valued with other assumptions than those of ``row`` (unsaved: the defaults)."""
    valued = BusinessCase.objects.filter(retired_at=None, status__in=COUNTING).exclude(valued_at=None)
    return valued.exclude(assumptions=None) if row.pk is None else valued.exclude(assumptions=row.pk)


def changed_keys(first: AssumptionSet | None, second: AssumptionSet) -> list[str]:
    """The keys whose figure differs between two sets (None: the defaults), in the order of the engine."""
    old = read_assumptions(first.values if first else {})
    new = read_assumptions(second.values)
    return [name for name in KEYS if getattr(old, name) != getattr(new, name)]


def other_deciders(*people: int | None) -> list[str]:
    """Names of the officers over everything besides these people: who could be the second pair of eyes."""
    rows = Person.objects.filter(retired_at=None, erased_at=None)
    holding = rows.filter(grants__role=Role.OFFICER, grants__department=None, grants__retired_at=None)
    others = holding.exclude(pk__in=[one for one in people if one])
    return list(others.distinct().order_by("name").values_list("name", flat=True))
