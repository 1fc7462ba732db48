"""Does what people type go on record, and is nothing of it ever lost?"""

from collections.abc import Callable
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opencaio.record.actions import perform
from opencaio.record.models import Fact, ImportBatch, LedgerEntry, Person, SavedView, UseCase
from tests.web.conftest import House

ClientAs = Callable[[str], Client]


def test_a_use_added_by_hand_is_on_record_with_its_author(client_as: ClientAs) -> None:
    given = {"name": "Phone bot", "department": "HR", "stage": "pilot", "tags": "calls, voice"}
    answer = client_as("bo").post("/inventory/add", given, follow=True)
    assert b"Phone bot" in answer.content
    row = UseCase.objects.get(name="Phone bot")
    assert sorted(row.tags.values_list("name", flat=True)) == ["calls", "voice"]
    assert LedgerEntry.objects.get(action="use_cases.add", subjects__key=row.pk, subjects__kind="usecase").face == "web"


def test_something_alike_is_shown_before_it_is_added_twice(client_as: ClientAs) -> None:
    bo, given = client_as("bo"), {"name": "Screening, recruitment", "department": "HR", "purpose": "Typed once"}
    answer = bo.post("/inventory/add", given)
    assert answer.status_code == 409
    assert b"Recruitment screening" in answer.content
    assert b"Typed once" in answer.content
    assert not UseCase.objects.filter(name="Screening, recruitment").exists()
    bo.post("/inventory/add", given | {"sure": "on"})
    assert UseCase.objects.filter(name="Screening, recruitment").exists()


def test_a_form_that_cannot_be_used_keeps_what_was_typed(client_as: ClientAs) -> None:
    given = {"name": "New thing", "department": "HR", "people_affected": "-4", "purpose": "Much typing"}
    answer = client_as("bo").post("/inventory/add", given)
    assert answer.status_code == 400
    assert b"Much typing" in answer.content
    assert b"people_affected" in answer.content


def test_two_people_editing_one_use_see_both_versions_and_lose_nothing(client_as: ClientAs, house: House) -> None:
    seen = UseCase.objects.get(code="UC-1").version
    perform("use_cases.edit", {"code": "UC-1", "purpose": "What Ana wrote"}, house.actor("ana"))
    form = {"name": "Recruitment screening", "department": "HR", "purpose": "What Bo wrote", "version": seen}
    answer = client_as("bo").post("/use/UC-1/edit", form)
    assert answer.status_code == 409
    assert b"What Bo wrote" in answer.content
    assert b"What Ana wrote" in answer.content
    assert UseCase.objects.get(code="UC-1").purpose == "What Ana wrote"
    again = form | {"version": UseCase.objects.get(code="UC-1").version}
    assert client_as("bo").post("/use/UC-1/edit", again).status_code == 302
    assert UseCase.objects.get(code="UC-1").purpose == "What Bo wrote"


def test_an_answer_goes_on_record_with_its_source(client_as: ClientAs) -> None:
    form = {"key": "profiling", "value": "yes", "answer": "known", "source": "The vendor's letter"}
    page = client_as("bo").post("/use/UC-1/fact", form, follow=True)
    assert b"The vendor&#x27;s letter" in page.content
    assert Fact.objects.get(key="profiling", superseded_at=None).value is True


def test_we_do_not_know_is_an_answer_too(client_as: ClientAs) -> None:
    client_as("bo").post("/use/UC-1/fact", {"key": "profiling", "answer": "unknown"})
    assert Fact.objects.get(key="profiling", superseded_at=None).is_unknown


def test_an_auditor_writes_nothing(client_as: ClientAs) -> None:
    before = LedgerEntry.objects.count()
    cleo = client_as("cleo")
    posts = {
        "/use/UC-1/fact": {"key": "profiling", "value": "yes"},
        "/use/UC-1/comment": {"text": "hello"},
        "/use/UC-1/end": {"verb": "withdraw"},
        "/inventory/add": {"name": "x", "department": "HR"},
        "/inventory/act": {"pick": "UC-1", "verb": "tag", "tag": "x"},
        "/views/save": {"name": "x", "query": ""},
        "/people": {"name": "x"},
        "/imports/upload": {},
    }
    for path, form in posts.items():
        assert cleo.post(path, form).status_code == 403, path
    assert LedgerEntry.objects.count() == before


def test_the_picked_uses_get_an_owner_and_a_tag(client_as: ClientAs, house: House) -> None:
    bo = client_as("bo")
    picked = {"pick": ["UC-1", "UC-2"], "back": "stage=live"}
    answer = bo.post("/inventory/act", picked | {"verb": "owner", "owner": house.people["bo"].pk})
    assert answer.headers["Location"] == "/inventory?stage=live"
    bo.post("/inventory/act", picked | {"verb": "tag", "tag": "second"})
    assert UseCase.objects.filter(owner=house.people["bo"], tags__name="second").count() == 2
    assert UseCase.objects.get(code="UC-1").tags.count() == 2


