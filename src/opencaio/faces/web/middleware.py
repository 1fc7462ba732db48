"""What does every response of the web face carry, and how does a fault become a page?"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
STATUS: dict[type[Fault], int] = {NotFound: 404, Refused: 403, Conflict: 409, BadInput: 400}
Next = Callable[[HttpRequest], HttpResponse]


def content_security(get_response: Next) -> Next:
    """Allow what comes from this server, and nothing else."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return respond


class faults_as_pages:  # noqa: N801 (Django names middleware by what it does)
    """Show a fault as a page with its words."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Map the one tree of errors to pages; anything else stays an error of ours."""
        if not isinstance(exception, Fault):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(exception, kind)), 400)
        return render(request, "fault.html", {"fault": exception, "status": status}, status=status)
