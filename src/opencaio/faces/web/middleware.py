"""What does every response of the web face carry, and how does a fault become a page?"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PAGES: dict[type[Fault], tuple[int, str | Promise, str | Promise]] = {
    NotFound: (
        404,
        _("Not here"),
        _("It may have been withdrawn, or it belongs to a department that you do not see."),
    ),
    Refused: (403, _("Not allowed"), _("Nothing was changed. An officer can give you the right.")),
    Conflict: (409, _("Someone else was faster"), _("Nothing was overwritten.")),
    BadInput: (
        400,
        _("That cannot be used as it is"),
        _("Nothing was changed. Go back, mend it, and send it again."),
    ),
}
Next = Callable[[HttpRequest], HttpResponseBase]


def heads(get_response: Next) -> Next:
    """Answer HEAD wherever GET is answered: as GET does, with its headers and no body (RFC 9110, 9.3.2)."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return get_response(request)
        request.method = request.META["REQUEST_METHOD"] = "GET"
        found = get_response(request)
        bare = HttpResponse(status=found.status_code, headers=dict(found.headers.items()))
        bare.cookies = found.cookies
        if not found.streaming:
            bare.headers.setdefault("Content-Length", str(len(getattr(found, "content", b""))))
        found.close()
        return bare

    return respond


def content_security(get_response: Next) -> Next:
    """Allow what comes from this server, and nothing else."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return respond


class faults_as_pages:  # noqa: N801 (Django names middleware by what it does)
    """Show a fault as a page with its words."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Map the one tree of errors to pages; anything else stays an error of ours."""
        return fault_page(request, exception) if isinstance(exception, Fault) else None


def fault_page(request: HttpRequest, fault: Fault) -> HttpResponse:
    """The one place where a fault becomes a page."""
    kind = next((one for one in PAGES if isinstance(fault, one)), BadInput)
    status, title, advice = PAGES[kind]
    context = {"fault": fault, "title": title, "advice": advice, "back": _back(request)}
    return render(request, "fault.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """The page that the visitor came from, if it is one of ours."""
    came_from = request.headers.get("Referer", "")
    ours = f"{request.scheme}://{request.get_host()}/"
    return came_from if came_from.startswith(ours) else ""
