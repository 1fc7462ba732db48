"""Is every token counted once, at the price that held on its day, and is a missing price said and not guessed?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.tokens import CLASSES, Price, PriceList, Used, compared
from opencaio.errors import BadInput
from opencaio.packs.prices import load_prices

SPRING, SUMMER = date(2026, 3, 1), date(2026, 7, 1)


def price(token_class: str, amount: str, *, model: str = "m-1", start: date = SPRING, **more: object) -> Price:
    given: dict[str, object] = {"valid_until": None, "own": False, "currency": "USD", "provider": "p", **more}
    return Price(
        model=model, token_class=token_class, per_million=Decimal(amount), valid_from=start, source="list", **given
    )  # type: ignore[arg-type]


LIST = PriceList((price("input", "3"), price("output", "15"), price("cached", "0.3")))


def test_each_class_is_counted_once_at_its_own_price() -> None:
    cost = LIST.cost("m-1", {"input": 1_000_000, "cached": 2_000_000, "output": 100_000}, on=SUMMER)
    assert (cost.amount, cost.currency) == (Decimal("5.1"), "USD")


def test_a_class_without_a_price_of_its_own_is_billed_as_providers_do_and_says_so() -> None:
    (part,) = LIST.cost("m-1", {"reasoning": 1_000_000}, on=SUMMER).parts
    assert part.amount == 15
    assert part.note == "priced as output: the list has no price of its own"


def test_a_day_before_every_price_has_no_cost_and_names_the_model() -> None:
    cost = LIST.cost("m-1", {"input": 5}, on=date(2020, 1, 1))
    assert cost.amount is None
    assert cost.parts[0].note == "no price of m-1 is known on 2020-01-01"


def test_the_price_of_the_day_is_taken_and_an_own_price_goes_first() -> None:
    dated = PriceList((
        price("input", "3", valid_until=date(2026, 6, 30)),
        price("input", "2", start=SUMMER),
        price("input", "1.5", start=date(2026, 9, 1), own=True),
    ))  # fmt: skip
    at = {day: dated.cost("m-1", {"input": 1_000_000}, on=day).amount for day in (SPRING, SUMMER, date(2026, 10, 1))}
    assert list(at.values()) == [3, 2, Decimal("1.5")]


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("gpt-4o", "gpt-4o"),
        ("azure/gpt-4o", "gpt-4o"),
        ("gpt-4o-2024-11-20", "gpt-4o-2024-11-20"),
        ("gpt-4o-2031-01-01", "gpt-4o"),
        ("GPT-4o-Mini", "gpt-4o-mini"),
        ("eu.anthropic.claude-3-5-sonnet-20240620-v1:0", "eu.anthropic.claude-3-5-sonnet-20240620-v1:0"),
        ("sa.anthropic.claude-3-5-sonnet-20240620-v1:0", "claude-3-5-sonnet-20240620"),
        ("house-model", None),
    ],
)
def test_a_name_in_a_trace_finds_its_model_in_the_lists(name: str, listed: str | None) -> None:
    assert PriceList(load_prices()).known_as(name) == listed


def test_another_model_is_compared_on_the_same_tokens_and_one_without_prices_says_nothing() -> None:
    prices = PriceList((*LIST.prices, price("input", "0.5", model="small"), price("output", "1", model="small")))
    used = [Used("m-1", SUMMER, {"input": 2_000_000, "output": 1_000_000})]
    first, *others = compared(used, ["m-1", "unknown", "small"], prices, spent=Decimal(21))
    assert (first.model, first.amount, first.saved) == ("small", 2, 19)
    assert [(one.model, one.amount) for one in others] == [("m-1", Decimal(21)), ("unknown", None)]


def test_a_model_of_several_providers_is_compared_at_the_cheapest_and_says_whose_price_that_is() -> None:
    dear = [price(kind, amount, provider="cloud") for kind, amount in (("input", "3.3"), ("output", "16.5"))]
    used = [Used("other", SUMMER, {"input": 1_000_000, "output": 1_000_000})]
    (found,) = compared(used, ["m-1"], PriceList((*dear, *LIST.prices)), spent=Decimal(0))
    assert (found.amount, found.provider) == (18, "p")
    ours = [price(kind, amount, provider="house", own=True) for kind, amount in (("input", "5"), ("output", "20"))]
    (found,) = compared(used, ["m-1"], PriceList((*dear, *LIST.prices, *ours)), spent=Decimal(0))
    assert (found.amount, found.provider) == (25, "house")


@pytest.mark.parametrize("tokens", [{"input": -1}, {"inputs": 1}])
def test_counts_below_nought_and_unknown_classes_are_refused(tokens: Mapping[str, int]) -> None:
    with pytest.raises(BadInput):
        LIST.cost("m-1", tokens, on=SUMMER)


COUNTS = st.fixed_dictionaries({name: st.integers(0, 10**12) for name in CLASSES})


@given(COUNTS, COUNTS)
def test_costs_add_up_exactly(one: Mapping[str, int], other: Mapping[str, int]) -> None:
    both = {name: one[name] + other[name] for name in CLASSES}
    amounts = [LIST.cost("m-1", tokens, on=SUMMER).amount or 0 for tokens in (one, other, both)]
    assert amounts[0] + amounts[1] == amounts[2]


def test_the_list_prices_are_those_of_the_makers() -> None:
    listed = PriceList(load_prices())
    day = date(2025, 9, 1)
    assert listed.cost("gpt-4.1", {"input": 1_000_000, "output": 1_000_000}, on=day, provider="openai").amount == 10
    assert listed.cost("gpt-4o", {"cached": 1_000_000}, on=day, provider="openai").amount == Decimal("1.25")
