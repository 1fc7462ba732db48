"""Who stands where under a scheme, who shares a place, and who has none?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rank:
    """A place from 1 on; those with equal scores share it, and the next place is left out. None: no score."""

    key: str
    score: Decimal | None
    place: int | None
    tied_with: tuple[str, ...]


def rank(scores: Mapping[str, Decimal | None]) -> list[Rank]:
    """The places of all, highest score first; ties by key, those without a score last."""
    shared: dict[Decimal, list[str]] = {}
    for key, value in scores.items():
        if value is not None:
            shared.setdefault(value, []).append(key)
    counts = Counter({value: len(keys) for value, keys in shared.items()})
    found = [_rank(key, value, shared, counts) for key, value in scores.items()]
    return sorted(found, key=lambda one: (one.place is None, one.place or 0, one.key))


def _rank(key: str, value: Decimal | None, shared: Mapping[Decimal, list[str]], counts: Counter[Decimal]) -> Rank:
    if value is None:
        return Rank(key, None, None, ())
    above = sum(count for other, count in counts.items() if other > value)
    return Rank(key, value, above + 1, tuple(sorted(one for one in shared[value] if one != key)))
