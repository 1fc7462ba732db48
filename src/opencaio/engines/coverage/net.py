"""Along which crosswalks does what meets one requirement bear on others, and how far does it carry?

A full crosswalk carries all, one that holds partly takes one step away: what is met becomes partly met, what is
partly met nothing. So a path holds at most one partial step, and the best path to each requirement is kept.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from opencaio.engines.coverage.model import Crosswalk, Framework, Level, Requirement
from opencaio.errors import BadPack

Levels = npt.NDArray[np.uint8]
MOST_LOST = int(Level.PARTLY)


@dataclass(frozen=True, slots=True)
class Route:
    """A way to a requirement: how many steps it loses, and the crosswalks in the order in which they are walked."""

    lost: int
    steps: tuple["Step", ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One crosswalk as it is walked, between two `framework:requirement` keys."""

    source: str
    target: str
    strength: str
    reason: str


class Net:
    """Every requirement of a set of frameworks, and the crosswalks between them."""

    def __init__(self, frameworks: Iterable[Framework]) -> None:
        self.frameworks = tuple(frameworks)
        self.requirements = tuple(one for framework in self.frameworks for one in framework.requirements)
        self.index = {one.key: place for place, one in enumerate(self.requirements)}
        self.laws = frozenset(one.id for one in self.frameworks if one.regime)
        self._routes: dict[int, Mapping[int, Route]] = {}
        self._toward: dict[int, Mapping[int, Route]] = {}
        cycle = self.cycle()
        if cycle:
            raise BadPack(
                f"These crosswalks go round in full: {' → '.join(cycle)}. Write same_as for what is the same."
            )

    @cached_property
    def steps(self) -> tuple[tuple[int, int, Step], ...]:
        """Every crosswalk in each direction in which it can be walked: from, to, and its words."""
        return tuple(
            walked for one in self.requirements for walk in one.crosswalks for walked in self._walks(one, walk)
        )

    def _walks(self, one: Requirement, walk: Crosswalk) -> list[tuple[int, int, Step]]:
        here, there = self.index[one.key], self.index.get(walk.to)
        if there is None:
            return []
        walked = [(here, there, Step(one.key, walk.to, walk.strength, walk.reason))]
        if walk.both_ways:
            walked.append((there, here, Step(walk.to, one.key, walk.strength, walk.reason)))
        return walked

    def place(self, key: str) -> int | None:
        """Where the requirement stands in `requirements`."""
        return self.index.get(key)

    def asks_every_use(self, one: Requirement) -> bool:
        """True for what a framework asks of each use; a law asks only those whom its duty binds."""
        return one.of == "use" and one.framework not in self.laws

    def places_of(self, framework: str) -> npt.NDArray[np.intp]:
        """Where the requirements of one framework stand."""
        return np.array([place for place, one in enumerate(self.requirements) if one.framework == framework], np.intp)

    def routes_from(self, source: int) -> Mapping[int, Route]:
        """Every requirement that what meets this one bears on, itself among them, by the best way."""
        if source not in self._routes:
            self._routes[source] = _best(source, self._ahead, forward=True)
        return self._routes[source]

    def routes_to(self, target: int) -> Mapping[int, Route]:
        """Every requirement from which something bears on this one, itself among them, by the best way."""
        if target not in self._toward:
            self._toward[target] = _best(target, self._behind, forward=False)
        return self._toward[target]

    def spread(self, direct: Mapping[int, int]) -> Levels:
        """Levels of all requirements when some are met directly: array of the length of `requirements`."""
        levels = np.zeros(len(self.requirements), np.uint8)
        for source, level in direct.items():
            for target, route in self.routes_from(source).items():
                levels[target] = max(int(levels[target]), level - route.lost)
        return levels

    def cycle(self) -> list[str]:
        """A way round along full one-way crosswalks (what is the same counts as one place); empty if there is none."""
        home = _merged(len(self.requirements), self.requirements, self.index)
        ahead: dict[int, list[tuple[int, Step]]] = {}
        for source, target, step in self.steps:
            same = home[source] == home[target]
            if step.strength == "full" and not same:
                ahead.setdefault(home[source], []).append((home[target], step))
        return _way_round(ahead)

    @cached_property
    def _ahead(self) -> dict[int, list[tuple[int, Step]]]:
        found: dict[int, list[tuple[int, Step]]] = {}
        for source, target, step in self.steps:
            found.setdefault(source, []).append((target, step))
        return found

    @cached_property
    def _behind(self) -> dict[int, list[tuple[int, Step]]]:
        found: dict[int, list[tuple[int, Step]]] = {}
        for source, target, step in self.steps:
            found.setdefault(target, []).append((source, step))
        return found


def _best(start: int, beside: Mapping[int, list[tuple[int, Step]]], *, forward: bool) -> Mapping[int, Route]:
    """Least loss first, then the shortest way."""
    found: dict[int, Route] = {start: Route(0)}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there, step in beside.get(here, ()):
            route = _longer(found[here], step, forward=forward)
            held = found.get(there)
            if route.lost <= MOST_LOST and (held is None or _worth(route) < _worth(held)):
                found[there] = route
                waiting.append(there)
    return found


def _longer(route: Route, step: Step, *, forward: bool) -> Route:
    lost = route.lost + (step.strength == "partly")
    return Route(lost, (*route.steps, step) if forward else (step, *route.steps))


def _worth(route: Route) -> tuple[int, int]:
    return route.lost, len(route.steps)


def _merged(count: int, requirements: Iterable[Requirement], index: Mapping[str, int]) -> list[int]:
    """For each requirement one place that stands for all that are fully the same."""
    home = list(range(count))

    def root(place: int) -> int:
        while home[place] != place:
            place = home[place]
        return place

    for here, one in enumerate(requirements):
        for walk in one.crosswalks:
            if walk.both_ways and walk.strength == "full" and walk.to in index:
                home[root(here)] = root(index[walk.to])
    return [root(place) for place in range(count)]


def _way_round(ahead: Mapping[int, list[tuple[int, Step]]]) -> list[str]:
    done: set[int] = set()
    for start in ahead:
        path: list[tuple[int, Step | None]] = [(start, None)]
        found = _follow(path, ahead, done)
        if found:
            return found
    return []


def _follow(
    path: list[tuple[int, Step | None]], ahead: Mapping[int, list[tuple[int, Step]]], done: set[int]
) -> list[str]:
    here = path[-1][0]
    if here in done:
        return []
    on_path = [place for place, _ in path]
    for there, step in ahead.get(here, ()):
        if there in on_path:
            walked = [one for _, one in path[on_path.index(there) + 1 :] if one] + [step]
            return [walked[0].source, *(one.target for one in walked)]
        found = _follow([*path, (there, step)], ahead, done)
        if found:
            return found
    done.add(here)
    return []
