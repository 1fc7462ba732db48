"""Does an import account for every row, change nothing twice, and keep to what the importer may do?"""

import os
from pathlib import Path

import pytest

from opencaio.errors import BadFile
from opencaio.record import ledger
from opencaio.record.importing import ImportReport, import_file, keep_upload
from opencaio.record.importing.uploads import upload_path
from opencaio.record.models import Fact, ImportBatch, ImportedRow, LedgerEntry, OpenMatch, UseCase
from opencaio.record.permissions import Actor
from tests.record.cast import Cast, do
from tests.record.inventories import row, written


def imported(path: Path, actor: Actor, **options: object) -> ImportReport:
    return import_file(path, actor=actor, **options)  # type: ignore[arg-type]


def facts_of(use: UseCase) -> dict[str, object]:
    standing = Fact.objects.filter(subject_kind="usecase", subject_id=use.pk, superseded_at=None)
    return dict(standing.values_list("key", "value"))


def test_each_row_is_counted_once_and_once_only(cast: Cast, tmp_path: Path) -> None:
    rows = [row(1), row(2), row(2), row(3, use_case_name="", problem_solved="")]
    counts = imported(written(tmp_path, rows), cast.ana).counts
    assert (counts.read, counts.created, counts.merged, counts.refused) == (4, 2, 1, 1)
    assert counts.read == counts.created + counts.updated + counts.unchanged + counts.merged + counts.refused


def test_a_row_is_kept_word_for_word_beside_what_was_read_from_it(cast: Cast, tmp_path: Path) -> None:
    imported(written(tmp_path, [row(1, topic_area="=1+1")]), cast.ana)
    use = UseCase.objects.get(external_id="H-1")
    reported = ImportedRow.objects.get(use_case=use).as_reported
    assert reported["topic_area"] == "=1+1"
    assert (use.stage, use.department.code, use.unit) == ("live", "HEALTH", "Clinics")
    assert facts_of(use)["declared.US-FED"] == "high_impact"
    assert facts_of(use)["practice.OMB-PRETEST"] == "met"


def test_importing_again_changes_nothing_and_leaves_no_entry(cast: Cast, tmp_path: Path) -> None:
    path = written(tmp_path, [row(1), row(2)])
    imported(path, cast.ana)
    before = (LedgerEntry.objects.count(), ImportBatch.objects.count(), Fact.objects.count())
    assert imported(path, cast.ana).counts.unchanged == 2
    assert (LedgerEntry.objects.count(), ImportBatch.objects.count(), Fact.objects.count()) == before


def test_a_changed_row_updates_its_use_and_the_fact_before_stays_readable(cast: Cast, tmp_path: Path) -> None:
    imported(written(tmp_path, [row(1)]), cast.ana)
    counts = imported(written(tmp_path, [row(1, hi_testing_conducted="No")]), cast.ana).counts
    assert (counts.updated, counts.created) == (1, 0)
    use = UseCase.objects.get(external_id="H-1")
    assert facts_of(use)["practice.OMB-PRETEST"] == "missing"
    old = Fact.objects.get(subject_id=use.pk, key="practice.OMB-PRETEST", superseded_at__isnull=False)
    assert old.value == "met"


def test_a_dry_run_reports_and_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    uses = UseCase.objects.count()
    report = imported(written(tmp_path, [row(1)]), cast.ana, dry_run=True)
    assert (report.counts.created, report.dry_run, UseCase.objects.count()) == (1, True, uses)


def test_the_same_id_with_other_content_is_kept_apart_and_waits_for_a_person(cast: Cast, tmp_path: Path) -> None:
    rows = [row(1), row(1, use_case_name="Forecast of bed demand", problem_solved="Beds run out.")]
    report = imported(written(tmp_path, rows), cast.ana)
    assert (report.counts.created, report.open_matches) == (2, 1)
    assert OpenMatch.objects.get().kind == "same_id"


def test_an_earlier_use_is_proposed_confirmed_merged_and_parted_again(cast: Cast, tmp_path: Path) -> None:
    earlier = do("use_cases.add", cast.ana, name="Reading of scan series 001", department="HEALTH")
    do("facts.state", cast.ana, use_case=earlier.code, key="workplace", value=True)
    imported(written(tmp_path, [row(1)]), cast.ana)
    use, match = UseCase.objects.get(external_id="H-1"), OpenMatch.objects.get()
    assert match.kind == "earlier"
    do("matches.answer", cast.ana, match=match.pk, answer="same")
    use.refresh_from_db()
    earlier.refresh_from_db()
    assert use.succeeds_id == earlier.pk and earlier.retired_at is not None
    assert facts_of(use)["workplace"] is True
    do("matches.undo", cast.ana, match=match.pk)
    use.refresh_from_db()
    earlier.refresh_from_db()
    assert use.succeeds_id is None and earlier.retired_at is None
    assert "workplace" not in facts_of(use)


