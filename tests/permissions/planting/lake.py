"""What Bo brought into the lake: a batch that counts, one taken back; bills, rules and prices are everybody's."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from opencaio.record.importing.uploads import keep_upload
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

SHARED: dict[Any, str] = {
    m.AllocationRule: "bills are divided by the same rules for all",
    m.TokenPrice: "a contract's price is the same for all",
    m.Retention: "facts are kept as long for all",
    m.LakeFile: "paths and digests, no words",
    m.StreamPosition: "numbers, no words",
}
BILL = (
    "ProviderName,BillingAccountId,BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,"
    "ChargePeriodStart,ChargePeriodEnd,ServiceName,CommitmentDiscountStatus,Tags\n"
    "Tarn,{account},{cost},{cost},EUR,2026-10-01,2026-11-01,2026-10-05,2026-10-06,{service},Unused,"
    '"{{""use_case"": ""{use}""}}"\n'
)


def plant(planted: Planted) -> None:
    """The word stands in the batches' names and reasons, and in the service of a line of Bo's use."""
    bo, ana, use = planted.cast.bo, planted.cast.ana, planted.use.code
    batch = do("lake.add", bo, fact="usage", name=f"Rows {WORD}", rows=[_event(use, 1)])
    gone = do("lake.add", bo, fact="usage", name=f"Old rows {WORD}", rows=[_event(use, 2)])
    do("lake.withdraw", bo, batch=gone.pk, reason=WORD)
    m.LakeBatch.objects.filter(department=planted.cast.health).update(
        origin=WORD,
        sha256=WORD,
        faults={"refused": [[1, WORD, WORD]]},
        faults_path=WORD,
        positions={"x": WORD},
    )
    for number in (8, 9):
        do("lake.add", ana, fact="kpi", name="Tracked", origin="sdk", rows=[_kpi(number)])
    m.LakeBatch.objects.filter(name="Tracked").update(live_from=timezone.now() - timedelta(days=2))
    told = {"at": "2026-10-05T12:00:00Z", "use_case": use, "cases": 50, "reviewed": True, "overturned": False}
    decisions = [
        {**told, "event_id": f"d-{sex}-{taken}", "sex": sex, "selected": taken}
        for sex in ("female", "male")
        for taken in (True, False)
    ]
    do("lake.add", bo, fact="decisions", name=f"Decisions {WORD}", rows=decisions)
    do("lake.set_retention", ana, fact="usage", days=30, reason="House rule")
    first = _bill(planted, "first", account="a-1", cost="5", service=WORD, use=use)
    _stand_out(planted)
    do("bills.import", ana, upload=first, file_name="first.csv")
    do("allocation.add", ana, code="tag", title="By tag", by="tag:use_case", reason="First")
    price = do("token_prices.set", ana, **_price("2026-01-01"))
    again = _bill(planted, "second", account="a-2", cost="6", service="Chat", use=use)
    _alert(planted)
    _watched(planted)
    planted.more |= {"lake_batch": batch.pk, "lake_gone": gone.pk, "bill": again, "token_price": price.pk}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    return {
        "allocation.add": {"code": "new", "title": "New", "use_case": planted.use.code},
        "allocation.edit": {"code": "tag", "title": "New"},
        "allocation.retire": {"code": "tag"},
        "bills.book": {"month": "2026-10-01", "beside": True},
        "bills.import": {"upload": planted.more["bill"], "file_name": "second.csv"},
        "cost_alerts.answer": {"key": "a-1", "status": "explained", "answer": "A trial"},
        "cost_alerts.find": {},
        "fairness.audit": {"use_case": planted.use.code, "first": "2026-10-01", "last": "2026-10-31"},
        "lake.add": {"fact": "usage", "name": "New", "rows": [_event(planted.use.code, 3)]},
        "lake.apply_retention": {},
        "lake.compact": {},
        "monitors.add": {"use_case": planted.use.code, "kind": "errors"},
        "monitors.answer": {"code": "P-M", "answer": "New"},
        "monitors.read": {"code": "P-M"},
        "monitors.retire": {"code": "P-M"},
        "lake.erase_person": {"person": "anna@acme.example", "reason": "Asked"},
        "lake.restore": {"batch": planted.more["lake_gone"]},
        "lake.set_retention": {"fact": "usage", "days": 400, "reason": "House rule"},
        "lake.withdraw": {"batch": planted.more["lake_batch"], "reason": "New"},
        "token_prices.retire": {"id": planted.more["token_price"]},
        "token_prices.set": _price("2026-07-01"),
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    use, ways = planted.use.code, ("use", "department", "provider", "service", "category", "rule", "month", "currency")
    return {
        "allocation.try": [{"code": "tried", "use_case": use}],
        "bills.booking": [{"month": "2026-10-01"}],
        "bills.months": [{}],
        "cost_alerts.list": [{}, {"status": "all"}, {"use_case": use}],
        "costs.forecast": [{}, {"department": "HEALTH"}],
        "costs.tokens": [{}, {"use_case": use}],
        "costs.showback": [{}, {"year": 2026}],
        "costs.units": [{}],
        "costs.unused": [{}],
        "costs.show": [*({"by": way} for way in ways), {"use_case": use, "by": "service"}, {"department": "HEALTH"}],
        "adoption.show": [{}, {"use_case": use}, {"department": "HEALTH"}],
        "fairness.list": [{}],
        "fairness.show": [{"use_case": use}],
        "lake.batch": [{"batch": planted.more["lake_batch"]}, {"batch": planted.more["lake_gone"]}],
        "lake.batches": [{}, {"status": "all"}, {"fact": "usage"}, {"q": WORD}],
    }


def _stand_out(planted: Planted) -> None:
    """Forty usual days and one that is not: what the search for alerts finds."""
    head, line = BILL.splitlines()
    start = date(2026, 9, 1)
    days = [(start + timedelta(at), start + timedelta(at + 1), 5000 if at == 40 else 10) for at in range(41)]
    rows = [
        line.format(account="a-3", cost=cost, service="Chat", use=planted.use.code)
        .replace("2026-10-05", str(first))
        .replace("2026-10-06", str(last))
        for first, last, cost in days
    ]
    path = Path(planted.home.name) / "unusual-bill.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    do("bills.import", planted.cast.ana, upload=keep_upload(path), file_name="unusual.csv")


def _alert(planted: Planted) -> None:
    day, now = date(2026, 10, 5), timezone.now()
    m.CostAlert.objects.create(
        key="a-1", use_case=planted.use, department=planted.cast.health, service=WORD, first_day=day, last_day=day,
        amount=9, expected=3, currency="EUR", because={"x": WORD}, answer=WORD, created_at=now, updated_at=now,
    )  # fmt: skip


def _watched(planted: Planted) -> None:
    now, day = timezone.now(), date(2026, 10, 5)
    kept = {"created_at": now, "updated_at": now}
    monitor = m.Monitor.objects.create(code="P-M", use_case=planted.use, kind="psi", settings={"x": WORD}, **kept)
    m.MonitorReading.objects.create(
        monitor=monitor, first_day=day, last_day=day, verdict="act", because={"x": WORD}, answer=WORD, **kept
    )
    m.FairnessAudit.objects.create(
        use_case=planted.use, first_day=day, last_day=day, on=day, result={"x": WORD}, inputs_hash="0" * 64, **kept
    )


def _event(use: str, number: int) -> dict[str, Any]:
    user = "anna@acme.example"
    return {"event_id": f"e-{number}", "at": "2026-10-05T08:00:00Z", "use_case": use, "user_key": user, "system": WORD,
            "model": WORD, "input_tokens": 5}  # fmt: skip


def _kpi(number: int) -> dict[str, Any]:
    return {"event_id": f"k-{number}", "day": "2026-10-05", "series": "tracked", "value": 1}


def _price(start: str) -> dict[str, Any]:
    told = {"provider": "orrin", "model": "orrin-7", "token_class": "input", "price": "3", "currency": "USD"}
    return {**told, "valid_from": str(date.fromisoformat(start)), "source": "Contract"}


def _bill(planted: Planted, name: str, **cells: str) -> str:
    path = Path(planted.home.name) / f"{name}-bill.csv"
    path.write_text(BILL.format(**cells), encoding="utf-8")
    return keep_upload(path)
