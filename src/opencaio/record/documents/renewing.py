"""What becomes of drafts when the facts under them have changed and nobody has written them anew?"""

from datetime import datetime

from opencaio.record.actions.registry import perform
from opencaio.record.permissions import FOUNDER


def renew_drafts(now: datetime) -> None:
    """Write every unsigned document anew whose facts have changed; signed ones stay as they are, and are marked."""
    perform("documents.refresh", {}, FOUNDER, at=now)
