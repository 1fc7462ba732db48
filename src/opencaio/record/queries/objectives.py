"""What do we want to reach, how far is it, and what serves it?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.objectives import in_order
from opencaio.record.actions.registry import Asked
from opencaio.record.aims.lines import ObjectiveLine, objective_line
from opencaio.record.aims.seeing import objective_seen, seen_alignments, seen_objectives
from opencaio.record.aims.standing import AimStanding, stand_all
from opencaio.record.models import Department, Objective
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.alignments import AlignmentLine, lines_of
from opencaio.record.queries.registry import query

LIVE = ("proposed", "active")


class AskTree(Asked):
    """Filters over the tree; an empty one lets everything through.

    ``year`` takes objectives whose period touches it. ``department`` takes those below it too, ``none`` those of the
    whole organisation. ``status``: ``live`` (proposed or active) or one of its own words. ``state``: ``behind`` and the
    like; ``unmeasured`` also those of which a part is. ``owner`` is a person's number, ``me`` or ``none``.
    """

    q: str = Field("", max_length=200)
    year: int | None = Field(None, ge=1990, le=2200)
    department: str = ""
    status: str = Field("", pattern="^(live|proposed|active|met|partly_met|missed|dropped)?$")
    state: str = Field("", pattern="^(met|on_track|behind|missed|ahead|open|unmeasured|undefined)?$")
    owner: str = Field("", pattern="^(me|none|[0-9]{0,9})$")


class ObjectiveTree(BaseModel):
    """Objectives in the order of the tree: those below follow the one that they stand below, one deeper."""

    rows: list[ObjectiveLine]
    total: int
    years: list[int]
    as_of: date


class ShowObjective(Asked):
    """One objective, by its code."""

    code: str


class Neighbour(BaseModel):
    """An objective above or below."""

    code: str
    title: str
    state: str
    status: str
    progress: float | None


class ObjectivePage(ObjectiveLine):
    """One objective with all that belongs to it, as far as the asker may see it."""

    description: str
    parent_title: str
    below: list[Neighbour]
    alignments: list[AlignmentLine]
    may_edit: bool
    may_retire: bool
    as_of: date


@query("objectives.tree", words="Show the tree of objectives")
def tree(given: AskTree, actor: Actor) -> ObjectiveTree:
    """The objectives that the asker may see and the filters let through, each with its key results."""
    on = timezone.localdate()
    known = _all(actor, on)
    chosen = _chosen(seen_objectives(actor), given, actor)
    keys = {key for key in chosen.values_list("pk", flat=True) if _in_state(known[key], given.state)}
    strengths = _strengths(actor)
    parents = {key: one.row.parent_id for key, one in known.items() if key in keys}
    lines = []
    for key, depth in in_order(parents):
        line = objective_line(known[key], on=on, strengths=strengths.get(key, ()))
        lines.append(line.model_copy(update={"depth": depth}))
    return ObjectiveTree(rows=lines, total=len(lines), years=_years(known.values()), as_of=on)


@query("objectives.show", words="Show one objective")
def show(given: ShowObjective, actor: Actor) -> ObjectivePage:
    """One objective: its key results with their readings, those around it in the tree, and the work that serves it."""
    row, on = objective_seen(given.code, actor), timezone.localdate()
    known = _all(actor, on)
    ties = lines_of(seen_alignments(actor).filter(objective=row))
    below = [one for one in known.values() if one.row.parent_id == row.pk]
    line = objective_line(known[row.pk], on=on, strengths=[one.strength for one in ties])
    above = known.get(row.parent_id or 0)
    return ObjectivePage(
        **{**line.model_dump(), "parent": above.row.code if above else ""},
        description=row.description,
        parent_title=above.row.title if above else "",
        below=[_neighbour(one) for one in below],
        alignments=ties,
        may_edit=actor.may(Right.EDIT, row.department_id),
        may_retire=actor.may(Right.RETIRE, row.department_id),
        as_of=on,
    )


def _all(actor: Actor, on: date) -> dict[int, AimStanding]:
    return stand_all(seen_objectives(actor).select_related("department", "owner", "parent"), on=on)


def _chosen(rows: QuerySet[Objective], given: AskTree, actor: Actor) -> QuerySet[Objective]:
    for word in given.q.split():
        rows = rows.filter(Q(title__icontains=word) | Q(code__icontains=word) | Q(description__icontains=word))
    if given.year:
        first, last = date(given.year, 1, 1), date(given.year, 12, 31)
        rows = rows.filter(Q(starts_on=None) | Q(starts_on__lte=last), Q(ends_on=None) | Q(ends_on__gte=first))
    if given.department == "none":
        rows = rows.filter(department=None)
    elif given.department:
        home = Department.objects.filter(code__iexact=given.department).values_list("path", flat=True).first()
        rows = rows.filter(department__path__startswith=home) if home else rows.none()
    if given.status:
        rows = rows.filter(status__in=LIVE if given.status == "live" else (given.status,))
    if given.owner:
        owner = actor.person_id if given.owner == "me" else None if given.owner == "none" else int(given.owner)
        rows = rows.filter(owner=owner)
    return rows


def _in_state(one: AimStanding, state: str) -> bool:
    if state == "unmeasured":
        return any(part.standing.state == "unmeasured" for part in one.results) or one.rolled.state == "unmeasured"
    return not state or one.rolled.state == state


def _strengths(actor: Actor) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, strength in seen_alignments(actor).values_list("objective", "strength"):
        found[key].append(strength)
    return found


def _years(known: Iterable[AimStanding]) -> list[int]:
    days = [one.row.ends_on for one in known if one.row.ends_on]
    return sorted({day.year for day in days}, reverse=True)


def _neighbour(one: AimStanding) -> Neighbour:
    row = one.row
    return Neighbour(code=row.code, title=row.title, state=one.rolled.state, status=row.status,
                     progress=one.rolled.progress)  # fmt: skip
