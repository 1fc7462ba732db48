"""How do pages draw coverage: marks of states, bars, words for kinds of evidence?"""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opencaio.faces.web import framework_words as told
from opencaio.faces.web.templatetags.face import state
from opencaio.papers.blocks import Why

register = template.Library()
WIDE = 120


@register.simple_tag
def requirement_state(code: str) -> SafeString:
    """How a requirement stands, by shape and word."""
    kind, said = told.STATES[code]
    return state(kind, str(said))


@register.simple_tag
def control_status(code: str) -> SafeString:
    """How far a control is in place, by shape and word."""
    kind, said = told.STATUSES.get(code, ("off", code))
    return state(kind, str(said))


@register.simple_tag
def coverage_bar(line: Any) -> SafeString:
    """Met, partly met and missing as parts of one bar: of pairs where there are any."""
    parts = [("met", line.pairs_met), ("partly", line.pairs_partly), ("rest", line.pairs)]
    if not line.pairs:
        return format_html('<span class="dim">{}</span>', _("nothing asked"))
    drawn, x = [], 0.0
    for look, count in parts[:2]:
        width = WIDE * count / line.pairs
        drawn.append((look, f"{x:.1f}", f"{max(width, 1.5 if count else 0):.1f}"))
        x += width
    label = _("%(met)s of what applies is met, %(partly)s partly") % {
        "met": told.share_words(line.pairs_met / line.pairs),
        "partly": told.share_words(line.pairs_partly / line.pairs),
    }
    bars = format_html_join("", '<rect class="cov-{}" x="{}" y="1" width="{}" height="8"/>', drawn)
    return format_html(
        '<svg class="cov" viewBox="0 0 {0} 10" role="img" aria-label="{1}">'
        '<rect class="cov-rest" x="0" y="1" width="{0}" height="8"/>{2}</svg>',
        WIDE,
        label,
        bars,
    )


@register.filter
def share(value: float | None) -> str:
    """A share in per cent."""
    return told.share_words(value)


@register.filter
def kinds(codes: list[str]) -> str:
    """Kinds of evidence in words."""
    return ", ".join(told.kind_words(codes))


@register.filter
def because(code: str) -> str:
    """How a control or a piece of evidence counts, in words."""
    return str(told.BECAUSE.get(code, code))


@register.filter
def carries(strength: str) -> str:
    """How much a crosswalk carries."""
    return told.step_words(strength)


@register.simple_tag(takes_context=True)
def why_met(context: template.Context, one: Any) -> Why:
    """The why panel of a requirement."""
    return told.why_requirement(one, on=context["page"].on)


@register.simple_tag
def kind_title(code: str) -> str:
    """One kind of evidence in words."""
    return told.kind_words([code])[0]


@register.filter
def named(key: str) -> str:
    """A `framework:requirement` as people read it."""
    return told.requirement_name(key)


@register.filter
def short(framework: str) -> str:
    """A framework's short name, by its id."""
    return told.short_name(framework)
