"""Are metrics declared, changed and measured as their owners and readers need it?"""

from decimal import Decimal
from typing import Any

import pytest

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.models import Metric
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

MEAN: dict[str, Any] = {"how": "sum", "of": ["value"], "times": "observations"}


def kpi(number: int, **more: object) -> dict[str, object]:
    day = f"2026-{9 + number % 2:02}-{1 + number % 28:02}"
    return {"event_id": f"k{number}", "day": day, "series": "wait", "value": float(number), "observations": 1, **more}


def declare(cast: Cast, who: str = "bo", **given: Any) -> Metric:
    told = {
        "code": "wait", "name": "Waiting time", "fact": "kpi", "numerator": MEAN, "unit": "minutes",
        "denominator": {"how": "sum", "of": ["observations"]}, "department": "HEALTH", "dimensions": ["use_case"],
    }  # fmt: skip
    row: Metric = do("metrics.declare", cast[who], **{**told, **given})
    return row


def measured(cast: Cast, who: str, metric: str = "wait", **asked: Any) -> Any:
    return ask("metrics.measure", {"metric": metric, **asked}, cast[who])


def test_a_metric_is_declared_edited_and_taken_out_of_use(cast: Cast) -> None:
    row = declare(cast, target="3.5")
    do("metrics.edit", cast.bo, code="wait", version=row.version, better="down", owner=cast.bo.person_id)
    shown = ask("metrics.show", {"code": "WAIT"}, cast.bo)
    assert (shown.better, shown.target, shown.owner_id, shown.origin) == (
        "down",
        Decimal("3.5"),
        cast.bo.person_id,
        "own",
    )
    assert shown.formula == "sum(value × observations) / sum(observations) of kpi"
    with pytest.raises(Conflict):
        do("metrics.edit", cast.bo, code="wait", version=row.version, better="up")
    do("metrics.retire", cast.bo, code="wait", reason="Measured elsewhere")
    with pytest.raises(NotFound, match="no metric “wait”"):
        ask("metrics.show", {"code": "wait"}, cast.bo)


def test_a_declaration_that_cannot_be_measured_leaves_no_trace(cast: Cast) -> None:
    with pytest.raises(BadInput, match="did you mean value"):
        declare(cast, numerator={"how": "sum", "of": ["valeu"]})
    assert not Metric.objects.filter(code="wait").exists()
    declare(cast)
    with pytest.raises(BadInput, match="did you mean observations"):
        do("metrics.edit", cast.bo, code="wait", denominator={"how": "sum", "of": ["observation"]})
    with pytest.raises(BadInput, match="rows of cost name no use"):
        declare(cast, code="c", fact="cost", numerator={"how": "rows"}, denominator={}, dimensions=[],
                use_case=cast.triage.code, department="")  # fmt: skip


def test_a_built_in_metric_can_be_taken_on_and_given_back(cast: Cast) -> None:
    row = do("metrics.declare", cast.ana, code="error-rate", target="0.5", owner=cast.ana.person_id)
    assert (row.fact, row.unit, row.name) == ("usage", "%", "Error rate")
    assert ask("metrics.show", {"code": "error-rate"}, cast.dan).target == Decimal("0.5")
    do("metrics.retire", cast.ana, code="error-rate", reason="Nobody's")
    assert ask("metrics.show", {"code": "error-rate"}, cast.dan).origin == "pack"


def test_everybody_measures_only_rows_of_uses_that_he_may_see(cast: Cast) -> None:
    mine, other = cast.triage.code, cast.pricing.code
    rows = [kpi(1, use_case=mine), kpi(3, use_case=mine), kpi(20, use_case=other), kpi(40)]
    do("lake.add", cast.ana, fact="kpi", name="Series", rows=rows)
    declare(cast, who="ana", department="")
    by = {"by": ["use_case"]}
    assert {one.keys["use_case"]: one.value for one in measured(cast, "bo", **by).rows} == {mine: 2.0}
    assert {one.keys["use_case"]: one.value for one in measured(cast, "dan", **by).rows} == {other: 20.0}
    assert {one.keys["use_case"] for one in measured(cast, "ana", **by).rows} == {mine, other, ""}
    with pytest.raises(NotFound):
        measured(cast, "dan", use_case=mine)
    assert measured(cast, "ana").rows[0].value == 16.0


def test_bills_are_measured_by_those_who_read_everything(cast: Cast) -> None:
    with pytest.raises(Refused, match="needs a role over everything"):
        measured(cast, "bo", metric="cost-billed")
    assert measured(cast, "cleo", metric="cost-billed").rows[0].missing == "No row counts in this time."
    listed = {one.code: one for one in ask("metrics.list", {}, cast.bo).rows}
    assert listed["cost-billed"].last is None and listed["requests"].why_not


def test_a_batch_taken_back_counts_no_longer(cast: Cast) -> None:
    declare(cast, who="ana", department="")
    do("lake.add", cast.ana, fact="kpi", name="First", rows=[kpi(2), kpi(4)])
    late = do("lake.add", cast.ana, fact="kpi", name="Late", rows=[kpi(30)])
    assert measured(cast, "ana").rows[0].value == 12.0
    do("lake.withdraw", cast.ana, batch=late.pk, reason="Wrong file")
    assert measured(cast, "ana").rows[0].value == 3.0


def test_a_mean_over_units_has_an_interval_and_a_series_its_months(cast: Cast) -> None:
    declare(cast, who="ana", department="")
    rows = [kpi(at, unit_key=f"site-{at % 5}") for at in range(20)]
    do("lake.add", cast.ana, fact="kpi", name="Sites", rows=rows)
    found = measured(cast, "ana")
    one = found.rows[0]
    assert one.low < one.value < one.high and (one.units, found.unit_counted) == (5, "units")
    assert (found.files, found.rows_in_files, found.rows_counted) == (20, 20, 20)
    series = ask("metrics.series", {"metric": "wait"}, cast.ana)
    assert [(point.period.isoformat(), point.n) for point in series.rows] == [("2026-09-01", 10), ("2026-10-01", 10)]
    listed = next(one for one in ask("metrics.list", {"q": "wait"}, cast.ana).rows if one.code == "wait")
    assert (listed.last.value, len(listed.series)) == (series.rows[-1].value, 2)


def test_an_unknown_engine_or_dimension_says_which_there_are(cast: Cast) -> None:
    declare(cast)
    with pytest.raises(BadInput, match="duckdb, spark, postgres"):
        measured(cast, "bo", engine="oracle")
    with pytest.raises(BadInput, match="did you mean use_case"):
        measured(cast, "bo", by=["usecase"])
