"""Panels whose truth is known, for tests."""

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.impact.panel import Panel, matrix_panel

Numbers = NDArray[np.float64]


def names(count: int) -> list[str]:
    """unit-000, unit-001, …"""
    return [f"unit-{number:03}" for number in range(count)]


def additive(lots: np.random.Generator, *, units: int, periods: int, noise: float = 0.0) -> Numbers:
    """A level for each unit, a movement that all share, and noise."""
    levels, shared = lots.normal(10, 3, size=(units, 1)), np.cumsum(lots.normal(size=periods))
    return np.asarray(levels + shared + noise * lots.normal(size=(units, periods)))


def panel(outcomes: Numbers, starts: dict[int, int], *, clusters: dict[str, str] | None = None) -> Panel:
    """The panel in which the units at these rows start at these periods; periods count from 0."""
    told = names(len(outcomes))
    began = {told[row]: start for row, start in starts.items()}
    return matrix_panel(outcomes, units=told, periods=range(outcomes.shape[1]), treated_from=began, clusters=clusters)
