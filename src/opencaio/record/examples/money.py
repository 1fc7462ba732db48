"""How does its money come on record: assumptions, rates, budgets, commitments, bookings, closed books and limits?"""

from datetime import date
from decimal import Decimal
from importlib.resources import as_file, files
from typing import Any

from opencaio.examples.money_rows import Commitment
from opencaio.record.actions.registry import perform
from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling, noon
from opencaio.record.importing.uploads import drop_upload, keep_upload

DAYS_A_YEAR = Decimal("365.25")
APPROVED = {2024: date(2023, 12, 12), 2025: date(2024, 12, 10), 2026: date(2025, 12, 9)}
COSTS_IN = date(2026, 11, 6)


def settle_money(settling: Settling) -> None:
    _assumptions(settling)
    for rate in settling.example.rates:
        given = {"currency": rate.currency, "on": rate.as_of, "rate": Decimal(rate.rate), "source": rate.source}
        perform("rates.set", given, settling.officer, at=noon(rate.as_of))
    for name, on in (("budgets", min(APPROVED.values())), ("costs", COSTS_IN)):
        _file(settling, name, on)
    for year, on in APPROVED.items():
        settling.do("budgets.approve", on=on, year=year, reason="Approved with the budget of the group")
    for one in settling.example.commitments:
        _commitment(settling, one)
    for closing in settling.example.closings:
        settling.do("periods.close", on=closing.closed_on, until=closing.until, reason=closing.reason)
    for limit in settling.example.limits:
        person = settling.people[limit.person].pk
        settling.do("limits.set", person=person, amount=Decimal(limit.amount), reason=limit.reason)


def _assumptions(settling: Settling) -> None:
    for one in settling.example.assumption_sets:
        by = actor_for(settling.people[one.by], face="web")
        told = {"code": one.key, "name": one.name, "values": one.values, "reason": one.reason}
        settling.do("assumptions.draft", on=one.drafted_on, by=by, **told, review_due_on=one.review_due_on)
        if one.approved_by:
            chief = actor_for(settling.people[one.approved_by], face="web")
            settling.do("assumptions.approve", on=one.approved_on, by=chief, code=one.key)


def _file(settling: Settling, name: str, on: date) -> None:
    """Thousands of rows come in as a file, like anybody's."""
    with as_file(files("opencaio.examples") / "acme" / f"{name}.csv") as path:
        upload = keep_upload(path)
    try:
        action = {"costs": "actuals.import"}.get(name, f"{name}.import")
        settling.do(action, on=on, upload=upload, file_name=f"{name}.csv")
    finally:
        drop_upload(upload)


def _commitment(settling: Settling, one: Commitment) -> None:
    vendor = next(each for each in settling.example.vendors if each.key == one.vendor)
    if vendor.contract_on is None or vendor.contract_until is None:
        return
    days = (vendor.contract_until - vendor.contract_on).days + 1
    fee = Decimal(vendor.yearly_fee or 0) * Decimal(str(one.share or 0)) * days / DAYS_A_YEAR
    told: dict[str, Any] = {
        "code": one.key,
        "title": f"{vendor.name}: {one.title}",
        "amount": Decimal(one.amount) if one.amount else fee.quantize(Decimal("0.01")),
        "starts_on": vendor.contract_on,
        "ends_on": vendor.contract_until,
        "use_case": one.use,
    }
    plain = one.model_dump(include={"vendor", "department", "line", "currency"})
    settling.do("commitments.add", on=vendor.contract_on, **told, **plain, notice_days=vendor.notice_days)
