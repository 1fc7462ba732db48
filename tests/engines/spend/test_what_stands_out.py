"""Is a cost that stands out told once, with what made it, and is an ordinary week left alone?"""

from datetime import date, timedelta

import numpy as np
import pytest

from opencaio.engines.spend import ahead, contributions, unusual, usual
from opencaio.errors import BadInput

START = date(2026, 1, 5)
WORKING_WEEK = (10, 10, 10, 10, 10, 2, 1)


def days(amounts: list[float]) -> dict[date, float]:
    return {START + timedelta(at): amount for at, amount in enumerate(amounts)}


def noisy(length: int, *, seed: int, noise: float = 0.1) -> list[float]:
    chance = np.random.default_rng(seed)
    return [WORKING_WEEK[at % 7] * float(np.exp(noise * chance.standard_normal())) for at in range(length)]


def test_a_weekend_is_not_unusual_for_those_who_rest() -> None:
    found = usual([float(WORKING_WEEK[at % 7]) for at in range(54)])
    assert found is not None
    assert found.expected == pytest.approx(2)


def test_four_weeks_are_needed_to_know_what_is_usual() -> None:
    assert usual([1.0] * 27) is None
    assert usual([1.0] * 28) is not None


def test_a_day_that_costs_five_times_as_much_is_told_with_its_excess() -> None:
    series = noisy(90, seed=1)
    series[80] *= 5
    (found,) = unusual(days(series), floor=5)
    assert (found.first_day, found.last_day) == (START + timedelta(80),) * 2
    assert found.excess == pytest.approx(series[80] * 0.8, rel=0.3)


def test_neighbouring_days_are_one_finding_and_a_new_level_is_told_once() -> None:
    series = noisy(60, seed=2) + [3 * one for one in noisy(130, seed=3)[60:]]
    (found,) = unusual(days(series), floor=1)
    assert found.first_day == START + timedelta(60)
    assert 10 <= (found.last_day - found.first_day).days <= 30


def test_a_finding_counts_every_day_from_its_first_to_its_last() -> None:
    series = [10.0] * 60
    series[50], series[53] = 30.0, 25.0
    (found,) = unusual(days(series), floor=1)
    assert (found.first_day, found.last_day) == (START + timedelta(50), START + timedelta(53))
    assert (found.amount, found.expected) == (pytest.approx(30 + 10 + 10 + 25), pytest.approx(40))


def test_a_bill_that_falls_to_nothing_stands_out_as_well() -> None:
    series = noisy(90, seed=4)
    series[70:75] = [0.0] * 5
    (found,) = unusual(days(series), floor=1)
    assert found.excess < 0


def test_ordinary_noise_is_seldom_told() -> None:
    told = sum(len(unusual(days(noisy(120, seed=seed)), floor=1)) for seed in range(40))
    assert told <= 40 * 92 * 0.005


def test_what_made_it_is_named_by_its_part_of_the_excess() -> None:
    steady, jumped = [5.0] * 60, [5.0] * 50 + [25.0] * 10
    both = days([one + other for one, other in zip(steady, jumped, strict=True)])
    (found,) = unusual(both, floor=1)
    first, *others = contributions({"search": days(steady), "speech": days(jumped)}, found)
    assert (first.part, others) == ("speech", [])
    assert first.share == pytest.approx(1)


def test_the_coming_days_are_usual_days_by_their_weekday() -> None:
    steady = [float(WORKING_WEEK[at % 7]) for at in range(140)]
    found = ahead(days(steady), until=START + timedelta(140 + 4))
    assert found.expected == pytest.approx(50)
    assert (found.low, found.high) == (pytest.approx(50), pytest.approx(50))


def test_the_interval_of_a_forecast_holds_about_as_often_as_it_says() -> None:
    held = []
    for seed in range(150):
        series = noisy(230, seed=seed, noise=0.4)
        found = ahead(days(series[:200]), until=START + timedelta(229))
        assert found.low is not None
        assert found.high is not None
        held.append(found.low <= sum(series[200:]) <= found.high)
    assert 0.68 <= np.mean(held) <= 0.95


def test_a_short_history_gives_a_figure_without_an_interval_and_a_shorter_one_is_refused() -> None:
    assert ahead(days(noisy(40, seed=1)), until=START + timedelta(60)).low is None
    with pytest.raises(BadInput, match="four weeks"):
        ahead(days(noisy(20, seed=1)), until=START + timedelta(60))
    with pytest.raises(BadInput, match="known already"):
        ahead(days(noisy(40, seed=1)), until=START)
    with pytest.raises(BadInput, match="no day"):
        ahead({}, until=START)


def test_months_to_come_add_up_to_what_is_to_come_and_each_has_its_own_range() -> None:
    past = days(noisy(140, seed=4))
    known = max(past)
    near, far = known + timedelta(30), known + timedelta(60)
    whole, first = ahead(past, until=far), ahead(past, until=near)
    second = ahead(past, first_day=near + timedelta(1), until=far)
    assert first.expected + second.expected == pytest.approx(whole.expected)
    assert first.trials > second.trials == whole.trials
    assert first.low is not None and second.low is not None and second.low < second.expected
    with pytest.raises(BadInput, match="known already"):
        ahead(past, first_day=known, until=far)
