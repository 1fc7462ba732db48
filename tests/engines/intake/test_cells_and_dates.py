"""Do cells keep their words, and do dates say only what they say?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.intake.cells import clean, fold, fold_choice, neutralise, restore
from opencaio.engines.intake.dates import read_date

PATTERNS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%Y", "%b-%y", "%Y")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''@x", "- a list"])
def test_what_a_spreadsheet_would_run_is_neutralised_and_comes_back(cell: str) -> None:
    assert neutralise(cell) == "'" + cell
    assert restore(neutralise(cell)) == cell


@pytest.mark.parametrize("cell", ["", "a=b", "'quoted'", "1-2", "x@y.org", " =1"])
def test_ordinary_cells_are_left_alone(cell: str) -> None:
    assert neutralise(cell) == cell
    assert restore(cell) == cell


@given(st.text(st.sampled_from("'=+-@\t\ra ")))
def test_neutralising_loses_nothing_whatever_the_cell(cell: str) -> None:
    assert restore(neutralise(cell)) == cell
    assert neutralise(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r") or cell == ""


def test_folding_makes_spellings_of_one_thing_equal() -> None:
    assert fold("  Yes –\u00a0by\n the CAIO’s ") == "yes - by the caio's"
    assert fold_choice("b)  Pilot – limited") == "pilot - limited"
    assert fold("AI") == fold("ai")


@given(st.text())
def test_folding_and_cleaning_twice_change_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\x00" not in clean(text)


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("2024-10-01 00:00:00", date(2024, 10, 1), "day"),
        ("2024-10-01T08:30:00Z", date(2024, 10, 1), "day"),
        ("01/01/2026 00:00:00", date(2026, 1, 1), "day"),
        ("03/17/2025 12:00:00 AM", date(2025, 3, 17), "day"),
        ("9/5/2023", date(2023, 9, 5), "day"),
        ("01/2024", date(2024, 1, 1), "month"),
        ("Jul-25", date(2025, 7, 1), "month"),
        ("Sept-24", date(2024, 9, 1), "month"),
        ("2025", date(2025, 1, 1), "year"),
    ],
)
def test_each_way_of_writing_a_date_is_read_with_its_precision(text: str, on: date, precision: str) -> None:
    reading = read_date(text, PATTERNS)
    assert (reading.outcome, reading.on, reading.precision) == ("read", on, precision)


@pytest.mark.parametrize("text", ["2025-02-30", "02/30/2025", "13/2024", "2023-02-29", "25/12/2024"])
def test_a_day_that_does_not_exist_is_called_so(text: str) -> None:
    assert read_date(text, PATTERNS).outcome == "impossible"


@pytest.mark.parametrize("text", ["soon", "24-Jan", "10/20223", "Q3 2024", "janitor-25", "TBD", "2024-10-01 late"])
def test_what_is_no_date_is_not_made_into_one(text: str) -> None:
    assert read_date(text, PATTERNS).outcome == "not_a_date"


def test_a_year_that_excel_has_mangled_is_not_believed() -> None:
    assert read_date("7/16/1905", PATTERNS).outcome == "implausible"


def test_a_day_before_a_month_is_read_where_the_format_says_so() -> None:
    assert read_date("25/12/2024", ("%d/%m/%Y",)).on == date(2024, 12, 25)
    assert read_date("25/12/2024", ("%m/%d/%Y", "%d/%m/%Y")).on == date(2024, 12, 25)


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_from_each_pattern(on: date) -> None:
    for pattern in ("%Y-%m-%d", "%m/%d/%Y"):
        assert read_date(on.strftime(pattern), PATTERNS).on == on
