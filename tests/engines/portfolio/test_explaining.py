"""Is what is told about a plan true: the limits that bind, the regrets, the marginal values, the front, the ranking?"""

import itertools
import json
from dataclasses import replace
from decimal import Decimal

import highspy
import numpy as np
import pytest

from opencaio.engines.portfolio import accounts, model, parts
from opencaio.engines.portfolio.checking import check
from opencaio.engines.portfolio.drawing import draw_problem
from opencaio.engines.portfolio.explained import Explanation, Interval, Why
from opencaio.engines.portfolio.explaining import TOPICS, explain
from opencaio.engines.portfolio.named import relax
from opencaio.engines.portfolio.problem import (
    Answer,
    Budget,
    Decisions,
    Excludes,
    Initiative,
    Platform,
    Problem,
    Requires,
    Skill,
    Spend,
)
from opencaio.engines.portfolio.ranking import plan_by_ranking
from opencaio.engines.portfolio.search import solve

CLOSE = Decimal("0.01")


def initiative(code: str, value: int, cost: int, *, people: str = "0", **more: object) -> Initiative:
    demand = {"analyst": (Decimal(people),)} if people != "0" else {}
    spend = (Spend("capex", 0, 1, Decimal(cost)),)
    values = {t: Decimal(value - t) for t in range(3)}
    return Initiative(code, "HR", 1, values, spend=spend, demand=demand, **more)  # type: ignore[arg-type]


def small(*initiatives: Initiative, limit: int = 100, people: str = "2", **more: object) -> Problem:
    return Problem(
        "EUR",
        ("2027Q1", "2027Q2", "2027Q3"),
        (2027,) * 3,
        initiatives,
        budgets=(Budget("capex", 2027, Decimal(limit)),),
        skills=(Skill("analyst", (Decimal(people),) * 3),),
        **more,  # type: ignore[arg-type]
    )


SMALL = small(
    initiative("I1", 60, 50, people="2"),
    initiative("I2", 55, 45, people="1.5"),
    initiative("I3", 40, 40, people="1", risk=Decimal(3)),
    initiative("I4", 12, 10, mandatory=True, people="1"),
    initiative("I5", 9, 8),
    requires=(Requires("I5", "I3"),),
    multiplier={"I1": (0.2, 1.0, 1.8), "I2": (1.1, 1.0, 0.9)},
)
SMALL = replace(
    SMALL,
    initiatives=tuple(replace(one, benefit={t: v + 20 for t, v in one.value.items()}) for one in SMALL.initiatives),
)


def best(problem: Problem) -> Decimal | None:
    """The value of the best plan, by branch and bound to the end; None if there is no plan."""
    built = model.build(problem)
    solver = parts.solver_of(built.matrix, seed=3)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    decisions = built.decisions(np.array(solver.getSolution().col_value))
    assert not check(problem, decisions)
    return accounts.value_of(problem, decisions)


def every_plan(problem: Problem) -> list[Decisions]:
    """All plans of a tiny problem without hires, one by one."""
    codes = [one.id for one in problem.initiatives]
    choices = [(None, *problem.starts_of(one)) for one in problem.initiatives]
    plans = [
        Decisions({code: start for code, start in zip(codes, starts, strict=True) if start is not None})
        for starts in itertools.product(*choices)
    ]
    return [plan for plan in plans if not check(problem, plan)]


def answer_of(problem: Problem, decisions: Decisions, bound: Decimal | None = None) -> Answer:
    value = accounts.value_of(problem, decisions)
    return Answer("feasible", decisions, value, bound, None, 0.0, 1, 0, "by hand")


def best_answer(problem: Problem) -> Answer:
    plans = every_plan(problem)
    plan = max(plans, key=lambda one: accounts.value_of(problem, one))
    return answer_of(problem, plan, accounts.value_of(problem, plan))


def why(found: Explanation, code: str) -> Why:
    return next(one for one in found.why if one.id == code)


def holds(interval: Interval, truth: Decimal) -> bool:
    low = Decimal("-Infinity") if interval.low is None else interval.low
    high = Decimal("Infinity") if interval.high is None else interval.high
    return low - CLOSE <= truth <= high + CLOSE


