"""What does it take to bring in a bill of a million lines, and to divide it when every line has a tag of its own?

    python -m benchmarks.bills [--thousands 1000] [--rounds 2]

A bill in FOCUS is made in a temporary folder, about 420 MB a million lines of 37 columns. Each measurement is a process
of its own. Floors in the same run: Arrow reading the same CSV and adding up the same four columns; DuckDB grouping
the same rows of the lake by month, shown columns and tags.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks._kept import keep
from benchmarks.measuring import _peak_mb

SEED = 20261123
USES = 40
AMOUNTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
HEADS = (
    *AMOUNTS, "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd",
    "BillingAccountId", "BillingAccountName", "SubAccountId", "SubAccountName", "ChargeCategory", "ChargeDescription",
    "ChargeFrequency", "ProviderName", "PublisherName", "InvoiceIssuerName", "ServiceCategory", "ServiceName",
    "ResourceId", "ResourceName", "ResourceType", "RegionId", "RegionName", "AvailabilityZone", "SkuId", "SkuPriceId",
    "PricingCategory", "PricingUnit", "ListUnitPrice", "PricingQuantity", "ConsumedQuantity", "ConsumedUnit", "Tags",
    "x_Note",
)  # fmt: skip
#: What pages group by, besides what rules ask.
SHOWN = ("ProviderName", "ServiceName", "ChargeCategory", "CommitmentDiscountStatus")
MONTH = ["EUR", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"]


def generate(path: Path, lines: int) -> None:
    """A bill of one month, its days in no order; each line has a job of its own among its tags, and a use."""
    draw = random.Random(SEED)
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{','.join(HEADS)}\n")
        file.writelines(f"{','.join(_line(draw, at))}\n" for at in range(lines))


def _line(draw: random.Random, at: int) -> Iterator[str]:
    billed = draw.randrange(10**9) / 10**7
    begins = f"{date(2026, 10, 1) + timedelta(draw.randrange(31))}T{draw.randrange(24):02}"
    account, service = draw.randrange(12), draw.randrange(60)
    yield from (f"{billed:.10f}", f"{billed * 0.9:.11f}", f"{billed * 1.2:.10f}", f"{billed:.10f}", *MONTH)
    yield from (f"{begins}:00:00Z", f"{begins}:59:59Z", "acct-1", "Example", f"sub-{account}", f"Sub {account}")
    yield from ("Usage", f"Use of service {service}", "Usage-Based", "Tarn Cloud", "Tarn", "Tarn")
    yield from ("AI and Machine Learning", f"Service {service}", f"res-{draw.randrange(5000)}", "name", "instance")
    yield from ("eu-1", "Europe 1", "eu-1a", f"sku-{service}", f"price-{service}", "Standard", "hours")
    yield from (f"{billed / 3:.6f}", f"{draw.random():.9f}", f"{draw.random() * 100:.6f}", "hours")
    yield f'"{{""job"": ""j{at}"", ""use_case"": ""UC-{at % USES:03}""}}"'
    yield f"n{draw.randrange(20)}"


def floor_of_reading(folder: Path) -> Any:
    """Arrow reads the file and adds up four columns, block by block."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    exact = pa.decimal128(38, 15)
    wanted = csv.ConvertOptions(column_types=dict.fromkeys(AMOUNTS, exact), include_columns=AMOUNTS)
    sums = dict.fromkeys(AMOUNTS, Decimal(0))
    for batch in csv.open_csv(folder / "bill.csv", convert_options=wanted):
        sums = {name: sums[name] + pc.sum(batch[name]).as_py() for name in AMOUNTS}
    return [str(sums[name]) for name in AMOUNTS]


def reading(folder: Path) -> Any:
    """The bill judged, its faults and repeated lines found, and written into a lake of its own."""
    from opencaio.lake.facts import COST
    from opencaio.lake.focus import Source, read_bill
    from opencaio.lake.store import Store

    place = folder / "waiting"
    place.mkdir(exist_ok=True)
    bill = read_bill([Source(folder / "bill.csv", "bill.csv")], into=place)
    lake = Store(str(folder / "lake"))
    for part in bill.parts:
        for at, table in enumerate(part.tables()):
            lake.write(COST, table, batch=f"b{at}")
    (total,) = bill.totals
    return [str(one) for one in (total.billed, total.effective, total.list, total.contracted)]


