"""Is an exporter told what the protocol promises, and is nothing of a bad request kept?"""

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from opencaio.record import manifest, receiving
from opencaio.record.draining import Drained, drain_spool
from opencaio.record.models import LakeBatch
from tests.faces.conftest import token
from tests.record.cast import Cast

PROTOBUF, JSON = "application/x-protobuf", "application/json"


@pytest.fixture(autouse=True)
def own_spool() -> Iterator[None]:
    yield
    receiving.spool().close()
    receiving._spool.cache_clear()


def spans(*ids: int, use: str = "", at: float | None = None, **said: Any) -> ExportTraceServiceRequest:
    """Calls of a model, one for each id."""
    start = int((at or time.time()) * 1e9)
    request = ExportTraceServiceRequest()
    scope = request.resource_spans.add().scope_spans.add()
    for one in ids:
        span = scope.spans.add(
            trace_id=one.to_bytes(16, "big"), span_id=one.to_bytes(8, "big"), name="chat",
            start_time_unix_nano=start, end_time_unix_nano=start + 2_000_000_000,
        )  # fmt: skip
        told = {"gen_ai.request.model": "orrin-7", "gen_ai.usage.input_tokens": 7, "enduser.id": "anna@acme.example"}
        for name, value in {**told, **({"opencaio.use_case": use} if use else {}), **said}.items():
            attribute = span.attributes.add(key=name)
            setattr(attribute.value, "int_value" if isinstance(value, int) else "string_value", value)
    return request


def post(secret: str, body: bytes, *, kind: str = PROTOBUF, **heads: str) -> HttpResponse:
    headers = {"Authorization": f"Bearer {secret}", **heads}
    answer: Any = Client().post("/v1/traces", data=body, content_type=kind, headers=headers)
    return answer


def drained() -> Drained:
    receiving.spool().close()
    return drain_spool(timezone.now())


def rows() -> list[dict[str, Any]]:
    with manifest.opened("usage") as lake:
        found: list[dict[str, Any]] = lake.table("usage").to_pyarrow().to_pylist()
        return found


def test_spans_that_were_acknowledged_are_in_the_lake_after_draining_with_no_user_named(cast: Cast) -> None:
    secret = token(cast.ana, can_write=True)
    answer = post(secret, gzip.compress(spans(1, 2).SerializeToString()), **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer["Content-Type"]) == (200, PROTOBUF)
    assert not ExportTraceServiceResponse.FromString(answer.content).HasField("partial_success")
    assert drained() == Drained(segments=1, rows=2)
    assert [(row["input_tokens"], row["duration_us"], row["model"]) for row in rows()] == [
        (7, 2_000_000, "orrin-7")
    ] * 2
    assert "anna" not in repr(rows())
    assert rows()[0]["user_key"] == manifest.pseudonym("anna@acme.example")


def test_what_was_asked_and_answered_and_by_whom_never_touches_the_disk(cast: Cast) -> None:
    post(token(cast.ana, can_write=True), spans(1, **{"gen_ai.input.messages": "my secret"}).SerializeToString())
    kept = b"".join(path.read_bytes() for path in receiving.spool().folder.iterdir())
    assert b"orrin-7" in kept
    assert b"secret" not in kept
    assert b"anna" not in kept


def test_json_is_answered_in_json(cast: Cast) -> None:
    document = MessageToDict(spans(1))
    span = document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    span |= {"traceId": "0" * 31 + "1", "spanId": "0" * 15 + "1"}
    answer = post(token(cast.ana, can_write=True), json.dumps(document).encode(), kind=JSON)
    assert (answer.status_code, json.loads(answer.content)) == (200, {})
    assert drained().rows == 1
    assert rows()[0]["event_id"] == "0" * 31 + "1-" + "0" * 15 + "1"


def test_spans_that_cannot_be_counted_are_told_and_the_others_are_kept(cast: Cast) -> None:
    request = spans(1, 2)
    request.resource_spans[0].scope_spans[0].spans[0].end_time_unix_nano = 5
    answer = post(token(cast.ana, can_write=True), request.SerializeToString())
    told = ExportTraceServiceResponse.FromString(answer.content).partial_success
    assert (answer.status_code, told.rejected_spans) == (200, 1)
    assert "ends before it begins" in told.error_message
    assert drained().rows == 1
    batch = LakeBatch.objects.get()
    assert (batch.read, batch.rows, batch.refused) == (2, 1, 1)


