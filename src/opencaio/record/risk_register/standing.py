"""Which risks stand today, in which state, and what is said of each in one line?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from opencaio.engines.risk import Step
from opencaio.record.models import Organisation, Risk
from opencaio.record.risk_register.appetites import Appetites, Bounds, beyond, load_appetites
from opencaio.record.risk_register.measuring import expected, left_of, level_of, with_treatments

OPEN, ACCEPTED, LAPSED, CLOSED = "open", "accepted", "lapsed", "closed"
STATES = (OPEN, ACCEPTED, LAPSED, CLOSED)
"""``lapsed``: accepted until a day that has passed; such a risk is open again, and says so."""


@dataclass(frozen=True)
class Standing:
    """One risk today: its row, its state, its levels without controls and now, its expected annual loss."""

    row: Risk
    state: str
    accepted_until: date | None
    inherent: Step | None
    residual: Step | None
    expected: Decimal | None
    bounds: Bounds | None
    beyond: tuple[str, ...]
    review_overdue: bool

    @property
    def is_live(self) -> bool:
        """True unless the risk is closed."""
        return self.state != CLOSED


def standing_rows(rows: QuerySet[Risk], *, scope: frozenset[int] | None = None) -> QuerySet[Risk]:
    """The risks that were not withdrawn, with all that a line of each needs; uses are counted of these departments."""
    until = Max("acceptances__expires_on", filter=Q(acceptances__retired_at=None))
    seen = Q(use_cases__retired_at=None) & (Q() if scope is None else Q(use_cases__department_id__in=scope))
    uses = Count("use_cases", filter=seen, distinct=True)
    found = rows.filter(retired_at=None).select_related("department", "owner")
    return with_treatments(found.annotate(until=until, uses=uses).order_by("code"))


def stand(rows: Iterable[Risk], *, today: date) -> list[Standing]:
    """Each risk as it stands on that day."""
    appetites, currency = load_appetites(), currency_of()
    return [_stand(row, appetites, currency, today) for row in rows]


def currency_of() -> str:
    """The currency of the organisation."""
    return Organisation.objects.values_list("currency", flat=True).first() or "EUR"


def _stand(row: Risk, appetites: Appetites, currency: str, today: date) -> Standing:
    until: date | None = getattr(row, "until", None)
    state = _state(row.status, until, today)
    residual, loss, bounds = level_of(*left_of(row)), expected(row), appetites.of(row.department)
    over = beyond(bounds, level=residual.number if residual else None, expected=loss, currency=currency)
    return Standing(
        row=row,
        state=state,
        accepted_until=until,
        inherent=level_of(row.likelihood, row.impact),
        residual=residual,
        expected=loss,
        bounds=bounds,
        beyond=tuple(over) if state != CLOSED else (),
        review_overdue=state != CLOSED and row.review_due_on is not None and row.review_due_on < today,
    )


def _state(status: str, until: date | None, today: date) -> str:
    if status == CLOSED:
        return CLOSED
    if until is None:
        return OPEN
    return ACCEPTED if until >= today else LAPSED
