"""How do pages write the kinds and figures of business cases?"""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from opencaio.faces.web import case_words
from opencaio.papers.numbers import number, percent

register = template.Library()


@register.filter
def kind(code: str) -> case_words.Words:
    """A kind of benefit or cost as people call it."""
    return case_words.KINDS.get(code, code)


@register.filter
def how(code: str) -> case_words.Words:
    """How a kind of benefit becomes money."""
    return case_words.HOW.get(code, "")


@register.filter
def plain(value: Any, places: int = 0) -> str:
    """A number with its thousands kept apart; a dash for what is not known."""
    return "–" if value is None else number(value, places=places)


@register.filter
def points(value: Decimal | None) -> str:
    """An amount of a line, with decimals only where it has some."""
    if value is None:
        return "–"
    return number(value, places=0 if value == value.to_integral_value() else 2)


@register.filter
def per_cent(share: Any) -> str:
    """A share with one decimal; a dash for what is not known."""
    return "–" if share is None else percent(share, places=1)


@register.filter
def paid_back(value: float | None) -> str:
    """After how many years the money is back."""
    if value is None:
        return _("not in time")
    return _("in its first year") if value == 0 else _("%s years") % number(value, places=1)


@register.filter
def detail(code: str) -> case_words.Words:
    """What a line needs besides its points."""
    return case_words.DETAILS.get(code, code)


@register.filter
def unit_of(line_kind: str, currency: str) -> str:
    """In which unit a line's points are."""
    return case_words.unit(line_kind, currency)


@register.filter
def minus(first: int, second: int) -> int:
    """The difference of two whole numbers."""
    return first - second
