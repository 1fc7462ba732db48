"""Does a file of bookings count each of them once, refuse what is wrong by name, and go back as a whole?"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from opencaio.errors import BadFile, Conflict, NotFound, Refused
from opencaio.record import ledger
from opencaio.record.actions import perform
from opencaio.record.models import Budget, CostLine, LedgerEntry
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.money_files import bring, look

HEADER = "month,department,line,kind,use,amount,currency,reference,note\n"
TWO = HEADER + "2026-01,HEALTH,opex,licence,UC-0001,100.50,,,\n2026-02,HEALTH,opex,licence,UC-0001,100.50,EUR,,\n"


def total() -> Decimal:
    return sum(CostLine.objects.filter(retired_at=None).values_list("amount", flat=True), Decimal(0))


def test_a_file_again_changes_nothing_and_a_longer_one_adds_only_what_is_new(cast: Cast, tmp_path: Path) -> None:
    first = bring("actuals", TWO, cast.bo, tmp_path)
    assert (first.read, first.created, first.total) == (2, 2, Decimal("201.00"))
    before = LedgerEntry.objects.count()
    again = bring("actuals", TWO, cast.bo, tmp_path)
    assert (again.created, again.unchanged, again.batch) == (0, 2, None)
    assert LedgerEntry.objects.count() == before
    longer = bring("actuals", TWO + "2026-02,HEALTH,opex,licence,UC-0001,100.50,EUR,,\n", cast.bo, tmp_path)
    assert (longer.created, longer.unchanged) == (1, 2)
    assert total() == Decimal("301.50")


def test_thousands_of_rows_are_one_entry_of_the_ledger(cast: Cast, tmp_path: Path) -> None:
    before = LedgerEntry.objects.count()
    rows = "".join(f"2026-0{1 + n % 9},HEALTH,opex,time,,{n}.25,,,n{n}\n" for n in range(1, 2001))
    report = bring("actuals", HEADER + rows, cast.bo, tmp_path)
    assert (report.created, report.refused) == (2000, 0)
    assert LedgerEntry.objects.count() == before + 1
    assert "rows_digest" in LedgerEntry.objects.order_by("-pk").first().payload.body
    assert ledger.verify().holds


def test_bad_rows_stay_out_by_number_and_reason_and_come_back_as_a_file(cast: Cast, tmp_path: Path) -> None:
    wrong = [
        "2026-13,HEALTH,opex,,,1,,,",
        "2026-01,NOWHERE,opex,,,1,,,",
        "2026-01,TRADE,opex,,,1,,,",
        "2026-01,,opex,,,1,,,",
        "2026-01,HEALTH,other,,,1,,,",
        "2026-01,HEALTH,opex,,,nan,,,",
        "2026-01,HEALTH,opex,,,1e400,,,",
        "2026-01,HEALTH,opex,,,0,,,",
        "2026-01,HEALTH,opex,,UC-9999,1,,,",
        "2026-01,HEALTH,opex,,,1,SEK,,",
        "2999-01,HEALTH,opex,,,1,,,",
        f"2026-01,HEALTH,opex,,,1,,,{'x' * 400}",
        "2026-01,HEALTH,opex,,,99999999999999999,,,",
    ]
    report = bring("actuals", TWO + "\n".join(wrong) + "\n", cast.bo, tmp_path)
    assert (report.created, report.refused) == (2, len(wrong))
    reasons = {one.row: one.reason for one in report.rows}
    told = ["no month", "no department", "no department", "role over all", "capex or opex", "not an amount",
            "not an amount", "zero", "no use", "no rate from SEK", "no month", "note: more", "beyond"]  # fmt: skip
    assert list(reasons) == list(range(4, 4 + len(wrong)))
    for words, reason in zip(told, reasons.values(), strict=True):
        assert words in reason
    mended = Path(report.refusals).read_text(encoding="utf-8-sig")
    assert mended.count("\n") == len(wrong) + 1


def test_hostile_cells_are_kept_as_text_and_leave_neutral(cast: Cast, tmp_path: Path) -> None:
    text = HEADER + '2026-01,HEALTH,opex,time,,5,,=1+1,"=HYPERLINK(""http://x"")"\n'
    bring("actuals", text, cast.bo, tmp_path)
    assert CostLine.objects.get().note.startswith("=HYPERLINK")
    refused = bring("actuals", text.replace(",5,", ",five,"), cast.bo, tmp_path)
    assert "'=HYPERLINK" in Path(refused.refusals).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_files_of_other_encodings_and_signs_are_read(cast: Cast, tmp_path: Path, encoding: str) -> None:
    text = "Période;Mois;Département;Line;Amount;Note\nx;03.2026;Health;Investment;1 234,50;Prêt à l'été\n"
    text = text.replace("Période;", "Ignored;").replace("Département", "Department")
    report = bring("actuals", text.encode(encoding), cast.bo, tmp_path)
    assert report.created == 1, report.rows
    row = CostLine.objects.get()
    assert (row.month, row.line, row.amount, row.note) == (
        date(2026, 3, 1), "capex", Decimal("1234.50"), "Prêt à l'été",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "amount"), [("cp1252", "€ 1.234,50"), ("utf-16", "1 234,50"), ("utf-16-le", "1'234.50")]
)
def test_budgets_are_read_however_a_spreadsheet_wrote_them(
    cast: Cast, tmp_path: Path, encoding: str, amount: str
) -> None:
    text = f"Year;Department;Line;Amount;Note\n2031;Health;opex;{amount};Prêt à l'été\n"
    report = bring("budgets", text.encode(encoding), cast.bo, tmp_path)
    assert report.created == 1, report.rows
    row = Budget.objects.get()
    assert (row.amount, row.note) == (Decimal("1234.50"), "Prêt à l'été")


def test_an_amount_that_could_be_two_is_refused_by_its_row(cast: Cast, tmp_path: Path) -> None:
    report = bring("budgets", "year;department;line;amount\n2031;Health;opex;1.234\n", cast.bo, tmp_path)
    assert (report.created, report.refused) == (0, 1)
    assert "amount" in report.rows[0].reason


def test_a_bill_with_another_amount_changes_its_booking_and_is_not_booked_twice(cast: Cast, tmp_path: Path) -> None:
    bill = HEADER + "2026-01,HEALTH,opex,licence,,100,,R-77,\n"
    bring("actuals", bill, cast.bo, tmp_path)
    report = bring("actuals", bill.replace(",100,", ",120,"), cast.bo, tmp_path)
    assert (report.created, report.changed) == (0, 1)
    assert total() == Decimal(120)


def test_a_row_that_may_replace_another_is_pointed_out(cast: Cast, tmp_path: Path) -> None:
    bring("actuals", TWO, cast.bo, tmp_path)
    plan = look("actuals", TWO.replace("100.50,,", "110.50,,"), cast.bo, tmp_path)
    assert len(plan.new) == 1
    assert "stands there for the same thing" in plan.warnings[0][1]


def test_rows_of_closed_months_are_refused_by_name_unless_they_are_known(cast: Cast, tmp_path: Path) -> None:
    bring("actuals", TWO, cast.bo, tmp_path)
    do("periods.close", cast.ana, until=date(2026, 1, 31))
    more = TWO + "2026-01,HEALTH,opex,usage,,5,,,\n2026-03,HEALTH,opex,usage,,5,,,\n"
    report = bring("actuals", more, cast.bo, tmp_path)
    assert (report.created, report.unchanged, report.refused) == (1, 2, 1)
    assert "2026-01 is closed (until 2026-01-31)" in report.rows[0].reason


def test_what_corrects_a_booking_is_taken_back_with_its_import(cast: Cast, tmp_path: Path) -> None:
    report = bring("actuals", TWO, cast.bo, tmp_path)
    do("periods.close", cast.ana, until=date(2026, 1, 31))
    row = CostLine.objects.filter(month=date(2026, 1, 1)).first()
    assert row is not None
    do("actuals.correct", cast.bo, id=row.pk, amount="1", reason="Credit")
    do("periods.open", cast.ana, reason="The wrong company's file")
    do("actuals.reverse", cast.bo, batch=report.batch, reason="Wrong company")
    assert total() == 0


def test_an_import_is_taken_back_as_a_whole_once_and_not_from_closed_books(cast: Cast, tmp_path: Path) -> None:
    report = bring("actuals", TWO, cast.bo, tmp_path)
    with pytest.raises(NotFound):
        do("actuals.reverse", cast.dan, batch=report.batch, reason="Not mine")
    do("actuals.reverse", cast.bo, batch=report.batch, reason="Wrong company")
    assert total() == 0
    with pytest.raises(Conflict, match="taken back already"):
        do("actuals.reverse", cast.bo, batch=report.batch, reason="Again")
    second = bring("actuals", TWO, cast.bo, tmp_path)
    assert second.created == 2
    do("periods.close", cast.ana, until=date(2026, 1, 31))
    with pytest.raises(Refused, match="1 of its bookings lie in the closed books"):
        do("actuals.reverse", cast.bo, batch=second.batch, reason="Wrong company")
    assert [one.standing for one in ask("actuals.batches", {}, cast.bo).rows] == [2, 0]
    assert ask("actuals.batches", {}, cast.dan).rows == []


def test_a_file_without_the_needed_columns_says_which(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"lacks the columns line, department \(or use\)"):
        bring("actuals", "month,amount\n2026-01,5\n", cast.bo, tmp_path)


def test_somebody_who_books_in_between_makes_the_import_start_again(cast: Cast, tmp_path: Path) -> None:
    from opencaio.record.actions import money_imports
    from opencaio.record.actions.registry import ACTIONS

    held = ACTIONS["actuals.import"].prepare
    assert held is not None
    prepared = held(money_imports.ImportMoney(**_given(TWO, tmp_path)), cast.bo)
    do("actuals.add", cast.bo, month=date(2026, 1, 1), department="HEALTH", line="opex", amount=1)
    assert prepared[0].stamp != money_imports.STAMPS["actuals"]()


def _given(text: str, tmp_path: Path) -> dict[str, str]:
    from opencaio.record.importing.uploads import keep_upload

    path = tmp_path / "x.csv"
    path.write_text(text)
    return {"upload": keep_upload(path), "file_name": "x.csv"}


def test_budgets_and_rates_come_in_by_file_too(cast: Cast, tmp_path: Path) -> None:
    text = "department,year,line,purpose,amount,carry\nHEALTH,2026,opex,run,1000,50%\n"
    text += "HEALTH,2026,opex,run,2,\nTRADE,2026,opex,run,1,\n"
    report = bring("budgets", text, cast.bo, tmp_path)
    assert (report.created, report.refused) == (1, 2)
    assert "Row 2 sets the same budget" in report.rows[0].reason
    assert bring("budgets", text, cast.bo, tmp_path).unchanged == 1
    rates = "currency,date,rate,source\nSEK,2026-01-31,0.0885,Bank\nEUR,2026-01-31,1,Bank\nSEK,2026-02-30,1,Bank\n"
    with pytest.raises(Refused):
        bring("rates", rates, cast.bo, tmp_path)
    found = bring("rates", rates, cast.ana, tmp_path)
    assert (found.created, found.refused) == (1, 2)
    assert perform("rates.set", {"currency": "SEK", "on": "2026-02-28", "rate": "0.09", "source": "B"}, cast.ana).entry
