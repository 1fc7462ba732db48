"""Which documents does the law ask for, and which of them has nobody written?"""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from pydantic import BaseModel

from opencaio.packs.documents import load_kinds
from opencaio.record.actions.registry import Asked
from opencaio.record.documents.due import due_of_uses
from opencaio.record.documents.versions import standing_of
from opencaio.record.models import Document, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible


class AskDue(Asked):
    """Of one use (its code), or of all that the asker may see; ``written`` true adds those that are written."""

    use_case: str = ""
    written: bool = False


class DueLine(BaseModel):
    """A kind of document that the answers on a use call for; ``id`` of the document where one is written."""

    kind: str
    title: str
    citation: str
    use_case: str
    name: str
    due_on: date | None
    id: int | None
    state: str


class DueDocuments(BaseModel):
    """Documents that the law asks for, soonest first."""

    total: int
    rows: list[DueLine]


@query("documents.due", words="Documents that the law asks for")
def due(given: AskDue, actor: Actor) -> DueDocuments:
    """By use: which kinds its answers call for, which of them are written and in which state."""
    uses = visible(UseCase.objects.filter(retired_at=None).exclude(stage="retired"), actor).order_by("code")
    uses = uses.filter(code__iexact=given.use_case) if given.use_case else uses
    found = _due(uses, with_written=given.written)
    rows = sorted(found, key=lambda one: (one.due_on or date.max, one.use_case, one.kind))
    return DueDocuments(total=len(rows), rows=rows)


def _due(uses: QuerySet[UseCase], *, with_written: bool) -> Iterator[DueLine]:
    due = due_of_uses(uses)
    documents = Document.objects.filter(use_case__in=uses.order_by().values("pk"), retired_at=None)
    written = {(use, kind): key for key, use, kind in documents.values_list("pk", "use_case_id", "kind")}
    states = _states(documents) if with_written else {}
    for use, code, name in uses.values_list("pk", "code", "name"):
        for kind, day in due.get(use, {}).items():
            key = written.get((use, kind))
            if key is None or with_written:
                about = {"use_case": code, "name": name, "due_on": day, "id": key}
                yield DueLine(
                    kind=kind, title=_title(kind), citation=_citation(kind), **about, state=states.get(key, "")
                )


def _title(kind: str) -> str:
    return load_kinds()[kind].title


def _citation(kind: str) -> str:
    return load_kinds()[kind].citation


def _states(documents: QuerySet[Document]) -> dict[int | None, str]:
    rows = documents.select_related("use_case__department", "use_case__owner", "system", "department", "incident")
    return {one.document.pk: one.state for one in standing_of(rows)}
