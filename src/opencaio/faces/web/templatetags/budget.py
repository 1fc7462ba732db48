"""How do pages write amounts, differences and states of budgets?"""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opencaio.faces.web import budget_words
from opencaio.faces.web.templatetags.face import state
from opencaio.papers.numbers import exactly, in_unit, number, percent
from opencaio.record.budgeting.words import kinds
from opencaio.record.queries.budgets import Figures

register = template.Library()


@register.filter
def amount(value: Decimal | None, currency: str) -> str:
    """An amount to the unit; a dash for none."""
    return budget_words.full(value, currency)


@register.filter
def brief_amount(value: Decimal | None, currency: str) -> str:
    """An amount in short."""
    return budget_words.short(value, currency)


@register.filter
def cents(value: Decimal | None) -> str:
    """A number to the cent, as it was booked."""
    return "–" if value is None else number(value, places=2)


@register.filter
def to_the_last(value: Decimal | None) -> str:
    """A number with all decimals that it has, and no idle zero."""
    return "–" if value is None else exactly(value)


@register.filter
def gap(value: Decimal | None, currency: str) -> str:
    """A difference with its sign."""
    return budget_words.difference(value, currency)


@register.filter
def brief_gap(value: Decimal | None, currency: str) -> str:
    """A difference with its sign, in short."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + budget_words.short(abs(value), currency)


@register.filter
def ending(figures: Figures, currency: str) -> str:
    """The interval of the year's end."""
    return budget_words.interval(figures, currency)


@register.filter
def used_share(figures: Figures) -> str:
    """Spent of budget in per cent."""
    return percent(figures.spent / figures.budget) if figures.budget else "–"


@register.filter
def line_words(code: str) -> budget_words.Words:
    """A budget line in words."""
    return budget_words.LINES.get(code, code)


@register.filter
def kind_words(code: str) -> str:
    """A kind of cost in words."""
    return kinds().get(code, code)


@register.filter
def rate_words(value: Decimal | None) -> str:
    """A rate or a figure without idle zeros."""
    return "–" if value is None else f"{value.normalize():f}"


@register.filter
def figure_of(value: Decimal | None, unit: str) -> str:
    """A figure as people write it: a share in per cent."""
    return "–" if value is None else in_unit(value, unit)[0]


@register.filter
def typed(value: Decimal, unit: str) -> str:
    """A figure as it is typed: a share in per cent, no mark between thousands."""
    return in_unit(value, unit)[0] if unit.startswith("share") else f"{value.normalize():f}"


@register.filter
def after_figure(value: Decimal, unit: str) -> str:
    """What stands after the figure: nothing for a share."""
    return in_unit(value, unit)[1]


@register.simple_tag
def budget_state(code: str) -> SafeString:
    """Over, close, within, none: by mark and word."""
    kind, told = budget_words.STATES[code]
    return state(kind, str(told))


@register.simple_tag
def money_status(code: str) -> SafeString:
    """Draft, proposed, approved, superseded: by mark and word."""
    kind, told = budget_words.STATUSES.get(code, ("off", code))
    return state(kind, str(told))


@register.filter
def shared(name: str) -> str:
    """A department's name; what none has is shared by all."""
    return name or _("Shared by all")
