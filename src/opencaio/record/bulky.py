"""Which columns are too large for the ledger and the past, what stands there for them, and do the rows still match?"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from opencaio.record.models import LedgerPayload, LedgerSubject, Plan

BULKY = frozenset({("plan", "problem"), ("plan", "answer"), ("plan", "explanations"), ("plan", "options")})
"""Kind and column: written once, megabytes large, and kept whole in the row for ever."""
LEAST = 20_000
"""Characters below which a value is written as it is: an idle digest tells nobody anything."""


def kept_value(kind: str, column: str, value: Any) -> Any:
    """The value itself, or ``{"sha256": …, "size": …}`` where it is bulky. The row alone holds the text."""
    if (kind, column) not in BULKY:
        return value
    body = written(value)
    return value if len(body) < LEAST else digest_of(body)


def digest_of(body: str) -> dict[str, Any]:
    """What stands in the ledger for a text."""
    return {"sha256": hashlib.sha256(body.encode()).hexdigest(), "size": len(body)}


def written(value: Any) -> str:
    """A value as its digest is taken of it: the same for the same value in any database."""
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def changed_plans() -> Iterator[tuple[str, str]]:
    """Code and column of each stored plan whose text is no longer what the ledger saw being written."""
    for row in Plan._base_manager.order_by("pk").iterator(chunk_size=1):
        for column, kept in _as_written(row).items():
            if not _is_what_was_kept(getattr(row, column), kept):
                yield row.code, column


def _is_what_was_kept(value: Any, kept: Any) -> bool:
    """Older entries have the value itself."""
    body = written(value)
    return written(kept) == body or kept == digest_of(body)


def _as_written(row: Plan) -> dict[str, Any]:
    """The bulky columns as the plan's first entry has them; none where that entry was erased."""
    first = LedgerSubject.objects.filter(kind="plan", key=row.pk).order_by("entry").values("entry")[:1]
    body = LedgerPayload.objects.filter(entry__in=first).values_list("body", flat=True).first()
    columns = {column for kind, column in BULKY if kind == "plan"}
    for one in json.loads(body)["rows"] if body else ():
        if (one["kind"], one["id"]) == ("plan", row.pk):
            return {name: value for name, value in one["after"].items() if name in columns}
    return {}
