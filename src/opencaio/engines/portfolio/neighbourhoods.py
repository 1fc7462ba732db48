"""Which initiatives are let loose together, so that moving them at once may make the plan better?

Each kind is a reason why a few could be exchanged for each other: same department, same time, same scarce limit,
relations, dispute between the plan and the relaxation, worth near the price, or chance. Kinds that pay are drawn
more often (Ropke and Pisinger 2006), and each finds its own size.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.portfolio.model import Model
from opencaio.engines.portfolio.relaxing import Relaxation
from opencaio.engines.portfolio.sparse import Floats, Whole

KINDS = ("chance", "department", "time", "scarce", "related", "dispute", "worth", "kernel", "shift")
COLUMN_KINDS = ("kernel", "shift")
# Once, at the beginning: all that the relaxation uses, and as many more of the nearest starts as make this many times
# the number of initiatives.
OPENING, OPENED = "opening", 1.75
# Steps of the solver: with fewer a part was easy.
EASY = 80
Mask = NDArray[np.bool_]


@dataclass
class Kind:
    """How well one kind has done: its odds, and how many columns it lets loose at once."""

    size: float
    odds: float = 1.0


@dataclass
class Neighbourhoods:
    """Draws what to let loose, by seed."""

    model: Model
    relaxation: Relaxation
    first_size: float
    rng: np.random.Generator
    kinds: dict[str, Kind] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kinds = {name: Kind(self.first_size) for name in KINDS}
        model, extra = self.model, self.model.extra
        self.counts = np.diff(model.first)
        worth = self.relaxation.worth[:extra] if len(self.relaxation.worth) else model.matrix.cost[:extra]
        self.worth = np.full(len(self.counts), -np.inf)
        np.maximum.at(self.worth, model.owner, -np.abs(worth))
        self.distance = np.abs(worth)
        self.spread = (float(np.median(np.abs(worth))) if len(worth) else 0.0) + 1e-9
        names = sorted({one.department for one in model.problem.initiatives})
        place = {name: number for number, name in enumerate(names)}
        self.department = np.array([place[one.department] for one in model.problem.initiatives])
        self.duration = np.array([one.duration for one in model.problem.initiatives])
        self.entries = model.matrix.entries[:, :extra].tocsr()
        self.scarce = self._scarce_rows()
        self.friends = _friends(model)

    def _scarce_rows(self) -> Whole:
        prices = self.relaxation.prices
        if not len(prices):
            return np.zeros(0, dtype=np.int64)
        wide = np.diff(self.entries.indptr) > 3
        return np.flatnonzero((np.abs(prices) > 1e-9) & wide)

    def draw(self) -> str:
        """A kind, by its odds."""
        odds = np.array([self.kinds[name].odds for name in KINDS])
        return KINDS[int(self.rng.choice(len(KINDS), p=odds / odds.sum()))]

    def learn(self, name: str, *, gained: bool, proven: bool, effort: int) -> None:
        """Draw what pays more often; let loose more where it was easy, less where it was not finished."""
        kind = self.kinds[name]
        kind.odds = max(0.15, 0.9 * kind.odds + (0.5 if gained else 0.0))
        grow = 1.35 if effort < EASY else 1.1
        kind.size = min(kind.size * grow, float(self.model.extra)) if proven else max(30.0, kind.size * 0.85)

    def loose(self, name: str, columns: Floats) -> Mask:
        """Which start columns are let loose, given the plan's columns."""
        model, count = self.model, len(self.counts)
        start = np.full(count, -1)
        taken = np.flatnonzero(columns[: model.extra] > 0.5)
        start[model.owner[taken]] = model.start[taken]
        if name == OPENING:
            return self._columns_used(taken)
        if name in COLUMN_KINDS:
            return self._columns_near(name, start, taken)
        noise = self.rng.random(count)
        rank = getattr(self, f"_{name}")(start, columns, noise)
        order = np.argsort(-rank, kind="stable")
        many = max(3, int(np.searchsorted(np.cumsum(self.counts[order]), self.kinds[name].size)))
        found = np.zeros(count, dtype=bool)
        found[order[:many]] = True
        return found[model.owner]

    def _columns_near(self, name: str, start: Whole, taken: Whole) -> Mask:
        """Some starts of many initiatives: those whose worth is near their price, or near the present start."""
        model, size = self.model, int(self.kinds[name].size)
        noise = self.rng.random(model.extra)
        if name == "kernel":
            rank = self.distance * (0.25 + noise)
        else:
            now = start[model.owner]
            away = np.where(now >= 0, np.abs(model.start - now), 2.0)
            rank = away + 2 * noise + np.minimum(self.distance / self.spread, 4.0) * (now < 0)
        found = np.zeros(model.extra, dtype=bool)
        found[np.argsort(rank, kind="stable")[:size]] = True
        found[taken] = True
        return found

    def _columns_used(self, taken: Whole) -> Mask:
        """What the relaxation and the plan use, and the starts whose worth is nearest to their price."""
        model = self.model
        rank = self.distance.copy()
        rank[self.relaxation.columns[: model.extra] > 1e-6] = -1.0
        rank[taken] = -1.0
        found = np.zeros(model.extra, dtype=bool)
        found[np.argsort(rank, kind="stable")[: int(OPENED * len(self.counts))]] = True
        return found

    def _near(self) -> Floats:
        """From 0 to 1: how near an initiative's worth is to its price."""
        near: Floats = np.exp(np.maximum(self.worth, -30 * self.spread) / self.spread)
        return near

    def _chance(self, start: Whole, columns: Floats, noise: Floats) -> Floats:
        return noise * np.where(start >= 0, 1.0, 0.3 + 0.7 * self._near())

    def _department(self, start: Whole, columns: Floats, noise: Floats) -> Floats:
        order = self.rng.permutation(int(self.department.max(initial=0)) + 1)
        rank: Floats = order[self.department] + 0.999 * noise
        return rank

    def _time(self, start: Whole, columns: Floats, noise: Floats) -> Floats:
        periods = len(self.model.problem.periods)
        at = self.rng.uniform(0, periods)
        middle = np.where(start >= 0, start + self.duration / 2, self.rng.random(len(start)) * periods)
        return 2 * noise - np.abs(middle - at) - np.where(start >= 0, 0.0, 2 * (1 - self._near()))

    def _scarce(self, start: Whole, columns: Floats, noise: Floats) -> Floats:
        use = np.zeros(len(start))
        if len(self.scarce):
            for row in self.rng.choice(self.scarce, 2):
                part = slice(self.entries.indptr[row], self.entries.indptr[row + 1])
                amounts = np.abs(self.entries.data[part])
                np.maximum.at(use, self.model.owner[self.entries.indices[part]], amounts / amounts.max())
        return np.sqrt(use * noise) + 0.1 * noise

    def _related(self, start: Whole, columns: Floats, noise: Floats) -> Floats:
        rank = noise.copy()
        front = [int(self.rng.integers(len(start)))]
        for depth in range(6):
            following = []
            for one in front:
                if rank[one] <= 1:
                    rank[one] += 10 - depth
                    following.extend(self.friends[one])
            front = following
        return rank

    def _dispute(self, start: Whole, columns: Floats, noise: Floats) -> Floats:
        if not len(self.relaxation.columns):
            return noise
        model = self.model
        apart = np.zeros(len(start))
        np.add.at(apart, model.owner, np.abs(self.relaxation.columns[: model.extra] - columns[: model.extra]))
        return np.minimum(apart, 1.0) + noise

    def _worth(self, start: Whole, columns: Floats, noise: Floats) -> Floats:
        return self.worth / (float(self.worth.std()) + 1e-9) * self.rng.uniform(0.2, 2) + noise


def _friends(model: Model) -> list[list[int]]:
    """For each initiative those it stands in a relation with."""
    problem = model.problem
    place = {one.id: number for number, one in enumerate(problem.initiatives)}
    groups = [
        *((one.of, one.needs) for one in problem.requires),
        *(one.among for one in problem.excludes),
        *(one.among for one in problem.synergies),
        *(one.members for one in problem.platforms),
    ]
    found: list[set[int]] = [set() for _ in problem.initiatives]
    for group in groups:
        numbers = [place[code] for code in group]
        for one in numbers:
            found[one].update(other for other in numbers if other != one)
    return [sorted(one) for one in found]
