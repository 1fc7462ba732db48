"""How do spans of OpenTelemetry come in: what is answered to an exporter, and when?

OTLP over HTTP, https://opentelemetry.io/docs/specs/otlp/#otlphttp: 200 once everything is on the disk, with what was
not taken; 4xx for what must not be sent again; 429 and 503 with Retry-After for what may.
"""

import json
import logging
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from opencaio.errors import Conflict, Fault, Refused
from opencaio.faces.api.door import ByToken, NotKnown
from opencaio.lake.otlp.requests import JSON, PROTOBUF, read_request
from opencaio.record.bad_tokens import MINUTE, TooMany
from opencaio.record.receiving import Received, receive_spans

#: As sent, so packed as a rule.
MOST_BYTES = 16 * 2**20
#: Seconds after which a sender that was asked to wait may come again.
COME_AGAIN = 30
#: Codes of google.rpc.Status, by the status of the answer.
CODES = {400: 3, 401: 16, 403: 7, 405: 12, 413: 3, 415: 3, 429: 8, 500: 13, 503: 14}
LOG = logging.getLogger(__name__)


@csrf_exempt
def traces(request: HttpRequest) -> HttpResponse:
    """``POST /v1/traces``: protobuf or JSON, packed with gzip or not, with ``Authorization: Bearer caio_…``."""
    if request.method != "POST":
        return _with(_problem(request, 405, "Spans are sent by POST."), "Allow", "POST")
    try:
        return _taken(request)
    except NotKnown as error:
        return _with(_problem(request, 401, str(error)), "WWW-Authenticate", 'Bearer realm="OpenCAIO"')
    except TooMany:
        return _later(request, 429, "Too many tokens that do not hold. Wait a minute.", seconds=MINUTE)
    except Conflict as error:
        return _later(request, 429, error.message, seconds=COME_AGAIN)
    except Refused as error:
        return _problem(request, 403, error.message)
    except Fault as error:
        return _problem(request, 400, error.message)
    except (OperationalError, OSError) as error:
        LOG.warning("Spans could not be kept: %s", error)
        return _later(request, 503, "The spans could not be kept just now. Nothing of them was.", seconds=COME_AGAIN)


def _taken(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    if _kind(request) not in {PROTOBUF, JSON}:
        return _problem(request, 415, f"Spans come as {PROTOBUF} or {JSON}.")
    encoding = request.headers.get("Content-Encoding", "")
    if encoding.strip().lower() not in {"", "identity", "gzip"}:
        return _problem(request, 415, "The content encoding is not known here: send gzip or none.")
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _problem(request, 413, "This request is larger than 16 MB: send fewer spans at a time.")
    sent = read_request(body, content_type=_kind(request), encoding=encoding)
    return _answer(request, receive_spans(sent, actor))


def _actor(request: HttpRequest) -> Any:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotKnown("Show a token: Authorization: Bearer caio_…")
    actor = ByToken().authenticate(request, token.strip())
    if actor.read_only:
        raise Refused("This token may read only: make one that may write.")
    return actor


def _answer(request: HttpRequest, received: Received) -> HttpResponse:
    from google.protobuf.json_format import MessageToJson
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

    told = ExportTraceServiceResponse()
    if received.wrong:
        told.partial_success.rejected_spans = sum(received.wrong.values())
        told.partial_success.error_message = "; ".join(f"{why} ({n})" for why, n in received.wrong.items())
    if _kind(request) == JSON:
        return HttpResponse(MessageToJson(told), content_type=JSON)
    return HttpResponse(told.SerializeToString(), content_type=PROTOBUF)


def _problem(request: HttpRequest, status: int, words: str) -> HttpResponse:
    """A google.rpc.Status in the form that was sent, JSON for any other."""
    if _kind(request) == PROTOBUF:
        return HttpResponse(_status(CODES[status], words), content_type=PROTOBUF, status=status)
    body = json.dumps({"code": CODES[status], "message": words})
    return HttpResponse(body, content_type=JSON, status=status)


def _status(code: int, words: str) -> bytes:
    """The protobuf of google.rpc.Status: field 1 the code, field 2 the words."""
    text = words.encode()[:2000]
    return bytes([0x08, code, 0x12]) + _varint(len(text)) + text


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _later(request: HttpRequest, status: int, words: str, *, seconds: int) -> HttpResponse:
    return _with(_problem(request, status, words), "Retry-After", str(seconds))


def _with(response: HttpResponse, head: str, value: str) -> HttpResponse:
    response.headers[head] = value
    return response


def _kind(request: HttpRequest) -> str:
    return (request.content_type or "").lower()
