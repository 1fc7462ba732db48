"""What has this use of AI cost, what of it this year, and what is bound for it?"""

from typing import Any

from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 70
TEMPLATE = "panels/money.html"


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """Costs by kind and commitments; nothing where no money is on record."""
    if page.withdrawn_at is not None:
        return None
    found = ask("actuals.of", {"use_case": page.code}, actor)
    return {"found": found, "use": page} if found.rows or found.bound else None
