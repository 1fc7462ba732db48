"""Does the terminal tell of maturity and the strategy what the pages do?"""

from collections.abc import Callable
from pathlib import Path

from opencaio.packs.maturity import load_maturity
from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]


def test_maturity_says_its_levels_and_what_is_open(cast: Cast, caio: Caio) -> None:
    assert "Nobody has judged" in caio("maturity").out
    row = do("maturity.begin", cast.ana)
    assert "open: the whole organisation" in caio("maturity").out
    answers = [{"question": one, "level": 2} for one in load_maturity().questions]
    do("maturity.answer", cast.ana, assessment=row.pk, answers=answers)
    do("maturity.finish", cast.ana, assessment=row.pk)
    assert "The whole organisation: 2.0 of 5" in caio("maturity").out
    assert caio("maturity", "--json").json["latest"][0]["level"] == "2.0"
    assert caio("maturity", "--wanted", "9").code == 2


def test_the_strategy_is_written_as_text_data_and_file(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    do("strategy.write", cast.ana, part="vision", text="Nobody waits in vain.")
    assert "Nobody waits in vain." in caio("strategy").out
    told = caio("strategy", "--json").json
    assert told["parts"][0]["text"] == "Nobody waits in vain."
    assert "No plan is on record" in [one["words"] for one in told["missing"]]
    file = tmp_path / "strategy.pdf"
    assert caio("strategy", "--out", str(file)).code == 0
    assert file.read_bytes().startswith(b"%PDF-")


def test_what_cannot_be_written_is_told(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    for given in (("--format", "xls"), ("--format", "pdf"), ("--out", str(tmp_path / "strategy.txt"))):
        ran = caio("strategy", *given)
        assert ran.code == 1, given
        assert "format" in ran.err or "--out strategy.pdf" in ran.err
    assert not list(tmp_path.glob("strategy*"))
