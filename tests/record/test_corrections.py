"""Do measured benefits correct later cases: shown always, applied only where the approved assumptions say so?"""

from decimal import Decimal
from typing import Any

import pytest

from opencaio.errors import BadInput, Conflict
from opencaio.record.models import BenefitEntry, Initiative
from opencaio.record.queries import ask
from opencaio.record.queries.cases import CasePage
from tests.record.cast import Cast, do

LINES: list[dict[str, Any]] = [
    {"kind": "build", "line": "capex", "title": "Building it", "p50": 1000, "years": [2027]},
    {"kind": "cashable", "title": "Fewer agency shifts", "p10": 900, "p50": 1000, "p90": 1100},
]
YEAR = {"first_day": "2026-01-01", "last_day": "2026-12-31"}


@pytest.fixture
def work(cast: Cast) -> Initiative:
    row: Initiative = do(
        "initiatives.add", cast.bo, name="Beds", department="HEALTH", use_cases=[cast.triage.code]
    )  # fmt: skip
    do("cases.add", cast.bo, initiative=row.code, first_year=2027, years=3, lines=LINES, owner=cast.bo.person_id)
    return row


def measure(cast: Cast, *, kind: str = "cashable", measured: int = 600, dispute: bool = False) -> None:
    """A benefit of which 1,000 was planned for 2026."""
    code = do("benefits.add", cast.bo, title="Earlier", use_case=cast.triage.code, kind=kind).code
    do("benefits.plan", cast.bo, code=code, **YEAR, planned=1000)
    do("benefits.measure", cast.bo, code=code, **YEAR, measured=measured, low=measured - 60, high=measured + 60)
    if dispute:
        do("benefits.dispute", cast.rae, code=code, **YEAR, note="Counted twice")


def switch_on(cast: Cast) -> None:
    """Finance drafts the set, the officer approves it."""
    row = do("assumptions.draft", cast.rae, name="Corrected", values={"correct_plans": 1}, owner=cast.rae.person_id)
    do("assumptions.approve", cast.ana, code=row.code)


def shown(cast: Cast, work: Initiative) -> CasePage:
    page: CasePage = ask("cases.show", {"initiative": work.code}, cast.bo)
    return page


def test_where_nothing_is_measured_nothing_is_corrected(cast: Cast, work: Initiative) -> None:
    assert shown(cast, work).correction is None
    switch_on(cast)
    page = shown(cast, work)
    assert page.correction is None and page.now and page.now["kept"] == {}


def test_what_plans_turned_out_to_be_is_shown_beside_the_case_and_not_put_into_it(cast: Cast, work: Initiative) -> None:
    before = shown(cast, work).now
    for _ in range(4):
        measure(cast)
    page = shown(cast, work)
    told = page.correction
    assert page.now == before and told is not None and not told.is_applied
    (share,) = told.kinds
    assert (share.kind, share.benefits) == ("cashable", 4) and Decimal("0.58") < share.p50 < Decimal("0.64")
    assert before and told.raw["p50"] == before["p50"] > told.corrected["p50"]
    # Three years of 1,000 saved, a quarter of it tax: what is lost of it is what the correction takes away.
    lost = before["years"][0]["benefit"] * (1 - float(share.p50)) * 0.75
    assert (told.raw["npv"] - told.corrected["npv"]) == pytest.approx(3 * lost, rel=0.15)
    assert "4 benefits were measured at 60%" in told.words


def test_finance_switches_it_on_and_every_case_counts_with_it(cast: Cast, work: Initiative) -> None:
    for _ in range(4):
        measure(cast)
    do("cases.submit", cast.bo, initiative=work.code)
    proposed = shown(cast, work).correction
    switch_on(cast)
    page = shown(cast, work)
    assert page.is_stale and page.correction and page.correction.is_applied and proposed
    assert page.now and page.now["p50"] == proposed.corrected["p50"] and set(page.now["kept"]) >= {"cashable"}
    assert page.correction.raw["p50"] == proposed.raw["p50"]
    assert (page.assumptions.owner, page.assumptions.values["correct_plans"]) == ("Rae Roy", "1")
    with pytest.raises(Conflict, match="Value it again"):
        do("cases.approve", cast.ana, initiative=work.code)
    do("cases.revalue", cast.bo, initiative=work.code)
    do("cases.approve", cast.ana, initiative=work.code)
    assert shown(cast, work).stored == {**page.now, "on": page.now["on"]}


def test_the_ledger_keeps_the_promise_as_it_was_made_else_corrections_would_feed_on_themselves(
    cast: Cast, work: Initiative
) -> None:
    for _ in range(4):
        measure(cast)
    switch_on(cast)
    do("cases.submit", cast.bo, initiative=work.code)
    do("cases.approve", cast.ana, initiative=work.code)
    planned = BenefitEntry.objects.filter(first_day__year=2027).get().planned
    assert planned == 1000


def test_a_kind_is_drawn_towards_all_kinds_and_one_that_nobody_measured_counts_as_all(cast: Cast) -> None:
    for _ in range(6):
        measure(cast, kind="productivity", measured=500)
    measure(cast, measured=1000)
    found = ask("benefits.calibration", {}, cast.ana)
    told = {one.kind: one for one in found.kinds}
    assert told["productivity"].factor < found.factor < told["cashable"].factor < 1
    assert told["revenue"].cases == 0 and told["revenue"].factor == found.factor
    assert ask("benefits.calibration", {"kind": "cashable"}, cast.ana).factor == told["cashable"].factor
    with pytest.raises(BadInput, match="strategic are not measured"):
        ask("benefits.calibration", {"kind": "strategic"}, cast.ana)


def test_what_finance_disputes_corrects_nothing(cast: Cast, work: Initiative) -> None:
    measure(cast, measured=100, dispute=True)
    found = ask("benefits.calibration", {}, cast.ana)
    assert found.cases == 0 and len(found.left_out) == 1
    assert shown(cast, work).correction is None
