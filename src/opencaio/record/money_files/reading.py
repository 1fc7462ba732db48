"""Which of the columns of an uploaded file are ours, and what do its rows say?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opencaio.connectors.tables import read_tables
from opencaio.engines.budget.cells import cell, columns, decimal_sign
from opencaio.engines.intake.tables import Table
from opencaio.errors import BadFile
from opencaio.record.importing.uploads import upload_path

Known = Mapping[str, tuple[str, ...]]
ACTUALS: Known = {
    "month": ("month", "period", "posting month", "date", "posting date", "mois"),
    "department": ("department", "dept", "department code", "cost centre", "cost center", "service"),
    "line": ("line", "budget line", "capex/opex", "capex opex", "ligne"),
    "kind": ("kind", "type", "category", "nature"),
    "use": ("use", "use case", "usecase", "use code"),
    "initiative": ("initiative", "project", "projet"),
    "vendor": ("vendor", "supplier", "fournisseur"),
    "amount": ("amount", "cost", "total", "sum", "net amount", "montant"),
    "currency": ("currency", "devise", "iso currency"),
    "reference": ("reference", "invoice", "invoice number", "bill", "document"),
    "note": ("note", "description", "text", "comment"),
    "quantity": ("quantity", "qty", "volume"),
    "unit": ("unit", "unit of measure"),
}
BUDGETS: Known = {
    "department": ACTUALS["department"],
    "year": ("year", "fiscal year", "année"),
    "line": ACTUALS["line"],
    "purpose": ("purpose", "run/change", "run or change"),
    "amount": ("amount", "budget", "total", "montant"),
    "currency": ACTUALS["currency"],
    "carry": ("carry", "carry over", "carry-over"),
    "note": ACTUALS["note"],
}
RATES: Known = {
    "currency": ("currency", "code", "devise"),
    "on": ("on", "date", "day"),
    "rate": ("rate", "exchange rate", "taux"),
    "source": ("source",),
}
NEEDED = {
    "actuals": (ACTUALS, ("month", "line", "amount")),
    "budgets": (BUDGETS, ("department", "year", "line", "amount")),
    "rates": (RATES, ("currency", "on", "rate")),
}


@dataclass(frozen=True)
class Sheet:
    """A file as read: its table, which header stands for which of our columns, how its amounts write decimals."""

    file_name: str
    table: Table
    header: Mapping[str, str]
    sign: str

    def rows(self) -> Iterator[tuple[int, tuple[str, ...], dict[str, str]]]:
        """Each row: its number in the file, its cells as they came, and ours by name; blank rows are left out."""
        place = {name: self.table.headers.index(header) for name, header in self.header.items()}
        for number, raw in zip(self.table.numbers, self.table.rows, strict=True):
            if any(one.strip() for one in raw):
                yield number, raw, {name: cell(raw[at]) for name, at in place.items()}


def read_sheet(upload: str, *, file_name: str, kind: str, sheet: str | None = None) -> Sheet:
    """Read an upload as actuals, budgets or rates. Raises ``BadFile`` that names the columns it lacks."""
    table = read_tables(upload_path(upload), sheet=sheet)
    known, needed = NEEDED[kind]
    header = columns(table.headers, known)
    lacking = [name for name in needed if name not in header]
    if kind == "actuals" and not {"department", "use"} & header.keys():
        lacking.append("department (or use)")
    if lacking:
        raise BadFile(
            f"{file_name} lacks the columns {', '.join(lacking)}. It has: {', '.join(table.headers[:12])}. "
            f"Known columns: {', '.join(known)}.",
            details=lacking,
        )
    amount = header.get("amount") or header["rate"]
    at = table.headers.index(amount)
    return Sheet(file_name, table, header, decimal_sign(row[at] for row in table.rows))
