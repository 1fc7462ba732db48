"""Which tasks make up an occupation, how exposed to AI did people and GPT-4 judge them, and what is the work paid?

Codes, weights, scores and group names only: the wording of tasks is O*NET's and is read from the user's own file.
`tools/make_work.py` writes the four files. Titles of occupations: O*NET, US Department of Labor, CC BY 4.0.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import cast

from opencaio.engines.opportunity.model import Group, Label, Occupation, Rung, Task
from opencaio.errors import BadPack
from opencaio.packs.reader import read_file

HERE = Path(__file__).parent
BENCHMARK_COUNTRY, BENCHMARK_CURRENCY, BENCHMARK_YEAR = "US", "USD", 2025
LABELS = frozenset({"", "E0", "E1", "E2"})
RUNGS = frozenset({"", "T0", "T1", "T2", "T3", "T4"})


@dataclass(frozen=True, slots=True)
class GroupsFile:
    """What stands in `groups.yaml`."""

    id: str
    title: str
    version: str
    sources: dict[str, str]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class WorkPack:
    """Groups and occupations by id, tasks by occupation, the crosswalk, and the sources of it all."""

    version: str
    sources: Mapping[str, str]
    groups: Mapping[str, Group]
    occupations: Mapping[str, Occupation]
    tasks: Mapping[str, tuple[Task, ...]]
    crosswalk: tuple[Rung, ...]


@lru_cache(maxsize=1)
def load_work() -> WorkPack:
    """The whole pack. Raises BadPack for a label, group or occupation that there is not."""
    return read_work(HERE)


@lru_cache(maxsize=1)
def load_groups() -> Mapping[str, Group]:
    """The groups of tasks by id, in their order."""
    return {one.id: one for one in read_file(HERE / "groups.yaml", into=GroupsFile).groups}


def read_work(folder: Path) -> WorkPack:
    """The pack in a folder."""
    raw = read_file(folder / "groups.yaml", into=GroupsFile)
    groups = {one.id: one for one in raw.groups}
    occupations = {one.code: one for one in map(_occupation, _rows(folder / "occupations.csv"))}
    tasks: dict[str, list[Task]] = {code: [] for code in occupations}
    for row in _rows(folder / "tasks.csv"):
        if row["group"] not in groups or row["occupation"] not in occupations:
            raise BadPack(f"tasks.csv: {row['task']} is of {row['group']} and {row['occupation']}: one is unknown.")
        tasks[row["occupation"]].append(_task(row))
    crosswalk = tuple(map(_rung, _rows(folder / "crosswalk.csv")))
    for one in crosswalk:
        if one.occupation not in occupations:
            raise BadPack(f"crosswalk.csv: {one.name} leads to {one.occupation}, which there is not.")
    kept = {code: tuple(own) for code, own in tasks.items()}
    return WorkPack(raw.version, raw.sources, groups, occupations, kept, crosswalk)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _occupation(row: dict[str, str]) -> Occupation:
    wages = {key: Decimal(row[key]) if row[key] else None for key in ("mean", "median", "p10", "p90")}
    return Occupation(
        code=row["code"],
        title=row["title"],
        isco=tuple(row["isco"].split()),
        wage_soc=row["wage_soc"],
        employment=int(row["employment"]) if row["employment"] else None,
        **wages,
    )


def _task(row: dict[str, str]) -> Task:
    if not (row["human"] in LABELS and row["gpt4"] in LABELS and row["automation"] in RUNGS):
        raise BadPack(f"tasks.csv: {row['task']}: {row['human']}, {row['gpt4']}, {row['automation']}: unknown label.")
    return Task(
        id=int(row["task"]),
        occupation=row["occupation"],
        weight=int(row["weight"]),
        human=cast(Label, row["human"]),
        gpt4=cast(Label, row["gpt4"]),
        automation=row["automation"],
        observed=float(row["observed"] or 0),
        group=row["group"],
    )


def _rung(row: dict[str, str]) -> Rung:
    return Rung(row["isco"], row["esco"], row["name"], row["occupation"], float(row["confidence"]))
