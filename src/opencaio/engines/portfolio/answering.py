"""How is the answer to a planning problem written, and by which digest is its problem known again?"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from opencaio.engines.portfolio import accounts
from opencaio.engines.portfolio.problem import Answer, Decisions, Problem


def problem_document(problem: Problem) -> dict[str, Any]:
    """The problem in the exchange format: read again, it is the same problem."""
    caps: dict[str, Any] = {"load_per_department": _numbers(problem.caps.load_per_department)}
    if problem.caps.risk_per_period is not None:
        caps["risk_per_period"] = number(problem.caps.risk_per_period)
    caps["share"] = [
        {"by": one.by, "key": one.key}
        | ({} if one.low is None else {"min": number(one.low)})
        | ({} if one.high is None else {"max": number(one.high)})
        for one in problem.caps.share
    ]
    return {
        "version": 1,
        "currency": problem.currency,
        **({} if problem.departments is None else {"departments": list(problem.departments)}),
        "periods": list(problem.periods),
        "year_of": list(problem.year_of),
        "budgets": [
            {"line": one.line, "year": one.year, "limit": number(one.limit), "carry": number(one.carry)}
            for one in problem.budgets
        ],
        "skills": [_skill(one) for one in problem.skills],
        "initiatives": [_initiative(one) for one in problem.initiatives],
        "relations": _relations(problem),
        "caps": caps,
        "scenarios": {"multiplier": {code: list(values) for code, values in problem.multiplier.items()}},
        "risk_aversion": {"lambda": problem.risk_aversion.weight, "alpha": problem.risk_aversion.alpha},
        "locked": dict(problem.locked),
        "previous": dict(problem.previous),
    }


def _skill(one: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"skill": one.name, "capacity": [number(part) for part in one.capacity]}
    if one.hire:
        found["hire"] = {
            "max_per_period": one.hire.max_per_period,
            "lead": one.hire.lead,
            "line": one.hire.line,
            "cost_per_period": number(one.hire.cost_per_period),
            "value_cost_per_period": number(one.hire.value_cost_per_period),
        }
    if one.contract:
        found["contract"] = {
            "max_per_period": number(one.contract.max_per_period),
            "line": one.contract.line,
            "cost_per_period": number(one.contract.cost_per_period),
        }
    return found


def _initiative(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "department": one.department,
        "horizon": one.horizon,
        "objectives": list(one.objectives),
        "duration": one.duration,
        "value": {str(t): number(one.value[t]) for t in sorted(one.value)},
        "spend": [
            {"line": part.line, "from": part.first, "to": part.last, "amount": number(part.amount)}
            for part in one.spend
        ],
        "demand": {skill: [number(part) for part in parts] for skill, parts in one.demand.items()},
        "mandatory": one.mandatory,
        "deadline": one.deadline,
        "risk": number(one.risk),
        "load": number(one.load),
        "share_weight": number(one.share_weight),
        "benefit": {str(t): number(one.benefit[t]) for t in sorted(one.benefit)},
    }


def _relations(problem: Problem) -> list[dict[str, Any]]:
    return [
        *({"kind": "requires", "of": one.of, "needs": one.needs, "lag": one.lag} for one in problem.requires),
        *({"kind": "excludes", "among": list(one.among)} for one in problem.excludes),
        *({"kind": "synergy", "among": list(one.among), "value": number(one.value)} for one in problem.synergies),
        *(
            {
                "kind": "platform",
                "id": one.id,
                "members": list(one.members),
                "cost": number(one.cost),
                "line": one.line,
                "year": one.year,
            }
            for one in problem.platforms
        ),
    ]


def problem_hash(problem: Problem) -> str:
    """The sha256 of the problem, written in one way whatever way it came in."""
    words = json.dumps(problem_document(problem), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def write_answer(problem: Problem, answer: Answer, *, version: str) -> dict[str, Any]:
    """The answer in the exchange format; ``version`` is the program's."""
    decisions = answer.decisions or Decisions({})
    return {
        "status": answer.status,
        "value": None if answer.value is None else number(answer.value),
        "bound": None if answer.bound is None else number(answer.bound),
        "gap": answer.gap,
        "seconds": round(answer.seconds, 3),
        "starts": dict(sorted(decisions.starts.items())),
        "hires": {skill: list(arrivals) for skill, arrivals in sorted(decisions.hires.items())},
        "contracts": {skill: [number(one) for one in parts] for skill, parts in sorted(decisions.contracts.items())},
        "platforms": list(accounts.platforms_of(problem, decisions)),
        "use": use_of(problem, decisions) if answer.decisions else {"budgets": [], "skills": []},
        "conflict": list(answer.conflict),
        "relaxation": [{"constraint": name, "by": number(by)} for name, by in answer.relaxation],
        **({"notes": list(answer.notes)} if answer.notes else {}),
        "problem_hash": problem_hash(problem),
        "seed": answer.seed,
        "work": answer.work,
        "solver": answer.solver,
        "version": version,
    }


def use_of(problem: Problem, decisions: Decisions) -> dict[str, Any]:
    """What the plan takes of every budget and skill."""
    return {
        "budgets": [
            {
                "line": one.line,
                "year": one.year,
                "used": number(one.used),
                "limit": number(one.limit),
                "received": number(one.received),
                "kept": number(one.kept),
            }
            for one in accounts.budgets_used(problem, decisions)
        ],
        "skills": [
            {
                "skill": one.skill,
                "used": [number(part) for part in one.needed],
                "capacity": [number(part) for part in one.capacity],
                "hired": list(one.hired),
                "contracted": [number(part) for part in one.contracted],
            }
            for one in accounts.skills_used(problem, decisions)
        ],
    }


def read_decisions(document: Mapping[str, Any]) -> Decisions:
    """The decisions in a written answer."""
    return Decisions(
        starts={code: int(start) for code, start in document["starts"].items()},
        hires={skill: tuple(int(one) for one in parts) for skill, parts in document.get("hires", {}).items()},
        contracts={
            skill: tuple(Decimal(str(one)) for one in parts) for skill, parts in document.get("contracts", {}).items()
        },
    )


def number(exact: Decimal) -> int | float:
    """A decimal as JSON writes it: whole where it is, else the shortest float."""
    return int(exact) if exact == int(exact) else float(exact)


def _numbers(parts: Mapping[str, Decimal]) -> dict[str, int | float]:
    return {name: number(one) for name, one in parts.items()}
