"""Do shrunk estimates beat the raw ones on portfolios whose truth is known, in error and in regret?"""

import numpy as np
import pytest

from opencaio.engines.value import Estimate, disappointment, shrink

CLASSES = {"a": (50.0, 30.0), "b": (-10.0, 15.0), "c": (120.0, 60.0)}


def drawn(seed: int, count: int = 60) -> tuple[list[Estimate], dict[str, float]]:
    """A portfolio with known truth: values differ within three classes, estimates err by their own deviation."""
    rng = np.random.default_rng(seed)
    estimates, truth = [], {}
    for number in range(count):
        group = "abc"[number % 3]
        centre, spread = CLASSES[group]
        true, error = rng.normal(centre, spread), float(rng.uniform(20, 120))
        truth[str(number)] = true
        estimates.append(Estimate(str(number), float(true + rng.normal(0, error)), error, group))
    return estimates, truth


def test_on_drawn_portfolios_shrunk_beats_raw_in_error_and_in_regret_of_the_chosen() -> None:
    errors, regrets, hopes = [], [], []
    for seed in range(60):
        estimates, truth = drawn(seed)
        shrunk = shrink(estimates)
        raw = {one.key: one.value for one in estimates}
        better = {key: one.value for key, one in shrunk.items()}
        errors.append([np.mean([(told[key] - truth[key]) ** 2 for key in truth]) for told in (raw, better)])
        best = sum(sorted(truth.values())[-15:])
        chosen = [sorted(told, key=lambda key: -told[key])[:15] for told in (raw, better)]
        regrets.append([best - sum(truth[key] for key in keys) for keys in chosen])
        hopes.append((disappointment(shrunk, chosen[0]), sum(raw[key] - truth[key] for key in chosen[0])))
    assert np.mean(errors, axis=0)[1] < 0.5 * np.mean(errors, axis=0)[0]
    assert np.mean(regrets, axis=0)[1] < 0.9 * np.mean(regrets, axis=0)[0]
    foretold, happened = np.mean(hopes, axis=0)
    assert foretold == pytest.approx(happened, rel=0.15)


def test_sure_estimates_stay_and_unsure_ones_go_to_the_mean_of_their_class() -> None:
    told = [Estimate(str(number), 10.0 * number, 0.0, "a") for number in range(6)]
    assert all(one.value == one.raw for one in shrink(told).values())
    unsure = [Estimate(one.key, one.value, 1e6, "a") for one in told]
    assert all(one.value == pytest.approx(25, abs=0.1) for one in shrink(unsure).values())


def test_a_class_of_few_is_drawn_towards_the_mean_of_all_and_one_alone_stays() -> None:
    told = [Estimate(str(number), float(number), 5.0, "a" if number < 5 else "rare") for number in range(6)]
    assert shrink(told)["5"].group == ""
    assert shrink([Estimate("x", 7.0, 3.0)])["x"].value == 7.0
    assert shrink([]) == {}


def test_scale_keeps_large_work_large() -> None:
    told = [
        Estimate(str(number), 3.0 * size, 1.0 * size, "a", scale=size) for number, size in enumerate((1, 10, 100, 1000))
    ]
    assert all(one.value == pytest.approx(one.raw) for one in shrink(told).values())
