"""Is an estimate told in a line that hides nothing, and the same after it was kept as JSON?"""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.impact.before_after import before_after
from opencaio.engines.impact.cuped import cuped
from opencaio.engines.impact.estimate import DesignCheck, Estimate, Interval
from opencaio.engines.impact.experiment import means, ratios
from opencaio.engines.impact.interrupted import interrupted
from opencaio.engines.impact.moments import Moments, Pair
from opencaio.engines.impact.telling import headline, plain, restored
from opencaio.errors import BadInput

MADE = means(Moments.of(np.arange(40.0)), Moments.of(np.arange(40.0) + 3), unit="minutes")
odd = st.one_of(
    st.floats(-1e9, 1e9),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, 1.0, 1e-300, 1e59, -1e30]),
)
columns = st.lists(odd, min_size=0, max_size=40)


def test_the_line_tells_effect_unit_interval_and_what_failed() -> None:
    assert headline(MADE) == "+3 minutes (95%: -2.204 to +8.204)."
    bad = replace(MADE, checks=(DesignCheck("sample ratio", False, "Not as planned."),))
    assert headline(bad).endswith("Not passed: sample ratio.")
    assert "whenever one looks" in headline(replace(MADE, interval=Interval(1, 2, kind="always valid")))
    assert "without an interval" in headline(replace(MADE, interval=None))


def test_what_is_kept_as_json_comes_back_as_it_was() -> None:
    kept = json.loads(json.dumps(plain(MADE), allow_nan=False))
    assert restored(kept) == MADE
    assert kept["details"]["lift"]["value"] == pytest.approx(3 / 19.5)
    wide = replace(MADE, interval=Interval(-math.inf, math.inf))
    assert restored(json.loads(json.dumps(plain(wide), allow_nan=False))) == wide


def test_what_is_no_estimate_is_not_read_back() -> None:
    with pytest.raises(BadInput, match="no estimate that was kept"):
        restored({"effect": 3})
    with pytest.raises(BadInput, match="no estimate that was kept"):
        restored({**plain(MADE), "invented": 3})


def test_rows_in_another_order_are_the_same_data() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=500) * 1e3, rng.normal(size=500)
    one = means(Moments.of(first), Moments.of(second))
    assert one.data_hash == means(Moments.of(rng.permutation(first)), Moments.of(second[::-1])).data_hash
    assert one.data_hash != means(Moments.of(first + 1e-3), Moments.of(second)).data_hash


def sensible(made: Estimate) -> None:
    """Every number that is shown is one, and the effect lies in its interval."""
    json.dumps(plain(made), allow_nan=False)
    assert made.interval is not None and math.isfinite(made.effect)
    assert math.isfinite(made.interval.low) and math.isfinite(made.interval.high)
    assert made.interval.low <= made.effect <= made.interval.high
    assert made.p_value is not None and 0 <= made.p_value <= 1
    assert made.standard_error is not None and made.standard_error > 0


@settings(max_examples=80, deadline=None)
@given(columns, columns, st.integers(0, 30))
def test_any_columns_give_a_sensible_estimate_or_words(first: list[float], second: list[float], began: int) -> None:
    size = min(len(first), len(second))
    half = size // 2
    groups = (first[:half], second[:half]), (first[half:size], second[half:size])
    for asked in (
        lambda: means(Moments.of(first), Moments.of(second)),
        lambda: cuped(Pair.of(*groups[0]), Pair.of(*groups[1])),
        lambda: ratios(Pair.of(*groups[0]), Pair.of(*groups[1])),
        lambda: before_after(first, began=began),
        lambda: interrupted(first, began=began),
    ):
        try:
            made = asked()
        except BadInput as fault:
            assert len(fault.message) > 20
        else:
            sensible(made)
