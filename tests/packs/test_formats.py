"""Are the format files sound, are slips of the pen refused, and does a new file need no code?"""

import re
from pathlib import Path

import openpyxl
import openpyxl.utils
import pytest

from opencaio.connectors.tables import read_tables, write_refusals
from opencaio.connectors.tables.template import write_template
from opencaio.engines.intake.formats import PRACTICE_VALUES
from opencaio.engines.intake.mapping import map_rows
from opencaio.engines.intake.recognise import ProposedFormat, Recognised, recognise
from opencaio.engines.intake.template import EXAMPLES, template_headers, template_rows
from opencaio.errors import BadPack
from opencaio.packs.formats import by_id, load_formats, parse_format

SHIPPED = (
    "nl-register",
    "opencaio-template",
    "us-2023",
    "us-2024-v1",
    "us-2024-v2",
    "us-2025",
    "us-2025-cots",
)
STATED = re.compile(
    r"agency|pilot|infers|role|profiling|workplace|gdpr\.personal|decision\.\w+|transparency\.\w+"
    r"|reported\.\w+|declared\.(EU|US-FED|M-24-10)|practice\.[A-Z0-9-]+"
)
MINIMAL = """
id: mine
title: Our list
year: 2026
source: us
columns:
  - {name: Anwendung, required: true, to: name}
  - {name: Zweck, to: purpose}
  - {name: Stand, to: stage, values: {"im Betrieb": live}}
"""


def test_the_formats_that_we_promise_are_here() -> None:
    assert tuple(one.id for one in load_formats()) == SHIPPED


def test_every_stated_fact_is_of_a_known_family() -> None:
    keys = {states.key for one in load_formats() for column in one.columns for states in column.states}
    keys |= {key for one in load_formats() for key in one.constants}
    assert len(keys) > 30
    assert [key for key in sorted(keys) if not STATED.fullmatch(key)] == []


def test_the_nine_safeguards_of_m_25_21_are_stated_by_the_2025_inventory() -> None:
    columns = by_id(load_formats())["us-2025"].columns
    practices = {
        states.key: column.name for column in columns for states in column.states if "practice.OMB" in states.key
    }
    assert len(practices) == 9
    assert all(name.startswith("hi_") for name in practices.values())
    assert {"practice.OMB-PRETEST", "practice.OMB-AIIA", "practice.OMB-FEEDBACK"} <= practices.keys()


def test_what_is_not_said_never_counts_as_met() -> None:
    for one in load_formats():
        for states in (states for column in one.columns for states in column.states if "practice" in states.key):
            assert states.choice("") != "met" or states.key == "practice.OMB-IMPACTS", (one.id, states.key)
            assert states.choice("no") in ("missing", "unclear", None), (one.id, states.key)
            assert {states.choice("waived"), states.choice.otherwise} <= {*PRACTICE_VALUES, None}


def test_a_format_in_a_folder_of_ones_own_needs_no_code(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MINIMAL, encoding="utf-8")
    source = tmp_path / "liste.csv"
    source.write_text("Anwendung;Zweck;Stand\nPrüfung;Liest Belege;Im Betrieb\n", encoding="cp1252")
    table = read_tables(source)
    found = recognise(table.headers, load_formats(tmp_path))
    assert isinstance(found, Recognised) and found.format.id == "mine"
    draft = map_rows(table, found.format).drafts[0]
    assert (draft.name, draft.purpose, draft.stage) == ("Prüfung", "Liest Belege", "live")


