"""Which vendors and systems does an import name, and who may see them?"""

import hashlib
from collections.abc import Sequence
from typing import Any

from opencaio.engines.intake.drafts import Draft
from opencaio.record.changes import Change
from opencaio.record.importing.planning import clipped
from opencaio.record.models import AISystem, UseCase, Vendor

Pair = tuple[UseCase, Draft]


def link_parts(pairs: Sequence[Pair], change: Change) -> None:
    """Create the vendors and systems that are new, and link each use to its own."""
    _link(Vendor, UseCase.vendors.through, "vendor_id", [(row, draft.vendors) for row, draft in pairs], change)
    _link(
        AISystem,
        UseCase.systems.through,
        "aisystem_id",
        [(row, draft.systems) for row, draft in pairs],
        change,
    )


def _link(
    kind: Any, through: Any, column: str, named: Sequence[tuple[UseCase, tuple[str, ...]]], change: Change
) -> None:
    """Parts belong to the department that names them, so that no other department learns of them."""
    wanted = {
        _code(name, row.department_id): (clipped(name, 300), row.department_id)
        for row, names in named
        for name in names
    }
    held = {row.code: row.pk for row in kind._base_manager.filter(code__in=wanted)}
    fresh = [
        kind(code=code, name=name, department_id=home, created_at=change.at, updated_at=change.at)
        for code, (name, home) in wanted.items()
        if code not in held
    ]
    kind._base_manager.bulk_create(fresh, batch_size=500)
    held |= {row.code: row.pk for row in fresh}
    links = {(row.pk, held[_code(name, row.department_id)]) for row, names in named for name in names}
    through._base_manager.bulk_create(
        [through(usecase_id=use, **{column: part}) for use, part in sorted(links)],
        batch_size=2000,
        ignore_conflicts=True,
    )


def _code(name: str, department_id: int) -> str:
    """One part a department and spelling (blanks and case aside)."""
    digest = hashlib.sha256(" ".join(name.casefold().split()).encode()).hexdigest()[:16]
    return f"d{department_id}-{digest}"
