"""How do pages write people, quarters, levels, ways and stages?"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opencaio.faces.web import staffing_words as words
from opencaio.faces.web.templatetags.face import state
from opencaio.papers.numbers import percent

register = template.Library()


@register.filter
def fte(value: Decimal | None) -> str:
    """Full-time people."""
    return words.people(value)


@register.filter
def quarter(text: str) -> str:
    """2027 Q1."""
    return words.quarter(text)


@register.filter
def pay(value: Any, currency: str) -> str:
    """Money to the unit; a dash for what is not known."""
    return words.amount(None if value is None else Decimal(str(value)), currency)


@register.filter
def way(code: str) -> words.Words:
    """Hire, train or buy in."""
    return words.WAYS.get(code, code)


@register.filter
def level_words(level: int) -> words.Words:
    """What a level means."""
    return words.LEVELS.get(level, "")


@register.filter
def skill_kind(code: str) -> words.Words:
    """Technical or human."""
    return words.KINDS.get(code, code)


@register.filter
def tool_kind(code: str) -> words.Words:
    """Tool, licence, compute or other."""
    return words.TOOLS.get(code, code)


@register.filter
def origin(code: str) -> words.Words:
    """Whose words on a role these are."""
    return words.ORIGINS.get(code, code)


@register.filter
def rhythm(code: str) -> words.Words:
    """How often a lesson comes."""
    return words.RHYTHMS.get(code, code)


@register.filter
def occasion(code: str) -> words.Words:
    """What gives the occasion of a lesson."""
    return words.OCCASIONS.get(code, code)


@register.filter
def at(rows: Sequence[Any], place: int) -> Any:
    """The member of a list at a place."""
    return rows[place]


@register.filter
def part_of(value: Decimal | None) -> str:
    """A share in per cent."""
    return "–" if value is None else percent(value)


@register.filter
def stage_words(code: str) -> words.Words:
    """The stage of a place."""
    return words.STAGES.get(code, code)


@register.simple_tag
def opening_state(code: str) -> SafeString:
    """The stage of a place, by shape and word."""
    return state(words.MARKS.get(code, "off"), str(words.STAGES.get(code, code)))


@register.simple_tag
def fullness(code: str) -> SafeString:
    """How full a tool is, by shape and word."""
    mark, told = words.FULLNESS[code]
    return state(mark, str(told))


@register.simple_tag
def sureness(code: str) -> SafeString:
    """How sure a figure of pay is."""
    mark, told = words.CERTAINTY.get(code, ("off", code))
    return state(mark, str(told))


@register.simple_tag
def skill_level(cell: Any) -> SafeString:
    """A level as a tinted number with its words for who cannot see the tint; nothing said is a dash."""
    if cell is None:
        return format_html('<span class="lv lv0" title="{0}">–<span class="vh">{0}</span></span>', _("not said"))
    told = words.LEVELS[cell.level]
    wanted = ""
    if cell.wanted and cell.wanted > cell.level:
        wanted = format_html('<span class="up">→{}<span class="vh"> {}</span></span>', cell.wanted, _("wanted"))
    return format_html(
        '<span class="lv lv{0}" title="{1}">{0}<span class="vh"> {1}</span></span>{2}', cell.level, told, wanted
    )


@register.simple_tag
def why_step(step: Any, currency: str) -> str:
    """Why a step of the mix is taken."""
    other = words.amount(step.alternative, currency) if step.alternative is not None else ""
    return words.reason(step.reason, step.way, step.instead, other)
