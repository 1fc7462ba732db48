"""Which mixture of donors is most like the treated before, and how would every placement of the treatment fare?

The donors' shares are the exact optimum of `quadratic`. Every placement is treated alike: its donors are all units
that it does not treat, the truly treated among them, so that under pure lot the rank test is exact.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.panel import Flags, Numbers
from opencaio.engines.impact.placebo import Placements, Shifted
from opencaio.engines.impact.quadratic import Mixture, nearest_mixture

Fit = Callable[[Numbers, Flags], Mixture]
"""The mixture for outcomes before (units × periods) and who is treated (units)."""
NOTHING = 0.01
"""A miss below this share of the units' own spread counts as this much: a perfect fit makes no endless ratio."""


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """What every placement finds, the observed one first.

    `gaps` (placements × periods) are the outcomes less the mixture's; `misses` and `after` their root mean squares
    before and after the start; `before` is what ratios are taken to, the miss or the least that counts; `effects` are
    the means after the start; `shares` how much of the true effect each would show.
    """

    gaps: Numbers
    misses: Numbers
    before: Numbers
    after: Numbers
    effects: Numbers
    shares: Numbers

    @property
    def ratios(self) -> Numbers:
        """The miss after the start for each unit of the miss before."""
        return np.asarray(self.after / self.before)

    @property
    def shifted(self) -> Shifted:
        """The mean gaps, measured by the miss before, as the placebo test inverts them."""
        return Shifted(self.effects, self.shares, self.before)


def by_outcomes(before: Numbers, treated: Flags) -> Mixture:
    """The mixture nearest to the treated's mean in every period before, all periods counting alike."""
    return nearest_mixture(before[~treated].T, before[treated].mean(axis=0))


def place_all(outcomes: Numbers, start: int, placed: Placements, fit: Fit = by_outcomes) -> Placed:
    """The gaps of every placement (outcomes: units × periods)."""
    floor = NOTHING * (float(outcomes[:, :start].std(axis=1).mean()) or 1.0)
    truly = placed.rows[0].astype(np.float64)
    gaps, shares = np.empty((placed.count, outcomes.shape[1])), np.empty(placed.count)
    for place, row in enumerate(placed.rows):
        weights = fit(outcomes[:, :start], row).weights
        gaps[place] = outcomes[row].mean(axis=0) - weights @ outcomes[~row]
        shares[place] = truly[row].mean() - weights @ truly[~row]
    misses = np.sqrt(np.mean(gaps[:, :start] ** 2, axis=1))
    after = np.sqrt(np.mean(gaps[:, start:] ** 2, axis=1))
    return Placed(gaps, misses, np.maximum(misses, floor), after, gaps[:, start:].mean(axis=1), shares)
