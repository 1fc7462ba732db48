"""Does every cent of a bill end with somebody or stand as nobody's, by the rule that comes first?"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.costs import Charge, Rule, allocate, divided, rounded_together
from opencaio.errors import BadInput

OCTOBER = date(2026, 10, 1)
USES = ("UC-001", "UC-002", "UC-003")


def charge(billed: str = "10", **attributes: str) -> Charge:
    return Charge(OCTOBER, "EUR", Decimal(billed), Decimal(billed) / 2, 1, attributes)


def by_use(rules: list[Rule], *charges: Charge, measures: dict = {}) -> dict[str, Decimal]:  # noqa: B006
    found = allocate(charges, rules, uses=USES, measures=measures)
    return {use: sum(one.billed for one in found.pieces if one.use == use) for use in {p.use for p in found.pieces}}


def test_the_first_rule_by_rank_takes_the_whole_charge() -> None:
    late = Rule("late", rank=20, condition={"ServiceName": ("*",)}, use="UC-002")
    early = Rule("early", rank=10, condition={"ServiceName": ("Speech*",)}, use="UC-001")
    assert by_use([late, early], charge(ServiceName="speech to text")) == {"UC-001": Decimal(10)}


def test_a_tag_names_the_use() -> None:
    rule = Rule("tag", by="tag:use_case")
    assert by_use([rule], charge(**{"tag:use_case": "UC-003"})) == {"UC-003": Decimal(10)}


def test_a_tag_that_names_no_use_on_record_leaves_the_charge_unallocated_and_says_so() -> None:
    (piece,) = allocate(
        [charge(**{"tag:use_case": "UC-999"})], [Rule("tag", by="tag:use_case")], uses=USES, measures={}
    ).pieces
    assert (piece.use, piece.rule, piece.why) == ("", "tag", "UC-999 is not on record.")


def test_what_no_rule_fits_is_shown_as_nobodys() -> None:
    found = allocate(
        [charge(ProviderName="Tarn")],
        [Rule("a", condition={"ProviderName": ("Other",)}, use="UC-001")],
        uses=USES,
        measures={},
    )
    assert [piece.why for piece in found.unallocated] == ["No rule fits."]
    assert found.unused == ("a",)


def test_shared_costs_go_by_what_each_used_in_the_month() -> None:
    measures = {("requests", OCTOBER): {"UC-001": Decimal(30), "UC-002": Decimal(10), "UC-900": Decimal(999)}}
    assert by_use([Rule("all", spread="requests")], charge("100"), measures=measures) == {
        "UC-001": Decimal(75),
        "UC-002": Decimal(25),
    }


def test_a_month_in_which_nobody_used_anything_stays_unallocated() -> None:
    found = allocate([charge()], [Rule("all", spread="requests")], uses=USES, measures={})
    assert [piece.why for piece in found.unallocated] == ["No use had any requests in 2026-10."]


def test_a_rule_holds_in_its_time_only() -> None:
    rule = Rule("was", use="UC-001", valid_until=date(2026, 9, 30))
    assert by_use([rule], charge()) == {"": Decimal(10)}
    assert by_use([Rule("is", use="UC-001", valid_from=date(2026, 10, 15))], charge()) == {"UC-001": Decimal(10)}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("none"), "in one way"),
        (Rule("two", use="UC-001", by="tag:x"), "in one way"),
        (Rule("part", shares={"UC-001": Decimal("0.4")}), "add up to 0.4"),
        (Rule("minus", shares={"UC-001": Decimal(2), "UC-002": Decimal(-1)}), "not above 0"),
        (Rule("dates", use="UC-001", valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1)), "ends before"),
    ],
)
def test_a_rule_that_says_nothing_or_too_much_is_refused_by_name(rule: Rule, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        allocate([charge()], [rule], uses=USES, measures={})


AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=11)
WEIGHTS = st.dictionaries(
    st.sampled_from("abcdefg"), st.decimals(min_value=0, max_value=10**6, places=6), min_size=1
).filter(lambda found: sum(found.values()) > 0)


@given(AMOUNTS, WEIGHTS)
def test_the_parts_add_up_to_the_amount_to_the_last_decimal_and_each_is_at_most_a_step_from_its_share(
    amount: Decimal, weights: dict[str, Decimal]
) -> None:
    parts = divided(amount, weights)
    assert sum(parts.values()) == amount
    total = sum(weights.values())
    for name, part in parts.items():
        assert abs(part - amount * weights[name] / total) <= Decimal("1e-15") + abs(amount) * Decimal("1e-25")


@given(st.dictionaries(st.sampled_from("abcdefg"), AMOUNTS, min_size=1))
def test_amounts_rounded_together_add_up_to_the_rounded_total_and_move_by_less_than_a_step(
    amounts: dict[str, Decimal],
) -> None:
    step = Decimal("0.0001")
    parts = rounded_together(amounts, step=step)
    assert sum(parts.values()) == sum(amounts.values()).quantize(step)
    assert all(abs(parts[name] - amounts[name]) < step for name in amounts)


def test_two_half_steps_make_one_whole_step_together() -> None:
    halves = {"a": Decimal("1.00005"), "b": Decimal("2.00005")}
    assert rounded_together(halves, step=Decimal("0.0001")) == {"a": Decimal("1.0001"), "b": Decimal("2.0000")}
