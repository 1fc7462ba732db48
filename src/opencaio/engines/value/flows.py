"""What does one unit of a line bring in each year, after tax, and what do the flows of a case look like?

Incremental against doing nothing: only what the case adds or takes away stands in its lines. Capital expenditure is
written off in equal parts from its year on; what is left when the case ends is written off in its last year, since
the case claims no value beyond it. A loss lowers the tax due on the organisation's other profit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.value.assumptions import Assumptions
from opencaio.engines.value.model import BENEFITS, BUILD, COSTS, PRODUCTIVITY, STRATEGIC, Case, Line

Yearly = NDArray[np.float64]


@dataclass(frozen=True)
class Flows:
    """The flows of a case, one number a year: what comes in and goes out by kind, tax (negative: tax saved), net."""

    by_kind: Mapping[str, Yearly]
    capex: Yearly
    opex: Yearly
    tax: Yearly

    @property
    def benefit(self) -> Yearly:
        """All that comes in, before tax."""
        zero = np.zeros_like(self.capex)
        return np.asarray(sum((one for kind, one in self.by_kind.items() if kind in BENEFITS), zero))

    @property
    def net(self) -> Yearly:
        """What is left each year, after tax."""
        return self.benefit - self.opex - self.capex - self.tax


def gross(line: Line, case: Case, assumptions: Assumptions) -> Yearly:
    """What one unit of the line's amount is worth in each year, before tax and realisation: prices, years, adoption."""
    years = np.arange(case.years)
    growth = _growth(line, assumptions)
    falls = _falls(line, case)
    taken = np.asarray(case.adopted()) if line.is_benefit else np.ones(case.years)
    return np.asarray(falls * (1 + growth) ** years * taken * float(line.times))


def net(line: Line, case: Case, assumptions: Assumptions) -> Yearly:
    """What one unit of the line's amount adds to the flow of each year after tax; costs are negative."""
    told, tax = gross(line, case, assumptions), float(assumptions.tax_rate)
    if line.is_benefit:
        return told * (1 - tax)
    if line.budget == "capex":
        return tax * written_off(told, int(assumptions.capex_life)) - told
    return -told * (1 - tax)


def written_off(capex: Yearly, life: int) -> Yearly:
    """The depreciation of each year."""
    years = len(capex)
    found = np.zeros(years)
    for year, amount in enumerate(capex):
        parts = np.zeros(years)
        parts[year : year + life] = amount / life
        parts[-1] += amount - parts.sum()
        found += parts
    return found


def discounts(case: Case, assumptions: Assumptions) -> Yearly:
    """The factor of each year at the case's rate, premium for its horizon included."""
    rate = float(assumptions.rate(case.horizon))
    return np.asarray((1 + rate) ** -(np.arange(case.years) + float(assumptions.flow_at)))


def flows(
    case: Case,
    assumptions: Assumptions,
    amounts: Mapping[str, float],
    *,
    realisation: float,
    late: float = 0.0,
    kept: Mapping[str, float] | None = None,
) -> Flows:
    """The flows with these amounts a year (by key of line), this realisation, and benefits this many years late.

    ``kept``: the part of its plan that each kind of benefit keeps; the case's own middle where a kind is not in it.
    """
    by_kind: dict[str, Yearly] = {}
    capex = np.zeros(case.years)
    for line in case.counted():
        yearly = gross(line, case, assumptions) * amounts[line.key]
        if line.is_benefit:
            yearly = shifted(yearly, late) * (realisation if line.kind == PRODUCTIVITY else 1)
            yearly = yearly * (kept or {}).get(line.kind, kept_part(case, line.kind))
        if line.budget == "capex" and not line.is_benefit:
            capex = capex + yearly
            continue
        by_kind[line.kind] = by_kind.get(line.kind, np.zeros(case.years)) + yearly
    opex = np.asarray(sum((one for kind, one in by_kind.items() if kind in COSTS), np.zeros(case.years)))
    benefit = sum((one for kind, one in by_kind.items() if kind in BENEFITS), np.zeros(case.years))
    taxed = benefit - opex - written_off(capex, int(assumptions.capex_life))
    return Flows(by_kind, capex, opex, np.asarray(taxed * float(assumptions.tax_rate)))


def kept_part(case: Case, kind: str) -> float:
    """The middle of what is kept of plans of this kind."""
    share = case.kept_of(kind)
    return 1.0 if share is None else float(share.p50)


def shifted(yearly: Yearly, late: float) -> Yearly:
    """The flows when they come ``late`` years later; what falls behind the last year is lost."""
    whole, part = int(late // 1), late % 1
    return np.asarray((1 - part) * _moved(yearly, whole) + part * _moved(yearly, whole + 1))


def _moved(yearly: Yearly, by: int) -> Yearly:
    return np.concatenate([np.zeros(min(by, len(yearly))), yearly[: max(len(yearly) - by, 0)]])


def _falls(line: Line, case: Case) -> Yearly:
    found = np.zeros(case.years)
    found[list(line.years or ((0,) if line.kind == BUILD else range(case.years)))] = 1
    return found


def _growth(line: Line, assumptions: Assumptions) -> float:
    """The line's own growth; else wages for hours, none for what is planned year by year, prices for the rest."""
    if line.growth is not None:
        return float(line.growth)
    if line.kind == PRODUCTIVITY:
        return float(assumptions.wage_growth)
    return 0.0 if line.kind in (BUILD, STRATEGIC) else float(assumptions.inflation)
