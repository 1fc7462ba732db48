"""Does a metric come to what one counts by hand, and is a bad declaration refused in words?"""

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from opencaio.errors import BadInput
from opencaio.lake.bins import ERROR, bin_of, quantile, whole_numbers_in
from opencaio.lake.declarations import read_spec
from opencaio.lake.engines import open_on
from opencaio.lake.facts import FACTS
from opencaio.lake.metrics import NO_DIVISOR, NO_VALUES, NOTHING, Measured, measure, measure_all
from opencaio.lake.opening import open_facts
from opencaio.packs.metrics import load_metrics
from tests.lake.facts_for_metrics import USAGE, Rows, by_lot, declared, told, write

REQUESTS: dict[str, Any] = {"how": "sum", "of": ["requests"]}
MEAN: dict[str, Any] = {"how": "sum", "of": ["value"], "times": "observations"}


def measured(folder: Path, spec: Any, rows: Rows, **asked: Any) -> Measured:
    with open_facts(write(folder, **{spec.fact: rows})) as lake:
        return measure(lake, spec, **asked)


CONDITIONS = some.lists(
    some.sampled_from([
        {"column": "provider", "is": "a"}, {"column": "model", "not": "b"}, {"column": "model", "known": False},
        {"column": "provider", "in": ["a", "ü"]}, {"column": "operation", "not_in": ["a"]},
        {"column": "input_tokens", "from": 50}, {"column": "output_tokens", "below": 5000},
        {"column": "day", "until": "2026-02-14"}, {"column": "department", "known": True},
    ]),
    max_size=3,
)  # fmt: skip
SIDES = some.sampled_from([
    {"how": "rows"}, {"how": "filled", "of": ["user_key"]}, {"how": "sum", "of": ["requests"]},
    {"how": "sum", "of": ["input_tokens", "output_tokens"]}, {"how": "distinct", "of": ["user_key"]},
    {"how": "sum", "of": ["errors"], "where": [{"column": "outcome", "is": "a"}]},
    {"how": "sum", "of": ["requests"], "times": "duration_us"},
])  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(top=SIDES, below=some.none() | SIDES, conditions=CONDITIONS, many=some.integers(0, 60), by=some.booleans())
def test_any_declaration_over_any_rows_comes_to_what_one_counts_row_by_row(
    tmp_path: Path, top: Any, below: Any, conditions: Any, many: int, by: bool
) -> None:
    rows = by_lot("usage", many, seed=many)
    spec = declared("usage", top, below, conditions=conditions, dimensions=["provider"])
    found = measured(tmp_path, spec, rows, by=["provider"] if by else [])
    groups = {row["provider"] for row in rows} if by else {None}
    assert len({row.keys.get("provider") for row in found.rows}) == len(found.rows)
    for group in groups:
        mine = [row for row in rows if not by or row["provider"] == group]
        upper = told(mine, spec.numerator, spec.conditions)
        lower = told(mine, spec.denominator, spec.conditions) if spec.denominator else 1
        row = next((one for one in found.rows if not by or one.keys["provider"] == group), None)
        if row is None:
            assert not upper and (not lower or spec.denominator is None)
        elif upper is None or not lower or row.missing:
            assert row.value is None and row.missing in (NOTHING, NO_DIVISOR, NO_VALUES)
            assert row.missing != NO_DIVISOR or lower == 0
        else:
            assert row.numerator == upper
            assert abs(Fraction(row.value) - Fraction(upper, lower)) <= Fraction(upper or 1, lower) / 10**30


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=some.lists(some.floats(-1e12, 1e12), min_size=1, max_size=30))
def test_doubles_add_up_as_if_exactly(tmp_path: Path, values: list[float]) -> None:
    rows = [{**row, "value": value} for row, value in zip(by_lot("kpi", len(values)), values, strict=True)]
    row = measured(tmp_path, declared("kpi", {"how": "sum", "of": ["value"]}), rows).rows[0]
    size = max(abs(one) for one in values) * len(values)
    assert abs(float(row.numerator or 0) - math.fsum(values)) <= 1e-15 * size + 1e-300