def test_bulk_actions_on_a_use_of_another_department_change_none(client_as: ClientAs) -> None:
    picked = {"pick": ["UC-3", "UC-1"], "verb": "tag", "tag": "mine-now"}
    assert client_as("bo").post("/inventory/act", picked).status_code == 404
    assert not UseCase.objects.filter(tags__name="mine-now").exists()


def test_an_exported_cell_is_never_a_formula(client_as: ClientAs) -> None:
    text = client_as("bo").get("/inventory/export?as=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "Credit check" not in text
    book = client_as("bo").get("/inventory/export?as=xlsx")
    assert book.headers["Content-Disposition"].startswith("attachment")
    assert book.content[:2] == b"PK"


def test_the_export_holds_what_the_filters_let_through(client_as: ClientAs) -> None:
    text = client_as("ana").get("/inventory/export?as=csv&stage=live").content.decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 2


def test_a_view_is_kept_and_let_go(client_as: ClientAs) -> None:
    bo = client_as("bo")
    bo.post("/views/save", {"name": "Live ones", "query": "stage=live"})
    assert b'href="?stage=live"' in bo.get("/inventory").content
    assert b"Live ones" not in client_as("dan").get("/inventory").content
    bo.post(f"/views/{SavedView.objects.get().pk}/remove")
    assert b'href="?stage=live"' not in bo.get("/inventory").content


def test_only_who_edits_everything_shares_a_view(client_as: ClientAs) -> None:
    shared = {"name": "For all", "query": "stage=live", "shared": "on"}
    assert client_as("bo").post("/views/save", shared).status_code == 403
    client_as("ana").post("/views/save", shared)
    assert b"For all" in client_as("dan").get("/inventory").content


def test_retire_withdraw_restore(client_as: ClientAs) -> None:
    bo = client_as("bo")
    bo.post("/use/UC-1/end", {"verb": "retire", "reason": "Replaced"})
    assert UseCase.objects.get(code="UC-1").stage == "retired"
    bo.post("/use/UC-2/end", {"verb": "withdraw", "reason": "In error"})
    assert b'href="/use/UC-2"' not in bo.get("/inventory").content
    assert b"Withdrawn on" in bo.get("/use/UC-2").content
    bo.post("/use/UC-2/end", {"verb": "restore"})
    assert b'href="/use/UC-2"' in bo.get("/inventory").content


def test_a_comment_reaches_the_one_it_calls(client_as: ClientAs) -> None:
    client_as("bo").post("/use/UC-1/comment", {"text": "@Rae Okonda please read <script>alert(1)</script>"})
    page = client_as("rae").get("/mine").content.decode()
    assert "please read &lt;script&gt;" in page
    assert "<script>alert" not in page


def test_a_file_is_looked_at_before_anything_changes(client_as: ClientAs, root: Path) -> None:
    ana, before = client_as("ana"), UseCase.objects.count()
    text = _template_csv()
    answer = ana.post("/imports/upload", {"file": SimpleUploadedFile("list.csv", text)}, follow=True)
    assert b"Nothing has been written yet" in answer.content
    assert UseCase.objects.count() == before
    preview = answer.redirect_chain[-1][0]
    upload = preview.split("/preview/")[1].split("?")[0]
    report = ana.post(f"/imports/apply/{upload}", {"name": "list.csv"}, follow=True)
    assert b"is on record" in report.content
    assert UseCase.objects.count() == before + 1
    assert ImportBatch.objects.get().created == 1


def test_a_file_that_is_no_table_is_refused_in_words(client_as: ClientAs) -> None:
    picture = SimpleUploadedFile("cat.csv", b"\x89PNG\r\n\x1a\n" + bytes(200))
    answer = client_as("ana").post("/imports/upload", {"file": picture}, follow=True)
    assert answer.status_code == 400
    assert b"cannot be read as it is" in answer.content


def test_erasing_someone_needs_the_number_written_out(client_as: ClientAs, house: House) -> None:
    dan = house.people["dan"]
    ana = client_as("ana")
    assert ana.post(f"/people/{dan.pk}/change", {"verb": "erase", "sure": "yes"}).status_code == 400
    assert Person.objects.get(pk=dan.pk).name == "Dan Rosso"
    ana.post(f"/people/{dan.pk}/change", {"verb": "erase", "sure": str(dan.pk)})
    assert Person.objects.get(pk=dan.pk).erased_at is not None


def test_a_key_is_shown_once(client_as: ClientAs) -> None:
    bo = client_as("bo")
    assert b"caio_" in bo.post("/account", {"name": "script", "days": "30"}).content
    assert b"caio_" not in bo.get("/account").content


def _template_csv() -> bytes:
    from opencaio.record.importing.reading import formats

    chosen = formats()["opencaio-template"]
    headers = [column.name for column in chosen.columns]
    cells = {"name": "Sorting of letters", "department": "HR"}
    row = [next((value for key, value in cells.items() if key in header.lower()), "") for header in headers]
    return (",".join(headers) + "\n" + ",".join(row) + "\n").encode()
