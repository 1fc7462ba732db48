"""An initiative for each use on record, with values, cost and people drawn as they lie in real portfolios.

Values and costs are lognormal (a few are worth more than all the rest), half of the cost is capital, a third of the
work needs no scarce skill, one in fifty must be done, one in thirty needs another one first. Money and people
suffice for about a fifth of it.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from opencaio.record.permissions import Actor
from tests.record.cast import do

YEAR = 2027
SKILLS = ("ai_engineer", "data_engineer", "data_scientist", "security", "change", "legal")
LENGTHS = (1, 2, 2, 2, 3, 3, 4, 5)
SHARE = 0.2


def draw_work(ana: Actor, *, seed: int) -> list[m.Initiative]:
    """Rules for eight quarters, people, budgets, and a candidate for every use that is on record."""
    chance = Random(seed)
    uses = m.UseCase.objects.filter(retired_at=None).select_related("department").order_by("pk")
    wanted = [_drawn(chance, code=use.code, name=use.name, home=use.department.code) for use in uses]
    do("plans.set_rules", ana, first_period=f"{YEAR}Q1", periods=8, value_quarters=20, scenarios=40)
    m.Organisation.objects.update(currency="USD")
    _people(wanted)
    _budgets(ana, wanted)
    rows: list[m.Initiative] = do("initiatives.add_many", ana, initiatives=wanted)
    for one, other in _ties(chance, [row.code for row in rows]):
        do("initiatives.relate", ana, code=one, other=other, kind="requires", lag=1)
    return rows


def _drawn(chance: Random, *, code: str, name: str, home: str) -> dict[str, Any]:
    mid = round(chance.lognormvariate(12.9, 1.4), 2)
    cost = round(mid * chance.lognormvariate(-0.7, 0.6), 2)
    quarters = chance.choice(LENGTHS)
    spread = chance.uniform(1.3, 3.0)
    scarce = chance.sample(SKILLS, chance.choice((0, 1, 1, 2)))
    year = YEAR + chance.choice((0, 0, 1))
    return {
        "name": name[:290],
        "department": home,
        "use_cases": [code],
        "horizon": chance.choice(("H1", "H1", "H2", "H3")),
        "value_low": round(mid / spread, 2),
        "value_mid": mid,
        "value_high": round(mid * spread, 2),
        "quarters": quarters,
        "earliest": f"{YEAR}Q{chance.choice((1, 1, 2, 3))}",
        "load": chance.choice((1, 1, 2, 3)),
        "risk": chance.choice((0, 1, 2, 5)),
        "spend": [
            {"line": "capex", "year": YEAR, "amount": round(cost / 2, 2)},
            {"line": "opex", "year": year, "amount": round(cost / 2, 2)},
        ],
        "demand": {skill: [chance.choice((0.25, 0.5, 1, 2))] * quarters for skill in scarce},
        **({"is_mandatory": True, "mandatory_because": "The law asks for it."} if chance.random() < 0.02 else {}),
    }


def _people(wanted: list[dict[str, Any]]) -> None:
    now = {"created_at": timezone.now(), "updated_at": timezone.now()}
    for code in SKILLS:
        needed = sum(sum(one["demand"].get(code, ())) for one in wanted)
        skill = m.Skill.objects.create(code=code, name=code.replace("_", " "), is_planned=True, **now)
        for quarter in (f"{year}Q{number}" for year in (YEAR, YEAR + 1) for number in range(1, 5)):
            m.Capacity.objects.create(skill=skill, quarter=quarter, fte=round(needed * SHARE / 8, 1), **now)


def _budgets(ana: Actor, wanted: list[dict[str, Any]]) -> None:
    spend = [one for row in wanted for one in row["spend"]]
    now = {"created_at": timezone.now(), "updated_at": timezone.now()}
    for line in ("capex", "opex"):
        whole = sum(one["amount"] for one in spend if one["line"] == line)
        for year in (YEAR, YEAR + 1):
            given = {"year": year, "line": line, "purpose": "change", "currency": "USD", "status": "approved"}
            m.Budget.objects.create(amount=round(whole * SHARE / 2, 2), **given, **now)


def _ties(chance: Random, codes: list[str]) -> Iterator[tuple[str, str]]:
    """One in thirty needs one that stands before it in the list, so that no circle arises."""
    for place in range(1, len(codes)):
        if chance.random() < 1 / 30:
            yield codes[place], codes[chance.randrange(place)]
