"""Did groups that began at several times move alike before, and are there enough of them to tell?"""

import numpy as np

from opencaio.engines.impact.aggregate import Summary, simultaneous
from opencaio.engines.impact.chances import chi_square_p
from opencaio.engines.impact.estimate import DesignCheck
from opencaio.engines.impact.group_time import GroupTimes, by_cluster
from opencaio.engines.impact.panel import listed
from opencaio.engines.impact.panel_checks import POWER, shown
from opencaio.engines.impact.two_way import TwoWay

FEWEST = 5
"""A group of fewer units has an error that nobody can tell."""
PER_CELL = 10
"""So many clusters for each cell before the start, or the joint test goes by simulated signs."""
LEAST_CLUSTERS = 20


def staggered_checks(
    found: GroupTimes, told: Summary, *, ahead: int, level: float, seed: int
) -> tuple[DesignCheck, ...]:
    """Trends before (all cells at once, and whether they could be seen), group sizes, clusters, overlap."""
    checks = [_before(found, ahead, level, seed), _drift(found, told), _groups(found), _clusters(found)]
    if found.highest is not None:
        words = f"The likeliest of the untreated had a chance of {found.highest:.2f} to be treated."
        checks.append(DesignCheck("overlap", found.highest < 0.95, words, found.highest, 0.95))
    return tuple(checks)


def _before(found: GroupTimes, ahead: int, level: float, seed: int) -> DesignCheck:
    """All cells before the start at once: Wald's test, or the largest of them where clusters are too few for it."""
    before = [place for place, cell in enumerate(found.cells) if cell.relative < -ahead]
    places = [place for place in before if found.cells[place].error]
    if not before:
        return DesignCheck("pre-trend", None, "No group was read twice before its start: nothing can be said of it.")
    if not places:
        same = all(abs(found.cells[place].effect) <= 1e-9 for place in before)
        return DesignCheck("pre-trend", same or None, "Before the start there is no spread to judge a trend by.")
    effects, influence = found.effects()[places], found.influence[:, places]
    scores = by_cluster(found.panel, influence) / len(found.panel.units)
    variance, limit = scores.T @ scores, round(1 - level, 12)
    rank = int(np.linalg.matrix_rank(variance, hermitian=True))
    if len(scores) >= PER_CELL * rank:
        distance = float(effects @ np.linalg.pinv(variance, hermitian=True) @ effects)
        p_value = chi_square_p(distance, freedom=rank)
        words = f"All {len(places)} cells before the start together: p = {p_value:.3f}."
        return DesignCheck("pre-trend", p_value >= limit, words, p_value, limit)
    errors = np.array([found.cells[place].error for place in places])
    sure = [(found.influence[:, place], float(error)) for place, error in zip(places, errors, strict=True)]
    bound = simultaneous(found, sure, level=level, seed=seed)
    largest = float(np.max(np.abs(effects) / errors))
    words = f"The largest of {len(places)} cells before the start is {largest:.2f} errors from zero; chance allows "
    return DesignCheck("pre-trend", largest <= bound, f"{words}{bound:.2f}.", largest, bound)


def _drift(found: GroupTimes, told: Summary) -> DesignCheck:
    """Could the check of trends have seen a movement that matters?"""
    errors = [cell.error for cell in found.cells if cell.relative < 0 and cell.error]
    if not errors:
        return DesignCheck("power before", None, "Without cells before the start, no trend could be seen.")
    least = POWER * float(np.median(errors))
    seen = least <= abs(told.effect)
    words = f"A step of {shown(least)} from one period to the next would have been noticed before; "
    words += f"the effect is {shown(told.effect)}."
    return DesignCheck("power before", True if seen else None, words, least, abs(told.effect))


def _groups(found: GroupTimes) -> DesignCheck:
    small = [str(group) for group, members in found.starts.items() if int(members.sum()) < FEWEST]
    least = min(int(members.sum()) for members in found.starts.values())
    if small:
        words = f"Fewer than {FEWEST} units began in {listed(small)}: the error of their effects is too small."
        return DesignCheck("group sizes", False, words, least, FEWEST)
    return DesignCheck("group sizes", True, f"At least {least} units began at each time.", least, FEWEST)


def _clusters(found: GroupTimes) -> DesignCheck:
    clusters = len(np.unique(found.panel.clusters))
    words = f"The error is clustered by {clusters} clusters."
    if clusters < LEAST_CLUSTERS:
        words += " So few make it too small."
    return DesignCheck("clusters", clusters >= LEAST_CLUSTERS, words, clusters, LEAST_CLUSTERS)


def beside_check(told: Summary, beside: TwoWay) -> DesignCheck:
    """Does the usual regression point the other way, or rest on comparisons that it may not make?

    What it judges is the regression, so this check never fails the estimate.
    """
    turned = told.effect * beside.effect < 0
    words = (
        f"The usual regression says {shown(beside.effect)}; {beside.forbidden:.0%} of its weight compares with units "
    )
    words += f"already treated, and {abs(beside.negative):.0%} of the treated count with a negative sign."
    if turned:
        words += " It has the wrong sign: do not quote it."
    return DesignCheck("two-way regression", True, words, beside.effect, told.effect)


def always_check(always: tuple[str, ...]) -> DesignCheck:
    """Were units left out as they were treated before anything was read?"""
    if not always:
        return DesignCheck("always treated", True, "Every treated unit was read before it began.", 0, 0)
    words = f"Treated before anything was read, and left out: {listed(always)}."
    return DesignCheck("always treated", None, words, len(always), 0)
