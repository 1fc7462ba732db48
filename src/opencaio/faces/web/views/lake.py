"""How full and fresh is the lake, what came in with which faults, and how does a file come in by the web?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadFile, BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import sheets
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.lake.facts import FACTS
from opencaio.record.importing.uploads import drop_upload, keep_upload
from opencaio.record.permissions import EVERYWHERE, Right
from opencaio.record.queries import ask

LARGEST = 100 * 1024 * 1024
INTAKE = ("usage", "decisions", "kpi")
TITLES = {
    "cost": gettext_lazy("Costs as billed"),
    "usage": gettext_lazy("Usage"),
    "decisions": gettext_lazy("Decisions"),
    "kpi": gettext_lazy("KPI series"),
}
ORIGINS = {
    "file": gettext_lazy("File"),
    "focus": gettext_lazy("Bill"),
    "otlp": gettext_lazy("OpenTelemetry"),
    "kafka": gettext_lazy("Kafka"),
    "sdk": gettext_lazy("Tracking"),
    "api": gettext_lazy("API"),
    "example": gettext_lazy("Example"),
}
STATES = {
    "live": gettext_lazy("Live"),
    "replaced": gettext_lazy("Replaced"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "merged": gettext_lazy("Merged with others"),
    "expired": gettext_lazy("Past its retention"),
}


@require_GET
@signed_in
def lake(request: Visit) -> HttpResponse:
    """The facts, a form for a file, and what came in."""
    return _page(request)


@require_POST
@signed_in
def bring(request: Visit) -> HttpResponseBase:
    """Take a file in, all good rows at once; show what became of it."""
    try:
        return redirect("lake_batch", key=_brought(request))
    except (BadInput, Conflict, Refused) as fault:
        return _page(request, fault=fault)


@require_GET
@signed_in
def batch(request: Visit, key: int) -> HttpResponse:
    """One batch with its faults."""
    found = ask("lake.batch", {"batch": key}, request.actor)
    context = {"batch": found, **_words_of(found)}
    return render(request, "lake_batch.html", context)


@require_POST
@signed_in
def withdraw(request: Visit, key: int) -> HttpResponseBase:
    """Its rows count no more."""
    done(request, "lake.withdraw", {"batch": key, "reason": request.POST.get("reason", "")})
    return redirect("lake_batch", key=key)


@require_POST
@signed_in
def restore(request: Visit, key: int) -> HttpResponseBase:
    """They count again."""
    done(request, "lake.restore", {"batch": key})
    return redirect("lake_batch", key=key)


@require_POST
@signed_in
def retain(request: Visit) -> HttpResponseBase:
    """Set for how long rows of a fact are kept."""
    return _settled(request, "lake.set_retention", ("fact", "days", "reason"))


@require_POST
@signed_in
def erase(request: Visit) -> HttpResponseBase:
    """Erase a person's rows."""
    return _settled(request, "lake.erase_person", ("person", "reason"))


@require_GET
@signed_in
def refusals(request: Visit, key: int) -> HttpResponse:
    """The refused rows of a batch by row, column and rule."""
    found = ask("lake.batch", {"batch": key}, request.actor)
    rows = [[_("Row"), _("Column"), _("Why")], *([str(one.row), one.column, one.why] for one in found.refusals)]
    return sheets.attachment(rows, name=f"refused-{key}", kind="csv", title=_("Refused rows"))


@require_GET
@signed_in
def template(request: Visit, fact: str) -> HttpResponse:
    """An empty file with the columns of a fact."""
    if fact not in INTAKE:
        raise NotFound(_("There is no such fact."))
    return sheets.attachment([[one.name for one in FACTS[fact].columns]], name=fact, kind="csv", title=fact)


def _settled(request: Visit, name: str, fields: tuple[str, ...]) -> HttpResponseBase:
    try:
        done(request, name, {one: request.POST.get(one, "") for one in fields})
    except (BadInput, Refused) as fault:
        return _page(request, fault=fault)
    return redirect("lake")


def _brought(request: Visit) -> int:
    file = request.FILES.get("file")
    if file is None:
        raise BadInput(_("No file was chosen."))
    if (file.size or 0) > LARGEST:
        raise BadFile(_("By the web, a file may have at most %d MB: use `caio lake add`.") % (LARGEST // 1024 // 1024))
    name = (file.name or "file")[:255]
    kept = keep_upload(file)  # type: ignore[arg-type]
    given = {"fact": request.POST.get("fact", ""), "name": name, "upload": kept}
    try:
        mapping = _mapping(request.POST.get("mapping", ""))
        return int(done(request, "lake.add", {**given, "mapping": mapping}).result.pk)
    finally:
        drop_upload(kept)


def _mapping(said: str) -> dict[str, str]:
    pairs = [line.partition("=") for line in said.splitlines() if line.strip()]
    for column, sign, head in pairs:
        if not (column.strip() and sign and head.strip()):
            raise BadInput(_("“%s” is no line such as: user_key = Employee") % f"{column}{sign}{head}")
    return {column.strip(): head.strip() for column, _sign, head in pairs}


def _words_of(batch: Any) -> dict[str, Any]:
    return {
        "title": TITLES[batch.fact],
        "state": STATES.get(batch.status, batch.status),
        "origin": ORIGINS.get(batch.origin, batch.origin),
    }


def _page(request: Visit, *, fault: Fault | None = None) -> HttpResponse:
    asked = {name: request.GET[name] for name in ("fact", "status", "q") if request.GET.get(name)}
    found = ask("lake.batches", {**asked, "page": page_of(request.GET)}, request.actor)
    state = ask("lake.state", {}, request.actor)
    context: dict[str, Any] = {
        "facts": [(TITLES[one.fact], one) for one in state.facts],
        "bytes": state.bytes,
        "batches": [(*_words_of(one).values(), one) for one in found.rows],
        "list": found,
        "asked": {"fact": "", "status": "live", "q": "", **asked},
        "titles": TITLES.items(),
        "states": [*STATES.items(), ("all", _("In any state"))],
        "intake": [(one, TITLES[one]) for one in INTAKE],
        "may_import": request.actor.may_anywhere(Right.IMPORT),
        "most": LARGEST // 1024 // 1024,
        "fault": fault,
        "before": request.POST,
        "may_retain": request.actor.scope(Right.SETTINGS) is EVERYWHERE,
        "may_erase": request.actor.scope(Right.ERASE) is EVERYWHERE,
    }
    return render(request, "lake.html", context, status=400 if fault else 200)
