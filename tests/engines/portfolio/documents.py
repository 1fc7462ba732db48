"""A small planning problem to change, drawn ones, and the best plan by trying every one."""

import itertools
import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from opencaio.engines.portfolio import Decisions, Problem, check, value_of
from opencaio.engines.portfolio.model import bought_in

_SMALL = """
{"version": 1, "currency": "EUR", "departments": ["HR", "Sales"],
 "periods": ["27Q1", "27Q2", "27Q3", "27Q4", "28Q1", "28Q2"], "year_of": [2027, 2027, 2027, 2027, 2028, 2028],
 "budgets": [{"line": "capex", "year": 2027, "limit": 100, "carry": 0.5},
             {"line": "capex", "year": 2028, "limit": 10}, {"line": "opex", "year": 2028, "limit": 400}],
 "skills": [{"skill": "ml", "capacity": [4, 4, 4, 4, 4, 4],
             "hire": {"max_per_period": 2, "lead": 2, "line": "opex", "cost_per_period": 35,
                      "value_cost_per_period": 1},
             "contract": {"max_per_period": 0.5, "line": "opex", "cost_per_period": 50}}],
 "initiatives": [
   {"id": "I1", "department": "HR", "horizon": "H1", "objectives": ["O1"], "duration": 3,
    "value": {"0": 120.5, "1": 111.0}, "demand": {"ml": [2.0, 2.0, 1.0]}, "risk": 12, "load": 2, "share_weight": 30,
    "spend": [{"line": "capex", "from": 0, "to": 3, "amount": 10},
              {"line": "opex", "from": 3, "to": null, "amount": 2.5}],
    "mandatory": false, "deadline": null, "benefit": {"0": 200, "1": 180}},
   {"id": "I2", "department": "Sales", "horizon": "H2", "duration": 2, "value": {"2": 50, "3": 45, "4": 44},
    "spend": [{"line": "capex", "from": 0, "to": 2, "amount": 30}], "demand": {"ml": [5, 4]}, "risk": 5, "load": 1,
    "share_weight": 60},
   {"id": "I3", "department": "Sales", "horizon": "H2", "duration": 1, "value": {"0": 20, "3": 19, "5": 17},
    "spend": [{"line": "capex", "from": 0, "to": 1, "amount": 30}], "demand": {"ml": [4.3]}, "risk": 5, "load": 1,
    "share_weight": 30}],
 "relations": [{"kind": "requires", "of": "I3", "needs": "I1", "lag": 0},
               {"kind": "synergy", "among": ["I1", "I2"], "value": 15},
               {"kind": "platform", "id": "P1", "members": ["I2", "I3"], "cost": 20, "line": "capex", "year": 2027}],
 "caps": {"risk_per_period": 20, "load_per_department": {"HR": 6},
          "share": [{"by": "department", "key": "HR", "max": 0.5}]}}
"""


def small() -> dict[str, Any]:
    """Three initiatives over six quarters; the best plan, by hand, is I1 in 0 and I2 in 3 with one hire: 157.5."""
    return deepcopy(json.loads(_SMALL))


def best_by_trying(problem: Problem) -> Decimal | None:
    """The value of the best plan among all, by the checker alone; None if there is no plan."""
    choices = [[None, *problem.starts_of(one)] for one in problem.initiatives]
    hires = [_arrivals(problem, place) for place in range(len(problem.skills))]
    best: Decimal | None = None
    for starts in itertools.product(*choices):
        taken = {one.id: at for one, at in zip(problem.initiatives, starts, strict=True) if at is not None}
        for arrivals in itertools.product(*hires):
            hired = {skill.name: found for skill, found in zip(problem.skills, arrivals, strict=True) if any(found)}
            plan = bought_in(problem, Decisions(taken, hired))
            if not check(problem, plan):
                value = value_of(problem, plan)
                best = value if best is None or value > best else best
    return best


def _arrivals(problem: Problem, place: int) -> list[tuple[int, ...]]:
    terms, periods = problem.skills[place].hire, len(problem.periods)
    if terms is None:
        return [(0,) * periods]
    most = [terms.max_per_period if period >= terms.lead else 0 for period in range(periods)]
    return list(itertools.product(*(range(one + 1) for one in most)))


amounts = st.integers(0, 400).map(lambda tenths: tenths / 10)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Problems of up to four initiatives over three periods, with every kind of limit."""
    names = [f"I{number}" for number in range(draw(st.integers(1, 4)))]
    pairs = [(a, b) for number, a in enumerate(names) for b in names[number + 1 :]]
    relations: list[dict[str, Any]] = []
    for a, b in pairs:
        kind = draw(st.sampled_from(["", "", "requires", "excludes", "synergy", "platform"]))
        relations += {
            "": [],
            "requires": [{"kind": kind, "of": b, "needs": a, "lag": draw(st.integers(0, 1))}],
            "excludes": [{"kind": kind, "among": [a, b]}],
            "synergy": [{"kind": kind, "among": [a, b], "value": draw(st.integers(-20, 20))}],
            "platform": [
                {"kind": kind, "id": f"P{a}{b}", "members": [a, b], "cost": draw(amounts), "line": "capex", "year": 1}
            ],
        }[kind]
    scenarios = {name: draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5]), min_size=4, max_size=4)) for name in names}
    averse = draw(st.booleans())
    return {
        "version": 1,
        "currency": "EUR",
        "periods": ["a", "b", "c"],
        "year_of": [1, 1, 2],
        "budgets": [
            {"line": "capex", "year": 1, "limit": draw(amounts), "carry": draw(st.sampled_from([0, 0.3, 1]))},
            {"line": "capex", "year": 2, "limit": draw(amounts)},
        ],
        "skills": [
            {
                "skill": "ml",
                "capacity": draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)),
                **draw(st.sampled_from(_TERMS)),
            }
        ],
        "initiatives": [draw(_initiatives(name)) for name in names],
        "relations": relations,
        "caps": {
            "risk_per_period": draw(st.integers(4, 12)),
            "load_per_department": {"A": draw(st.integers(1, 4))},
            "share": draw(st.sampled_from([[], [{"by": "department", "key": "A", "max": 0.6, "min": 0.1}]])),
        },
        **({"scenarios": {"multiplier": scenarios}, "risk_aversion": {"lambda": 0.5, "alpha": 0.6}} if averse else {}),
    }


_TERMS: list[dict[str, Any]] = [
    {},
    {"hire": {"max_per_period": 1, "lead": 1, "line": "capex", "cost_per_period": 3, "value_cost_per_period": 0.5}},
    {"contract": {"max_per_period": 1.5, "line": "capex", "cost_per_period": 2.5}},
]


@st.composite
def _initiatives(draw: st.DrawFn, name: str) -> dict[str, Any]:
    duration = draw(st.integers(1, 2))
    starts = draw(st.lists(st.integers(0, 3 - duration), min_size=1, max_size=3, unique=True))
    return {
        "id": name,
        "department": draw(st.sampled_from(["A", "B"])),
        "duration": duration,
        "value": {str(start): draw(st.integers(-50, 600)) / 10 for start in starts},
        "spend": [{"line": "capex", "from": 0, "to": draw(st.sampled_from([1, 2, None])), "amount": draw(amounts)}],
        "demand": {"ml": [draw(st.integers(0, 30)) / 10] * duration},
        "mandatory": draw(st.sampled_from([False, False, False, True])),
        "risk": draw(st.integers(0, 6)),
        "load": draw(st.integers(0, 2)),
        "share_weight": draw(st.integers(0, 9)),
        "benefit": {str(start): draw(st.integers(0, 50)) for start in starts},
    }
