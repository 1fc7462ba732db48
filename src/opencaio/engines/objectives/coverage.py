"""Which objectives does AI serve, how strongly, and which work serves none?

An objective is served by the strongest tie to it (1 weak, 2 clear, 3 decisive, as a share of 3), or by what serves the
objectives below it, whichever is more. Weighted coverage is the mean over the objectives at the top by their weight.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from opencaio.engines.objectives.tree import in_order
from opencaio.errors import BadInput

STRONGEST = 3


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective: its key, that of the one above it, its weight among its siblings."""

    key: Hashable
    parent: Hashable | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Work:
    """An initiative or a use of AI, and the department that it belongs to."""

    key: Hashable
    department: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A piece of work serves an objective, this strongly (1 to 3)."""

    aim: Hashable
    work: Hashable
    strength: int


@dataclass(frozen=True, slots=True)
class Served:
    """How one objective is served: coverage 0 to 1, its own strongest tie, how many works serve it directly."""

    key: Hashable
    coverage: float
    strongest: int
    works: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is served by what.

    ``weighted`` is 0 to 1 (None without objectives), ``without_ai`` the objectives that nothing serves, neither
    directly nor below them, ``without_aim`` the works that serve none. ``cells[aim, department]`` is how many works of
    that department serve the objective directly, and the strongest tie among them.
    """

    served: Mapping[Hashable, Served]
    weighted: float | None
    without_ai: Sequence[Hashable]
    without_aim: Sequence[Hashable]
    cells: Mapping[tuple[Hashable, str], tuple[int, int]] = field(default_factory=dict)


def cover(aims: Iterable[Aim], works: Iterable[Work], ties: Iterable[Tie]) -> Coverage:
    """Work out who serves what. Ties to aims or works that are not given are left aside."""
    by_key = {one.key: one for one in aims}
    homes = {one.key: one.department for one in works}
    held = [one for one in ties if one.aim in by_key and one.work in homes]
    _check(by_key.values(), held)
    direct: dict[Hashable, list[Tie]] = defaultdict(list)
    for one in held:
        direct[one.aim].append(one)
    served = _served(by_key, direct)
    tops = [one for one in by_key.values() if one.parent not in by_key]
    aimed = {one.work for one in held}
    return Coverage(
        served,
        _mean([(one.weight, served[one.key].coverage) for one in tops]),
        [key for key in by_key if not served[key].coverage],
        [key for key in homes if key not in aimed],
        _cells(held, homes),
    )


def _served(aims: Mapping[Hashable, Aim], direct: Mapping[Hashable, list[Tie]]) -> dict[Hashable, Served]:
    below: dict[Hashable, list[Aim]] = defaultdict(list)
    for one in aims.values():
        if one.parent in aims:
            below[one.parent].append(one)
    found: dict[Hashable, Served] = {}
    for key, _depth in reversed(list(in_order({one.key: one.parent for one in aims.values()}))):
        own = direct.get(key, [])
        strongest = max((one.strength for one in own), default=0)
        under = _mean([(one.weight, found[one.key].coverage) for one in below.get(key, [])]) or 0.0
        found[key] = Served(key, max(strongest / STRONGEST, under), strongest, len({one.work for one in own}))
    return {key: found[key] for key in aims}


def _cells(ties: Iterable[Tie], homes: Mapping[Hashable, str]) -> dict[tuple[Hashable, str], tuple[int, int]]:
    cells: dict[tuple[Hashable, str], tuple[int, int]] = {}
    for one in ties:
        place = one.aim, homes[one.work]
        count, strongest = cells.get(place, (0, 0))
        cells[place] = count + 1, max(strongest, one.strength)
    return cells


def _mean(pairs: Sequence[tuple[float, float]]) -> float | None:
    whole = sum(weight for weight, _value in pairs)
    return sum(weight * value for weight, value in pairs) / whole if whole else None


def _check(aims: Iterable[Aim], ties: Iterable[Tie]) -> None:
    if any(not one.weight > 0 for one in aims):
        raise BadInput("A weight must be a number above 0.")
    if any(one.strength not in range(1, STRONGEST + 1) for one in ties):
        raise BadInput("A strength is 1 (weak), 2 (clear) or 3 (decisive).")
