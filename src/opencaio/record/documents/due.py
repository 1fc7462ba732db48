"""Which documents does the law ask for, about which use, until when?"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from opencaio.packs.documents import Kind, load_kinds
from opencaio.record.models import Duty


def due_kinds(answers: Mapping[str, Mapping[str, Any]], duties: Iterable[Duty]) -> dict[str, date | None]:
    """The kinds that a use's answers and duties call for, each with the first day on which it is due, if known."""
    dated = {(one.regime, one.code): one.binds_from or one.due_on for one in duties}
    found = {kind.id: _days(kind, answers, dated) for kind in load_kinds().values() if kind.subject == "use"}
    return {key: min((day for day in days if day), default=None) for key, days in found.items() if days}


def _days(
    kind: Kind, answers: Mapping[str, Mapping[str, Any]], dated: Mapping[tuple[str, str], date | None]
) -> list[date | None]:
    days: list[date | None] = []
    for due in kind.due:
        answer = answers.get(due.regime) or {}
        if due.duty and (due.regime, due.duty) in dated:
            days.append(dated[due.regime, due.duty])
        if due.class_ and answer.get("class") == due.class_:
            days.append(_day(answer.get("applies_from")))
        if due.article and due.article in (answer.get("articles") or ()):
            days.append(_day(answer.get("applies_from")))
    return days


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
