"""How do initiatives' states, horizons, ties and gaps read?"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

#: Mark (see templatetags/face.py) and words of each state.
STATUSES: dict[str, tuple[str, Words]] = {
    "proposed": ("off", _("proposed")),
    "approved": ("ok", _("approved")),
    "running": ("ok", _("running")),
    "on_hold": ("warn", _("on hold")),
    "done": ("off", _("done")),
    "stopped": ("off", _("stopped")),
}
HORIZONS: dict[str, Words] = {
    "H1": _("H1: improves what we do now"),
    "H2": _("H2: grows what is next"),
    "H3": _("H3: opens what is later"),
}
LINES: dict[str, Words] = {"capex": _("Capital expenditure"), "opex": _("Operating expenditure")}
TIES: dict[tuple[str, bool], Words] = {
    ("requires", False): _("needs first"),
    ("requires", True): _("is needed first by"),
    ("excludes", False): _("rules out"),
    ("excludes", True): _("is ruled out by"),
    ("synergy", False): _("is worth more with"),
    ("synergy", True): _("is worth more with"),
}
MISSING: dict[str, Words] = {
    "value": _("what it is worth"),
    "quarters": _("how long it takes"),
    "spend": _("what it costs"),
    "lead": _("who leads it"),
    "horizon": _("its horizon"),
}
