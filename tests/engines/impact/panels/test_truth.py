"""Do intervals and tests for panels hold what they promise, on thousands of drawn panels whose truth is known?

Each figure is a share of 2,000 draws of fixed seeds: its own error is half a point.
"""

from collections.abc import Callable

import numpy as np
import pytest

from opencaio.engines.impact.aggregate import summary
from opencaio.engines.impact.clustered import Groups, contrast
from opencaio.engines.impact.estimate import Estimate
from opencaio.engines.impact.group_time import Choices, group_times
from opencaio.engines.impact.panel import Split
from opencaio.engines.impact.placebo import inverted, placements, rank_p
from opencaio.engines.impact.synthetic_did import synthetic_did
from opencaio.engines.impact.synthetic_errors import judge
from opencaio.engines.impact.synthetic_fit import place_all
from opencaio.engines.impact.synthetic_weights import effect_of, weights_of
from opencaio.engines.impact.two_way import two_way
from tests.engines.impact.panels.draws import Numbers, panel

pytestmark = pytest.mark.slow
DRAWS = 2000
EFFECT = 0.7
# Half a point is one error of such a share; a promise of “at most” is given two and a half of them.
ROOM = 0.0125
Lots = np.random.Generator


def persistent(lots: Lots, units: int, periods: int) -> Numbers:
    """Noise that remembers (0.8 of it stays), which an error for independent rows takes for surety."""
    noise = lots.normal(size=(units, periods))
    for place in range(1, periods):
        noise[:, place] += 0.8 * noise[:, place - 1]
    return noise


def unequal(lots: Lots, units: int, periods: int) -> Numbers:
    """The first third of the units is three times as noisy."""
    return persistent(lots, units, periods) * np.where(np.arange(units) < units / 3, 3.0, 1.0)[:, None]


def heavy(lots: Lots, units: int, periods: int) -> Numbers:
    return np.asarray(lots.standard_t(4, size=(units, periods)))


