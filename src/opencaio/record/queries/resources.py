"""Which tools, licences and compute have we, how much of each is used, what does it cost, and what ends soon?"""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.record.actions.people import may_see_person
from opencaio.record.actions.registry import Asked
from opencaio.record.actions.resources import resource_seen
from opencaio.record.models import Initiative, Resource, UseCase
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible_or_shared
from opencaio.record.scopes import readable

SOON = timedelta(days=90)
TIGHT, IDLE = Decimal("0.9"), Decimal("0.5")
CENT = Decimal("0.01")


class ListResources(Asked):
    """Resources of a kind, department (``none``: everybody's) or state: over, tight, idle, ends_soon, ended."""

    q: str = Field("", max_length=200)
    kind: str = Field("", pattern="^(tool|licence|compute|other)?$")
    department: str = ""
    state: str = Field("", pattern="^(over|tight|idle|unknown|ends_soon|ended|)$")
    mine: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(100, ge=1, le=1000)


class ShowResource(Asked):
    """One resource, by its code."""

    code: str


class ResourceLine(BaseModel):
    """One resource. ``cost`` a unit and month, ``month`` for all of it, ``idle_cost`` for what is not used.

    ``share``: used of capacity (1: all of it; None: not counted). ``state``: over (more than there is), tight (90 %
    or more), fine, idle (less than half) or unknown.
    """

    id: int
    code: str
    name: str
    kind: str
    unit: str
    capacity: Decimal
    used: Decimal | None
    used_on: date | None
    share: Decimal | None
    state: str
    cost: Decimal | None
    currency: str
    month: Decimal | None
    idle_cost: Decimal | None
    department: str
    department_code: str
    vendor: str
    vendor_id: int | None
    owner: str
    owner_id: int | None
    starts_on: date | None
    ends_on: date | None
    days_left: int | None
    ends_soon: bool
    initiatives: int
    use_cases: int
    version: int
    may_edit: bool


class Linked(BaseModel):
    """An initiative or a use of AI that needs the resource."""

    kind: str
    code: str
    name: str


class ResourcePage(ResourceLine):
    """One resource with what needs it, as far as the asker may see that."""

    linked: list[Linked]


class ResourceList(BaseModel):
    """One page of resources, with the cost of a month by currency; ``without_cost`` have none on record."""

    rows: list[ResourceLine]
    total: int
    month: dict[str, Decimal]
    idle_cost: dict[str, Decimal]
    without_cost: int
    over: int
    ends_soon: int
    page: int
    pages: int


@query("resources.list", words="List tools, licences and compute")
def list_resources(given: ListResources, actor: Actor) -> ResourceList:
    """The resources of the departments that the asker may see, and everybody's."""
    rows = visible_or_shared(Resource.objects.filter(retired_at=None), actor).filter(_by_columns(given, actor))
    rows = rows.select_related("department", "vendor", "owner").prefetch_related("initiatives", "use_cases")
    today = timezone.localdate()
    found = [one for row in rows if _passes(one := line_of(row, actor, today=today), given)]
    start = (given.page - 1) * given.size
    return ResourceList(
        rows=found[start : start + given.size],
        total=len(found),
        month=_by_currency(found, "month"),
        idle_cost=_by_currency(found, "idle_cost"),
        without_cost=sum(one.month is None for one in found),
        over=sum(one.state == "over" for one in found),
        ends_soon=sum(one.ends_soon for one in found),
        page=given.page,
        pages=max(1, -(-len(found) // given.size)),
    )


@query("resources.show", words="Show one resource")
def show(given: ShowResource, actor: Actor) -> ResourcePage:
    """One resource with what needs it."""
    row = resource_seen(given.code, actor)
    needing: list[tuple[str, Initiative | UseCase]] = [("initiative", one) for one in row.initiatives.all()]
    needing += [("use_case", one) for one in row.use_cases.all()]
    linked = [
        Linked(kind=kind, code=one.code, name=one.name)
        for kind, one in needing
        if one.retired_at is None and actor.may(Right.READ, one.department_id)
    ]
    return ResourcePage(**line_of(row, actor, today=timezone.localdate()).model_dump(), linked=linked)


def line_of(row: Resource, actor: Actor, *, today: date) -> ResourceLine:
    """A resource as a line."""
    share = None if row.used is None or not row.capacity else (row.used / row.capacity).quantize(Decimal("0.0001"))
    left = (row.ends_on - today).days if row.ends_on else None
    links: list[Initiative | UseCase] = [*row.initiatives.all(), *row.use_cases.all()]
    seen = [one for one in links if one.retired_at is None and actor.may(Right.READ, one.department_id)]
    owner = row.owner if row.owner and may_see_person(actor, row.owner) else None
    vendor = row.vendor if row.vendor and _sees(actor, row.vendor.department_id) else None
    initiatives = sum(one._meta.model_name == "initiative" for one in seen)
    return ResourceLine(
        id=row.pk,
        share=share,
        state=_state(row, share),
        month=None if row.cost is None else (row.cost * row.capacity).quantize(CENT),
        idle_cost=_idle_cost(row),
        department=row.department.name if row.department else "",
        department_code=row.department.code if row.department else "",
        vendor=vendor.name if vendor else "",
        vendor_id=vendor.pk if vendor else None,
        owner=owner.name if owner else "",
        days_left=left,
        ends_soon=left is not None and 0 <= left <= SOON.days,
        initiatives=initiatives,
        use_cases=len(seen) - initiatives,
        may_edit=actor.may(Right.EDIT, row.department_id),
        **{name: getattr(row, name) for name in PLAIN},
    )


PLAIN = (
    "code", "name", "kind", "unit", "capacity", "used", "used_on", "cost", "currency", "owner_id", "starts_on",
    "ends_on", "version",
)  # fmt: skip


def _sees(actor: Actor, department_id: int | None) -> bool:
    return department_id is None or actor.may(Right.READ, department_id)


def _state(row: Resource, share: Decimal | None) -> str:
    if row.used is None:
        return "unknown"
    if share is None:
        return "over" if row.used else "fine"
    if share > 1:
        return "over"
    return "tight" if share >= TIGHT else "idle" if share < IDLE else "fine"


def _idle_cost(row: Resource) -> Decimal | None:
    if row.cost is None or row.used is None:
        return None
    return (row.cost * max(row.capacity - row.used, Decimal(0))).quantize(CENT)


def _by_columns(given: ListResources, actor: Actor) -> Q:
    sought = Q()
    if given.q:
        sought &= Q(name__icontains=given.q) | Q(code__icontains=given.q)
    if given.kind:
        sought &= Q(kind=given.kind)
    if given.department == "none":
        sought &= Q(department=None)
    elif given.department:
        sought &= Q(department__in=readable(given.department, actor) or ())
    if given.mine:
        sought &= Q(owner=actor.person_id)
    return sought


def _passes(one: ResourceLine, given: ListResources) -> bool:
    if given.state == "ends_soon":
        return one.ends_soon
    if given.state == "ended":
        return one.days_left is not None and one.days_left < 0
    return given.state in ("", one.state)


def _by_currency(found: list[ResourceLine], name: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for one in found:
        value = getattr(one, name)
        if value is not None and (one.days_left is None or one.days_left >= 0):
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + value
    return dict(sorted(sums.items()))
