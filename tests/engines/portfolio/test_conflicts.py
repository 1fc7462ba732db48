"""Is what is told about a problem without a plan a minimal conflict, and is the way out one?"""

import time
from dataclasses import replace
from decimal import Decimal

import highspy
import numpy as np
import pytest

from opencaio.engines.portfolio import model, parts
from opencaio.engines.portfolio.checking import check
from opencaio.engines.portfolio.conflicts import Conflict, explain_infeasible, relax
from opencaio.engines.portfolio.drawing import BREAKS, Break, draw_infeasible, draw_problem
from opencaio.engines.portfolio.named import limits_of
from opencaio.engines.portfolio.problem import (
    Budget,
    Caps,
    Excludes,
    Initiative,
    Problem,
    Requires,
    Share,
    Skill,
    Spend,
)

SIZES = (15, 30, 60, 100)


def initiative(
    code: str, *, cost: str = "100", mandatory: bool = True, duration: int = 1, **more: object
) -> Initiative:
    spend = (Spend("capex", 0, duration, Decimal(cost)),)
    value = {t: Decimal(50) for t in range(4 - duration + 1)}
    return Initiative(code, "HR", duration, value, spend=spend, mandatory=mandatory, **more)  # type: ignore[arg-type]


def problem_of(*initiatives: Initiative, limit: str = "250", **more: object) -> Problem:
    return Problem(
        "EUR",
        ("2027Q1", "2027Q2", "2027Q3", "2027Q4"),
        (2027,) * 4,
        initiatives,
        budgets=(Budget("capex", 2027, Decimal(limit)),),
        **more,  # type: ignore[arg-type]
    )


def only(problem: Problem, names: set[str]) -> Problem:
    """The problem with the limits of these names and no others; written apart from the engine."""
    plenty = Decimal(1_000_000)
    caps = problem.caps
    return replace(
        problem,
        initiatives=tuple(
            replace(
                one,
                mandatory=one.mandatory and f"mandatory {one.id}" in names,
                deadline=one.deadline if f"deadline {one.id}" in names else None,
            )
            for one in problem.initiatives
        ),
        budgets=tuple(one for one in problem.budgets if one.name in names),
        skills=tuple(
            one if f"skill {one.name}" in names else Skill(one.name, tuple(plenty for _ in one.capacity))
            for one in problem.skills
        ),
        requires=tuple(one for one in problem.requires if one.name in names),
        excludes=tuple(one for one in problem.excludes if one.name in names),
        locked={code: start for code, start in problem.locked.items() if f"locked {code}" in names},
        caps=Caps(
            caps.risk_per_period if "risk cap" in names else None,
            {name: cap for name, cap in caps.load_per_department.items() if f"load {name}" in names},
            tuple(one for one in caps.share if one.name in names),
        ),
    )


def has_plan(problem: Problem) -> bool:
    """Solved afresh; a plan counts once the checker has found nothing."""
    built = model.build(problem)
    solver = parts.solver_of(built.matrix, seed=1)
    solver.setOptionValue("mip_rel_gap", 10.0)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return False
    assert status == highspy.HighsModelStatus.kOptimal
    assert not check(problem, built.decisions(np.array(solver.getSolution().col_value)))
    return True


def assert_minimal(problem: Problem, found: Conflict) -> None:
    assert found.groups and found.is_minimal
    groups = set(found.groups)
    assert groups <= set(limits_of(problem))
    assert not has_plan(only(problem, groups))
    for one in found.groups:
        assert has_plan(only(problem, groups - {one})), f"{one} can be left out"


def assert_ways_out(problem: Problem, found: Conflict) -> None:
    assert found.relaxation == found.ways_out[0].relaxation
    named = {*found.groups, *(name for each in found.further for name in each)}
    for way in found.ways_out:
        assert {name for name, _ in way.relaxation} <= named
        assert all(by > 0 for _, by in way.relaxation)
        assert check(relax(problem, way.relaxation), way.decisions) == ()
        assert way.weight >= found.ways_out[0].weight - 1e-4 or not found.ways_out[0].is_smallest


def assert_explained(broken: Break, seed: int) -> None:
    problem = draw_infeasible(SIZES[seed % len(SIZES)], seed=seed, broken=broken).problem
    began = time.process_time()
    found = explain_infeasible(problem, seconds=5.0, timer=time.process_time)
    assert time.process_time() - began < 5.0
    assert_minimal(problem, found)
    assert_ways_out(problem, found)


