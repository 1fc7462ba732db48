"""Does the mix come out as it does by hand?"""

from decimal import Decimal

import pytest

from opencaio.engines.staffing import Need, Terms, options, staff
from opencaio.errors import BadInput

D = Decimal


def people(*numbers: str | int) -> tuple[Decimal, ...]:
    return tuple(D(str(one)) for one in numbers)


def need(skill: str = "ml", *, have: tuple[Decimal, ...], want: tuple[Decimal, ...], **terms: object) -> Need:
    return Need(skill, have, want, Terms(**terms))  # type: ignore[arg-type]


def test_a_long_gap_is_hired_and_what_comes_before_the_hire_is_bridged_by_a_contractor() -> None:
    """From the third quarter a hire costs 4 x 30 = 120, a contractor 4 x 40 = 160; before it only a contractor can."""
    one = need(have=people(*[2] * 6), want=people(*[3] * 6), hire_cost=D(30), hire_lead=2, contract_cost=D(40))
    mix = staff([one])
    told = [(step.way, step.start, step.end, step.people, step.cost, step.because.kind) for step in mix.steps]
    assert told == [("contract", 0, 2, 1, 80, "bridge"), ("hire", 2, 6, 1, 120, "cheaper")]
    assert mix.cost == 200
    hire = mix.steps[1]
    assert (hire.because.instead, hire.because.alternative, hire.begin_by) == ("contract", 160, 0)
    assert mix.left == {"ml": people(*[0] * 6)}
    assert mix.is_proven


def test_a_short_gap_is_bought_in_because_a_hire_stays() -> None:
    one = need(have=people(*[2] * 6), want=people(2, 2, 3, 2, 2, 2), hire_cost=D(30), contract_cost=D(40))
    (step,) = staff([one]).steps
    assert (step.way, step.start, step.end, step.cost) == ("contract", 2, 3, 40)
    assert (step.because.kind, step.because.instead, step.because.alternative) == ("cheaper", "hire", 120)


def test_what_is_bought_in_beyond_the_day_on_which_a_hire_could_work_is_no_bridge() -> None:
    """Four quarters of eight: a hire from the second on costs 7 x 30, a contractor 4 x 40 in all."""
    one = need(have=people(*[2] * 8), want=people(3, 3, 3, 3, 2, 2, 2, 2), hire_cost=D(30), hire_lead=1,
               contract_cost=D(40))  # fmt: skip
    (step,) = staff([one]).steps
    assert (step.start, step.end, step.cost) == (0, 4, 160)
    assert (step.because.kind, step.because.instead, step.because.alternative) == ("cheaper", "hire", 210)


def test_half_a_person_is_bought_in_although_a_whole_one_is_cheaper_by_the_head() -> None:
    one = need(have=people(1, 1), want=people("1.5", "1.5"), hire_cost=D(30), contract_cost=D(40))
    (step,) = staff([one]).steps
    assert (step.way, step.people, step.cost) == ("contract", D("0.5"), 40)


def test_idle_people_of_another_skill_are_trained_but_not_those_who_are_needed_there() -> None:
    """Two people of data are idle: one may go. Training one costs 8 once; hiring one 3 x 30."""
    data = need("data", have=people(5, 5, 5, 5), want=people(4, 4, 4, 4))
    ml = need(
        have=people(2, 2, 2, 2), want=people(2, 4, 4, 4),
        hire_cost=D(30), train_cost=D(8), train_lead=1, train_from=("data",),
    )  # fmt: skip
    mix = staff([ml, data])
    told = {(step.way, step.source, step.start): step.people for step in mix.steps}
    assert told == {("train", "data", 1): 1, ("hire", "", 1): 1}
    assert mix.cost == 8 + 90
    assert mix.left == {"ml": people(0, 0, 0, 0), "data": people(0, 0, 0, 0)}


def test_who_is_being_trained_is_missing_where_he_comes_from() -> None:
    """The only idle quarter of data is after the training would have begun: nobody can go."""
    data = need("data", have=people(2, 2, 2), want=people(2, 1, 1))
    ml = need(have=people(0, 0, 0), want=people(0, 0, 1), train_cost=D(1), train_lead=2, train_from=("data",))
    mix = staff([ml, data], first=0)
    assert sum(mix.left["ml"]) + sum(mix.left["data"]) == 1
    late = need(have=people(0, 0, 0), want=people(0, 0, 1), train_cost=D(1), train_lead=1, train_from=("data",))
    assert [(step.start, step.source) for step in staff([late, data]).steps] == [(2, "data")]


def test_a_gap_before_anybody_can_come_is_too_late_and_says_in_which_quarters() -> None:
    one = need(have=people(1, 1, 1, 1), want=people(2, 2, 2, 2), hire_cost=D(30), hire_lead=3)
    mix = staff([one], first=1)
    assert mix.left["ml"] == people(1, 1, 0, 0)
    assert mix.too_late["ml"] == (0, 1)
    (step,) = mix.steps
    assert (step.start, step.begin_by, step.because.kind) == (2, -1, "only_way")


def test_no_more_than_the_market_gives_can_be_hired_in_a_quarter_so_one_is_hired_ahead() -> None:
    one = need(have=people(0, 0, 0), want=people(0, 0, 2), hire_cost=D(30), hire_most=1)
    assert [(step.start, step.people) for step in staff([one]).steps] == [(1, 1), (2, 1)]


def test_a_way_whose_cost_nobody_knows_is_not_open() -> None:
    mix = staff([need(have=people(0), want=people(3), hire_lead=0)])
    assert (mix.steps, mix.cost, mix.left["ml"], mix.too_late["ml"]) == ((), 0, people(3), (0,))


def test_each_way_alone_is_offered_with_what_it_leaves() -> None:
    one = need(
        have=people(2, 2, 2, 2), want=people(3, 3, 3, 3),
        hire_cost=D(30), hire_lead=1, contract_cost=D(40), contract_most=D("0.5"),
    )  # fmt: skip
    hire, contract = options([one])
    assert (hire.way, hire.earliest, hire.covers, hire.leaves, hire.cost, hire.too_late) == ("hire", 1, 3, 1, 90, (0,))
    assert (contract.way, contract.covers, contract.leaves, contract.most) == ("contract", 2, 2, D("0.5"))
    assert contract.cost == 80


def test_where_nobody_is_missing_nothing_is_done_and_nothing_offered() -> None:
    one = need(have=people(3), want=people(3), hire_cost=D(1))
    assert options([one]) == ()
    assert staff([one]).steps == () and staff([]).cost == 0


@pytest.mark.parametrize(
    ("words", "make"),
    [
        ("same", lambda: need(have=people(1), want=people(1, 2))),
        ("from 0", lambda: need(have=people(-1), want=people(1))),
        ("from 0", lambda: need(have=people("NaN"), want=people(1))),
        ("10\\^12", lambda: Terms(hire_cost=D("-1"))),
        ("10\\^12", lambda: Terms(contract_cost=D("Infinity"))),
        ("Leads", lambda: Terms(hire_lead=400)),
        ("twice", lambda: staff([need(have=people(1), want=people(2))] * 2)),
        (
            "same periods",
            lambda: staff([need(have=people(1), want=people(2)), need("b", have=people(1, 1), want=people(1, 1))]),
        ),
    ],
)
def test_what_cannot_be_is_said_in_words(words: str, make: object) -> None:
    with pytest.raises(BadInput, match=words):
        make()  # type: ignore[operator]
