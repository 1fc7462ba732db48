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
SURE = 1e-13
"""A gap that is small enough to take the faster way's answer."""
NEWTON = 60


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
    scaled, goal, penalty = columns / scale, target / scale, ridge / scale / scale
    if penalty and columns.shape[1] > columns.shape[0]:
        weights, steps = _by_rows(scaled, goal, penalty)
        found = _certified(scaled - goal[:, None], penalty, weights, scale=scale, steps=steps)
        if found.kkt <= SURE:
            return found
    weights, steps = _wolfe(_points(scaled, goal, penalty))
    return _certified(scaled - goal[:, None], penalty, weights, scale=scale, steps=steps)


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
    if points.shape[0] > points.shape[1]:
        # Lengths and angles are all that counts, and the triangle of QR keeps them.
        points = np.asarray(np.linalg.qr(points, mode="r"))
    lengths = np.einsum("ij,ij->j", points, points)
    largest = max(float(lengths.max()), 1e-300)
    active, weights = [int(np.argmin(lengths))], np.ones(1)
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


def _by_rows(columns: Numbers, target: Numbers, ridge: float) -> tuple[Numbers, int]:
    """The same optimum from its dual, which has a price for each row and not a weight for each column.

    w = max(0, A'μ + ν) solves it where ridge·μ + A·w = b and Σw = 1: Newton's steps on a piecewise quadratic (Qi and
    Sun, Mathematical Programming 58, 1993), halved where they overshoot.
    """
    rows, count = columns.shape
    lifted, goal = np.vstack([columns, np.ones(count)]), np.append(target, 1.0)
    damped = np.append(np.full(rows, ridge), 0.0)
    prices = np.append(np.zeros(rows), 1 / count)
    steps = 0
    for _ in range(NEWTON):
        steps += 1
        weights = np.maximum(lifted.T @ prices, 0.0)
        slope = goal - damped * prices - lifted @ weights
        if np.abs(slope).max() < 1e-14:
            break
        held = lifted[:, weights > 0]
        step = np.linalg.lstsq(held @ held.T + np.diag(damped), slope, rcond=1e-15)[0]
        prices = _uphill(prices, step, slope, lifted, goal, damped)
    weights = np.maximum(lifted.T @ prices, 0.0)
    total = float(weights.sum())
    return (weights / total if total > 0 else np.full(count, 1 / count)), steps


def _uphill(prices: Numbers, step: Numbers, slope: Numbers, lifted: Numbers, goal: Numbers, damped: Numbers) -> Numbers:
    """As much of the step as raises the dual."""

    def height(at: Numbers) -> float:
        return float(goal @ at - np.sum(np.maximum(lifted.T @ at, 0.0) ** 2) / 2 - damped @ at**2 / 2)

    here, share = height(prices), 1.0
    while share > 1e-6 and height(prices + share * step) < here + 1e-4 * share * float(slope @ step):
        share /= 2
    return np.asarray(prices + share * step)


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


def _certified(points: Numbers, ridge: float, weights: Numbers, *, scale: float, steps: int) -> Mixture:
    reached = points @ weights
    objective = float(reached @ reached + ridge * weights @ weights)
    slopes = points.T @ reached + ridge * weights
    gap = max(objective - float(slopes.min()), 0.0)
    largest = float(np.max(np.einsum("ij,ij->j", points, points)) + ridge) or 1.0
    tied = (slopes - objective <= 1e-9 * largest) | (weights > 0)
    unique = ridge > 0 or _independent(points[:, tied])
    return Mixture(weights, objective * scale**2, 2 * gap * scale**2, gap / largest, unique, steps)


def _independent(corners: Numbers) -> bool:
    """Can no corner be mixed from the others?"""
    lifted = np.vstack([corners, np.ones(corners.shape[1])])
    return bool(np.linalg.matrix_rank(lifted, tol=1e-9) == corners.shape[1])
