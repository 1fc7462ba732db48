"""Does a file come into the lake by the web, with words for what is wrong, and go out again?"""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opencaio.record.models import LakeBatch
from tests.web.conftest import House

As = Callable[[str], Client]
GOOD = "event_id,at,Employee,use_case\ne-1,2026-10-05T08:00:00Z,anna,UC-1\n"


def send(client: Client, text: str, **more: str) -> str:
    file = SimpleUploadedFile("rows.csv", text.encode())
    given = {"file": file, "fact": "usage", "mapping": "user_key = Employee", **more}
    return client.post("/lake/add", given, follow=True).content.decode()


def test_a_file_comes_in_with_its_own_heads_and_is_shown_withdrawn_and_restored(client_as: As) -> None:
    bo = client_as("bo")
    html = send(bo, GOOD + "e-2,2026-10-05T08:00:00Z,bert,UC-1\ne-3,2126-10-05T08:00:00Z,bert,UC-1\n")
    assert "rows.csv" in html and "is a clock wrong?" in html
    row = LakeBatch.objects.get()
    assert (row.read, row.rows, row.refused, row.department.code) == (3, 2, 1, "HR")
    said = bo.get(f"/lake/batch/{row.pk}/refusals").content.decode()
    assert "3,day,lies after" in said
    bo.post(f"/lake/batch/{row.pk}/withdraw", {"reason": "Sent twice"})
    assert "Sent twice" in bo.get(f"/lake/batch/{row.pk}").content.decode()
    assert "rows.csv" not in bo.get("/lake").content.decode()
    bo.post(f"/lake/batch/{row.pk}/restore")
    assert "rows.csv" in bo.get("/lake").content.decode()


def test_a_strange_column_is_named_and_nothing_came_in(client_as: As) -> None:
    html = send(client_as("bo"), GOOD.replace("use_case", "use_cas"))
    assert "The column use_cas is not one of usage. Did you mean use_case?" in html
    assert "is no line such as" in send(client_as("bo"), GOOD, mapping="Employee")
    assert not LakeBatch.objects.exists()


def test_others_see_neither_the_batch_nor_bring_rows_of_these_uses(client_as: As, house: House) -> None:
    send(client_as("bo"), GOOD)
    row = LakeBatch.objects.get()
    assert client_as("dan").get(f"/lake/batch/{row.pk}").status_code == 404
    assert "rows.csv" not in client_as("dan").get("/lake").content.decode()
    assert "Bring a file in" not in client_as("cleo").get("/lake").content.decode()
    assert "bring those of your own uses only" in send(client_as("dan"), GOOD.replace("e-1", "e-9"))
    assert LakeBatch.objects.count() == 1


def test_an_empty_file_with_the_columns_is_there_to_fill(client_as: As) -> None:
    said = client_as("bo").get("/lake/template/decisions").content.decode()
    assert said.lstrip("\ufeff").startswith("day,event_id,at,use_case")
    assert client_as("bo").get("/lake/template/cost").status_code == 404


def test_an_officer_sets_how_long_facts_are_kept_and_erases_a_person_by_the_web(client_as: As) -> None:
    ana = client_as("ana")
    send(client_as("bo"), GOOD)
    html = ana.post(
        "/lake/retain", {"fact": "usage", "days": "400", "reason": "Section 4"}, follow=True
    ).content.decode()
    assert "Rows of usage are kept for 400 days" in html and "no limit set" in html
    assert "days: " in ana.post("/lake/retain", {"fact": "usage", "days": "3", "reason": "x"}).content.decode()
    html = ana.post("/lake/erase", {"person": "anna", "reason": "Asked on 3 November"}, follow=True).content.decode()
    assert "Erased 1 rows of one person" in html
    assert LakeBatch.objects.get().rows == 0


def test_who_may_neither_keep_nor_erase_is_not_offered_it(client_as: As) -> None:
    send(client_as("bo"), GOOD)
    html = client_as("bo").get("/lake").content.decode()
    assert "What leaves it" not in html and "Erase a person" not in html
    assert client_as("bo").post("/lake/erase", {"person": "anna", "reason": "x"}).status_code in {400, 403, 404}
    assert LakeBatch.objects.get().rows == 1


def test_a_page_that_is_none_asks_for_the_first(client_as: As) -> None:
    send(client_as("bo"), GOOD)
    assert "rows.csv" in client_as("bo").get("/lake?page=none").content.decode()
