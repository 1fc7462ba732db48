"""Do the panel methods give what was published for data that everybody has?"""

import numpy as np
import pytest

from opencaio.engines.impact.did import did
from opencaio.engines.impact.experiment import means
from opencaio.engines.impact.moments import Moments
from opencaio.engines.impact.panel import Panel
from opencaio.engines.impact.staggered import staggered
from opencaio.engines.impact.synthetic_control import synthetic_control
from opencaio.engines.impact.synthetic_did import synthetic_did


def test_proposition_99_by_difference_in_differences(prop99: Panel) -> None:
    found = did(prop99, unit="packs per head")
    assert found.effect == pytest.approx(-27.349, abs=5e-4)
    assert found.n == {"treated": 1, "control": 38, "periods": 31, "before": 19, "after": 12, "clusters": 39}
    # The error of the regression, blind to there being one treated state, would call it certain.
    assert found.details.beside.effect == pytest.approx(found.effect)
    assert abs(found.effect) / found.details.beside.error > 9
    assert found.p_value == pytest.approx(5 / 39)
    assert found.interval is not None and found.interval.kind == "placebo" and 0 in found.interval


def test_proposition_99_by_synthetic_difference_in_differences(prop99: Panel) -> None:
    found = synthetic_did(prop99)
    assert found.effect == pytest.approx(-15.604, abs=5e-4)
    # Arkhangelsky and others: the periods that resemble the time after are 1986 to 1988.
    assert dict(found.details.before) == pytest.approx({1986: 0.366, 1987: 0.206, 1988: 0.427}, abs=1e-3)
    assert found.details.donors[0][0] == "Nevada"
    assert found.standard_error is not None and 8 < found.standard_error < 11
    assert found.details.plain == pytest.approx(-27.349, abs=5e-4)


def test_proposition_99_by_synthetic_control(prop99: Panel) -> None:
    found = synthetic_control(prop99)
    # With all outcomes before as predictors (Abadie, JEL 2021, and others): about 20 packs.
    assert found.effect == pytest.approx(-19.5136, abs=1e-3)
    assert {name for name, _ in found.details.weights[:3]} == {"Utah", "Montana", "Nevada"}
    assert found.details.before == pytest.approx(1.6564, abs=1e-4)
    assert found.details.mixture.kkt < 1e-10 and found.details.mixture.unique
    assert all(effect == pytest.approx(found.effect, abs=2) for _, effect in found.details.without)


def test_minimum_wages_by_group_and_period(mpdta: Panel) -> None:
    found = staggered(mpdta)
    assert f"{found.effect:.4f}" == "-0.0400"
    assert found.standard_error == pytest.approx(0.0120, abs=1e-4)
    cells = {(cell.group, cell.period): cell.effect for cell in found.details.cells}
    published = {(2004, 2004): -0.0105, (2004, 2006): -0.1373, (2006, 2007): -0.0412, (2007, 2007): -0.0261}
    assert {key: round(cells[key], 4) for key in published} == published
    pre = next(check for check in found.checks if check.name == "pre-trend")
    assert pre.figure == pytest.approx(0.16812, abs=1e-5)


def test_minimum_wages_by_every_summary(mpdta: Panel) -> None:
    summaries = staggered(mpdta).details.summaries
    published = {"dynamic": (-0.0772, 0.0200), "group": (-0.0310, 0.0124), "calendar": (-0.0417, 0.0160)}
    for kind, (effect, error) in published.items():
        assert round(summaries[kind].effect, 4) == effect
        assert summaries[kind].error == pytest.approx(error, abs=1e-4)
    at = {point.at: point for point in summaries["dynamic"].points}
    assert [round(at[e].effect, 4) for e in (-3, -2, -1, 0, 1, 2, 3)] == [
        0.0305, -0.0006, -0.0245, -0.0199, -0.0510, -0.1373, -0.1008,
    ]  # fmt: skip
    assert all(point.band.half > point.interval.half for point in at.values())


def test_minimum_wages_after_the_counties_population(mpdta_with_population: Panel) -> None:
    found = staggered(mpdta_with_population)
    assert f"{found.effect:.4f}" == "-0.0418"
    assert found.standard_error == pytest.approx(0.0115, abs=1e-4)


def test_the_usual_regression_stands_beside_and_is_the_mean_of_its_comparisons(mpdta: Panel) -> None:
    beside = staggered(mpdta).details.beside
    assert beside.effect == pytest.approx(-0.0365, abs=5e-5)
    assert sum(one.weight for one in beside.comparisons) == pytest.approx(1)
    assert sum(one.weight * one.effect for one in beside.comparisons) == pytest.approx(beside.effect)
    assert beside.forbidden == pytest.approx(0.0539, abs=1e-4)


def test_equal_input_has_an_equal_hash_and_another_level_another(prop99: Panel) -> None:
    again, other = did(prop99), did(prop99, level=0.9)
    assert again.data_hash == did(prop99).data_hash != other.data_hash
    assert again.engine_version.startswith("impact-")
    assert np.isfinite(other.effect)


def test_lalondes_experiment_by_difference_of_means() -> None:
    nsw = pytest.importorskip("causaldata").nsw_mixtape.load_pandas().data
    treated = nsw["treat"] == 1
    drawn = [Moments.of(nsw.loc[side, "re78"].to_numpy(dtype=float)) for side in (~treated, treated)]
    found = means(*drawn, unit="USD")
    assert found.effect == pytest.approx(1794.34, abs=5e-3)
    assert found.n == {"treated": 185, "control": 260}
