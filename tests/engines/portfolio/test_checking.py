"""Does the checker find every broken limit of plans worked out by hand, and value them to the last digit?"""

from dataclasses import replace
from decimal import Decimal

import pytest

from opencaio.engines.portfolio import (
    Decisions,
    Problem,
    RiskAversion,
    budgets_used,
    check,
    read_problem,
    tail_mean,
    value_of,
)
from tests.engines.portfolio.documents import small

ONE_HIRE = {"ml": (0, 0, 0, 1, 0, 0)}


def problem(**changes: object) -> Problem:
    return replace(read_problem(small()), **changes)  # type: ignore[arg-type]


def broken(plan: Decisions, **changes: object) -> set[str]:
    return {one.name for one in check(problem(**changes), plan)}


def test_the_best_plan_of_the_small_problem_keeps_all_and_is_worth_157_5() -> None:
    plan = Decisions({"I1": 0, "I2": 3}, ONE_HIRE)
    assert check(problem(), plan) == ()
    # 120.5 + 45 + 15 for both, less 20 for the platform and 1 x 3 quarters for the hire.
    assert value_of(problem(), plan) == Decimal("157.5")


def test_what_is_left_is_kept_for_the_next_year_as_far_as_allowed() -> None:
    # 2027: 100 less 30 + 30 + 20 leaves 20 (at most half of 100 may be kept); 2028 then has 10 + 20 for 30.
    used = budgets_used(problem(), Decisions({"I1": 0, "I2": 3}, ONE_HIRE))
    assert (used[0].used, used[0].kept) == (80, 20)
    assert (used[1].used, used[1].received, used[1].left) == (30, 20, 0)


def test_without_the_kept_money_the_second_year_is_broken_by_what_is_missing() -> None:
    small_first = replace(problem().budgets[0], limit=Decimal("99.999"))
    violations = check(problem(budgets=(small_first, *problem().budgets[1:])), Decisions({"I1": 0, "I2": 3}, ONE_HIRE))
    assert [(one.name, one.by) for one in violations] == [("budget capex 2028", Decimal("0.001"))]


def test_too_few_people_are_found_and_a_hire_or_a_contractor_mends_it() -> None:
    assert broken(Decisions({"I1": 0, "I2": 3})) == {"skill ml"}
    assert broken(Decisions({"I1": 0, "I2": 3}, ONE_HIRE)) == set()
    half = (Decimal(0), Decimal(0), Decimal("0.5"), Decimal(0), Decimal(0), Decimal(0))
    assert broken(Decisions({"I1": 0, "I3": 3}, contracts={"ml": half})) == {"skill ml"}
    later = (*half[:3], Decimal("0.3"), *half[4:])
    assert broken(Decisions({"I1": 0, "I3": 3}, contracts={"ml": later})) == set()


@pytest.mark.parametrize("arrivals", [(0, 1, 0, 0, 0, 0), (0, 0, 3, 0, 0, 0), (0, 0, -1, 2, 0, 0)])
def test_hires_before_their_lead_too_many_or_negative_are_found(arrivals: tuple[int, ...]) -> None:
    assert "skill ml" in broken(Decisions({"I1": 0}, {"ml": arrivals}))


def test_hires_are_paid_from_their_period_on_to_the_end() -> None:
    used = budgets_used(problem(), Decisions({"I1": 0}, {"ml": (0, 0, 0, 2, 0, 0)}))
    # Two people at 35 in both quarters of 2028, and the run cost of I1 (2.5 a quarter from 27Q4 on).
    assert used[2].used == 2 * 35 * 2 + Decimal("2.5") * 2


def test_a_requirement_binds_to_the_very_period() -> None:
    assert broken(Decisions({"I1": 1, "I3": 3})) == {"requires I3 I1", "skill ml"}
    assert "requires I3 I1" in broken(Decisions({"I3": 5}))
    assert "requires I3 I1" not in broken(Decisions({"I1": 0, "I3": 3}))


def test_starts_outside_of_what_is_allowed_are_found() -> None:
    alone = replace(problem().caps, share=())
    assert broken(Decisions({"I1": 2}), caps=alone) == {"initiative I1"}
    assert broken(Decisions({"I7": 0})) == {"initiative I7"}
    assert broken(Decisions({"I1": 1}), locked={"I1": 0}, caps=alone) == {"locked I1"}
    assert broken(Decisions({}), locked={"I1": 0}) == {"locked I1"}


def test_caps_and_shares_are_checked_over_what_runs_and_is_funded() -> None:
    caps = replace(problem().caps, share=())
    assert broken(Decisions({"I1": 0}), caps=replace(caps, risk_per_period=Decimal("11.9"))) == {"risk cap"}
    tight = replace(caps, load_per_department={"HR": Decimal(1)})
    assert broken(Decisions({"I1": 0}), caps=tight) == {"load HR"}
    # HR takes 30 of 30 alone, and 30 of 90 together with I2.
    assert broken(Decisions({"I1": 0})) == {"share of department HR"}


def test_the_tail_is_the_mean_of_the_worst_with_a_part_of_the_last() -> None:
    values = [Decimal(one) for one in (10, 2, 4, 8)]
    assert tail_mean(values, alpha=0.5) == 3
    # The worst 30 % of four scenarios: the worst one and a fifth of the next, (2 + 0.2 x 4) / 1.2.
    assert tail_mean(values, alpha=0.7) == Decimal("2.8") / Decimal("1.2")
    assert tail_mean(values, alpha=0.9) == 2


def test_an_averse_aim_weighs_the_tail() -> None:
    averse = problem(multiplier={"I1": (1.0, 0.5, 1.5, 1.0)}, risk_aversion=RiskAversion(weight=0.25, alpha=0.75))
    # The worst scenario loses half of the benefit of 200: 120.5 less 100.
    assert value_of(averse, Decisions({"I1": 0})) == Decimal("0.75") * Decimal("120.5") + Decimal("0.25") * Decimal(
        "20.5"
    )
