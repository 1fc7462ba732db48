"""Can maturity be judged, closed, read and taken along on the web, and is what is wrong said in words?"""

import html as markup
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from opencaio.packs.maturity import load_maturity
from opencaio.record.actions import perform
from opencaio.record.models import MaturityAnswer, MaturityAssessment
from tests.web.conftest import House

As = Callable[[str], Client]
QUESTIONS = tuple(load_maturity().questions)
ALL = {f"level.{one}": "2" for one in QUESTIONS} | {f"because.{one}": "As seen" for one in QUESTIONS}


def words(page: bytes) -> str:
    return markup.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode())))


@pytest.fixture
def opened(client_as: As) -> MaturityAssessment:
    """One that Bo began through the form."""
    answer = client_as("bo").post("/maturity/begin", {"department": "HR", "note": "With two teams"})
    row = MaturityAssessment.objects.get()
    assert answer["Location"] == f"/maturity/{row.pk}"
    return row


def test_the_page_without_any_says_what_to_do(client_as: As) -> None:
    said = words(client_as("bo").get("/maturity").content)
    assert "Nobody has judged our maturity yet" in said
    assert "Begin an assessment" in said


def test_every_step_stands_in_words_and_is_saved(opened: MaturityAssessment, client_as: As) -> None:
    page = client_as("bo").get(f"/maturity/{opened.pk}").content
    said = words(page)
    assert page.count(b'type="radio"') == 7 * len(QUESTIONS)
    for one in load_maturity().questions.values():
        assert one.ask in said
        assert all(step in said for step in one.levels)
    sent = {"level.data.known": "?", "level.data.quality": "3", "because.data.quality": "Rules run", "verb": "save"}
    answer = client_as("bo").post(f"/maturity/{opened.pk}", sent)
    assert answer.status_code == 302
    held = {one.question: (one.level, one.because) for one in MaturityAnswer.objects.all()}
    assert held == {"data.known": (None, ""), "data.quality": (3, "Rules run")}
    assert "22 questions have not been asked yet" in words(client_as("bo").get(f"/maturity/{opened.pk}").content)


def test_closing_asks_for_every_question_and_then_only_reads(opened: MaturityAssessment, client_as: As) -> None:
    bo = client_as("bo")
    short = bo.post(f"/maturity/{opened.pk}", {"level.data.known": "1", "verb": "finish"})
    assert short.status_code == 400
    assert "23 questions have not been asked yet" in words(short.content)
    assert bo.post(f"/maturity/{opened.pk}", ALL | {"verb": "finish"}).status_code == 302
    page = bo.get(f"/maturity/{opened.pk}").content
    assert b'type="radio"' not in page
    assert "As seen" in words(page)
    overview = words(bo.get("/maturity").content)
    assert "People" in overview
    assert "Only one assessment is on record" in overview
    assert "mean of the sides" in overview


def test_a_step_that_is_none_is_told_and_nothing_is_lost(opened: MaturityAssessment, client_as: As) -> None:
    sent = {"level.data.known": "9", "because.data.known": "Kept in the form", "verb": "save"}
    answer = client_as("bo").post(f"/maturity/{opened.pk}", sent)
    assert answer.status_code == 400
    assert "“9” is no step" in words(answer.content)
    assert b"Kept in the form" in answer.content
    sent = {"level.data.known": "2", "evidence.data.known": "a paper", "verb": "save"}
    answer = client_as("bo").post(f"/maturity/{opened.pk}", sent)
    assert "is no evidence on record" in words(answer.content)
    assert not MaturityAnswer.objects.exists()


def test_one_begun_in_error_is_dropped(opened: MaturityAssessment, client_as: As) -> None:
    client_as("bo").post(f"/maturity/{opened.pk}", {"verb": "retire"})
    assert client_as("bo").get(f"/maturity/{opened.pk}").status_code == 404


def test_the_course_is_drawn_from_the_second_on(house: House, client_as: As) -> None:
    for day, level in (("2025-05-05", 1), ("2026-05-05", 3)):
        ana = house.actor("ana")
        row = perform("maturity.begin", {"held_on": day}, ana).result
        answers = [{"question": one, "level": level} for one in QUESTIONS]
        perform("maturity.answer", {"assessment": row.pk, "answers": answers}, ana)
        perform("maturity.finish", {"assessment": row.pk}, ana)
    said = words(client_as("ana").get("/maturity").content)
    assert "The whole organisation: from 1.0 to 3.0" in said
    assert "+2.0" in said
    assert "work worth" not in said, "nothing is known of the value that rests on it"


def test_it_leaves_as_csv_and_xlsx(opened: MaturityAssessment, client_as: As) -> None:
    bo = client_as("bo")
    bo.post(f"/maturity/{opened.pk}", ALL | {"because.data.known": "=1+1", "verb": "finish"})
    rows = bo.get(f"/maturity/{opened.pk}/export?as=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + len(QUESTIONS)
    assert any("'=1+1" in one for one in rows)
    book = CalamineWorkbook.from_filelike(io.BytesIO(bo.get("/maturity/export?as=xlsx").content))
    sheet = book.get_sheet_by_index(0).to_python()
    assert [row[3] for row in sheet[1:]] == [one.title for one in load_maturity().dimensions]


def test_another_department_finds_nothing_there(opened: MaturityAssessment, client_as: As) -> None:
    for path in (f"/maturity/{opened.pk}", f"/maturity/{opened.pk}/export?as=csv"):
        assert client_as("dan").get(path).status_code == 404
    assert "With two teams" not in words(client_as("dan").get("/maturity").content)


def test_who_only_reads_is_offered_nothing_to_begin(opened: MaturityAssessment, client_as: As) -> None:
    assert "Begin an assessment" not in words(client_as("cleo").get("/maturity").content)
    page = client_as("cleo").get(f"/maturity/{opened.pk}")
    assert page.status_code == 200
    assert b'type="radio"' not in page.content
