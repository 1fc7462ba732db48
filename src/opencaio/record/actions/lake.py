"""How do facts come into the lake, go out of it, and grow old?"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.lake.facts import FACTS
from opencaio.record.actions.bills import ADDED
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.importing.uploads import upload_path
from opencaio.record.ledger import lock_head
from opencaio.record.manifest import Written, commit, erase_rows, forget_days, pseudonym, repeats_of, write_batch
from opencaio.record.models import Department, LakeBatch, Retention, UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right

ROWS_AT_ONCE = 10_000
#: Of the refused rows, how many are kept with the batch; all are counted.
REFUSALS_KEPT, UNKNOWN_KEPT = 200, 50
NO_USE = ""
#: Batches that have files: those that could be restored grow old, too.
HELD = ("live", "withdrawn", "replaced", "merged")
FACT = "^(usage|decisions|kpi)$"


class AddFacts(Asked):
    """Rows of a fact: an ``upload`` (CSV, JSON lines, Parquet, packed or not) or ``rows`` themselves.

    ``mapping``: heads of the file by column of the fact where they differ. ``name``: what the batch is called.
    ``origin``: by which way it came. ``replaces``: the number of a live batch in whose place these rows come.
    """

    fact: str = Field(pattern=FACT)
    name: str = Field(min_length=1, max_length=255)
    upload: str = ""
    rows: list[dict[str, Any]] = Field([], max_length=ROWS_AT_ONCE)
    mapping: dict[str, str] = Field({}, max_length=100)
    origin: str = Field("file", pattern="^(file|sdk|api|example)$")
    replaces: int | None = None


class WithdrawBatch(Asked):
    """The number of a batch that no longer counts, and why."""

    batch: int
    reason: str = Field(min_length=1, max_length=2000)


class RestoreBatch(Asked):
    """The number of a withdrawn batch that counts again."""

    batch: int


class ErasePerson(Asked):
    """The person (by the address or name under which rows came in) whose rows leave the lake, and why."""

    person: str = Field(min_length=1, max_length=300)
    reason: str = Field(min_length=1, max_length=2000)


class SetRetention(Asked):
    """For how many days rows of a fact are kept, and why."""

    fact: str = Field(pattern="^(cost|usage|decisions|kpi)$")
    days: int = Field(ge=30, le=36_500)
    reason: str = Field(min_length=1, max_length=2000)


class ApplyRetention(Asked):
    """No field: rows past their time leave the lake."""


@dataclass
class Prepared:
    """What was read and written before the transaction."""

    sha256: str
    written: Written
    uses: frozenset[str]
    read: int = 0
    repeated: int = 0
    refused: int = 0
    refusals: list[list[Any]] = field(default_factory=list)


def prepare(given: AddFacts, actor: Actor) -> Prepared:
    """Read and check the rows, and write their files; nobody sees them yet."""
    if bool(given.upload) == bool(given.rows):
        raise BadInput("Give either an upload or rows.")
    digest = _digest(given)
    counts = Q(status="live") | Q(status="merged", replaced_by__status="live")
    same = LakeBatch.objects.filter(counts, fact=given.fact, sha256=digest, rows__gt=0).first()
    if same:
        raise Conflict(
            f"These rows are in the lake already: batch {same.pk}, {same.name}, of {same.live_from:%Y-%m-%d}. "
            "Withdraw it to bring them in anew."
        )
    told = Prepared(digest, Written(given.fact, (), 0, frozenset()), frozenset())
    uses: set[str] = set()
    told.written = write_batch(given.fact, _conformed(given, told, uses), instead_of=given.replaces)
    told.uses = frozenset(uses)
    if not told.read:
        raise BadInput(f"{given.name[:80]} holds no row: nothing was brought in.")
    return told


@action("lake.add", right=Right.IMPORT, words="Bring facts into the lake", prepare=prepare)
def add(given: AddFacts, change: Change, told: Prepared) -> LakeBatch:
    """All good rows at once; refused ones are told by row, column and reason; repeated events count once."""
    home = home_of(told.uses, change)
    former = _batch(given.replaces, change, status="live") if given.replaces else None
    if former and former.fact != given.fact:
        raise BadInput(f"Batch {former.pk} holds {former.fact}, not {given.fact}: it cannot be replaced by this.")
    row = LakeBatch(
        fact=given.fact,
        department=home,
        origin=given.origin,
        name=given.name,
        sha256=told.sha256,
        read=told.read,
        repeated=told.repeated,
        refused=told.refused,
        faults=faults_of(told.refusals, uses=told.uses),
        by_id=change.actor.person_id,
    )
    batch = commit(row, told.written, change, former=former)
    lost = f"; nobody knows the uses {_some(unknown)}" if (unknown := batch.faults.get("unknown_uses")) else ""
    change.say(f"Brought {batch.rows} rows of {given.fact} into the lake ({given.name}){lost}")
    return batch


def faults_of(refusals: list[list[Any]], *, uses: frozenset[str]) -> dict[str, Any]:
    """What was wrong with the rows: the first refused ones, and codes of uses that are not on record."""
    known = set(UseCase._base_manager.filter(code__in=uses).values_list("code", flat=True))
    unknown = sorted(uses - known - {NO_USE})[:UNKNOWN_KEPT]
    refused = {"refused": refusals} if refusals else {}
    return refused | ({"unknown_uses": unknown} if unknown else {})


def _some(codes: list[str]) -> str:
    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    return ", ".join(codes[:3]) + more


@action("lake.withdraw", right=Right.IMPORT, words="Withdraw a batch of facts")
def withdraw(given: WithdrawBatch, change: Change) -> LakeBatch:
    """Its rows count no more, from one moment to the next; it can be restored while its files are there."""
    row = _batch(given.batch, change, status="live")
    change.say(f"Withdrew batch {row.pk} {row.name}: {given.reason}")
    values = {"status": "withdrawn", "live_until": change.at, "reason": given.reason}
    return change.update(row, version=None, values=values)


@action("lake.restore", right=Right.IMPORT, words="Restore a batch of facts")
def restore(given: RestoreBatch, change: Change) -> LakeBatch:
    """A withdrawn batch counts again, unless another took its place or brought its events."""
    lock_head()
    row = _batch(given.batch, change, status="withdrawn")
    if row.key and _is_replaced(row):
        raise Conflict(f"Another bill for {row.key} is live: withdraw that one first.")
    if twice := repeats_of(row):
        raise Conflict(
            f"{twice} of its rows came in since then and would count twice: bring the file in again instead."
        )
    change.say(f"Restored batch {row.pk} {row.name}")
    return change.update(row, version=None, values={"status": "live", "live_until": None})


def _is_replaced(row: LakeBatch) -> bool:
    """True where a bill for the same is live, or one that came later in place of all files of its month."""
    same = Q(key=row.key) | Q(key=row.key.partition(ADDED)[0], pk__gt=row.pk)
    return LakeBatch.objects.filter(same, fact=row.fact, status="live").exists()


@action("lake.erase_person", right=Right.ERASE, words="Erase a person's rows from the lake")
def erase_person(given: ErasePerson, change: Change) -> int:
    """GDPR Art. 17: every row that bears the person's pseudonym goes, and the files that held it."""
    change.allow(None)
    lost = erase_rows([given.person], change)
    change.notes["erased"] = {"rows": lost, "reason": given.reason}
    change.say(f"Erased {lost} rows of one person from the lake")
    return lost


