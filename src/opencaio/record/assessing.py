"""What does the law say of these uses now, from the facts on record?"""

from collections.abc import Iterable

from opencaio.record.changes import Change
from opencaio.record.models import UseCase


def reassess(rows: Iterable[UseCase], change: Change) -> None:
    """Compute every regime's answer for these uses and supersede the answers that changed."""
