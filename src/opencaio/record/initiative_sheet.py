"""How does a table of initiatives become what ``initiatives.add_many`` takes, and what is wrong in which row?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from opencaio.connectors.tables import read_tables
from opencaio.errors import BadFile, BadInput
from opencaio.record.actions.initiative_intake import MANY, NewInitiative
from opencaio.record.actions.registry import read_input

PLAIN = (
    "code", "name", "department", "purpose", "stage", "starts_on", "ends_on", "status", "horizon", "value_low",
    "value_mid", "value_high", "earliest", "deadline", "quarters", "is_mandatory", "mandatory_because", "load", "risk",
    "tracker",
)  # fmt: skip
"""Columns that hold one field as it is; an empty cell says nothing."""
NEEDED = ("name", "department")
SPEND = re.compile(r"^(capex|opex) (\d{4})$")
PEOPLE = re.compile(r"^people (\S+)$")
TOLD = 50
EXAMPLE = {
    "name": "Invoices read by machine", "department": "FIN", "use_cases": "UC-0001; UC-0002", "stage": "pilot",
    "horizon": "H1", "value_low": "80000", "value_mid": "120000", "value_high": "200000", "earliest": "2027Q1",
    "quarters": "2", "load": "1", "risk": "2", "capex 2027": "60000", "opex 2027": "20000", "opex 2028": "20000",
    "people ml_engineer": "1; 0.5",
}  # fmt: skip
COLUMNS = ("code", "name", "department", "use_cases", *PLAIN[3:], "capex 2027", "opex 2027", "opex 2028")


def template() -> tuple[list[str], list[str]]:
    """The header of such a table and a row as an example; the columns of money and people are to be repeated."""
    header = [*COLUMNS, "people ml_engineer"]
    return header, [EXAMPLE.get(name, "") for name in header]


def read_initiatives(path: Path) -> list[NewInitiative]:
    """Every row of the file. Raises ``BadFile`` for unknown columns, and for faulty rows with each row and fault."""
    table = read_tables(path)
    headers = [" ".join(one.lower().split()) for one in table.headers]
    _known(headers, path.name)
    found, faults = [], []
    for number, cells in zip(table.numbers, table.rows, strict=True):
        told = {name: cell.strip() for name, cell in zip(headers, cells, strict=True) if cell.strip()}
        if not told:
            continue
        try:
            one = read_input(NewInitiative, _given(told))
            assert isinstance(one, NewInitiative)
            found.append(one)
        except BadInput as fault:
            faults.append(f"row {number}, {told.get('name', 'without a name')[:60]}: {fault.message}")
    if faults:
        words = f"{len(faults)} rows of {path.name} cannot be read; nothing was added."
        raise BadFile(words, details=faults[:TOLD])
    if not 0 < len(found) <= MANY:
        raise BadFile(f"{path.name} has {len(found)} initiatives; give between 1 and {MANY}.")
    return found


def _known(headers: list[str], name: str) -> None:
    lacking = [one for one in NEEDED if one not in headers]
    strange = [one for one in headers if one not in (*PLAIN, "use_cases") and not SPEND.match(one)]
    strange = [one for one in strange if not PEOPLE.match(one)]
    if lacking or strange:
        wrong = [
            *(f"the column {one} is missing" for one in lacking),
            *(f"no column is called {one}" for one in strange),
        ]
        raise BadFile(f"{name}: {'; '.join(wrong[:10])}. See `caio initiatives template`.", details=wrong)


def _given(told: dict[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {name: told[name] for name in PLAIN if name in told}
    given["use_cases"] = list(_parts(told.get("use_cases", "")))
    if spend := [_spend(match, cell) for name, cell in told.items() if (match := SPEND.match(name))]:
        given["spend"] = spend
    if demand := {match[1]: _people(cell, told) for name, cell in told.items() if (match := PEOPLE.match(name))}:
        given["demand"] = demand
    return given


def _spend(match: re.Match[str], cell: str) -> dict[str, str]:
    return {"line": match[1], "year": match[2], "amount": cell}


def _people(cell: str, told: dict[str, str]) -> list[str]:
    """One number counts in every quarter of the work; several stand for a quarter each."""
    people = list(_parts(cell))
    quarters = told.get("quarters", "")
    return people * min(int(quarters), 40) if len(people) == 1 and quarters.isdecimal() else people


def _parts(cell: str) -> Iterator[str]:
    return (part.strip() for part in cell.split(";") if part.strip())
