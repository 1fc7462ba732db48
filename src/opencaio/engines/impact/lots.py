"""Was the lot drawn as planned, and are the groups alike in what was known before?

Sample-ratio mismatch: Fabijan and others, KDD (2019). Balance: standardised differences, Austin, Statistics in
Medicine 28 (2009).
"""

import math
from collections.abc import Mapping

from opencaio.engines.impact.chances import chi_square_p
from opencaio.engines.impact.estimate import DesignCheck, positive
from opencaio.engines.impact.experiment import checked_counts
from opencaio.engines.impact.moments import Moments
from opencaio.errors import BadInput

MISMATCH = 0.0005
"""Rarer than this by chance, the sizes of the groups are taken for a fault of the set-up."""
APART = 0.1
RARE = 3.0


def sample_ratio(
    found: Mapping[str, int], *, planned: Mapping[str, float] | None = None, limit: float = MISMATCH
) -> DesignCheck:
    """Whether group sizes fit the planned shares (equal ones, if none are given), by chi-square. Raises BadInput."""
    sizes = checked_counts(found)
    shares = _shares(sizes, planned)
    everybody = sum(sizes.values())
    if everybody == 0:
        raise BadInput("All groups are empty: nothing was drawn.")
    wanted = {name: everybody * share for name, share in shares.items()}
    statistic = sum((sizes[name] - wanted[name]) ** 2 / wanted[name] for name in sizes)
    chance = chi_square_p(statistic, freedom=len(sizes) - 1)
    told = ", ".join(f"{name} {sizes[name]} (planned {wanted[name]:.0f})" for name in sizes)
    words = f"Sizes as planned: {told}." if chance >= limit else f"Sizes not as planned, find out why first: {told}."
    return DesignCheck("sample ratio", chance >= limit, words, chance, limit)


def balance(control: Mapping[str, Moments], treated: Mapping[str, Moments]) -> tuple[DesignCheck, ...]:
    """For each thing known before: how far the groups are apart, in standard deviations.

    Passed up to 0.1, and beyond it where the groups are so small that the lot itself brings it (3 standard errors).
    """
    if set(control) != set(treated):
        raise BadInput(f"The groups are described by different columns: {_odd(control, treated)}.")
    return tuple(_apart(name, control[name], treated[name]) for name in sorted(control))


def _apart(name: str, control: Moments, treated: Moments) -> DesignCheck:
    spread = math.sqrt((control.variance + treated.variance) / 2)
    limit = max(APART, RARE * math.sqrt(1 / control.count + 1 / treated.count))
    if spread == 0:
        same = control.mean == treated.mean
        words = f"{name}: the same for all." if same else f"{name}: one value in each group, and not the same."
        return DesignCheck(f"balance: {name}", same, words)
    figure = (treated.mean - control.mean) / spread
    good = abs(figure) <= limit
    words = f"{name}: {abs(figure):.2f} standard deviations apart{'' if good else '; the groups were not alike'}."
    return DesignCheck(f"balance: {name}", good, words, figure, limit)


def _shares(sizes: Mapping[str, int], planned: Mapping[str, float] | None) -> dict[str, float]:
    if planned is None:
        return dict.fromkeys(sizes, 1 / len(sizes))
    if set(planned) != set(sizes):
        raise BadInput(f"Planned shares and groups do not name the same: {_odd(planned, sizes)}.")
    weights = {name: positive(share, name=f"The planned share of {name}") for name, share in planned.items()}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


def _odd(first: Mapping[str, object], second: Mapping[str, object]) -> str:
    return ", ".join(sorted(set(first) ^ set(second)))
