"""What would the cloud's and the model maker's bills of the last months look like, to the cent of what was booked?

In FOCUS 1.2. Each month's booked amount of a use is spread over its days and two kinds of charge; the parts add up to
it exactly. Most lines carry the use in a tag, some only in the resource's name, the platform in neither.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from opencaio.engines.costs import divided
from opencaio.examples.series import Cost

SEED = 20261122
#: By vendor: name on the bill, account, and what it charges for with its part of the amount.
BILLERS = {
    "tarn": (
        "Tarn Cloud",
        "tarn-7731",
        (("Tarn Compute", "Compute", "Hours", 7), ("Tarn Storage", "Storage", "GB", 3)),
    ),
    "orrin-labs": (
        "Orrin Labs",
        "org-merrowick",
        (
            ("Orrin API", "AI and Machine Learning", "Tokens", 9),
            ("Orrin Batch", "AI and Machine Learning", "Tokens", 1),
        ),
    ),
}
KINDS = ("usage", "platform")
#: Every fourth use names itself in its resources only, not in a tag.
UNTAGGED = 4
#: A forecast that somebody ran again and again in the middle of October.
RUNAWAY = ("UC-012", date(2026, 10, 13), date(2026, 10, 16), 6)
HEADS = (
    "ProviderName", "PublisherName", "InvoiceIssuerName", "BillingAccountId", "BillingCurrency",
    "BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory",
    "ChargeFrequency", "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "ServiceName",
    "ServiceCategory", "ResourceId", "ResourceName", "ConsumedUnit", "RegionId", "Tags",
)  # fmt: skip


def bills(costs: Sequence[Cost], *, months: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A name and the text of a bill for each vendor and month."""
    for vendor in BILLERS:
        for month in months:
            rows = [one for one in costs if one.vendor == vendor and one.month == month and one.kind in KINDS]
            yield f"{vendor}-{month}.csv", _text(vendor, date.fromisoformat(f"{month}-01"), rows)


def _text(vendor: str, month: date, rows: Sequence[Cost]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADS)
    for row in rows:
        writer.writerows(_lines(vendor, month, row))
    return file.getvalue()


def _lines(vendor: str, month: date, row: Cost) -> Iterator[list[str]]:
    name, account, services = BILLERS[vendor]
    after = (month + timedelta(31)).replace(day=1)
    days = [month + timedelta(at) for at in range((after - month).days)]
    weights = {
        f"{day}|{at}": Decimal(part) * _weight(row.use, day)
        for day in days
        for at, (_, _, _, part) in enumerate(services)
    }
    for key, amount in divided(row.amount, weights).items():
        day, at = date.fromisoformat(key[:10]), int(key[11:])
        service, category, unit, _ = services[at]
        cost = f"{amount.normalize():f}"
        resource = f"{row.use or 'platform'}-{row.department}".lower()
        yield [
            name, name, name, account, "EUR", _moment(month), _moment(after), _moment(day), _moment(day + timedelta(1)),
            "Usage", "Usage-Based", cost, cost, cost, cost, service, category, f"{account}/{resource}", resource, unit,
            "eu-central", _tags(row),
        ]  # fmt: skip


def _weight(use: str, day: date) -> Decimal:
    """More on working days, a little chance, and the one week that somebody has to explain."""
    chance = Random(f"{SEED} {use} {day}").uniform(0.9, 1.1)  # noqa: S311
    busy = 1.0 if day.weekday() < 5 else 0.45
    runaway = RUNAWAY[3] if use == RUNAWAY[0] and RUNAWAY[1] <= day <= RUNAWAY[2] else 1
    return Decimal(round(chance * busy * runaway, 4)).quantize(Decimal("0.0001"))


def _tags(row: Cost) -> str:
    if not row.use or int(row.use.removeprefix("UC-")) % UNTAGGED == 0:
        return "" if row.use else '{"environment": "shared"}'
    return f'{{"environment": "prod", "use_case": "{row.use}"}}'


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
