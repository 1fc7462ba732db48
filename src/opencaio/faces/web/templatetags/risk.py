"""How do pages write levels, states, losses and frequencies of risks?"""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opencaio.faces.web import risk_words, words
from opencaio.faces.web.templatetags.face import state
from opencaio.packs.risks import load_criteria
from opencaio.papers import charts
from opencaio.papers.blocks import Picture
from opencaio.papers.numbers import percent

register = template.Library()


@register.simple_tag
def level(number: int | None, name: str = "") -> SafeString:
    """A level by shape and word; what nobody has assessed is unknown."""
    mark = "Q" if number is None else risk_words.LEVEL_MARKS[number]
    told = _("not assessed") if number is None else name or level_name(number)
    return format_html(
        '<span class="cls is-{0}"><svg class="gl is-{0}" aria-hidden="true"><use href="#c-{0}"/></svg>{1}</span>',
        mark,
        told,
    )


@register.simple_tag
def drawn_at(picture: Picture, width: int) -> SafeString:
    """The picture as SVG of this width: our own writer escapes every text of it."""
    return SafeString(charts.draw(picture.drawing, mode="web", width=width, title=picture.alt))


@register.filter
def level_name(number: int) -> str:
    """The word of a level."""
    return load_criteria().matrix.levels[number - 1].name


@register.simple_tag
def risk_state(code: str) -> SafeString:
    """Open, accepted, run out or closed, by shape and word."""
    kind, told = risk_words.STATES[code]
    return state(kind, str(told))


@register.simple_tag
def control_state(code: str) -> SafeString:
    """Whether a control is in place, by shape and word."""
    kind, told = risk_words.CONTROL_STATES[code]
    return state(kind, str(told))


@register.filter
def loss(amount: Decimal | None, currency: str) -> str:
    """An amount of money in short; a dash for what is not estimated."""
    return risk_words.loss(amount, currency)


@register.filter
def share(part: float | None) -> str:
    """A part of one in per cent; a small one with a decimal."""
    return "–" if part is None else percent(part, places=1 if 0 < part < 0.1 else 0)


@register.filter
def rate(events: Decimal) -> str:
    """A frequency as people say it."""
    return risk_words.rate(events)


@register.filter
def left_over(factor: Decimal) -> str:
    """What a control takes away."""
    return risk_words.left(factor)


@register.filter
def response(code: str) -> risk_words.Words:
    """What is done about the risk."""
    return risk_words.RESPONSES.get(code, "")


@register.filter
def linked_kind(kind: str) -> Any:
    """What kind of thing the risk lies on."""
    return _("Use of AI") if kind == "use_case" else words.PARTS.get({"system": "aisystem"}.get(kind, kind), kind)
