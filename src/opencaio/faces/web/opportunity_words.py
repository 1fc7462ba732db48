"""How does this face say what was decided about work, how a match stands, and what a label means?"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

STANCES: dict[str, tuple[str, Words]] = {
    "watched": ("warn", _("watched")),
    "set_aside": ("off", _("set aside")),
    "taken_up": ("ok", _("taken up")),
}
"""Mark and words of each stance."""

MATCHES: dict[str, tuple[str, Words]] = {
    "confirmed": ("ok", _("confirmed")),
    "proposed": ("warn", _("proposed")),
    "open": ("bad", _("no match yet")),
}

SYSTEMS: dict[str, Words] = {
    "title": _("Title only"),
    "soc": "SOC 2018",
    "isco": "ISCO-08",
    "esco": "ESCO",
}
