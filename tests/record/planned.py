"""A small organisation with something to plan: initiatives of Bo's and Dan's, money, a skill."""

from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from opencaio.record.permissions import Actor
from opencaio.record.planning import running
from tests.record.cast import do

YEAR = 2031
QUICK = {"work": 60, "looks": 6}


def furnish(ana: Actor, *, places: tuple[str, str] = ("HEALTH", "TRADE")) -> None:
    """Three initiatives, and money and people for two of them; the best is Dan's."""
    do("plans.set_rules", ana, first_period=f"{YEAR}Q1", periods=4, value_quarters=8, scenarios=20)
    now = {"created_at": timezone.now(), "updated_at": timezone.now()}
    m.Organisation.objects.update(currency="EUR")
    skill = m.Skill.objects.create(code="ml", name="ML engineering", is_planned=True, **now)
    for quarter in range(1, 5):
        m.Capacity.objects.create(skill=skill, quarter=f"{YEAR}Q{quarter}", fte=2, **now)
    for line, amount in (("capex", "700000"), ("opex", "500000")):
        given = {"year": YEAR, "line": line, "purpose": "change", "amount": amount, "currency": "EUR"}
        m.Budget.objects.create(**given, status="approved", **now)
    add(ana, "A", places[0], value=900_000, capex=300_000, fte=1)
    add(ana, "B", places[1], value=1_500_000, capex=400_000, fte=1)
    add(ana, "C", places[0], value=350_000, capex=300_000, fte=1)


def add(
    ana: Actor, code: str, department: str, *, value: int | None, capex: int, fte: int = 0, **more: Any
) -> m.Initiative:
    """An initiative with a range of a fifth around its value; two quarters long unless said."""
    row: m.Initiative = do("initiatives.add", ana, code=code, name=f"Work {code}", department=department)
    given: dict[str, Any] = {"quarters": 2, "spend": [{"line": "capex", "year": YEAR, "amount": capex}], **more}
    if value is not None:
        given |= {"value_low": value * 4 // 5, "value_mid": value, "value_high": value * 6 // 5}
    if fte:
        given["demand"] = {"ml": [fte, fte]}
    do("initiatives.estimate", ana, code=code, **given)
    return row


def solved(ana: Actor, **what_if: Any) -> running.Run:
    """A run over the record with these changes, carried out."""
    job = running.begin({**QUICK, "what_if": what_if}, ana)
    running.carry_out(job.pk)
    return running.run_of(job.pk, ana)


def kept(ana: Actor, name: str = "Plan", **what_if: Any) -> m.Plan:
    """A plan of the record, kept as a draft."""
    row: m.Plan = do("plans.store", ana, run=solved(ana, **what_if).key, name=name)
    return row
