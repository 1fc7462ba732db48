"""How much risk is a department ready to carry, and does one risk go beyond?

The appetite of a department is its own, else that of the nearest department above it, else the organisation's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from opencaio.packs.risks import load_criteria
from opencaio.papers.numbers import money
from opencaio.record.models import Appetite, Department
from opencaio.record.permissions import EVERYWHERE, Actor, Right


@dataclass(frozen=True, slots=True)
class Bounds:
    """An appetite: the highest level and the annual loss that are carried; ``whose`` is the department's name."""

    whose: str
    highest_level: int | None
    annual_loss: Decimal | None
    words: str


@dataclass(frozen=True)
class Appetites:
    """All appetites, by the path of their department; the organisation's under the empty path."""

    by_path: Mapping[str, Bounds]

    def of(self, department: Department | None) -> Bounds | None:
        """The appetite that holds for a department, or None where none is set."""
        path = department.path if department else ""
        above = [held for held in self.by_path if path.startswith(held)]
        return self.by_path[max(above, key=len)] if above else None


def load_appetites() -> Appetites:
    """Every appetite that stands; one query."""
    rows = Appetite.objects.filter(retired_at=None).select_related("department")
    return Appetites(
        {
            row.department.path if row.department else "": Bounds(
                row.department.name if row.department else "", row.highest_level, row.annual_loss, row.words
            )
            for row in rows
        }
    )


def bounds_of(department: str, actor: Actor) -> Bounds | None:
    """The appetite of a department that the actor may read; without one, the organisation's for who sees it all."""
    if department and department != "none":
        home = Department.objects.filter(code__iexact=department, retired_at=None).first()
        return load_appetites().of(home) if home and actor.may(Right.READ, home.pk) else None
    return load_appetites().of(None) if actor.scope(Right.READ) is EVERYWHERE else None


def beyond(bounds: Bounds | None, *, level: int | None, expected: Decimal | None, currency: str) -> list[str]:
    """In which points a risk is beyond the appetite, in words; empty when it is within or none is set."""
    if bounds is None:
        return []
    names = {one.number: one.name for one in load_criteria().matrix.levels}
    found = []
    if level is not None and bounds.highest_level is not None and level > bounds.highest_level:
        found.append(f"level {names[level]}, appetite up to {names[bounds.highest_level]}")
    if expected is not None and bounds.annual_loss is not None and expected > bounds.annual_loss:
        most = money(bounds.annual_loss, currency=currency)
        found.append(f"expected loss {money(expected, currency=currency)} a year, appetite {most}")
    return found
