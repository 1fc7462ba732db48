"""In which words do pages speak of plans: their states, groups, sources and rules?"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from opencaio.papers.numbers import number

Words = str | Promise

STATUSES: Mapping[str, tuple[str, Words]] = {
    "draft": ("off", gettext_lazy("Draft")),
    "proposed": ("warn", gettext_lazy("Waits for a decision")),
    "approved": ("ok", gettext_lazy("Approved")),
    "superseded": ("off", gettext_lazy("Superseded")),
    "dropped": ("off", gettext_lazy("Dropped")),
}
GROUPS: Mapping[str, Words] = {
    "funded": gettext_lazy("Funded"),
    "borderline": gettext_lazy("Borderline"),
    "out": gettext_lazy("Not funded"),
}
SOURCES: Mapping[str, Words] = {
    "case": gettext_lazy("approved business case"),
    "estimate": gettext_lazy("estimate, not an approved case"),
    "point": gettext_lazy("one figure, no range"),
}
RANKINGS: Mapping[str, Words] = {
    "value": gettext_lazy("the highest value first"),
    "return": gettext_lazy("the highest value for its money first"),
    "wsjf": gettext_lazy("the highest WSJF score first"),
    "rice": gettext_lazy("the highest RICE score first"),
    "ice": gettext_lazy("the highest ICE score first"),
    "weighted": gettext_lazy("the highest weighted score first"),
}
SINCE: Mapping[str, Words] = {
    "initiatives": gettext_lazy("initiatives"),
    "ties": gettext_lazy("ties and platforms"),
    "cases": gettext_lazy("business cases"),
    "budgets": gettext_lazy("budgets"),
    "people": gettext_lazy("skills and people"),
    "assumptions": gettext_lazy("assumptions and exchange rates"),
    "rules": gettext_lazy("rules of planning"),
}


def since(part: str, entries: int) -> str:
    """How often a part of the problem was changed: ``initiatives (2 changes)``."""
    return f"{SINCE[part]} ({ngettext('%d change', '%d changes', entries) % entries})"


def quarter(name: str) -> str:
    """``2027Q1`` as people write it: ``2027 Q1``."""
    return f"{name[:4]} {name[4:]}" if name else ""


def people(count: Decimal | float) -> str:
    """Full-time people with one decimal where it is needed."""
    return number(count, places=0 if count == int(count) else 1)
