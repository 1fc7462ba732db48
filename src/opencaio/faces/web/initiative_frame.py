"""What stands above every page of one initiative: its name, its state, and the tabs?"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opencaio.faces.web.doors import Visit
from opencaio.faces.web.initiative_words import STATUSES
from opencaio.faces.web.use_frame import Tab
from opencaio.record.permissions import Right
from opencaio.record.queries.initiatives import InitiativePage

TABS: tuple[Tab, ...] = (
    Tab(_("Overview"), "initiative"),
    Tab(_("Objectives"), "initiative_objectives"),
    Tab(_("Business case"), "case"),
    Tab(_("Tasks"), "initiative_tasks"),
    Tab(_("Money"), "initiative_money"),
)


def initiative_frame(request: Visit, page: InitiativePage) -> dict[str, Any]:
    """The context of ``initiative_frame.html``: the initiative, what the visitor may do, the tabs."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    tabs = [{"title": one.title, "href": reverse(one.to, args=[page.code]), "is_here": one.to == here} for one in TABS]
    may = {right.value: request.actor.may(right, page.department_id) for right in Right}
    mark, words = STATUSES[page.status]
    shown = tabs if len(tabs) > 1 else []
    return {"work": page, "may": may, "work_tabs": shown, "work_state": (mark, words)}
