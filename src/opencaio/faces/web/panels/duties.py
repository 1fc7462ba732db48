"""How do this use's duties stand, and which evidence is about to end?"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.duties import DutyList
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 10
TEMPLATE = "panels/duties.html"
SOON = timedelta(days=60)


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """The counts by state and what comes first; nothing for a use without duties."""
    if page.withdrawn_at or not page.duties:
        return None
    found: DutyList = ask("duties.list", {"use_case": page.code, "size": 3}, actor)
    until = timezone.localdate() + SOON
    ending = [one for one in page.evidence if one.expires_on and one.expires_on <= until]
    return {"use": page, "counts": found.counts, "first": found.rows, "ending": ending}
