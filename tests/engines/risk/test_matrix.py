"""Is the level that of the table, and does the table make sense?"""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from opencaio.engines.risk import check_residual
from opencaio.errors import BadInput, BadPack
from opencaio.packs.risks import load_criteria

MATRIX = load_criteria().matrix


def test_rare_ruin_and_a_yearly_trifle_are_not_one_level():
    ruin, trifle = MATRIX.level(1, 5), MATRIX.level(5, 1)
    assert ruin.number > trifle.number


def test_the_level_never_falls_where_likelihood_or_impact_rises():
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            level = MATRIX.level(likelihood, impact).number
            assert likelihood == 5 or MATRIX.level(likelihood + 1, impact).number >= level
            assert impact == 5 or MATRIX.level(likelihood, impact + 1).number >= level


def test_low_and_critical_never_touch():
    """Cox's weak consistency: one step of likelihood or impact may not turn the lowest level into the highest."""
    for row in MATRIX.table:
        assert all(abs(a - b) <= 2 for a, b in pairwise(row))
        assert not any({a, b} == {1, 4} for a, b in pairwise(row))


def test_a_grave_impact_is_never_low_and_a_slight_one_never_high():
    assert {MATRIX.level(likelihood, 5).number for likelihood in range(1, 6)} <= {3, 4}
    assert {MATRIX.level(likelihood, 1).number for likelihood in range(1, 6)} <= {1, 2}


@pytest.mark.parametrize(
    ("rate", "name"),
    [("0", "Rare"), ("0.049", "Rare"), ("0.05", "Unlikely"), ("0.2", "Possible"), ("1", "Likely"), ("400", "Frequent")],
)
def test_a_frequency_lies_on_the_scale_of_likelihoods(rate, name):
    assert MATRIX.likelihood_of(Decimal(rate)).name == name


@pytest.mark.parametrize("cell", [(0, 1), (1, 0), (6, 1), (1, 6)])
def test_a_step_beyond_the_scale_is_refused(cell):
    with pytest.raises(BadInput, match="not on the scale"):
        MATRIX.level(*cell)


def test_what_is_left_cannot_be_more_than_what_there_was():
    check_residual((3, 4), (3, 4))
    with pytest.raises(BadInput, match="impact that is left"):
        check_residual((3, 4), (2, 5))


def test_a_table_that_falls_or_has_another_form_is_refused():
    with pytest.raises(BadPack, match="falls"):
        replace(MATRIX, table=((4, 1, 1, 2, 3), *MATRIX.table[1:]))
    with pytest.raises(BadPack, match="form"):
        replace(MATRIX, table=MATRIX.table[1:])
    with pytest.raises(BadPack, match="level that there is not"):
        replace(MATRIX, table=(*MATRIX.table[:-1], (2, 2, 3, 4, 5)))
