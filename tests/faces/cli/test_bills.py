"""Does the terminal say which lines of a bill count and which do not?"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.faces.conftest import Ran
from tests.record.cast import Cast

Caio = Callable[..., Ran]
HEADS = (
    "ProviderName,BillingAccountId,BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,"
    "ChargePeriodStart,ChargePeriodEnd,ServiceName"
)


def line(day: int, cost: str) -> str:
    start = date(2026, 10, day)
    return f"Tarn,a-1,{cost},{cost},EUR,2026-10-01,2026-11-01,{start},{start + timedelta(1)},Chat"


def bill(folder: Path, *lines: str) -> str:
    path = folder / "october.csv"
    path.write_text("\n".join([HEADS, *lines]) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("costs",), "No bill is in the lake"),
        (("costs", "units"), "No bill is in the lake"),
        (("costs", "tokens"), "No usage with tokens"),
        (("costs", "alerts"), "No cost stands out"),
        (("impact", "list"), "There is no such study yet"),
    ],
)
def test_where_there_is_nothing_the_terminal_says_so(command: tuple[str, ...], words: str, caio: Caio) -> None:
    told = caio(*command)
    assert told.code == 0 and words in told.err


def test_a_whole_bill_ends_well(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    told = caio("bills", "import", bill(tmp_path, line(1, "10"), line(2, "20.5")))
    assert told.code == 0 and "2 lines in 1 part" in told.out and "left out" not in told.out


def test_lines_that_do_not_count_are_told_apart_and_end_in_a_code(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    told = caio("bills", "import", bill(tmp_path, line(1, "10"), line(2, "abc"), line(3, "30")))
    assert told.code == 1
    assert "2 lines in 1 part; 1 line left out, in no total" in told.out
    assert "why rows were left out" in told.out and "not a plain number" in told.out


def test_a_month_without_an_exchange_rate_shows_no_sum(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    caio("bills", "import", bill(tmp_path, line(1, "10").replace(",EUR,", ",USD,")))
    told = caio("bills", "months")
    assert "exchange rate: USD" in told.err
    (row,) = [one for one in told.out.splitlines() if one.startswith("2026-10")]
    assert row.split("\t") == ["2026-10", "", "", "0", "0", "", "open"]