def test_rows_that_do_not_count_may_be_as_large_as_they_like(tmp_path: Path) -> None:
    rows = by_lot("kpi", 4)
    for row, (series, value) in zip(rows, [("s", 0.1), ("s", 0.2), ("t", 1e300), ("t", 1e280)], strict=True):
        row |= {"series": series, "value": value}
    spec = declared("kpi", {"how": "sum", "of": ["value"]}, conditions=[{"column": "series", "is": "s"}])
    assert measured(tmp_path, spec, rows).rows[0].value == pytest.approx(0.3, rel=1e-15)


def test_two_facts_are_each_added_up_before_they_meet(tmp_path: Path) -> None:
    costs = [{**row, "BillingCurrency": "EUR", "EffectiveCost": Decimal("0.1")} for row in by_lot("cost", 30)]
    usage = [{**row, "conversation": f"c{at % 5}"} for at, row in enumerate(by_lot("usage", 40))]
    spec = read_spec(load_metrics()["cost-per-conversation"].declaration)
    with open_facts(write(tmp_path, cost=costs, usage=usage)) as lake:
        row = measure(lake, spec).rows[0]
        months = measure(lake, spec, grain="quarter").rows
    assert (row.numerator, row.denominator, row.value) == (Decimal(3), 5, Decimal("0.6"))
    assert sum(Decimal(one.numerator or 0) for one in months) == 3


def test_amounts_in_two_currencies_are_never_added(tmp_path: Path) -> None:
    rows = [{**row, "BillingCurrency": code, "BilledCost": Decimal(10)}
            for row, code in zip(by_lot("cost", 4), ["EUR", "EUR", "EUR", "USD"], strict=True)]  # fmt: skip
    found = measured(tmp_path, declared("cost", {"how": "sum", "of": ["BilledCost"]}), rows)
    assert {row.keys["BillingCurrency"]: row.value for row in found.rows} == {"EUR": Decimal(30), "USD": Decimal(10)}


def test_nothing_to_divide_by_is_no_number(tmp_path: Path) -> None:
    rows = [{**row, "requests": 0} for row in by_lot("usage", 3)]
    row = measured(tmp_path, declared("usage", {"how": "rows"}, REQUESTS), rows).rows[0]
    assert (row.value, row.missing, row.n) == (None, NO_DIVISOR, 3)


def test_no_rows_and_rows_without_values_are_told_apart_and_are_not_zero(tmp_path: Path) -> None:
    rows = [{**row, "input_tokens": None, "user_key": None} for row in by_lot("usage", 3)]
    spec = declared("usage", {"how": "sum", "of": ["input_tokens"]})
    assert measured(tmp_path, spec, rows).rows[0].missing == NO_VALUES
    assert measured(tmp_path, declared("usage", USAGE["people"]), rows).rows[0].missing == NO_VALUES
    past = measured(tmp_path, spec, rows, first=date(2030, 1, 1)).rows[0]
    assert (past.value, past.missing) == (None, NOTHING)
    assert measured(tmp_path, spec, [], grain="month").rows == ()


def test_a_quantile_counts_only_the_rows_that_have_a_value(tmp_path: Path) -> None:
    times = [1000, 2000, 3000, None, None]
    rows = [{**row, "duration_us": time} for row, time in zip(by_lot("usage", 5), times, strict=True)]
    assert measured(tmp_path, declared("usage", USAGE["p95"]), rows).rows[0].n == 3
    nothing = measured(tmp_path, declared("usage", USAGE["p95"]), rows[3:]).rows[0]
    assert (nothing.value, nothing.missing, nothing.n) == (None, NO_VALUES, 2)


