"""What does a project of PSPLIB say (Kolisch and Sprecher 1997), and which ends are proven best?"""

import csv
from pathlib import Path

from opencaio.engines.scheduling import Project, Task


def read_project(path: Path) -> Project:
    """A single-mode project in the ``.sm`` format: tasks with their durations, successors and pools."""
    lines = path.read_text(encoding="latin-1").splitlines()
    after: dict[str, list[str]] = {}
    for row in _rows(lines, "PRECEDENCE RELATIONS", skip=2):
        for follower in row[3:]:
            after.setdefault(follower, []).append(row[0])
    sizes = _rows(lines, "RESOURCEAVAILABILITIES", skip=2)[0]
    tasks = tuple(_task(row, after.get(row[0], [])) for row in _rows(lines, "REQUESTS/DURATIONS", skip=3))
    pools = {f"R{number}": int(size) for number, size in enumerate(sizes)}
    return Project(tasks, days=sum(one.days for one in tasks) or 1, pools=pools)


def best_ends(path: Path) -> dict[str, int]:
    """The proven shortest length of each project of a file of bounds, by the project's file name."""
    lines = path.read_text(encoding="latin-1").splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("ID;"))
    rows = csv.DictReader(lines[head:], delimiter=";")
    return {row["Ref1"]: int(row["OPT value"]) for row in rows if (row["Ref1"] or "").endswith(".sm")}


def _task(row: list[str], after: list[str]) -> Task:
    number, _mode, days, *needs = row
    pools = {f"R{index}": int(need) for index, need in enumerate(needs) if int(need)}
    return Task(number, int(days), after=tuple(after), pools=pools)


def _rows(lines: list[str], title: str, *, skip: int) -> list[list[str]]:
    start = next(number for number, line in enumerate(lines) if line.startswith(title)) + skip
    found = []
    for line in lines[start:]:
        if line.startswith("*"):
            break
        found.append(line.split())
    return found