def with_and_without(problem: Problem, code: str, *, is_in: bool) -> Problem:
    """The problem in which an initiative must be funded, or cannot be."""
    return replace(
        problem,
        initiatives=tuple(
            (replace(one, mandatory=True) if is_in else replace(one, value={})) if one.id == code else one
            for one in problem.initiatives
        ),
    )


def assert_regrets_hold(problem: Problem, found: Explanation) -> int:
    """Each regret holds the difference between two proven optima; returns how many were compared."""
    top, compared = best(problem), 0
    assert top is not None
    for one in found.why:
        if problem.must_fund(next(each for each in problem.initiatives if each.id == one.id)):
            assert one.conflict
            continue
        other = best(with_and_without(problem, one.id, is_in=not one.is_funded))
        if other is None:
            assert one.regret.high is None
            continue
        assert not (one.is_solved and one.conflict)
        assert holds(one.regret, top - other), (one, top - other)
        compared += 1
    return compared


def assert_marginals_hold(problem: Problem, found: Explanation) -> int:
    top, compared = best(problem), 0
    assert top is not None
    for one in found.marginal:
        more = best(relax(problem, [(one.name, one.step)]))
        less = best(relax(problem, [(one.name, -one.step)])) if one.sides == "both" else top
        assert more is not None and less is not None
        truth = (more - less) / (one.step * (2 if one.sides == "both" else 1))
        assert holds(one.interval, truth), (one, truth)
        compared += 1
    return compared


def test_the_regret_of_each_initiative_is_what_every_plan_tells() -> None:
    found = explain(SMALL, best_answer(SMALL), topics=("why",))
    assert found.is_whole
    plans = every_plan(SMALL)
    top = max(accounts.value_of(SMALL, plan) for plan in plans)
    for one in found.why:
        others = [accounts.value_of(SMALL, plan) for plan in plans if (one.id in plan.starts) != one.is_funded]
        if not others:
            assert one.conflict
        else:
            assert one.regret.low is not None and one.regret.high is not None
            assert holds(one.regret, top - max(others))
            assert one.regret.high - one.regret.low < CLOSE


def test_who_is_displaced_and_what_would_let_it_in_are_told() -> None:
    problem = small(initiative("I1", 60, 60), initiative("I2", 50, 60), initiative("I3", 5, 5))
    found = explain(problem, best_answer(problem), topics=("why", "binding"))
    left_out = why(found, "I2")
    assert not left_out.is_funded and left_out.displaced == ("I1",) and not left_out.moved
    assert left_out.blocked_by == ("budget capex 2027",)
    assert [one.name for one in left_out.charges] == ["budget capex 2027"]
    assert left_out.threshold is not None and holds(left_out.threshold.value, Decimal(10))
    assert left_out.threshold.start == 0
    funded = why(found, "I1")
    assert funded.is_funded and funded.entering == ("I2",) and holds(funded.regret, Decimal(10))
    (limit,) = found.binding
    assert (limit.name, limit.used, limit.limit, limit.left) == ("budget capex 2027", 65, 100, 35)
    assert not limit.is_full and limit.keeps_out == ("I2",)


def test_less_money_is_told_to_let_it_in_only_where_nothing_but_money_and_people_is_in_its_way() -> None:
    dear = (initiative("I1", 60, 60), initiative("I2", 50, 40), initiative("I3", 8, 50))
    by_money = small(*dear, limit=90)
    cut = why(explain(by_money, best_answer(by_money), topics=("why",)), "I3").threshold
    assert cut is not None and cut.cost_cut_estimate == pytest.approx(1 - 8 / 50)
    by_choice = small(*dear, limit=90, excludes=(Excludes(("I1", "I3")),))
    left_out = why(explain(by_choice, best_answer(by_choice), topics=("why",)), "I3")
    assert "excludes I1 I3" in left_out.blocked_by
    assert left_out.threshold is not None and left_out.threshold.cost_cut_estimate is None


def test_what_no_plan_can_hold_names_the_limits_that_keep_it_out() -> None:
    problem = small(initiative("I1", 60, 60, mandatory=True), initiative("I2", 90, 60))
    found = why(explain(problem, best_answer(problem), topics=("why",)), "I2")
    assert set(found.conflict) == {"mandatory I1", "budget capex 2027"}
    assert found.regret == Interval(None, None) and found.threshold is None
    obliged = why(explain(problem, best_answer(problem), topics=("why",)), "I1")
    assert obliged.conflict == ("mandatory I1",)


