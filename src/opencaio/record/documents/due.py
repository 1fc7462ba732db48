"""Which documents does the law ask for, about which use, from which day on?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from opencaio.packs.documents import Due, Kind, load_kinds
from opencaio.record.models import Assessment, Duty, UseCase


class Answered(NamedTuple):
    """What one regime says of a use, as far as documents follow from it."""

    klass: str
    articles: tuple[str, ...]
    applies_from: date | None


Answers = Mapping[str, Answered]
Duties = Mapping[tuple[str, str], date | None]
Kinds = dict[str, date | None]


def due_of_uses(uses: QuerySet[UseCase]) -> dict[int, Kinds]:
    """The kinds that each of these uses calls for, with the day from which; in two queries for any number of uses."""
    duties: dict[int, dict[tuple[str, str], date | None]] = defaultdict(dict)
    for use, regime, code, binds, due in _duties(uses):
        duties[use][regime, code] = binds or due
    answers: dict[int, dict[str, Answered]] = defaultdict(dict)
    for use, regime, klass, articles, applies in _answers(uses):
        answers[use][regime] = Answered(klass, tuple(articles or ()), applies)
    keys = duties.keys() | answers.keys()
    found = {key: due_kinds(answers.get(key, {}), duties.get(key, {})) for key in keys}
    return {key: kinds for key, kinds in found.items() if kinds}


def due_kinds(answers: Answers, duties: Duties) -> Kinds:
    """The kinds that these answers and duties call for, each with the first day from which it is due, if known."""
    found = {kind.id: [day for due in kind.due for day in _days(due, answers, duties)] for kind in _kinds()}
    return {key: min((day for day in days if day), default=None) for key, days in found.items() if days}


def wanted_duties() -> set[str]:
    """The codes of all duties that some document answers."""
    return {due.duty for due in _dues() if due.duty}


def _days(due: Due, answers: Answers, duties: Duties) -> Iterator[date | None]:
    answer = answers.get(due.regime)
    if due.duty and (due.regime, due.duty) in duties:
        yield duties[due.regime, due.duty]
    if answer and due.class_ and answer.klass == due.class_:
        yield answer.applies_from
    if answer and due.article and due.article in answer.articles:
        yield answer.applies_from


def _kinds() -> list[Kind]:
    return [kind for kind in load_kinds().values() if kind.subject == "use"]


def _dues() -> list[Due]:
    return [due for kind in _kinds() for due in kind.due]


def _duties(uses: QuerySet[UseCase]) -> QuerySet[Duty, Any]:
    rows = Duty.objects.filter(use_case__in=uses.order_by().values("pk"), retired_at=None, code__in=wanted_duties())
    return rows.values_list("use_case_id", "regime", "code", "binds_from", "due_on")


def _answers(uses: QuerySet[UseCase]) -> QuerySet[Assessment, Any]:
    """Only of the regimes whose classes or articles call for a document by themselves."""
    regimes = {due.regime for due in _dues() if due.class_ or due.article}
    rows = Assessment.objects.filter(use_case__in=uses.order_by().values("pk"), superseded_at=None, regime__in=regimes)
    return rows.values_list("use_case_id", "regime", "klass", "answer__articles", "applies_from")