def test_a_share_that_nobody_reached_is_nought_not_unknown(tmp_path: Path) -> None:
    rows = [{**row, "selected": False, "cases": 3} for row in by_lot("decisions", 4)]
    row = measured(tmp_path, read_spec(load_metrics()["selection-rate"].declaration), rows).rows[0]
    assert (row.value, row.numerator, row.denominator) == (0, 0, 12)


def test_the_moments_give_the_ratio_and_its_error_by_the_delta_method(tmp_path: Path) -> None:
    rows = [row for row in by_lot("usage", 200) if row["user_key"]]
    for at, row in enumerate(rows):
        row["user_key"] = f"p{at % 17}"
    spec = declared("usage", {"how": "sum", "of": ["errors"]}, REQUESTS)
    moments = measured(tmp_path, spec, rows, unit="user_key").rows[0].moments
    assert moments is not None and moments.n == 17 and moments.error is not None
    ys, xs = ([sum(row[name] for row in rows if row["user_key"] == f"p{at}") for at in range(17)]
              for name in ("errors", "requests"))  # fmt: skip
    ratio = sum(ys) / sum(xs)
    spread = [y - ratio * x for y, x in zip(ys, xs, strict=True)]
    error = math.sqrt(sum(one**2 for one in spread) / 16 / 17) / (sum(xs) / 17)
    assert moments.ratio == pytest.approx(ratio, rel=1e-12)
    assert moments.error == pytest.approx(error, rel=1e-9)


def test_squares_do_not_cancel_when_the_mean_is_a_million_times_the_spread(tmp_path: Path) -> None:
    rows = [{**row, "value": 1e9 + at} for at, row in enumerate(by_lot("kpi", 101))]
    moments = measured(tmp_path, declared("kpi", {"how": "sum", "of": ["value"]}), rows, unit="row").rows[0].moments
    assert moments is not None and moments.variance_y == pytest.approx(101 * 102 / 12, rel=1e-10)


@given(some.lists(some.integers(0, 10**9), min_size=1, max_size=80), some.sampled_from([0.5, 0.9, 0.95]))
def test_a_quantile_from_bins_is_within_its_stated_error(values: list[int], at: float) -> None:
    counts: dict[int, int] = {}
    for one in values:
        counts[bin_of(one)] = counts.get(bin_of(one), 0) + 1
    found = quantile(counts, at)
    exact = sorted(values)[max(math.ceil(Decimal(str(at)) * len(values)), 1) - 1]
    assert found is not None and found.low <= exact <= found.high
    assert abs(found.value - exact) <= Decimal(ERROR) * exact + 1


def test_every_whole_number_stands_in_the_bin_that_says_it_holds_it() -> None:
    for value in (*range(2000), *(10**power + off for power in range(4, 11) for off in (-1, 0, 1))):
        low, high = whole_numbers_in(bin_of(value))
        assert low <= value <= high


def test_weeks_begin_on_monday_and_periods_add_up_to_the_whole(tmp_path: Path) -> None:
    rows, spec = by_lot("usage", 200), declared("usage", REQUESTS)
    for grain in ("day", "week", "month", "quarter"):
        found = measured(tmp_path, spec, rows, grain=grain).rows
        assert sum(Decimal(one.value or 0) for one in found) == sum(row["requests"] for row in rows)
        if grain == "week":
            assert {one.period.weekday() for one in found if one.period} == {0}


def test_several_metrics_in_one_pass_are_what_each_is_alone(tmp_path: Path) -> None:
    rows = by_lot("usage", 120)
    specs = [declared("usage", one, dimensions=["provider"]) for one in USAGE.values()]
    with open_facts(write(tmp_path, usage=rows)) as lake:
        together = measure_all(lake, specs, by=["provider"], grain="month")
        assert [one.rows for one in together] == [
            measure(lake, spec, by=["provider"], grain="month").rows for spec in specs
        ]


