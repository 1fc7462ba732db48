"""Does workforce come on record as it should, and does the map of work say what it may, and to whom?"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from opencaio.errors import BadFile, BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import ACTIONS
from opencaio.record.models import LedgerPayload, OpportunityStance, UseCase, Workforce
from opencaio.record.opportunities.intake import read_workforce
from opencaio.record.opportunities.wording import read_wordings
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

NURSES, WRITERS = "29-1141.00", "27-3042.00"


def add(cast: Cast, **given: Any) -> Workforce:
    """A line of Bo's, on record."""
    plain = {"department": "HEALTH", "year": 2026, "title": "Nurses", "people": 40, "currency": "EUR"}
    row: Workforce = do("workforce.set", cast.bo, **{**plain, **given})
    return row


@pytest.fixture
def nurses(cast: Cast) -> Workforce:
    return add(cast, occupation=NURSES, pay=40_000)


def cells(cast: Cast, who: str = "bo", **given: Any) -> dict[tuple[str, str], Any]:
    found = ask("opportunities.list", {"stance": "all", "top": 5000, **given}, cast[who])
    return {(one.department, one.group): one for one in found.rows}


def test_a_title_is_matched_and_counts_only_once_a_person_confirmed_it(cast: Cast) -> None:
    row = add(cast, title="Registered nurses")
    assert (row.match, row.occupation) == ("proposed", NURSES)
    assert cells(cast) == {}
    assert cells(cast, proposed=True)
    do("workforce.confirm", cast.bo, lines=[row.pk])
    assert ("HEALTH", "treatment") in cells(cast)


def test_another_occupation_than_the_proposed_can_be_meant(cast: Cast) -> None:
    row = add(cast, title="Registered nurses")
    do("workforce.confirm", cast.bo, lines=[row.pk], occupation=WRITERS)
    row.refresh_from_db()
    assert (row.match, row.occupation) == ("confirmed", WRITERS)
    with pytest.raises(BadInput, match=r"99-9999\.00 is no O\*NET-SOC code"):
        do("workforce.confirm", cast.bo, lines=[row.pk], occupation="99-9999.00")


def test_a_title_that_means_nothing_waits_and_cannot_be_confirmed_blindly(cast: Cast) -> None:
    row = add(cast, title="Qwxz")
    assert row.match == "open"
    with pytest.raises(BadInput, match="nothing is proposed"):
        do("workforce.confirm", cast.bo, lines=[row.pk])


def test_what_was_confirmed_stays_confirmed_when_the_figures_change(cast: Cast, nurses: Workforce) -> None:
    again = add(cast, people=50)
    assert (again.pk, again.match, again.people) == (nurses.pk, "confirmed", 50)


def test_pay_of_fewer_than_five_is_neither_kept_nor_in_any_figure(cast: Cast) -> None:
    row = add(cast, title="Chief nurse", people=4, pay=987_654, loaded_hour=777, occupation=NURSES)
    assert (row.pay, row.loaded_hour) == (None, None)
    line = ask("workforce.list", {}, cast.ana).rows[0]
    assert (line.pay, line.pay_hidden) == (None, True)
    kept = " ".join(str(one) for one in LedgerPayload.objects.values_list("body", flat=True))
    assert "987654" not in kept
    found = ask("opportunities.map", {}, cast.ana)
    assert (found.basis.small_lines, found.basis.pay_own) == (1, 0)


def test_pay_is_forgotten_when_fewer_than_five_are_left(cast: Cast, nurses: Workforce) -> None:
    assert add(cast, people=4, pay=40_000).pay is None


def test_the_map_shows_people_range_and_wage_bill(cast: Cast, nurses: Workforce) -> None:
    found = ask("opportunities.map", {}, cast.bo)
    factor = found.basis.loaded_factor
    assert sum(one.people for one in found.cells) == pytest.approx(40)
    assert abs(found.bill - 40 * 40_000 * factor) < Decimal("0.5")
    assert found.bill_low <= found.bill_middle <= found.bill_high <= found.bill
    assert found.basis.pay_own == 40
    assert found.currency == "EUR"