def test_two_files_of_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MINIMAL.replace("id: mine", "id: us-2025"), encoding="utf-8")
    with pytest.raises(BadPack, match="us-2025"):
        load_formats(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("to: name", "to: nmae", "name"),
        ("required: true", "require: true", "required"),
        ('"im Betrieb": live', '"im Betrieb": alive', "live"),
        ('"im Betrieb": live', "yes: live", "quotes"),
        ("id: mine", "", "id"),
        ("year: 2026", "year: soon", "whole number"),
        ("{name: Zweck, to: purpose}", "{name: Anwendung, to: purpose}", "two columns"),
        ("required: true, ", "", "no column is required"),
        ('values: {"im Betrieb": live}', "values: stages", "word list"),
        (', values: {"im Betrieb": live}', "", "values"),
        ("source: us", 'source: us\ndates: ["%H:%M"]', "%H"),
        ("source: us", "source: us\nid: again", "twice"),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_the_files_name(old: str, new: str, word: str) -> None:
    assert old in MINIMAL
    text = MINIMAL.replace(old, new)
    with pytest.raises(BadPack) as why:
        parse_format(text, file="mine.yaml")
    assert "mine.yaml" in why.value.message and word in why.value.message


def test_a_format_from_which_no_use_could_be_named_is_refused() -> None:
    text = MINIMAL.replace("to: name", "to: unit").replace(", to: purpose", "")
    with pytest.raises(BadPack, match="no row could be used"):
        parse_format(text, file="mine.yaml")


def test_columns_of_no_format_are_answered_with_the_nearest_and_what_it_lacks() -> None:
    found = recognise(["Name", "Department", "Cost"], load_formats())
    assert isinstance(found, ProposedFormat) and found.format is not None
    assert found.format.id == "opencaio-template"
    assert set(found.missing) == {"Purpose", "Stage"}
    assert found.score == 0.5


def test_a_long_header_is_recognised_by_its_beginning_and_despite_a_slip() -> None:
    second = by_id(load_formats())["us-2024-v2"]
    headers = [column.headers[0].rstrip("*") for column in second.columns]
    slipped = [header.replace("intended purpose", "intented purpose") + " ?" for header in headers]
    assert slipped != headers
    found = recognise(slipped, [second])
    assert isinstance(found, Recognised) or "purpose" not in " ".join(found.missing)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_template_is_recognised_and_its_examples_go_in(tmp_path: Path, kind: str) -> None:
    ours = by_id(load_formats())["opencaio-template"]
    path = write_template(tmp_path / f"template.{kind}", format=ours, kind="csv" if kind == "csv" else "xlsx")
    table = read_tables(path)
    assert table.headers == template_headers(ours)
    assert table.rows == template_rows(ours)
    found = recognise(table.headers, load_formats())
    assert isinstance(found, Recognised) and found.format is ours
    mapped = map_rows(table, ours)
    assert len(mapped.drafts) == len(EXAMPLES) and mapped.refusals == ()
    assert [draft.notes for draft in mapped.drafts] == [()] * len(EXAMPLES)
    first = mapped.drafts[0]
    facts = {fact.key: fact.value for fact in first.facts}
    assert facts["role"] == ("deployer",) and facts["gdpr.personal"] is True
    assert facts["decision.solely_automated"] is False
    assert "decision.legal_or_similar" not in facts, "“don't know” states nothing"


def test_the_template_workbook_explains_itself(tmp_path: Path) -> None:
    ours = by_id(load_formats())["opencaio-template"]
    path = write_template(tmp_path / "template.xlsx", format=ours, kind="xlsx")
    readme = read_tables(path, sheet="README")
    words = " ".join(cell for row in readme.rows for cell in row)
    assert "Blank means unknown" in words and "ID" in words


def test_the_template_workbook_offers_the_words_that_we_know(tmp_path: Path) -> None:
    ours = by_id(load_formats())["opencaio-template"]
    path = write_template(tmp_path / "template.xlsx", format=ours, kind="xlsx")
    sheet = openpyxl.load_workbook(path)["Uses"]
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    headers = [cell.value for cell in sheet[1]]
    stage = openpyxl.utils.get_column_letter(headers.index("Stage") + 1)
    assert "assessed" in offered[f"{stage}2:{stage}1001"]
    assert sum(words == '"yes,no"' for words in offered.values()) >= 7


def test_every_example_uses_columns_that_the_template_has() -> None:
    names = {column.name for column in by_id(load_formats())["opencaio-template"].columns}
    assert {name for example in EXAMPLES for name in example} <= names


def test_refused_rows_can_be_mended_and_imported_again(tmp_path: Path) -> None:
    ours = by_id(load_formats())["us-2023"]
    headers = [column.headers[0] for column in ours.columns]
    rows = [["A-1", "DOS", "x", "y", "=Chat", "-Answers", "Initiation", "", "", "Department of State"]]
    rows += [["A-2", "DOS", "x", "y", "", "", "Initiation", "", "", "Department of State"]]
    source = tmp_path / "a.csv"
    source.write_text("\n".join(",".join(row) for row in [headers, *rows]) + "\n", encoding="utf-8")
    table = read_tables(source)
    mapped = map_rows(table, ours)
    assert [refusal.row for refusal in mapped.refusals] == [3]
    path = write_refusals(tmp_path / "refused.csv", table, mapped.refusals)
    written = path.read_text(encoding="utf-8-sig")
    assert "no name" in written
    path.write_text(written.replace("A-2,DOS,x,y,,", "A-2,DOS,x,y,'=Mended,"), encoding="utf-8")
    again = read_tables(path)
    found = recognise(again.headers, load_formats())
    assert isinstance(found, Recognised) and found.format is ours
    mended = map_rows(again, ours)
    assert mended.refusals == ()
    assert mended.drafts[0].name == "=Mended"
    assert set(mended.drafts[0].as_reported) <= set(headers)


def test_the_format_of_the_how_to_works_as_written(root: Path, tmp_path: Path) -> None:
    text = (root / "docs/how-to/add-an-import-format.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    source = tmp_path / "liste.csv"
    rows = [
        "Nr.;Anwendung;Abteilung;Wozu dient die Anwendung heute?;Stand;Seit;Hersteller;Personenbezug",
        "neu;Belege lesen;Finanzen;Liest Belege;im Betrieb seit Mai;05/2024;Skriva, Paperloom GmbH;nein",
        "7;Chat;Service;Antwortet;Pilot;01.02.2026;-;offen",
    ]
    source.write_text("\n".join(rows), encoding="cp1252")
    mapped = map_rows(read_tables(source), parse_format(example, file="our-list.yaml"))
    first, second = mapped.drafts
    assert (first.identity, first.stage, first.vendors) == (None, "live", ("Skriva", "Paperloom GmbH"))
    assert [(fact.key, fact.value) for fact in first.facts] == [("gdpr.personal", False)]
    assert (str(second.started_on), second.vendors, second.facts) == ("2026-02-01", (), ())
