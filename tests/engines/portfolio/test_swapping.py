"""Does exchanging choices leave no better plan within two for two, and never break a limit?"""

from itertools import chain, combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.portfolio.sparse import Floats
from opencaio.engines.portfolio.swapping import Swapping

COUNT, LIMITS = 8, 3


def few(places: list[int]) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(places, count) for count in (0, 1, 2)))


def drawn(seed: int) -> tuple[Swapping, Floats]:
    rng = np.random.default_rng(seed)
    takes = rng.integers(1, 20, (LIMITS, COUNT)).astype(float)
    plan = np.zeros(COUNT)
    swapping = Swapping(
        cost=rng.integers(1, 30, COUNT).astype(float),
        takes=takes,
        room=np.floor(takes.sum(axis=1) * rng.uniform(0.2, 0.8)),
        prices=rng.random(LIMITS),
    )
    for place in rng.permutation(COUNT):
        if np.all(takes @ plan + takes[:, place] <= swapping.room):
            plan[place] = float(rng.random() < 0.7)
    return swapping, plan


@given(st.integers(0, 10_000))
def test_no_exchange_of_two_for_two_is_left_and_every_limit_holds(seed: int) -> None:
    swapping, plan = drawn(seed)
    found = swapping.improved(plan)
    assert np.all(swapping.takes @ found <= swapping.room + 1e-9)
    assert swapping.cost @ found >= swapping.cost @ plan
    held, free = [list(np.flatnonzero(found == value)) for value in (1.0, 0.0)]
    for out in few(held):
        for into in few(free):
            other = found.copy()
            other[list(out)], other[list(into)] = 0.0, 1.0
            fits = np.all(swapping.takes @ other <= swapping.room + 1e-9)
            assert not fits or swapping.cost @ other <= swapping.cost @ found + 1e-9


def test_a_plan_that_nothing_betters_stays_as_it_is() -> None:
    swapping = Swapping(np.array([5.0, 1.0]), np.array([[1.0, 1.0]]), np.array([1.0]), np.array([1.0]))
    assert list(swapping.improved(np.array([1.0, 0.0]))) == [1.0, 0.0]
    assert list(swapping.improved(np.array([0.0, 1.0]))) == [1.0, 0.0]


def test_without_a_choice_there_is_nothing_to_exchange() -> None:
    empty = Swapping(np.zeros(0), np.zeros((2, 0)), np.ones(2), np.ones(2))
    assert empty.improved(np.zeros(0)).size == 0
