"""Where does a use of AI come from, and which work creates or changes it?"""

from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.packs.work import load_groups
from opencaio.record.actions.registry import Asked
from opencaio.record.models import BusinessCase, OpportunityStance, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible


class UseWork(Asked):
    """The codes of uses of AI."""

    use_cases: list[str] = Field(min_length=1, max_length=500)


class TakenUp(BaseModel):
    """An opportunity that a use of AI was taken up from."""

    use_case: str
    department: str
    department_name: str
    group: str
    group_name: str


class WorkOnUse(BaseModel):
    """An initiative about a use; ``case`` is the state of its newest business case, empty without one."""

    use_case: str
    code: str
    name: str
    status: str
    case: str


class WorkFound(BaseModel):
    """As far as the asker may see."""

    opportunities: list[TakenUp]
    initiatives: list[WorkOnUse]


@query("use_cases.work", words="Show where uses of AI come from and which work is about them")
def work(given: UseWork, actor: Actor) -> WorkFound:
    """The opportunities that the uses were taken up from and the initiatives about them, not the ended ones."""
    uses = {row.pk: row for row in visible(UseCase.objects.filter(code__in=given.use_cases), actor)}
    if not uses:
        raise NotFound("There is no such thing here, or you may not see it.")
    return WorkFound(opportunities=_opportunities(uses, actor), initiatives=_initiatives(uses, actor))


def _opportunities(uses: dict[int, UseCase], actor: Actor) -> list[TakenUp]:
    rows = OpportunityStance.objects.filter(use_case__in=uses, status="taken_up", retired_at=None)
    groups = load_groups()
    return [
        TakenUp(
            use_case=uses[row.use_case_id].code,
            department=row.department.code,
            department_name=row.department.name,
            group=row.group,
            group_name=groups[row.group].name if row.group in groups else row.group,
        )
        for row in visible(rows.select_related("department"), actor).order_by("pk")
        if row.use_case_id is not None
    ]


def _initiatives(uses: dict[int, UseCase], actor: Actor) -> list[WorkOnUse]:
    from opencaio.record.models import Initiative

    links = Initiative.use_cases.through.objects.filter(usecase_id__in=uses, initiative__retired_at=None)
    rows = visible(links.select_related("initiative"), actor, by="initiative__department_id")
    found = list(rows.order_by("initiative__code"))
    cases = BusinessCase.objects.filter(initiative__in=[one.initiative_id for one in found], retired_at=None)
    states = dict(cases.order_by("pk").values_list("initiative_id", "status"))
    return [
        WorkOnUse(
            use_case=uses[one.usecase_id].code,
            code=one.initiative.code,
            name=one.initiative.name,
            status=one.initiative.status,
            case=states.get(one.initiative_id, ""),
        )
        for one in found
    ]
