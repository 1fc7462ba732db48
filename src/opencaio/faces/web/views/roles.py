"""What roles there are, what each asks for, what it is paid, and what somebody still has to learn for it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.faces.web import staffing_forms, staffing_pictures
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.whole import whole
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.roles import RolePage
from opencaio.record.staffing.seeing import people_within

TEXTS = ("name", "purpose")
LISTS = ("duties", "education", "path_in", "path_out")
KEY = ("country", "level", "size", "year")


@require_GET
@signed_in
def roles(request: Visit) -> HttpResponse:
    """All roles."""
    return render(request, "roles.html", {"list": ask("roles.list", {}, request.actor)})


@require_GET
@signed_in
def role(request: Visit, code: str) -> HttpResponse:
    """One role in full, and a person against it."""
    return _page(request, code)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Visit, code: str) -> HttpResponseBase:
    """Our own words on a role; `code` new writes a role of our own."""
    if not request.actor.may(Right.EDIT, None):
        raise Refused(_("Roles are everybody's: changing one takes a role over all departments."))
    page = None if code == "new" else ask("roles.show", {"code": code}, request.actor)
    fault: Fault | None = None
    if request.method == "POST":
        try:
            given = _read(request.POST) | {"code": page.code if page else request.POST.get("code", "")}
            if page and page.version:
                given["version"] = request.POST.get("version") or None
            return redirect("role", done(request, "roles.edit", given).result.code)
        except (BadInput, Conflict) as refused:
            fault = refused
    context = {"role": page, "fault": fault, "sent": request.POST, "fields": _fields(page, request)}
    return render(request, "role_form.html", context, status=400 if fault else 200)


@require_POST
@signed_in
def reset(request: Visit, code: str) -> HttpResponseBase:
    """Give up our own words."""
    done(request, "roles.reset", {"code": code})
    return redirect("roles")


@require_POST
@signed_in
def band(request: Visit, code: str) -> HttpResponseBase:
    """Say what the role is paid, or take a range back."""
    sent = request.POST
    key: dict[str, Any] = {"role": code, **{name: sent.get(name, "").strip() for name in KEY}}
    key["level"] = key["level"] or "all"
    try:
        if sent.get("verb") == "remove":
            done(request, "roles.band_remove", key)
        else:
            high = sent.get("high", "").strip()
            done(request, "roles.band_set", {
                **key,
                "low": staffing_forms.number_in(sent.get("low", ""), _("From")),
                "high": staffing_forms.number_in(high, _("To")) if high else None,
                "currency": sent.get("currency", "").strip(),
                "source": sent.get("source", ""),
            })  # fmt: skip
    except (BadInput, Refused, Conflict, NotFound) as fault:
        return _page(request, code, fault=fault)
    return redirect("role", code)


def _page(request: Visit, code: str, *, fault: Fault | None = None) -> HttpResponse:
    page: RolePage = ask("roles.show", {"code": code}, request.actor)
    given = {"code": code, "person": whole(request.GET.get("person", ""))}
    context = {
        "role": page,
        "fault": fault,
        "sent": request.POST,
        "pictures": staffing_pictures.pay(page.pay, page.wage),
        "compared": ask("roles.compare", given, request.actor),
        "people": [(one.pk, one.name) for one in people_within(request.actor).order_by("name")],
        "hours_by_law": sum(one.hours_a_year for one in page.learning if one.occasion == "law"),
        "steps": range(1, 6),
    }
    status = 200 if fault is None else 403 if isinstance(fault, Refused) else 400
    return render(request, "role.html", context, status=status)


def _read(post: QueryDict) -> dict[str, Any]:
    given: dict[str, Any] = {name: post.get(name, "").strip() or None for name in TEXTS}
    given |= {name: [one.strip() for one in post.get(name, "").splitlines() if one.strip()] for name in LISTS}
    given["skills"] = [_skill(one) for one in post.get("skills", "").splitlines() if one.strip()]
    return given


def _skill(line: str) -> dict[str, Any]:
    """One line of the form: ``strategy 5``."""
    code, _space, level = line.strip().rpartition(" ")
    number = whole(level)
    if not code or number is None:
        raise BadInput(_("Skills: write a code and a level on each line, as in “strategy 5”."))
    return {"skill": code.strip(), "level": number}


def _fields(page: RolePage | None, request: Visit) -> list[tuple[str, str, str]]:
    """Each list with its title and its lines."""
    titles = {
        "duties": _("Duties, one on a line"),
        "skills": _("Skills, one on a line with its level, as in “strategy 5”"),
        "education": _("Education and experience, one on a line"),
        "path_in": _("Where one comes from, one on a line"),
        "path_out": _("Where one goes to, one on a line"),
    }
    if request.method == "POST":
        return [(name, title, request.POST.get(name, "")) for name, title in titles.items()]
    return [(name, title, "\n".join(_lines(page, name))) for name, title in titles.items()]


def _lines(page: RolePage | None, name: str) -> list[str]:
    if page is None:
        return []
    if name == "skills":
        return [f"{one.skill} {one.level}" for one in page.wanted]
    if name.startswith("path"):
        return [one.code or one.words for one in getattr(page, name)]
    return list(getattr(page, name))
