"""Does the terminal tell of risks what the pages do?"""

from collections.abc import Callable

from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]


def put(cast: Cast) -> str:
    row = do(
        "risks.add", cast.bo, title="Wrong queue", department="HEALTH", likelihood=3, impact=4, event="A child waits",
        frequency_low="0.5", frequency_likely="1", frequency_high="3",
        magnitude_low="1000", magnitude_likely="4000", magnitude_high="13000",
    )  # fmt: skip
    return str(row.code)


def test_the_register_one_risk_and_its_figures(cast: Cast, caio: Caio) -> None:
    code = put(cast)
    assert "Wrong queue" in caio("risk", "list").out
    told = caio("risk", "show", code).out
    assert "A child waits" in told and "6,250.00" in told
    measured = caio("risk", "measure", code).out
    assert "6,250.00" in measured and "Replay: seed 20261122" in measured


def test_the_same_seed_prints_the_same_figures(cast: Cast, caio: Caio) -> None:
    code = put(cast)
    asked = ("risk", "measure", code, "--seed", "7", "--years", "2000", "--json")
    assert caio(*asked).json == caio(*asked).json
    assert caio(*asked).json["seed"] == 7
    assert caio(*asked[:3], "--seed", "8", "--years", "2000", "--json").json["states"] != caio(*asked).json["states"]


def test_what_is_not_there_and_what_cannot_be_is_said(cast: Cast, caio: Caio) -> None:
    code = put(cast)
    assert "Not known" in caio("risk", "measure", "R-99").out
    missing = caio("risk", "show", "R-99")
    assert missing.code == 1 and "no such risk" in missing.err
    hidden = caio("risk", "show", code, by="dan@northwind.example")
    assert hidden.code == 1 and hidden.err == missing.err
    assert caio("risk", "measure", "--years", "3").code != 0
    assert "0 risks" in caio("risk", "list", by="dan@northwind.example").out
