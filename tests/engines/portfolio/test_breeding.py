"""Does crossing plans find the best one of a knapsack, and is what it gives always a plan?"""

from decimal import Decimal

import numpy as np

from opencaio.engines.portfolio import Problem, model, parts, read_problem, solve
from opencaio.engines.portfolio.breeding import Breeding, is_knapsack
from opencaio.engines.portfolio.model import Model
from opencaio.engines.portfolio.relaxing import relax
from tests.engines.portfolio.documents import small
from tools.knapsacks import Knapsack


def knapsack(count: int, *, limits: int, seed: int) -> Problem:
    """Half of everything fits; worth follows size, as in the hard instances of the literature."""
    rng = np.random.default_rng(seed)
    takes = rng.integers(10, 1000, (limits, count))
    worth = (takes.mean(axis=0) + 500 * rng.random(count)).astype(int)
    return Knapsack(
        name="drawn",
        values=tuple(Decimal(int(one)) for one in worth),
        takes=tuple(tuple(Decimal(int(one)) for one in row) for row in takes),
        limits=tuple(Decimal(int(row.sum()) // 2) for row in takes),
        best=Decimal(0),
    ).problem()


def built(count: int, *, limits: int, seed: int) -> Model:
    return model.build(knapsack(count, limits=limits, seed=seed))


def test_a_knapsack_is_told_from_a_plan_with_dates() -> None:
    assert is_knapsack(built(70, limits=3, seed=1).matrix)
    assert not is_knapsack(model.build(read_problem(small())).matrix)


def test_generations_find_the_best_plan_that_branch_and_bound_proves() -> None:
    matrix = built(70, limits=3, seed=2).matrix
    best = parts.solve_part(matrix, low=matrix.low, high=matrix.high, known=None, nodes=10**6, seed=1)
    assert best.proven
    found = Breeding(matrix, relax(matrix, seed=1), seed=1).generations(stop=lambda: False)
    assert found is not None
    assert np.all(matrix.entries @ found <= matrix.row_high + 1e-9)
    assert best.value * 0.9995 <= matrix.cost @ found <= best.value + 1e-6


def test_equal_work_gives_an_equal_plan_for_a_knapsack() -> None:
    problem = knapsack(60, limits=4, seed=3)
    one, same = solve(problem, work=7 + 61_000_000), solve(problem, work=7 + 61_000_000)
    assert (one.decisions, one.value, one.bound) == (same.decisions, same.value, same.bound)
    assert one.value is not None and one.value > Decimal(0)


def test_a_stop_gives_no_plan() -> None:
    matrix = built(70, limits=3, seed=4).matrix
    assert Breeding(matrix, relax(matrix, seed=1), seed=1).generations(stop=lambda: True) is None
