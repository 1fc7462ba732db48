"""Does what a program tells reach the lake, and is the program never held up or broken by it?"""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from opencaio import track
from opencaio.track import Tracker


class Site:
    """A site that answers as it is told to, and keeps what it got."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.heads: list[str] = []
        self.answers: list[int] = []
        self.said = b'{"error": "so it is"}'
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = site.answers.pop(0) if site.answers else 200
                site.heads.append(f"{self.path} {self.headers['Authorization']}")
                if status == 200:
                    site.got.append(body)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(site.said)

            def log_message(self, *said: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [row for one in self.got for row in one["rows"]]


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def ours(site: Site, monkeypatch: pytest.MonkeyPatch) -> Tracker:
    tracker = Tracker(url=site.url, token="caio_t", pause=0.05)
    monkeypatch.setattr(track, "_ours", tracker)
    return tracker


def test_a_call_is_told_with_its_tokens_time_and_outcome(site: Site, ours: Tracker) -> None:
    with track.call(use_case="UC-0002", model="orrin-7", user="anna") as call:
        call.tokens(input=12, output=3)
        time.sleep(0.01)
    with pytest.raises(KeyError), track.call(use_case="UC-0002"):
        raise KeyError
    assert track.flush(10)
    good, bad = site.rows
    assert (good["use_case"], good["model"], good["user_key"], good["outcome"]) == ("UC-0002", "orrin-7", "anna", "ok")
    assert (good["input_tokens"], good["output_tokens"]) == (12, 3)
    assert 10_000 <= good["duration_us"] < 5_000_000
    assert (bad["outcome"], bad["errors"]) == ("error", 1)
    assert site.heads[0] == "/api/v1/actions/lake.add Bearer caio_t"


def test_decisions_and_measures_are_told_each_as_its_fact(site: Site, ours: Tracker) -> None:
    track.decision(use_case="UC-0002", case="c-1", score=0.5, selected=True, sex="F")
    track.kpi("minutes a case", 12.5, use_case="UC-0002", with_ai=True)
    assert track.flush(10)
    assert [one["fact"] for one in site.got] == ["decisions", "kpi"]
    assert site.rows[0]["event_id"] == "UC-0002/c-1"
    assert (site.rows[1]["series"], site.rows[1]["value"], site.rows[1]["with_ai"]) == ("minutes a case", 12.5, True)


def test_what_the_site_could_not_take_is_sent_again_as_it_was(site: Site, ours: Tracker) -> None:
    site.answers = [503, 429, 200]
    track.kpi("x", 1.0)
    until = time.monotonic() + 10
    while not site.rows and time.monotonic() < until:
        time.sleep(0.02)
    assert [row["value"] for row in site.rows] == [1.0]
    assert ours.dropped == 0


def test_what_is_refused_for_good_is_dropped_counted_and_said_once(
    site: Site, ours: Tracker, caplog: pytest.LogCaptureFixture
) -> None:
    site.answers = [403, 403]
    for _ in range(2):
        track.kpi("x", 1.0)
        assert track.flush(10)
    assert (site.rows, ours.dropped) == ([], 2)
    assert [one.levelname for one in caplog.records if one.name == "opencaio.track"] == ["WARNING"]


def test_one_wrong_row_does_not_take_the_others_with_it(site: Site, ours: Tracker) -> None:
    ours._pause = 60
    for at in range(4):
        track.kpi("x", float(at))
    site.answers = [400, 400, 400]
    assert track.flush(10)
    assert ([row["value"] for row in site.rows], ours.dropped) == ([1.0, 2.0, 3.0], 1)


def test_a_site_that_is_gone_neither_breaks_nor_holds_up_the_caller() -> None:
    tracker = Tracker(url="http://127.0.0.1:9", token="t", most=100, pause=0.01)
    began = time.monotonic()
    for at in range(1000):
        tracker.keep("kpi", {"value": at})
    assert tracker.flush(0.2) is False
    assert time.monotonic() - began < 3
    assert tracker.dropped == 900


def test_without_an_address_nothing_is_kept_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("OPENCAIO_URL", raising=False)
    tracker = Tracker()
    tracker.keep("kpi", {"value": 1})
    assert (tracker.dropped, tracker.flush(0)) == (1, True)
    assert "OPENCAIO_URL" in caplog.text


@pytest.mark.parametrize("value", [object(), float("nan"), float("inf"), 10**400, {1}, "\ud800"])
def test_nothing_that_is_told_raises(site: Site, ours: Tracker, value: object) -> None:
    track.kpi("x", value)  # type: ignore[arg-type]
    track.decision(score=value, case="1")  # type: ignore[arg-type]
    assert track.flush(10)


def test_threads_lose_nothing(site: Site, ours: Tracker) -> None:
    def tell() -> None:
        for at in range(100):
            track.kpi("x", float(at))

    threads = [threading.Thread(target=tell) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert track.flush(10)
    assert len({row["event_id"] for row in site.rows}) == 800


def test_rows_that_the_site_refuses_among_others_are_counted_and_said(
    site: Site, ours: Tracker, caplog: pytest.LogCaptureFixture
) -> None:
    faults = {"refused": [[1, "input_tokens", "is below 0"]], "unknown_uses": ["UC-9"]}
    site.said = json.dumps({"result": {"refused": 1, "faults": faults}}).encode()
    with track.call(use_case="UC-9") as call:
        call.tokens(input=-10)
    assert track.flush(10)
    assert ours.dropped == 1
    assert "1 rows were refused; the first, row 1: input_tokens is below 0" in caplog.text


@pytest.mark.parametrize("said", [b"", b"no json", b"[]", b'{"result": null}', b'{"result": {"refused": "x"}}'])
def test_an_answer_that_says_nothing_changes_nothing(site: Site, ours: Tracker, said: bytes) -> None:
    site.said = said
    track.kpi("minutes", 1.0)
    assert track.flush(10) and ours.dropped == 0
