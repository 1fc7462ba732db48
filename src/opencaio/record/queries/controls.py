"""Which measures are kept up, by whom, and which requirements do they serve?"""

from datetime import date
from typing import Literal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.coverage import Control as Measure
from opencaio.engines.coverage import Level, Net
from opencaio.engines.coverage.cover import of_control
from opencaio.errors import NotFound
from opencaio.packs.frameworks import framework, load_frameworks
from opencaio.record.actions.registry import Asked
from opencaio.record.coverage import controls_seen, proofs_of
from opencaio.record.models import Control, Evidence
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible


class ListControls(Asked):
    """Controls whose code, name or description holds ``q``, of a department, a status, or that name a requirement.

    Also those of an ``owner`` (``me``, ``none`` or a number), or whose review is due by a day.
    ``department`` ``none`` means shared by all; ``framework`` keeps those that name one of its requirements.
    """

    q: str = Field("", max_length=200)
    department: str = ""
    status: Literal["", "planned", "partly", "in_place"] = ""
    framework: str = ""
    requirement: str = ""
    use_case: str = ""
    owner: str = Field("", pattern="^(me|none|[0-9]{0,12})$")
    due_by: date | None = None
    retired: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class ShowControl(Asked):
    """One control, by its code; retired ones are shown too."""

    code: str


class ControlLine(BaseModel):
    """One measure; without a department it is everybody's. ``proofs`` counts evidence that holds today."""

    id: int
    code: str
    name: str
    description: str
    department_code: str
    department: str
    owner_id: int | None
    owner: str
    status: str
    requirements: list[str]
    review_due_on: date | None
    proofs: int
    version: int
    is_retired: bool


class ControlList(BaseModel):
    """One page of controls, by code."""

    rows: list[ControlLine]
    total: int
    page: int


class Piece(BaseModel):
    """A piece of evidence on a control."""

    id: int
    title: str
    kind: str
    dated: date | None
    expires_on: date | None
    holds: bool
    link: str
    file_name: str


class Around(BaseModel):
    """A use to which the control is limited."""

    code: str
    name: str


class Served(BaseModel):
    """A requirement that the control serves: named by it (``is_named``), or reached along crosswalks (``via``).

    ``counts`` is how far it carries today: ``met``, ``partly``, or nothing; ``wants`` are the kinds of evidence.
    """

    key: str
    framework: str
    framework_title: str
    id: str
    title: str
    counts: Literal["met", "partly", ""]
    is_named: bool
    via: list[str]
    wants: list[str]


class ControlPage(ControlLine):
    """One control with its evidence, the uses to which it is limited, and all requirements that it serves."""

    evidence: list[Piece]
    use_cases: list[Around]
    serves: list[Served]


@query("controls.list", words="List controls")
def list_controls(given: ListControls, actor: Actor) -> ControlList:
    """The controls of the departments that the asker may see, and those of all."""
    rows = _kept(_rows(actor), given, me=actor.person_id)
    if given.framework or given.requirement:
        wanted = [row.pk for row in rows if _names(row, given)]
        rows = rows.filter(pk__in=wanted)
    start = (given.page - 1) * given.size
    lines = [line_of(row) for row in rows.order_by("code")[start : start + given.size]]
    return ControlList(rows=lines, total=rows.count(), page=given.page)


@query("controls.show", words="Show one control")
def show(given: ShowControl, actor: Actor) -> ControlPage:
    """One control, and what it is good for."""
    row = _rows(actor).filter(code__iexact=given.code).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    uses = visible(row.use_cases.filter(retired_at=None), actor).order_by("code")
    return ControlPage(
        **line_of(row).model_dump(),
        evidence=_pieces(row),
        use_cases=[Around(code=one.code, name=one.name) for one in uses],
        serves=_serves(row),
    )


def line_of(row: Control) -> ControlLine:
    """One control as a row of a list."""
    plain = ("code", "name", "description", "owner_id", "status", "requirements", "review_due_on", "version")
    return ControlLine(
        id=row.pk,
        department_code=row.department.code if row.department else "",
        department=row.department.name if row.department else "",
        owner=row.owner.name if row.owner else "",
        proofs=getattr(row, "held", 0),
        is_retired=row.retired_at is not None,
        **{name: getattr(row, name) for name in plain},
    )


def _rows(actor: Actor) -> QuerySet[Control]:
    today = timezone.localdate()
    living = Q(evidence__retired_at=None) & (Q(evidence__expires_on=None) | Q(evidence__expires_on__gte=today))
    rows = Control.objects.filter(controls_seen(actor)).select_related("department", "owner")
    return rows.annotate(held=Count("evidence", filter=living & Q(evidence__isnull=False), distinct=True))


def _kept(rows: QuerySet[Control], given: ListControls, *, me: int | None) -> QuerySet[Control]:
    if not given.retired:
        rows = rows.filter(retired_at=None)
    if given.q:
        rows = rows.filter(Q(name__icontains=given.q) | Q(code__icontains=given.q) | Q(description__icontains=given.q))
    if given.status:
        rows = rows.filter(status=given.status)
    if given.department:
        none = given.department.casefold() == "none"
        rows = rows.filter(department=None) if none else rows.filter(department__code__iexact=given.department)
    if given.owner:
        whose = int(given.owner) if given.owner.isdigit() else me if given.owner == "me" else None
        rows = rows.filter(owner=whose)
    if given.due_by:
        rows = rows.filter(review_due_on__lte=given.due_by)
    if given.use_case:
        rows = rows.filter(use_cases__code__iexact=given.use_case)
    return rows


def _names(row: Control, given: ListControls) -> bool:
    if given.requirement:
        return given.requirement in row.requirements
    return any(key.startswith(f"{given.framework}:") for key in row.requirements)


def _pieces(row: Control) -> list[Piece]:
    today = timezone.localdate()
    plain = ("id", "title", "kind", "dated", "expires_on", "link", "file_name")
    rows = Evidence.objects.filter(control=row, retired_at=None).order_by("-dated", "title")
    return [
        Piece(holds=one.expires_on is None or one.expires_on >= today, **{name: getattr(one, name) for name in plain})
        for one in rows
    ]


def _serves(row: Control) -> list[Served]:
    net, today = load_frameworks(), timezone.localdate()
    proofs = proofs_of(Evidence.objects.filter(control=row), by="control_id").get(row.pk, [])
    measure = Measure(row.code, row.name, row.status, tuple(row.requirements), tuple(proofs))  # type: ignore[arg-type]
    living = {} if row.retired_at else of_control(net, measure, today)
    best: dict[int, Served] = {}
    for key in row.requirements:
        source = net.place(key)
        for target, route in net.routes_from(source).items() if source is not None else ():
            carried = max(0, living.get(source or 0, 0) - route.lost)
            one = _served(net, target, level=carried, via=[key] if route.steps else [])
            held = best.get(target)
            if held is None or (one.is_named, one.counts) > (held.is_named, held.counts):
                best[target] = one
    return sorted(best.values(), key=lambda one: (one.framework_title, not one.is_named, one.key))


def _served(net: Net, target: int, *, level: int, via: list[str]) -> Served:
    one = net.requirements[target]
    counts: tuple[Literal["", "partly", "met"], ...] = ("", "partly", "met")
    return Served(
        key=one.key,
        framework=one.framework,
        framework_title=framework(one.framework).title,
        id=one.id,
        title=one.title,
        counts=counts[min(level, Level.FULL)],
        is_named=not via,
        via=via,
        wants=list(one.evidence),
    )
