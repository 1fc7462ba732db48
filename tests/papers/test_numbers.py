"""Are numbers, money and days written as the reader's language does?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from opencaio.papers import numbers
from opencaio.papers.words import LANGUAGES, days_left, say


@pytest.mark.parametrize(
    ("value", "places", "english", "french"),
    [
        (0, 0, "0", "0"),
        (1040, 0, "1,040", "1\u202f040"),
        (-1234567.891, 2, "−1,234,567.89", "−1\u202f234\u202f567,89"),
        (Decimal("0.5"), 0, "1", "1"),
        (Decimal("1.5"), 0, "2", "2"),
        (Decimal("12.30"), 1, "12.3", "12,3"),
    ],
)
def test_numbers(value: int | float | Decimal, places: int, english: str, french: str) -> None:
    assert numbers.number(value, places=places) == english
    assert numbers.number(value, lang="fr", places=places) == french


def test_shares_of_one_are_percents_with_a_space_that_holds() -> None:
    assert numbers.percent(0.18) == "18\u00a0%"
    assert numbers.percent(Decimal("0.125"), lang="fr", places=1) == "12,5\u00a0%"


@pytest.mark.parametrize(
    ("value", "unit", "english"),
    [
        ("0.090", "share a year", ("9\u00a0%", "a year")),
        ("0.0350", "share", ("3.5\u00a0%", "")),
        ("1610", "hours", ("1,610", "hours")),
        ("0.50", "years", ("0.5", "years")),
        ("0", "share", ("0\u00a0%", "")),
        ("1E+3", "hours", ("1,000", "hours")),
    ],
)
def test_a_share_is_written_in_per_cent_and_all_else_as_it_is(value: str, unit: str, english: tuple[str, str]) -> None:
    assert numbers.in_unit(Decimal(value), unit) == english


@pytest.mark.parametrize(
    ("value", "written", "signed"),
    [
        (-7.4481, "−7.448", "−7.448"),
        (12345.6, "12,346", "+12,346"),
        (0.00012345, "0.0001234", "+0.0001234"),
        (0.0, "0", "0"),
        (2.5, "2.5", "+2.5"),
        (float("nan"), "–", "–"),
    ],
)
def test_a_measurement_is_written_in_four_figures_and_never_in_powers(value: float, written: str, signed: str) -> None:
    assert (numbers.measured(value), numbers.measured(value, signed=True)) == (written, signed)


def test_a_difference_of_money_carries_its_sign() -> None:
    told = [numbers.money_change(Decimal(one), currency="EUR") for one in ("1040", "-1040", "0.4", "-0.4")]
    assert told == ["+€1,040", "−€1,040", "±€0", "±€0"]


def test_changes_carry_their_sign() -> None:
    assert [numbers.change(n) for n in (2, -6, 0)] == ["+2", "−6", "±0"]
    assert numbers.change(0.004) == "±0"


@pytest.mark.parametrize(
    ("amount", "currency", "english", "french"),
    [
        (1040, "EUR", "€1,040", "1\u202f040\u00a0€"),
        (Decimal("-1040.4"), "EUR", "−€1,040", "−1\u202f040\u00a0€"),
        (1040, "USD", "$1,040", "1\u202f040\u00a0$US"),
        (7, "CHF", "CHF\u00a07", "7\u00a0CHF"),
    ],
)
def test_money(amount: int | Decimal, currency: str, english: str, french: str) -> None:
    assert numbers.money(amount, currency=currency) == english
    assert numbers.money(amount, currency=currency, lang="fr") == french


def test_money_with_cents() -> None:
    assert numbers.money(Decimal("1040.5"), currency="EUR", places=2) == "€1,040.50"


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        (6_420_000, "€6.4m", "6,4\u00a0M€"),
        (96_000, "€96k", "96\u00a0k€"),
        (-71_000, "−€71k", "−71\u00a0k€"),
        (999, "€999", "999\u00a0€"),
        (999_999, "€1.0m", "1,0\u00a0M€"),
        (2_500_000_000, "€2.5bn", "2,5\u00a0Md€"),
    ],
)
def test_large_amounts_in_short(amount: int, english: str, french: str) -> None:
    assert numbers.money_short(amount, currency="EUR") == english
    assert numbers.money_short(amount, currency="EUR", lang="fr") == french


def test_days_and_moments() -> None:
    on = date(2026, 9, 3)
    assert (numbers.day(on), numbers.day_short(on), numbers.day_long(on)) == (
        "3 Sep 2026",
        "3 Sep",
        "Thursday 3 September 2026",
    )
    assert numbers.day(on, lang="fr") == "3 sept. 2026"
    assert numbers.moment(datetime(2026, 11, 23, 7, 0, tzinfo=UTC)) == "23 Nov 2026, 07:00 UTC"


def test_an_amount_of_a_bill_has_cents_where_they_count() -> None:
    told = [numbers.spent(Decimal(one), currency="EUR") for one in ("20.52022672899", "0", "1040.4", "-1.5")]
    assert told == ["€20.52", "€0", "€1,040", "−€1.50"]


def test_a_span_of_days_names_its_year_once_and_a_single_day_alone() -> None:
    assert numbers.days(date(2026, 10, 13), date(2026, 10, 16)) == "13 Oct – 16 Oct 2026"
    assert numbers.days(date(2024, 11, 18), date(2026, 3, 31)) == "18 Nov 2024 – 31 Mar 2026"
    assert numbers.days(date(2026, 10, 13), date(2026, 10, 13)) == "13 Oct 2026"
    assert numbers.month(date(2026, 10, 1)) == "Oct 2026"
    assert numbers.month(date(2026, 10, 1), lang="fr") == "oct. 2026"


def test_an_unknown_language_falls_back_to_english() -> None:
    assert numbers.number(1040, lang="tlh") == "1,040"
    assert say("show_table", lang="tlh") == "Show the table"


def test_all_languages_know_the_same_words_with_the_same_blanks() -> None:
    import string

    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    assert set(LANGUAGES) == {"en", "fr"}
    for word, english in LANGUAGES["en"].items():
        assert blanks(LANGUAGES["fr"][word]) == blanks(english), word


@pytest.mark.parametrize(
    ("days", "said"),
    [(-23, "23 days late"), (-1, "1 day late"), (0, "today"), (1, "tomorrow"), (9, "in 9 days"), (None, "no date set")],
)
def test_days_left_are_said_in_words(days: int | None, said: str) -> None:
    assert days_left(days, lang="en") == said


def test_the_ends_of_an_interval_that_read_alike_in_short_are_written_in_full() -> None:
    assert numbers.ends_short(9_155_126, 9_241_743, currency="EUR") == ("€9,155,126", "€9,241,743")
    assert numbers.ends_short(9_100_000, 9_300_000, currency="EUR") == ("€9.1m", "€9.3m")