@action("lake.set_retention", right=Right.SETTINGS, words="Set how long facts are kept")
def set_retention(given: SetRetention, change: Change) -> Retention:
    """From the next day on, older rows leave the lake once a day."""
    change.allow(None)
    change.say(f"Rows of {given.fact} are kept for {given.days} days ({given.reason})")
    values = {"days": given.days, "reason": given.reason, "by_id": change.actor.person_id, "retired_at": None}
    held = Retention.objects.filter(fact=given.fact).first()
    if held is None:
        return change.create(Retention(fact=given.fact, **values))
    return change.update(held, version=None, values=values)


@action("lake.apply_retention", right=Right.SETTINGS, words="Let facts go that are past their time")
def apply_retention(given: ApplyRetention, change: Change) -> int:
    """Done once a day; by hand where somebody does not want to wait."""
    change.allow(None)
    lost = 0
    for one in Retention.objects.filter(retired_at=None):
        before = timezone.localdate(change.at) - timedelta(one.days)
        for batch in LakeBatch.objects.filter(fact=one.fact, status__in=HELD, first_day__lt=before):
            lost += forget_days(batch, change, before=before)
    change.say(f"{lost} rows past their retention left the lake")
    return lost


def _digest(given: AddFacts) -> str:
    if given.upload:
        with upload_path(given.upload).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(json.dumps(given.rows, sort_keys=True, default=str).encode()).hexdigest()


def _conformed(given: AddFacts, told: Prepared, uses: set[str]) -> Iterator[Any]:
    """The rows that count, table by table; what was seen on the way is told in ``told`` and ``uses``."""
    import pyarrow.compute as pc

    from opencaio.lake.checking import conform
    from opencaio.lake.intake import table_of, tables_of, with_known_heads

    by_head = {head: column for column, head in given.mapping.items()}
    tables = (
        tables_of(upload_path(given.upload), name=given.name, mapping=by_head)
        if given.upload
        else [table_of(given.rows)]
    )
    fact = FACTS[given.fact]
    for table in tables:
        found = conform(
            fact,
            with_known_heads(fact, table),
            today=timezone.localdate(),
            pseudonym=pseudonym,
            first_row=told.read + 1,
        )
        told.read += table.num_rows
        told.repeated += found.repeated
        told.refused += len(found.refusals)
        room = REFUSALS_KEPT - len(told.refusals)
        told.refusals += [[one.row, one.column, one.why] for one in found.refusals[: max(room, 0)]]
        uses.update(code or "" for code in pc.unique(found.table["use_case"]).to_pylist())
        yield found.table


def home_of(uses: frozenset[str], change: Change) -> Department | None:
    """The department whose uses these rows are of; None: of several, or of no use.

    Who imports for some departments only, brings rows of their uses and of no others.
    """
    scope = change.actor.scope(Right.IMPORT)
    rows = UseCase.objects.filter(code__in=uses).select_related("department")
    homes = {row.code: row.department for row in rows}
    if scope is not EVERYWHERE:
        foreign = sorted(code for code in uses if code not in homes or homes[code].pk not in scope)
        if foreign or not uses:
            raise Refused(
                f"These rows are of {next(iter(foreign), '') or 'no use'}: bring those of your own uses only."
            )
    change.allow_own()
    found = {home.pk: home for home in homes.values()}
    return next(iter(found.values())) if len(found) == 1 and uses <= set(homes) else None


def _batch(number: int, change: Change, *, status: str) -> LakeBatch:
    row = LakeBatch.objects.filter(pk=number).first()
    if row is None or not change.actor.may(Right.READ, row.department_id):
        raise NotFound(f"There is no batch {number}, or you may not see it.")
    change.allow(row.department_id)
    if row.status == "merged" and row.replaced_by_id:
        raise Conflict(f"Batch {number} was merged with others into batch {row.replaced_by_id}: take that one.")
    if row.status != status:
        raise Conflict(f"Batch {number} is {row.get_status_display().lower()}.")
    return row
