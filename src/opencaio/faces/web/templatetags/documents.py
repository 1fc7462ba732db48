"""How does a page show the state of a document?"""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from opencaio.faces.web.templatetags.face import state

register = template.Library()
STATES = {
    "draft": ("off", _("Draft")),
    "outdated": ("warn", _("Draft, out of date")),
    "signed": ("ok", _("Signed")),
    "signed_old": ("warn", _("Signed, facts have changed since")),
}


@register.simple_tag
def document_state(code: str) -> SafeString:
    """Draft, signed, out of date: by shape and word."""
    kind, words = STATES.get(code, ("off", code))
    return state(kind, str(words))
