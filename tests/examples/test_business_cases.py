"""Do the example company's business cases come to what its initiatives say they are worth?"""

from functools import cache

import pytest

from opencaio.engines.value import BENEFITS, Valuation, read_assumptions, value
from opencaio.examples.shape import Example, load
from opencaio.record.actions.case_inputs import CaseLineInput, line_values
from opencaio.record.examples.cases import FIRST_YEAR, YEARS, _line
from opencaio.record.models import BusinessCase, CaseLine, Initiative
from opencaio.record.valuing.inputs import inputs_of

EXAMPLE: Example = load()
CASES = {one.initiative: one for one in EXAMPLE.cases}
STATED = {one.key: one for one in EXAMPLE.initiatives}
IN_FORCE = "A-2026"


@cache
def valued(code: str) -> Valuation:
    """The case as the record would value it, by the assumptions in force."""
    told, work = CASES[code], STATED[code]
    figures = next(one.values for one in EXAMPLE.assumption_sets if one.key == IN_FORCE)
    row = BusinessCase(
        initiative=Initiative(code=code, horizon=work.horizon, quarters=work.quarters),
        first_year=FIRST_YEAR, years=YEARS, reference_class=told.reference_class,
        adoption=[str(one) for one in told.adoption], pilot={"stages": [one.model_dump() for one in told.stages]},
    )  # fmt: skip
    lines = [line_values(CaseLineInput(**{**_line(one, 1), "owner": None}), first_year=FIRST_YEAR, years=YEARS)
             for one in told.lines]  # fmt: skip
    row.standing_lines = [CaseLine(pk=number, **one) for number, one in enumerate(lines)]  # type: ignore[attr-defined]
    assumptions = read_assumptions(figures)
    inputs = inputs_of(row, assumptions)
    assert inputs.case is not None
    return value(inputs.case, assumptions, known=inputs.known)


def test_most_initiatives_have_a_case_in_every_state() -> None:
    assert len(CASES) >= 20
    assert {one.status for one in EXAMPLE.cases} == {"draft", "submitted", "approved", "sent_back"}
    assert {line.kind for one in EXAMPLE.cases for line in one.lines} >= set(BENEFITS)


@pytest.mark.parametrize("code", sorted(CASES))
def test_the_middle_of_the_computed_value_is_near_the_stated_one(code: str) -> None:
    stated, found = STATED[code].value, valued(code).spread
    assert found.p50 == pytest.approx(stated.mid, rel=0.05)
    assert found.p10 < found.p50 < found.p90


def test_planned_capital_spend_stands_in_the_cases() -> None:
    for code, case in CASES.items():
        capital = sum(one.points[1] for one in case.lines if one.line == "capex")
        assert capital == sum(one.amount for one in STATED[code].spend if one.line == "capex"), code