def in_teams(lots: Lots, units: int, periods: int) -> Numbers:
    """Units of a team of four share most of their noise."""
    teams = np.repeat(persistent(lots, units // 4, periods), 4, axis=0)
    return np.asarray(teams + 0.5 * lots.normal(size=(units, periods)))


def moved(noise: Numbers, treated: np.ndarray, start: int) -> Numbers:
    """Each unit's change of means, the treated by the effect more."""
    return np.asarray(noise[:, start:].mean(axis=1) - noise[:, :start].mean(axis=1) + EFFECT * treated)


@pytest.mark.parametrize(
    ("draw", "units", "treated", "team"),
    [
        (persistent, 60, 25, 1),
        (unequal, 60, 20, 1),
        (heavy, 40, 10, 1),
        (persistent, 30, 6, 1),
        (in_teams, 120, 48, 4),
        (in_teams, 160, 24, 4),
    ],
)
def test_clustered_intervals_of_differences_cover_the_effect(
    draw: Callable[[Lots, int, int], Numbers], units: int, treated: int, team: int
) -> None:
    lots = np.random.default_rng(units + treated)
    groups = Groups(np.arange(units) < treated, np.arange(units) // team)
    kept = []
    for _ in range(DRAWS):
        found = contrast(moved(draw(lots, units, 10), groups.treated, 6), groups, level=0.95)
        assert found.way == "clusters" and found.interval is not None
        kept.append(EFFECT in found.interval)
    assert 0.93 <= np.mean(kept) <= 0.97


def test_blind_to_teams_the_interval_would_not_cover() -> None:
    lots = np.random.default_rng(7)
    groups = Groups(np.arange(120) < 48, np.arange(120))
    kept = []
    for _ in range(DRAWS):
        found = contrast(moved(in_teams(lots, 120, 10), groups.treated, 6), groups, level=0.95)
        kept.append(found.interval is not None and EFFECT in found.interval)
    assert np.mean(kept) < 0.85


@pytest.mark.parametrize(("units", "treated"), [(25, 1), (24, 2), (16, 3)])
def test_placements_of_few_treated_hold_the_size_of_their_test(units: int, treated: int) -> None:
    lots = np.random.default_rng(100 + units)
    groups = Groups(np.arange(units) < treated, np.arange(units))
    p_values, kept = [], []
    for _ in range(DRAWS):
        found = contrast(moved(heavy(lots, units, 8), groups.treated, 5), groups, level=0.95, seed=1)
        assert found.way == "placements" and found.interval is not None
        kept.append(EFFECT in found.interval)
        null = contrast(moved(heavy(lots, units, 8), 0 * groups.treated, 5), groups, level=0.95, seed=1)
        p_values.append(null.p_value)
    for alpha in (0.05, 0.1, 0.2):
        assert np.mean(np.array(p_values, dtype=float) <= alpha) <= alpha + ROOM
    assert 0.95 - ROOM <= np.mean(kept) < 0.995


def two_factors(lots: Lots, units: int, periods: int) -> Numbers:
    """Units load on two common movements: no parallel trends."""
    common = np.cumsum(lots.normal(size=(2, periods)), axis=1)
    return np.asarray(lots.uniform(0, 1, size=(units, 2)) @ common + 0.5 * lots.normal(size=(units, periods)))


def test_the_placebo_test_of_synthetic_control_holds_its_size_and_its_interval_covers() -> None:
    lots, units, start = np.random.default_rng(11), 20, 8
    placed = placements(np.arange(units) == 0)
    p_values, kept, finite = [], [], []
    for _ in range(DRAWS):
        outcomes = two_factors(lots, units, 12)
        found = place_all(outcomes, start, placed)
        p_values.append(rank_p(found.ratios))
        interval = inverted(found.shifted, level=0.95)
        # Where other units look as strong at any effect, the interval at 95 % is the whole line.
        kept.append(interval is None or interval.level < 0.94 or 0 in interval)
        finite.append(interval is not None and interval.level > 0.94)
    for alpha in (0.05, 0.1, 0.25, 0.5):
        assert np.mean(np.array(p_values) <= alpha) <= alpha + ROOM
    assert np.mean(kept) >= 0.95 - ROOM and np.mean(finite) > 0.7


def split_of(outcomes: Numbers, treated: int, start: int) -> Split:
    return Split(panel(outcomes, dict.fromkeys(range(treated), start)), start, ())


def test_the_placebo_test_of_synthetic_differences_holds_its_size() -> None:
    lots, units = np.random.default_rng(12), 12
    p_values, kept = [], []
    for _ in range(DRAWS):
        split = split_of(two_factors(lots, units, 10), 1, 7)
        weights = weights_of(split.panel.outcomes, split.treated, 7)
        effect = effect_of(split.panel.outcomes, split.treated, 7, weights)
        found = judge(split, weights, effect, by="placebo", level=0.95, seed=1, most=50)
        assert found.interval is not None
        p_values.append(found.p_value)
        kept.append(0 in found.interval)
    for alpha in (1 / 12, 0.25, 0.5):
        assert np.mean(np.array(p_values, dtype=float) <= alpha + 1e-9) <= alpha + 2 * ROOM
    assert 0.92 <= np.mean(kept) <= 0.99


def test_the_jackknife_of_synthetic_differences_covers_with_many_treated() -> None:
    lots, kept = np.random.default_rng(13), []
    for _ in range(DRAWS):
        split = split_of(two_factors(lots, 40, 12), 15, 8)
        weights = weights_of(split.panel.outcomes, split.treated, 8)
        effect = effect_of(split.panel.outcomes, split.treated, 8, weights)
        found = judge(split, weights, effect, by="jackknife", level=0.95, seed=1, most=50)
        kept.append(found.interval is not None and 0 in found.interval)
    # Conservative, as its authors say.
    assert 0.93 <= np.mean(kept) <= 0.99


STARTS = (2, 5, 8)
UNITS = 300


def staggered_draw(lots: Lots) -> tuple[Numbers, dict[int, int]]:
    """A unit begins at one of three times or never, by lot; the effect grows with the square of time."""
    outcomes = lots.normal(size=(UNITS, 1)) + 0.2 * persistent(lots, UNITS, 12)
    drawn = lots.choice(4, p=[0.3, 0.3, 0.3, 0.1], size=UNITS)
    starts = {row: STARTS[group] for row, group in enumerate(drawn) if group < 3}
    for row, start in starts.items():
        outcomes[row, start:] += 0.5 * np.arange(1, 13 - start) ** 2
    return outcomes, starts


def test_staggered_effects_come_out_right_where_the_usual_regression_has_the_wrong_sign() -> None:
    lots = np.random.default_rng(14)
    grown = [0.5 * np.arange(1, 13 - start) ** 2 for start in STARTS]
    truth, by_time = float(np.mean(np.concatenate(grown))), 0.5 * np.arange(1, 11) ** 2
    kept, banded, turned, effects = [], [], [], []
    for draw in range(DRAWS):
        made = panel(*staggered_draw(lots))
        cells = group_times(made, Choices())
        simple = summary(cells, "simple", level=0.95, seed=draw)
        kept.append(truth in simple.interval)
        effects.append(simple.effect)
        turned.append(two_way(made).effect < 0)
        if draw % 4 == 0:
            points = summary(cells, "dynamic", level=0.95, seed=draw, draws=200).points
            banded.append(all((by_time[p.at] if p.at >= 0 else 0.0) in p.band for p in points))
    assert np.mean(turned) > 0.95 and truth > 0
    assert np.mean(effects) == pytest.approx(truth, abs=0.1)
    assert 0.93 <= np.mean(kept) <= 0.97
    # Of 500 draws: one error is a point.
    assert 0.91 <= np.mean(banded) <= 0.985


def test_whole_estimates_agree_with_what_was_drawn() -> None:
    lots = np.random.default_rng(15)
    outcomes = two_factors(lots, 20, 14)
    outcomes[0, 9:] += 10
    found: Estimate = synthetic_did(panel(outcomes, {0: 9}))
    assert found.interval is not None and 10 in found.interval and found.p_value == pytest.approx(1 / 20)
