"""Does the terminal say how far we are with each framework, and is a framework of one's own checked and kept?"""

from collections.abc import Callable
from pathlib import Path

from tests.faces.conftest import Ran
from tests.packs.test_frameworks import PACK
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]


def test_every_framework_has_its_line(caio: Caio) -> None:
    found = {one["id"]: one for one in caio("framework", "list", "--json").json["rows"]}
    assert found["nist-ai-rmf"]["requirements"] == 72
    assert "iso-42001" in caio("framework", "list").out


def test_a_framework_and_one_requirement_are_shown(caio: Caio, cast: Cast) -> None:
    do("controls.add", cast.ana, name="AI policy", status="partly", requirements=["nist-ai-rmf:GOVERN 1.2"])
    assert "A.2.2\tpartly\tA policy on AI\tC-001" in caio("framework", "show", "iso-42001", "--state", "partly").out
    said = caio("framework", "show", "iso-42001:A.2.2")
    assert said.code == 0 and "C-001 AI policy" in said.out and "nist-ai-rmf:GOVERN 1.2" in said.out


def test_coverage_has_a_row_a_department_or_use_as_far_as_one_may_see(caio: Caio, cast: Cast) -> None:
    rows = caio("framework", "coverage", "--framework", "iso-42001", "--json").json["rows"]
    assert {one["code"] for one in rows} >= {"HEALTH", "CLINICS"}
    mine = caio("framework", "coverage", "--by", "use", "--json", by="dan@northwind.example").json["rows"]
    assert [one["code"] for one in mine if one["code"] == cast.triage.code] == []


def test_wrong_words_are_answered_with_the_nearest(caio: Caio) -> None:
    said = caio("framework", "show", "iso-4200")
    assert said.code == 1 and "did you mean “iso-42001”" in said.err
    assert "tomorrow is not a date" in caio("framework", "list", "--on", "tomorrow").err


def test_a_framework_of_ones_own_is_checked_and_kept(caio: Caio, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(PACK, encoding="utf-8")
    assert caio("framework", "check", str(path), "--json").json["requirements"] == 2
    assert caio("framework", "add", str(path)).code == 0
    assert (home / "frameworks" / "ours.yaml").is_file()
    path.write_text(PACK.replace("[policy]", "[polcy]"), encoding="utf-8")
    said = caio("framework", "add", str(path))
    assert said.code == 1 and "did you mean “policy”" in said.err
    path.write_text(PACK.replace("id: ours", "id: iso-42001"), encoding="utf-8")
    assert "ships with OpenCAIO" in caio("framework", "add", str(path)).err
