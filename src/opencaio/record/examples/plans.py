"""By which rules does it plan, and which plan waits for its council, with what else was looked at?"""

from datetime import date
from decimal import Decimal
from typing import Any

from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling
from opencaio.record.models import Plan
from opencaio.record.planning import running

PROPOSED_ON = date(2026, 11, 20)
WORK = 400
LOOKS = 128
RISK = Decimal(90)
MORE_CAPEX = {"capex 2028": "1400"}


def settle_plans(settling: Settling) -> None:
    """The rules, the plan that was proposed to the council of 26 November, and one with more money for 2028."""
    loads = {one.key: Decimal(one.change_limit) for one in settling.example.departments}
    first = f"{settling.example.organisation.today.year + 1}Q1"
    rules: dict[str, Any] = {"first_period": first, "risk_per_period": RISK, "load_per_department": loads}
    settling.do("plans.set_rules", on=PROPOSED_ON, **rules)
    plan = _kept(settling, "Plan for 2027 and 2028", what_if={})
    settling.do(
        "plans.propose", on=PROPOSED_ON, code=plan.code, reason="For the AI council of 26 November 2026 (D-41)."
    )
    _kept(settling, "With 200 k€ more to invest in 2028", what_if={"budgets": MORE_CAPEX}, looks=1, based_on=plan.code)


def _kept(settling: Settling, name: str, **asked: Any) -> Plan:
    actor = actor_for(settling.people["ana.verhollen"], face="web")
    run = running.begin({"work": WORK, "looks": LOOKS, **asked}, actor)
    running.carry_out(run.pk)
    plan: Plan = settling.do("plans.store", on=PROPOSED_ON, by=actor, run=run.pk, name=name)
    return plan
