"""Does a page's table keep its numbers in a workbook, and is no cell of it run?"""

import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from opencaio.faces.web.measured import Section, table
from opencaio.faces.web.table_book import as_book, tables_of
from opencaio.papers.blocks import Glyph, Link, Noted, Number, Picture, Table
from opencaio.papers.drawings import Spark


def read(book: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(book))


def plain(caption: str) -> Table:
    return table(caption, ("Name", "Value"), [("a", Number(Decimal("0.698"), "70 %"))])


def test_numbers_stay_numbers_and_all_else_is_words() -> None:
    rows = [(Link("UC-1", "/use/UC-1"), Number(Decimal("0.698"), "0.70")), ("=1+1", Glyph("warn", "look at it"))]
    found = read(as_book([table("All", ("Use", "Ratio"), rows)])).get_sheet_by_name("All").to_python()
    assert found == [["Use", "Ratio"], ["UC-1", 0.698], ["'=1+1", "look at it"]]


def test_a_note_stays_beside_its_words_and_leaves_a_number_alone() -> None:
    rows = [(Noted("Done", "by Ana"), Noted(Number(3, "3"), "of 4"))]
    found = read(as_book([table("All", ("State", "Steps"), rows)])).get_sheet_by_name("All").to_python()
    assert found[1] == ["Done by Ana", 3.0]


def test_tables_under_pictures_come_too_in_the_order_of_the_page() -> None:
    picture = Picture("Up", Spark((1, 2)), "Up", table=plain("first"))
    sections = (
        Section("One", pictures=(picture,), tables=(plain("second"),)),
        Section("Two", tables=(plain("third"),)),
    )
    assert read(as_book(tables_of(sections))).sheet_names == ["first", "second", "third"]


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_any_captions_give_each_table_a_sheet_of_its_own(captions: list[str]) -> None:
    assert len(read(as_book([plain(one) for one in captions])).sheet_names) == len(captions)
