"""Which documents does the law ask for that nobody has written?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from opencaio.engines.standing import UseState
from opencaio.packs.documents import load_kinds
from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import number
from opencaio.record.briefing.standing import Standing
from opencaio.record.documents.due import Answered, due_kinds, wanted_duties
from opencaio.record.models import Document, Duty

AHEAD = timedelta(days=180)
NAMED = 3
Wanted = tuple[str, UseState]


def documents_items(standing: Standing) -> Iterator[DocketItem]:
    """One item for what is overdue and one for each day of the next half year; nothing of the past's record."""
    if standing.is_past:
        return
    by_day: dict[date, list[Wanted]] = defaultdict(list)
    for day, kind, state in _unwritten(standing):
        if day <= standing.today + AHEAD:
            by_day[day].append((kind, state))
    late = [day for day in by_day if day <= standing.today]
    if late:
        yield _item(standing, min(late), [one for day in sorted(late) for one in by_day[day]])
    for day in sorted(by_day.keys() - set(late)):
        yield _item(standing, day, by_day[day])


def _unwritten(standing: Standing) -> Iterator[tuple[date, str, UseState]]:
    states = [one for one in standing.states if one.stage != "retired"]
    duties: dict[int, dict[tuple[str, str], date | None]] = defaultdict(dict)
    for use, regime, code, binds, due in _duties():
        duties[use][regime, code] = binds or due
    rows = Document.objects.filter(use_case__isnull=False, retired_at=None)
    written = set(rows.values_list("use_case_id", "kind"))
    for state in states:
        answers = {regime: Answered(one.klass, one.articles, one.applies_from) for regime, one in state.answers.items()}
        for kind, day in due_kinds(answers, duties.get(state.key, {})).items():
            if day is not None and (state.key, kind) not in written:
                yield day, kind, state


def _duties() -> QuerySet[Duty, Any]:
    rows = Duty.objects.filter(retired_at=None, code__in=wanted_duties())
    return rows.values_list("use_case_id", "regime", "code", "binds_from", "due_on")


def _item(standing: Standing, day: date, found: Sequence[Wanted]) -> DocketItem:
    uses = list({state.key: state for _, state in found}.values())
    rest = len(uses) - NAMED
    names = "; ".join(one.name for one in uses[:NAMED]) + (f"; and {number(rest)} more" if rest > 0 else "")
    titles = dict.fromkeys(load_kinds()[kind].title for kind, _ in found)
    citations = dict.fromkeys(load_kinds()[kind].citation for kind, _ in found)
    count = f"{number(len(found))} documents" if len(found) > 1 else "1 document"
    are = "are" if len(found) > 1 else "is"
    return DocketItem(
        on=day,
        days_left=(day - standing.today).days,
        title=f"{count} that the law asks for {are} not written",
        text=f"{'; '.join(list(titles)[:NAMED])}. {names}.",
        citation="; ".join(list(citations)[:NAMED]),
        verb="Write them",
        href=f"{standing.site}/documents",
    )
