"""The law ahead: which day changes what for which of our uses?"""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from opencaio.faces.web import choices, sheets
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.words import regime_words
from opencaio.packs.law import load_law
from opencaio.papers.charts import draw
from opencaio.papers.drawings import DatedDuty, DateKind, Timeline
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.law import ChangeRow, ComingDay, LawDiff, UseChanges

ASKED = ("since", "until", "department", "regime", "kind")
AS_AT_A_TERMINAL = {"from": "since", "to": "until"}
KINDS = {
    "class": _lazy("Another class"),
    "begins": _lazy("Begins to bind"),
    "new": _lazy("New duty"),
    "gone": _lazy("Duty falls away"),
    "moved": _lazy("Another day"),
    "could": _lazy("Could bind: not known"),
}


@require_GET
@signed_in
def law(request: Visit) -> HttpResponse:
    """What changes between two days, by day and use by use."""
    given = _asked(request)
    found: LawDiff = ask("law.diff", given, request.actor)
    context = {"found": found, "given": given, "picture": _picture(found), "texts": _texts()}
    context |= {"departments": choices.departments(request.actor, Right.READ), "kinds": KINDS}
    return render(request, "law.html", context)


@require_GET
@signed_in
def export(request: Visit) -> HttpResponse:
    """Every change of every use as CSV or XLSX."""
    found: LawDiff = ask("law.diff", _asked(request) | {"page": 1, "size": 20_000}, request.actor)
    rows = [_header(), *(_line(use, one) for use in found.rows for one in use.changes)]
    name = f"law-{found.since.on}-{found.until.on}"
    return sheets.attachment(rows, name=name, kind=request.GET.get("as", "csv"), title=_("Changes of the law"))


def _asked(request: Visit) -> dict[str, Any]:
    asked = {name: request.GET[old] for old, name in AS_AT_A_TERMINAL.items() if request.GET.get(old)}
    asked |= {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    return asked | {"page": page_of(request.GET)}


def _header() -> list[str]:
    return [
        _("Code"),
        _("Use"),
        _("Department"),
        _("Owner"),
        _("Regime"),
        _("Change"),
        _("What"),
        _("Citation"),
        _("From"),
        _("Before"),
        _("After"),
    ]


def _line(use: UseChanges, one: ChangeRow) -> list[str]:
    change = [str(regime_words(one.regime)), str(KINDS[one.kind]), one.title, one.citation]
    dates = [one.on.isoformat() if one.on else "", one.before, one.after]
    return [use.code, use.name, use.department, use.owner, *change, *dates]


def _texts() -> list[str]:
    return [f"{pack.id}@{text.id}" for pack in load_law().packs for text in pack.texts if len(pack.texts) > 1]


def _picture(found: LawDiff) -> dict[str, Any] | None:
    """The days between as a line of time."""
    if not found.days:
        return None
    today = timezone.localdate()
    days = [one.on for one in found.days]
    drawing = Timeline(
        duties=tuple(_mark(one) for one in found.days),
        start=date(min(*days, found.since.on).year, 1, 1),
        end=max(*days, found.until.on) + timedelta(days=200),
        today=today,
        today_name=_("today"),
    )
    title = _("Line of time with %d days on which something begins") % len(days)
    return {
        "wide": draw(drawing, mode="web", width=980, title=title),
        "narrow": draw(drawing, mode="web", width=330, title=title),
    }


def _mark(one: ComingDay) -> DatedDuty:
    touched = {code for group in one.classes for code in group.uses}
    touched |= {code for bundle in one.bundles for code in bundle.uses}
    words = one.milestones[0].words if one.milestones else (one.classes or one.bundles[0].duties)[0].title
    label = ngettext("%(words)s: %(n)d use", "%(words)s: %(n)d uses", len(touched))
    kind: DateKind = "legal" if touched else "uncertain" if one.could else "done"
    return DatedDuty(
        label=label % {"words": words, "n": len(touched)}, on=one.on, display=one.on.isoformat(), kind=kind
    )
