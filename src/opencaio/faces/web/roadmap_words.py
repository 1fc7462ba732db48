"""In which words do pages speak of the roadmap: the states of the kanban, its groups?"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

STATES: dict[str, tuple[Words, Words]] = {
    "funnel": (_("Funnel"), _("named, nothing estimated yet")),
    "reviewing": (_("Reviewing"), _("estimated, no business case handed in")),
    "analysing": (_("Analysing"), _("its business case is being looked at or approved")),
    "backlog": (_("Portfolio backlog"), _("funded, not begun")),
    "implementing": (_("Implementing"), _("under way or on hold")),
    "done": (_("Done"), _("finished or stopped")),
}
GROUPS: dict[str, Words] = {
    "department": _("By department"),
    "objective": _("By objective"),
    "horizon": _("By horizon"),
}
UNGROUPED: dict[str, Words] = {
    "department": "",
    "objective": _("Serves no objective"),
    "horizon": _("No horizon said"),
}
