"""How much money and how many people are there in each quarter, and on which terms can one get more people?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from opencaio.record.currencies import Converted, Rates
from opencaio.record.models import Budget, Capacity, Skill
from opencaio.record.planning.missing import Missing
from opencaio.record.planning.worth import MIL, THOUSAND

LINES = ("capex", "opex")
NO_RATE = "no_exchange_rate"


def budgets(years: Sequence[int], *, currency: str, on: date) -> tuple[list[dict[str, Any]], list[Missing]]:
    """What may be spent on change in each line and year, summed over departments, in thousands.

    Another currency counts by its latest rate of ``on`` or before, which is told; without one it is left out, as
    ``no_exchange_rate``.
    """
    rows = Budget.objects.filter(retired_at=None, purpose="change", year__in=years)
    amounts: dict[tuple[str, int], list[Budget]] = defaultdict(list)
    missing, rates = [], Rates.load()
    for row in rows:
        if row.currency != currency:
            worth = rates.find(row.amount, row.currency, on)
            missing.append(_converted(row, worth, rates, on))
            if worth is None:
                continue
            row.amount = worth.amount
        amounts[row.line, row.year].append(row)
    for line, year in ((line, year) for year in years for line in LINES):
        if (line, year) not in amounts:
            words = f"There is no budget for change on {line} {year}: it counts as without limit."
            missing.append(Missing("no_budget", f"{line} {year}", words))
    missing += _proposed(amounts.items())
    found = [_budget(line, year, held) for (line, year), held in sorted(amounts.items(), key=lambda one: one[0][::-1])]
    return found, missing


def skills(periods: Sequence[str], *, hires: int) -> tuple[list[dict[str, Any]], list[Missing]]:
    """The planned skills with their people in each quarter, and the terms of hiring and of contracts."""
    held: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in Capacity.objects.filter(retired_at=None, skill__is_planned=True):
        held[row.skill_id][row.quarter] = row.fte
    found, missing = [], []
    for skill in Skill.objects.filter(retired_at=None, is_planned=True).order_by("code"):
        if not held[skill.pk]:
            words = f"{skill.name} has no capacity on record: it is not limited."
            missing.append(Missing("no_capacity", skill.code, words))
            continue
        capacity, guessed = _spread(held[skill.pk], periods)
        if guessed:
            words = f"{skill.name} has no capacity for {', '.join(guessed)}: the last known figure counts."
            missing.append(Missing("some_capacity", skill.code, words))
        found.append({"skill": skill.code, "capacity": capacity, **_terms(skill, len(periods), hires)})
        missing += _unsaid_terms(skill)
    return found, missing


def _converted(row: Budget, worth: Converted | None, rates: Rates, on: date) -> Missing:
    """How a budget in another currency counts, or why it cannot."""
    about = f"{row.line} {row.year}"
    if worth is None:
        words = f"The budget of {about} in {row.currency} is left out. {rates.missing(row.currency, on)}"
        return Missing(NO_RATE, about, words)
    words = (
        f"The budget of {about}, {row.amount:,.2f} {row.currency}, counts as {worth.amount:,.2f} {worth.currency} "
        f"by the rate {worth.rate.normalize():f} of {worth.rate_on} ({worth.source})."
    )
    return Missing("other_currency", about, words)


def _budget(line: str, year: int, rows: Sequence[Budget]) -> dict[str, Any]:
    """The carry of several is the mean by amount."""
    total = sum((row.amount for row in rows), Decimal(0))
    carried = sum((row.amount * row.carry for row in rows), Decimal(0))
    share = (carried / total).quantize(MIL) if total else Decimal(0)
    return {"line": line, "year": year, "limit": float((total / THOUSAND).quantize(MIL)), "carry": float(share)}


def _proposed(amounts: Iterable[tuple[tuple[str, int], list[Budget]]]) -> list[Missing]:
    waiting = [f"{line} {year}" for (line, year), rows in amounts if any(row.status != "approved" for row in rows)]
    if not waiting:
        return []
    words = f"Budgets that are proposed, not approved: {', '.join(sorted(waiting))}. They count as if they were."
    return [Missing("proposed_budget", "", words)]


def _spread(known: dict[str, Decimal], periods: Sequence[str]) -> tuple[list[float], list[str]]:
    earlier = [name for name in sorted(known) if name < periods[0]]
    last = known[earlier[-1]] if earlier else known[min(known)]
    capacity, guessed = [], []
    for name in periods:
        if name in known:
            last = known[name]
        else:
            guessed.append(name)
        capacity.append(float(last))
    return capacity, guessed


def _terms(skill: Skill, periods: int, hires: int) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    most = skill.hire_most if skill.hire_most is not None else hires
    if skill.hire_cost is not None and skill.hire_lead is not None and most and skill.hire_lead < periods:
        cost = float((skill.hire_cost / THOUSAND).quantize(MIL))
        terms["hire"] = {
            "max_per_period": most,
            "lead": skill.hire_lead,
            "line": "opex",
            "cost_per_period": cost,
            "value_cost_per_period": cost,
        }
    if skill.contract_cost is not None and skill.contract_most:
        cost = float((skill.contract_cost / THOUSAND).quantize(MIL))
        terms["contract"] = {
            "max_per_period": float(skill.contract_most), "line": "opex", "cost_per_period": cost,
        }  # fmt: skip
    return terms


def _unsaid_terms(skill: Skill) -> list[Missing]:
    if skill.hire_cost is None or skill.hire_lead is None:
        return [Missing("no_hire", skill.code, f"{skill.name} says no cost or lead time of a hire: none is planned.")]
    return []
