"""How does a file of actuals, budgets or rates come on record: all its good rows under one entry, or none?"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from pydantic import Field

from opencaio.errors import Conflict, NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change, values_of
from opencaio.record.models import CostBatch, CostLine
from opencaio.record.models.base import Recorded
from opencaio.record.money_files import MoneyPlan, MoneyReport, plan_actuals, plan_budgets, plan_rates, read_sheet
from opencaio.record.money_files.actuals import stamp_of_actuals
from opencaio.record.money_files.budgets import stamp_of_budgets
from opencaio.record.money_files.outcome import report_of, write_refusals_of
from opencaio.record.money_files.rates import stamp_of_rates
from opencaio.record.periods import closed_until
from opencaio.record.permissions import Actor, Right

BATCH = 500
STAMPS = {"actuals": stamp_of_actuals, "budgets": stamp_of_budgets, "rates": stamp_of_rates}
Prepared = tuple[MoneyPlan[Any], str]


class ImportMoney(Asked):
    """An upload to import, and what it is called; ``sheet`` names one of a workbook."""

    upload: str
    file_name: str = Field(min_length=1, max_length=255)
    sheet: str | None = None


class ReverseBatch(Asked):
    """The number of an import of actuals that is taken back, and why."""

    batch: int
    reason: str = Field(min_length=1, max_length=2000)


def planned(kind: str, given: ImportMoney, actor: Actor) -> MoneyPlan[Any]:
    """What importing would do; nothing is written."""
    sheet = read_sheet(given.upload, file_name=given.file_name, kind=kind, sheet=given.sheet)
    plans: dict[str, Any] = {"actuals": plan_actuals, "budgets": plan_budgets, "rates": plan_rates}
    plan: MoneyPlan[Any] = plans[kind](sheet, actor)
    return plan


def _prepare(kind: str) -> Any:
    def prepare(given: ImportMoney, actor: Actor) -> Prepared:
        plan = planned(kind, given, actor)
        return plan, write_refusals_of(plan)

    return prepare


@action("actuals.import", right=Right.IMPORT, words="Import actuals", prepare=_prepare("actuals"))
def import_actuals(given: ImportMoney, change: Change, prepared: Prepared) -> MoneyReport:
    """Book the rows that are new; bills on record change; what is known stays; refused rows are told one by one."""
    change.allow_own()
    return _write(prepared, change)


@action("budgets.import", right=Right.IMPORT, words="Import budgets", prepare=_prepare("budgets"))
def import_budgets(given: ImportMoney, change: Change, prepared: Prepared) -> MoneyReport:
    """Propose the budgets of a file."""
    change.allow_own()
    return _write(prepared, change)


@action("rates.import", right=Right.IMPORT, words="Import exchange rates", prepare=_prepare("rates"))
def import_rates(given: ImportMoney, change: Change, prepared: Prepared) -> MoneyReport:
    """Take the rates of a file over; they are everybody's, so it takes a role over all departments."""
    change.allow_part(None)
    return _write(prepared, change)


@action("actuals.reverse", right=Right.IMPORT, words="Take an import of actuals back")
def reverse(given: ReverseBatch, change: Change) -> CostBatch:
    """Every booking that the import made counts no more; bills that it changed keep their new amount."""
    batch = CostBatch.objects.filter(pk=given.batch, kind="actuals").first()
    made = CostLine.objects.filter(batch=str(given.batch)) if batch else CostLine.objects.none()
    # What corrects a booking falls with it.
    rows = CostLine.objects.filter(Q(pk__in=made.values("pk")) | Q(corrects__in=made.values("pk")), retired_at=None)
    homes = set(made.values_list("department_id", flat=True).order_by().distinct())
    if batch is None or not homes:
        raise NotFound("There is no such import here, or you may not see it.")
    for home in homes:
        change.allow_part(home)
    if batch.retired_at is not None:
        raise Conflict(f"The import of {batch.file_name} was taken back already.")
    until = closed_until()
    closed = rows.filter(month__lte=until).count() if until else 0
    if closed:
        raise Refused(
            f"{closed} of its bookings lie in the closed books (until {until}) and stay. Correct them one by one, or "
            "have the period opened again."
        )
    count, digest = rows.count(), _digest(rows.order_by("pk"))
    rows.update(retired_at=change.at, updated_at=change.at)
    change.notes["reversed"] = {"batch": batch.pk, "rows": count, "rows_digest": digest}
    change.say(f"Took the import of {batch.file_name} back ({count} bookings): {given.reason}")
    return change.update(batch, version=None, values={"retired_at": change.at, "reason": given.reason})


def _write(prepared: Prepared, change: Change) -> MoneyReport:
    plan, refusals = prepared
    if plan.stamp != STAMPS[plan.kind]():
        raise Conflict("Someone changed the record while the file was being read. Import it again.")
    if plan.changes_nothing:
        return report_of(plan, refusals=refusals)
    batch = change.create(_batch(plan, refusals, change))
    for row in plan.new:
        row.created_at = row.updated_at = change.at
        if isinstance(row, CostLine):
            row.batch = str(batch.pk)
    if plan.new:
        type(plan.new[0]).objects.bulk_create(plan.new, batch_size=BATCH)
    for row, values in plan.changed:
        change.update(row, version=row.version, values=values)
    change.notes["import"] = {
        "batch": batch.pk,
        "file": plan.sheet.file_name,
        "sha256": plan.sheet.table.sha256,
        "rows": len(plan.new),
        "rows_digest": batch.rows_digest,
    }
    change.say(
        f"Imported {plan.sheet.file_name} as {plan.kind}: {plan.read} read, {len(plan.new)} created, "
        f"{len(plan.changed)} changed, {plan.unchanged} unchanged, {len(plan.refusals)} refused"
    )
    return report_of(plan, batch=batch.pk, refusals=refusals)


def _batch(plan: MoneyPlan[Any], refusals: str, change: Change) -> CostBatch:
    return CostBatch(
        kind=plan.kind,
        file_name=plan.sheet.file_name,
        sha256=plan.sheet.table.sha256,
        rows_digest=_digest(plan.new),
        by_id=change.actor.person_id,
        read=plan.read,
        created=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        refused=len(plan.refusals),
        refusals_path=refusals,
    )


def _digest(rows: Iterable[Recorded]) -> str:
    """One digest under which all rows hang, whatever batch they belong to."""
    whole = hashlib.sha256()
    for row in rows:
        plain = {name: value for name, value in values_of(row).items() if name not in {"batch", "retired_at"}}
        whole.update(repr(sorted(plain.items())).encode())
    return whole.hexdigest()
