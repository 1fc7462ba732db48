"""Which words and marks do duties, evidence and gates have on pages?"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from opencaio.faces.web import words
from opencaio.faces.web.templatetags.face import state
from opencaio.packs.evidence import load_kinds

register = template.Library()

#: state -> (mark, words), in the order in which they are shown.
STATES: Mapping[str, tuple[str, str | Promise]] = {
    "overdue": ("bad", _("Overdue")),
    "renewal": ("bad", _("Needs renewal")),
    "started": ("warn", _("Under way")),
    "open": ("warn", _("Open")),
    "ahead": ("off", _("Not yet binding")),
    "done": ("ok", _("Done")),
}
EVIDENCE: Mapping[str, tuple[str, str | Promise]] = {
    "holds": ("ok", _("holds")),
    "expired": ("bad", _("expired")),
    "retired": ("off", _("taken back")),
}
#: What is missing at a gate -> the verb that puts it right.
VERBS: Mapping[str, str | Promise] = {
    "fact": _("State a fact"),
    "settled": _("Answer what is open"),
    "owner": _("Name an owner"),
    "evidence": _("Add evidence"),
    "begun": _("Start on it"),
    "done": _("Show it done"),
    "review": _("Ask for a review"),
}


@register.simple_tag
def duty_state(code: str) -> SafeString:
    """How a duty stands, by mark and word."""
    kind, told = STATES.get(code, ("off", code))
    return state(kind, str(told))


@register.simple_tag
def evidence_state(code: str) -> SafeString:
    """Whether a piece of evidence holds, by mark and word."""
    kind, told = EVIDENCE.get(code, ("off", code))
    return state(kind, str(told))


@register.filter
def duty_words(code: str) -> str | Promise:
    """A duty's state in words."""
    return STATES.get(code, ("", code))[1]


@register.filter
def evidence_kind(code: str) -> str:
    """A kind of evidence by its title."""
    kind = load_kinds().get(code)
    return kind.title if kind else code


@register.filter
def backwards(days: int) -> int:
    """How many days ago."""
    return -days


@register.filter
def stage(code: str) -> str | Promise:
    """A stage in words."""
    return words.STAGES.get(code, code)


@register.simple_tag
def way(code: str, row: Any) -> dict[str, str | Promise]:
    """Where what is missing of a use is put right, and the verb for it."""
    here = {
        "fact": reverse("use_case_question", args=[code]),
        "settled": reverse("use_questions", args=[code]),
        "owner": reverse("use_case_edit", args=[code]),
        "evidence": f"{reverse('use_case_duties', args=[code])}?kind={row.kinds[0] if row.kinds else ''}#add",
        "review": reverse("use_case_reviews", args=[code]),
    }
    duty = f"{reverse('use_case_duties', args=[code])}?at={row.duty}#duty-{row.duty}"
    return {"href": here.get(row.wants, duty), "verb": VERBS.get(row.wants, _("Open"))}