def test_without_own_pay_a_benchmark_is_named_and_a_missing_rate_is_said(cast: Cast) -> None:
    add(cast, occupation=NURSES)
    without = ask("opportunities.map", {}, cast.bo)
    assert (without.basis.pay_none, without.bill) == (40, 0)
    assert "There is no rate from USD to EUR" in without.basis.missing[0]
    do("rates.set", cast.ana, currency="USD", on="2026-01-05", rate="0.9", source="Example bank")
    found = ask("opportunities.map", {}, cast.bo)
    assert found.basis.pay_benchmark == 40
    assert found.bill > 0
    assert "US mean wage, May 2025" in found.basis.benchmark
    assert found.basis.rates == ["1 USD = 0.9 EUR on 2026-01-05"]


def test_only_the_newest_year_of_a_department_counts(cast: Cast, nurses: Workforce) -> None:
    add(cast, year=2025, people=1000, occupation=NURSES)
    assert ask("opportunities.map", {}, cast.bo).basis.people == 40
    assert ask("workforce.list", {"year": 2025}, cast.bo).people == 1000


def test_head_counts_planned_for_a_later_year_do_not_hide_todays(cast: Cast, nurses: Workforce) -> None:
    add(cast, year=2031, people=55, occupation=NURSES)
    assert ask("opportunities.map", {}, cast.bo).basis.people == 40
    assert [one.year for one in ask("workforce.list", {}, cast.bo).rows] == [2026]
    assert ask("workforce.list", {"year": 2031}, cast.bo).people == 55


def test_lines_are_found_by_their_words_in_the_year_that_counts(cast: Cast, nurses: Workforce) -> None:
    add(cast, year=2025, title="Porters", people=7)
    assert [one.title for one in ask("workforce.list", {"q": "nurse"}, cast.bo).rows] == ["Nurses"]
    assert not ask("workforce.list", {"q": "porter"}, cast.bo).rows


def test_the_page_shows_tasks_people_and_a_draft_and_no_wording_without_a_file(cast: Cast, nurses: Workforce) -> None:
    page = ask("opportunities.show", {"department": "health", "group": "treatment"}, cast.bo)
    assert page.doers[0].title == "Nurses"
    assert page.tasks
    assert {one.occupation for one in page.tasks} == {NURSES}
    assert sum(one.share for one in page.tasks) == pytest.approx(1)
    assert not any(one.wording for one in page.tasks)
    assert "OPENCAIO_TASKS" in page.no_wording
    assert page.draft.unknown[0].question


def test_the_wording_comes_from_the_file_that_the_workspace_points_to(
    cast: Cast, nurses: Workforce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"department": "HEALTH", "group": "treatment"}
    first = ask("opportunities.show", asked, cast.bo).tasks[0].task
    file = tmp_path / "Task Statements.txt"
    file.write_text(f"O*NET-SOC Code\tTask ID\tTask\n{NURSES}\t{first}\tLook after somebody.\n", encoding="utf-8")
    monkeypatch.setenv("OPENCAIO_TASKS", str(file))
    page = ask("opportunities.show", asked, cast.bo)
    assert page.tasks[0].wording == "Look after somebody."
    assert page.no_wording == ""


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "Task ID,Task\nx,y\n", "\x00\x00\x00", ""])
def test_a_file_that_holds_no_task_statements_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tasks.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile):
        read_wordings(file)


def test_no_query_lets_an_asker_name_a_path() -> None:
    for name in ("opportunities.take_up", "workforce.import", "workforce.set"):
        assert not {"path", "file", "tasks"} & set(ACTIONS[name].input.model_fields)


def test_taking_up_puts_a_use_on_record_and_links_it(cast: Cast, nurses: Workforce) -> None:
    use: UseCase = do("opportunities.take_up", cast.bo, department="HEALTH", group="treatment")
    assert (use.stage, use.department.code, use.topic) == ("idea", "HEALTH", "Treating and nursing patients")
    assert "Nurses" in use.purpose
    assert cells(cast)["HEALTH", "treatment"].use_case == use.code
    with pytest.raises(Conflict, match=use.code):
        do("opportunities.take_up", cast.bo, department="HEALTH", group="treatment")
    with pytest.raises(Conflict):
        do("opportunities.set_aside", cast.bo, department="HEALTH", group="treatment", reason="Not now")


def test_a_use_near_by_its_words_lies_in_the_work_and_moves_it_down(cast: Cast, nurses: Workforce) -> None:
    before = cells(cast)["HEALTH", "treatment"]
    do(
        "use_cases.add",
        cast.bo,
        name="Treatment and nursing plans for patients: therapy, medicine",
        department="CLINICS",
    )
    after = cells(cast)["HEALTH", "treatment"]
    assert after.uses == before.uses + 1
    assert after.weight < before.weight


