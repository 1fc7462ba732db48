"""How do pages say where a risk stands, and how its sizes are to be read?"""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.papers.numbers import money, money_short, number

Words = str | Promise
STATES: dict[str, tuple[str, Words]] = {
    "open": ("warn", _lazy("Open")),
    "accepted": ("ok", _lazy("Accepted")),
    "lapsed": ("bad", _lazy("Acceptance run out")),
    "closed": ("off", _lazy("Closed")),
}
RESPONSES: dict[str, Words] = {
    "avoid": _lazy("Avoid it"),
    "reduce": _lazy("Reduce it"),
    "share": _lazy("Share it"),
    "accept": _lazy("Accept it"),
}
SHAPES: dict[str, Words] = {
    "pert": _lazy("Between limits (PERT): low and high are never passed"),
    "lognormal": _lazy("Long tail (lognormal): one loss in twenty is above high, one in twenty below low"),
}
SHORT_SHAPES: dict[str, Words] = {"pert": _lazy("between limits (PERT)"), "lognormal": _lazy("long tail (lognormal)")}
LOSSES: dict[str, Words] = {
    "inherent": _lazy("Without controls"),
    "current": _lazy("Now"),
    "planned": _lazy("After the plan"),
    "together": _lazy("Now, if all bad years coincide"),
}
CONTROL_STATES: dict[str, tuple[str, Words]] = {
    "in_place": ("ok", _lazy("In place")),
    "partly": ("warn", _lazy("Partly in place: counts for the plan")),
    "planned": ("off", _lazy("Planned: counts for the plan")),
}
#: The mark of a level, from an empty square to a crossed one; always beside its word.
LEVEL_MARKS = {1: "M", 2: "T", 3: "H", 4: "X"}


def loss(amount: Decimal | None, currency: str) -> str:
    """A loss in short; a small one in full."""
    if amount is None:
        return "–"
    return money_short(amount, currency=currency)


def loss_in_full(amount: Decimal, currency: str) -> str:
    """A loss to the unit of its currency."""
    return money(amount, currency=currency)


def rate(events: Decimal) -> str:
    """A frequency as people say it: “once in 20 years”, “3 a year”."""
    if events == 0:
        return _("never")
    if events < 1:
        return _("once in %s years") % _plain(1 / events)
    return _("once a year") if events == 1 else _("%s a year") % _plain(events)


def left(factor: Decimal) -> str:
    """What a control leaves, as the reduction that people speak of: 0.3 as “−70 %”."""
    return _("no effect") if factor == 1 else f"−{_plain((1 - factor) * 100)}\u00a0%"


def _plain(value: Decimal) -> str:
    places = 0 if value >= 10 or value == value.to_integral_value() else 1
    return number(value, places=places)
