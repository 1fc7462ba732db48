"""Reviews: what waits for which eyes, how each answer of a use stands, and one's verdict on it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencaio.errors import BadInput, NotFound
from opencaio.faces.web import choices, words
from opencaio.faces.web.doors import Visit, done, signed_in
from opencaio.faces.web.paging import page_of
from opencaio.faces.web.reasons import readings
from opencaio.faces.web.use_frame import use_frame
from opencaio.faces.web.whole import whole
from opencaio.record.models import Person
from opencaio.record.permissions import Right
from opencaio.record.queries import ask

#: The views of the queue, in their order; the first is what waits for oneself.
VIEWS: Mapping[str, words.Words] = {
    "mine": gettext_lazy("For me"),
    "waiting": gettext_lazy("Waiting"),
    "sent_back": gettext_lazy("Sent back"),
    "stale": gettext_lazy("Stale or ended"),
    "signed": gettext_lazy("Signed off"),
    "overridden": gettext_lazy("Overridden"),
}


@require_GET
@signed_in
def reviews(request: Visit) -> HttpResponse:
    """The queue, one state at a time."""
    chosen = request.GET.get("state", "mine")
    given: dict[str, Any] = {"mine": True} if chosen == "mine" else {"state": chosen}
    for name in ("department", "regime"):
        given[name] = request.GET.get(name, "")
    given["page"] = page_of(request.GET)
    found = ask("reviews.list", given, request.actor)
    everything = ask("reviews.list", {**given, "state": "", "mine": False, "page": 1, "size": 1}, request.actor)
    context = {
        "list": found,
        "chosen": chosen,
        "views": [(key, title, everything.counts.get(key)) for key, title in VIEWS.items()],
        "departments": choices.departments(request.actor, Right.READ),
        "regimes": words.REGIMES.items(),
        "given": given,
    }
    return render(request, "reviews.html", context)


@require_GET
@signed_in
def of_use(request: Visit, code: str) -> HttpResponse:
    """Each answer of one use, who looked at it, and the forms for those who may judge."""
    page = ask("use_cases.show", {"code": code}, request.actor)
    found = ask("reviews.show", {"use_case": code}, request.actor)
    asked = ask("reviews.reviewers", {"use_case": code}, request.actor)
    why = {one.answer.regime: one for one in readings(page)}
    rows = [(one, why.get(one.regime)) for one in found.rows]
    context = {**use_frame(request, page), "rows": rows, "past": found.past, "reviewers": asked.rows}
    context["can_ask_all"] = sum(one.can_ask for one in found.rows) > 1
    return render(request, "use_case_reviews.html", context)


@require_POST
@signed_in
def judge(request: Visit, code: str) -> HttpResponseBase:
    """Ask, sign, send back, override, or take back."""
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise BadInput(_("There is nothing of that kind to do."))
    aim = {"use_case": code, "regime": request.POST.get("regime", "")}
    done(request, f"reviews.{verb}", aim | VERBS[verb](request.POST))
    return redirect(_back(request, code))


@require_http_methods(["GET", "POST"])
@signed_in
def hand_over(request: Visit) -> HttpResponseBase:
    """What a person holds, and the form that hands it over."""
    given = request.POST if request.method == "POST" else request.GET
    key = given.get("person", "")
    if request.method == "POST":
        handed = {"person": key, "to": given.get("to", ""), "kinds": given.getlist("kind")}
        done(request, "people.hand_over", handed | {"leave_rest": given.get("leave_rest") == "on"})
        return redirect(f"{request.path}?person={key}")
    person = _person(request, key)
    context: dict[str, Any] = {"person": person, "people": choices.people(request.actor)}
    if person:
        context["held"] = ask("people.holdings", {"person": person.pk}, request.actor)
        context["kinds"] = [(kind, words.HOLDINGS.get(kind, kind)) for kind in dict.fromkeys(_kinds(context["held"]))]
        context["may_hand_over"] = any(row.may_hand_over for row in context["held"].rows)
    return render(request, "hand_over.html", context)


@require_POST
@signed_in
def deputy(request: Visit) -> HttpResponseBase:
    """Name a deputy, or end one."""
    if ended := request.POST.get("end"):
        done(request, "deputies.end", {"id": ended})
    else:
        fields = ("person", "deputy", "from_on", "until_on", "reason")
        done(request, "deputies.name", {name: value for name in fields if (value := request.POST.get(name))})
    person = whole(request.POST.get("person", ""))
    return redirect("account") if person in (None, request.person.pk) else redirect("person", person)


@require_http_methods(["GET", "POST"])
@signed_in
def letters(request: Visit) -> HttpResponseBase:
    """The outbox: what waits, failed or was given up; a letter can be tried again."""
    if request.method == "POST":
        done(request, "letters.retry", {"letter": request.POST.get("letter", "")})
        return redirect("letters")
    asked = {"state": request.GET.get("state", ""), "page": page_of(request.GET)}
    context = {"list": ask("letters.list", asked, request.actor), "chosen": asked["state"], "views": LETTERS.items()}
    return render(request, "letters.html", context)


@require_POST
@signed_in
def choose_mail(request: Visit) -> HttpResponseBase:
    """Letters, or none."""
    done(request, "people.choose_mail", {"wants_mail": request.POST.get("wants_mail") == "on"})
    return redirect("account")


LETTERS: Mapping[str, words.Words] = {
    "": gettext_lazy("All"),
    "waiting": gettext_lazy("Waiting"),
    "failing": gettext_lazy("Failing"),
    "given_up": gettext_lazy("Given up"),
    "sent": gettext_lazy("Sent"),
}


def _judged(post: QueryDict, *names: str) -> dict[str, Any]:
    return {name: value for name in ("answer", *names) if (value := post.get(name, "").strip())}


VERBS: Mapping[str, Callable[[QueryDict], dict[str, Any]]] = {
    "ask": lambda post: {"note": post.get("note", ""), "reviewer": post.get("reviewer") or None},
    "sign": lambda post: _judged(post, "note"),
    "send_back": lambda post: _judged(post) | {"reason": post.get("reason", "")},
    "override": lambda post: _judged(post, "klass", "expires_on") | {"reason": post.get("reason", "")},
    "withdraw": lambda post: {"reason": post.get("reason", "")},
}


def _back(request: Visit, code: str) -> str:
    """Where the visitor came from, if that is a page of this site."""
    named = request.POST.get("back", "")
    if named.startswith("/") and url_has_allowed_host_and_scheme(named, allowed_hosts=None):
        return named
    return f"/use/{code}/reviews"


def _person(request: Visit, key: str) -> Person | None:
    if not key:
        return None
    found = ask("people.list", {"retired": True, "size": 1000}, request.actor).rows
    number = whole(key)
    if number is None or number not in {one.id for one in found}:
        raise NotFound(_("There is no such person."))
    return Person.objects.get(pk=number)


def _kinds(held: Any) -> list[str]:
    return [row.kind for row in held.rows if row.may_hand_over]
