"""May this use move on? What is missing, where it is put right, and who let what pass."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadInput, Fault, Refused
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.use_frame import use_frame
from opencaio.record.queries import ask
from opencaio.record.queries.gates import GatePage
from opencaio.record.queries.use_case_pages import UseCasePage

SIZE = 50


@require_GET
@signed_in
def gates(request: Visit) -> HttpResponse:
    """What was let pass by decision, and what passed no gate."""
    shown = ask("gates.passed", {"page": page_of(request.GET)}, request.actor)
    context = {"passed": shown, "overrides": ask("gates.overrides", {"size": 200}, request.actor)}
    context["is_more"] = shown.page * SIZE < shown.total
    return render(request, "gates.html", context)


@require_GET
@signed_in
def gate(request: Visit, code: str) -> HttpResponse:
    """One gate of one use, chosen by ``?to=``; the next one without."""
    return _page(request, code, to=request.GET.get("to", ""))


@require_POST
@signed_in
def act(request: Visit, code: str) -> HttpResponseBase:
    """Move the use, let it pass, or end an override."""
    post, verb, to = request.POST, request.POST.get("verb", ""), request.POST.get("to", "")
    try:
        if verb == "move":
            done(request, "use_cases.edit", {"code": code, "stage": to})
        elif verb == "override":
            given = {"reason": post.get("reason", ""), "expires_on": post.get("expires_on", "")}
            done(request, "gates.override", {"use_case": code, "to": to, **given})
        elif verb == "end":
            done(request, "gates.end_override", {"id": post.get("id", ""), "reason": post.get("reason", "")})
        else:
            raise BadInput(_("Choose what to do."))
    except (BadInput, Refused) as fault:
        if isinstance(fault, Refused) and not fault.details:
            raise
        return _page(request, code, to=to, fault=fault)
    return redirect(f"{reverse('use_case_gate', args=[code])}{f'?to={to}' if verb != 'move' and to else ''}")


def _page(request: Visit, code: str, *, to: str = "", fault: Fault | None = None) -> HttpResponse:
    use: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    shown: GatePage = ask("gates.show", {"use_case": code, **({"to": to} if to else {})}, request.actor)
    context = {**use_frame(request, use), "gate": shown, "fault": fault, "sent": request.POST}
    status = 200 if fault is None else 403 if isinstance(fault, Refused) else 400
    return render(request, "use_case_gate.html", context, status=status)
