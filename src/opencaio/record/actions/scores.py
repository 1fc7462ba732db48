"""How do scores of priority (WSJF, RICE, ICE, weighted) come on record, one by one or from a file?"""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import Field

from opencaio.engines.scores import SCHEMES, Scored, score
from opencaio.errors import BadFile, BadInput, NotFound
from opencaio.record.actions.initiatives import NOT_HERE, initiative
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Initiative, PriorityScore
from opencaio.record.permissions import Right

MOST_ROWS = 5000
LONGEST = 2_000_000
FIXED = ("code", "scheme", "source")


class SetScore(Asked):
    """The inputs of a scheme for an initiative, as numbers by name; the score is computed, never typed.

    WSJF: business_value, time_criticality, risk_reduction, job_size. RICE: reach, impact, confidence, effort.
    ICE: impact, confidence, ease. Weighted: criteria of your own, each with ``NAME.weight`` (else 1).
    """

    initiative: str
    scheme: str
    inputs: dict[str, Decimal | int | float | str] = Field(max_length=60)
    on: date | None = None
    source: str = Field("", max_length=200)


class RemoveScore(Asked):
    """A score that no longer holds."""

    initiative: str
    scheme: str


class ImportScores(Asked):
    """Rows of a CSV file: code, scheme, optional source, then one column an input (``impact``, ``fit.weight`` …).

    All rows or none: every row that is wrong is named with its line.
    """

    text: str = Field(min_length=1, max_length=LONGEST)
    source: str = Field("", max_length=200)
    on: date | None = None


@action("scores.set", right=Right.EDIT, words="Set a score")
def set_score(given: SetScore, change: Change) -> PriorityScore:
    """Score an initiative by a scheme, or score it anew."""
    work = initiative(given.initiative)
    change.allow(work.department_id)
    found = score(given.scheme, given.inputs)
    said = f"{found.score:.2f}" if found.score is not None else f"not known, {', '.join(found.missing)} missing"
    change.say(f"Scored {work.code} by {SCHEMES[given.scheme].title}: {said}")
    return _put(work, found, change, on=given.on, source=given.source)


@action("scores.remove", right=Right.EDIT, words="Remove a score")
def remove(given: RemoveScore, change: Change) -> PriorityScore:
    """The score no longer holds."""
    work = initiative(given.initiative)
    change.allow(work.department_id)
    held = PriorityScore.objects.filter(initiative=work, scheme=given.scheme, retired_at=None).first()
    if held is None:
        raise NotFound(f"{work.code} has no score by {given.scheme[:40]}.")
    change.say(f"Removed the {given.scheme} score of {work.code}")
    change.touch("initiative", work.pk)
    return change.update(held, version=None, values={"retired_at": change.at})


@action("scores.import", right=Right.EDIT, words="Import scores")
def import_scores(given: ImportScores, change: Change) -> list[PriorityScore]:
    """Take the scores of a file over: all of them, or none with every fault named."""
    rows = read_rows(given.text)
    works = _works(rows, change)
    change.say(f"Imported {len(rows)} scores" + (f" from {given.source}" if given.source else ""))
    return [
        _put(works[row["code"].casefold()], row["scored"], change, on=given.on, source=row["source"] or given.source)
        for row in rows
    ]


def read_rows(text: str) -> list[dict[str, Any]]:
    """The rows of a file with their scores. Raises BadFile naming every line that is wrong."""
    try:
        table = list(csv.DictReader(io.StringIO(text), strict=True, delimiter=_delimiter(text)))
    except csv.Error as fault:
        raise BadFile(f"This is not a CSV table: {fault}.") from fault
    if not table:
        raise BadFile("The file has no row under its header.")
    if missing := [name for name in ("code", "scheme") if name not in table[0]]:
        raise BadFile(f"The file needs a column {missing[0]}. Columns: code, scheme, source, then one an input.")
    if len(table) > MOST_ROWS:
        raise BadFile(f"The file has {len(table)} rows; {MOST_ROWS} can be imported at once.")
    found, faults, seen = [], [], set()
    for line, row in enumerate(table, start=2):
        key = (str(row["code"]).strip().casefold(), str(row["scheme"]).strip().lower())
        try:
            if key in seen:
                raise BadInput(f"{row['code']} is scored by {row['scheme']} twice.")
            seen.add(key)
            found.append(_row(row))
        except BadInput as fault:
            faults.append(f"line {line}: {fault.message}")
    if faults:
        raise BadFile(f"Nothing was imported. {faults[0]}", details=faults)
    return found


def _row(row: dict[str | None, Any]) -> dict[str, Any]:
    if None in row or None in row.values():
        raise BadInput("it has more or fewer cells than the header.")
    told = {str(name).strip(): str(value).strip() for name, value in row.items()}
    inputs = {name: value for name, value in told.items() if name not in FIXED and value}
    scored = score(told["scheme"].lower(), inputs)
    return {"code": told["code"], "scored": scored, "source": told.get("source", "")[:200]}


def _works(rows: list[dict[str, Any]], change: Change) -> dict[str, Initiative]:
    """Every initiative that the file names; one that may not be seen is as one that there is not."""
    held = {one.code.casefold(): one for one in Initiative.objects.filter(retired_at=None)}
    faults = []
    for row in rows:
        work = held.get(row["code"].casefold())
        if work is None or not change.actor.may(Right.READ, work.department_id):
            faults.append(f"{row['code'][:40]}: {NOT_HERE}")
            continue
        change.allow(work.department_id)
    if faults:
        raise NotFound(f"Nothing was imported. {faults[0]}", details=faults)
    return held


def _put(work: Initiative, found: Scored, change: Change, *, on: date | None, source: str) -> PriorityScore:
    values: dict[str, Any] = {
        "inputs": {name: f"{value.normalize():f}" for name, value in found.inputs.items()},
        "score": found.score,
        "on": on or timezone.localdate(change.at),
        "source": source,
        "retired_at": None,
    }
    change.touch("initiative", work.pk)
    held = PriorityScore.objects.filter(initiative=work, scheme=found.scheme).first()
    if held is None:
        return change.create(PriorityScore(initiative=work, scheme=found.scheme, **values))
    return change.update(held, version=None, values=values)


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