@pytest.mark.parametrize("broken", BREAKS)
def test_a_drawn_problem_without_a_plan_has_a_minimal_conflict_and_a_way_out(broken: Break) -> None:
    assert_explained(broken, seed=4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_fifty_seeded_conflicts_are_minimal_by_brute_force(seed: int) -> None:
    assert_explained(BREAKS[seed % len(BREAKS)], seed)


def test_a_budget_too_small_for_its_obligations_is_told_with_the_least_that_is_missing() -> None:
    problem = problem_of(initiative("I1"), initiative("I2", cost="120.5"), initiative("I3", cost="1", mandatory=False),
                         limit="200")  # fmt: skip
    found = explain_infeasible(problem)
    assert set(found.groups) == {"budget capex 2027", "mandatory I1", "mandatory I2"}
    assert found.relaxation == (("budget capex 2027", Decimal("20.5")),)
    assert found.ways_out[0].is_smallest
    assert {way.relaxation for way in found.ways_out[1:]} == {
        (("mandatory I1", Decimal(1)),),
        (("mandatory I2", Decimal(1)),),
    }


def test_a_budget_cut_to_almost_nothing_is_given_back_rather_than_all_that_must_be_done_let_go() -> None:
    problem = problem_of(*(initiative(code) for code in ("I1", "I2", "I3", "I4")), limit="1")
    found = explain_infeasible(problem)
    assert found.relaxation == (("budget capex 2027", Decimal(399)),)


def test_of_ways_out_that_weigh_the_same_the_one_that_touches_fewest_limits_comes_first() -> None:
    found = explain_infeasible(
        draw_infeasible(SIZES[35 % len(SIZES)], seed=35, broken=BREAKS[35 % len(BREAKS)]).problem
    )
    assert found.ways_out[0].is_smallest and len(found.relaxation) == 1
    assert len(found.ways_out[1].relaxation) == 2 and found.ways_out[1].is_smallest


def test_a_conflict_names_a_lock_a_deadline_and_a_requirement() -> None:
    problem = problem_of(
        initiative("I1", deadline=2),
        initiative("I2", mandatory=False, duration=2),
        requires=(Requires("I1", "I2"),),
        limit="900",
    )
    assert set(explain_infeasible(problem).groups) == {"mandatory I1", "deadline I1", "requires I1 I2"}
    locked = replace(problem_of(initiative("I1"), initiative("I2", duration=2), limit="900"),
                     locked={"I1": 0, "I2": 0}, requires=(Requires("I1", "I2"),))  # fmt: skip
    found = explain_infeasible(locked)
    # "mandatory" says less than "locked" does: it is the locks that cannot hold with the requirement.
    assert set(found.groups) == {"locked I1", "requires I1 I2"}
    assert found.relaxation == (("locked I1", Decimal(1)),)


def test_two_conflicts_that_share_nothing_are_both_told_and_both_solved() -> None:
    problem = problem_of(
        *(initiative(code) for code in ("I1", "I2", "I3", "I4")),
        excludes=(Excludes(("I1", "I2")), Excludes(("I3", "I4"))),
        limit="900",
    )
    found = explain_infeasible(problem)
    assert len(found.further) == 1
    assert not set(found.groups) & set(found.further[0])
    assert_ways_out(problem, found)


def test_shares_are_loosened_in_share_points() -> None:
    problem = problem_of(
        initiative("I1", share_weight=Decimal(30)),
        replace(initiative("I2", share_weight=Decimal(70)), department="Sales"),
        caps=Caps(share=(Share("department", "HR", high=Decimal("0.25")),)),
        limit="900",
    )
    found = explain_infeasible(problem)
    assert set(found.groups) == {"mandatory I1", "share of department HR"}
    assert found.relaxation == (("share of department HR", Decimal("0.05")),)
    assert check(relax(problem, found.relaxation), found.ways_out[0].decisions) == ()


def test_a_problem_with_a_plan_has_no_conflict() -> None:
    found = explain_infeasible(draw_problem(30, seed=3).problem)
    assert found.groups == () and found.ways_out == () and found.relaxation == ()


def test_without_time_nothing_is_claimed() -> None:
    ticks = iter(range(0, 10_000, 100))
    problem = draw_infeasible(30, seed=1).problem
    found = explain_infeasible(problem, seconds=1.0, timer=lambda: float(next(ticks)))
    assert not found.is_minimal


def test_the_same_problem_gives_the_same_conflict_again() -> None:
    problem = draw_infeasible(30, seed=0, broken="budget").problem
    first, second = explain_infeasible(problem), explain_infeasible(problem)
    assert (first.groups, first.relaxation) == (second.groups, second.relaxation)
