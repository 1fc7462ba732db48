"""How often would units that were not treated show as much, had they been called treated?

Placebo inference by re-assignment (Fisher; Abadie, Diamond and Hainmueller, JASA 105, 2010; for few treated clusters
MacKinnon and Webb, Econometrics Journal 2020). The observed placement always counts as one of the placements, so a
p-value of at most α comes up in at most the share α of cases in which treatment fell by lot and did nothing. It comes
in steps: with 39 placements the smallest is 1/39.
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb, floor

import numpy as np

from opencaio.engines.impact.estimate import DesignCheck, Interval
from opencaio.engines.impact.panel import Flags, Numbers, Places

MOST = 2_000
"""So many placements are tried at most; where there are more, they are drawn by lot from all."""
SEED = 20_261_123
LOWEST_LEVEL = 0.8
SLACK = 1e-9
NO_SPREAD = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Placements:
    """Who could have been treated (placements × units); the first row is who was. `exact`: these are all there are."""

    rows: Flags
    exact: bool

    @property
    def count(self) -> int:
        """How many placements there are, the observed one among them."""
        return int(self.rows.shape[0])

    @property
    def smallest_p(self) -> float:
        """The step in which p-values come."""
        return 1 / self.count

    def words(self) -> str:
        """How many placements of how many, as words."""
        chosen = "all" if self.exact else "drawn from all possible"
        return f"{self.count} placements ({chosen}); p-values come in steps of {self.smallest_p:.3g}"


@dataclass(frozen=True, eq=False, slots=True)
class Shifted:
    """The effect of each placement, were the true effect τ: `effects` − τ·`shares`, measured by `scales`.

    A placement that holds no truly treated unit, nor compares with one, has the share 0; the observed one, first, 1.
    """

    effects: Numbers
    shares: Numbers
    scales: Numbers


def placements(treated: Flags, *, most: int = MOST, seed: int = SEED) -> Placements:
    """All ways to call as many units treated as were, or `most` of them drawn by lot, the observed one first."""
    units, chosen = len(treated), int(treated.sum())
    if comb(units, chosen) <= most:
        return Placements(_all_rows(treated, chosen), exact=True)
    lots = np.random.default_rng(seed)
    order = np.argsort(lots.uniform(size=(most - 1, units)), axis=1)
    drawn = np.zeros((most - 1, units), dtype=np.bool_)
    np.put_along_axis(drawn, order[:, :chosen], True, axis=1)
    return Placements(np.vstack([treated, drawn]), exact=False)


def _all_rows(treated: Flags, chosen: int) -> Flags:
    units = len(treated)
    picks: Places = np.array(list(combinations(range(units), chosen)), dtype=np.int64)
    rows = np.zeros((len(picks), units), dtype=np.bool_)
    np.put_along_axis(rows, picks, True, axis=1)
    others = rows[(rows != treated).any(axis=1)]
    return np.vstack([treated, others])


def rank_p(statistics: Numbers) -> float:
    """The share of placements whose statistic is at least the first one's, which is the observed."""
    observed = float(statistics[0])
    return float(np.mean(statistics >= observed - SLACK * max(abs(observed), 1e-300)))


def inverted(shifted: Shifted, *, level: float) -> Interval | None:
    """All constant effects that the placebo test does not reject: Fisher's interval, exact for the placements given.

    Where the placements are too few for the level, or too many look as strong at any effect, the highest level that
    they allow is used, as its `level` says; None below 0.8.
    """
    lows, highs = _ranges(shifted)
    boundless = int(np.isinf(highs).sum())
    spared = max(floor((1 - level) * len(highs) + SLACK), boundless)
    reached = min(level, 1 - spared / len(highs)) if boundless == spared else level
    if reached < LOWEST_LEVEL - SLACK:
        return None
    low, high = float(np.sort(lows)[spared]), float(np.sort(highs)[::-1][spared])
    # Placebos that find nothing at all, not even chance, tell nothing of chance.
    spread = float(np.abs(shifted.effects).max())
    return Interval(low, high, reached, "placebo") if high - low > NO_SPREAD * spread else None


def _ranges(shifted: Shifted) -> tuple[Numbers, Numbers]:
    """For each placement, the effects τ at which it looks at least as strong as the observed one.

    |A − τ·B|/s ≥ |E − τ|/s₀ holds between two roots where |B|/s < 1/s₀, and is taken to hold everywhere else.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        sharp = 1 / shifted.scales
        own, others, shares = sharp[0], shifted.effects * sharp, shifted.shares * sharp
        centre = shifted.effects[0] * own
        roots = np.vstack([(centre - others) / (own - shares), (centre + others) / (own + shares)])
    bounded = np.abs(shares) < own * (1 - SLACK)
    lows = np.where(bounded, roots.min(axis=0), -np.inf)
    highs = np.where(bounded, roots.max(axis=0), np.inf)
    lows[0], highs[0] = -np.inf, np.inf
    return lows, highs


def resolution(placed: Placements, *, level: float) -> DesignCheck:
    """Are there enough placements for so small a p-value as the level asks for?"""
    limit = round(1 - level, 12)
    enough = placed.smallest_p <= limit + SLACK
    words = f"{placed.words()}."
    if not enough:
        words = f"{words} A level of {level:.0%} needs {floor(1 / limit + SLACK)} or more: add untreated units."
    return DesignCheck("placebo steps", enough, words[0].upper() + words[1:], placed.smallest_p, limit)
