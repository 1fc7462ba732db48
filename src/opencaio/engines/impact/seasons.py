"""Which columns describe a season, and do the residuals still hold something that the model missed?"""

import numpy as np

from opencaio.engines.impact.autoregression import Fitted, Matrix
from opencaio.engines.impact.chances import chi_square_p
from opencaio.engines.impact.estimate import DesignCheck, Series, count
from opencaio.errors import BadInput

WAVES = 2
RARE = 0.01


def season_columns(periods: int, *, season: int, waves: int = WAVES) -> Matrix:
    """Sines and cosines of a season of so many periods, shape (periods, k); no column for a season of 0 or 1."""
    if count(season, name="The season's length") < 2:
        return np.zeros((periods, 0))
    if periods < 2 * season:
        raise BadInput(f"A season of {season} periods cannot be told from {periods}: at least {2 * season} are needed.")
    time, columns = np.arange(periods), []
    for wave in range(1, min(waves, season // 2) + 1):
        angle = 2 * np.pi * wave * time / season
        columns.append(np.cos(angle))
        if 2 * wave != season:
            columns.append(np.sin(angle))
    return np.column_stack(columns)


def durbin_watson(residuals: Series) -> float:
    """Near 2 where neighbouring residuals are strangers (Durbin and Watson, Biometrika 37, 1950)."""
    return float((np.diff(residuals) ** 2).sum() / (residuals**2).sum())


def ljung_box(residuals: Series, *, lags: int, fitted: int = 1) -> float:
    """The p-value of residuals that have no memory (Ljung and Box, Biometrika 65, 1978)."""
    rows, left = residuals.size, residuals - residuals.mean()
    energy = float(left @ left)
    parts = [(float(left[lag:] @ left[:-lag]) / energy) ** 2 / (rows - lag) for lag in range(1, lags + 1)]
    return chi_square_p(rows * (rows + 2) * sum(parts), freedom=max(lags - fitted, 1))


def residual_checks(fitted: Fitted, *, season: int) -> tuple[DesignCheck, ...]:
    """Whether neighbouring errors, and those a season apart, are explained."""
    return _neighbours(fitted), _memory(fitted, season)


def _neighbours(fitted: Fitted) -> DesignCheck:
    figure, raw = durbin_watson(fitted.fresh), durbin_watson(fitted.residuals)
    reach = 5 / fitted.fresh.size**0.5
    good = abs(figure - 2) <= reach
    words = f"Durbin-Watson {raw:.2f} before and {figure:.2f} after neighbouring periods were allowed to be alike"
    return DesignCheck(
        "neighbouring periods", good, f"{words}{'.' if good else ': more than that is left.'}", figure, 2
    )


def _memory(fitted: Fitted, season: int) -> DesignCheck:
    lags = max(min(10, fitted.fresh.size // 4), min(season, fitted.fresh.size // 3))
    if lags < 2:
        return DesignCheck("memory of the errors", None, "Too few periods to look for a longer memory.")
    chance = ljung_box(fitted.fresh, lags=lags)
    good = chance >= RARE
    words = "No longer memory is seen." if good else "A longer memory is left: a season may be missing."
    return DesignCheck("memory of the errors", good, words, chance, RARE)
