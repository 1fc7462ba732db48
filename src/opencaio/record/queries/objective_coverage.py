"""Which objectives does AI not serve, and which AI serves no objective?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.objectives import Aim, Coverage, Tie, Work, cover
from opencaio.record.actions.registry import Asked
from opencaio.record.aims.seeing import seen_alignments, seen_objectives
from opencaio.record.models import Alignment, Initiative, Objective, UseCase
from opencaio.record.permissions import EVERYWHERE, Actor
from opencaio.record.queries.registry import query, visible
from opencaio.record.scopes import readable

RUNNING = ("proposed", "active")


class AskCoverage(Asked):
    """For one year (none: what is proposed or active now and not over), one department and those below it (none: all).

    A department narrows the work; an objective of the whole organisation stays. ``size`` bounds the list of work that
    serves no objective.
    """

    year: int | None = Field(None, ge=1990, le=2200)
    department: str = ""
    size: int = Field(100, ge=1, le=5000)


class ServedLine(BaseModel):
    """One objective: ``coverage`` 0 to 1, the strongest tie to itself (0: none), how many works serve it directly."""

    code: str
    title: str
    department: str
    owner: str
    status: str
    weight: float
    coverage: float
    strongest: int
    works: int


class WorkLine(BaseModel):
    """A piece of work that serves no objective."""

    kind: str
    code: str
    name: str
    stage: str
    department: str


class DepartmentLine(BaseModel):
    """How much of a department's work serves an objective; ``share`` is None where there is no work."""

    code: str
    name: str
    works: int
    aligned: int
    share: float | None


class CoverageCell(BaseModel):
    """How many works of a department serve an objective directly, and how strongly the strongest does."""

    objective: str
    department: str
    works: int
    strongest: int


class CoverageFound(BaseModel):
    """What is served by what, among what the asker may see.

    ``weighted`` is the mean coverage by weight (None without objectives), ``served`` how many objectives anything
    serves. ``idle`` are the works that serve none (``idle_total`` of ``works_total``).
    """

    objectives: list[ServedLine]
    weighted: float | None
    served: int
    without_ai: list[str]
    idle: list[WorkLine]
    idle_total: int
    works_total: int
    departments: list[DepartmentLine]
    cells: list[CoverageCell]
    as_of: date


@query("objectives.coverage", words="Show which objectives AI serves")
def coverage(given: AskCoverage, actor: Actor) -> CoverageFound:
    """Objectives without AI, AI without objective, by department, and the coverage by weight."""
    on, scope = timezone.localdate(), readable(given.department, actor)
    aims = {row.pk: row for row in _aims(seen_objectives(actor), given, scope, on)}
    works = {one.key: (one, row) for one, row in _works(actor, scope)}
    ties = [_tie(one) for one in seen_alignments(actor).filter(objective__in=aims)]
    found = cover(_engine_aims(aims.values()), (one for one, _row in works.values()), ties)
    rows = [works[key][1] for key in found.without_aim]
    return CoverageFound(
        objectives=[_served(row, found) for row in aims.values()],
        weighted=found.weighted,
        served=len(aims) - len(found.without_ai),
        without_ai=[aims[key].code for key in found.without_ai],  # type: ignore[index]
        idle=[_work_line(row) for row in rows[: given.size]],
        idle_total=len(rows),
        works_total=len(works),
        departments=_departments([row for _one, row in works.values()], rows),
        cells=[
            CoverageCell(objective=aims[aim].code, department=home, works=count, strongest=strongest)  # type: ignore[index]
            for (aim, home), (count, strongest) in found.cells.items()
        ],
        as_of=on,
    )


def _aims(rows: QuerySet[Objective], given: AskCoverage, scope: frozenset[int] | None, on: date) -> QuerySet[Objective]:
    if given.department and scope is not EVERYWHERE:
        rows = rows.filter(Q(department=None) | Q(department__in=scope))
    rows = rows.exclude(status="dropped").select_related("department", "owner").order_by("code")
    if given.year is None:
        return rows.filter(Q(ends_on=None) | Q(ends_on__gte=on), status__in=RUNNING)
    first, last = date(given.year, 1, 1), date(given.year, 12, 31)
    return rows.filter(Q(starts_on=None) | Q(starts_on__lte=last), Q(ends_on=None) | Q(ends_on__gte=first))


def _works(actor: Actor, scope: frozenset[int] | None) -> Iterable[tuple[Work, Any]]:
    for kind, table in (("initiative", Initiative), ("use_case", UseCase)):
        rows: QuerySet[Any] = visible(table._base_manager.filter(retired_at=None).exclude(stage="retired"), actor)
        rows = rows if scope is EVERYWHERE else rows.filter(department__in=scope)
        for row in rows.select_related("department").only("code", "name", "stage", "department").order_by("code"):
            yield Work((kind, row.pk), row.department.code), row


def _engine_aims(rows: Iterable[Objective]) -> list[Aim]:
    return [Aim(row.pk, row.parent_id, float(row.weight)) for row in rows]


def _tie(one: Alignment) -> Tie:
    key = ("initiative", one.initiative_id) if one.initiative_id else ("use_case", one.use_case_id)
    return Tie(one.objective_id, key, one.strength)


def _served(row: Objective, found: Coverage) -> ServedLine:
    held = found.served[row.pk]
    return ServedLine(
        code=row.code,
        title=row.title,
        department=row.department.name if row.department else "",
        owner=row.owner.name if row.owner else "",
        status=row.status,
        weight=float(row.weight),
        coverage=held.coverage,
        strongest=held.strongest,
        works=held.works,
    )


def _work_line(row: Any) -> WorkLine:
    kind = "initiative" if isinstance(row, Initiative) else "use_case"
    return WorkLine(kind=kind, code=row.code, name=row.name, stage=row.stage, department=row.department.name)


def _departments(rows: list[Any], idle: list[Any]) -> list[DepartmentLine]:
    lines: dict[int, list[int]] = {}
    names = {row.department_id: row.department for row in rows}
    resting = {(type(row), row.pk) for row in idle}
    for row in rows:
        held = lines.setdefault(row.department_id, [0, 0])
        held[0] += 1
        held[1] += (type(row), row.pk) not in resting
    found = [
        DepartmentLine(code=names[key].code, name=names[key].name, works=all_, aligned=some, share=some / all_)
        for key, (all_, some) in lines.items()
    ]
    return sorted(found, key=lambda one: (-one.works, one.name))
