"""Is the plan that is found the best one on small problems, sound on all, and the same again under equal work?"""

import time
from dataclasses import replace
from decimal import Decimal
from itertools import chain, repeat
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from opencaio.engines.portfolio import (
    Answer,
    Decisions,
    Problem,
    Progress,
    check,
    read_decisions,
    read_problem,
    solve,
    value_of,
    write_answer,
)
from opencaio.engines.portfolio.drawing import draw_problem
from tests.engines.portfolio.documents import best_by_trying, documents, small


def _note(told: list[Progress], state: Progress) -> bool:
    told.append(state)
    return True


def decided(answer: Answer) -> Decisions:
    assert answer.decisions is not None
    return answer.decisions


def test_the_small_problem_is_solved_to_its_best_plan() -> None:
    answer = solve(read_problem(small()), work=5)
    assert answer.status == "optimal"
    assert answer.decisions == Decisions({"I1": 0, "I2": 3}, {"ml": (0, 0, 0, 1, 0, 0)})
    assert (answer.value, answer.bound, answer.gap) == (Decimal("157.5"), Decimal("157.5"), 0.0)


def test_a_small_problem_without_a_plan_is_told_as_one_in_time() -> None:
    """Nothing can stand beside the mandatory one, which alone would take all of the funded weight."""
    alone = {"id": "I1", "department": "A", "horizon": "H1", "duration": 1, "value": {"0": 18, "3": 21}}
    dear = {"id": "I2", "department": "A", "horizon": "H2", "duration": 2, "value": {"0": 24, "1": -2}}
    light = {"id": "I3", "department": "B", "horizon": "H1", "duration": 1, "value": {"0": 28, "2": 14}}
    document = {
        "version": 1,
        "currency": "EUR",
        "periods": ["Q1", "Q2", "Q3", "Q4"],
        "year_of": [2027] * 4,
        "budgets": [{"line": "capex", "year": 2027, "limit": 20}],
        "initiatives": [
            alone | {"mandatory": True, "share_weight": 3},
            dear | {"share_weight": 5, "spend": [{"line": "capex", "from": 0, "to": None, "amount": 10}]},
            light | {"share_weight": 4},
        ],
        "caps": {"share": [{"by": "horizon", "key": "H1", "min": 0.2, "max": 0.7}]},
    }
    answer = solve(read_problem(document), seconds=4, timer=time.monotonic)
    assert answer.status == "infeasible"
    assert set(answer.conflict) == {"mandatory I1", "budget capex 2027", "share of horizon H1"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_no_plan_of_a_small_problem_is_worth_more_than_the_one_found(document: dict[str, Any]) -> None:
    problem = read_problem(document)
    best, answer = best_by_trying(problem), solve(problem, work=6)
    if best is None:
        assert answer.status == "infeasible"
        return
    plan = decided(answer)
    assert check(problem, plan) == ()
    assert answer.status == "optimal"
    assert answer.value == value_of(problem, plan)
    assert abs(value_of(problem, plan) - best) <= Decimal("0.00001") * max(1, abs(best))


@pytest.fixture(scope="module")
def drawn() -> Problem:
    """Thirty lumpy initiatives that some plan fits."""
    return draw_problem(30, seed=3).problem


def test_equal_work_and_seed_give_an_equal_plan_and_bound(drawn: Problem) -> None:
    one, same = solve(drawn, work=6, seed=4), solve(drawn, work=6, seed=4)
    assert (one.decisions, one.value, one.bound) == (same.decisions, same.value, same.bound)
    assert check(drawn, decided(one)) == ()


@pytest.mark.parametrize("seconds", [0.15, 0.3, 1.0])
def test_a_run_limited_by_time_is_repeated_by_the_work_it_did(drawn: Problem, seconds: float) -> None:
    timed = solve(drawn, seconds=seconds, timer=time.monotonic)
    again = solve(drawn, work=timed.work)
    assert (again.decisions, again.value, again.bound) == (timed.decisions, timed.value, timed.bound)


def test_a_plan_that_came_before_any_bound_is_repeated_by_the_work_it_did() -> None:
    problem = draw_problem(120, seed=3).problem
    clock = chain([0.0], repeat(500.0))
    timed = solve(problem, seconds=400, timer=lambda: next(clock))
    again = solve(problem, work=timed.work)
    assert timed.bound is None
    assert timed.decisions is not None
    assert (again.decisions, again.value, again.bound) == (timed.decisions, timed.value, timed.bound)


def test_a_first_plan_comes_late_rather_than_never() -> None:
    """Of a clock that has run out before the relaxation ends: a plan by prices alone is found, and it holds."""
    problem = draw_problem(120, seed=3).problem
    clock = chain([0.0], repeat(500.0))
    answer = solve(problem, seconds=400, timer=lambda: next(clock))
    assert (answer.status, answer.bound) == ("feasible", None)
    assert answer.value is not None
    assert answer.value > 0
    assert check(problem, decided(answer)) == ()


def test_counted_work_comes_out_the_same_beside_a_clock(drawn: Problem) -> None:
    by_clock = solve(drawn, work=3, timer=time.perf_counter)
    assert decided(by_clock) == decided(solve(drawn, work=3))


def test_value_rises_bound_falls_and_the_value_stays_below(drawn: Problem) -> None:
    told: list[Progress] = []
    answer = solve(drawn, work=6, progress=lambda state: _note(told, state))
    values = [one.value for one in told if one.value is not None]
    assert values == sorted(values) and len(values) > 1
    assert answer.value is not None and answer.bound is not None
    assert answer.value <= answer.bound
    assert answer.value >= Decimal(str(round(max(values), 3)))


def test_saying_stop_ends_the_search_with_the_best_plan_so_far(drawn: Problem) -> None:
    began = time.monotonic()
    answer = solve(drawn, seconds=60, timer=time.monotonic, progress=lambda state: state.value is None)
    assert time.monotonic() - began < 40
    assert answer.status == "feasible"
    assert check(drawn, decided(answer)) == ()


def test_a_locked_start_is_kept_and_costs_what_the_best_loses() -> None:
    problem = read_problem(small())
    answer = solve(replace(problem, locked={"I2": 2}), work=5)
    assert decided(answer).starts["I2"] == 2
    assert answer.value is not None and answer.value < Decimal("157.5")


def test_what_cannot_be_is_said_with_the_limits_that_clash() -> None:
    document = small()
    document["initiatives"][1]["mandatory"] = True
    document["budgets"][0]["limit"] = document["budgets"][1]["limit"] = 5
    answer = solve(read_problem(document), work=5)
    assert (answer.status, answer.decisions, answer.value) == ("infeasible", None, None)
    assert "mandatory I2" in answer.conflict
    assert answer.relaxation


def test_staying_close_gives_up_at_most_half_a_percent(drawn: Problem) -> None:
    last = decided(solve(drawn, work=3, seed=9))
    known = replace(drawn, previous=dict(last.starts))
    free, near = solve(known, work=6), solve(known, work=6, stay_close=True)

    def kept(answer: Answer) -> int:
        return sum(decided(answer).starts.get(name) == at for name, at in last.starts.items())

    assert kept(near) >= kept(free)
    assert near.value is not None and free.value is not None
    assert near.value >= free.value - Decimal("0.00501") * abs(free.value)
    assert check(known, decided(near)) == ()


def test_a_problem_without_value_has_no_gap_and_funds_nothing_it_need_not() -> None:
    document = small()
    for one in document["initiatives"]:
        one["value"] = dict.fromkeys(one["value"], 0)
    document["relations"] = []
    answer = solve(read_problem(document), work=3)
    assert (answer.status, answer.value, answer.gap) == ("optimal", 0, None)


def test_an_empty_problem_has_an_empty_best_plan() -> None:
    document = small() | {"initiatives": [], "relations": []}
    answer = solve(read_problem(document), work=3)
    assert (answer.status, answer.decisions, answer.value) == ("optimal", Decisions({}), 0)


def test_a_written_answer_says_the_same_plan() -> None:
    problem = read_problem(small())
    answer = solve(problem, work=3)
    written = write_answer(problem, answer, version="1")
    assert read_decisions(written) == answer.decisions
    assert written["platforms"] == ["P1"]
    assert written["use"]["budgets"][1] == {
        "line": "capex",
        "year": 2028,
        "used": 30,
        "limit": 10,
        "received": 20,
        "kept": 0,
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_every_plan_for_a_lumpy_portfolio_passes_the_checker(seed: int) -> None:
    problem = draw_problem(120, seed=seed).problem
    answer = solve(problem, seconds=6, timer=time.monotonic, seed=seed)
    assert check(problem, decided(answer)) == ()
    assert answer.gap is not None and answer.gap < 0.25
