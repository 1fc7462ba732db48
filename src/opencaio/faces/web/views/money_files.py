"""How does a file of money come in: chosen, looked at before anything changes, applied, and taken back?"""

from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadFile, BadInput, Refused
from opencaio.faces.web.budget_words import KINDS
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.record.actions.money_imports import ImportMoney, planned
from opencaio.record.importing.uploads import drop_upload, keep_upload
from opencaio.record.money_files.reading import NEEDED
from opencaio.record.permissions import Right
from opencaio.record.queries import ask

LARGEST = 100 * 1024 * 1024
SHOWN = 12


@require_GET
@signed_in
def files(request: Visit) -> HttpResponse:
    """Choose a file; what came in before."""
    _may_import(request)
    columns = [(KINDS[kind], list(known), needed) for kind, (known, needed) in NEEDED.items()]
    context = {"batches": ask("actuals.batches", {}, request.actor).rows, "kinds": KINDS, "columns": columns}
    return render(request, "money_files.html", context | {"largest": LARGEST // 1024 // 1024})


@require_POST
@signed_in
def upload(request: Visit) -> HttpResponseBase:
    """Keep the file under a random name in the workspace, and look at it."""
    _may_import(request)
    file, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if file is None:
        raise BadInput(_("No file was chosen."))
    if kind not in KINDS:
        raise BadInput(_("Say what the file holds: actuals, budgets or rates."))
    if (file.size or 0) > LARGEST:
        raise BadFile(_("A file may have at most %d MB. Split it.") % (LARGEST // 1024 // 1024))
    kept = keep_upload(file)  # type: ignore[arg-type]
    asked = urlencode({"name": file.name or "file", "kind": kind})
    return redirect(f"{reverse('money_preview', args=[kept])}?{asked}")


@require_GET
@signed_in
def preview(request: Visit, upload: str) -> HttpResponse:
    """What importing would do; nothing is written."""
    _may_import(request)
    name, kind = request.GET.get("name", "file")[:255] or "file", request.GET.get("kind", "actuals")
    if kind not in KINDS:
        raise BadInput(_("Say what the file holds: actuals, budgets or rates."))
    context: dict[str, Any] = {"upload": upload, "name": name, "kind": kind, "kind_words": KINDS[kind]}
    try:
        plan = planned(kind, ImportMoney(upload=upload, file_name=name), request.actor)
    except BadFile as fault:
        return render(request, "money_preview.html", context | {"fault": fault}, status=400)
    context |= {"plan": plan, "sample": plan.new[:SHOWN], "changed": plan.changed[:SHOWN]}
    context |= {"refusals": plan.refusals[:SHOWN], "warnings": plan.warnings[:SHOWN]}
    return render(request, "money_preview.html", context)


@require_POST
@signed_in
def apply(request: Visit, upload: str) -> HttpResponseBase:
    """Write it, all its good rows or nothing, and show the report."""
    name, kind = request.POST.get("name", "file")[:255] or "file", request.POST.get("kind", "")
    if kind not in KINDS:
        raise BadInput(_("Say what the file holds: actuals, budgets or rates."))
    report = done(request, f"{kind}.import", {"upload": upload, "file_name": name}).result
    drop_upload(upload)
    shown = report.model_dump(mode="json")
    refused = Path(report.refusals).name if report.refusals else ""
    request.session["import_report"] = {"refusals": refused}
    return render(request, "money_report.html", {"report": shown, "kind_words": KINDS[kind], "refused": refused})


@require_POST
@signed_in
def reverse_batch(request: Visit, key: int) -> HttpResponseBase:
    """Take an import of actuals back."""
    done(request, "actuals.reverse", {"batch": key, "reason": request.POST.get("reason", "")})
    return redirect("money_files")


def _may_import(request: Visit) -> None:
    if not request.actor.may_anywhere(Right.IMPORT):
        raise Refused(_("You may not import. Ask the lead of your department."))
