"""One use of AI: what is known, what the law says and why, and what waits for an answer."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opencaio.faces.web import words
from opencaio.faces.web.asking import all_keys, answered, asking
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.fact_places import elsewhere
from opencaio.faces.web.gaps import document_asked_for, next_gap
from opencaio.faces.web.panels import panels
from opencaio.faces.web.reasons import asked_next, bearing_keys, fact_words, readings, standing, value_words
from opencaio.faces.web.use_frame import use_frame
from opencaio.papers.charts import draw
from opencaio.papers.drawings import DatedDuty, DateKind, Timeline
from opencaio.record.queries import ask
from opencaio.record.queries.use_case_pages import DutyLine, Stated, UseCasePage

DONE = frozenset({"met", "done", "closed"})
FEW = 14


@require_GET
@signed_in
def use_case(request: Visit, code: str) -> HttpResponse:
    """The page of one use."""
    page: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    held = readings(page)
    context = {**use_frame(request, page), "readings": held, **_facts(page), **_next(page)}
    context["panels"] = shown = list(panels(page, request.actor))
    context["rounds"] = next((one.context["rounds"] for one in shown if "rounds" in one.context), {})
    context |= {"timeline": _timeline(page.duties), "practices": _practices(page)}
    context["law_on"] = max((one.law_on for one in page.answers), default=None)
    return render(request, "use_case.html", context)


@require_GET
@signed_in
def question(request: Visit, code: str) -> HttpResponse:
    """One question about one use, with its field: chosen by ``?key=``."""
    page: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    key = request.GET.get("key", "")
    context = {"use": page, "keys": all_keys(), "asking": asking(key) if key else None, "key": key}
    said = [one for one in standing(page) if one.key == key and (one.is_inherited or not one.about)]
    held = min(said, key=lambda one: one.is_inherited, default=None)
    context |= {"standing": held, "held": value_words(key, held.value) if held else ""}
    context["for_document"] = document = document_asked_for(request.GET)
    context["elsewhere"] = elsewhere(key, _near(page), document=document) if key else []
    return render(request, "question.html", context)


@require_POST
@signed_in
def state_fact(request: Visit, code: str) -> HttpResponseBase:
    """Put an answer on record."""
    key = request.POST.get("key", "")
    value = answered(key, request.POST)
    given = {"use_case": code, "key": key, "value": value, "unknown": value is None}
    done(request, "facts.state", given | {"source": request.POST.get("source", "")})
    return redirect(next_gap(request, key) or reverse("use_case", args=[code]))


@require_POST
@signed_in
def state_practice(request: Visit, code: str) -> HttpResponseBase:
    """Say how a minimum practice of M-25-21 stands."""
    given = {"use_case": code, "key": request.POST.get("key", ""), "value": request.POST.get("value", "")}
    done(request, "facts.state", given | {"source": request.POST.get("source", "")})
    return redirect("use_case", code)


@require_POST
@signed_in
def withdraw_fact(request: Visit, code: str) -> HttpResponseBase:
    """Take a fact back."""
    done(request, "facts.withdraw", {"use_case": code, "key": request.POST.get("key", "")})
    return redirect("use_case", code)


@require_POST
@signed_in
def comment(request: Visit, code: str) -> HttpResponseBase:
    """Say something about this use."""
    done(request, "comments.add", {"use_case": code, "text": request.POST.get("text", "")})
    return redirect("use_case", code)


@require_POST
@signed_in
def end(request: Visit, code: str) -> HttpResponseBase:
    """Retire, withdraw or restore."""
    verb = request.POST.get("verb", "")
    name = {"withdraw": "use_cases.withdraw", "restore": "use_cases.restore"}.get(verb, "use_cases.retire")
    done(request, name, {"code": code, "reason": request.POST.get("reason", "")})
    return redirect("use_case", code)


def _near(page: UseCasePage) -> list[tuple[str, int, str]]:
    return [*((one.kind, one.id, one.name) for one in page.parts), ("organisation", 0, _("the whole organisation"))]


def _facts(page: UseCasePage) -> dict[str, Any]:
    """Facts that stand, those that bear on an answer first, and earlier answers."""
    plain = [one for one in page.facts if not one.key.startswith(("declared.", "practice.", "asked."))]
    lines = [_fact_line(one) for one in plain if one.superseded_at is None]
    bearing = bearing_keys(page)
    first = [one for one in lines if one["fact"].key in bearing or one["fact"].is_unknown]
    groups = [first, [one for one in lines if one not in first]] if len(lines) > FEW else [lines, []]
    past = [_fact_line(one) for one in plain if one.superseded_at is not None]
    return {"facts": groups[0], "other_facts": groups[1], "past_facts": past, "fact_count": len(lines)}


def _fact_line(one: Stated) -> dict[str, Any]:
    return {"fact": one, "words": fact_words(one.key), "value": value_words(one.key, one.value)}


def _next(page: UseCasePage) -> dict[str, Any]:
    found = asked_next(page)
    if found is None or page.withdrawn_at:
        return {"asking": None}
    key, regimes = found
    waiting = [one for one in readings(page) if one.answer.regime in regimes]
    said = next((one for one in standing(page) if one.key == key), None)
    return {
        "asking": asking(key),
        "said_unknown": said,
        "waiting": waiting,
        "open_count": sum(len(a.answer.get("missing") or ()) for a in page.answers),
    }


def _practices(page: UseCasePage) -> list[dict[str, Any]]:
    """Practices that somebody spoke of, and all of M-25-21's where the use is high-impact."""
    said = {one.key.removeprefix("practice."): one for one in standing(page) if one.key.startswith("practice.")}
    duties = {one.code: one.title for one in page.duties}
    codes = list(dict.fromkeys([*(words.PRACTICES if _is_high_impact(page) else ()), *said]))
    titles = {code: words.PRACTICES.get(code) or duties.get(code) or code for code in codes}
    return [{"code": code, "title": titles[code], "fact": said.get(code)} for code in codes]


def _is_high_impact(page: UseCasePage) -> bool:
    declared = any(one.key == "declared.US-FED" and one.value == "high_impact" for one in standing(page))
    return declared or any(one.regime == "US-FED" and one.klass == "high_impact" for one in page.answers)


def _timeline(duties: list[DutyLine]) -> dict[str, Any] | None:
    dated = [(one.due_on or one.binds_from, one) for one in duties if one.due_on or one.binds_from]
    if not dated:
        return None
    days = [day for day, _one in dated if day]
    today = timezone.localdate()
    drawing = Timeline(
        duties=tuple(_dated(day, one, today) for day, one in dated if day),
        start=date(min(*days, today).year, 1, 1),
        end=max(*days, today) + timedelta(days=200),
        today=today,
        today_name=_("today"),
    )
    label = _("Timeline of %d duties with today's line") % len(dated)
    return {
        "wide": draw(drawing, mode="web", width=980, title=label),
        "narrow": draw(drawing, mode="web", width=330, title=label),
    }


def _dated(day: date, one: DutyLine, today: date) -> DatedDuty:
    kind: DateKind = "done" if one.status in DONE else "legal" if one.certainty == "certain" else "uncertain"
    shown = _("in force") if day <= today else day.isoformat()
    return DatedDuty(label=f"{one.title} ({one.code})", on=day, display=shown, kind=kind)
