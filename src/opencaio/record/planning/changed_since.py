"""What was changed on record, of all that a problem is made of, after a plan was solved?"""

from django.db.models import Q
from pydantic import BaseModel

from opencaio.record.models import LedgerSubject, Plan

MADE_OF = {
    "initiative": "initiatives",
    "initiativespend": "initiatives",
    "initiativedemand": "initiatives",
    "alignment": "initiatives",
    "initiativerelation": "ties",
    "platform": "ties",
    "businesscase": "cases",
    "budget": "budgets",
    "skill": "people",
    "capacity": "people",
    "assumptionset": "assumptions",
    "exchangerate": "assumptions",
    "planpolicy": "rules",
}
"""The kinds of rows that a problem is read from, and under which head a reader is told of them."""


class Since(BaseModel):
    """How many entries of the ledger have touched one part of the problem since; ``part`` a value of ``MADE_OF``."""

    part: str
    entries: int


def changed_since(row: Plan, *, after: int | None) -> list[Since]:
    """Each part that was touched after the plan was solved, in one query over the newer entries of the ledger.

    ``after``: the last entry that the plan's problem knows; None for older plans: then the one that kept it.

    What plans themselves do (an approval says which initiatives are approved) is no change of the problem.
    """
    touched = LedgerSubject.objects.filter(
        kind__in=MADE_OF, entry__sequence__gt=_kept_by(row) if after is None else after
    )
    own = Q(entry__action__startswith="plans.") & ~Q(kind="planpolicy")
    pairs = touched.exclude(own).order_by().values_list("kind", "entry").distinct()
    parts: dict[str, set[int]] = {}
    for kind, entry in pairs:
        parts.setdefault(MADE_OF[kind], set()).add(entry)
    return [Since(part=part, entries=len(parts[part])) for part in dict.fromkeys(MADE_OF.values()) if part in parts]


def _kept_by(row: Plan) -> int:
    first = LedgerSubject.objects.filter(kind="plan", key=row.pk).order_by("entry__sequence")
    return first.values_list("entry__sequence", flat=True).first() or 0
