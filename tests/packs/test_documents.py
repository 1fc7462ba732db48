"""Does each kind of document hold what the law lists, and can each be written from nothing and from everything?"""

from pathlib import Path

import pytest

from opencaio.errors import BadPack, NotFound
from opencaio.packs.documents import Kind, kind_of, load_kinds
from opencaio.packs.law import load_law
from opencaio.record.documents import sources

KINDS = load_kinds()
START = """
id: x
title: X
short: X
citation: Y
subject: use
plain: Z
"""


def points(kind: str) -> set[str]:
    """Every citation of a kind's fields and sections."""
    found = KINDS[kind]
    return {one.citation for one in found.fields} | {one.citation for one in found.sections}


def test_there_are_kinds() -> None:
    assert len(KINDS) >= 13


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_source_that_a_kind_names_is_there(kind: Kind) -> None:
    assert list(kind.fields)
    sources.check(one.source for one in kind.fields if one.source)


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.family in {"AI Act", "Notices"}], ids=lambda kind: kind.id
)
def test_a_signed_document_of_the_ai_act_is_evidence_that_its_duty_takes(kind: Kind) -> None:
    duties = [load_law().pack_for(due.regime).duty(due.duty) for due in kind.due if due.duty]
    assert duties and kind.evidence
    for duty in duties:
        assert kind.evidence in duty.evidence, duty.code


def test_annex_iv_has_each_point_of_the_annex() -> None:
    first = {f"1({letter})" for letter in "abcdefgh"}
    second = {f"2({letter})" for letter in "abcdfgh"} | {"2(e), Art. 14"}
    rest = {"Annex IV point 3", "Annex IV point 4", "Annex IV point 5, Art. 9", "Annex IV point 6", "Annex IV point 7"}
    rest |= {"Annex IV point 8, Art. 47", "Annex IV point 9, Art. 72"}
    assert first | second | rest <= points("aia-annex-iv")


def test_annex_v_has_each_point_of_the_annex() -> None:
    assert {f"Annex V point {number}" for number in range(1, 8)} <= points("aia-annex-v")


def test_annex_viii_has_each_point_and_section_b_lacks_those_that_were_deleted() -> None:
    assert {f"A.{number}" for number in range(1, 14)} <= points("aia-annex-viii-a")
    assert {"B.1", "B.2", "B.3", "B.4", "B.5", "B.6", "B.8"} <= points("aia-annex-viii-b")
    assert not {"B.7", "B.9"} & points("aia-annex-viii-b")
    assert {"C.1", "C.2", "C.3", "C.4, Art. 27", "C.5, GDPR Art. 35"} <= points("aia-annex-viii-c")


def test_the_rights_assessment_has_each_element_the_notification_and_the_reference_to_the_other_assessment() -> None:
    wanted = {f"Art. 27(1)({letter})" for letter in "abcdef"} | {"Art. 27(3)", "Art. 27(4)"}
    assert wanted <= points("aia-art-27-fria")


def test_the_summary_of_instructions_has_each_element() -> None:
    wanted = {f"Art. 13(3)({letter})" for letter in "abce"} | {"Art. 13(3)(d), Art. 14", "Art. 13(3)(f), Art. 12"}
    assert wanted <= points("aia-art-13-instructions")


def test_each_case_of_article_50_has_a_notice() -> None:
    cases = {due.duty for kind in KINDS.values() for due in kind.due if kind.notice}
    assert {"AIA-50(1)", "AIA-50(2)", "AIA-50(3)", "AIA-50(4)", "AIA-26(7)", "AIA-26(11)"} <= cases


def test_every_fact_that_a_document_asks_for_says_by_which_law() -> None:
    facts = load_law().vocabulary.facts
    asked = {key for kind in KINDS.values() for key in kind.facts}
    assert len(asked) > 60
    assert [key for key in asked if not facts[key].citation or not facts[key].question] == []


def test_a_kind_that_is_unknown_names_the_nearest() -> None:
    with pytest.raises(NotFound, match="aia-annex-iv"):
        kind_of("aia-anex-iv")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("{label: A, facts: [system.hardwear]}", "system.hardware"),
        ("{label: A}", "filled from facts or from one source"),
        ("{label: A, facts: [artefact], source: use.purpose}", "filled from facts or from one source"),
        ("{label: A, fact: [artefact]}", "unknown key"),
    ],
)
def test_a_field_that_is_not_sound_is_refused_in_words(tmp_path: Path, field: str, words: str) -> None:
    text = f"{START}sections:\n  - heading: H\n    fields:\n      - {field}\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPack, match=words):
        load_kinds(tmp_path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("due: [{regime: EU, duty: AIA-99}]", "knows no"),
        ("due: [{regime: XX}]", "unknown regime"),
        ("evidence: friaa", "did you mean “fria”"),
    ],
)
def test_a_duty_a_regime_or_a_kind_of_evidence_that_is_not_there_is_refused(
    tmp_path: Path, line: str, words: str
) -> None:
    text = f"{START}{line}\nsections:\n  - heading: H\n    fields:\n      - {{label: A, facts: [artefact]}}\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPack, match=words):
        load_kinds(tmp_path)


def test_a_source_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(BadPack, match=r"use\.purpose"):
        sources.check(["use.purpos"])
