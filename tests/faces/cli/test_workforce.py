"""Does the terminal take a list of people in as the guide says, and tell what is to be done next?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from opencaio.record.models import Workforce
from tests.faces.conftest import Ran
from tests.record.cast import Cast

Caio = Callable[..., Ran]


@pytest.fixture
def staff(tmp_path: Path) -> str:
    file = tmp_path / "staff.csv"
    file.write_text(
        "department,title,people,soc\nHEALTH,Data entry,12,43-9021\nHEALTH,Nobody knows this,3,\n", encoding="utf-8"
    )
    return str(file)


def test_a_list_comes_in_as_the_guide_says_and_waits_for_somebody_to_confirm(
    cast: Cast, caio: Caio, staff: str
) -> None:
    assert "takes it in" in caio("discover").out
    brought = caio("workforce", "import", staff, "--year", "2026")
    assert brought.code == 0 and "0 matches confirmed" in brought.out
    assert "2 lines of workforce nobody confirmed" in caio("discover").out
    assert not Workforce.objects.filter(match="confirmed").exists()


def test_sure_matches_are_confirmed_only_where_that_is_asked(cast: Cast, caio: Caio, staff: str) -> None:
    assert "1 match confirmed" in caio("workforce", "import", staff, "--year", "2026", "--confirm", "0.9").out
    assert Workforce.objects.get(match="confirmed").title == "Data entry"
    assert caio("workforce", "import", staff, "--confirm", "7").code == 2


def test_a_title_that_nothing_matches_is_told_with_the_way_on(cast: Cast, caio: Caio) -> None:
    assert "--occupation CODE" in caio("workforce", "match", "Zzyzx qqq").out


def test_a_code_is_known_by_its_form(cast: Cast, caio: Caio) -> None:
    for code in ("13-2011", "13-2011.00", "2411"):
        assert "Accountants and Auditors" in caio("workforce", "match", code).out, code
    assert "Say a title or a code" in caio("workforce", "match", "").err


def test_a_group_of_tasks_that_there_is_not_is_told_with_those_there_are(cast: Cast, caio: Caio) -> None:
    ran = caio("discover", "--group", "nope")
    assert ran.code == 1 and "“nope”" in ran.err and "records: Keeping records and files" in ran.err
