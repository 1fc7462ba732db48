"""How do duties become entries of a calendar?"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from opencaio.papers.as_ics import Entry, calendar_file
from opencaio.record.models import Duty
from opencaio.record.queries.duties import DutyRow

WARN_DAYS = 14
LONGEST = 2000


def duties_as_calendar(rows: Iterable[DutyRow], *, name: str, now: datetime, site: str = "") -> bytes:
    """The duties as a calendar file: each on the day on which it next needs somebody, and where to begin before."""
    listed = list(rows)
    changed = dict(Duty.objects.filter(pk__in=[one.id for one in listed[:LONGEST]]).values_list("pk", "updated_at"))
    entries = [entry for row in listed[:LONGEST] for entry in _entries(row, changed.get(row.id, now), site=site)]
    return calendar_file(name, entries, made_at=now)


def _entries(row: DutyRow, changed_at: datetime, *, site: str) -> Iterator[Entry]:
    made: dict[str, Any] = {
        "text": _text(row),
        "href": f"{site or settings.SITE_ADDRESS}/use/{row.use_case}/duties#duty-{row.id}",
        "changed_at": changed_at,
        "version": row.version,
        "categories": (row.regime,),
    }
    if row.when:
        words = "Renew" if row.state in {"done", "renewal"} else "Due"
        yield Entry(
            f"duty-{row.id}@opencaio",
            row.when,
            f"{words}: {row.title} ({row.use_case_name})",
            warn_days=WARN_DAYS,
            **made,
        )
    if row.begin_by and row.state in {"open", "ahead"}:
        yield Entry(f"duty-{row.id}-begin@opencaio", row.begin_by, f"Begin: {row.title} ({row.use_case_name})", **made)


def _text(row: DutyRow) -> str:
    lines = [
        f"{row.use_case} {row.use_case_name}, {row.department}",
        f"{row.citation} ({row.certainty})" if row.certainty else row.citation,
        f"Owner: {row.owner or 'nobody'}{' (owner of the use)' if row.by_default else ''}",
        f"Shown by: {' or '.join(row.evidence_words)}" if row.evidence_words else "",
        "The use is suspended." if row.is_suspended else "",
    ]
    return "\n".join(line for line in lines if line)
