"""May one look at a running test at any time, and is it told in words when to stop?"""

import math

import numpy as np
import pytest

from opencaio.engines.impact.cuped import adjusted
from opencaio.engines.impact.experiment import means, proportions
from opencaio.engines.impact.moments import Moments, Pair
from opencaio.engines.impact.sequential import always_valid_p, difference, looks, reach, verdict
from opencaio.engines.impact.shares import Share
from opencaio.errors import BadInput

RNG = np.random.default_rng(7)
FIRST, SECOND = RNG.normal(0, 1, 1000), RNG.normal(0.5, 1, 1000)


def at(size: int) -> tuple[Moments, Moments]:
    return Moments.of(FIRST[:size]), Moments.of(SECOND[:size])


def test_the_boundary_is_that_of_the_published_formula() -> None:
    """Waudby-Smith and others, theorem 2.2: σ √(2 (tρ² + 1) / (t²ρ²) · log(√(tρ² + 1) / α)), ρ sharpest at 500."""
    alpha, rows = 0.05, 200
    rho_squared = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / 500
    grown = rows * rho_squared + 1
    published = math.sqrt(2 * grown / (rows**2 * rho_squared) * math.log(math.sqrt(grown) / alpha))
    assert reach(1 / rows, rows=rows, planned=500) == pytest.approx(published, rel=1e-12)


def test_it_is_sharpest_where_it_was_planned_to_be() -> None:
    widths = {planned: reach(1 / 1000, rows=1000, planned=planned) for planned in (100, 300, 1000, 3000, 10000)}
    assert min(widths, key=lambda planned: widths[planned]) == 1000
    assert widths[1000] > 1.96 / math.sqrt(1000)


def test_the_p_value_and_the_interval_say_the_same() -> None:
    square, rows = 0.01, 300
    edge = reach(square, rows=rows, planned=500)
    assert always_valid_p(edge, square, rows=rows, planned=500) == pytest.approx(0.05, rel=1e-9)
    assert always_valid_p(0.0, square, rows=rows, planned=500) == 1.0


def test_looking_often_narrows_the_interval_and_never_raises_the_p_value() -> None:
    told = looks([at(size) for size in (50, 100, 200, 400, 1000)], planned=1000, unit="min")
    widths = [one.interval.half for one in told if one.interval]
    chances = [one.p_value or 0.0 for one in told]
    assert widths == sorted(widths, reverse=True) and len(widths) == 5
    assert chances == sorted(chances, reverse=True) and chances[-1] < 0.001
    assert told[-1].interval is not None and told[-1].interval.kind == "always valid"
    assert told[-1].effect == pytest.approx(means(*at(1000)).effect)


def test_shares_are_looked_at_as_their_rows_would_be() -> None:
    rows = np.repeat([1.0, 0.0], [30, 170]), np.repeat([1.0, 0.0], [60, 140])
    counted = difference(Share(30, 200), Share(60, 200), planned=400)
    raw = difference(Moments.of(rows[0]), Moments.of(rows[1]), planned=400)
    assert counted.interval is not None and raw.interval is not None
    assert counted.interval.low == pytest.approx(raw.interval.low, rel=1e-9)


def test_what_was_known_before_sharpens_a_running_test_as_well() -> None:
    before = RNG.normal(size=600)
    after = before + 0.3 * RNG.normal(size=600)
    groups = Pair.of(before[:300], after[:300]), Pair.of(before[300:], after[300:] + 0.2)
    plain, sharp = difference(groups[0].y, groups[1].y, planned=600), difference(*adjusted(*groups), planned=600)
    assert plain.interval is not None and sharp.interval is not None
    assert sharp.interval.half < 0.4 * plain.interval.half and 0.2 in sharp.interval
    assert sharp.tells == "above zero" and plain.tells == "nothing sure"


def test_a_test_ends_when_the_effect_is_sure_or_surely_too_small() -> None:
    assert verdict(difference(*at(1000), planned=1000), worth=0.1).advice == "stop"
    early = verdict(difference(*at(40), planned=1000), worth=0.1)
    assert early.advice == "go on" and "still possible" in early.reasons[0]
    small = verdict(difference(*at(1000), planned=1000), worth=5.0)
    assert small.advice == "stop" and "at least 5 would be worth it" in small.reasons[0]
    with pytest.raises(BadInput, match="always-valid"):
        verdict(proportions(Share(30, 200), Share(60, 200)), worth=0.1)


def test_what_is_too_early_or_out_of_order_is_refused() -> None:
    with pytest.raises(BadInput, match="Too early to look: 20 in a group"):
        difference(*at(20), planned=100)
    with pytest.raises(BadInput, match="Too early to look: 3 of each outcome"):
        difference(Share(3, 500), Share(40, 500), planned=100)
    with pytest.raises(BadInput, match="later look has fewer rows"):
        looks([at(100), at(50)], planned=100)
    with pytest.raises(BadInput, match="planned size"):
        difference(*at(100), planned=0)
    with pytest.raises(BadInput, match="no spread"):
        difference(Moments.of([1.0] * 40), Moments.of([2.0] * 40), planned=100)
