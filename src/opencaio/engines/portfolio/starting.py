"""Which plan does the search begin from?"""

from collections.abc import Callable

import numpy as np

from opencaio.engines.portfolio import greedy, parts
from opencaio.engines.portfolio.board import NOWHERE, Board
from opencaio.engines.portfolio.greedy import Hint
from opencaio.engines.portfolio.model import Model
from opencaio.engines.portfolio.parts import Outcome
from opencaio.engines.portfolio.relaxing import Relaxation
from opencaio.engines.portfolio.sparse import Floats, Whole

# So many plans are begun until so many stand; then starts are forced into the better one, one after another.
TRIES, STANDING, FORCED = 5, 2, 40
CARE = (1e-4, 1e-2, 1e-1)
# The parts that are solved first: so many starts besides the plan's own for each initiative, never fewer than for 300
# initiatives, and steps of the solver, more for more starts. A small problem's first plan is shown after the first of
# them that gains a hundredth.
SHARES, FOR_LEAST, ENOUGH = (0.4, 2 / 3, 1.0), 300, 0.01
NEAREST_STEPS, STARTS_A_STEP, NEAREST_NODES = 60, 15, 20


def first_plan(
    model: Model, relaxation: Relaxation | None, *, seed: int, stop: Callable[[], bool] | None = None
) -> Floats | None:
    """All columns of a plan that keeps every row, guided by the relaxation if there is one; None if none was found.

    ``stop`` ends the search for one; a plan that was found is still finished.
    """
    hint: Hint | None = None
    standing: list[Board] = []
    for others in _others(model, relaxation):
        for number in range(TRIES if relaxation else 2):
            board = Board(model, others=others)
            hint = hint or _hint(board, relaxation)
            if greedy.begin(board, hint, seed=seed + number, care=CARE[number % len(CARE)], stop=stop):
                standing.append(board)
            if len(standing) == STANDING:
                break
        if standing:
            break
    if not standing or hint is None:
        return None
    best = max(standing, key=worth)
    if relaxation:
        greedy.improve(best, hint, seed=seed, rounds=max(10, FORCED * 300 // max(300, len(best.must))))
    return finished(model, best, seed=seed)


def sizes(model: Model) -> list[int]:
    """How many starts each of the first parts has: the largest only where there are many initiatives."""
    count = len(model.problem.initiatives)
    found = [round(share * max(count, FOR_LEAST)) for share in SHARES]
    return found if count > FOR_LEAST else found[:-1]


def nearby(
    model: Model,
    relaxation: Relaxation,
    columns: Floats,
    *,
    many: int,
    seed: int,
    seconds: float,
    stop: Callable[[], bool],
) -> Outcome:
    """The best plan of the starts of this one and of the core: what the relaxation uses, then what is worth about its
    price (Balas and Zemel 1980), so ``many`` in all. In about half a second.
    """
    distance = np.abs(relaxation.worth[: model.extra])
    distance[relaxation.columns[: model.extra] > 1e-6] = -1.0
    loose = columns[: model.extra] > 0.5
    loose[np.argsort(distance, kind="stable")[:many]] = True
    held = np.flatnonzero(~loose)
    low, high = model.matrix.low.copy(), model.matrix.high.copy()
    low[held] = high[held] = 0.0
    return parts.solve_part(
        model.matrix,
        low=low,
        high=high,
        known=columns,
        nodes=NEAREST_NODES,
        steps=max(NEAREST_STEPS, many // STARTS_A_STEP),
        seed=seed,
        seconds=seconds,
        stop=stop,
    )


def worth(board: Board) -> float:
    """What the chosen starts are worth by themselves."""
    return float(board.model.matrix.cost[board.chosen[board.chosen != NOWHERE]].sum())


def _hint(board: Board, relaxation: Relaxation | None) -> Hint:
    extra = board.model.extra
    cost = board.model.matrix.cost[:extra]
    if relaxation is None:
        return greedy.priced(board, cost)
    worth = relaxation.worth[:extra]
    return Hint(relaxation.columns[:extra], worth, cost - worth)


def _others(model: Model, relaxation: Relaxation | None) -> list[Floats]:
    """Ways to hold hires, platforms and what is kept: as the relaxation has it, rounded up; all platforms, no hires."""
    plain = np.zeros(len(model.matrix.cost))
    plain[model.platforms] = 1.0
    if relaxation is None:
        bare = plain.copy()
        bare[model.platforms] = 0.0
        return [plain, bare]
    found = []
    for rounding in (np.ceil, np.floor):
        held = relaxation.columns.copy()
        for places in model.hires.values():
            there = rounding(np.round(np.cumsum(held[places]), 6))
            arrivals = np.diff(there, prepend=0.0)
            held[places] = np.minimum(arrivals, model.matrix.high[places])
        held[model.platforms] = held[model.platforms] > 1e-6
        found.append(held)
    return [*found, plain]


def finished(model: Model, board: Board, *, seed: int) -> Floats | None:
    """All columns of the board's plan: the best hires, platforms and money kept for its starts."""
    chosen = board.chosen[board.chosen != NOWHERE]
    return with_starts(model, chosen, seed=seed)


def with_starts(model: Model, chosen: Whole, *, seed: int) -> Floats | None:
    """The best columns with exactly these starts, or None if there are none."""
    low, high = model.matrix.low.copy(), model.matrix.high.copy()
    high[: model.extra] = 0.0
    low[chosen] = high[chosen] = 1.0
    outcome = parts.solve_part(model.matrix, low=low, high=high, known=None, nodes=200, seed=seed)
    if outcome.columns is None and not (low < high).any():
        return low
    return outcome.columns
