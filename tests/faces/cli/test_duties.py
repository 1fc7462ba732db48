"""Do duties, gates and evidence work from a terminal, with exit codes that a script can rely on?"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from opencaio.record.models import Duty, Evidence
from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]
BO, DAN = "bo@northwind.example", "dan@northwind.example"


@pytest.fixture
def duty(cast: Cast) -> Duty:
    """An overdue duty of a use that Bo owns."""
    now = timezone.now()
    do("use_cases.assign", cast.bo, codes=[cast.triage.code], owner=cast.bo.person_id)
    of_use = {"use_case": cast.triage, "regime": "EU", "code": "AIA-15", "title": "Be accurate"}
    asked = {"evidence_kinds": ["test_report"], "due_on": timezone.localdate() - timedelta(days=3)}
    return Duty.objects.create(**of_use, **asked, created_at=now, updated_at=now)


def test_duties_are_listed_for_those_who_see_them(caio: Caio, duty: Duty) -> None:
    shown = caio("duties", by=BO)
    assert shown.code == 0 and "Be accurate" in shown.out and "1 overdue" in shown.out
    assert "Be accurate" not in caio("duties", by=DAN).out


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--mine",), 1),
        (("--owner", BO), 1),
        (("--owner", "none"), 0),
        (("--overdue",), 1),
        (("--status", "done"), 0),
        (("--department", "HEALTH"), 1),
        (("--use", "UC-0002"), 0),
        (("--due-by", "2020-01-01"), 0),
    ],
)
def test_options_narrow_the_list(caio: Caio, duty: Duty, words: tuple[str, ...], count: int) -> None:
    assert caio("duties", *words, "--json", by=BO).json["total"] == count


def test_a_wrong_state_or_person_is_said(caio: Caio, duty: Duty) -> None:
    assert caio("duties", "--status", "never").code == 1
    refused = caio("duties", "--owner", "nobody@example.org")
    assert refused.code == 1 and "Nobody here" in refused.err


def test_duties_become_a_calendar_file(caio: Caio, duty: Duty, tmp_path: Path) -> None:
    path = tmp_path / "mine.ics"
    assert caio("duties", "--mine", "--ics", str(path), "--json", by=BO).json["duties"] == 1
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR") and b"Be accurate" in path.read_bytes()


def test_a_gate_ends_with_one_while_something_is_missing(caio: Caio, cast: Cast) -> None:
    use = do("use_cases.add", cast.bo, name="Bed planning", department="HEALTH")
    closed = caio("gate", use.code, by=BO)
    assert closed.code == 1 and "Something is known of it" in closed.out and "Traceback" not in closed.err
    assert [one["code"] for one in caio("gate", use.code, "approved", "--json", by=BO).json["missing"]] == [
        "known",
        "owner",
    ]
    do("facts.state", cast.bo, use_case=use.code, key="infers", value=True)
    opened = caio("gate", use.code, by=BO)
    assert opened.code == 0 and "may move from idea to assessed" in opened.out
    assert caio("gate", use.code, "nowhere").code == 1
    assert caio("gate", use.code, by=DAN).code == 1


def test_a_refused_move_lists_what_is_missing(caio: Caio, cast: Cast) -> None:
    use = do("use_cases.add", cast.bo, name="Bed planning", department="HEALTH")
    refused = caio("do", "use_cases.edit", f"code={use.code}", "stage=approved", by=BO)
    assert refused.code == 1
    assert refused.err.count("  - ") == 2 and "Someone answers for it" in refused.err


def test_a_file_shows_a_duty_and_closes_it(caio: Caio, cast: Cast, duty: Duty, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7")
    words = ("--file", str(path), "--kind", "test_report", "--duty", str(duty.pk), "--dated", "2026-11-01")
    added = caio("evidence", cast.triage.code, *words, by=BO)
    assert added.code == 0 and path.is_file()
    assert (Evidence.objects.get().file_name, str(Evidence.objects.get().expires_on)) == ("report.pdf", "2027-11-01")
    assert caio("do", "duties.close", f"duty={duty.pk}", by=BO).code == 0
    path.write_bytes(b"MZ")
    refused = caio("evidence", cast.triage.code, "--file", str(path), by=BO)
    assert refused.code == 1 and "program" in refused.err
    assert caio("evidence", cast.triage.code, "--file", str(tmp_path / "none.pdf"), by=BO).code == 1
