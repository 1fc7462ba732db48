"""Which work creates or changes our uses of AI?"""

from datetime import date

from django.db.models import Q
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Initiative
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible


class ListInitiatives(Asked):
    """Initiatives whose name, code or purpose holds ``q``, of a stage; ``retired`` adds those that ended."""

    q: str = Field("", max_length=200)
    stage: str = ""
    retired: bool = False
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class ShowInitiative(Asked):
    """One initiative, by its code; ended ones are shown too."""

    code: str


class InitiativeLine(BaseModel):
    """One piece of work."""

    id: int
    code: str
    name: str
    purpose: str
    stage: str
    department: str
    department_code: str
    lead: str
    starts_on: date | None
    ends_on: date | None
    version: int
    is_retired: bool


class InitiativeList(BaseModel):
    """One page of initiatives, by code."""

    rows: list[InitiativeLine]
    total: int
    page: int


class AboutUse(BaseModel):
    """A use of AI that the work is about."""

    code: str
    name: str
    stage: str


class InitiativePage(InitiativeLine):
    """One piece of work and the uses that it is about, as far as the asker may see them."""

    use_cases: list[AboutUse]


@query("initiatives.list", words="List initiatives")
def list_initiatives(given: ListInitiatives, actor: Actor) -> InitiativeList:
    """The initiatives of the departments that the asker may see."""
    rows = visible(Initiative.objects.select_related("department", "lead"), actor)
    if not given.retired:
        rows = rows.filter(retired_at=None)
    if given.stage:
        rows = rows.filter(stage=given.stage)
    if given.q:
        rows = rows.filter(Q(name__icontains=given.q) | Q(code__icontains=given.q) | Q(purpose__icontains=given.q))
    start = (given.page - 1) * given.size
    lines = [line_of(row) for row in rows.order_by("code")[start : start + given.size]]
    return InitiativeList(rows=lines, total=rows.count(), page=given.page)


@query("initiatives.show", words="Show one initiative")
def show(given: ShowInitiative, actor: Actor) -> InitiativePage:
    """One initiative with its uses of AI."""
    rows = visible(Initiative.objects.select_related("department", "lead"), actor)
    row = rows.filter(code__iexact=given.code).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    uses = visible(row.use_cases.filter(retired_at=None), actor).order_by("code")
    return InitiativePage(
        **line_of(row).model_dump(),
        use_cases=[AboutUse(code=one.code, name=one.name, stage=one.stage) for one in uses],
    )


def line_of(row: Initiative) -> InitiativeLine:
    """One initiative as a row of a list."""
    return InitiativeLine(
        id=row.pk,
        code=row.code,
        name=row.name,
        purpose=row.purpose,
        stage=row.stage,
        department=row.department.name,
        department_code=row.department.code,
        lead=row.lead.name if row.lead else "",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        version=row.version,
        is_retired=row.retired_at is not None,
    )