def floor_of_dividing(folder: Path) -> Any:
    """DuckDB groups the same rows by month, by what pages show and by both tags, and adds the groups up."""
    from opencaio.lake.opening import open_facts

    tags = "Tags::JSON ->> 'job' AS job, Tags::JSON ->> 'use_case' AS use"
    shown = ", ".join(SHOWN)
    grouped = (
        f"SELECT date_trunc('month', day), {shown}, {tags}, sum(BilledCost) AS billed, "
        "sum(EffectiveCost) AS effective, count(*) AS lines FROM cost GROUP BY ALL"
    )
    with open_facts({"cost": _files(folder)}) as lake:
        asked = f"SELECT sum(billed), sum(effective), sum(lines), count(*) FROM ({grouped})"
        row = lake.backend.con.execute(asked).fetchone()
    return [str(row[0])]


def dividing(folder: Path) -> Any:
    """The rows divided by a rule that takes the use from a tag of which every line has another."""
    from opencaio.engines.costs import Rule, allocate
    from opencaio.lake.asking import asked_of
    from opencaio.lake.charges import charges
    from opencaio.lake.opening import open_facts

    rules = [
        Rule("job", by="tag:job"),
        Rule("use", rank=200, condition={"tag:use_case": ("UC-0*",)}, by="tag:use_case"),
    ]
    uses = frozenset(f"UC-{at:03}" for at in range(USES))
    with open_facts({"cost": _files(folder)}) as lake:
        found = charges(lake.table("cost"), attributes=SHOWN, asked=asked_of(rules, uses))
    divided = allocate(found, rules, uses=uses, measures={})
    return [str(sum(one.billed for one in divided.pieces))]


def _files(folder: Path) -> list[str]:
    return sorted(str(one) for one in (folder / "lake").rglob("*.parquet"))


WAYS: dict[str, Callable[[Path], Any]] = {
    "floor_of_reading": floor_of_reading,
    "reading": reading,
    "floor_of_dividing": floor_of_dividing,
    "dividing": dividing,
}


def _child(way: str, folder: Path) -> None:
    began = time.perf_counter()
    answer = WAYS[way](folder)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    took = {"seconds": round(time.perf_counter() - began, 2), "cpu": round(spent.ru_utime + spent.ru_stime, 2)}
    print(json.dumps({**took, "peak_mb": _peak_mb(), "answer": answer}))


def _run(way: str, folder: Path) -> dict[str, Any]:
    asked = [sys.executable, "-m", "benchmarks.bills", "--child", way, "--folder", str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(thousands: int, *, rounds: int) -> dict[str, Any]:
    """Each way in turn, the best of some rounds by processor time (others share the machine)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "bill.csv", 1000 * thousands)
        found = [{way: _run(way, folder) for way in WAYS} for _ in range(rounds)]
    best = {way: min((one[way] for one in found), key=lambda told: told["cpu"]) for way in WAYS}
    answers = {way: best[way].pop("answer") for way in WAYS}
    return {
        "lines": 1000 * thousands,
        **best,
        "totals_differ_by": str(_apart(answers["floor_of_reading"], answers["reading"])),
        "parts_differ_by": str(_apart(answers["reading"][:1], answers["dividing"])),
        "reading_to_floor": round(best["reading"]["cpu"] / best["floor_of_reading"]["cpu"], 2),
        "dividing_to_floor": round(best["dividing"]["cpu"] / best["floor_of_dividing"]["cpu"], 2),
    }


def _apart(one: list[str], other: list[str]) -> Decimal:
    return max(abs(Decimal(a) - Decimal(b)) for a, b in zip(one, other, strict=True))


def main() -> None:
    """Print the figures as JSON and keep them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--thousands", type=int, default=1000)
    asked.add_argument("--rounds", type=int, default=2)
    asked.add_argument("--child", choices=list(WAYS))
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args()
    if given.child:
        return _child(given.child, given.folder)
    figures = measured(given.thousands, rounds=given.rounds)
    keep(f"bills_{given.thousands}", figures, seed=SEED)
    return print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
