"""How do pages write marks, dates, values and addresses?"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opencaio.faces.web import words
from opencaio.papers.numbers import money_short

register = template.Library()
STEPS = 6
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@register.simple_tag
def symbol(name: str, css: str = "", label: str = "") -> SafeString:
    """One of the page's own marks; with a label it speaks, else it is decoration."""
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="#{}"/></svg>', css, role, name)


@register.simple_tag
def klass(code: str, note: str = "") -> SafeString:
    """A class: its mark and its words."""
    extra = format_html(' <span class="pt">{}</span>', note) if note else SafeString("")
    return _klass(code, get_language()) + extra


@lru_cache(maxsize=200)
def _klass(code: str, language: str | None) -> SafeString:
    """Each class is written once a language: a list holds hundreds of them."""
    return format_html(
        '<span class="cls is-{0}"><svg class="gl is-{0}" aria-hidden="true"><use href="#c-{0}"/></svg>{1}</span>',
        words.class_mark(code),
        words.class_words(code),
    )


@register.simple_tag
def pips(stage: str, reported: str = "") -> SafeString:
    """The stage as a place on the path from idea to live, with its word."""
    return _pips(stage, "" if stage else reported, get_language())


@lru_cache(maxsize=500)
def _pips(stage: str, reported: str, language: str | None) -> SafeString:
    now = words.stage_steps(stage)
    bars = format_html_join(
        "",
        '<rect class="pip {}" x="{}" y="{}" width="5.4" height="{}"/>',
        (_pip(step, now) for step in range(1, STEPS + 1)),
    )
    told = reported or words.STAGES.get(stage, stage)
    return format_html('<svg class="pips" viewBox="0 0 44 10" aria-hidden="true">{}</svg>{}', bars, told)


@register.simple_tag
def state(kind: str, text: str) -> SafeString:
    """A state: ok, warn, bad or off, by shape and word."""
    return format_html(
        '<span class="st wrap {0}"><svg aria-hidden="true"><use href="#{0}"/></svg>{1}</span>', kind, text
    )


@register.simple_tag
def certainty(code: str) -> SafeString:
    """How sure the law's reading is."""
    kind, told = words.CERTAINTY.get(code, ("off", code or _("not stated")))
    return state(kind, str(told))


@register.filter
def regime(code: str) -> str:
    """The regime as people call it."""
    return _regime(code, get_language())


@lru_cache(maxsize=100)
def _regime(code: str, language: str | None) -> str:
    return str(words.regime_words(code))


@register.filter
def class_words(code: str) -> words.Words:
    """The class as people read it."""
    return words.class_words(code)


@register.filter
def role(code: str) -> words.Words:
    """The role as people call it."""
    return words.ROLES.get(code, code)


@register.filter
def part(kind: str) -> words.Words:
    """What kind of part this is."""
    return words.PARTS.get(kind, kind)


@register.filter
def part_kind(kind: str) -> str:
    """How addresses call this kind of part."""
    return "system" if kind == "aisystem" else kind


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A day as it is written here."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if value else None
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_format(value, "j M Y") if value else ""


@register.filter
def days_in_words(sentence: str) -> str:
    """The sentence of an engine with its days as they are written here; what is no day stays as it is."""
    return _DAY.sub(_written_day, sentence)


def _written_day(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


@register.filter
def moment(value: datetime | str | None) -> str:
    """A moment, with its time zone's name."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if value else None
    return date_format(timezone.localtime(value), "j M Y, H:i T") if value else ""


@register.filter
def count(value: int | None) -> str:
    """A whole number with its thousands kept apart; nothing for what is not known."""
    return "" if value is None else number_format(value, decimal_pos=0, force_grouping=True)


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """An amount of money in short (``1.2 M€``); a dash for what is not known."""
    return "–" if amount is None else money_short(amount, currency=currency)


@register.filter
def told(value: Any) -> str:
    """The value of a fact in words."""
    if value is None:
        return _("we do not know")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(told(one) for one in value) or _("none")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {told(one)}" for key, one in value.items())
    return str(value)


@register.filter
def until(value: date | None) -> int | None:
    """Days from today to that day."""
    return None if value is None else (value - timezone.localdate()).days


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changed: Any) -> str:
    """This page's address with some of its questions changed; an empty one goes."""
    request: HttpRequest = context["request"]
    asked = request.GET.copy()
    for name in [name for name, values in asked.lists() if not any(values)]:
        asked.pop(name)
    for name, value in changed.items():
        asked.pop(name, None)
        if value not in ("", None):
            asked[name] = str(value)
    return f"?{asked.urlencode()}"


def _pip(step: int, now: int) -> tuple[str, str, int, int]:
    look = "now" if step == now else "on" if step < now else ""
    x = f"{(step - 1) * 7.4:.1f}"
    return (look, x, 0, 10) if step == now else (look, x, 3, 5)


@register.filter
def bare(field: Any) -> SafeString:
    """A form field as its input alone, tied to its words of help, without a placeholder."""
    attrs = {"aria-describedby": f"{field.auto_id}_helptext"} if field.help_text else {}
    field.field.widget.attrs.pop("placeholder", None)
    return SafeString(field.as_widget(attrs=attrs))


@register.simple_tag
def practice(fact: Any) -> SafeString:
    """How a minimum practice stands: by shape and word; what nobody has said is unknown."""
    if fact is None or fact.is_unknown:
        return state("off", _("not known"))
    kind, told_words = words.PRACTICE_STATES.get(str(fact.value), ("warn", str(fact.value)))
    return state(kind, str(told_words))


@register.simple_tag
def practice_options(fact: Any) -> SafeString:
    """The states of a practice to choose from, the present one chosen."""
    now = "" if fact is None else str(fact.value)
    lines = (
        (code, " selected" if code == now else "", told_words)
        for code, (_kind, told_words) in words.PRACTICE_STATES.items()
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)


@register.filter
def declared(value: Any) -> words.Words:
    """A declared class as people read it; one that is no code of ours stays word for word."""
    return words.class_words(str(value)) if str(value) in words.CLASSES else str(value)


@register.filter
def sourcing(code: str) -> words.Words:
    """Built, bought, or both."""
    return words.SOURCING.get(code, code)


@register.simple_tag
def reviewed(code: str) -> SafeString:
    """How a review stands: by shape and word."""
    kind, told_words = words.REVIEW_STATES.get(code, ("off", code))
    return state(kind, str(told_words))


@register.filter
def of(held: Mapping[str, Any], key: str) -> Any:
    """What is held under that key, or nothing."""
    return held.get(key)


@register.filter
def holding(code: str) -> words.Words:
    """A kind of thing that a person can hold."""
    return words.HOLDINGS.get(code, code)
