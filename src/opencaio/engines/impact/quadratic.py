"""Which mixture of given columns comes nearest to a target, exactly, when weights are shares that sum to one?

Minimises ‖A·w − b‖² + ridge·‖w‖² over w ≥ 0, Σw = 1. Since Σw = 1, A·w − b = Σ w_j (a_j − b): the answer is the point
of a polytope that is nearest to the origin. Wolfe's active-set method (Mathematical Programming 11, 1976) finds it in
finitely many steps, also where columns outnumber rows; the gap of Frank and Wolfe then bounds what is left to gain.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opencaio.errors import BadInput

Numbers = NDArray[np.float64]
TOLERANCE = 1e-12
"""A gain below this share of the largest squared length is none."""
MANY = 200
"""From so many columns on, a first guess at who carries weight saves steps; the answer is the same."""


@dataclass(frozen=True, eq=False, slots=True)
class Mixture:
    """Shares that are nearest to the target.

    ``objective`` is ‖A·w − b‖² + ridge·‖w‖² reached, ``gap`` bounds by how much it exceeds the smallest possible,
    ``kkt`` is the gap as a share of the largest squared length of a column, and ``unique`` tells whether other
    weights reach the same.
    """

    weights: Numbers
    objective: float
    gap: float
    kkt: float
    unique: bool
    steps: int


def nearest_mixture(columns: Numbers, target: Numbers, *, ridge: float = 0.0) -> Mixture:
    """The exact optimum for ``columns`` (rows × candidates) and ``target`` (rows).

    Raises BadInput for no candidates, lengths that differ, a negative ridge and values that are no finite numbers.
    """
    _check(columns, target, ridge)
    scale = float(np.max(np.abs(columns - target[:, None]), initial=0.0)) or 1.0
    points = _points(columns / scale, target / scale, ridge / scale**2)
    weights, steps = _wolfe(points)
    return _certified(points, weights, scale=scale, steps=steps)


def _check(columns: Numbers, target: Numbers, ridge: float) -> None:
    if columns.ndim != 2 or columns.shape[1] == 0:
        raise BadInput("A mixture needs at least one candidate.")
    if columns.shape[0] != target.shape[0]:
        raise BadInput(f"The candidates have {columns.shape[0]} rows and the target has {target.shape[0]}.")
    if not (np.isfinite(columns).all() and np.isfinite(target).all()):
        raise BadInput("A mixture needs finite numbers: candidates or target hold a gap or an infinite value.")
    if not 0 <= ridge < float("inf"):
        raise BadInput(f"The penalty on uneven weights must be zero or more, not {ridge}.")


def _points(columns: Numbers, target: Numbers, ridge: float) -> Numbers:
    """The corners of the polytope; the penalty is one more row for each corner."""
    points = columns - target[:, None]
    if not ridge:
        return points
    return np.vstack([points, np.sqrt(ridge) * np.eye(columns.shape[1])])


def _wolfe(points: Numbers) -> tuple[Numbers, int]:
    lengths = np.einsum("ij,ij->j", points, points)
    largest = max(float(lengths.max()), 1e-300)
    active, weights = _start(points, lengths)
    weights, active = _inward(points, active, weights)
    limit, steps = 50 * points.shape[1] + 500, 0
    for _ in range(limit):
        steps += 1
        reached = points[:, active] @ weights
        slopes = points.T @ reached
        entering = int(np.argmin(slopes))
        if float(reached @ reached) - slopes[entering] <= TOLERANCE * largest or entering in active:
            break
        active, weights = [*active, entering], np.append(weights, 0.0)
        weights, active = _inward(points, active, weights)
    full = np.zeros(points.shape[1])
    full[active] = weights
    return full / full.sum(), steps


def _start(points: Numbers, lengths: Numbers) -> tuple[list[int], Numbers]:
    """The nearest corner; with many corners, those that a few hundred cheap steps leave with weight."""
    if points.shape[1] < MANY:
        return [int(np.argmin(lengths))], np.ones(1)
    guess = _guessed(points)
    kept = np.argsort(-guess)[: np.linalg.matrix_rank(points)]
    kept = kept[guess[kept] > 1e-9]
    return [int(one) for one in kept], guess[kept] / guess[kept].sum()


def _guessed(points: Numbers, *, steps: int = 400) -> Numbers:
    """Accelerated projected gradient (Beck and Teboulle, SIAM Journal on Imaging Sciences 2, 2009)."""
    curvature = np.linalg.norm(points, 2) ** 2 or 1.0
    weights = ahead = np.full(points.shape[1], 1 / points.shape[1])
    pace = 1.0
    for _ in range(steps):
        stepped = on_simplex(ahead - points.T @ (points @ ahead) / curvature)
        faster = (1 + np.sqrt(1 + 4 * pace**2)) / 2
        ahead = stepped + (pace - 1) / faster * (stepped - weights)
        weights, pace = stepped, faster
    return weights


def on_simplex(values: Numbers) -> Numbers:
    """The shares nearest to ``values`` (Held, Wolfe and Crowder, Mathematical Programming 6, 1974)."""
    ordered = np.sort(values)[::-1]
    excess = (np.cumsum(ordered) - 1) / np.arange(1, len(values) + 1)
    kept = int(np.nonzero(ordered > excess)[0][-1])
    return np.asarray(np.maximum(values - excess[kept], 0.0))


def _inward(points: Numbers, active: list[int], weights: Numbers) -> tuple[Numbers, list[int]]:
    """Go to the nearest point of the active corners' plane, leaving corners whose weight would turn negative."""
    while True:
        aim = _on_plane(points[:, active])
        negative = aim <= 1e-14
        if not negative.any():
            return aim, active
        room = np.where(negative, weights / np.where(negative, np.maximum(weights - aim, 1e-300), 1.0), np.inf)
        share = min(float(room.min()), 1.0)
        weights = weights + share * (aim - weights)
        # The first to reach zero leaves for certain, whatever the rounding.
        stays = weights > 1e-14
        stays[int(np.argmin(room))] = False
        if not stays.any():
            stays[int(np.argmax(aim))] = True
        active = [one for one, keep in zip(active, stays, strict=True) if keep]
        weights = weights[stays] / weights[stays].sum()


def _on_plane(corners: Numbers) -> Numbers:
    """The weights, of any sign and summing to one, of the plane's point nearest to the origin."""
    if corners.shape[1] == 1:
        return np.ones(1)
    base = corners[:, 0]
    free, *_ = np.linalg.lstsq(corners[:, 1:] - base[:, None], -base, rcond=1e-13)
    return np.concatenate([[1 - free.sum()], free])


def _certified(points: Numbers, weights: Numbers, *, scale: float, steps: int) -> Mixture:
    reached = points @ weights
    objective, slopes = float(reached @ reached), points.T @ reached
    gap = max(objective - float(slopes.min()), 0.0)
    largest = float(np.max(np.einsum("ij,ij->j", points, points))) or 1.0
    tied = points[:, (slopes - objective <= 1e-9 * largest) | (weights > 0)]
    lifted = np.vstack([tied, np.ones(tied.shape[1])])
    unique = bool(np.linalg.matrix_rank(lifted, tol=1e-9) == tied.shape[1])
    return Mixture(weights, objective * scale**2, 2 * gap * scale**2, gap / largest, unique, steps)
