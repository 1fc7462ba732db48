"""What is a case worth now, by the assumptions in force, and does a stored valuation still say so?

A valuation is a pure function of the case and the assumptions, kept in memory by its inputs. What somebody handed in
or approved is stored with the digest of its inputs, engine and seed: when the digest of today differs, it is stale.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.db.models import Prefetch, QuerySet

from opencaio.engines.value import (
    DRAWS,
    ENGINE_VERSION,
    SEED,
    Assumptions,
    Case,
    Kept,
    ReferenceClass,
    Valuation,
    digest,
    value,
)
from opencaio.record.assumptions import in_force
from opencaio.record.models import AssumptionSet, BusinessCase, CaseLine
from opencaio.record.valuing.calibrating import Told, measured_entries, told_by
from opencaio.record.valuing.inputs import Inputs, inputs_of


@dataclass(frozen=True)
class Basis:
    """The assumptions by which cases count on a day; ``row`` has no number where nobody approved any."""

    row: AssumptionSet
    figures: Assumptions
    on: date

    @cached_property
    def told(self) -> Told:
        """What measured benefits kept of their plans."""
        return told_by(measured_entries())

    @property
    def kept(self) -> tuple[Kept, ...]:
        """By what the benefits of cases are corrected: nothing, unless the assumptions say that they are."""
        return self.told.kept if self.figures.corrects else ()


def basis_of(on: date) -> Basis:
    """The assumptions in force on a day."""
    return Basis(*in_force(on), on)


def with_lines(rows: QuerySet[BusinessCase]) -> QuerySet[BusinessCase]:
    """The cases with their lines, in one more query."""
    lines = CaseLine.objects.filter(retired_at=None).select_related("owner")
    rows = rows.select_related(
        "initiative__department", "initiative__lead", "owner", "assumptions", "submitted_by", "approved_by"
    )
    return rows.prefetch_related(Prefetch("lines", queryset=lines, to_attr="standing_lines"))


def valued(
    row: BusinessCase,
    basis: Basis,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    kept: tuple[Kept, ...] | None = None,
) -> tuple[Inputs, Valuation | None]:
    """What the case is worth now; None while too little is known. Raises BadInput for a case at odds with itself.

    ``kept``: by what its benefits are corrected, where that is not as the assumptions say.
    """
    found = inputs_of(row, basis.figures, kept=basis.kept if kept is None else kept)
    if found.case is None:
        return found, None
    return found, _value(found.case, basis.figures, found.known, draws, seed)


def digest_now(row: BusinessCase, basis: Basis, *, draws: int = DRAWS, seed: int = SEED) -> str:
    """The digest that a valuation would have today; empty while too little is known."""
    found = inputs_of(row, basis.figures, kept=basis.kept)
    return digest(found.case, basis.figures, draws=draws, seed=seed) if found.case else ""


def is_stale(row: BusinessCase, basis: Basis) -> bool:
    """True when the stored valuation was computed with other inputs, assumptions or another engine."""
    held = row.valuation
    if not held:
        return False
    now = digest_now(row, basis, draws=int(held.get("draws", DRAWS)), seed=int(held.get("seed", SEED)))
    return bool(held.get("digest") != now or held.get("engine") != ENGINE_VERSION)


@lru_cache(maxsize=1024)
def _value(case: Case, assumptions: Assumptions, known: ReferenceClass | None, draws: int, seed: int) -> Valuation:
    return value(case, assumptions, known=known, draws=draws, seed=seed)


def newest(rows: Iterable[BusinessCase]) -> dict[int, BusinessCase]:
    """The case that speaks for each initiative: the approved one, else the newest that is not superseded."""
    found: dict[int, BusinessCase] = {}
    for row in sorted(rows, key=lambda one: (one.status == "approved", one.pk)):
        if row.status != "superseded":
            found[row.initiative_id] = row
    return found