def test_setting_aside_needs_a_reason_and_takes_it_off_the_list(cast: Cast, nurses: Workforce) -> None:
    cell = {"department": "HEALTH", "group": "treatment"}
    with pytest.raises(BadInput):
        do("opportunities.set_aside", cast.bo, **cell, reason="")
    do("opportunities.watch", cast.bo, **cell)
    assert ("HEALTH", "treatment") in cells(cast, stance="live")
    do("opportunities.set_aside", cast.bo, **cell, reason="People decide here")
    assert ("HEALTH", "treatment") not in cells(cast, stance="live")
    assert cells(cast, stance="set_aside")["HEALTH", "treatment"].reason == "People decide here"
    assert OpportunityStance.objects.count() == 1


@pytest.mark.parametrize(("group", "fault"), [("no-such", NotFound), ("other", BadInput), ("creative", BadInput)])
def test_work_that_is_not_there_cannot_be_taken_up(
    cast: Cast, nurses: Workforce, group: str, fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        do("opportunities.take_up", cast.bo, department="TRADE" if group == "trade" else "HEALTH", group=group)


def test_dan_sees_no_line_and_no_work_of_bos(cast: Cast, nurses: Workforce) -> None:
    assert ask("workforce.list", {}, cast.dan).total == 0
    assert ask("opportunities.map", {}, cast.dan).cells == []
    with pytest.raises(NotFound):
        ask("opportunities.show", {"department": "HEALTH", "group": "treatment"}, cast.dan)
    with pytest.raises(NotFound):
        do("workforce.confirm", cast.dan, lines=[nurses.pk])
    with pytest.raises(Refused):
        do("workforce.remove", cast.cleo, lines=[nurses.pk])


def test_a_list_comes_in_whole_or_not_at_all(cast: Cast) -> None:
    good = {"department": "HEALTH", "year": 2026, "title": "Nurses", "people": 40}
    for wrong in (
        [good, good],
        [good, {**good, "title": "Cooks", "people": -1}],
        [good, {**good, "title": "Cooks", "people": "NaN"}],
        [good, {**good, "title": "Cooks", "given_system": "isco", "given_code": "12"}],
        [good, {**good, "title": "Cooks", "currency": "XQX"}],
    ):
        with pytest.raises(BadInput):
            do("workforce.import", cast.bo, rows=wrong)
    with pytest.raises(NotFound, match="“TRADE”: There is no such department"):
        do("workforce.import", cast.bo, rows=[good, {**good, "department": "TRADE"}])
    assert not Workforce.objects.exists()


def test_a_file_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(
        "Dept;Poste;Effectif;Salaire;ISCO-08\nHEALTH;Infirmière;1 250,5;€ 41.200,75;2221\n;;;;\n", encoding="utf-8"
    )
    (row,) = read_workforce(file, year=2026)
    assert (row["department"], row["people"], row["pay"]) == ("HEALTH", "1250.5", "41200.75")
    assert (row["given_system"], row["given_code"], row["year"]) == ("isco", "2221", 2026)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("45.000", "45000"), ("1.234.567", "1234567"), ("45,000", "45000"), ("45.5", "45.5"), ("0.125", "0.125")],
)
def test_pay_is_read_as_people_write_thousands(tmp_path: Path, written: str, meant: str) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(f"department;title;people;pay\nHEALTH;Nurses;12;{written}\n", encoding="utf-8")
    assert read_workforce(file, year=2026)[0]["pay"] == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "The columns department, title, people are missing"),
        ("department,title,people\nHEALTH,Nurses,many\n", "Row 2: the year is missing"),
        ("department,title,people,year\nHEALTH,Nurses,many,2026\n", "“many” is not a number"),
        ("department,title,people,year\nHEALTH,,3,2026\n", "department and title must be given"),
        ("department,title,people,year\nHEALTH,Nurses,3,26\n", "“26” is no year"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=words):
        read_workforce(file)


def test_exposure_is_never_called_a_saving(cast: Cast, nurses: Workforce) -> None:
    for name, given in (
        ("opportunities.map", {}),
        ("opportunities.list", {}),
        ("opportunities.show", {"department": "HEALTH", "group": "treatment"}),
    ):
        said = ask(name, given, cast.ana).model_dump_json().lower()
        assert "treatment" in said
        assert "saving" not in said
        assert "savings" not in said
