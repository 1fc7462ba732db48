"""How do the states of objectives, key results, ideas and their ties read?"""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.papers.numbers import number

Words = str | Promise

#: Mark (see templatetags/face.py) and words of what was said of an objective.
STATUSES: dict[str, tuple[str, Words]] = {
    "proposed": ("off", _lazy("Proposed")),
    "active": ("ok", _lazy("Active")),
    "met": ("ok", _lazy("Met")),
    "partly_met": ("warn", _lazy("Partly met")),
    "missed": ("bad", _lazy("Missed")),
    "dropped": ("off", _lazy("Dropped")),
}
#: Mark and words of what the readings say.
STATES: dict[str, tuple[str, Words]] = {
    "met": ("ok", _lazy("reached")),
    "on_track": ("ok", _lazy("on track")),
    "behind": ("bad", _lazy("behind")),
    "missed": ("bad", _lazy("not reached in time")),
    "ahead": ("off", _lazy("not begun")),
    "open": ("off", _lazy("no period to hold it to")),
    "unmeasured": ("warn", _lazy("not measured")),
    "undefined": ("warn", _lazy("cannot be measured")),
}
STRENGTHS: dict[int, Words] = {1: _lazy("weakly"), 2: _lazy("clearly"), 3: _lazy("decisively")}
WANTS: dict[str, Words] = {"more": _lazy("more is better"), "less": _lazy("less is better")}
IDEA_STATES: dict[str, tuple[str, Words]] = {
    "new": ("warn", _lazy("New")),
    "looked_at": ("ok", _lazy("Being looked at")),
    "parked": ("off", _lazy("Parked")),
    "declined": ("off", _lazy("Declined")),
    "merged": ("off", _lazy("Joined with another")),
    "taken_up": ("ok", _lazy("Taken up")),
}
IDEA_KINDS: dict[str, Words] = {"idea": _lazy("Idea"), "process": _lazy("Process note")}


def measured(value: Decimal | None, unit: str) -> str:
    """A measured value with its unit; a share as per cent, a dash for what is not known."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{_plain(value * 100)}\u00a0%"
    return f"{_plain(value)}\u00a0{unit}".rstrip("\u00a0")


def in_percent(share: float | None) -> str:
    """A share of the way as per cent, never rounded up to the whole."""
    if share is None:
        return _("not known")
    rounded = round(share * 100)
    return f"{99 if rounded == 100 and share < 1 else rounded}\u00a0%"


def _plain(value: Decimal) -> str:
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return number(value, places=min(places, 2))
