"""Is the relaxation that grows by prices the same as the whole one?"""

import numpy as np
import pytest

from opencaio.engines.portfolio import model
from opencaio.engines.portfolio.drawing import draw_infeasible, draw_problem
from opencaio.engines.portfolio.growing import relax_growing
from opencaio.engines.portfolio.relaxing import relax


@pytest.mark.parametrize("seed", range(4))
def test_growing_by_prices_gives_the_bound_of_the_whole_relaxation(seed: int) -> None:
    built = model.build(draw_problem(60, seed=seed).problem)
    grown, whole = relax_growing(built, seed=1), relax(built.matrix, seed=1)
    assert grown.bound == pytest.approx(whole.bound, rel=1e-7)
    used = built.matrix.entries @ grown.columns
    room = 1e-6 * np.maximum(1.0, np.abs(built.matrix.row_high))
    assert np.all(used <= built.matrix.row_high + room)
    assert built.matrix.cost @ grown.columns == pytest.approx(grown.bound, rel=1e-7)


def test_nothing_left_out_is_worth_more_than_its_price() -> None:
    built = model.build(draw_problem(80, seed=7).problem)
    grown = relax_growing(built, seed=1)
    assert grown.worth[grown.columns < 1e-9].max() < 1e-4


def test_what_cannot_be_is_found_infeasible() -> None:
    built = model.build(draw_infeasible(30, seed=1, broken="budget").problem)
    assert relax_growing(built, seed=1).status == "infeasible"


def test_a_stop_leaves_it_unknown() -> None:
    built = model.build(draw_problem(200, seed=2).problem)
    assert relax_growing(built, seed=1, stop=lambda: True).status == "unknown"
