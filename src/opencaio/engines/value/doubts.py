"""What should make the reader of a business case doubt it?"""

from opencaio.engines.value.assumptions import KEYS, Assumptions, unusual
from opencaio.engines.value.distributions import fit
from opencaio.engines.value.flows import Flows
from opencaio.engines.value.model import BENEFITS, PRODUCTIVITY, RISK_AVOIDED, RUN_COSTS, Case
from opencaio.engines.value.reference import ReferenceClass, outside_view
from opencaio.engines.value.returns import irr

TOO_GOOD = 5.0
"""An internal rate of return, as a share, from which on it is doubted."""


def doubts(case: Case, assumptions: Assumptions, told: Flows, known: ReferenceClass | None) -> tuple[str, ...]:
    """Each doubt in a sentence."""
    found = [*_twice_for_risk(case, assumptions), *_kinds(case, assumptions, told), *_costs(case)]
    found += [*_returns(told), *_shapes(case)]
    unsaid = [KEYS[name].title for name in assumptions.defaulted if not KEYS[name].is_switch]
    if unsaid:
        titles = ", ".join(unsaid)
        found.append(f"Nobody said: {titles}. Our defaults stand in.")
    return (*found, *unusual(assumptions), *(outside_view(case, known) if known else ()))


def _twice_for_risk(case: Case, assumptions: Assumptions) -> list[str]:
    found, premium = [], assumptions.premium(case.horizon)
    if premium > 0 and (case.technical_success < 1 or case.stages):
        found.append(
            f"Risk is counted twice: the rate holds a premium of {premium * 100:.2g} points for {case.horizon}, "
            "and the chance of success lowers the value again. Keep one of the two."
        )
    if case.stages and case.technical_success < 1:
        found.append("Both the stages and the technical success lower the value. Are they the same risk?")
    return found


def _kinds(case: Case, assumptions: Assumptions, told: Flows) -> list[str]:
    total = float(told.benefit.sum())
    if total <= 0:
        return []
    found, share = [], {kind: float(one.sum()) / total for kind, one in told.by_kind.items() if kind in BENEFITS}
    if share.get(RISK_AVOIDED, 0.0) > float(assumptions.risk_avoided_cap):
        found.append(
            f"{share[RISK_AVOIDED]:.0%} of the benefit are losses avoided; more than "
            f"{float(assumptions.risk_avoided_cap):.0%} should not rest on them."
        )
    if share.get(PRODUCTIVITY, 0.0) > 0.5:
        found.append(f"{share[PRODUCTIVITY]:.0%} of the benefit are hours saved: nothing of it is cash by itself.")
    return found


def _costs(case: Case) -> list[str]:
    kinds = {line.kind for line in case.counted()}
    if kinds & set(RUN_COSTS):
        missing = [kind for kind in ("monitoring", "compliance", "retraining") if kind not in kinds]
        return [f"No cost of {' or '.join(missing)} is entered."] if missing else []
    return ["No cost of running it is entered: inference, licences, monitoring, compliance, retraining."]


def _returns(told: Flows) -> list[str]:
    """A rate of return of several times the money tells how little is out at the end of a year, not how good it is."""
    rate = irr(told.net.tolist()).value
    if rate is None or rate < TOO_GOOD:
        return []
    return [
        f"An IRR of {rate:,.0%} says little: the first year's benefits pay for most of what building it costs. Go by "
        "value, profitability index and payback, and ask whether the benefits can begin that soon."
    ]


def _shapes(case: Case) -> list[str]:
    told = [line for line in case.counted() if line.amount and fit(line.amount).fell_back]
    return [f"{line.title or line.key}: no metalog passes through its three points; a lognormal does." for line in told]
