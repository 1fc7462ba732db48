"""Why one opportunity stands before another; which uses lie where; which occupation is meant; whose pay counts."""

from decimal import Decimal

import pytest

from opencaio.engines.opportunity import Matcher, counted_pay, draft_use, map_work, near_uses, rank
from opencaio.errors import BadInput
from tests.engines.opportunity.samples import CLERK, CROSSWALK, FITTER, GROUPS, OCCUPATIONS, line, profiles

PROFILES = profiles()
MATCHER = Matcher(OCCUPATIONS, CROSSWALK)


def test_the_larger_wage_bill_comes_first_and_says_why() -> None:
    lines = [line("small", CLERK, 5, 30_000), line("large", CLERK, 50, 30_000)]
    found = rank(map_work(lines, profiles=PROFILES).cells, uses={})
    assert (found[0].cell.department, found[0].cell.group, found[0].place) == ("large", "writing", 1)
    assert [one.kind for one in found[0].reasons] == ["size", "doubt", "room"]
    assert "25.0 full-time people's worth of work is touched (20.0 to 40.0)" in found[0].reasons[0].words


def test_a_use_that_lies_there_already_moves_work_down() -> None:
    cells = map_work([line("a", CLERK, 10, 30_000), line("b", CLERK, 11, 30_000)], profiles=PROFILES).cells
    first = rank(cells, uses={("b", "writing"): 1})[0]
    assert first.cell.department == "a"


def test_the_weight_of_a_rank_is_its_figure_times_its_reasons() -> None:
    cells = map_work([line("a", CLERK, 10, 30_000)], profiles=PROFILES).cells
    for one in rank(cells, uses={("a", "repair"): 3}):
        product = float(one.cell.money.middle)
        for reason in one.reasons:
            product *= reason.factor
        assert one.weight == pytest.approx(product)


def test_work_without_known_pay_is_ranked_by_the_mean_of_known_pay() -> None:
    cells = map_work([line("paid", CLERK, 10, 30_000), line("unpaid", CLERK, 100)], profiles=PROFILES).cells
    first = rank(cells, uses={})[0]
    assert first.cell.department == "unpaid"
    assert "no pay is known for 80 of them" in first.reasons[0].words


def test_tasks_in_no_group_are_not_offered() -> None:
    cells = map_work([line("hall", FITTER, 10, 30_000)], profiles=PROFILES).cells
    assert {one.cell.group for one in rank(cells, uses={})} == {"repair"}


def test_uses_are_found_in_the_group_of_their_words() -> None:
    uses = {"UC-1": "Drafting of letters to customers", "UC-2": "Maintenance forecast for machines", "UC-3": "zzz qqq"}
    found = near_uses(uses, groups=GROUPS)
    assert [(one.use, one.inside) for one in found["writing"]] == [("UC-1", True)]
    assert [(one.use, one.inside) for one in found["repair"]] == [("UC-2", True)]
    assert near_uses({}, groups=GROUPS)["writing"] == ()


def test_a_draft_names_its_facts_and_what_nobody_answered_yet() -> None:
    cell = map_work([line("office", CLERK, 10, 30_000)], profiles=PROFILES).cell("office", "writing")
    assert cell is not None
    draft = draft_use(cell, group=GROUPS[0], department_name="The office", occupations=["Office Clerks"])
    assert draft.name == "Drafts of letters (The office)"
    assert "50 to 100 % of it (62 % in the middle)" in draft.purpose
    assert (draft.technique, draft.unknown) == ("model", ("use",))


@pytest.mark.parametrize(
    ("system", "code", "title", "wanted"),
    [
        ("soc", "43-0000.00", "", CLERK),
        ("soc", "43-0000", "clerks", CLERK),
        ("soc", "49-0000", "Crane fitters", "49-0000.01"),
        ("soc", "490000", "Machine fitters", FITTER),
        ("isco", "4110", "", CLERK),
        ("esco", "http://data.europa.eu/esco/occupation/cc-dd", "", FITTER),
        ("esco", "machine fitter", "", FITTER),
        ("title", "", "Fitter of machines", FITTER),
        ("esco", "no such thing", "office clerk", CLERK),
    ],
)
def test_a_code_or_title_leads_to_its_occupation(system: str, code: str, title: str, wanted: str) -> None:
    found = MATCHER.propose(system=system, code=code, title=title)
    assert found[0].occupation == wanted
    assert 0 < found[0].score <= 1
    assert found[0].because
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_only_the_very_code_is_certain() -> None:
    assert MATCHER.propose(system="soc", code=CLERK)[0].score == 1.0
    assert MATCHER.propose(system="title", title="Office Clerks")[0].score < 1.0


@pytest.mark.parametrize(("system", "code"), [("soc", "abc"), ("isco", "12"), ("rome", "M1805"), ("soc", "")])
def test_a_code_that_is_none_is_refused_with_its_form(system: str, code: str) -> None:
    with pytest.raises(BadInput):
        MATCHER.propose(system=system, code=code)


def test_nonsense_proposes_nothing() -> None:
    assert MATCHER.propose(system="title", title="qwxz") == ()


def test_pay_of_fewer_than_five_is_never_counted() -> None:
    words = "US, May 2025"
    few = counted_pay(people=Decimal(4), own=Decimal(1), benchmark=Decimal(2), benchmark_words=words)
    assert (few.pay, few.source) == (2, "benchmark")
    assert "fewer than five" in few.because
    none = counted_pay(people=Decimal("4.9"), own=Decimal(1), benchmark=None, benchmark_words=words)
    assert (none.pay, none.source) == (None, "")
    five = counted_pay(people=Decimal(5), own=Decimal(1), benchmark=Decimal(2), benchmark_words=words)
    assert (five.pay, five.source) == (1, "own")
