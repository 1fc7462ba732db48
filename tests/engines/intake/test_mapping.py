"""Does a row become what it says, with nothing lost and nothing invented?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.engines.intake.cells import REASON_COLUMN, ROW_COLUMN
from opencaio.engines.intake.drafts import Draft, Identity
from opencaio.engines.intake.lists import members
from opencaio.engines.intake.mapping import map_rows, unmapped
from opencaio.errors import BadFile

from .forms import SMALL, table

HEADERS = [
    "Agency",
    "ID",
    "Name",
    "Bureau",
    "Purpose",
    "Stage",
    "Started",
    "Vendors",
    "Mail",
    "Tested",
    "Own",
]


def one(**cells: str) -> Draft:
    """The draft of one row; cells by header, agency and name given where they are not named."""
    filled = {"Agency": "DOX", "Name": "Chat"} | cells
    mapped = map_rows(table(HEADERS, [filled.get(header, "") for header in HEADERS]), SMALL)
    assert mapped.refusals == ()
    return mapped.drafts[0]


def refusal(**cells: str) -> tuple[str, str, str]:
    mapped = map_rows(table(HEADERS, [cells.get(header, "") for header in HEADERS]), SMALL)
    assert mapped.drafts == ()
    return mapped.refusals[0].code, mapped.refusals[0].column, mapped.refusals[0].text


def test_a_row_becomes_a_draft_in_the_records_words() -> None:
    draft = one(ID=" 7 ", Bureau="West", Purpose="Answers\r\nquestions ", Stage="Pilot – small", Started="03/2025")
    assert draft.identity == Identity("DOX", "7")
    assert (draft.name, draft.unit, draft.purpose) == ("Chat", "West", "Answers\nquestions")
    assert (draft.stage, draft.stage_reported) == ("pilot", "Pilot – small")
    assert (str(draft.started_on), draft.started_precision) == ("2025-03-01", "month")


def test_a_column_that_the_format_does_not_know_is_kept_as_reported() -> None:
    assert one(Own=" as it came ").as_reported["Own"] == " as it came "


def test_words_that_the_format_does_not_know_are_kept_and_noted_not_guessed() -> None:
    draft = one(Stage="somewhere between", Mail="ask Bo", Started="soon")
    assert (draft.stage, draft.stage_reported) == ("", "somewhere between")
    assert draft.contact_email == "" and draft.started_on is None
    assert {note.column for note in draft.notes} == {"Stage", "Mail", "Started"}
    assert unmapped([draft, draft])[draft.notes[0].column, draft.notes[0].text] == 2


def test_a_blank_cell_states_nothing() -> None:
    for blank in ("", "N/A", "[]", " n/a "):
        assert [fact.key for fact in one(Tested=blank).facts] == ["agency"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("a) Yes", "met"),
        ("No", "missing"),
        ("In-progress, soon", "planned"),
        ("we think so", "unclear"),
        ("['In-progress', 'Yes']", "met"),
        ('["no such", "In-progress"]', "planned"),
    ],
)
def test_a_practice_is_stated_with_the_words_it_was_reported_in(cell: str, value: str) -> None:
    fact = next(fact for fact in one(Tested=cell).facts if fact.key == "practice.T")
    assert (fact.value, fact.column, fact.text) == (value, "Tested", cell)


def test_a_list_is_read_from_python_json_or_separators() -> None:
    for cell in ("['Acme', 'Zed, Inc.']", '["Acme", "Zed, Inc."]', "Acme; Zed, Inc.", "Acme\nZed, Inc."):
        assert one(Vendors=cell).vendors == ("Acme", "Zed, Inc.")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Microsoft / OpenAI", ["Microsoft", "OpenAI"]),
        ("Aretec, Inc., Deloitte", ["Aretec, Inc.", "Deloitte"]),
        ("Lexical Intelligence, LLC", ["Lexical Intelligence, LLC"]),
        ("Devices (Apple, Samsung), Leidos", ["Devices (Apple, Samsung)", "Leidos"]),
        ("TCP/IP tools", ["TCP/IP tools"]),
        ("a,, b ;", ["a", "b"]),
    ],
)
def test_names_are_parted_where_a_person_would_part_them(cell: str, names: list[str]) -> None:
    assert members(cell, separators=",;/\n") == names


def test_a_list_that_is_no_python_is_text_and_never_run() -> None:
    assert one(Vendors="[__import__('os').getcwd()]").vendors == ("[__import__('os').getcwd()]",)


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1 apples", "@x"])
def test_cells_that_look_like_formulas_stay_text(cell: str) -> None:
    draft = one(Purpose=cell)
    assert draft.purpose == cell == draft.as_reported["Purpose"]


@pytest.mark.parametrize("blank", ["", "TBD", " tbd "])
def test_a_placeholder_id_counts_as_blank_and_the_name_identifies(blank: str) -> None:
    draft = one(ID=blank, Bureau="West")
    assert draft.identity is None
    assert draft.identity_key == "name|dox|west|chat"


def test_a_very_long_name_identifies_by_a_bounded_key_that_still_tells_it_apart() -> None:
    keys = {one(Name="long " * 300 + end).identity_key for end in ("a", "b", "a")}
    assert len(keys) == 2 and max(map(len, keys)) <= 500


def test_a_row_without_a_name_is_named_after_its_purpose() -> None:
    draft = one(Name="", Purpose="Answers   questions " * 20)
    assert draft.name.startswith("Answers questions") and len(draft.name) <= 120
    assert [note.code for note in draft.notes] == ["name_missing"]


def test_a_row_with_neither_name_nor_purpose_is_refused_in_words() -> None:
    code, column, text = refusal(Agency="DOX", ID="7", Stage="live")
    assert (code, column) == ("no_name", "Name")
    assert "“Name”" in text


def test_a_date_that_does_not_exist_refuses_its_row_and_no_other() -> None:
    rows = [["DOX", "1", "A", "", "", "", "2025-02-30"], ["DOX", "2", "B", "", "", "", "2025-02-28"]]
    mapped = map_rows(table(HEADERS, *rows), SMALL)
    assert [draft.name for draft in mapped.drafts] == ["B"]
    refused = mapped.refusals[0]
    assert (refused.row, refused.column, refused.code) == (2, "Started", "impossible_date")
    assert "2025-02-30" in refused.text and "does not exist" in refused.text
    assert refused.raw[:3] == ("DOX", "1", "A")


def test_a_table_without_a_required_column_is_refused_naming_it() -> None:
    with pytest.raises(BadFile, match="Name"):
        map_rows(table(["Agency", "Purpose"], ["DOX", "x"]), SMALL)


def test_a_mended_refusals_file_is_mapped_as_the_row_would_have_been() -> None:
    plain = map_rows(table(["Agency", "Name", "Purpose"], ["DOX", "Chat", "=1"]), SMALL).drafts[0]
    headers = ["Agency", "Name", "Purpose", ROW_COLUMN, REASON_COLUMN]
    mended = map_rows(table(headers, ["DOX", "Chat", "'=1", "17", "because"]), SMALL).drafts[0]
    assert mended == plain


def test_the_digest_notices_what_matters_and_nothing_else() -> None:
    digest = one(Purpose="Answers all", Own="x").content_digest
    assert one(Purpose="Answers  all\n", Own=" x").content_digest == digest
    assert one(Purpose="Answers some", Own="x").content_digest != digest
    assert one(Purpose="Answers all", Own="y").content_digest != digest
    assert one(Purpose="Answers all").content_digest != digest


def test_a_column_that_is_no_change_leaves_the_digest_alone() -> None:
    headers = ["Agency", "Name", "Seen"]
    days = [map_rows(table(headers, ["DOX", "Chat", day]), SMALL).drafts[0] for day in ("", "2026-05-13")]
    assert days[0].content_digest == days[1].content_digest
    assert days[1].as_reported["Seen"] == "2026-05-13"


CELLS = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=len(HEADERS), max_size=len(HEADERS)), max_size=5))
def test_every_cell_that_is_not_empty_is_kept_and_every_row_is_answered(rows: list[list[str]]) -> None:
    read = table(HEADERS, *rows)
    mapped = map_rows(read, SMALL)
    assert len(mapped.drafts) + len(mapped.refusals) == len(rows)
    kept = {draft.row: dict(draft.as_reported) for draft in mapped.drafts}
    kept |= {one.row: dict(zip(read.headers, one.raw, strict=True)) for one in mapped.refusals}
    for number, row in zip(read.numbers, rows, strict=True):
        assert {h: c for h, c in kept[number].items() if c} == {
            h: c for h, c in zip(read.headers, row, strict=True) if c
        }
