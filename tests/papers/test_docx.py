"""Is the Word document one that people can go on writing in?"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from opencaio.papers.as_docx import to_docx
from opencaio.papers.blocks import Paper
from opencaio.papers.walk import Reasons


@pytest.fixture
def document(paper: Paper) -> Any:
    return docx.Document(io.BytesIO(to_docx(paper)))


def headings(document: Any) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]


def test_headings_are_real_headings(document: Any) -> None:
    found = headings(document)
    assert found[0] == ("Heading 1", "The brief")
    assert ("Heading 2", "What needs you now") in found
    assert ("Heading 3", "Fewer unknowns, one duty late") in found


def test_decisions_are_numbered_from_one(document: Any) -> None:
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert any(text.startswith("1. Fund the 2027 plan") for text in texts)
    assert any(text.startswith("2. Stop call-tone coaching") for text in texts)


def test_each_table_has_a_header_row_that_repeats(document: Any) -> None:
    assert len(document.tables) > 4
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_pictures_stand_in_it_with_their_words(document: Any) -> None:
    words = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    # Seven pictures and four sparks.
    assert len(words) == 11
    assert "Four duties on a line of time from 2025 to 2028." in words
    assert all(words)


def test_each_small_number_leads_to_a_reason_that_is_there(document: Any, paper: Paper) -> None:
    places = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))} - {None}
    assert links == places == {f"why_{reason.number}" for reason in Reasons(paper)}


def test_web_links_lead_out_and_others_do_not(document: Any) -> None:
    targets = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert targets and all(target.startswith("https://caio.example/") for target in targets)


def test_the_file_carries_its_names_and_its_own_moment(document: Any) -> None:
    core = document.core_properties
    assert (core.title, core.author, core.language) == ("The brief", "Lindqvale N.V.", "en")
    assert core.created.isoformat()[:19] == "2026-11-23T07:00:00"
    assert "Record as known on 23 Nov 2026" in document.sections[0].footer.paragraphs[0].text


def test_no_member_of_the_archive_tells_when_it_was_made(paper: Paper) -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(paper))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_characters_that_xml_forbids_are_left_out(saying: Callable[..., Paper]) -> None:
    made = docx.Document(io.BytesIO(to_docx(saying("be\x00l\x0bl \ufffe\ud800]]> <w:p/> & &lt;"))))
    assert ("Heading 1", "bell ]]> <w:p/> & &lt;") in headings(made)


def test_table_properties_stand_in_the_order_that_word_asks_for(document: Any) -> None:
    order = [qn(f"w:{name}") for name in ("tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook")]
    for table in document.tables:
        tags = [child.tag for child in table._tbl.tblPr if child.tag in order]
        assert tags == sorted(tags, key=order.index)
        assert qn("w:tblBorders") in tags
