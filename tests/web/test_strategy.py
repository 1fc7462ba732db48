"""Can the strategy be read, written in place and taken along on the web?"""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from opencaio.papers.render import FORMATS
from opencaio.record.models import StrategyText

As = Callable[[str], Client]


def words(page: bytes) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode())))


def test_the_page_shows_every_part_and_what_is_missing(client_as: As) -> None:
    said = words(client_as("ana").get("/strategy").content)
    for told in ("1. Vision", "4. Bets", "9. Assumptions", "What is missing", "No plan is on record", "3 uses of AI"):
        assert told in said


def test_a_part_is_written_in_place_and_then_read(client_as: As) -> None:
    ana = client_as("ana")
    answer = ana.post("/strategy", {"part": "vision", "text": "Nobody waits.\r\n\r\nA person decides."})
    assert answer["Location"] == "/strategy#vision"
    assert StrategyText.objects.get().text == "Nobody waits.\n\nA person decides."
    page = ana.get("/strategy").content.decode()
    assert page.count('<p class="prose">') == 2
    assert "Nobody waits." in words(client_as("bo").get("/strategy").content)


def test_what_somebody_else_wrote_meanwhile_is_not_lost_and_neither_are_my_words(client_as: As) -> None:
    ana = client_as("ana")
    for text in ("First", "Second"):
        version = str(StrategyText.objects.get().version) if StrategyText.objects.exists() else ""
        ana.post("/strategy", {"part": "vision", "text": text, "version": version})
    answer = ana.post("/strategy", {"part": "vision", "text": "From an old page", "version": "1"})
    assert answer.status_code == 400
    assert "From an old page" in words(answer.content)
    assert StrategyText.objects.get().text == "Second"


def test_who_may_not_write_is_offered_no_form_and_refused(client_as: As) -> None:
    for who in ("bo", "rae", "cleo", "dan"):
        client = client_as(who)
        assert b"<textarea" not in client.get("/strategy").content
        assert client.post("/strategy", {"part": "vision", "text": "Mine"}).status_code == 403
    assert not StrategyText.objects.exists()


@pytest.mark.parametrize("ending", list(FORMATS))
def test_it_is_taken_along_as_a_file(client_as: As, ending: str) -> None:
    answer = client_as("ana").get(f"/strategy.{ending}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == FORMATS[ending].media_type
    assert f'.{ending}"' in answer["Content-Disposition"]


def test_an_unknown_format_or_part_is_told(client_as: As) -> None:
    assert client_as("ana").get("/strategy.xls").status_code == 404
    answer = client_as("ana").post("/strategy", {"part": "song", "text": "La"})
    assert answer.status_code == 400
    assert "no part with words of its own" in words(answer.content)


def test_another_departments_uses_are_not_counted_for_a_lead(client_as: As) -> None:
    said = words(client_as("bo").get("/strategy").content)
    assert "2 uses of AI" in said
    assert "figures over all are left out" in said
