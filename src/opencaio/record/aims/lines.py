"""What is told of an objective, a key result and its readings, in every face?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from opencaio.engines.objectives import Rolled, Standing
from opencaio.papers.numbers import day
from opencaio.record.aims.standing import AimStanding, ResultStanding
from opencaio.record.models import Reading


class ReadingLine(BaseModel):
    """A measured value; ``progress`` is its share of the way from baseline to target."""

    on: date
    value: Decimal
    source: str


class KeyResultLine(BaseModel):
    """One key result and where it stands.

    ``state`` is met, on_track, behind, missed, ahead (its period has not begun), open (no period), unmeasured or
    undefined (no baseline or target). Progress is a share of the way from baseline to target; ``expected_then`` is what
    a straight line asked for on the day of the last reading, ``expected`` asks for today; ``trend`` and ``needed`` are
    progress a month. ``because`` says why in words.
    """

    id: int
    version: int
    code: str
    text: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    wants: str
    owner: str
    owner_id: int | None
    state: str
    because: str
    progress: float | None
    expected: float | None
    expected_then: float | None
    value: Decimal | None
    read_on: date | None
    source: str
    trend: float | None
    projected: float | None
    needed: float | None
    days_left: int | None
    is_stale: bool
    readings: list[ReadingLine]


class ObjectiveLine(BaseModel):
    """One objective in its place in the tree.

    ``status`` is what was said of it, ``state`` what its parts sum up to. ``progress`` is the mean over what is known,
    ``low`` to ``high`` holds it whatever the unknown parts turn out to be, ``known`` is the share of weight that was
    measured. ``works`` counts what is tied to it and the asker may see, ``strongest`` the strongest of these ties.
    """

    id: int
    version: int
    code: str
    title: str
    depth: int
    parent: str
    department: str
    department_code: str
    department_id: int | None
    owner: str
    owner_id: int | None
    starts_on: date | None
    ends_on: date | None
    days_left: int | None
    weight: Decimal
    status: str
    state: str
    because: str
    progress: float | None
    low: float | None
    high: float | None
    expected: float | None
    known: float
    parts: int
    unmeasured: int
    works: int
    strongest: int
    key_results: list[KeyResultLine]


def objective_line(one: AimStanding, *, on: date, strengths: Sequence[int] = ()) -> ObjectiveLine:
    """An objective as a line; ``strengths`` are those of its ties that the asker may see."""
    row, rolled = one.row, one.rolled
    plain = ("version", "code", "title", "department_id", "owner_id", "starts_on", "ends_on", "weight", "status")
    counted = ("state", "progress", "low", "high", "expected", "known", "parts")
    return ObjectiveLine(
        id=row.pk,
        depth=one.depth,
        parent=row.parent.code if row.parent else "",
        department=row.department.name if row.department else "",
        department_code=row.department.code if row.department else "",
        owner=row.owner.name if row.owner else "",
        days_left=(row.ends_on - on).days if row.ends_on else None,
        because=why_objective(rolled),
        unmeasured=sum(part.standing.progress is None for part in one.results),
        works=len(strengths),
        strongest=max(strengths, default=0),
        key_results=[key_result_line(part) for part in one.results],
        **{name: getattr(row, name) for name in plain},
        **{name: getattr(rolled, name) for name in counted},
    )


def key_result_line(one: ResultStanding) -> KeyResultLine:
    """A key result as a line, with all its readings."""
    row, standing = one.row, one.standing
    last = next((held for held in reversed(one.readings) if standing.last and held.on == standing.last.on), None)
    plain = ("version", "code", "text", "unit", "baseline", "target", "owner_id")
    counted = (
        "state",
        "progress",
        "expected",
        "expected_then",
        "trend",
        "projected",
        "needed",
        "days_left",
        "is_stale",
    )
    return KeyResultLine(
        id=row.pk,
        wants=_wants(row.baseline, row.target),
        owner=row.owner.name if row.owner else "",
        because=why_result(standing),
        value=last.value if last else None,
        read_on=last.on if last else None,
        source=last.source if last else "",
        readings=[reading_line(held) for held in one.readings],
        **{name: getattr(row, name) for name in plain},
        **{name: getattr(standing, name) for name in counted},
    )


def reading_line(row: Reading) -> ReadingLine:
    """One measured value."""
    return ReadingLine(on=row.on, value=row.value, source=row.source)


def why_result(one: Standing) -> str:
    """Why a key result stands as it does, in a sentence or two."""
    if one.state == "undefined":
        return "Without a baseline and a target that differ, nothing says how far it is."
    if one.progress is None or one.last is None:
        return "Nobody has measured it yet: that is unknown, not nothing."
    words = [f"{_share(one.progress)} of the way on {day(one.last.on)}"]
    if one.expected_then is not None and one.state in {"on_track", "behind"}:
        words.append(f"a straight line asks for {_share(one.expected_then)} by that day")
    if one.state == "behind" and one.needed is not None and one.days_left:
        words.append(f"the rest takes {_share(one.needed)} a month in the {one.days_left} days left")
    if one.state == "missed":
        words.append("and the period is over")
    stale = " The reading is older than a quarter." if one.is_stale else ""
    return "; ".join(words) + "." + stale


def why_objective(one: Rolled) -> str:
    """Why an objective stands as it does."""
    if not one.parts:
        return "No key result says when it is reached."
    if one.progress is None:
        return "None of its parts was measured: that is unknown, not nothing."
    words = [f"{_share(one.progress)} of the way, the weighted mean of its parts"]
    if one.expected is not None and one.state in {"on_track", "behind"}:
        words.append(f"a straight line asked for {_share(one.expected)} on the days of the readings")
    if not one.is_whole:
        words.append(f"with what nobody measured, between {_share(one.low or 0)} and {_share(one.high or 0)}")
    return "; ".join(words) + "."


def _wants(baseline: Decimal | None, target: Decimal | None) -> str:
    if baseline is None or target is None or baseline == target:
        return ""
    return "more" if target > baseline else "less"


def _share(value: float) -> str:
    return f"{round(value * 100)} %"
