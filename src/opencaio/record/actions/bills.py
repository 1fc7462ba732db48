"""How does a bill come into the lake, and what of it counts?"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q
from pydantic import Field

from opencaio.errors import BadFile, Conflict
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.importing.uploads import upload_path
from opencaio.record.ledger import lock_head
from opencaio.record.manifest import Written, commit, write_batch
from opencaio.record.models import LakeBatch
from opencaio.record.permissions import Actor, Right

#: Of each fault, how many rows are named; all are counted.
ROWS_NAMED = 100
#: Between a bill's key and the number of a further file of the same month.
ADDED = " · file "


class ImportBill(Asked):
    """An upload in FOCUS 1.0 to 1.2 (CSV, gzipped or not, or Parquet), and what it is called.

    ``existing``: what to do where bills of the same provider, account and month are in the lake: ``refuse``,
    ``replace`` them (a corrected bill), or ``add`` to them (one of several files of the month).
    """

    upload: str
    file_name: str = Field(min_length=1, max_length=255)
    existing: Literal["refuse", "replace", "add"] = "refuse"


@dataclass(frozen=True)
class Ready:
    """One provider's, account's and month's part of a bill, written but not live."""

    key: str
    written: Written
    totals: list[dict[str, str]]
    faults: dict[str, Any]
    read: int
    refused: int


def prepare(given: ImportBill, actor: Actor) -> tuple[str, list[Ready]]:
    """Read the bill and write its parts; nobody sees them yet."""
    from opencaio.lake.focus import read_bill

    path = upload_path(given.upload)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    same = LakeBatch.objects.filter(fact="cost", sha256=digest, status="live").first()
    if same:
        raise Conflict(f"This bill is in the lake already: batch {same.pk}, {same.name}.")
    bill = read_bill(path, name=given.file_name)
    if not bill.parts:
        raise BadFile(f"No row of {given.file_name} can be counted: {_first_fault(bill)}")
    ready = []
    for at, part in enumerate(bill.parts):
        faults = _faults(bill, part, whole=at == 0)
        refused = bill.refused if at == 0 else 0
        written = write_batch("cost", [part.table])
        totals = [{name: str(value) for name, value in vars(one).items()} for one in part.totals]
        ready.append(Ready(part.key, written, totals, faults, part.table.num_rows + refused, refused))
    return digest, ready


@action("bills.import", right=Right.IMPORT, words="Import a bill", prepare=prepare)
def import_bill(given: ImportBill, change: Change, prepared: tuple[str, list[Ready]]) -> list[LakeBatch]:
    """One batch for each provider, account and month; bills of the same three are kept, replaced or added to."""
    change.allow_part(None)
    lock_head()  # two files of one month at once would both find it empty
    digest, ready = prepared
    held = {one.key: _held(one.key) for one in ready}
    if given.existing == "refuse":
        _refuse_second(held)
    batches = []
    for one in ready:
        row = LakeBatch(
            fact="cost",
            origin="focus",
            name=given.file_name,
            key=_next_key(one.key) if given.existing == "add" and held[one.key] else one.key,
            sha256=digest,
            read=one.read,
            refused=one.refused,
            faults={"totals": one.totals, **one.faults},
            by_id=change.actor.person_id,
        )
        batches.append(commit(row, one.written, change))
        if given.existing == "replace":
            _retire(held[one.key], batches[-1], change)
    lines = sum(batch.rows for batch in batches)
    change.say(f"Imported the bill {given.file_name}: {lines} lines in {len(batches)} parts")
    return batches


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


def _faults(bill: Any, part: Any, *, whole: bool) -> dict[str, Any]:
    """By rule and column, how many rows of this part break it; refused rows and odd columns go with the first part."""
    own = set(part.table["row"].to_pylist())
    found: dict[str, Any] = {}
    for one in bill.faults:
        rows = [row for row in one.rows if row in own or (whole and one.rule.refuses)]
        if rows or (whole and not one.rows):
            name = f"{one.rule.name} {one.column}".strip()
            found[name] = {"rule": one.rule.name, "column": one.column, "count": len(rows), "rows": rows[:ROWS_NAMED]}
    return {"faults": found}


def _first_fault(bill: Any) -> str:
    first = bill.faults[0]
    return f"{first.rule.words} ({first.column}, rows {', '.join(map(str, first.rows[:5]))})"
