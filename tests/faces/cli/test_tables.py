"""Does every table on a terminal say what stands in its columns, in which unit, with figures under each other?"""

import io
from collections.abc import Callable

import pytest

from opencaio.faces.cli import paper
from opencaio.faces.cli.columns import Column, amount, are_figures, columns, in_unit, number, share
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
