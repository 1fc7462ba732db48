"""Which plan that keeps every limit can be had at once, by what each start brings for the scarce things it takes?

Prices of the limits come from a linear relaxation, or for large problems from a few rounds of a subgradient method
(Held, Wolfe and Crowder 1974). Mandatory initiatives are placed first; broken limits are mended by moving what
breaks them, with weights that grow while a limit stays broken (Morris 1993); the rest is filled in by worth per price.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from opencaio.engines.portfolio.board import NOWHERE, Board
from opencaio.engines.portfolio.model import Model
from opencaio.engines.portfolio.sparse import Floats

MOST_STEPS = 4000
# Of mending, for each initiative: where few can move, more steps only try the same again.
STEPS_EACH = 20
MOST_TRIED = 24
ROUNDS = 120


@dataclass(frozen=True)
class Hint:
    """What a start is guided by: how far each start is taken (0 to 1), what it brings above its price, and its price.

    All have one entry a start column.
    """

    taken: Floats
    worth: Floats
    price: Floats


def priced(board: Board, cost: Floats, *, rounds: int = ROUNDS) -> Hint:
    """A hint without a linear program: prices of the limits by a subgradient method."""
    model, entries = board.model, board.entries
    scale = np.maximum(np.abs(board.limit), 1e-9)
    by_limit = entries.multiply(1.0 / scale[:, None]).tocsc()
    room = np.sign(board.limit)
    counts = np.diff(model.first)
    able = np.flatnonzero(counts)
    if not len(able):
        return Hint(cost, cost, cost)
    edges = model.first[able]
    prices = np.zeros(len(scale))
    usual = float(np.abs(cost).sum()) / max(1, len(cost)) * max(1, len(able)) / max(1, len(scale))
    share = np.zeros(len(cost))
    for turn in range(rounds):
        worth = cost - by_limit.T @ prices
        best = np.maximum.reduceat(worth, edges)
        winner = worth >= np.repeat(best, counts[able])
        take = winner & np.repeat((best > 0) | board.must[able], counts[able])
        picked = take / np.maximum(np.repeat(np.add.reduceat(take.astype(float), edges), counts[able]), 1.0)
        excess = by_limit @ picked - room
        prices = np.maximum(0.0, prices + 4 * usual / (4 + turn) * excess)
        share += picked / rounds
    worth = cost - by_limit.T @ prices
    return Hint(share, worth, cost - worth)


def begin(board: Board, hint: Hint, *, seed: int, care: float = 1e-4, stop: Callable[[], bool] | None = None) -> bool:
    """Put a plan on the board that keeps every row; False if none was found in time, or before ``stop`` said so."""
    rng = np.random.default_rng(seed)
    _first_guess(board, hint)
    steps = min(MOST_STEPS, 40 + STEPS_EACH * len(board.must))
    if not _mend(board, hint, rng, steps, care, stop=stop):
        return False
    fill(board, hint)
    return True


def _first_guess(board: Board, hint: Hint) -> None:
    """Every initiative where the hint has it; mandatory ones in any case, in their likeliest start."""
    first = board.model.first
    for number in range(len(board.must)):
        low, high = int(first[number]), int(first[number + 1])
        if low == high:
            continue
        parts = hint.taken[low:high]
        if board.must[number] or parts.sum() > 0.5:
            best = np.lexsort((-hint.worth[low:high], -parts))[0]
            board.put(number, low + int(best))


def _mend(
    board: Board,
    hint: Hint,
    rng: np.random.Generator,
    steps: int,
    care: float,
    *,
    pinned: int = -1,
    stop: Callable[[], bool] | None = None,
) -> bool:
    """Move, drop and add until no row is broken."""
    weights = 1.0 / np.maximum(np.abs(board.limit), 1.0)
    rest = np.zeros(len(board.must), dtype=np.int64)
    scale = float(np.abs(hint.worth).sum()) / max(1, len(hint.worth)) + 1e-9
    for step in range(steps):
        over = board.over()
        broken = np.flatnonzero(over)
        if not len(broken):
            return True
        if stop is not None and stop():
            return False
        row = int(rng.choice(broken))
        best, move = np.inf, None
        for number in _who_can_help(board, hint, row, rng):
            if number == pinned:
                continue
            places, change = board.changes(int(number), weights)
            lost = np.where(places == NOWHERE, 0.0, -hint.worth[places]) / scale
            score = change + care * lost
            score[places == board.chosen[number]] = np.inf
            if board.must[number]:
                score[0] = np.inf
            at = int(np.argmin(score))
            if score[at] < best and (rest[number] <= step or score[at] < -1e-3):
                best, move = float(score[at]), (int(number), int(places[at]))
        weights[broken] *= 1.15
        if move is not None:
            board.put(*move)
            rest[move[0]] = step + 3 + int(rng.integers(4))
    return not len(np.flatnonzero(board.over()))


def _who_can_help(board: Board, hint: Hint, row: int, rng: np.random.Generator) -> list[int]:
    """Some initiatives that load a broken row, or that would relieve it if they were funded."""
    begin_at, end = board.by_row.indptr[row], board.by_row.indptr[row + 1]
    columns, entries = board.by_row.indices[begin_at:end], board.by_row.data[begin_at:end]
    owners = board.model.owner[columns]
    loading = owners[(entries > 0) & (board.chosen[owners] == columns)]
    relief = (entries < 0) & (board.chosen[owners] != columns)
    helpers = owners[relief]
    if len(helpers) > MOST_TRIED // 2:
        keys = hint.worth[columns[relief]] * rng.random(len(helpers))
        helpers = helpers[np.argsort(-keys, kind="stable")[: MOST_TRIED // 2]]
    if len(loading) > MOST_TRIED:
        loading = rng.choice(loading, MOST_TRIED, replace=False)
    return list(dict.fromkeys([*loading.tolist(), *helpers.tolist()]))


def fill(board: Board, hint: Hint) -> None:
    """Add whatever still fits, dearest first by worth for its price, until nothing more does."""
    model: Model = board.model
    gain = model.matrix.cost[: model.extra]
    if not np.any(gain):
        gain = hint.worth + hint.price
    while True:
        places = board.fitting()
        places = places[gain[places] > 0]
        if not len(places):
            return
        ratio = gain[places] / (np.maximum(hint.price[places], 0.0) + 0.02 * gain[places] + 1e-9)
        for place in places[np.argsort(-ratio, kind="stable")]:
            number = int(model.owner[place])
            if board.chosen[number] == NOWHERE and board.fits(int(place)):
                board.put(number, int(place))


def improve(board: Board, hint: Hint, *, seed: int, rounds: int) -> int:
    """Force one start after another in, mend what that breaks, fill up; keep what is worth more. Returns the gains."""
    rng = np.random.default_rng(seed)
    model = board.model
    cost = model.matrix.cost[: model.extra]
    gains = 0
    best = _worth(board, cost)
    odds = np.exp(np.clip(hint.worth / (np.abs(hint.worth).mean() + 1e-9), -8, 2))
    odds /= odds.sum()
    picks = rng.choice(len(cost), rounds, p=odds)
    for pick in picks:
        number = int(model.owner[pick])
        if board.chosen[number] == pick:
            if board.must[number]:
                continue
            pick = NOWHERE
        kept, taken = board.chosen.copy(), board.taken.copy()
        board.put(number, int(pick))
        if _mend(board, hint, rng, 40, 1e-2, pinned=number):
            fill(board, hint)
            worth = _worth(board, cost)
            if worth > best + 1e-9:
                best = worth
                gains += 1
                continue
        board.chosen, board.taken = kept, taken
    return gains


def _worth(board: Board, cost: Floats) -> float:
    return float(cost[board.chosen[board.chosen != NOWHERE]].sum())
