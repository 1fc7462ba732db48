"""How do pages write amounts of thousands, quarters, states and intervals of a plan?"""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from opencaio.faces.web import plan_words
from opencaio.faces.web.templatetags.face import state
from opencaio.papers.numbers import change, number, percent
from opencaio.record.planning.changed_since import Since
from opencaio.record.planning.pages import PlanRow
from opencaio.record.planning.words import amount

register = template.Library()

ACROSS = 120.0


@register.filter
def thousands(value: Decimal | None, currency: str) -> str:
    """An amount kept in thousands, in short."""
    return amount(value, currency)


@register.filter
def whole(value: Decimal | None) -> str:
    """A number of thousands, in full."""
    return "–" if value is None else number(value)


@register.filter
def more_or_less(value: Decimal | None) -> str:
    """A difference with its sign."""
    return "–" if value is None else change(value)


@register.filter
def quarter(name: str) -> str:
    """``2027 Q1``; a dash for none."""
    return plan_words.quarter(name) or "–"


@register.filter
def since_words(one: Since) -> str:
    """Which part of the problem was changed, and how often."""
    return plan_words.since(one.part, one.entries)


@register.filter
def people(count: Decimal) -> str:
    """Full-time people."""
    return plan_words.people(count)


@register.filter
def part(share: float | None) -> str:
    """A share of one in per cent; a dash for unknown."""
    return "–" if share is None else percent(share)


@register.filter
def value_source(code: str) -> plan_words.Words:
    """Whence a value is."""
    return plan_words.SOURCES.get(code, code)


@register.filter
def ranking(code: str) -> plan_words.Words:
    """A ranking rule in words."""
    return plan_words.RANKINGS.get(code, code)


@register.filter
def minus(value: Decimal | None, other: Decimal | None) -> Decimal | None:
    """The difference of two amounts, None when one is unknown."""
    return None if value is None or other is None else value - other


@register.simple_tag
def plan_state(code: str) -> SafeString:
    """Draft, waiting, approved, superseded, dropped: by shape and word."""
    kind, told = plan_words.STATUSES[code]
    return state(kind, str(told))


@register.simple_tag
def interval(row: PlanRow, span: Mapping[str, float]) -> SafeString:
    """The value as a dot on its interval, on the scale of all rows; the number stands above it."""
    room = (span["most"] - span["least"]) or 1.0

    def x(value: float) -> str:
        return f"{4 + (value - span['least']) / room * (ACROSS - 8):.1f}"

    return format_html(
        '<svg width="120" height="16" viewBox="0 0 120 16" aria-hidden="true"><line class="g" x1="0" y1="8" x2="120" '
        'y2="8"/><line class="base" x1="{zero}" y1="1" x2="{zero}" y2="15"/><line class="ci" x1="{low}" y1="8" '
        'x2="{high}" y2="8"/><circle class="{dot}" cx="{value}" cy="8" r="3.5"/></svg>',
        zero=x(0.0),
        low=x(float(row.low)),
        high=x(float(row.high)),
        value=x(float(row.value)),
        dot="dot" if row.is_funded else "ring",
    )


@register.simple_tag
def core(share: float | None) -> SafeString:
    """A small bar for the core index with its number; nothing is drawn where it is unknown."""
    if share is None:
        return SafeString("–")
    return format_html(
        '<svg class="core" viewBox="0 0 64 8" aria-hidden="true"><rect class="pip" x="0" y="0" width="64" height="8"/>'
        '<rect class="bar" x="0" y="0" width="{}" height="8"/></svg>{}',
        f"{64 * share:.1f}",
        percent(share),
    )
