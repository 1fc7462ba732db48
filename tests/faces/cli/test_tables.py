"""Does every table on a terminal say what stands in its columns, in which unit, with figures under each other?"""

import io
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from opencaio.faces.cli import paper
from opencaio.faces.cli.cases import years_of
from opencaio.faces.cli.columns import Column, amount, are_figures, columns, in_unit, number, share
from opencaio.faces.cli.drawing import drawn
from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]
WORTH = columns(name="initiative", value=Column("value ({currency})", amount), late="too late")
ROWS = [{"name": "Beds [night]", "value": "1270634.40", "late": True}, {"name": "Rota", "value": 5, "late": False}]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_table_names_its_columns_with_their_units_off_the_terminal_too(capsys: pytest.CaptureFixture[str]) -> None:
    paper.table(ROWS, columns=in_unit(WORTH, currency="EUR"))
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["initiative\tvalue (EUR)\ttoo late", "Beds [night]\t1,270,634\tyes", "Rota\t5\t"]


def test_figures_stand_to_the_right_on_a_terminal_and_words_to_the_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", out := Terminal())
    paper.table(ROWS, columns=in_unit(WORTH, currency="EUR"))
    heading, first, second = out.getvalue().splitlines()
    assert "value (EUR)" in heading
    assert second.index("5") == first.index("1,270,634") + len("1,270,634") - 1
    assert first.startswith(" Beds [night]") and second.startswith(" Rota ")


REASON = "No room is left: " + ", ".join(f"limit {number} of the year" for number in range(1, 12)) + "."
REASONS = [{"code": "I-04", "value": "1,270", "because": REASON, "parts": {"a": [1] * 40}}]


def test_nothing_is_cut_on_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    paper.table(REASONS)
    out = capsys.readouterr().out
    assert REASON in out and "…" not in out and out.count("1, 1") > 15


@pytest.mark.parametrize("across", [30, 60, 100])
def test_a_reason_stands_below_its_row_on_a_terminal_and_no_word_of_it_is_lost(
    monkeypatch: pytest.MonkeyPatch, across: int
) -> None:
    told = on_terminal(monkeypatch, REASONS, across=across, columns=("code", "value", "because"))
    lines = told.splitlines()
    assert max(map(len, lines)) <= across and len(lines) > 2
    assert " ".join(lines[1:]).split() == ["I-04", "1,270", "because:", *REASON.split()]


def test_a_table_that_fits_keeps_its_reasons_in_their_column(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = on_terminal(monkeypatch, REASONS, across=400, columns=("code", "value", "because")).splitlines()
    assert len(lines) == 2 and lines[0].index("because") == lines[1].index("No room")


@given(
    rows=st.lists(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), max_size=60), min_size=3,
                           max_size=3), min_size=1, max_size=4),
    across=st.integers(20, 90),
)  # fmt: skip
def test_no_letter_of_any_table_is_lost_and_no_line_is_too_wide(rows: list[list[str]], across: int) -> None:
    head, body = drawn(["one", "two", "three"], rows, across=across)
    assert max(map(cell_len, [*head, *body])) <= across
    letters = Counter("".join("".join(cell.split()) for row in rows for cell in row))
    assert not letters - Counter("".join("".join(body).split()))


def on_terminal(monkeypatch: pytest.MonkeyPatch, rows: Any, *, across: int, columns: Any) -> str:
    monkeypatch.setattr("sys.stdout", out := Terminal())
    monkeypatch.setenv("COLUMNS", str(across))
    paper.table(rows, columns=columns)
    return re.sub(r"\x1b\[\d*m", "", out.getvalue())


def test_figures_of_the_record_lose_their_idle_zeros_and_nothing_else_does(capsys: pytest.CaptureFixture[str]) -> None:
    paper.answer({"billed": "509.816045931000000", "cost": "30000.00000", "version": "2.100", "code": "10.0"})
    told = capsys.readouterr().out.splitlines()
    assert told == ["billed: 509.816045931", "cost: 30000", "version: 2.100", "code: 10.0"]


def test_a_payback_is_said_in_years_as_people_say_them() -> None:
    assert [years_of(one) for one in (2.606566, 1.0, 0.0, None)] == ["2.6 years", "1 year", "0 years", "never"]


def test_no_rows_make_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    paper.table([], columns=WORTH)
    assert capsys.readouterr().out == ""


def test_what_counts_as_a_figure() -> None:
    assert are_figures(["1,270,634", "-3", "", "8 %", "0%-100%", "2.7/4", "1.5/0 -1.5"])
    for words in (["2026-10-30"], ["2026-10"], ["41-3091.00"], ["7 places"], ["3", "none"], ["", ""]):
        assert not are_figures(words), words


def test_numbers_lose_the_zeros_that_say_nothing() -> None:
    assert [number(one) for one in ("1.000", "2.50", "1234", None, "0.0000000001")] == [
        "1",
        "2.5",
        "1,234",
        "",
        "0.0000000001",
    ]
    assert (share(0.0806), share(None), amount("-0.4")) == ("8 %", "", "0")


def test_the_commands_of_money_and_people_head_their_tables(cast: Cast, caio: Caio) -> None:
    do("initiatives.add", cast.bo, name="Beds", department="HEALTH")
    do(
        "openings.add",
        cast.bo,
        department="HEALTH",
        skill=do("skills.add", cast.ana, code="ml_engineering").code,
        title="Night engineer",
        needed_by="2098-01-01",
    )
    assert (
        caio("case", "list")
        .out.splitlines()[0]
        .startswith("code\tinitiative\tdepartment\tstate of the case\tvalue P10")
    )
    assert caio("hiring").out.splitlines()[0].startswith("code\tplace\tdepartment\tway\tpeople\tstage\tneeded by")
