"""Which fact does a document want next, and where is it stated?"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from opencaio.faces.web.doors import Visit
from opencaio.faces.web.whole import whole
from opencaio.record.queries import ask
from opencaio.record.queries.documents import GapLine


def document_asked_for(asked: QueryDict) -> int | None:
    """The document for which a fact is being stated, if any."""
    return whole(asked.get("document", ""))


def gap_address(gap: GapLine, *, document: int) -> str:
    """The page on which the fact is stated, from which one comes back to the document."""
    return f"{gap.href}&{urlencode({'document': document})}" if "?key=" in gap.href else gap.href


def next_gap(request: Visit, key: str) -> str:
    """Where to go after a fact was stated: to the document's next question, to the document; nothing without one."""
    document = document_asked_for(request.POST)
    if document is None:
        return ""
    gaps = ask("documents.show", {"id": document}, request.actor).missing
    found = next(_after(gaps, key), None)
    return gap_address(found, document=document) if found else reverse("document", args=[document])


def _after(gaps: Iterable[GapLine], key: str) -> Iterator[GapLine]:
    """The questions that stand after this one; what was answered by "we do not know" is not asked again."""
    order = list(gaps)
    places = [place for place, one in enumerate(order) if one.key == key]
    return (one for one in order[places[0] + 1 if places else 0 :] if "?key=" in one.href)
