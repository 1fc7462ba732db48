"""How does a bill come into the lake, and what of it counts?"""

import hashlib
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from opencaio.errors import BadFile, Conflict
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.importing.uploads import upload_path
from opencaio.record.manifest import Written, commit, write_batch
from opencaio.record.models import LakeBatch
from opencaio.record.permissions import Actor, Right

#: Of each fault, how many rows are named; all are counted.
ROWS_NAMED = 100


class ImportBill(Asked):
    """An upload in FOCUS 1.0 to 1.2 (CSV, gzipped or not, or Parquet), and what it is called."""

    upload: str
    file_name: str = Field(min_length=1, max_length=255)


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
    """One batch for each provider, account and month; each takes the place of the former bill of the same three."""
    change.allow_part(None)
    digest, ready = prepared
    batches = []
    for one in ready:
        row = LakeBatch(
            fact="cost",
            origin="focus",
            name=given.file_name,
            key=one.key,
            sha256=digest,
            read=one.read,
            refused=one.refused,
            faults={"totals": one.totals, **one.faults},
            by_id=change.actor.person_id,
        )
        batches.append(commit(row, one.written, change))
    lines = sum(batch.rows for batch in batches)
    change.say(f"Imported the bill {given.file_name}: {lines} lines in {len(batches)} parts")
    return batches


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
