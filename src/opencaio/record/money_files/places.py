"""Which department, use, initiative and supplier does a row of a file mean, as far as its sender may see and book?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from opencaio.engines.intake.cells import fold
from opencaio.errors import BadInput
from opencaio.record.models import Department, Initiative, UseCase, Vendor
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import visible, visible_or_shared

Found = TypeVar("Found")
SHARED = frozenset({"", "shared", "all"})


@dataclass(frozen=True)
class Places:
    """What the sender of a file may name: by folded code or name the number; for a use also its department's."""

    departments: dict[str, int]
    uses: dict[str, tuple[int, int]]
    initiatives: dict[str, tuple[int, int]]
    vendors: dict[str, int]
    may: frozenset[int] | None

    @classmethod
    def seen_by(cls, actor: Actor, right: Right) -> "Places":
        """Everything that the actor may see, in four queries; ``may`` is where he holds the right."""
        homes = visible(Department.objects.filter(retired_at=None), actor, by="pk").order_by("-pk")
        uses = visible(UseCase.objects.filter(retired_at=None), actor)
        works = visible(Initiative.objects.filter(retired_at=None), actor)
        vendors = visible_or_shared(Vendor.objects.filter(retired_at=None), actor).order_by("-pk")
        return cls(
            departments=_named(homes.values_list("pk", "code", "name")),
            uses={fold(code): (key, home) for key, code, home in uses.values_list("pk", "code", "department_id")},
            initiatives={
                fold(code): (key, home) for key, code, home in works.values_list("pk", "code", "department_id")
            },
            vendors=_named(vendors.values_list("pk", "code", "name")),
            may=actor.scope(right),
        )

    def department(self, text: str, use: tuple[int, int] | None) -> int | None:
        """The department's number (None: shared); of the use where the cell is empty. Raises ``BadInput``."""
        if fold(text) in SHARED and use is not None:
            found: int | None = use[1]
        elif fold(text) in SHARED:
            found = None
        else:
            found = _of(self.departments, text, "department")
        if self.may is not EVERYWHERE and (found is None or found not in self.may):
            raise BadInput(NOT_YOURS if found is not None else ONLY_OVER_ALL)
        return found

    def use(self, text: str) -> tuple[int, int] | None:
        """The use and its department; None for an empty cell."""
        return _of(self.uses, text, "use") if text else None

    def initiative(self, text: str) -> tuple[int, int] | None:
        """The initiative and its department; None for an empty cell."""
        return _of(self.initiatives, text, "initiative") if text else None

    def vendor(self, text: str) -> int | None:
        """The supplier; None for an empty cell."""
        return _of(self.vendors, text, "supplier") if text else None


NOT_YOURS = "You may not book in this department."
ONLY_OVER_ALL = "A row without a department is shared by all: booking it takes a role over all departments."


def _of(known: dict[str, Found], text: str, what: str) -> Found:
    found = known.get(fold(text))
    if found is None:
        raise BadInput(f"There is no {what} “{text[:60]}” on record, or you may not see it.")
    return found


def _named(rows: Iterable[tuple[int, str, str]]) -> dict[str, int]:
    """By code and by name; a code goes before another's name."""
    held = list(rows)
    return {fold(name): key for key, _code, name in held} | {fold(code): key for key, code, _name in held}
