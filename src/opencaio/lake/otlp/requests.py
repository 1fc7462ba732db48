"""What does a request of the OTLP over HTTP say: protobuf or JSON, packed or not?

OpenTelemetry Protocol 1.x, https://opentelemetry.io/docs/specs/otlp/: ids stand in hexadecimal in its JSON, other
than protobuf's own JSON has it.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from opencaio.errors import BadInput

if TYPE_CHECKING:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

PROTOBUF, JSON = "application/x-protobuf", "application/json"
#: Unpacked; an exporter sends some hundred kilobytes at a time.
MOST_BYTES = 64 * 2**20
IDS = ("traceId", "spanId", "parentSpanId")
Sent = bytes


def read_request(body: Sent, *, content_type: str, encoding: str = "") -> "ExportTraceServiceRequest":
    """The request's spans. Raises ``BadInput`` for what is neither, too large, or broken."""
    from google.protobuf.json_format import ParseDict, ParseError
    from google.protobuf.message import DecodeError

    request = new_request()
    plain = unpacked(body, encoding)
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == PROTOBUF:
            request.ParseFromString(plain)
        elif kind == JSON:
            ParseDict(_with_plain_ids(json.loads(plain)), request, ignore_unknown_fields=True)
        else:
            raise BadInput(f"Spans come as {PROTOBUF} or {JSON}, not as {kind or 'nothing'}.")
    except (DecodeError, ParseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(f"This is no request of the OpenTelemetry protocol: {str(error)[:200]}") from error
    return request


def new_request() -> "ExportTraceServiceRequest":
    """An empty request. Raises ``BadInput`` where the extra is not installed."""
    try:
        from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
    except ImportError as error:
        raise BadInput("Receiving spans needs the extra: pip install 'opencaio[otlp]'.") from error
    return trace_service_pb2.ExportTraceServiceRequest()


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its gzip; never more than `MOST_BYTES`. Raises ``BadInput``."""
    if encoding.strip().lower() in {"", "identity"}:
        plain = body
    elif encoding.strip().lower() == "gzip":
        plain = _gunzipped(body)
    else:
        raise BadInput(f"The content encoding {encoding} is not known here: send gzip or none.")
    if len(plain) > MOST_BYTES:
        raise BadInput("This request is larger than 64 MB: send fewer spans at a time.")
    return plain


def _gunzipped(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise BadInput(f"The body is not gzip: {error}.") from error
    if not unpacker.eof and len(plain) <= MOST_BYTES:
        raise BadInput("The body is not gzip: it ends in the middle.")
    return plain


def _with_plain_ids(document: Any) -> Any:
    for span in _spans(document):
        for name in IDS:
            if isinstance(span.get(name), str):
                span[name] = b64encode(bytes.fromhex(span[name])).decode("ascii")
    return document


def _spans(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for resource in document.get("resourceSpans", ()):
        for scope in resource.get("scopeSpans", ()):
            for span in scope.get("spans", ()):
                span.pop("events", None)
                span.pop("links", None)
                yield span
