"""Do the example's events and bills add up to the counts and amounts that the rest of the example quotes?"""

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest

from opencaio.examples.bills import BILLERS, KINDS, bills
from opencaio.examples.events import decision_events, kpi_events, shared_out, usage_events
from opencaio.examples.shape import Example, load

MONTHS = ("2026-09", "2026-10")


@pytest.fixture(scope="module")
def example() -> Example:
    return load()


def test_the_bills_come_to_what_was_booked_to_the_cent(example: Example) -> None:
    billed: Counter[str] = Counter()
    for name, text in bills(example.costs, months=MONTHS):
        vendor = name[: -len("-2026-10.csv")]
        billed[f"{vendor} {name[-11:-4]}"] = sum(
            Decimal(row["BilledCost"]) for row in csv.DictReader(io.StringIO(text))
        )  # type: ignore[assignment]
    booked = {
        f"{vendor} {month}": sum(
            one.amount for one in example.costs if (one.vendor, one.month) == (vendor, month) and one.kind in KINDS
        )
        for vendor in BILLERS
        for month in MONTHS
    }
    assert dict(billed) == booked
    assert all(booked.values())


def test_usage_by_person_adds_up_to_the_weeks_counts(example: Example) -> None:
    systems = {system.key: system for system in example.systems}
    homes = {use.code: use.department for use in example.use_cases}
    rows = list(usage_events(example.usage, homes=homes, systems=systems, providers={}))
    assert len({row["event_id"] for row in rows}) == len(rows)
    assert all(row["errors"] <= row["requests"] for row in rows)
    for ours, theirs, times in (
        ("requests", "requests", 1),
        ("errors", "errors", 1),
        ("input_tokens", "input_ktokens", 1000),
        ("output_tokens", "output_ktokens", 1000),
    ):
        assert sum(row[ours] or 0 for row in rows) == times * sum(getattr(row, theirs) for row in example.usage)


def test_decisions_keep_the_margins_of_every_count(example: Example) -> None:
    homes = {use.code: use.department for use in example.use_cases}
    rows = list(decision_events(example.decision_counts, homes=homes))
    assert all(row["cases"] > 0 for row in rows)
    assert not [row for row in rows if row["overturned"] and not row["reviewed"]]
    for ours, theirs in (("selected", "selected"), ("reviewed", "reviewed"), ("overturned", "overturned")):
        told = sum(row["cases"] for row in rows if row[ours])
        assert told == sum(getattr(row, theirs) for row in example.decision_counts)


def test_every_kpi_of_every_week_and_site_is_one_event(example: Example) -> None:
    rows = list(kpi_events(example.kpis, metrics={one.key: one for one in example.metrics}))
    assert len({row["event_id"] for row in rows}) == len(rows) == len(example.kpis)


@pytest.mark.parametrize(("count", "people"), [(0, 3), (1, 3), (17, 4), (1000, 7)])
def test_whole_parts_add_up(count: int, people: int) -> None:
    parts = shared_out(count, people)
    assert (sum(parts), len(parts)) == (count, people)
    assert parts == sorted(parts, reverse=True)
