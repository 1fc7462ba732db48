"""Which exchange rates of a file are new, and which cannot be taken?"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max
from django.utils import timezone
from pydantic import ValidationError

from opencaio.engines.budget.cells import day_of
from opencaio.errors import BadInput
from opencaio.record.actions.rates import SetRate, checked
from opencaio.record.input_faults import in_words
from opencaio.record.models import ExchangeRate
from opencaio.record.money_files.outcome import MoneyPlan
from opencaio.record.money_files.reading import Sheet
from opencaio.record.periods import closed_until, is_closed
from opencaio.record.permissions import Actor


def plan_rates(sheet: Sheet, actor: Actor) -> MoneyPlan[ExchangeRate]:
    """Judge every row; nothing is written."""
    plan: MoneyPlan[ExchangeRate] = MoneyPlan("rates", sheet, stamp_of_rates())
    held = {(one.currency, one.on): one for one in ExchangeRate.objects.all()}
    seen: dict[tuple[Any, ...], int] = {}
    for number, raw, cells in sheet.rows():
        try:
            given = _given(cells, sheet)
            key = (checked(given, today=timezone.localdate()), given.on)
            if key in seen:
                raise BadInput(f"Row {seen[key]} sets the rate of {key[0]} on {given.on} already.")
            seen[key] = number
            _judge(plan, given, key[0], held.get(key))
        except BadInput as fault:
            plan.refuse(number, raw, fault.message)
    return plan


def stamp_of_rates() -> tuple[Any, ...]:
    """What must not have moved between judging a file and writing it."""
    return (
        ExchangeRate.objects.count(),
        ExchangeRate.objects.aggregate(last=Max("updated_at"))["last"],
        closed_until(),
    )


def _judge(plan: MoneyPlan[ExchangeRate], given: SetRate, currency: str, old: ExchangeRate | None) -> None:
    values = {"rate": given.rate, "source": given.source, "retired_at": None}
    if old is not None and all(getattr(old, name) == value for name, value in values.items()):
        plan.unchanged += 1
        return
    if is_closed(given.on, closed_until()):
        raise BadInput(f"{given.on} lies in the closed books: its rate stays as it is.")
    if old is None:
        plan.new.append(ExchangeRate(currency=currency, on=given.on, rate=given.rate, source=given.source))
    else:
        plan.changed.append((old, values))


def _given(cells: dict[str, str], sheet: Sheet) -> SetRate:
    text = cells["rate"].replace(" ", "")
    try:
        rate = Decimal(text.replace(",", ".") if sheet.sign == "," else text)
        told = {"currency": cells["currency"].upper(), "on": day_of(cells["on"]), "rate": rate}
        return SetRate.model_validate(told | {"source": cells.get("source") or sheet.file_name[:200]})
    except InvalidOperation as fault:
        raise BadInput(f"“{cells['rate'][:40]}” is not a rate like 0.0885.") from fault
    except ValidationError as fault:
        raise BadInput(in_words(fault.errors())[0]) from fault
