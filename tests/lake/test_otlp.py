"""Do spans of the official SDK become rows of usage, each token counted once, and is nonsense refused in words?"""

import gzip
import json
from collections.abc import Mapping

import pytest
from google.protobuf.json_format import MessageToDict
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Status, StatusCode

from opencaio.errors import BadInput
from opencaio.lake.facts import USAGE
from opencaio.lake.otlp import Reduced, read_request, reduce_spans

PROTOBUF = "application/x-protobuf"
CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "orrin",
    "gen_ai.request.model": "orrin-7",
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 300,
    "opencaio.use_case": "UC-002",
}


def sent(*spans: Mapping[str, object], failed: bool = False, **about: str) -> ExportTraceServiceRequest:
    """What the official SDK would send for spans with these attributes."""
    memory = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource({"service.name": "care-chat", **about}))
    provider.add_span_processor(SimpleSpanProcessor(memory))
    for attributes in spans:
        span = provider.get_tracer("test").start_span("chat", attributes=attributes)  # type: ignore[arg-type]
        if failed:
            span.set_status(Status(StatusCode.ERROR))
        span.end()
    return encode_spans(memory.get_finished_spans())


def reduced(request: ExportTraceServiceRequest) -> Reduced:
    return reduce_spans([request], pseudonym=lambda user: f"p({user})")


def row_of(attributes: Mapping[str, object], *, failed: bool = False, **about: str) -> dict[str, object]:
    (row,) = reduced(sent(attributes, failed=failed, **about)).table.to_pylist()
    return dict(row)


def test_a_call_of_a_model_becomes_a_row_of_who_what_and_when() -> None:
    row = row_of({**CALL, "enduser.id": "anna@acme.example", "gen_ai.conversation.id": "c-9"})
    assert list(row) == [one.name for one in USAGE.columns]
    assert (row["use_case"], row["system"], row["user_key"]) == ("UC-002", "care-chat", "p(anna@acme.example)")
    assert (row["provider"], row["model"], row["operation"]) == ("orrin", "orrin-7", "chat")
    assert (row["conversation"], row["outcome"], row["requests"], row["errors"]) == ("c-9", "ok", 1, 0)
    assert row["at"].date() == row["day"]  # type: ignore[attr-defined]


def test_what_was_asked_and_answered_is_not_kept() -> None:
    row = row_of({**CALL, "gen_ai.input.messages": "my secret", "gen_ai.output.messages": "your secret"})
    assert "secret" not in repr(row)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({}, (1000, None, 300, None)),
        ({"gen_ai.usage.cache_read.input_tokens": 400}, (600, 400, 300, None)),
        ({"gen_ai.usage.cache_read_input_tokens": 400}, (600, 400, 300, None)),
        ({"gen_ai.usage.reasoning.output_tokens": 250}, (1000, None, 50, 250)),
        ({"gen_ai.usage.cache_read.input_tokens": 5000}, (1000, 5000, 300, None)),
    ],
)
def test_each_token_stands_in_one_class(said: Mapping[str, object], counts: tuple[int | None, ...]) -> None:
    row = row_of({**CALL, **said})
    assert tuple(row[f"{name}_tokens"] for name in ("input", "cached", "output", "reasoning")) == counts


def test_the_older_names_are_read_as_well() -> None:
    row = row_of({"gen_ai.system": "openai", "gen_ai.usage.prompt_tokens": 7, "gen_ai.usage.completion_tokens": 5})
    assert (row["provider"], row["input_tokens"], row["output_tokens"]) == ("openai", 7, 5)


def test_what_the_sender_says_of_all_its_spans_holds_for_each() -> None:
    row = row_of({"gen_ai.system": "x"}, **{"opencaio.use_case": "UC-009", "opencaio.department": "care"})
    assert (row["use_case"], row["department"]) == ("UC-009", "care")


def test_a_call_that_failed_is_an_error() -> None:
    row = row_of(CALL, failed=True)
    assert (row["outcome"], row["errors"]) == ("error", 1)


def test_spans_of_other_work_are_not_usage_and_counted_apart() -> None:
    found = reduced(sent(CALL, {"http.request.method": "GET"}))
    assert (found.table.num_rows, found.others, found.wrong) == (1, 1, {})


def test_a_call_that_cannot_be_counted_is_told_by_reason() -> None:
    request = sent(CALL, {**CALL, "gen_ai.usage.input_tokens": -5}, CALL)
    backwards = request.resource_spans[0].scope_spans[0].spans[2]
    backwards.end_time_unix_nano = backwards.start_time_unix_nano - 1
    found = reduced(request)
    assert found.table.num_rows == 1
    assert found.wrong == {
        "gen_ai.usage.input_tokens is no count from 0.": 1,
        "The span ends before it begins, or has no time.": 1,
    }


def test_json_and_protobuf_packed_or_not_say_the_same() -> None:
    request = sent(CALL)
    document = MessageToDict(request)
    for span in document["resourceSpans"][0]["scopeSpans"][0]["spans"]:
        source = request.resource_spans[0].scope_spans[0].spans[0]
        span.update(traceId=source.trace_id.hex(), spanId=source.span_id.hex(), kind=1)
    body, text = request.SerializeToString(), json.dumps(document).encode()
    expected = reduced(request).table
    for content, kind, encoding in (
        (body, PROTOBUF, ""),
        (gzip.compress(body), PROTOBUF, "gzip"),
        (text, "application/json; charset=utf-8", ""),
        (gzip.compress(text), "application/json", "gzip"),
    ):
        assert reduced(read_request(content, content_type=kind, encoding=encoding)).table.equals(expected)


@pytest.mark.parametrize(
    ("body", "kind", "encoding", "words"),
    [
        (b"\xff\xff\xff", PROTOBUF, "", "no request of the OpenTelemetry protocol"),
        (b"{", "application/json", "", "no request"),
        (b"[]", "application/json", "", "no request"),
        (
            b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "zz"}]}]}]}',
            "application/json",
            "",
            "no request",
        ),
        (b"x", "text/csv", "", "not as text/csv"),
        (b"x", PROTOBUF, "gzip", "not gzip"),
        (gzip.compress(b"hello" * 1000, mtime=0)[:-9], PROTOBUF, "gzip", "ends in the middle"),
        (gzip.compress(bytes(80 * 2**20), mtime=0), PROTOBUF, "gzip", "larger than 64 MB"),
        (b"x", PROTOBUF, "br", "encoding br is not known"),
    ],
)
def test_what_is_no_request_is_refused_in_clear_words(body: bytes, kind: str, encoding: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_request(body, content_type=kind, encoding=encoding)
