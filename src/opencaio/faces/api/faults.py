"""How does a fault become a status and a small JSON body?"""

import logging
from typing import Any

from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.api.door import NotKnown
from opencaio.record.bad_tokens import MINUTE, TooMany
from opencaio.record.input_faults import in_words

STATUS: dict[type[Fault], int] = {NotFound: 404, Refused: 403, Conflict: 409, BadInput: 400}
LOG = logging.getLogger(__name__)


class Problem(Schema):
    """What went wrong, in words, and its particulars."""

    error: str
    details: list[str] = []


def teach(api: NinjaAPI) -> None:
    """Map every foreseen failure once."""
    api.add_exception_handler(Fault, _fault)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(NotKnown, _unknown)
    api.add_exception_handler(TooMany, _too_many)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, _nothing_here)
    api.add_exception_handler(DataError, _does_not_fit)
    api.add_exception_handler(OperationalError, _busy)
    api.add_exception_handler(Exception, _ours)


def problem(status: int, error: str, *, details: list[str] | None = None) -> HttpResponse:
    """The body that every failure has."""
    response = JsonResponse({"error": error, "details": details or []}, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="OpenCAIO"'
    return response


def _fault(request: HttpRequest, fault: Any) -> HttpResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(fault, kind)), 400)
    return problem(status, fault.message, details=fault.details)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    faults = in_words([{**one, "loc": _place(one["loc"])} for one in error.errors])
    return problem(400, "; ".join(faults), details=faults)


def _place(loc: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(one for one in loc if one not in {"query", "body", "form", "file", "given"})


def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    words = str(error) if isinstance(error, NotKnown) else "Show a token: Authorization: Bearer caio_…"
    return problem(401, words)


def _too_many(request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(429, "Too many tokens that do not hold. Wait a minute.")
    response.headers["Retry-After"] = str(MINUTE)
    return response


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, str(error))


def _nothing_here(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, "There is nothing at this address.")


def _does_not_fit(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(400, "A value is too long, too large, or of the wrong kind for the record.")


def _busy(request: HttpRequest, error: Any) -> HttpResponse:
    LOG.warning("The database did not answer in time: %s", error)
    return problem(503, "The record is busy. Try again in a moment.")


def _ours(request: HttpRequest, error: Any) -> HttpResponse:
    LOG.error("An API request failed", exc_info=error)
    return problem(500, "This went wrong on our side; nothing was changed.")
