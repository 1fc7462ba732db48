"""Does the terminal take in what waits, and tell what is wrong?"""

from collections.abc import Callable

import pytest

from opencaio.record import receiving
from tests.faces.api.test_otlp import spans
from tests.faces.conftest import Ran
from tests.record.cast import Cast


def wait(cast: Cast, *ids: int) -> None:
    receiving.receive_spans(spans(*ids), cast.ana)
    receiving.spool().close()


def test_what_waits_is_taken_in_and_told(cast: Cast, caio: Callable[..., Ran]) -> None:
    wait(cast, 1, 2)
    assert "1 segments taken in with 2 rows" in caio("lake", "drain").out
    assert caio("lake", "drain", "--json").json == {"segments": 0, "rows": 0, "known": 0, "bad": []}


def test_a_segment_that_cannot_be_read_is_told_with_exit_code_1(cast: Cast, caio: Callable[..., Ran]) -> None:
    receiving.spool().append(b"nonsense")
    receiving.spool().close()
    ran = caio("lake", "drain")
    assert (ran.code, ".bad" in ran.err) == (1, True)


def test_who_imports_for_a_department_only_drains_nothing_of_all(cast: Cast, caio: Callable[..., Ran]) -> None:
    wait(cast, 1)
    assert caio("lake", "drain", by="bo@acme.example").code == 1
    assert caio("lake", "drain", "--json").json["rows"] == 1


@pytest.mark.parametrize("setting", ["x", "no.such.setting=1"])
def test_a_setting_that_is_none_is_told(cast: Cast, caio: Callable[..., Ran], setting: str) -> None:
    ran = caio("lake", "listen", "--brokers", "b:1", "--topic", "t", "--fact", "kpi", "--set", setting)
    assert ran.code in {1, 2}
    assert setting.partition("=")[0] in ran.err
