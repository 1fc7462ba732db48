"""What does the real command do in a process of its own: exit codes, first use, serving?"""

import json
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from opencaio.faces.cli.example import MARK
from tests.faces.conftest import Ran, served
from tests.record.cast import Cast

Process = Callable[..., Ran]
GOOD = {"id": "a", "jurisdiction": "EU", "facts": {"role": ["deployer"]}}
BAD = {"id": "b", "jurisdiction": "EU", "facts": {"no_such_fact": True}}
PASSWORD = "three green lamps 7"


def test_help_version_and_classify_need_no_django() -> None:
    code = (
        "import sys; from opencaio.site.cli import wired; from opencaio.faces.cli import app; wired(); "
        "app(['--version'], standalone_mode=False); sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60).returncode == 0


def test_classify_answers_in_input_order_and_names_the_invalid_line(process: Process, tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in (GOOD, BAD, {**GOOD, "id": "c"})) + "\nnot json\n")
    ran = process("classify", "--facts", str(path), "--json", home=tmp_path / "absent")
    assert ran.code == 1
    assert [one["id"] for one in ran.lines] == ["a", "b", "c", None]
    assert [set(one) == {"id", "error"} for one in ran.lines] == [False, True, False, True]
    assert not (tmp_path / "absent").exists()
    assert process("classify", "--facts", "-", "--json", stdin=json.dumps(GOOD)).code == 0


def test_a_workspace_is_made_once_and_for_its_owner_only(process: Process, tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    none = process("show", "use_cases.list", home=home)
    assert none.code == 1
    assert "caio init" in none.err
    assert str(home) in none.err
    made = process("init", "--name", "Tern", "--home", str(home), "--json", OPENCAIO_PASSWORD=PASSWORD)
    assert (made.code, made.json["organisation"]) == (0, "Tern")
    assert "password" not in made.json
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    again = process("init", "--name", "Other", home=home, OPENCAIO_PASSWORD=PASSWORD)
    assert again.code == 1
    shown = process("show", f"--home={home}", "organisation.show", "--json")
    assert "Tern" in shown.out
    assert "Other" not in shown.out


def test_a_failed_init_leaves_nothing_behind(process: Process, tmp_path: Path) -> None:
    weak = process("init", home=tmp_path / "home", OPENCAIO_PASSWORD="short")
    assert weak.code == 1
    assert "Traceback" not in weak.err
    assert not (tmp_path / "home").exists()


def test_init_without_a_terminal_makes_a_password_and_shows_it_once(process: Process, tmp_path: Path) -> None:
    made = process("init", "--json", home=tmp_path / "home", stdin="")
    assert made.code == 0
    assert len(made.json["password"]) >= 12


def test_init_and_demo_leave_a_folder_of_others_alone(process: Process, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for verb in ("init", "demo"):
        refused = process(verb, home=tmp_path, OPENCAIO_PASSWORD=PASSWORD)
        assert refused.code == 1
        assert "empty" in refused.err
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_an_init_that_was_cut_off_can_be_finished(process: Process, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert process("init", home=home, OPENCAIO_PASSWORD=PASSWORD).code == 0
    for one in home.glob("record.sqlite3*"):
        one.unlink()
    (home / "record.sqlite3").touch()
    (home / "anchors.json").unlink()
    assert process("init", "--name", "Tern", home=home, OPENCAIO_PASSWORD=PASSWORD).code == 0
    assert process("ledger", "verify", home=home).code == 0


@pytest.mark.slow
def test_demo_makes_the_example_and_its_brief_in_place_of_a_half_made_one(process: Process, tmp_path: Path) -> None:
    home = tmp_path / "demo"
    home.mkdir()
    (home / MARK).write_text("of an earlier example")
    (home / "record.sqlite3").touch()
    (home / "left-over").touch()
    made = process("demo", "--json", home=home, OPENCAIO_PASSWORD=PASSWORD)
    assert made.code == 0, made.err
    assert {Path(one).read_bytes()[:4] for one in made.json["briefs"].values()} == {b"<!do", b"%PDF"}
    assert not (home / "left-over").exists()
    listed = process("show", "use_cases.list", "--json", home=home)
    assert listed.json["total"] > 50


def test_demo_does_not_replace_a_real_workspace(process: Process, cast: Cast, home: Path) -> None:
    before = process("ledger", "head", home=home).out
    assert process("demo", home=home, OPENCAIO_PASSWORD=PASSWORD).code == 1
    assert process("ledger", "head", home=home).out == before


def test_wrong_usage_is_exit_code_two(process: Process) -> None:
    assert process("no-such-command").code == 2
    assert process("import").code == 2
    assert process("brief", "--no-such-option").code == 2


def test_a_backup_is_restored_into_an_empty_folder(process: Process, cast: Cast, home: Path, tmp_path: Path) -> None:
    made = process("backup", "--out", str(tmp_path / "b.zip"), "--json", home=home)
    assert made.code == 0
    assert process("restore", str(tmp_path / "b.zip"), home=tmp_path / "there").code == 0
    assert process("ledger", "verify", home=tmp_path / "there").code == 0
    assert process("restore", str(tmp_path / "b.zip"), home=home).code == 1
    (tmp_path / "broken.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:500])
    assert process("restore", str(tmp_path / "broken.zip"), home=tmp_path / "other").code == 1
    assert not (tmp_path / "other").exists()


def test_the_server_answers_and_stops_when_told(cast: Cast, home: Path) -> None:
    with served(home) as address, urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
        assert json.load(answer)["ok"] is True
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{address}/health", timeout=5)


def test_serving_to_other_machines_needs_their_names(process: Process, cast: Cast, home: Path) -> None:
    refused = process("serve", "--host", "0.0.0.0", home=home)
    assert refused.code == 1
    assert "OPENCAIO_HOSTS" in refused.err
