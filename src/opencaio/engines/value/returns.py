"""What do yearly flows come to: NPV, IRR, MIRR, payback, profitability index, the most cash that is out at once?

Flows are one number a year. ``first`` says at which time, in years from the day of valuation, the first of them
falls: 0 as the textbooks count (Brealey, Myers and Allen, Principles of Corporate Finance), 0.5 for the middle of
the year. Where a figure does not exist, its ``words`` say why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Flows = Sequence[float]
REACH = (-0.99, 100.0)
"""Rates among which roots are sought: -99 % to 10,000 % a year."""


SPECK = 1e-12
"""A flow smaller than this part of the largest one is nothing: as a coefficient it would spoil every root."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate a year, or none; ``all`` are the roots found, ``words`` say why there is none, or more than one."""

    value: float | None
    all: tuple[float, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Payback:
    """Years from the day of valuation until the money is back for good; None: not within the years counted."""

    years: float | None
    words: str = ""


def npv(rate: float, flows: Flows, *, first: float = 0.0) -> float:
    """The present value of the flows at ``rate`` a year."""
    return float(sum(flow / (1 + rate) ** (first + year) for year, flow in enumerate(flows)))


def irr(flows: Flows) -> Rate:
    """The rates at which the present value is nothing; the one that says something is named only if it is alone.

    Every root of the polynomial in 1/(1+rate) is found; its number is bounded by the changes of sign (Descartes).
    """
    told = np.asarray(flows, dtype=float)
    told = np.trim_zeros(np.where(np.abs(told) > SPECK * np.max(np.abs(told), initial=0.0), told, 0.0))
    if told.size < 2 or not (np.any(told > 0) and np.any(told < 0)):
        return Rate(None, (), f"No IRR: {_one_way(told)}.")
    roots = _rates(told)
    if not roots:
        return Rate(None, (), "No IRR: no rate makes the present value nothing.")
    if len(roots) > 1:
        told_roots = " and ".join(f"{one:.1%}" for one in roots)
        return Rate(None, roots, f"No single IRR: {told_roots} all make the present value nothing. Read NPV.")
    return Rate(roots[0], roots)


def mirr(flows: Flows, *, finance: float, reinvest: float) -> Rate:
    """The rate at which what is paid in (at ``finance``) grows to what comes out (at ``reinvest``)."""
    paid = -npv(finance, [min(one, 0.0) for one in flows])
    came = sum(max(one, 0.0) * (1 + reinvest) ** (len(flows) - 1 - year) for year, one in enumerate(flows))
    if paid <= 0 or came <= 0 or len(flows) < 2:
        return Rate(None, (), f"No MIRR: {_one_way(np.asarray(flows, dtype=float))}.")
    value = float((came / paid) ** (1 / (len(flows) - 1)) - 1)
    return Rate(value, (value,))


def payback(flows: Flows, *, rate: float = 0.0, first: float = 0.0) -> Payback:
    """When the money is back for good, each year's flow coming evenly through it; discounted where a rate is given."""
    steps = [flow / (1 + rate) ** (first + year) for year, flow in enumerate(flows)]
    after = np.cumsum(steps)
    if not len(steps) or after[-1] < -1e-9:
        return Payback(None, "Not within the years counted.")
    if min(after) >= 0:
        return Payback(0.0, "It never costs more than it brings.")
    last = max(year for year, total in enumerate(after) if total < 0)
    return Payback(last + 1 + float(-after[last] / steps[last + 1]))


def profitability_index(value: float, invested: float) -> float | None:
    """Present value of what comes in for one unit invested: (NPV + invested) / invested; None with nothing invested."""
    return (value + invested) / invested if invested > 0 else None


def peak_cash(flows: Flows) -> float:
    """The most that is out at the end of any year, undiscounted; never below nothing."""
    return float(max(0.0, -np.min(np.cumsum(np.asarray(flows, dtype=float)), initial=0.0)))


def _one_way(told: np.ndarray) -> str:
    if np.any(told > 0):
        return "in no year does more go out than come in"
    return "in no year does more come in than go out" if np.any(told < 0) else "no money flows"


def _rates(told: np.ndarray) -> tuple[float, ...]:
    """Real rates above -100 %, each once, rising."""
    scaled = told / np.max(np.abs(told))
    roots = np.roots(scaled[::-1])
    real = roots.real[(np.abs(roots.imag) < 1e-7 * np.maximum(1.0, np.abs(roots.real))) & (roots.real > 0)]
    rates = sorted({round(float(1 / _polished(one, scaled[::-1]) - 1), 9) for one in real})
    return tuple(one for one in rates if REACH[0] <= one <= REACH[1])


def _polished(root: float, polynomial: np.ndarray) -> float:
    """The root after a few steps of Newton's, as long as each comes nearer."""
    slope = np.polyder(polynomial)
    for _step in range(8):
        steep = np.polyval(slope, root)
        nearer = root - np.polyval(polynomial, root) / steep if steep else root
        if nearer <= 0 or abs(np.polyval(polynomial, nearer)) >= abs(np.polyval(polynomial, root)):
            break
        root = float(nearer)
    return float(root)
