"""Which reports about an incident are there, what does each say, and what only a person can tell?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from opencaio.errors import BadPack
from opencaio.packs.incidents import load_incidents
from opencaio.packs.reader import read_file

REPORTS = Path(__file__).parent / "reports.yaml"


@dataclass(frozen=True, slots=True)
class Particular:
    """Something that a report says and only a person knows."""

    key: str
    question: str
    citation: str


@dataclass(frozen=True, slots=True)
class Line:
    """One point of a report: its label and its source; ``late``: needed only when the clock has run out."""

    label: str
    from_: str
    needed: Literal["always", "late"] = "always"


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report."""

    code: str
    title: str
    citation: str
    to: str
    note: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ReportsFile:
    """The file as it stands."""

    id: str
    title: str
    version: str
    particulars: tuple[Particular, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class Reports:
    """Reports and particulars by code."""

    reports: Mapping[str, Report]
    particulars: Mapping[str, Particular]


@lru_cache(maxsize=1)
def load_reports() -> Reports:
    """The reports. Raises BadPack where a line names a question or a particular that does not exist."""
    file, pack = read_file(REPORTS, into=ReportsFile), load_incidents()
    found = Reports({one.code: one for one in file.reports}, {one.key: one for one in file.particulars})
    for report in file.reports:
        for line in (line for part in report.parts for line in part.lines):
            kind, _, key = line.from_.partition(".")
            known = {"answer": set(pack.questions), "said": set(found.particulars)}.get(kind)
            if known is not None and key not in known:
                raise BadPack(f"{REPORTS.name}, {report.code}: there is no {line.from_}.")
    if twice := set(found.particulars) & set(pack.questions):
        raise BadPack(f"{REPORTS.name}: {', '.join(sorted(twice))} is asked among the questions, too.")
    wanted = {one.report for one in pack.clocks if one.report}
    if missing := wanted - set(found.reports):
        raise BadPack(f"{REPORTS.name}: a clock asks for {', '.join(sorted(missing))}, which is not here.")
    return found
