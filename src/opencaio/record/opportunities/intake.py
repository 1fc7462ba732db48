"""Which lines of workforce are in this file, by whatever names its columns go?"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opencaio.connectors.tables import Limits, read_tables
from opencaio.engines.intake.tables import Table
from opencaio.errors import BadFile
from opencaio.papers.numbers import counted

NAMES: Mapping[str, tuple[str, ...]] = {
    "department": ("department", "dept", "unit", "department code", "service"),
    "year": ("year", "annee", "année"),
    "title": ("title", "occupation", "job title", "job", "position", "role", "poste", "emploi", "fonction"),
    "people": ("people", "headcount", "heads", "fte", "employees", "staff", "effectif", "count"),
    "pay": ("pay", "salary", "wage", "annual pay", "yearly pay", "average pay", "salaire"),
    "loaded_hour": ("loaded_hour", "loaded hour"),
    "currency": ("currency", "devise"),
    "country": ("country", "pays"),
    "soc": ("soc", "soc code", "onet", "onet_soc", "o*net-soc code", "onet code"),
    "isco": ("isco", "isco-08", "isco08", "isco code"),
    "esco": ("esco", "esco uri", "esco code"),
}
NEEDED = ("department", "title", "people")
SYSTEMS = ("soc", "esco", "isco")
LIMITS = Limits(file=32 * 1024 * 1024, rows=20_001, columns=200, seconds=40)
MOST_FAULTS = 20
THOUSANDS = re.compile(r"^-?[1-9]\d{0,2}(\.\d{3})+$")
"""`45.000` as half of Europe writes forty-five thousand; pay and people have two decimals at most."""


def read_workforce(path: Path, *, year: int | None = None) -> list[dict[str, Any]]:
    """The rows for `workforce.import`. `year` is that of rows which name none.

    Raises BadFile or NotFound with the columns that are missing, or with each row that cannot be read.
    """
    table = read_tables(path, limits=LIMITS)
    columns = _columns(table)
    rows, faults = [], []
    for number, cells in table.records():
        told = {name: cells[header].strip() for name, header in columns.items()}
        if not any(told.values()):
            continue
        fault = _fault(told, year)
        if fault:
            faults.append(f"Row {number}: {fault}")
        else:
            rows.append(_row(told, year))
    if faults:
        more = f" (and {len(faults) - MOST_FAULTS} more)" if len(faults) > MOST_FAULTS else ""
        words = f"{counted(len(faults), 'row', 'rows')} cannot be used; nothing was taken in. {faults[0]}{more}"
        raise BadFile(words, details=faults[:MOST_FAULTS])
    if not rows:
        raise BadFile("The file has no rows of workforce.")
    return rows


def _columns(table: Table) -> dict[str, str]:
    """Which header says what: by its name, in any case."""
    headers = {one.strip().casefold(): one for one in table.headers}
    found = {name: headers[word] for name, words in NAMES.items() for word in reversed(words) if word in headers}
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise BadFile(
            f"The columns {', '.join(missing)} are missing. A list of workforce has department, title, people and, "
            f"if known, year, pay, currency, country and soc, isco or esco. Found: {', '.join(table.headers[:12])}."
        )
    return found


def _fault(told: Mapping[str, str], year: int | None) -> str:
    if not told["department"] or not told["title"]:
        return "department and title must be given."
    if not (told.get("year") or year):
        return "the year is missing; name it in a column, or for the whole file."
    for name in ("people", "pay", "loaded_hour"):
        if told.get(name) and _number(told[name]) is None:
            return f"{name}: “{told[name][:30]}” is not a number."
    if not told["people"]:
        return "how many people?"
    whole = told.get("year") or str(year)
    return "" if whole.isdigit() and 2000 <= int(whole) <= 2100 else f"year: “{whole[:20]}” is no year."


def _row(told: Mapping[str, str], year: int | None) -> dict[str, Any]:
    system = next((one for one in SYSTEMS if told.get(one)), "title")
    row: dict[str, Any] = {
        "department": told["department"],
        "year": int(told.get("year") or year or 0),
        "title": told["title"][:300],
        "given_system": system,
        "given_code": told.get(system, "") if system != "title" else "",
        "people": _number(told["people"]),
        "currency": told.get("currency", ""),
        "country": told.get("country", ""),
    }
    for name in ("pay", "loaded_hour"):
        if told.get(name):
            row[name] = _number(told[name])
    return row


def _number(text: str) -> str | None:
    """Digits as people write them (`1 234,5`, `1,234.5`, `€ 1'200`) as a plain decimal; None for what is none."""
    bare = "".join(one for one in text if one.isdigit() or one in ".,-")
    letters = [one for one in text if one.isalpha()]
    if len(letters) > 3 or not any(one.isdigit() for one in bare):
        return None
    if "," in bare and "." in bare:
        point = max(bare.rfind(","), bare.rfind("."))
        bare = bare[:point].replace(",", "").replace(".", "") + "." + bare[point + 1 :]
    elif "," in bare:
        bare = bare.replace(",", ".") if len(bare) - bare.rfind(",") - 1 != 3 else bare.replace(",", "")
    elif THOUSANDS.match(bare):
        bare = bare.replace(".", "")
    return bare if bare.count(".") <= 1 and bare.rfind("-") <= 0 else None
