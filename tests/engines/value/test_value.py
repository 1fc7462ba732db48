"""Is a case worth what a hand calculation says, and does every part of it push the value the right way?"""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from opencaio.engines.value import (
    Assumptions,
    Case,
    Line,
    Range,
    Stage,
    delay,
    gates,
    planned,
    planned_value,
    read_assumptions,
    simulate,
    tornado,
    value,
)
from opencaio.errors import BadInput

D = Decimal
PLAIN = read_assumptions({"discount_rate": "0.1", "flow_at": "1", "tax_rate": "0.25", "inflation": "0",
                          "wage_growth": "0", "capex_life": "2"})  # fmt: skip
BUILD = Line("b", "build", Range.of(1000), budget="capex")
SAVED = Line("s", "cashable", Range.of(800))
CASE = Case("I-1", 2027, 3, (BUILD, SAVED))
WIDE = replace(CASE, lines=(Line("b", "build", Range(D(900), D(1000), D(1400)), budget="capex"),
                            Line("s", "cashable", Range(D(500), D(800), D(1000)))))  # fmt: skip


def test_a_case_worked_by_hand() -> None:
    # 800 saved less 25 % tax is 600 a year; 1000 written off over two years saves 125 of tax in each.
    told = planned(CASE, PLAIN)
    assert told.net.tolist() == [600 + 125 - 1000, 600 + 125, 600]
    worth = -275 / 1.1 + 725 / 1.1**2 + 600 / 1.1**3
    assert planned_value(CASE, PLAIN) == pytest.approx(worth)
    found = value(CASE, PLAIN)
    assert found.spread.p10 == found.spread.p50 == found.spread.p90 == pytest.approx(worth)
    assert found.spread.loss == 0 and found.peak_cash == 275


def test_a_rate_of_return_of_many_times_the_money_is_doubted() -> None:
    soon = value(replace(CASE, lines=(BUILD, Line("s", "cashable", Range.of(1100)))), PLAIN)
    assert soon.irr.value is not None and soon.irr.value > 10
    assert any("IRR of" in one and "says little" in one for one in soon.warnings)
    assert not any("IRR of" in one for one in value(CASE, PLAIN).warnings)


def test_kinds_become_money_as_told() -> None:
    lines = (
        Line("h", "productivity", Range.of(1000), times=D(50)),
        Line("r", "revenue", Range.of(10_000), times=D("0.2")),
        Line("x", "risk_avoided", Range.of(5000), times=D("0.1")),
        Line("z", "strategic", None),
    )
    told = planned(replace(CASE, lines=lines, years=1), PLAIN).by_kind
    assert {kind: float(one[0]) for kind, one in told.items()} == {
        "productivity": 1000 * 50 * 0.4, "revenue": 2000, "risk_avoided": 500,
    }  # fmt: skip


def test_a_strategic_benefit_changes_nothing_and_must_have_no_amount() -> None:
    more = replace(CASE, lines=(*CASE.lines, Line("z", "strategic", None)))
    assert planned_value(more, PLAIN) == planned_value(CASE, PLAIN)
    with pytest.raises(BadInput, match="told, not counted"):
        value(replace(CASE, lines=(Line("z", "strategic", Range.of(1)), SAVED)), PLAIN)


def test_wages_raise_hours_and_prices_raise_what_is_bought() -> None:
    rising = replace(PLAIN, wage_growth=D("0.1"), inflation=D("0.2"))
    lines = (Line("h", "productivity", Range.of(100), times=D(10)), Line("l", "licences", Range.of(100)),
             Line("i", "inference", Range.of(100), growth=D("-0.5")))  # fmt: skip
    told = planned(replace(CASE, lines=lines), rising).by_kind
    assert told["productivity"].tolist() == pytest.approx([400, 440, 484])
    assert told["licences"].tolist() == pytest.approx([100, 120, 144])
    assert told["inference"].tolist() == pytest.approx([100, 50, 25])


def test_equal_inputs_give_equal_figures_and_a_case_is_alone_what_it_is_among_others() -> None:
    others = [replace(WIDE, key=f"I-{number}") for number in range(5)]
    alone, together = simulate((WIDE,), PLAIN)["I-1"], simulate(others, PLAIN)["I-1"]
    assert np.array_equal(alone.npv, together.npv)
    assert value(WIDE, PLAIN).digest == value(WIDE, PLAIN).digest
    assert value(WIDE, PLAIN).digest != value(WIDE, replace(PLAIN, tax_rate=D("0.3"))).digest


def test_shared_factors_tie_cases_together_and_a_minus_turns_them() -> None:
    def with_factor(key: str, *factors: str) -> Case:
        line = Line("s", "cashable", Range(D(400), D(800), D(1200)), factors=factors)
        return replace(CASE, key=key, lines=(BUILD, line))

    strong = replace(PLAIN, factor_weight=D("0.9"))
    told = simulate([with_factor("a", "economy"), with_factor("b", "economy"), with_factor("c", "-economy"),
                     with_factor("d")], strong)  # fmt: skip
    tied = np.corrcoef([told[key].npv for key in "abcd"])[0]
    assert tied[1] == pytest.approx(0.81, abs=0.05) and tied[2] == pytest.approx(-0.81, abs=0.05)
    assert abs(tied[3]) < 0.05


def test_technical_failure_costs_the_build_and_brings_nothing() -> None:
    told = simulate((replace(CASE, technical_success=D("0.7")),), PLAIN)["I-1"]
    assert told.failed.mean() == pytest.approx(0.3, abs=0.02)
    assert np.allclose(told.npv[told.failed], told.built[told.failed])
    assert np.all(told.npv[told.failed] < 0)


