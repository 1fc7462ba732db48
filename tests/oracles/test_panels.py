"""Do libraries that others wrote find the same effects, errors and weights, or at least none that fit better?"""

from typing import Any

import numpy as np
import pytest

from opencaio.engines.impact.did import did
from opencaio.engines.impact.panel import Panel, one_start
from opencaio.engines.impact.staggered import Staggered, staggered
from opencaio.engines.impact.synthetic_control import synthetic_control
from opencaio.engines.impact.synthetic_did import synthetic_did
from opencaio.engines.impact.synthetic_weights import weights_of
from tests.oracles.asking import rows_of
from tests.oracles.conftest import Ask

pytestmark = pytest.mark.slow
CLOSE = 1e-6
# Its logit stops earlier than those of the others.
CLOSE_TO = {("diff_diff", True): 1e-5}
CONTROLS = {"never": "nevertreated", "not_yet": "notyettreated"}


@pytest.mark.parametrize("control", list(CONTROLS))
@pytest.mark.parametrize("with_population", [False, True])
@pytest.mark.parametrize("library", ["csdid", "moderndid", "diff_diff"])
def test_every_group_and_period_has_the_effect_and_the_error_that_others_find(
    ask: Ask, mpdta: Panel, mpdta_with_population: Panel, library: str, with_population: bool, control: str
) -> None:
    panel = mpdta_with_population if with_population else mpdta
    found: Staggered = staggered(panel, control=control).details  # type: ignore[arg-type]
    told = ask(
        library, question="group_time", rows=rows_of(panel), control=CONTROLS[control], covariates=with_population
    )
    theirs = {(group, period): (effect, error) for group, period, effect, error in told["cells"]}
    near = CLOSE_TO.get((library, with_population), CLOSE)
    assert len(found.cells) == 12
    for cell in found.cells:
        assert theirs[cell.group, cell.period] == pytest.approx((cell.effect, cell.error), abs=near)  # type: ignore[index]
    _same_summaries(found, told, near)


def _same_summaries(found: Staggered, told: dict[str, Any], near: float) -> None:
    kinds = [kind for kind in found.summaries if kind in told]
    assert "simple" in kinds
    for kind in kinds:
        ours = found.summaries[kind]
        assert told[kind] == pytest.approx([ours.effect, ours.error], abs=near)


def test_the_regression_and_its_clustered_error_are_pyfixests(ask: Ask, mpdta: Panel, prop99: Panel) -> None:
    for panel, beside in ((mpdta, staggered(mpdta).details.beside), (prop99, did(prop99).details.beside)):
        told = ask("pyfixest", rows=rows_of(panel))
        assert told == pytest.approx({"effect": beside.effect, "error": beside.error}, abs=1e-9)


def test_the_regressions_parts_are_diff_diffs(ask: Ask, mpdta: Panel) -> None:
    ours, told = staggered(mpdta).details.beside, ask("diff_diff", question="bacon", rows=rows_of(mpdta))
    assert told["effect"] == pytest.approx(ours.effect, abs=1e-9)
    parts = sorted((one.weight, one.effect) for one in ours.comparisons)
    assert np.array(parts) == pytest.approx(np.array(sorted(map(tuple, told["parts"]))), abs=1e-9)


def test_no_mixture_of_pysyncons_is_nearer(ask: Ask, prop99: Panel) -> None:
    split, ours = one_start(prop99), synthetic_control(prop99).details
    told = ask(
        "pysyncon",
        donors=split.before[~split.treated].tolist(),
        target=split.before[split.treated].mean(axis=0).tolist(),
    )
    assert ours.mixture.objective <= told["miss"] + 1e-9
    assert ours.mixture.objective == pytest.approx(told["miss"], rel=0.01)


def test_no_weights_of_diff_diff_fit_better_and_the_effects_are_near(ask: Ask, prop99: Panel) -> None:
    split, ours = one_start(prop99), synthetic_did(prop99)
    weights = weights_of(split.panel.outcomes, split.treated, split.start)
    told = ask("diff_diff", question="synthetic", rows=rows_of(prop99), zeta=weights.zeta)
    names = [str(row) for row in np.flatnonzero(~split.treated)]
    theirs = np.array([told["units"].get(name, 0.0) for name in names])
    assert theirs.sum() == pytest.approx(1, abs=1e-6)
    gap = theirs @ split.before[~split.treated] - split.before[split.treated][0]
    reached = float(np.sum((gap - gap.mean()) ** 2) + weights.zeta**2 * split.start * theirs @ theirs)
    assert weights.donors.objective <= reached + 1e-9
    assert told["effect"] == pytest.approx(ours.effect, abs=5e-3)
