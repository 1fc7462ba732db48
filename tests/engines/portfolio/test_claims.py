"""Is a wrong claim of a solver dropped where a checked plan contradicts it, and a right one kept?"""

import math
from dataclasses import replace
from decimal import Decimal

import pytest

from opencaio.engines.portfolio import Decisions, check, read_problem, write_answer
from opencaio.engines.portfolio.claims import BRANCH_AND_BOUND, RELAXATION, Claims
from opencaio.engines.portfolio.parts import Outcome, against
from opencaio.engines.portfolio.search import _Search
from opencaio.engines.portfolio.watching import Limits
from tests.engines.portfolio.documents import small


@pytest.fixture
def searched() -> _Search:
    """The small problem, solved: its best plan is worth 157.5, its relaxation 166.218."""
    search = _Search(read_problem(small()), Limits(None, math.inf, None), seed=1, work=5)
    search.run()
    return search


def test_a_bound_below_a_checked_plan_is_dropped_and_noted() -> None:
    claims = Claims()
    claims.hear(150.0, source=RELAXATION)
    claims.hear(90.0, source=BRANCH_AND_BOUND)
    claims.face(100.0)
    assert claims.bound == 150.0
    assert claims.notes == (
        "branch and bound: it was claimed that no plan is worth more than 90.000; a checked plan is worth 100.000",
    )
    claims.hear(120.0, source=BRANCH_AND_BOUND)
    assert claims.bound == 150.0


def test_a_bound_that_a_plan_reaches_stays() -> None:
    claims = Claims()
    claims.hear(100.0, source=RELAXATION)
    claims.face(100.0000001)
    assert (claims.bound, claims.notes) == (100.0, ())


@pytest.mark.parametrize(("claimed", "said"), [(120.0, "more than 120.000"), (-math.inf, "no plan keeps the limits")])
def test_a_search_that_is_told_less_than_its_plan_keeps_the_plan_and_says_so(
    searched: _Search, claimed: float, said: str
) -> None:
    searched.status = ""
    searched.hear(claimed, source=BRANCH_AND_BOUND)
    answer = searched.answer()
    assert (answer.value, answer.bound) == (Decimal("157.5"), Decimal("166.218"))
    assert len(answer.notes) == 1
    assert said in answer.notes[0]
    assert write_answer(searched.problem, answer, version="1")["notes"] == list(answer.notes)


def test_a_refuted_bound_proves_nothing(searched: _Search) -> None:
    """A bound below the plan used to end the search as if it had been proven."""
    searched.status, searched.claims = "", Claims()
    searched.hear(120.0, source=RELAXATION)
    searched._close()
    answer = searched.answer()
    assert (answer.status, answer.bound) == ("feasible", None)


def test_a_plan_that_the_checker_refuses_falls_before_the_bound(searched: _Search) -> None:
    """Columns worth more than the bound, but of no plan: the plan goes, and the claim stays."""
    broken = searched.plans[-1].copy()
    broken[: searched.model.extra] = 1.0
    searched.status, searched.plans = "", [*searched.plans, broken]
    searched.value = float(searched.matrix.cost @ broken)
    assert searched.value > 160
    searched.hear(160.0, source=BRANCH_AND_BOUND)
    assert (searched.value, searched.claims.notes) == (157.5, ())


@pytest.mark.parametrize("value", [-math.inf, 90.0])
def test_a_part_in_which_a_better_plan_lies_is_not_proven(value: float) -> None:
    outcome = against(Outcome(None, value, proven=True, nodes=1, iterations=1, cut_short=False), 100.0)
    assert (outcome.proven, outcome.contradicted, outcome.columns) == (False, True, None)


def test_a_part_solved_to_no_less_than_the_known_plan_is_proven() -> None:
    outcome = Outcome(None, 100.0, proven=True, nodes=1, iterations=1, cut_short=False)
    assert against(outcome, 100.0) is outcome


def test_no_plan_at_all_is_not_believed_while_the_last_one_still_holds() -> None:
    document = small()
    document["caps"] = {}
    problem = replace(read_problem(document), previous={"I1": 0})
    assert check(problem, Decisions({"I1": 0})) == ()
    search = _Search(problem, Limits(None, math.inf, None), seed=1, work=5, status="infeasible")
    search._face_previous()
    assert search.status == ""
    assert "no plan keeps the limits" in search.claims.notes[0]


def test_no_plan_at_all_is_believed_where_the_last_one_no_longer_holds() -> None:
    problem = replace(read_problem(small()), previous={"I2": 0})
    search = _Search(problem, Limits(None, math.inf, None), seed=1, work=5, status="infeasible")
    search._face_previous()
    assert (search.status, search.claims.notes) == ("infeasible", ())
