"""How do rows of a stream come into the lake, so that what comes twice counts once?"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from opencaio.errors import BadFile, BadInput, Conflict, NotFound, Refused
from opencaio.lake.checking import Conformed, check_columns, conform
from opencaio.lake.facts import FACTS, USAGE
from opencaio.lake.intake import table_of
from opencaio.lake.otlp import reduce_spans
from opencaio.record import ledger
from opencaio.record.actions.lake import FACT, REFUSALS_KEPT, ROWS_AT_ONCE, faults_of, home_of
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.ledger import lock_head
from opencaio.record.manifest import Written, commit, pseudonym, settle_erasures, write_batch
from opencaio.record.models import LakeBatch, StreamPosition
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.receiving import frames_of, spool

Refusals = list[list[Any]]


class DrainSegment(Asked):
    """The name of a closed segment of the spool."""

    segment: str = Field(pattern=r"^[0-9]{1,10}-[0-9a-f]{16}\.segment$")


class Message(BaseModel):
    """A message of a stream: of which part, at which place, its row, or why it is none."""

    model_config = ConfigDict(extra="forbid")

    part: int = Field(ge=0, le=2**31 - 1)
    position: int = Field(ge=0, le=2**62)
    row: dict[str, Any] | None = None
    fault: str = Field("", max_length=500)


class TakeMessages(Asked):
    """Messages of one ``stream`` (for Kafka, cluster and topic) that are rows of ``fact``, in their order."""

    fact: str = Field(pattern=FACT)
    stream: str = Field(min_length=1, max_length=200)
    messages: list[Message] = Field(min_length=1, max_length=ROWS_AT_ONCE)


@dataclass
class Prepared:
    """What was read and written before the transaction. ``held``: the positions that were looked at."""

    written: Written
    uses: frozenset[str] = frozenset()
    sha256: str = ""
    read: int = 0
    repeated: int = 0
    refused: int = 0
    refusals: Refusals | None = None
    held: Mapping[int, int] | None = None
    is_known: bool = False


def prepare_segment(given: DrainSegment, actor: Actor) -> Prepared:
    """Read a segment and write its files; nobody sees them yet."""
    _refuse_part(actor)
    since = ledger.head()[0]
    settle_erasures()
    path = spool().folder / given.segment
    if not path.is_file():
        raise NotFound(f"There is no segment {given.segment}: it may be in the lake already.")
    digest = _digest_of(path)
    if _is_in(digest):
        return Prepared(Written(USAGE.name, (), 0, frozenset()), sha256=digest, is_known=True)
    table, wrong = _rows_of(path)
    found = conform(USAGE, table, today=timezone.localdate(), pseudonym=pseudonym)
    told = _prepared(
        USAGE.name, found, [[0, "span", f"{why} ({count} times)"] for why, count in wrong.items()], since=since
    )
    told.sha256, told.read = digest, table.num_rows + sum(wrong.values())
    told.refused = len(found.refusals) + sum(wrong.values())
    return told


@action("lake.drain", right=Right.IMPORT, words="Take received spans into the lake", prepare=prepare_segment)
def drain(given: DrainSegment, change: Change, told: Prepared) -> Any:
    """One batch a segment; none where it is in already. Done every half minute while the site runs."""
    change.allow(None)
    lock_head()
    if told.is_known or _is_in(told.sha256):
        return None
    row = _batch(told, change, origin="otlp", name=f"Spans {given.segment.partition('.')[0]}")
    return commit(row, told.written, change)


def prepare_messages(given: TakeMessages, actor: Actor) -> Prepared:
    """Leave out what was read before, check the rest, and write its files; nobody sees them yet."""
    _refuse_part(actor)
    held, since = _positions(given), ledger.head()[0]
    fresh = [one for one in given.messages if one.position >= held.get(one.part, 0)]
    good, bad = _sorted_out(given.fact, fresh)
    told = Prepared(Written(given.fact, (), 0, frozenset()), refused=len(bad), refusals=bad[:REFUSALS_KEPT])
    if good:
        table = table_of(row for _, row in good)
        found = conform(FACTS[given.fact], table, today=timezone.localdate(), pseudonym=pseudonym)
        told = _prepared(given.fact, found, bad, since=since, names=[_name(one) for one, _ in good])
        told.refused = len(bad) + len(found.refusals)
    told.read, told.held, told.is_known = len(fresh), held, not fresh
    told.sha256 = hashlib.sha256("\n".join(_name(one) for one in given.messages).encode()).hexdigest()
    return told


@action("lake.take", right=Right.IMPORT, words="Take messages of a stream into the lake", prepare=prepare_messages)
def take(given: TakeMessages, change: Change, told: Prepared) -> Any:
    """The rows and the place up to which the stream was read become so at once; None where all was read before."""
    change.allow(None)
    lock_head()
    if _positions(given) != told.held:
        raise Conflict(f"Somebody else reads {given.stream} at the same time: read on from where he is.")
    if told.is_known:
        return None
    row = _batch(told, change, origin="kafka", name=f"Stream {given.stream}"[:255])
    row.positions = {given.stream: {str(part): at for part, at in _next_positions(given).items()}}
    batch = commit(row, told.written, change)
    _move(given, batch, change)
    return batch


def _batch(told: Prepared, change: Change, *, origin: str, name: str) -> LakeBatch:
    fact = told.written.fact
    change.say(f"Took {told.written.rows} rows of {fact} into the lake ({name})")
    return LakeBatch(
        fact=fact,
        department=home_of(told.uses, change) if told.uses else None,
        origin=origin,
        name=name,
        sha256=told.sha256,
        read=told.read,
        repeated=told.repeated,
        refused=told.refused,
        faults=faults_of(told.refusals or [], uses=told.uses),
        by_id=change.actor.person_id,
    )


def _prepared(
    fact: str, found: Conformed, refusals: Refusals, *, since: int, names: list[str] | None = None
) -> Prepared:
    """``since``: how long the ledger was when the rows were read. ``names``: what to call each row in its refusal,
    where its number says nothing.
    """
    import pyarrow.compute as pc

    more = [[names[one.row - 1] if names else one.row, one.column, one.why] for one in found.refusals[:REFUSALS_KEPT]]
    return Prepared(
        write_batch(fact, [found.table], since=since),
        frozenset(code or "" for code in pc.unique(found.table["use_case"]).to_pylist()),
        repeated=found.repeated,
        refusals=[*refusals, *more][:REFUSALS_KEPT],
    )


def _rows_of(path: Path) -> tuple[Any, dict[str, int]]:
    """All rows of a segment, and what could not be counted, by reason."""
    import pyarrow as pa

    tables, wrong = [], dict[str, int]()
    for frame in frames_of(path):
        tables.append(frame.table)
        for why, count in frame.wrong.items():
            wrong[why] = wrong.get(why, 0) + count
    try:
        tables = tables or [reduce_spans([], pseudonym=pseudonym).table]
        return pa.concat_tables(tables, promote_options="default"), wrong
    except pa.ArrowException as error:
        raise BadInput(f"{path.name} holds rows of different shapes.") from error


def _sorted_out(fact: str, messages: Iterable[Message]) -> tuple[list[tuple[Message, dict[str, Any]]], Refusals]:
    """Messages that are rows of the fact, and why the others are none, by part and position."""
    good, bad = [], []
    for one in messages:
        fault = one.fault or _fault_of(fact, one.row)
        if one.row is None or fault:
            bad.append([_name(one), "message", fault])
        else:
            good.append((one, one.row))
    return good, bad


def _fault_of(fact: str, row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "is no JSON object"
    try:
        check_columns(FACTS[fact], row)
    except BadFile as error:
        return error.message[:500]
    return ""


def _name(message: Message) -> str:
    return f"{message.part}/{message.position}"


def _positions(given: TakeMessages) -> dict[int, int]:
    rows = StreamPosition.objects.filter(stream=given.stream, part__in={one.part for one in given.messages})
    return dict(rows.values_list("part", "position"))


def _next_positions(given: TakeMessages) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in given.messages:
        found[one.part] = max(found.get(one.part, 0), one.position + 1)
    return found


def _move(given: TakeMessages, batch: LakeBatch, change: Change) -> None:
    held = {one.part: one for one in StreamPosition.objects.filter(stream=given.stream)}
    for part, position in _next_positions(given).items():
        row = held.get(part)
        if row is None:
            change.create(StreamPosition(stream=given.stream, part=part, position=position, batch=batch))
        elif position > row.position:
            change.update(row, version=None, values={"position": position, "batch": batch})


def _is_in(digest: str) -> bool:
    return LakeBatch.objects.filter(sha256=digest, origin="otlp").exists()


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_part(actor: Actor) -> None:
    if actor.scope(Right.IMPORT) is not EVERYWHERE:
        raise Refused("Only who may import over everything takes a stream into the lake.")
