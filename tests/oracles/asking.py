"""How does a panel look as plain rows that every library reads?"""

import numpy as np

from opencaio.engines.impact.panel import Panel


def rows_of(panel: Panel) -> list[list[float]]:
    """The panel as rows of unit, period, outcome, first treated period (0: never) and a covariate."""
    known = panel.covariates[:, 0] if panel.covariate_names else np.zeros(len(panel.units))
    firsts = [0 if place >= len(panel.periods) else panel.periods[place] for place in panel.starts]
    return [
        [unit, int(str(period)), float(panel.outcomes[unit, place]), int(str(firsts[unit])), float(known[unit])]
        for unit in range(len(panel.units))
        for place, period in enumerate(panel.periods)
    ]
