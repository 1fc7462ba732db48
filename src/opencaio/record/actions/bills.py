"""How does a bill come into the lake, and what of it counts?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from django.db.models import Q
from pydantic import BaseModel, ConfigDict, Field

from opencaio.errors import Conflict
from opencaio.record.actions.registry import Asked, action
from opencaio.record.billing.incoming import Incoming, Ready, digests_of, drop, read_and_written
from opencaio.record.changes import Change
from opencaio.record.currencies import Rates
from opencaio.record.ledger import lock_head
from opencaio.record.manifest import commit
from opencaio.record.models import LakeBatch
from opencaio.record.permissions import Actor, Right

#: Between a bill's key and the number of a further file of the same month.
ADDED = " · file "


class BillFile(BaseModel):
    """A further file of the same bill: an upload, and what it is called."""

    model_config = ConfigDict(extra="forbid")

    upload: str
    file_name: str = Field(min_length=1, max_length=255)


class ImportBill(Asked):
    """An upload in FOCUS 1.0 to 1.2 (CSV, gzipped or not, or Parquet), and what it is called; ``more``: the further
    files of a bill that comes in several. All of them come in, or none.

    ``existing``: what to do where bills of the same provider, account and month are in the lake: ``refuse``,
    ``replace`` them (a corrected bill), or ``add`` to them (one of several files of the month).
    """

    upload: str
    file_name: str = Field(min_length=1, max_length=255)
    more: list[BillFile] = Field([], max_length=1000)
    existing: Literal["refuse", "replace", "add"] = "refuse"


def prepare(given: ImportBill, actor: Actor) -> Incoming:
    """Read the bill and write its parts; nobody sees them yet."""
    named = [(given.upload, given.file_name), *((one.upload, one.file_name) for one in given.more)]
    sha256, each = digests_of(named)
    same = LakeBatch.objects.filter(fact="cost", sha256=sha256, status="live").first()
    if same:
        raise Conflict(f"This bill is in the lake already: batch {same.pk}, {same.name}.")
    bill = read_and_written(named, sha256, each)
    try:
        _refuse_known(given, bill)
    except Conflict:
        drop(bill.ready)
        raise
    return bill


@action("bills.import", right=Right.IMPORT, words="Import a bill", prepare=prepare)
def import_bill(given: ImportBill, change: Change, bill: Incoming) -> list[LakeBatch]:
    """One batch for each provider, account and month; bills of the same three are kept, replaced or added to."""
    change.allow_part(None)
    lock_head()  # two files of one month at once would both find it empty
    held = _refuse_known(given, bill)
    batches = []
    for one in bill.ready:
        batches.append(commit(_row(given, bill, one, held[one.key], change), one.written, change))
        if given.existing == "replace":
            _retire(held[one.key], batches[-1], change)
    lines = sum(batch.rows for batch in batches)
    many = f"{_so_many(lines, 'line')} in {_so_many(len(batches), 'part')}"
    out = sum(batch.refused for batch in batches)
    left = f"; {_so_many(out, 'line')} left out, in no total" if out else ""
    change.say(f"Imported the bill {_name(given)}: {many}{left}{_in_currencies(bill)}")
    return batches


def _row(given: ImportBill, bill: Incoming, part: Ready, held: Sequence[LakeBatch], change: Change) -> LakeBatch:
    files = {"files": list(bill.files)} if len(bill.files) > 1 else {}
    return LakeBatch(
        fact="cost",
        origin="focus",
        name=_name(given),
        key=_next_key(part.key) if given.existing == "add" and held else part.key,
        sha256=bill.sha256,
        read=part.read,
        refused=part.refused,
        faults={"totals": part.totals, "faults": part.faults, **files},
        by_id=change.actor.person_id,
    )


def _name(given: ImportBill) -> str:
    more = f" and {len(given.more)} more" if given.more else ""
    return f"{given.file_name[: 255 - len(more)]}{more}"


def _in_currencies(bill: Incoming) -> str:
    """What to know of a bill in more than one currency: lines of each, and which cannot be converted."""
    lines: dict[str, int] = {}
    for total in (total for one in bill.ready for total in one.totals):
        lines[total["currency"]] = lines.get(total["currency"], 0) + int(total["rows"])
    rates = Rates.load()
    lost = [one for one in sorted(lines) if one != rates.report and one not in rates.days]
    told = ", ".join(f"{one} ({_so_many(lines[one], 'line')})" for one in sorted(lines))
    words = f". It is in {len(lines)} currencies, which are never added: {told}" if len(lines) > 1 else ""
    if lost:
        words += f". No rate to {rates.report} is on record of {', '.join(lost)}: these lines stand in no total yet"
    return words


def _so_many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _refuse_known(given: ImportBill, bill: Incoming) -> dict[str, list[LakeBatch]]:
    """The live bills of the same three by key. Raises ``Conflict`` where they may not be added to."""
    held = {one.key: _held(one.key) for one in bill.ready}
    if given.existing == "refuse":
        _refuse_second(held)
    if given.existing == "add":
        _refuse_twice(bill, held)
    return held


def _refuse_twice(bill: Incoming, held: Mapping[str, Sequence[LakeBatch]]) -> None:
    for row in (row for rows in held.values() for row in rows):
        known = {row.sha256, *(one["sha256"] for one in row.faults.get("files", []))}
        for file in bill.files:
            if file["sha256"] in known:
                raise Conflict(f"{file['name']} is in the lake already: batch {row.pk}, {row.name}.")


def _held(key: str) -> list[LakeBatch]:
    """The live bills of a provider, account and month: the first file and those added to it."""
    whose = Q(key=key) | Q(key__startswith=f"{key}{ADDED}")
    return list(LakeBatch.objects.filter(whose, fact="cost", status="live").order_by("pk"))


def _refuse_second(held: Mapping[str, Sequence[LakeBatch]]) -> None:
    for key, rows in held.items():
        if rows:
            raise Conflict(
                f"A bill of {key} is in the lake already: batch {rows[-1].pk}, {rows[-1].name}. Say whether this file "
                "replaces it (a corrected bill) or adds to it (one of several files of the month)."
            )


def _next_key(key: str) -> str:
    return f"{key}{ADDED}{LakeBatch.objects.filter(fact='cost', key__startswith=f'{key}{ADDED}').count() + 2}"


def _retire(rows: Iterable[LakeBatch], by: LakeBatch, change: Change) -> None:
    """Files added to the former bill go with it; the one of the same key is gone by then."""
    for row in rows:
        if row.key != by.key:
            gone = {"status": "replaced", "live_until": change.at, "replaced_by": by}
            change.update(row, version=None, values=gone)
