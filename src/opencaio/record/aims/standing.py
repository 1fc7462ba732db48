"""How far is each of these objectives today, from its key results and those below it?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from opencaio.engines.objectives import (
    Measure,
    Part,
    Reading,
    Rolled,
    Standing,
    as_part,
    in_order,
    part_of,
    roll_up,
    stand,
)
from opencaio.record.models import KeyResult, Objective
from opencaio.record.models import Reading as ReadingRow

LEFT_OUT = frozenset({"proposed", "dropped"})
"""Objectives below of these states do not count for the one above: nobody has agreed on them, or nobody wants them."""


@dataclass(frozen=True)
class ResultStanding:
    """A key result, its readings from the oldest on, and where it stands."""

    row: KeyResult
    readings: tuple[ReadingRow, ...]
    standing: Standing


@dataclass(frozen=True)
class AimStanding:
    """An objective with its place in the tree, its key results, and what they and those below it sum up to."""

    row: Objective
    depth: int
    results: tuple[ResultStanding, ...]
    rolled: Rolled


def stand_all(rows: Iterable[Objective], *, on: date) -> dict[int, AimStanding]:
    """Each objective by its number, in the order of the tree; three queries at most."""
    by_key = {row.pk: row for row in rows}
    results = _results(by_key, on=on)
    order = list(in_order({key: row.parent_id for key, row in by_key.items()}))
    rolled: dict[int, Rolled] = {}
    below: dict[int, list[Part]] = defaultdict(list)
    for key, _depth in reversed(order):
        row = by_key[key]
        rolled[key] = roll_up([*(part_of(one.standing) for one in results.get(key, ())), *below[key]])
        if row.parent_id in by_key and row.status not in LEFT_OUT and rolled[key].parts:
            below[row.parent_id].append(as_part(rolled[key], weight=float(row.weight)))
    return {key: AimStanding(by_key[key], depth, tuple(results.get(key, ())), rolled[key]) for key, depth in order}


def measure_of(row: KeyResult, objective: Objective, readings: Iterable[ReadingRow]) -> Measure:
    """A key result as the engine reads it."""
    held = tuple(Reading(one.on, one.value) for one in readings)
    return Measure(row.baseline, row.target, objective.starts_on, objective.ends_on, held)


def _results(objectives: Mapping[int, Objective], *, on: date) -> dict[int, list[ResultStanding]]:
    rows = KeyResult.objects.filter(objective__in=objectives, retired_at=None).select_related("owner")
    readings = _readings(rows)
    found: dict[int, list[ResultStanding]] = defaultdict(list)
    for row in rows.order_by("code"):
        held = tuple(readings.get(row.pk, ()))
        standing = stand(measure_of(row, objectives[row.objective_id], held), on=on)
        found[row.objective_id].append(ResultStanding(row, held, standing))
    return found


def _readings(rows: QuerySet[KeyResult]) -> dict[int, list[ReadingRow]]:
    found: dict[int, list[ReadingRow]] = defaultdict(list)
    for one in ReadingRow.objects.filter(key_result__in=rows.order_by().values("pk"), retired_at=None).order_by("on"):
        found[one.key_result_id].append(one)
    return found
