"""What does one person hold: whose departure would leave what without someone who answers for it?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from opencaio.record.models import (
    BusinessCase,
    Control,
    Department,
    Deputy,
    Duty,
    Idea,
    Incident,
    Initiative,
    KeyResult,
    Objective,
    Opening,
    Person,
    Resource,
    Review,
    Risk,
    Team,
    UseCase,
    WorkTask,
)
from opencaio.record.models.base import Recorded
from opencaio.record.models.reviews import Verdict
from opencaio.record.permissions import Actor, Right


@dataclass(frozen=True)
class Kind:
    """One kind of thing that a person can hold: in which column, which rows count, whose they are, who may move them.

    ``needs`` is the right that whoever takes the thing over must have there.
    """

    key: str
    model: type[Recorded]
    column: str
    counts: Q
    home: str
    name: Callable[[Any], str]
    right: Right = Right.RETIRE
    needs: Right = Right.READ
    touches: str = ""


@dataclass(frozen=True)
class Holding:
    """One thing that a person holds; ``department_id`` None is everybody's."""

    kind: Kind
    row: Any
    department_id: int | None

    @property
    def name(self) -> str:
        """The thing as people call it."""
        return self.kind.name(self.row)


def _of_use(row: Any, title: str) -> str:
    return f"{title} ({row.use_case.code} {row.use_case.name})"


KINDS = (
    Kind("uses", UseCase, "owner", ~Q(stage="retired"), "department_id", str, touches="usecase"),
    Kind("initiatives", Initiative, "lead", ~Q(stage="retired"), "department_id", str),
    Kind(
        "tasks",
        WorkTask,
        "person",
        Q(done__lt=1, initiative__retired_at=None),
        "initiative.department_id",
        lambda row: f"{row.name} ({row.initiative.code} {row.initiative.name})",
        right=Right.EDIT,
    ),
    Kind(
        "cases",
        BusinessCase,
        "owner",
        ~Q(status="superseded") & Q(initiative__retired_at=None),
        "initiative.department_id",
        lambda row: f"Business case of {row.initiative.code} {row.initiative.name}",
        right=Right.EDIT,
    ),
    Kind(
        "duties",
        Duty,
        "owner",
        Q(use_case__retired_at=None) & ~Q(status="done"),
        "use_case.department_id",
        lambda row: _of_use(row, row.title),
    ),
    Kind("risks", Risk, "owner", ~Q(status="closed"), "department_id", str),
    Kind("incidents", Incident, "owner", Q(status__in=("open", "contained")), "department_id", str),
    Kind("controls", Control, "owner", Q(), "department_id", str),
    Kind("objectives", Objective, "owner", Q(status__in=("proposed", "active")), "department_id", str),
    Kind(
        "key_results",
        KeyResult,
        "owner",
        Q(objective__status__in=("proposed", "active"), objective__retired_at=None),
        "objective.department_id",
        str,
    ),
    Kind("ideas", Idea, "owner", Q(status__in=("new", "looked_at", "parked")), "department_id", str),
    Kind("openings", Opening, "owner", ~Q(stage__in=("filled", "cancelled")), "department_id", str),
    Kind("teams", Team, "lead", Q(), "department_id", str),
    Kind("resources", Resource, "owner", Q(), "department_id", str),
    Kind(
        "reviews",
        Review,
        "reviewer",
        Q(verdict=Verdict.ASKED, use_case__retired_at=None),
        "use_case.department_id",
        lambda row: _of_use(row, f"Review under {row.regime}"),
        needs=Right.REVIEW,
    ),
    Kind("departments", Department, "lead", Q(), "pk", str, right=Right.SETTINGS),
    Kind("deputyships", Deputy, "deputy", Q(), "", lambda row: f"Deputy of {row.person.name}", right=Right.PEOPLE),
)
NAMED = 5


def holdings_of(person: Person, *, on: date) -> Iterator[Holding]:
    """Everything that stands on this person's name and goes on after this day."""
    for kind in KINDS:
        rows = kind.model._base_manager.filter(kind.counts, retired_at=None, **{kind.column: person})
        if kind.model is Deputy:
            rows = rows.filter(Q(until_on=None) | Q(until_on__gte=on))
        for row in rows.select_related(*_links(kind)).order_by("pk"):
            yield Holding(kind, row, _home(row, kind.home))


def may_see(actor: Actor, one: Holding) -> bool:
    """True when the actor may read the thing; deputies are seen by who looks after people, or is one of the two."""
    if one.kind.key == "deputyships":
        mine = actor.person_id in {one.row.person_id, one.row.deputy_id}
        return mine or actor.may(Right.PEOPLE, None) or actor.may(Right.READ_LEDGER, None)
    return one.department_id is None or actor.may(Right.READ, one.department_id)


def may_move(actor: Actor, one: Holding) -> bool:
    """True when the actor may put the thing on another name."""
    return actor.may(one.kind.right, one.department_id)


def listed(holdings: list[Holding]) -> str:
    """The first few by name, and how many more."""
    more = len(holdings) - NAMED
    names = "; ".join(one.name for one in holdings[:NAMED])
    return f"{names}; and {more} more" if more > 0 else names


def _links(kind: Kind) -> tuple[str, ...]:
    links = {
        "use_case.department_id": ("use_case",),
        "objective.department_id": ("objective",),
        "": ("person", "deputy"),
    }
    return links.get(kind.home, (kind.column,))


def _home(row: Any, path: str) -> int | None:
    if not path:
        return None
    for part in path.split("."):
        row = getattr(row, part)
    return int(row) if row is not None else None
