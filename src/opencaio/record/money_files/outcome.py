"""What would become, and what became, of each row of a file of money?"""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.conf import settings
from pydantic import BaseModel

from opencaio.connectors.tables.refusals import write_refusals
from opencaio.engines.intake.drafts import Refusal
from opencaio.record.money_files.reading import Sheet

Row = TypeVar("Row")


@dataclass
class MoneyPlan(Generic[Row]):
    """A file as judged: rows to create, rows on record to change (with their new values), refusals and warnings.

    ``stamp`` is the state of the record it was judged against; ``total`` the sum to be created in the report currency.
    """

    kind: str
    sheet: Sheet
    stamp: tuple[Any, ...]
    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    total: Decimal = Decimal(0)
    currency: str = ""

    @property
    def read(self) -> int:
        """How many rows the file has."""
        return len(self.new) + len(self.changed) + self.unchanged + len(self.refusals)

    @property
    def changes_nothing(self) -> bool:
        """True when importing it would write nothing."""
        return not (self.new or self.changed)

    def refuse(self, number: int, raw: tuple[str, ...], text: str) -> None:
        """Leave a row out, and say why."""
        self.refusals.append(Refusal(row=number, column="", code="refused", text=text, raw=raw))


class RefusedRow(BaseModel):
    """One row that stayed out, and why."""

    row: int
    reason: str


class MoneyReport(BaseModel):
    """What became of a file: ``refusals`` is a file of the rows to mend, ``rows`` the first of them with reasons."""

    kind: str
    file: str
    read: int
    created: int
    changed: int
    unchanged: int
    refused: int
    total: Decimal
    currency: str
    batch: int | None
    refusals: str
    rows: list[RefusedRow]
    warnings: list[RefusedRow]
    dry_run: bool = False


MOST_SHOWN = 100


def report_of(
    plan: MoneyPlan[Any], *, batch: int | None = None, refusals: str = "", dry_run: bool = False
) -> MoneyReport:
    """The report of a plan, written or not."""
    return MoneyReport(
        kind=plan.kind,
        file=plan.sheet.file_name,
        read=plan.read,
        created=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        refused=len(plan.refusals),
        total=plan.total,
        currency=plan.currency,
        batch=batch,
        refusals=refusals,
        rows=[RefusedRow(row=one.row, reason=one.text) for one in plan.refusals[:MOST_SHOWN]],
        warnings=[RefusedRow(row=row, reason=text) for row, text in plan.warnings[:MOST_SHOWN]],
        dry_run=dry_run,
    )


def write_refusals_of(plan: MoneyPlan[Any]) -> str:
    """Write the refused rows to a file beside the record, to mend and import again; its path, or nothing."""
    if not plan.refusals:
        return ""
    folder = Path(settings.OPENCAIO_HOME) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = Path(plan.sheet.file_name).stem[:80]
    path = folder / f"{stem}-{plan.sheet.table.sha256[:8]}-refused.csv"
    write_refusals(path, plan.sheet.table, plan.refusals)
    return str(path)
