"""What stands above every page of one use of AI: its name, its state, and the tabs?"""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opencaio.faces.web.doors import Visit
from opencaio.record.permissions import Right
from opencaio.record.queries.use_case_pages import UseCasePage


class Tab(NamedTuple):
    """One page of a use: its title and the name of its address, which takes the use's code."""

    title: str | Promise
    to: str


TABS: tuple[Tab, ...] = (
    Tab(_("Overview"), "use_case"),
    Tab(_("Questions"), "use_questions"),
    Tab(_("Reviews"), "use_case_reviews"),
    Tab(_("Duties & evidence"), "use_case_duties"),
    Tab(_("Gate"), "use_case_gate"),
    Tab(_("Measures"), "use_measures"),
    Tab(_("Costs"), "use_costs"),
    Tab(_("Documents"), "use_documents"),
)


def use_frame(request: Visit, page: UseCasePage) -> dict[str, Any]:
    """The context of ``use_frame.html``: the use, what the visitor may do, the tabs."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    tabs = [{"title": one.title, "href": reverse(one.to, args=[page.code]), "is_here": one.to == here} for one in TABS]
    may = {right.value: request.actor.may(right, page.department_id) for right in Right}
    return {"use": page, "may": may, "use_tabs": tabs if len(tabs) > 1 else []}