def test_a_lead_imports_into_the_own_department_only(cast: Cast, tmp_path: Path) -> None:
    rows = [row(1), row(2, agency="TRADE", agency_name="Trade")]
    report = imported(written(tmp_path, rows), cast.bo)
    assert (report.counts.created, report.counts.refused) == (1, 1)
    assert "You may not import" in Path(report.refusals).read_text(encoding="utf-8")


def test_refused_rows_can_be_mended_and_imported_again(cast: Cast, tmp_path: Path) -> None:
    report = imported(written(tmp_path, [row(1, use_case_name="", problem_solved="")]), cast.ana)
    mended = tmp_path / "mended.csv"
    text = Path(report.refusals).read_text(encoding="utf-8-sig")
    mended.write_text(text.replace("HEALTH,Health,H-1,,", "HEALTH,Health,H-1,Scan reading,", 1), encoding="utf-8")
    assert imported(mended, cast.ana).counts.created == 1


def test_a_file_of_no_known_format_is_refused_with_the_nearest_one(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("agency,id,use_case_name\nHEALTH,H-1,Scan\n", encoding="utf-8")
    with pytest.raises(BadFile, match="it lacks"):
        imported(path, cast.ana)


def test_an_import_is_one_entry_that_every_use_of_it_remembers(cast: Cast, tmp_path: Path) -> None:
    before = LedgerEntry.objects.count()
    imported(written(tmp_path, [row(number) for number in range(1, 31)]), cast.ana)
    assert LedgerEntry.objects.count() == before + 1
    entry = LedgerEntry.objects.last()
    assert entry is not None and entry.subjects.filter(kind="usecase").count() == 30
    assert ledger.verify().holds


def test_what_the_columns_do_not_settle_stays_open_with_its_question(cast: Cast, tmp_path: Path) -> None:
    imported(written(tmp_path, [row(1)]), cast.ana)
    answer = UseCase.objects.get(external_id="H-1").assessments.get(superseded_at=None)
    assert (answer.regime, answer.klass) == ("US-FED", "needs_review")
    assert "principal_basis" in answer.answer["missing"]


def test_a_confirmed_match_survives_importing_the_older_file_again(cast: Cast, tmp_path: Path) -> None:
    older = written(tmp_path, [row(1)], name="older.csv")
    imported(older, cast.ana)
    first = UseCase.objects.get(external_id="H-1")
    twin = do("use_cases.add", cast.ana, name="Reading of scan series 001", department="HEALTH")
    match = OpenMatch.objects.create(
        use_case=twin, other=first, kind="earlier", score=100.0, proposed_at=twin.created_at
    )
    do("matches.answer", cast.ana, match=match.pk, answer="same")
    counts = imported(older, cast.ana).counts
    assert (counts.created, counts.unchanged) == (0, 1)


def test_uploads_that_were_never_imported_are_swept_after_a_day(cast: Cast, tmp_path: Path) -> None:
    file = written(tmp_path, [row(1)])
    forgotten = upload_path(keep_upload(file))
    os.utime(forgotten, (0, 0))
    fresh = upload_path(keep_upload(file))
    assert not forgotten.exists() and fresh.exists()


def test_a_withdrawn_use_neither_comes_back_nor_changes_through_a_file(cast: Cast, tmp_path: Path) -> None:
    file = written(tmp_path, [row(1)])
    imported(file, cast.ana)
    use = UseCase.objects.get(external_id="H-1")
    do("use_cases.withdraw", cast.ana, code=use.code)
    same = imported(file, cast.ana).counts
    assert (same.created, same.updated, same.unchanged) == (0, 0, 1)
    changed = imported(written(tmp_path, [row(1, topic_area="Imaging")]), cast.ana)
    assert (changed.counts.created, changed.counts.updated, changed.counts.refused) == (0, 0, 1)
    assert f"{use.code} was withdrawn" in Path(changed.refusals).read_text(encoding="utf-8")
    assert UseCase.objects.get(pk=use.pk).topic == ""
