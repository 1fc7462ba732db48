"""The questionnaire of one use: one question a page, what is settled and open, and who answered what."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opencaio.errors import BadInput, Conflict, Fault
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.reasons import readings
from opencaio.faces.web.use_frame import use_frame
from opencaio.faces.web.whole import whole, wholes
from opencaio.record.actions import perform
from opencaio.record.permissions import Right
from opencaio.record.queries import ask
from opencaio.record.queries.questionnaire import AskedFact, Shown, Stand
from opencaio.record.queries.use_case_pages import UseCasePage

UNKNOWN, NONE = "?", "-none-"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def questions(request: Visit, code: str) -> HttpResponseBase:
    """The next question, or with ``?question=`` a certain one; posted: its answer."""
    if request.method != "POST":
        return _page(request, code)
    try:
        outcome = perform("questionnaire.answer", _given(code, request.POST), request.actor)
    except (BadInput, Conflict) as fault:
        return _page(request, code, sent=request.POST, fault=fault)
    messages.success(request, _("On record.") if outcome.entry else _("Nothing changed."))
    return redirect("use_questions", code)


@require_POST
@signed_in
def undo(request: Visit, code: str) -> HttpResponseBase:
    """Take the last answer back, or that to a certain question."""
    done(request, "questionnaire.undo", {"use_case": code, "question": request.POST.get("question") or None})
    return redirect("use_questions", code)


def _page(request: Visit, code: str, *, sent: QueryDict | None = None, fault: Fault | None = None) -> HttpResponse:
    page: UseCasePage = ask("use_cases.show", {"code": code}, request.actor)
    opened = (sent or request.GET).get("question") or None
    stand: Stand = ask("questionnaire.next", {"use_case": code, "question": opened}, request.actor)
    context = {**use_frame(request, page), "stand": stand, "asked": stand.question, "fault": fault}
    if stand.question:
        context |= {"groups": _groups(stand.question, sent), "fields": _fields(stand.question, sent)}
        context["for_all"] = stand.question.about == "organisation" and request.actor.may(Right.STATE_FACTS, None)
    else:
        context["readings"] = readings(page)
    context |= {"part": 100 * stand.answered // max(stand.answered + stand.about, 1), "sent": sent or {}}
    return render(request, "questions.html", context, status=_status(fault))


def _status(fault: Fault | None) -> int:
    return 200 if fault is None else 409 if isinstance(fault, Conflict) else 400


def _groups(shown: Shown, sent: QueryDict | None) -> list[dict[str, Any]]:
    """Options under their headings, each with whether it is ticked."""
    groups: list[dict[str, Any]] = []
    chosen = sent.getlist("chosen") if sent else [one.code for one in shown.options if one.chosen]
    unsure = sent.getlist("unsure") if sent else [one.code for one in shown.options if one.unsure and shown.is_answered]
    for one in shown.options:
        if not groups or groups[-1]["heading"] != one.heading:
            groups.append({"heading": one.heading, "lines": []})
        line = {"option": one, "ticked": one.code in chosen, "unsure": one.code in unsure}
        groups[-1]["lines"].append(line)
    return groups


def _fields(shown: Shown, sent: QueryDict | None) -> list[dict[str, Any]]:
    return [{"fact": one, "held": _held(one, sent), "other": _other(one, sent)} for one in shown.facts]


def _other(fact: AskedFact, sent: QueryDict | None) -> str:
    """Codes that the list does not offer, as a person wrote them."""
    known = {UNKNOWN, *(one.code for one in fact.choices)}
    return ", ".join(one for one in _held(fact, sent) if one and one not in known)


def _held(fact: AskedFact, sent: QueryDict | None) -> list[str]:
    """What the field shows: what was sent, else what is on record."""
    if sent is not None:
        return sent.getlist(f"fact.{fact.key}")
    if fact.unknown:
        return [UNKNOWN]
    if fact.value is None:
        return []
    if isinstance(fact.value, bool):
        return ["yes" if fact.value else "no"]
    return [str(one) for one in fact.value] if isinstance(fact.value, list) else [str(fact.value)]


def _given(code: str, post: QueryDict) -> dict[str, Any]:
    given: dict[str, Any] = {
        "use_case": code,
        "question": post.get("question", ""),
        "source": post.get("source", ""),
        "offered": post.getlist("offered") or None,
        "seen": post.get("seen") or None,
        "for_organisation": post.get("for_organisation") == "on",
    }
    if post.get("answer") == "unknown":
        return given | {"unknown": True}
    if post.get("pick") == "facts":
        return given | {"values": _values(post)}
    return given | {"chosen": _chosen(post), "unsure": post.getlist("unsure")}


def _chosen(post: QueryDict) -> list[str]:
    """The ticked options; “none of these” has a tick of its own, so that nobody says no by accident."""
    chosen = post.getlist("chosen")
    if not chosen and not post.getlist("unsure"):
        raise BadInput(_("Tick what is true, or say “none of these”."))
    if NONE in chosen and len(chosen) > 1:
        raise BadInput(_("“None of these” is ticked beside other answers. Untick the one or the others."))
    return [one for one in chosen if one != NONE]


def _values(post: QueryDict) -> dict[str, Any]:
    found = {}
    for name in post:
        kind, _sign, key = name.partition(".")
        if kind == "fact" and any(one.strip() for one in post.getlist(name)):
            found[key] = _value(post.get(f"kind.{key}", ""), [one.strip() for one in post.getlist(name) if one.strip()])
    if not found:
        raise BadInput(_("Choose or write an answer, or say that we do not know."))
    return found


def _value(kind: str, values: list[str]) -> Any:
    """What was sent, in the fact's own type; left as it is where it does not fit, so that the action says why."""
    if values == [UNKNOWN]:
        return None
    if kind == "yes_no":
        return {"yes": True, "no": False}.get(values[0], values[0])
    if kind in {"choices", "codes"}:
        told = [one.strip() for value in values for one in value.split(",")]
        return [one for one in told if one and one != UNKNOWN]
    if kind == "whole":
        digits = values[0].replace(" ", "").replace("_", "").replace("\u202f", "")
        number = whole(digits)
        return values[0] if number is None else number
    return _groups_of(values[0]) if kind == "groups" else values[0]


def _groups_of(text: str) -> Any:
    """``men 667/1390, women 555/1181`` as pairs of whole numbers; the text itself where it is not that."""
    found: dict[str, list[int]] = {}
    for part in text.replace(";", ",").split(","):
        name, _gap, pair = part.strip().rpartition(" ")
        selected, sign, total = pair.partition("/")
        numbers = wholes((selected, total))
        if not (name and sign and len(numbers) == 2):
            return text
        found[name] = numbers
    return found
