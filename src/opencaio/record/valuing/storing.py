"""How is a valuation written so that it can be shown, compared and computed again years later?

Money in whole units of ``currency`` (that of the case); the headline ``p10``, ``p50``, ``p90``, ``expected`` in the
organisation's currency, converted by the dated rate under ``exchange`` where the two differ.
"""

from decimal import Decimal
from importlib.metadata import version
from typing import Any

import numpy as np

from opencaio.engines.value import Valuation
from opencaio.record.currencies import Converted, convert, report_currency
from opencaio.record.models import BusinessCase
from opencaio.record.valuing.inputs import Inputs
from opencaio.record.valuing.measuring import Basis

HEADLINE = ("p10", "p50", "p90", "expected", "cvar10")
SHARES = ("loss", "failed", "stopped", "over_half")


def written(row: BusinessCase, found: Valuation, inputs: Inputs, basis: Basis) -> dict[str, Any]:
    """The valuation as the record keeps it. Raises BadInput where the rate of another currency is missing."""
    currency, report = row.currency or report_currency(), report_currency()
    exchange = convert(Decimal(1), currency, basis.on) if currency != report else None
    spread = found.spread
    return {
        **{name: _reported(getattr(spread, name), exchange) for name in HEADLINE},
        **{name: round(getattr(spread, name), 4) for name in SHARES},
        "currency": currency,
        "report_currency": report,
        "exchange": {"rate": str(exchange.rate), "on": exchange.rate_on.isoformat()} if exchange else None,
        "error": _whole(spread.error),
        "between": [[_whole(end) for end in ends] for ends in spread.between],
        "edges": [_whole(one) for one in spread.edges],
        "counts": list(spread.counts),
        "years": _years(row, found),
        "npv": _whole(found.npv),
        "rates": _rates(found),
        "invested": _whole(found.invested),
        "peak_cash": _whole(found.peak_cash),
        "spend": _spend(found),
        "kinds": {kind: _whole(one) for kind, one in found.kinds.items()},
        "delay": [_whole(one) for one in found.delay.values],
        "tornado": _tornado(found, inputs),
        "gates": _gates(found),
        "warnings": list(found.warnings),
        "kept": _kept(inputs),
        "assumptions": _assumptions(basis),
        "on": basis.on.isoformat(),
        "digest": found.digest,
        "draws": found.draws,
        "seed": found.seed,
        "engine": found.engine,
        "numpy": np.__version__,
        "scipy": version("scipy"),
    }


def _years(row: BusinessCase, found: Valuation) -> list[dict[str, Any]]:
    told, total, rows = found.flows, 0.0, []
    for year in range(row.years):
        total += float(told.net[year])
        rows.append(
            {
                "year": row.first_year + year,
                "kinds": {kind: _whole(one[year]) for kind, one in told.by_kind.items()},
                "benefit": _whole(told.benefit[year]),
                "capex": _whole(told.capex[year]),
                "opex": _whole(told.opex[year]),
                "tax": _whole(told.tax[year]),
                "net": _whole(told.net[year]),
                "cumulative": _whole(total),
                "discounted": _whole(found.discounted[year]),
            }
        )
    return rows


def _rates(found: Valuation) -> dict[str, Any]:
    return {
        "discount": round(found.rate, 6),
        "irr": _rounded(found.irr.value),
        "irr_all": [round(one, 6) for one in found.irr.all],
        "irr_words": found.irr.words,
        "mirr": _rounded(found.mirr.value),
        "payback": _rounded(found.payback.years),
        "discounted_payback": _rounded(found.discounted_payback.years),
        "index": _rounded(found.index),
    }


def _spend(found: Valuation) -> int:
    """All that is asked for over the years counted, as planned: capital and operating expenditure."""
    return _whole(found.flows.capex.sum() + found.flows.opex.sum())


def _tornado(found: Valuation, inputs: Inputs) -> list[dict[str, Any]]:
    titles = {line.key: line.title for line in inputs.case.lines} if inputs.case else {}
    return [
        {"key": one.key, "title": titles.get(one.key, ""), "low": _whole(one.low), "high": _whole(one.high)}
        for one in found.tornado
    ]


def _gates(found: Valuation) -> dict[str, Any] | None:
    if found.gates is None:
        return None
    told = {"flexible": found.gates.flexible, "bound": found.gates.bound, "option": found.gates.option}
    return {name: _whole(one) for name, one in told.items()} | {"goes_on": list(found.gates.goes_on)}


def _kept(inputs: Inputs) -> dict[str, dict[str, str | int]]:
    """By what the benefits were corrected, by kind; empty where plans were taken at their word."""
    told = inputs.case.kept if inputs.case else ()
    points = ("p10", "p50", "p90")
    return {
        one.kind: {**{name: str(getattr(one.share, name)) for name in points}, "benefits": one.benefits} for one in told
    }


def _assumptions(basis: Basis) -> dict[str, Any]:
    row = basis.row
    return {
        "code": row.code,
        "name": row.name,
        "approved_on": row.approved_on.isoformat() if row.approved_on else None,
        "values": basis.figures.as_text(),
    }


def _reported(amount: float, exchange: Converted | None) -> int:
    return _whole(amount * float(exchange.rate) if exchange else amount)


def _whole(amount: Any) -> int:
    return round(float(amount))


def _rounded(told: float | None) -> float | None:
    return None if told is None else round(told, 6)
