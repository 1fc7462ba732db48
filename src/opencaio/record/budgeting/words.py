"""How is told, in a sentence, why a line ends the year where it ends?"""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opencaio.engines.budget import Driver, Reason
from opencaio.papers.numbers import locale_of, money_short, percent

SHARED = ""


def kinds() -> dict[str, str]:
    """Kinds of cost in words; a kind of one's own stands for itself."""
    return {
        "licence": _("Licences"),
        "usage": _("Usage"),
        "time": _("Own time"),
        "platform": _("Platform"),
        "staff": _("Staff"),
        "bound": _("Commitment"),
        "planned": _("Planned spend"),
        "": _("Costs"),
    }


def what(driver: Driver) -> str:
    """What a driver is: “Licences of UC-014”."""
    kind = kinds().get(driver.kind, driver.kind.capitalize())
    if driver.thing == SHARED:
        return _("%(kind)s (no use named)") % {"kind": kind}
    return _("%(kind)s of %(thing)s") % {"kind": kind, "thing": driver.thing}


def why(driver: Driver, *, year: int, currency: str) -> str:
    """The reason as a sentence: “Licences of UC-014 began in March, not January as agreed (COM-02).”"""
    told = {"what": what(driver), "year": year - 1} | _parts(driver.reason, currency)
    told["amount"] = money_short(driver.expected, currency=currency)
    return _sentence(driver.reason) % told


def _parts(reason: Reason, currency: str) -> dict[str, str]:
    share = reason.share
    told = {
        "month": month(reason.month),
        "agreed": month(reason.agreed),
        "source": reason.source,
        "share": percent(abs(share), places=0) if share is not None else "",
    }
    if reason.split is not None:
        told["price"] = _signed(reason.split.price_share)
        told["volume"] = _signed(reason.split.volume_share)
        told["by_price"] = money_short(reason.split.price, currency=currency)
        told["by_volume"] = money_short(reason.split.volume, currency=currency)
    return told


def _sentence(reason: Reason) -> str:
    return {
        "began": _("%(what)s began in %(month)s."),
        "began_late": _("%(what)s began in %(month)s, not %(agreed)s as agreed (%(source)s)."),
        "new": _("%(what)s is new this year."),
        "gone": _("%(what)s ended in %(month)s %(year)s: nothing is booked this year."),
        "ended": _("%(what)s ended: nothing is booked since %(month)s."),
        "whole_year": _("%(what)s began in %(month)s %(year)s and now runs the whole year."),
        "at_once": _("%(what)s was booked mostly at once, in %(month)s."),
        "price_volume": _(
            "%(what)s: price %(price)s (%(by_price)s), volume %(volume)s (%(by_volume)s) against %(year)s."
        ),
        "rose": _("%(what)s rose by %(share)s against %(year)s."),
        "fell": _("%(what)s fell by %(share)s against %(year)s."),
        "steady": _("%(what)s is as in %(year)s."),
        "bound": _("%(what)s: %(amount)s more is bound than the present rate covers."),
        "planned": _("%(what)s: %(amount)s of the approved plan is not booked yet."),
    }[reason.code]


def month(day: date | None) -> str:
    """The month's name in the reader's language."""
    return format_date(day, "LLLL", locale=locale_of(get_language() or "en")) if day else ""


def _signed(share: Decimal) -> str:
    return ("+" if share >= 0 else "−") + percent(abs(share), places=1)
