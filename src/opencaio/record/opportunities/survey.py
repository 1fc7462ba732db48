"""What does the map of work say of the departments that somebody may see, with uses and stances on it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from opencaio.engines.opportunity import Near, Ranked, WorkMap, map_work, near_uses, rank
from opencaio.packs.work import load_groups
from opencaio.record.assumptions import in_force
from opencaio.record.models import Department, OpportunityStance, UseCase, Workforce
from opencaio.record.opportunities.lines import Basis, counted, held, newest, profiles
from opencaio.record.permissions import Actor
from opencaio.record.scopes import readable


@dataclass(frozen=True)
class Use:
    """A use of AI as the map needs it."""

    code: str
    name: str
    stage: str
    department: str
    department_name: str


@dataclass(frozen=True)
class Survey:
    """The map, ranked, with what it rests on. Keys of `near` and `stances` are (department code, group)."""

    map: WorkMap
    ranked: tuple[Ranked, ...]
    departments: Mapping[str, Department]
    lines: list[Workforce]
    waiting: list[Workforce]
    basis: Basis
    loaded: Decimal
    loaded_source: str
    uses: Mapping[str, Use]
    near: Mapping[tuple[str, str], tuple[Near, ...]]
    stances: Mapping[tuple[str, str], OpportunityStance]


def survey(actor: Actor, *, department: str = "", proposed: bool = False, today: date) -> Survey:
    """Everything about the newest confirmed workforce below a department (none: below all).

    `proposed` counts lines whose match nobody has confirmed, too.
    """
    return survey_of(readable(department, actor), proposed=proposed, today=today)


def survey_of(scope: frozenset[int] | None, *, proposed: bool = False, today: date) -> Survey:
    """The same for these departments (None: all)."""
    rows = newest(held(scope), today=today)
    lines = [one for one in rows if one.match == "confirmed" or (proposed and one.match == "proposed")]
    waiting = [one for one in rows if one.match != "confirmed"]
    told, basis = counted(lines, today=today)
    assumed, figures = in_force(today)
    loaded = figures.loaded_cost_factor
    found = map_work(told, profiles=profiles(), loaded=loaded)
    places = {one.department.code: one.department for one in rows}
    uses = _uses(scope)
    near = _near(places, uses)
    counts = {key: sum(one.inside for one in own) for key, own in near.items()}
    return Survey(
        map=found,
        ranked=rank(found.cells, uses=counts),
        departments=places,
        lines=lines,
        waiting=waiting,
        basis=basis,
        loaded=loaded,
        loaded_source=f"{assumed.code} {assumed.name}".strip(),
        uses={row.code: _use(row) for row in uses},
        near=near,
        stances=_stances(places),
    )


def _uses(scope: frozenset[int] | None) -> list[UseCase]:
    rows = UseCase.objects.filter(retired_at=None).exclude(stage="retired").select_related("department")
    rows = rows if scope is None else rows.filter(department__in=scope)
    return list(rows.order_by("code"))


def _use(row: UseCase) -> Use:
    return Use(row.code, row.name, row.stage, row.department.code, row.department.name)


def _near(places: Mapping[str, Department], uses: list[UseCase]) -> dict[tuple[str, str], tuple[Near, ...]]:
    """The uses of each department and those below it, by group."""
    texts = tuple((row.code, f"{row.name} {row.name} {row.topic} {row.technique} {row.purpose}") for row in uses)
    everywhere = _groups_near(texts)
    homes = {row.code: row.department.path for row in uses}
    found = {}
    for code, place in places.items():
        for group, own in everywhere.items():
            found[code, group] = tuple(one for one in own if homes[one.use].startswith(place.path))
    return found


@lru_cache(maxsize=4)
def _groups_near(texts: tuple[tuple[str, str], ...]) -> dict[str, tuple[Near, ...]]:
    return near_uses(dict(texts), groups=[one for one in load_groups().values() if one.id != "other"])


def _stances(places: Mapping[str, Department]) -> dict[tuple[str, str], OpportunityStance]:
    rows = OpportunityStance.objects.filter(retired_at=None, department__in=places.values())
    return {(row.department.code, row.group): row for row in rows.select_related("department", "use_case")}
