"""What does the frame around every page show: places, lamps, who I am?"""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opencaio import __version__
from opencaio.record.actors import actor_for
from opencaio.record.models import LedgerHead, Organisation, Person
from opencaio.record.permissions import Actor, Right


@dataclass(frozen=True)
class Place:
    """One line of the rail; ``names`` are the addresses that belong to it, ``right`` who sees it (one of several)."""

    title: str | Promise
    to: str
    names: tuple[str, ...]
    right: Right | tuple[Right, ...] = Right.READ

    def is_for(self, actor: Actor) -> bool:
        """True when the actor holds the right, or one of them, anywhere."""
        rights = self.right if isinstance(self.right, tuple) else (self.right,)
        return any(actor.may_anywhere(one) for one in rights)

    @property
    def href(self) -> str:
        """Where it leads."""
        return reverse(self.to)


PLACES: tuple[tuple[str | Promise, tuple[Place, ...]], ...] = (
    (
        "",
        (
            Place(_("Brief"), "brief", ("brief",)),
            Place(_("Mine"), "mine", ("mine",)),
        ),
    ),
    (
        _("Strategy"),
        (
            Place(_("Objectives"), "objectives", ("objective",)),
            Place(_("Maturity"), "maturity", ("maturity",)),
            Place(_("Strategy document"), "strategy", ("strategy",)),
        ),
    ),
    (
        _("Portfolio"),
        (
            Place(_("Inventory"), "inventory", ("inventory", "use_case")),
            Place(_("Systems & suppliers"), "parts", ("part",)),
            Place(_("Ideas"), "ideas", ("idea",), (Right.READ, Right.PROPOSE)),
            Place(_("Opportunities"), "opportunities", ("opportunit", "workforce")),
            Place(_("Initiatives"), "initiatives", ("initiative",)),
            Place(_("Business cases"), "cases", ("case",)),
            Place(_("Portfolio studio"), "plan", ("plan",)),
            Place(_("Roadmap"), "roadmap", ("roadmap",)),
            Place(_("Import"), "imports", ("imports", "import"), Right.IMPORT),
            Place(_("Matches"), "matches", ("matches",)),
        ),
    ),
    (
        _("Resources"),
        (
            Place(_("Money"), "costs", ("costs",)),
            Place(_("Budget"), "budget", ("budget", "booking", "commit", "money")),
            Place(_("Assumptions"), "assumptions", ("assumption", "rate_set", "period", "limit")),
            Place(_("People & skills"), "skills", ("skill", "workload", "team", "role")),
            Place(_("Hiring"), "hiring", ("hiring", "opening")),
            Place(_("Tools & capacity"), "resources", ("resource",)),
            Place(_("Impact"), "impact", ("impact", "study", "benefit")),
            Place(_("Metrics"), "metrics", ("metric",)),
            Place(_("Adoption"), "adoption", ("adoption",)),
            Place(_("Fairness"), "fairness", ("fairness",)),
            Place(_("Quality"), "quality", ("quality",)),
        ),
    ),
    (
        _("Compliance"),
        (
            Place(_("Reviews"), "reviews", ("reviews",)),
            Place(_("Duties"), "duties", ("duties", "gates")),
            Place(_("Law ahead"), "law", ("law",)),
            Place(_("Frameworks"), "frameworks", ("framework", "requirement")),
            Place(_("Controls"), "controls", ("control",)),
            Place(_("Documents"), "documents", ("document",)),
            Place(_("Risks"), "risks", ("risk",)),
            Place(_("Incidents"), "incidents", ("incident",), (Right.READ, Right.REPORT)),
        ),
    ),
    (
        _("Office"),
        (
            Place(_("People & roles"), "people", ("people", "person"), Right.PEOPLE),
            Place(_("Organisation"), "organisation", ("organisation",)),
            Place(_("Departments"), "departments", ("departments",), Right.SETTINGS),
            Place(_("Hand-over"), "hand_over", ("hand_over",), Right.RETIRE),
            Place(_("Mail"), "letters", ("letters",), Right.SETTINGS),
            Place(_("Lake"), "lake", ("lake",)),
            Place(_("Ledger"), "ledger", ("ledger",), Right.READ_LEDGER),
            Place(_("My account"), "account", ("account", "mfa")),
        ),
    ),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that every page has; one query."""
    organisation = _organisation()
    actor, person = _who(request)
    at = request.resolver_match.url_name or "" if request.resolver_match else ""
    places = _places(actor, at) if actor else []
    return {
        "organisation": organisation,
        "places": places,
        "here": next((one["place"].title for group in places for one in group["lines"] if one["is_here"]), ""),
        "me": person,
        "actor": actor,
        "now": timezone.localtime(),
        "version": __version__,
    }


def _who(request: HttpRequest) -> tuple[Actor | None, Person | None]:
    """Whoever came in; on the pages of the sign-in itself nobody has asked yet."""
    if hasattr(request, "actor"):
        return request.actor, getattr(request, "person", None)
    person = Person.objects.filter(user=request.user.pk).first() if request.user.is_authenticated else None
    return (actor_for(person, face="web"), person) if person else (None, None)


def _organisation() -> Organisation | None:
    head = LedgerHead.objects.filter(pk=1)
    row = Organisation.objects.annotate(
        entries=Subquery(head.values("sequence")), head=Subquery(head.values("hash"))
    ).first()
    timezone.activate(ZoneInfo(row.time_zone) if row else timezone.get_default_timezone())
    return row


def _places(actor: Actor, here: str) -> list[dict[str, Any]]:
    shown = []
    for title, places in PLACES:
        mine = [place for place in places if place.is_for(actor)]
        lines = [{"place": place, "is_here": here.split(":")[0].startswith(place.names)} for place in mine]
        if lines:
            shown.append({"title": title, "lines": lines})
    return shown
