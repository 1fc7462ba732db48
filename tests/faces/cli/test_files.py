"""Do files go in and come out through the command line as they should?"""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from opencaio.record.models import LedgerEntry, UseCase
from tests.faces.conftest import Ran

Caio = Callable[..., Ran]
COUNTS = ("created", "updated", "unchanged", "merged", "refused")


@pytest.fixture
def filled(caio: Caio, tmp_path: Path) -> Path:
    """Our own template with its examples, as CSV."""
    path = tmp_path / "uses.csv"
    assert caio("export", "template", "--out", str(path)).code == 0
    return path


def test_the_template_goes_in_as_it_came_out(caio: Caio, filled: Path) -> None:
    report = caio("import", str(filled), "--json").json
    assert report["created"] > 0
    assert report["read"] == sum(report[name] for name in COUNTS)
    assert UseCase.objects.count() == 2 + report["created"]
    again = caio("import", str(filled), "--json").json
    assert again["unchanged"] == again["read"] == report["read"]


def test_a_dry_run_writes_nothing(caio: Caio, filled: Path) -> None:
    before = LedgerEntry.objects.count()
    report = caio("import", str(filled), "--dry-run", "--json").json
    assert report["created"] > 0
    assert report["dry_run"] is True
    assert (UseCase.objects.count(), LedgerEntry.objects.count()) == (2, before)


def test_one_bad_file_does_not_keep_the_others_out(caio: Caio, filled: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    ran = caio("import", str(picture), str(tmp_path / "absent.csv"), str(filled), "--json")
    assert ran.code == 1
    first, second, third = ran.lines
    assert first["error"]
    assert second["error"]
    assert third["created"] > 0
    assert "picture.csv" in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_format_names_the_known_ones(caio: Caio, filled: Path) -> None:
    ran = caio("import", str(filled), "--format", "nope")
    assert ran.code == 1
    assert "opencaio-template" in ran.err


def test_an_export_neutralises_what_a_spreadsheet_would_run(caio: Caio, tmp_path: Path) -> None:
    assert caio("do", "use_cases.add", "name==HYPERLINK(1)", "department=HEALTH").code == 0
    path = tmp_path / "inventory.csv"
    said = caio("export", "inventory", "--out", str(path), "--json").json
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    assert said["rows"] == len(rows) == 3
    name = next(row["name"] for row in rows if "HYPERLINK" in row["name"])
    assert not name.startswith("=")


def test_an_export_holds_no_more_than_one_may_see(caio: Caio, tmp_path: Path) -> None:
    path = tmp_path / "inventory.json"
    assert caio("export", "inventory", "--out", str(path), by="dan@northwind.example").code == 0
    assert [row["name"] for row in json.loads(path.read_text())] == ["Price proposals"]


def test_the_brief_is_written_in_each_format_asked_for(caio: Caio, tmp_path: Path) -> None:
    ran = caio("brief", "--format", "html,md,json", "--out", str(tmp_path / "out"), "--json")
    paths = [Path(one) for one in ran.json["files"]]
    assert [one.suffix for one in paths] == [".html", ".md", ".json"]
    assert "Northwind Care" in paths[0].read_text(encoding="utf-8")


def test_a_brief_in_an_unknown_format_or_for_no_day_is_refused(caio: Caio, tmp_path: Path) -> None:
    unknown = caio("brief", "--format", "gif", "--out", str(tmp_path))
    no_day = caio("brief", "--law-on", "2026-02-30", "--out", str(tmp_path))
    assert (unknown.code, no_day.code) == (1, 1)
    assert "html" in unknown.err
    assert "2026-02-30" in no_day.err
    assert list(tmp_path.glob("brief*")) == []
