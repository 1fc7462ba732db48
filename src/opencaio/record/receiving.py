"""How are spans kept that a program sends, so that they are on the disk before it is told that they are?

Of a span, only what is counted is kept, with pseudonyms in the place of users: what was asked and answered never
touches the disk. A frame of the spool is one request: a line about it and its rows as Arrow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opencaio.errors import Refused
from opencaio.lake.spool import Spool, frames
from opencaio.record.manifest import pseudonym, spool_folder
from opencaio.record.models import UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right

if TYPE_CHECKING:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    from opencaio.lake.otlp.frames import Frame

#: After so many seconds a segment is closed and can be drained, though it is not full.
PATIENCE = 20.0


@dataclass(frozen=True)
class Received:
    """How many spans are kept, are no calls of a model, and cannot be counted, by reason."""

    kept: int
    others: int
    wrong: Mapping[str, int]


def spool() -> Spool:
    """The spool of this workspace, one of its own for each process."""
    return _spool(spool_folder())


@lru_cache(maxsize=4)
def _spool(folder: Path) -> Spool:
    return Spool(folder, patience=PATIENCE)


def receive_spans(request: "ExportTraceServiceRequest", actor: Actor) -> Received:
    """Keep the calls of models among the spans; they are on the disk afterwards.

    Raises ``Refused`` where the sender may not import, or not for these uses; ``Conflict`` when too much waits.
    """
    from opencaio.lake.otlp import reduce_spans
    from opencaio.lake.otlp.frames import Frame, packed

    if not actor.may_anywhere(Right.IMPORT):
        raise Refused("You may not bring facts into the lake: the token needs the right to import.")
    found = reduce_spans([request], pseudonym=pseudonym)
    if found.table.num_rows:
        _refuse_foreign(found.table, actor)
    if found.table.num_rows or found.wrong:
        spool().append(packed(Frame(actor.person_id, found.table, found.wrong)))
    return Received(found.table.num_rows, found.others, found.wrong)


def frames_of(segment: Path) -> "Iterator[Frame]":
    """The requests in a segment. Raises ``BadInput`` for what is none of ours."""
    from opencaio.lake.otlp.frames import unpacked

    return (unpacked(content) for content in frames(segment))


def _refuse_foreign(table: Any, actor: Actor) -> None:
    """Who imports for some departments only sends spans of their uses, and of no others."""
    import pyarrow.compute as pc

    scope = actor.scope(Right.IMPORT)
    if scope is EVERYWHERE:
        return
    codes = {code or "" for code in pc.unique(table["use_case"]).to_pylist()}
    own = set(UseCase.objects.filter(code__in=codes, department__in=scope).values_list("code", flat=True))
    if foreign := sorted(codes - own):
        raise Refused(f"These spans are of {foreign[0] or 'no use'}: send those of your own uses only.")
