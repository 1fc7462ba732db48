"""How does a file come in: chosen, looked at before anything changes, and then applied?"""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.errors import BadFile, BadInput, NotFound, Refused
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.record.actions import perform
from opencaio.record.importing import Plan, keep_upload, preview_file
from opencaio.record.importing.reading import formats
from opencaio.record.importing.uploads import drop_upload
from opencaio.record.permissions import Right
from opencaio.record.queries import ask

LARGEST = 100 * 1024 * 1024
SAMPLE = 8


@require_GET
@signed_in
def imports(request: Visit) -> HttpResponse:
    """Choose a file; what came in before."""
    _may_import(request)
    context = {"list": ask("imports.list", {}, request.actor), "largest": LARGEST // 1024 // 1024}
    return render(request, "imports.html", context | {"formats": formats().values()})


@require_POST
@signed_in
def upload(request: Visit) -> HttpResponseBase:
    """Keep the file under a random name in the workspace, and look at it."""
    _may_import(request)
    file = request.FILES.get("file")
    if file is None:
        raise BadInput(_("No file was chosen."))
    if (file.size or 0) > LARGEST:
        words = _("%(name)s has %(size)d MB; a file may have at most %(most)d MB. Split it, or use `caio import`.")
        sizes = {"size": (file.size or 0) // 1024 // 1024, "most": LARGEST // 1024 // 1024}
        raise BadFile(words % (sizes | {"name": file.name}))
    asked = {"name": file.name or "file", "format": request.POST.get("format", "")}
    return redirect(f"{reverse('import_preview', args=[keep_upload(file)])}?{urlencode(asked)}")  # type: ignore[arg-type]


@require_GET
@signed_in
def preview(request: Visit, upload: str) -> HttpResponse:
    """What importing would do; nothing is written."""
    _may_import(request)
    name, chosen = request.GET.get("name", "file")[:255], request.GET.get("format", "")
    context = {"upload": upload, "name": name, "chosen": chosen, "formats": formats().values()}
    try:
        plan = preview_file(upload, file_name=name, format_id=chosen or None, actor=request.actor)
    except BadFile as fault:
        return render(request, "import_preview.html", context | {"fault": fault}, status=400)
    return render(request, "import_preview.html", context | _shown(plan))


@require_POST
@signed_in
def apply(request: Visit, upload: str) -> HttpResponseBase:
    """Write it, all or nothing, and show the report."""
    name, chosen = request.POST.get("name", "file")[:255], request.POST.get("format") or None
    report = perform("imports.apply", {"upload": upload, "file_name": name, "format": chosen}, request.actor).result
    drop_upload(upload)
    shown = report.as_json() | {"refusals": Path(report.refusals).name if report.refusals else ""}
    request.session["import_report"] = shown
    return redirect("import_report")


@require_GET
@signed_in
def report(request: Visit) -> HttpResponse:
    """What became of the file that came in last."""
    shown = request.session.get("import_report")
    if shown is None:
        raise NotFound(_("No file came in during this sign-in. The list of imports has all earlier ones."))
    return render(request, "import_report.html", {"report": shown})


@require_GET
@signed_in
def refusals(request: Visit, key: int) -> HttpResponseBase:
    """The refused rows of an import as a file, to mend and import again."""
    return _file(ask("imports.show", {"id": key}, request.actor).refusals)


@require_GET
@signed_in
def own_refusals(request: Visit) -> HttpResponseBase:
    """The refused rows of the file that came in last, also when nothing of it went in."""
    return _file(str(request.session.get("import_report", {}).get("refusals", "")))


def _file(name: str) -> HttpResponseBase:
    path = Path(settings.OPENCAIO_HOME) / "imports" / Path(name).name
    if not name or not path.is_file():
        raise NotFound(_("There is no file of refused rows."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")


def _may_import(request: Visit) -> None:
    if not request.actor.may_anywhere(Right.IMPORT):
        raise Refused(_("You may not import. Ask the lead of your department."))


def _shown(plan: Plan) -> dict[str, object]:
    noted = [(one.draft, note) for one in plan.decisions for note in one.draft.notes]
    return {
        "plan": plan,
        "counts": plan.counts,
        "sample": plan.decisions[:SAMPLE],
        "notes": noted[:SAMPLE],
        "note_count": len(noted),
        "refusals": plan.refusals[:SAMPLE],
        "matches": sum(1 for one in plan.decisions if one.proposal or one.kind == "keep_apart"),
    }