def test_the_stop_rule_cuts_the_tail_of_cost() -> None:
    fat = replace(WIDE, tail=D("1.1"))
    told = simulate((fat,), PLAIN)["I-1"]
    assert told.overrun.max() <= 2 and 0.02 < told.stopped.mean() < 0.1
    loose = simulate((replace(fat, stop_rule=D(10)),), PLAIN)["I-1"]
    assert loose.overrun.max() > 3 and loose.npv.min() < told.npv.min()


def test_late_benefits_lower_the_value() -> None:
    late = replace(CASE, late=Range(D(0), D("0.5"), D(1)))
    assert value(late, PLAIN).spread.expected < value(CASE, PLAIN).spread.expected
    # a whole year late: the first year's benefit is lost
    one = planned(replace(CASE, late=Range.of(1)), PLAIN)
    assert one.benefit.tolist() == [0, 800, 800]


def test_cvar_is_the_mean_of_the_worst_tenth_and_the_histogram_shades_exactly_the_losses() -> None:
    case = replace(WIDE, technical_success=D("0.6"))
    found, npv = value(case, PLAIN).spread, np.sort(simulate((case,), PLAIN)["I-1"].npv)
    assert found.cvar10 == pytest.approx(float(npv[:1000].mean()))
    below = sum(count for edge, count in zip(found.edges[1:], found.counts, strict=True) if edge <= 1e-6)
    assert below / sum(found.counts) == pytest.approx(found.loss, abs=1e-9)


def test_each_quantile_lies_where_other_runs_of_the_same_case_put_it() -> None:
    case = replace(WIDE, technical_success=D("0.6"))
    truth = np.quantile(simulate((case,), PLAIN, draws=400_000, seed=99)["I-1"].npv, (0.1, 0.5, 0.9))
    runs = [value(case, PLAIN, draws=2_000, seed=seed).spread for seed in range(100)]
    for place, told in enumerate(truth):
        inside = sum(run.between[place][0] <= told <= run.between[place][1] for run in runs)
        assert inside >= 88
    assert all(
        low <= at <= high
        for (low, high), at in zip(runs[0].between, (runs[0].p10, runs[0].p50, runs[0].p90), strict=True)
    )


def test_the_tornado_moves_one_input_at_a_time_and_its_widest_comes_first() -> None:
    found = tornado(WIDE, PLAIN)
    by_key = {one.key: one for one in found}
    cheap = replace(CASE, lines=(replace(BUILD, amount=Range.of(900)), SAVED))
    assert by_key["b"].low == pytest.approx(planned_value(cheap, PLAIN))
    assert [one.width for one in found] == sorted((one.width for one in found), reverse=True)
    assert "discount_rate" in by_key


def test_a_quarter_of_delay_costs_the_last_quarters_benefit() -> None:
    found = delay(replace(CASE, lines=(SAVED,)), PLAIN)
    # without cost of build: a quarter later moves each flow, and loses a quarter of the last year
    moved = 600 * (0.75 / 1.1 + 1 / 1.1**2 + 1 / 1.1**3)
    assert found.values[1] == pytest.approx(moved)
    assert found.quarter == pytest.approx(found.values[0] - moved) and found.month == pytest.approx(found.quarter / 3)
    assert found.values[12] == pytest.approx(0)


def test_a_stage_gate_worked_by_hand() -> None:
    # pilot 10, half a chance; success 100, failure -80, no time between
    told = gates([Stage("Pilot", D(10), D(0), D("0.5"))], success=100, failure=-80, rate=0.1)
    assert told.flexible == 0.5 * 100 - 10 and told.bound == 0.5 * 100 - 0.5 * 80 - 10
    assert told.option == 40 and told.goes_on == (True,)


def test_the_right_to_stop_is_never_worth_less_than_nothing() -> None:
    stages = [Stage("Pilot", D(5), D(1), D("0.4")), Stage("Field", D(20), D(1), D("0.7"))]
    for success in (-50.0, 10.0, 500.0):
        for failure in (-200.0, -1.0, 30.0):
            assert gates(stages, success=success, failure=failure, rate=0.08).option >= -1e-9


def test_premium_and_chance_of_success_together_are_warned_of() -> None:
    risky = replace(PLAIN, premium_h2=D("0.03"), premium_h3=D("0.05"))
    case = replace(CASE, horizon="H2", technical_success=D("0.8"))
    assert any("counted twice" in one for one in value(case, risky).warnings)
    assert not any("counted twice" in one for one in value(replace(case, horizon="H1"), risky).warnings)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (replace(CASE, lines=()), "no line with an amount"),
        (replace(CASE, years=0), "0 years"),
        (replace(CASE, technical_success=D("1.2")), "between 0 and 1"),
        (replace(CASE, stop_rule=D("0.5")), "stop rule"),
        (replace(CASE, lines=(BUILD, replace(SAVED, years=(7,)))), "2034 lies outside"),
        (replace(CASE, lines=(BUILD, BUILD)), "Two lines"),
        (replace(CASE, lines=(replace(SAVED, kind="gold"),)), "no kind gold"),
        (replace(CASE, lines=(replace(SAVED, factors=("moon",)),)), "no factor moon"),
    ],
)
def test_a_case_at_odds_with_itself_is_refused_by_name(case: Case, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        value(case, PLAIN)


def test_assumptions_out_of_bounds_are_all_named() -> None:
    with pytest.raises(BadInput) as fault:
        read_assumptions({"tax_rate": "7", "luck": "1", "capex_life": "2.5", "discount_rate": "NaN"})
    assert len(fault.value.details) == 4
    assert read_assumptions({}).defaulted and isinstance(read_assumptions({}), Assumptions)
