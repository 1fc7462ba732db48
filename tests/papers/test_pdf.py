"""Is the PDF whole, tagged, inert, quick, and does its foot name record, law and ledger?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from sample import class_picture, long_table

from opencaio.papers.as_pdf import NotSet, _compile, to_pdf, to_png
from opencaio.papers.blocks import Heading, Paper
from opencaio.papers.charts import mark
from opencaio.papers.walk import Reasons

HOSTILE = "#import \"x\": * $a_1$ *b* _c_ <d> \\u{41} `e` = h // x /* y */ @ref ~ ] } #panic(1) -- 'q'"


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [document[n].get_textpage().get_text_bounded() for n in range(len(document))]


def flat(texts: list[str]) -> str:
    return " ".join(" ".join(texts).split())


def test_every_page_has_a_number_and_names_record_law_and_ledger(paper: Paper) -> None:
    texts = pages(to_pdf(paper))
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Record as known on 23 Nov 2026" in text and "Law as on 22 Nov 2026" in text
        assert "9f3c71be04d2a1" in text


def test_every_reason_stands_in_the_appendix_under_its_number(paper: Paper) -> None:
    text = flat(pages(to_pdf(paper)))
    appendix = text[text.index("Why each figure") :]
    for reason in Reasons(paper):
        assert f"{reason.number} {reason.why.question}" in appendix


def test_figures_link_to_their_reasons(paper: Paper) -> None:
    assert to_pdf(paper).count(b"/Subtype/Link") + to_pdf(paper).count(b"/Subtype /Link") >= len(Reasons(paper))


def test_hostile_text_is_set_as_it_stands(saying: Callable[..., Paper]) -> None:
    text = flat(pages(to_pdf(saying(HOSTILE))))
    assert text.replace(" ", "").count(HOSTILE.replace(" ", "")) > 50


def test_control_characters_do_not_stop_the_press(saying: Callable[..., Paper]) -> None:
    assert "bell" in flat(pages(to_pdf(saying("be\x00l\x07l\ufffe\u202e"))))


def test_the_file_carries_title_author_and_its_own_moment(paper: Paper) -> None:
    told = pypdfium2.PdfDocument(to_pdf(paper)).get_metadata_dict()
    assert told["Title"] == "The brief" and told["Author"] == "Lindqvale N.V."
    assert told["CreationDate"] == "D:20261123070000Z"
    assert "law-on:2026-11-22" in told["Keywords"]


def test_a_moment_of_any_zone_and_fraction_can_be_set(paper: Paper) -> None:
    at = datetime(2026, 7, 1, 7, 0, 0, 123456, tzinfo=ZoneInfo("Europe/Brussels"))
    told = pypdfium2.PdfDocument(to_pdf(replace(paper, prepared_on=at))).get_metadata_dict()
    assert told["CreationDate"] == "D:20260701050000Z"


def test_the_file_is_tagged_and_keeps_the_standard_for_readers_who_listen(paper: Paper) -> None:
    made = to_pdf(paper)
    assert pypdfium2.PdfDocument(made).is_tagged()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


def test_letters_that_the_fonts_lack_do_not_stop_the_press(paper: Paper) -> None:
    told = flat(pages(to_pdf(replace(paper, title="Brief 日本 العربية 🚀"))))
    assert "Brief" in told and "What needs you now" in told


def test_headings_that_skip_a_level_and_words_that_are_missing_do_not_either(paper: Paper) -> None:
    blocks = (Heading(4, ""), replace(class_picture(), alt="", title=""), Heading(2, "Two"), Heading(4, "Four"))
    assert b"pdfuaid" in to_pdf(replace(paper, title="", lang="", blocks=blocks))


def test_only_the_embedded_fonts_are_used(paper: Paper) -> None:
    document = pypdfium2.PdfDocument(to_pdf(paper))
    fonts = {
        text.get_font().get_base_name()
        for number in range(len(document))
        for text in document[number].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    }
    assert fonts
    assert all("Libertinus" in font or "DejaVuSansMono" in font for font in fonts)


def test_a_warning_of_the_press_is_an_error(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    source = b'#set text(font: "No Such Face")\nText'
    monkeypatch.setattr("opencaio.papers.as_pdf._source", lambda _: source)
    with pytest.raises(NotSet, match="no such face"):
        _compile("any.typ", {})


def test_a_full_brief_with_long_tables_is_set_in_a_second_and_a_half(paper: Paper) -> None:
    more = (part for n in range(2) for part in (Heading(2, f"Table {n}"), long_table(60)))
    heavy = replace(paper, blocks=(*paper.blocks, *more))
    took = []
    for _ in range(3):
        started = time.perf_counter()
        made = to_pdf(heavy)
        took.append(time.perf_counter() - started)
    assert min(took) < 1.5
    assert flat(pages(made)).count("of the invented company") == 180


def test_the_paper_in_french_is_set_in_french(paper: Paper) -> None:
    text = flat(pages(to_pdf(replace(paper, lang="fr"))))
    assert "Page 1 sur" in text and "Pourquoi chaque chiffre" in text


def test_drawings_become_bitmaps() -> None:
    made = to_png([mark("high", mode="paper"), mark("open", mode="paper")])
    assert len(made) == 2
    assert all(png.startswith(b"\x89PNG") for png in made)
    assert to_png([]) == []