def test_a_span_sent_twice_counts_once_and_one_of_a_wrong_clock_not_at_all(cast: Cast) -> None:
    secret = token(cast.ana, can_write=True)
    for _ in range(2):
        post(secret, spans(1).SerializeToString())
    post(secret, spans(2, at=time.time() + 30 * 86_400).SerializeToString())
    assert drained().rows == 1
    assert "clock" in repr(LakeBatch.objects.get().faults)
    post(secret, spans(1, 3).SerializeToString())
    assert drained().rows == 1
    assert len(rows()) == 2


def test_a_department_sends_spans_of_its_own_uses_only(cast: Cast) -> None:
    secret = token(cast.bo, can_write=True)
    own = cast.triage.code
    assert post(secret, spans(1, use=own).SerializeToString()).status_code == 200
    for foreign in ("", "UC-999"):
        assert post(secret, spans(2, use=foreign).SerializeToString()).status_code == 403
    assert drained().rows == 1
    assert LakeBatch.objects.get().department_id == cast.triage.department_id


@pytest.mark.parametrize("who", ["rae", "cleo", "dan"])
def test_who_may_not_import_sends_nothing(cast: Cast, who: str) -> None:
    answer = post(token(cast[who], can_write=True), spans(1, use="UC-001").SerializeToString())
    assert answer.status_code == 403
    assert not receiving.spool().folder.exists()


def test_a_token_that_may_only_read_sends_nothing(cast: Cast) -> None:
    answer = post(token(cast.ana), spans(1).SerializeToString())
    assert (answer.status_code, b"may write" in answer.content) == (403, True)


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer caio_wrong", "Basic YTpi", "Bearer \x00"])
def test_without_a_token_that_holds_nothing_is_read(cast: Cast, shown: str) -> None:
    answer: Any = Client().post("/v1/traces", data=b"x", content_type=PROTOBUF, headers={"Authorization": shown})
    assert (answer.status_code, "Bearer" in answer["WWW-Authenticate"]) == (401, True)


def test_who_guesses_tokens_is_asked_to_wait(cast: Cast) -> None:
    answers = [post(f"caio_{at}", b"") for at in range(25)]
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "60")


BOMB = gzip.compress(bytes(80 * 2**20), mtime=0)
DEEP = b'{"resourceSpans":' + b"[" * 100_000
BAD = [
    (b"\xff\xff\xff", PROTOBUF, "", 400),
    (b"{", JSON, "", 400),
    (b"[1]", JSON, "", 400),
    (b'{"resourceSpans": [7]}', JSON, "", 400),
    (DEEP, JSON, "", 400),
    (b"not gzip", PROTOBUF, "gzip", 400),
    (gzip.compress(b"x" * 1000, mtime=0)[:-9], PROTOBUF, "gzip", 400),
    (BOMB, PROTOBUF, "gzip", 400),
    (b"", "text/plain", "", 415),
    (b"", PROTOBUF, "br", 415),
    (bytes(17 * 2**20), PROTOBUF, "", 413),
]


@pytest.mark.parametrize(("body", "kind", "encoding", "status"), BAD, ids=range(len(BAD)))
def test_bad_requests_are_told_and_leave_nothing(
    cast: Cast, body: bytes, kind: str, encoding: str, status: int
) -> None:
    heads = {"Content-Encoding": encoding} if encoding else {}
    answer = post(token(cast.ana, can_write=True), body, kind=kind, **heads)
    assert answer.status_code == status, answer.content
    assert len(answer.content) > 10
    assert not receiving.spool().folder.exists()


def test_when_too_much_waits_the_sender_is_told_when_to_come_again(cast: Cast) -> None:
    secret = token(cast.ana, can_write=True)
    receiving.spool().most = -1
    answer = post(secret, spans(1).SerializeToString())
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")


def test_spans_are_sent_by_post(cast: Cast) -> None:
    answer: Any = Client().get("/v1/traces")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_a_segment_that_holds_nonsense_is_set_aside_and_the_others_are_taken(cast: Cast) -> None:
    receiving.spool().append(b"nonsense")
    receiving.spool().close()
    post(token(cast.ana, can_write=True), spans(1).SerializeToString())
    told = drained()
    assert (told.rows, len(told.bad)) == (1, 1)
    assert drained() == Drained()
