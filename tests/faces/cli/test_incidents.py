"""Does the terminal report incidents, show their clocks, keep who was told, and write the drafts?"""

from collections.abc import Callable
from pathlib import Path

from tests.faces.conftest import Ran
from tests.record.cast import Cast

Caio = Callable[..., Ran]
BREACH = ("incident", "report", "It named another patient", "--known", "2026-11-18T10:05", "--json")


def test_a_report_starts_clocks_that_can_be_read_and_met(cast: Cast, caio: Caio) -> None:
    code = caio(*BREACH, "--use", cast.triage.code).json["result"]["code"]
    assert "It named another patient" in caio("incident", "list").out
    shown = caio("incident", "show", code)
    assert "gdpr.authority\t2026-11-21 10:05 UTC\t2026-11-21 11:00 UTC" in shown.out
    told = caio("incident", "tell", code, "--clock", "gdpr.authority", "--how", "its form", "--first")
    assert told.out.strip() == f"{code}: told Data protection authority (first report, not complete)."
    page = caio("incident", "show", code, "--json").json
    clock = next(one for one in page["clocks"] if one["code"] == "gdpr.authority")
    assert clock["stage"] == "met" and clock["complete_at"] is None


def test_lists_are_filtered(cast: Cast, caio: Caio) -> None:
    caio(*BREACH, "--use", cast.triage.code)
    assert len(caio("incident", "list", "--status", "running", "--json").json["rows"]) == 1
    assert caio("incident", "list", "--status", "closed", "--json").json["rows"] == []
    assert caio("incident", "list", "--severity", "none", "--use", cast.triage.code, "--json").json["total"] == 1
    assert caio("incident", "list", "--status", "sleeping").code != 0


def test_a_draft_is_a_file_and_says_what_is_missing(cast: Cast, caio: Caio, tmp_path: Path) -> None:
    code = caio(*BREACH, "--use", cast.triage.code).json["result"]["code"]
    assert "breach_report" in caio("incident", "draft", code).out
    for form in ("md", "docx", "pdf"):
        made = caio("incident", "draft", code, "breach_report", "--format", form, "--out", str(tmp_path), "--json").json
        assert Path(made["file"]).stat().st_size > 300
        assert any("consequences" in one for one in made["missing"])
    assert "It named another patient" in (tmp_path / f"{code}-breach-report.md").read_text(encoding="utf-8")


def test_what_cannot_be_is_refused_in_words(cast: Cast, caio: Caio) -> None:
    future = caio("incident", "report", "Soon", "--known", "2099-01-01")
    assert future.code == 1 and "cannot lie in the future" in future.err
    assert caio("incident", "show", "IN-99").code == 1
    assert caio("incident", "tell", "IN-99", "--who", "The mayor").code == 1
    assert caio("incident", "report").code == 2
    assert cast.ana
