"""How do pages call ways, stages, levels and states of people, places and tools?"""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.papers.numbers import money, number

Words = str | Promise
WAYS: dict[str, Words] = {"hire": _lazy("Hire"), "train": _lazy("Train"), "contract": _lazy("Buy in")}
STAGES: dict[str, Words] = {
    "planned": _lazy("Planned"),
    "approved": _lazy("Approved"),
    "open": _lazy("Open"),
    "talking": _lazy("Interviews"),
    "offered": _lazy("Offer made"),
    "filled": _lazy("Filled"),
    "cancelled": _lazy("Cancelled"),
}
MARKS = {"planned": "off", "approved": "off", "open": "warn", "talking": "warn", "offered": "warn", "filled": "ok"}
LEVELS: dict[int, Words] = {
    1: _lazy("knows of it"),
    2: _lazy("with help"),
    3: _lazy("alone"),
    4: _lazy("teaches it"),
    5: _lazy("sets the standard"),
}
KINDS: dict[str, Words] = {"technical": _lazy("Technical"), "human": _lazy("Human")}
TOOLS: dict[str, Words] = {
    "tool": _lazy("Tool"),
    "licence": _lazy("Licence"),
    "compute": _lazy("Compute"),
    "other": _lazy("Other"),
}
FULLNESS: dict[str, tuple[str, Words]] = {
    "over": ("bad", _lazy("more than there is")),
    "tight": ("warn", _lazy("nearly full")),
    "fine": ("ok", _lazy("fits")),
    "idle": ("off", _lazy("less than half used")),
    "unknown": ("off", _lazy("not counted")),
}
TOOL_STATES: dict[str, Words] = {
    "over": _lazy("More used than there is"),
    "tight": _lazy("Nearly full"),
    "idle": _lazy("Less than half used"),
    "unknown": _lazy("Not counted"),
    "ends_soon": _lazy("Ends within 90 days"),
    "ended": _lazy("Has ended"),
}
ORIGINS: dict[str, Words] = {
    "listed": _lazy("from our list"),
    "changed": _lazy("from our list, changed by you"),
    "own": _lazy("your own"),
}
RHYTHMS: dict[str, Words] = {"quarter": _lazy("each quarter"), "year": _lazy("each year")}
OCCASIONS: dict[str, Words] = {
    "yearly": _lazy("every year"),
    "law": _lazy("when the law changes"),
    "watch": _lazy("when the world changes"),
}
CERTAINTY: dict[str, tuple[str, Words]] = {
    "ours": ("ok", _lazy("your own figure")),
    "checked": ("ok", _lazy("checked against its source")),
    "likely": ("warn", _lazy("likely")),
    "recalled": ("warn", _lazy("recalled, not checked: put your own in its place")),
}


def people(value: Decimal | None) -> str:
    """Full-time people, with as many decimals as there are; nothing for what is not known."""
    if value is None:
        return ""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return number(value, places=min(places, 3))


def quarter(text: str) -> str:
    """A quarter as people write it: 2027 Q1."""
    return f"{text[:4]} {text[4:]}" if text else ""


def amount(value: Decimal | None, currency: str) -> str:
    """Money to the unit; a dash for what is not known."""
    return "–" if value is None else money(value, currency=currency)


def reason(kind: str, way: str, instead: str, alternative: str) -> str:
    """Why a step of the mix is taken, in a sentence."""
    other = str(WAYS.get(instead, instead)).lower()
    if kind == "bridge":
        return _("Nobody can be hired that soon: this bridges the time.")
    if kind == "faster":
        return _("Comes sooner than %(other)s would.") % {"other": other}
    if kind == "cheaper" and alternative:
        return _("To %(other)s for the same need would cost %(amount)s.") % {"other": other, "amount": alternative}
    if instead:
        return _("To %(other)s alone cannot cover it: more people are needed at once than that allows.") % {
            "other": other
        }
    return _("The only way whose cost and lead are on record.")
