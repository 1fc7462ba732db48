"""How do pages write how far an objective is, and where an idea stands?"""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opencaio.faces.web import objective_words as words
from opencaio.faces.web.templatetags.face import state
from opencaio.papers import charts
from opencaio.record.aims.lines import KeyResultLine, ObjectiveLine

register = template.Library()
LONG = 120


@register.simple_tag
def way(one: ObjectiveLine | KeyResultLine) -> SafeString:
    """A bar from nothing to the target: what is reached, what may be, and a line where a straight way would be."""
    if one.progress is None:
        return format_html('<span class="dim">{}</span>', _("not known"))
    low, high = getattr(one, "low", None), getattr(one, "high", None)
    sure, most = _at(one.progress if low is None else low), _at(one.progress if high is None else high)
    due = one.expected if isinstance(one, ObjectiveLine) else one.expected_then
    line = format_html('<path class="due" d="M{0} 0V12"/>', round(_at(due), 1)) if due is not None else ""
    return format_html(
        '<span class="way"><svg viewBox="0 0 {0} 12" aria-hidden="true">'
        '<rect class="bed" y="2" width="{0}" height="8"/>'
        '<rect class="maybe" y="2" width="{1}" height="8"/><rect class="sure" y="2" width="{2}" height="8"/>{3}</svg>'
        "<b>{4}</b></span>",
        LONG,
        round(most, 1),
        round(sure, 1),
        line,
        words.in_percent(one.progress),
    )


@register.simple_tag
def aim_state(one: ObjectiveLine) -> SafeString:
    """What was said of an objective if it is over or not agreed on, else what its readings say."""
    mark, told = words.STATES[one.state] if one.status == "active" else words.STATUSES[one.status]
    return state(mark, str(told))


@register.simple_tag
def result_state(code: str) -> SafeString:
    """Where a key result stands."""
    mark, told = words.STATES[code]
    return state(mark, str(told))


@register.simple_tag
def idea_state(code: str) -> SafeString:
    """What is done with an idea."""
    mark, told = words.IDEA_STATES[code]
    return state(mark, str(told))


@register.simple_tag
def course(one: KeyResultLine, width: int = 140) -> SafeString:
    """The readings as a word-sized line, from the baseline on."""
    values = [float(held.value) for held in one.readings]
    if one.baseline is not None:
        values = [float(one.baseline), *values]
    return SafeString(charts.spark(tuple(values), mode="web", width=width)) if len(values) > 1 else SafeString("")


@register.filter
def measured(value: Decimal | None, unit: str) -> str:
    """A measured value with its unit."""
    return words.measured(value, unit)


@register.filter
def of_the_way(share: float | None) -> str:
    """A share of the way as per cent."""
    return words.in_percent(share)


@register.filter
def strength(number: int) -> words.Words:
    """How strongly work serves an objective."""
    return words.STRENGTHS.get(number, str(number))


@register.filter
def wants(code: str) -> words.Words:
    """Whether more or less is better."""
    return words.WANTS.get(code, "")


@register.filter
def idea_kind(code: str) -> words.Words:
    """An idea, or a note on a process."""
    return words.IDEA_KINDS.get(code, code)


@register.filter
def hours(value: Decimal | None) -> str:
    """Hours with their unit; a dash for what is not known."""
    return "–" if value is None else words.measured(value, "h")


def _at(share: float) -> float:
    return min(1.0, max(0.0, share)) * LONG
