"""How do pages say how grave an incident is, how it stands, and how much time a clock leaves?"""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from opencaio.engines.clocks import in_units
from opencaio.faces.web.templatetags.face import state

register = template.Library()

SEVERITIES = {
    "serious": ("bad", _lazy("Serious (AI Act)")),
    "high": ("warn", _lazy("High")),
    "medium": ("warn", _lazy("Medium")),
    "low": ("ok", _lazy("Low")),
    "": ("off", _lazy("Not yet assessed")),
}
STATUSES = {
    "open": ("warn", _lazy("Open")),
    "contained": ("ok", _lazy("Contained")),
    "closed": ("off", _lazy("Closed")),
    "dismissed": ("off", _lazy("Not an incident")),
}
WEIGHTS = {
    "law": _lazy("Law"),
    "practice": _lazy("Good practice until the law binds"),
    "house": _lazy("Rule of the house"),
}
STAGES = {
    "met": ("ok", _lazy("Met")),
    "lapsed": ("off", _lazy("No longer applies")),
    "late": ("bad", _lazy("Past its strict end")),
    "soon": ("warn", _lazy("Soon")),
    "runs": ("warn", _lazy("Runs")),
}
ORDER = ("low", "medium", "high", "serious")


@register.simple_tag
def severity(code: str) -> SafeString:
    """How grave it is, by shape and word."""
    kind, words = SEVERITIES.get(code, ("off", code))
    return state(kind, str(words))


@register.simple_tag
def incident_status(code: str) -> SafeString:
    """Whether it is over."""
    kind, words = STATUSES.get(code, ("off", code))
    return state(kind, str(words))


@register.simple_tag
def stage(code: str, stands: str = "") -> SafeString:
    """How a clock stands."""
    kind, words = STAGES.get(code, ("off", code))
    if code in {"runs", "soon", "late"} and stands == "may_run":
        return state(kind, _("%(stage)s, until an answer says no") % {"stage": words})
    return state(kind, str(words))


@register.filter
def weight(code: str) -> str:
    """Law, good practice, or a rule of the house."""
    return str(WEIGHTS.get(code, code))


@register.filter
def graver(may_be: str, severity_: str) -> bool:
    """True when open answers still allow something graver."""
    return may_be in ORDER and ORDER.index(may_be) > (ORDER.index(severity_) if severity_ in ORDER else -1)


@register.filter
def severity_words(code: str) -> str:
    """The degree in words."""
    return str(SEVERITIES.get(code, ("", code))[1])


@register.filter
def time_left(seconds: int | None) -> str:
    """How much time is left, or how long ago it ran out: “38 hours left”, “2 days late”."""
    if seconds is None:
        return ""
    number, unit = in_units(seconds)
    told = {
        "minutes": ngettext("%(n)d minute", "%(n)d minutes", number),
        "hours": ngettext("%(n)d hour", "%(n)d hours", number),
        "days": ngettext("%(n)d day", "%(n)d days", number),
    }[unit] % {"n": number}
    return (_("%(time)s late") if seconds < 0 else _("%(time)s left")) % {"time": told}