WRONG = [
    ({"numerator": {"how": "sum", "of": ["request"]}}, "no column “request” .did you mean requests"),
    ({"numerator": {"how": "avg", "of": ["requests"]}}, "Aggregates: rows, filled, sum, distinct, quantile"),
    ({"numerator": {"how": "sum"}}, "does not say of which column"),
    ({"numerator": {"how": "sum", "of": ["provider"]}}, "provider is a text column; sum cannot"),
    ({"numerator": {"how": "sum", "of": ["requests", "requests"]}}, "counted twice"),
    ({"numerator": {"how": "quantile", "of": ["duration_us"]}}, "needs “at” between 0 and 1"),
    ({"numerator": {"how": "quantile", "of": ["duration_us"], "at": float("nan")}}, "between 0 and 1"),
    ({"numerator": {**REQUESTS, "factor": "NaN"}}, "factor"),
    ({"numerator": {**REQUESTS, "by": "x"}}, "has no “by”"),
    ({"fact": "usages"}, "There are: cost, usage, decisions, kpi"),
    ({"unit": " "}, "says no unit"),
    ({"dimensions": ["user_key"]}, "not divided by single people"),
    ({"dimensions": ["requests"]}, "a dimension is a text or yes/no column"),
    ({"dimensions": ["departement"]}, "did you mean department"),
    ({"conditions": [{"column": "requests", "is": "many"}]}, "no value of requests"),
    ({"conditions": [{"column": "requests", "is": True}]}, "no value of requests"),
    ({"conditions": [{"column": "provider", "above": "a"}]}, "has no order"),
    ({"conditions": [{"column": "provider"}]}, "needs one of"),
    ({"conditions": "provider"}, "must be a list"),
    ({"denominator": {"how": "quantile", "of": ["duration_us"], "at": 0.5}}, "quantile stands alone"),
    ({"denominator": {"fact": "cost", "how": "rows"}, "dimensions": ["provider"]}, "share the dimension provider"),
    ({"target": 3}, "has no “target”"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_what_cannot_be_measured_is_refused_with_what_is_wrong(change: dict[str, Any], words: str) -> None:
    fine = {"code": "m", "fact": "usage", "numerator": REQUESTS, "unit": "requests"}
    assert read_spec(fine).formula == "sum(requests) of usage"
    with pytest.raises(BadInput, match=words):
        read_spec({**fine, **change})


def test_what_cannot_be_asked_of_a_metric_is_refused(tmp_path: Path) -> None:
    spec = declared("usage", REQUESTS, dimensions=["provider", "model"])
    for asked, words in (
        ({"by": ["modle"]}, "did you mean model"),
        ({"grain": "year"}, "There are: day, week, month, quarter"),
        ({"first": date(2026, 2, 1), "last": date(2026, 1, 1)}, "before it begins"),
        ({"unit": "usr"}, "no column “usr”"),
    ):
        with pytest.raises(BadInput, match=words):
            measured(tmp_path, spec, [], **asked)
    with pytest.raises(BadInput, match="There are: duckdb, spark, postgres"), open_on("oracle", {}):
        pass


def test_values_that_are_no_numbers_are_never_summed(tmp_path: Path) -> None:
    rows = [{**row, "value": value} for row, value in zip(by_lot("kpi", 2), (1.0, math.inf), strict=True)]
    with pytest.raises(BadInput, match="value holds values that are no finite numbers"):
        measured(tmp_path, declared("kpi", {"how": "sum", "of": ["value"]}), rows)


def test_every_built_in_metric_can_be_measured(tmp_path: Path) -> None:
    specs = [read_spec(one.declaration) for one in load_metrics().values()]
    assert len(specs) >= 20
    with open_facts(write(tmp_path, **{fact: by_lot(fact, 50) for fact in FACTS})) as lake:
        for one in measure_all(lake, specs):
            assert all(row.value is not None or row.missing for row in one.rows) and one.rows
