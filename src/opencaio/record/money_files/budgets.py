"""Which budgets of a file are new, which change one on record, and which cannot be taken?"""

from typing import Any

from django.db.models import Max
from django.utils import timezone
from pydantic import ValidationError

from opencaio.engines.budget.cells import amount_of, line_of
from opencaio.engines.intake.cells import fold
from opencaio.errors import BadInput
from opencaio.record.actions.budgets import SetBudget, changed_values
from opencaio.record.currencies import Rates, known_currency
from opencaio.record.input_faults import in_words
from opencaio.record.models import Budget
from opencaio.record.money_files.outcome import MoneyPlan
from opencaio.record.money_files.places import Places
from opencaio.record.money_files.reading import Sheet
from opencaio.record.periods import closed_until, is_closed
from opencaio.record.permissions import Actor, Right
from opencaio.record.year_days import last_day

KEY = ("department_id", "year", "line", "purpose")


def plan_budgets(sheet: Sheet, actor: Actor) -> MoneyPlan[Budget]:
    """Judge every row; nothing is written."""
    rates, places = Rates.load(), Places.seen_by(actor, Right.IMPORT)
    plan: MoneyPlan[Budget] = MoneyPlan("budgets", sheet, stamp_of_budgets(), currency=rates.report)
    held = {tuple(getattr(one, name) for name in KEY): one for one in Budget.objects.all()}
    seen: dict[tuple[Any, ...], int] = {}
    for number, raw, cells in sheet.rows():
        try:
            given, row = _row(cells, places, rates, sign=sheet.sign)
            key = tuple(getattr(row, name) for name in KEY)
            if key in seen:
                raise BadInput(f"Row {seen[key]} sets the same budget already.")
            seen[key] = number
            _judge(plan, row, given, held.get(key), rates)
        except BadInput as fault:
            plan.refuse(number, raw, fault.message)
    return plan


def stamp_of_budgets() -> tuple[Any, ...]:
    """What must not have moved between judging a file and writing it."""
    return (Budget.objects.count(), Budget.objects.aggregate(last=Max("updated_at"))["last"], closed_until())


def _judge(plan: MoneyPlan[Budget], row: Budget, given: SetBudget, old: Budget | None, rates: Rates) -> None:
    worth = rates.convert(row.amount, row.currency, timezone.localdate()).amount
    values = changed_values(old, given, row.currency) if old else {}
    if old is not None and all(getattr(old, name) == value for name, value in values.items()):
        plan.unchanged += 1
        return
    if is_closed(last_day(row.year), closed_until()):
        raise BadInput(f"{row.year} lies in the closed books: its budget stays as it is.")
    plan.total += worth
    if old is None:
        plan.new.append(row)
    else:
        plan.changed.append((old, values))


def _row(cells: dict[str, str], places: Places, rates: Rates, *, sign: str) -> tuple[SetBudget, Budget]:
    home = places.department(cells["department"], None)
    amount = amount_of(cells["amount"], sign=sign)
    told: dict[str, Any] = {"year": cells["year"], "line": line_of(cells["line"]), "amount": amount}
    told |= {
        "purpose": fold(cells.get("purpose", "")) or "run",
        "carry": _share(cells.get("carry", ""), sign),
        "note": cells.get("note", ""),
    }
    try:
        given = SetBudget.model_validate(told)
    except ValidationError as fault:
        raise BadInput(in_words(fault.errors())[0]) from fault
    row = Budget(department_id=home, year=given.year, line=given.line, purpose=given.purpose, amount=given.amount)
    row.currency = known_currency(cells.get("currency") or rates.report)
    row.carry, row.note = given.carry or row.carry, given.note
    return given, row


def _share(text: str, sign: str) -> object:
    if not text:
        return None
    found = amount_of(text.rstrip("% "), sign=sign)
    return found / 100 if "%" in text else found