def test_a_little_more_money_is_worth_what_two_best_plans_differ_by() -> None:
    problem = small(initiative("I1", 60, 60), initiative("I2", 30, 42))
    found = explain(problem, best_answer(problem), topics=("marginal",))
    money = next(one for one in found.marginal if one.kind == "budget")
    assert money.step == 5 and money.sides == "both" and money.is_solved
    assert holds(money.interval, Decimal(30) / 10)
    assert money.interval.high is not None and money.interval.high < Decimal("3.01")
    assert assert_marginals_hold(problem, found) == 2


def test_intervals_hold_the_truth_with_a_poor_plan_and_no_bound() -> None:
    drawn = draw_problem(14, seed=6, periods=6, mandatory=0.15, shares=False)
    assert drawn.hidden is not None
    found = explain(drawn.problem, answer_of(drawn.problem, drawn.hidden), topics=("why", "marginal"))
    assert found.is_whole
    assert found.better is not None and found.better_value is not None
    assert found.better_value > accounts.value_of(drawn.problem, drawn.hidden)
    assert assert_regrets_hold(drawn.problem, found) > 3
    assert assert_marginals_hold(drawn.problem, found) > 3


@pytest.mark.parametrize("work", [0, 3, 9])
def test_intervals_hold_the_truth_whenever_it_is_stopped(work: int) -> None:
    drawn = draw_problem(12, seed=2, periods=5)
    assert drawn.hidden is not None
    answer = answer_of(drawn.problem, drawn.hidden)
    found = explain(drawn.problem, answer, work=work, topics=("why", "marginal"))
    assert found.work == work and not found.is_whole
    assert len(found.why) == 12 and found.marginal
    assert_regrets_hold(drawn.problem, found)
    assert_marginals_hold(drawn.problem, found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_intervals_hold_the_truth_on_small_drawn_portfolios(seed: int) -> None:
    drawn = draw_problem(16, seed=seed, periods=6, mandatory=0.2, funded=0.7, shares=seed % 2 == 0)
    assert drawn.hidden is not None
    found = explain(drawn.problem, answer_of(drawn.problem, drawn.hidden), topics=("why", "marginal"))
    assert assert_regrets_hold(drawn.problem, found) >= 1
    assert assert_marginals_hold(drawn.problem, found) > 3


def test_scenarios_tell_core_from_borderline_and_never() -> None:
    problem = small(
        initiative("I1", 60, 60),
        initiative("I2", 59, 60),
        initiative("I3", 3, 1, mandatory=True),
        initiative("I4", -5, 1),
        multiplier={"I2": (0.5, 1.5, 0.6, 1.4), "I1": (1.0,) * 4},
    )
    found = explain(problem, best_answer(problem), topics=("frequency",))
    assert found.scenarios == 4
    told = {one.id: (one.share, one.verdict) for one in found.frequency}
    assert told == {
        "I1": (0.5, "borderline"),
        "I2": (0.5, "borderline"),
        "I3": (1.0, "core"),
        "I4": (0.0, "never"),
    }


def test_no_plan_beats_a_point_of_the_front() -> None:
    found = explain(SMALL, best_answer(SMALL), topics=("front",))
    assert found.is_whole and 2 <= len(found.front) <= 13
    assert sum(one.is_this for one in found.front) == 1
    told = [_measured(SMALL, plan) for plan in every_plan(SMALL)]
    for point in found.front:
        assert point.tail is not None and point.value <= point.bound
        assert (point.value, point.cost, point.tail) in told
        rivals = [value for value, cost, tail in told if cost <= point.cost and tail >= point.tail]
        assert max(rivals) <= point.bound + CLOSE
    assert next(one.bound for one in found.front if one.is_this) >= max(value for value, *_ in told)
    costs = [one.cost for one in found.front]
    assert costs == sorted(costs) and costs[0] < costs[-1]


def _measured(problem: Problem, plan: Decisions) -> tuple[Decimal, Decimal, Decimal]:
    tail = accounts.tail_mean(accounts.scenario_values(problem, plan), alpha=problem.risk_aversion.alpha)
    cost = sum(accounts.spending(problem, plan).values(), Decimal(0))
    return accounts.expected_value(problem, plan), cost, tail.quantize(Decimal("0.001"))


def test_the_front_counts_money_that_has_no_budget() -> None:
    problem = replace(
        small(initiative("I1", 60, 60), initiative("I2", 30, 30)),
        budgets=(),
        platforms=(Platform("P1", ("I2",), Decimal(7), "other", 2027),),
    )
    found = explain(problem, best_answer(problem), topics=("front",))
    assert next(one for one in found.front if one.is_this).cost == 97
    assert {one.cost for one in found.front} >= {Decimal(60), Decimal(97)}


def test_a_ranking_is_funded_in_its_order_under_the_same_limits() -> None:
    problem = small(
        initiative("I1", 60, 60, people="2"),
        initiative("I2", 50, 50, people="2"),
        initiative("I3", 40, 45, people="2"),
        initiative("I4", 2, 5, people="2", mandatory=True),
    )
    plan = best_answer(problem)
    assert plan.decisions is not None and set(plan.decisions.starts) == {"I2", "I3", "I4"}
    found = plan_by_ranking(problem, {"I1": 3.0, "I2": 2.0, "I3": 1.0}, plan=plan.decisions)
    assert found is not None
    assert set(found.starts) == {"I1", "I4"} and found.breaks == ()
    assert found.order == ("I1", "I2", "I3", "I4")
    assert found.gain == plan.value - found.value
    assert found.only_plan == ("I2", "I3") and found.only_ranking == ("I1",)


def test_a_ranking_waits_for_what_is_needed_and_hires_where_it_may() -> None:
    drawn = draw_problem(40, seed=5)
    scores = {one.id: float(max(one.value.values())) for one in drawn.problem.initiatives}
    found = plan_by_ranking(drawn.problem, scores, plan=drawn.hidden)
    assert found is not None
    plan = model.bought_in(drawn.problem, Decisions(found.starts, found.hires))
    broken = {one.name for one in check(drawn.problem, plan)}
    assert broken == set(found.breaks)
    assert all(name.startswith("share of ") for name in broken)
    assert {one.id for one in drawn.problem.initiatives if one.mandatory} <= set(found.starts)


def test_the_same_seed_and_work_explain_alike_and_a_run_by_time_can_be_repeated() -> None:
    ticks = itertools.count()
    timed = explain(SMALL, best_answer(SMALL), seconds=60.0, timer=lambda: float(next(ticks)), scores={"I1": 1.0})
    assert not timed.is_whole and timed.work > 0
    again = explain(SMALL, best_answer(SMALL), work=timed.work, scores={"I1": 1.0})
    once_more = explain(SMALL, best_answer(SMALL), work=timed.work, scores={"I1": 1.0})
    assert again == once_more
    assert replace(timed, seconds=0.0) == replace(again, seconds=0.0)


def test_it_can_be_stopped_and_shows_what_it_has() -> None:
    heard: list[int] = []

    def stop_after_two(now: object) -> bool:
        heard.append(1)
        return len(heard) < 5

    found = explain(SMALL, best_answer(SMALL), progress=stop_after_two)
    assert not found.is_whole and len(found.why) == len(SMALL.initiatives) and found.work < 5


def test_an_explanation_is_plain_json_and_one_without_a_plan_is_empty() -> None:
    found = explain(SMALL, best_answer(SMALL), scores={"I1": 2.0}, topics=TOPICS)
    told = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert told["is_whole"] and {one["id"] for one in told["why"]} == {one.id for one in SMALL.initiatives}
    assert told["ranking"]["value"] <= float(best_answer(SMALL).value or 0)
    nothing = Answer("infeasible", None, None, None, None, 0.0, 1, 0, "by hand")
    assert explain(SMALL, nothing).why == ()


def test_a_problem_without_initiatives_is_explained_without_a_word() -> None:
    empty = Problem("EUR", ("2027Q1",), (2027,), (), budgets=(Budget("capex", 2027, Decimal(1)),))
    answer = solve(empty, seed=1, work=1_000)
    assert answer.decisions is not None
    told = explain(empty, answer, seed=1, work=50)
    assert not told.why and not told.front
