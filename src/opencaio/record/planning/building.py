"""Which problem does the record pose: initiatives, money, people, ties and caps, and what does it not say?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from opencaio.record import ledger
from opencaio.record.models import Department, InitiativeRelation, Organisation, Plan, Platform
from opencaio.record.planning.candidates import Candidate, Span, candidates
from opencaio.record.planning.limits import budgets, skills
from opencaio.record.planning.missing import Missing
from opencaio.record.planning.quarters import number_of, quarters_from, year_of
from opencaio.record.planning.rates import rates_in_force
from opencaio.record.planning.rules import PlanRules, first_period, rules_in_force
from opencaio.record.planning.scenarios import Spread, multipliers
from opencaio.record.planning.worth import MIL, THOUSAND

SEED = 1


@dataclass(frozen=True)
class Built:
    """A problem in the exchange format, with what it does not know and where its figures are from."""

    document: dict[str, Any]
    missing: tuple[Missing, ...]
    sources: dict[str, Any]


def build_problem(*, on: date, rules: PlanRules | None = None) -> Built:
    """The problem of this record as on a day. Reads only; a dozen queries whatever its size."""
    entry, _hash = ledger.head()
    rules = rules or rules_in_force()
    periods = quarters_from(first_period(rules, on=on), rules.periods)
    rates = rates_in_force(on)
    years = sorted({year_of(one) for one in periods})
    currency = Organisation.objects.values_list("currency", flat=True).first() or "EUR"
    money, of_money = budgets(years, currency=currency, on=on)
    people, of_people = skills(periods, hires=rules.hires_per_quarter)
    span = Span(number_of(periods[0]), rules.periods, rules.value_quarters, rates)
    found, of_work = candidates(span, skills=frozenset(one["skill"] for one in people))
    ties, of_ties = _relations(found, years)
    document = {
        "version": 1,
        "currency": currency,
        "departments": list(Department.objects.order_by("code").values_list("code", flat=True)),
        "periods": list(periods),
        "year_of": [year_of(one) for one in periods],
        "budgets": money,
        "skills": people,
        "initiatives": [one.document for one in found],
        "relations": ties,
        "caps": _caps(rules),
        "scenarios": {"multiplier": multipliers(_spreads(found), count=rules.scenarios, seed=SEED)},
        "risk_aversion": {"lambda": rules.risk_aversion, "alpha": rules.alpha},
        "locked": {one.code: one.locked for one in found if one.locked is not None},
        "previous": _previous(periods, found),
    }
    missing = (*of_work, *of_ties, *of_money, *of_people, *rates.missing)
    return Built(document, missing, {**_sources(found, rates.words), "entry": entry})


def posed_limits(*, on: date, rules: PlanRules) -> dict[str, Any]:
    """The limits alone, as in the problem: what a form of what-ifs asks for, without reading any initiative."""
    periods = quarters_from(first_period(rules, on=on), rules.periods)
    currency = Organisation.objects.values_list("currency", flat=True).first() or "EUR"
    return {
        "currency": currency,
        "budgets": budgets(sorted({year_of(one) for one in periods}), currency=currency, on=on)[0],
        "skills": skills(periods, hires=rules.hires_per_quarter)[0],
        "caps": _caps(rules),
        "risk_aversion": {"lambda": rules.risk_aversion, "alpha": rules.alpha},
        "draws": rules.scenarios,
    }


def _relations(found: Sequence[Candidate], years: Sequence[int]) -> tuple[list[dict[str, Any]], list[Missing]]:
    """What ties the initiatives that are in the plan; a need for one that is out of it is told."""
    inside = {one.code: one for one in found}
    relations: list[dict[str, Any]] = []
    missing = []
    rows = InitiativeRelation.objects.filter(retired_at=None).select_related("initiative", "other").order_by("pk")
    for row in rows:
        one, other = row.initiative.code, row.other.code
        if one not in inside:
            continue
        if other not in inside:
            if row.kind == "requires" and row.other.status != "done":
                words = f"{one} needs {other}, which is not in the plan: the plan does not wait for it."
                missing.append(Missing("tie_out", one, words, inside[one].department))
            continue
        relations.append(_tie(row, one, other))
    relations += _platforms(inside, years, missing)
    return relations, missing


def _tie(row: InitiativeRelation, one: str, other: str) -> dict[str, Any]:
    if row.kind == "requires":
        return {"kind": "requires", "of": one, "needs": other, "lag": row.lag}
    if row.kind == "excludes":
        return {"kind": "excludes", "among": [one, other]}
    return {"kind": "synergy", "among": [one, other], "value": _thousands(row.value or Decimal(0))}


def _platforms(inside: Mapping[str, Candidate], years: Sequence[int], missing: list[Missing]) -> list[dict[str, Any]]:
    """Shared bases with their members in the plan; one paid outside the plan's years is told."""
    found = []
    for row in Platform.objects.filter(retired_at=None).prefetch_related("members").order_by("code"):
        members = sorted(one.code for one in row.members.all() if one.code in inside)
        if members:
            year = min(max(row.year, years[0]), years[-1])
            if year != row.year:
                words = f"{row.code} {row.name} is to be paid in {row.year}, outside the plan's years: {year} counts."
                missing.append(Missing("platform_year", row.code, words))
            about = {"members": members, "cost": _thousands(row.cost), "line": row.line, "year": year}
            found.append({"kind": "platform", "id": row.code, **about})
    return found


def _caps(rules: PlanRules) -> dict[str, Any]:
    caps: dict[str, Any] = {
        "load_per_department": {code: float(cap) for code, cap in sorted(rules.load_per_department.items())},
        "share": [
            {name: float(value) if isinstance(value, Decimal) else value
             for name, value in one.model_dump().items() if value is not None}
            for one in rules.share
        ],
    }  # fmt: skip
    if rules.risk_per_period is not None:
        caps["risk_per_period"] = float(rules.risk_per_period)
    return caps


def _previous(periods: Sequence[str], found: Sequence[Candidate]) -> dict[str, int]:
    """The starts of the approved plan, counted in quarters of this one, where they are still allowed."""
    plan = Plan.objects.filter(status="approved", retired_at=None).order_by("-pk").first()
    if plan is None:
        return {}
    allowed = {one.code: one.document["value"] for one in found}
    then = plan.problem.get("periods", [])
    moved = {}
    for code, start in (plan.answer.get("starts") or {}).items():
        at = number_of(then[start]) - number_of(periods[0])
        if str(at) in allowed.get(code, {}):
            moved[code] = at
    return moved


def _spreads(found: Sequence[Candidate]) -> list[Spread]:
    return [
        Spread(
            one.code,
            one.department,
            str(one.document["horizon"]),
            float(one.worth.low),
            float(one.worth.mid),
            float(one.worth.high),
            max(one.document["benefit"].values(), default=0.0),
        )
        for one in found
    ]


def _sources(found: Sequence[Candidate], rate: str) -> dict[str, Any]:
    """Names, intervals and origins, kept with a plan so that it can be read after the record has moved on."""
    rows = {}
    for one in found:
        worth = one.worth
        rows[one.code] = {
            "name": one.name,
            "department": one.department,
            "low": float(worth.low),
            "mid": float(worth.mid),
            "high": float(worth.high),
            "mean": float(worth.mean),
            "source": worth.source,
        }
    return {"initiatives": rows, "rate": rate}


def _thousands(amount: Decimal) -> float:
    return float((amount / THOUSAND).quantize(MIL))
