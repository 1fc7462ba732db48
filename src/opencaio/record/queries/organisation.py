"""Who are we, and of which departments?"""

from django.db.models import Count, Q
from pydantic import BaseModel

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Department, LegalEntity, Organisation, UseCase
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.queries.stated import StatedHere, facts_of


class ShowOrganisation(Asked):
    """Nothing to say: there is one."""


class LegalEntityLine(BaseModel):
    """A company or public body of the organisation."""

    id: int
    name: str
    country: str


class OrganisationShown(BaseModel):
    """The organisation, its legal entities, and what was stated once for all its uses of AI."""

    id: int
    name: str
    description: str
    time_zone: str
    currency: str
    language: str
    is_example: bool
    version: int
    legal_entities: list[LegalEntityLine]
    facts: list[StatedHere]


class ListDepartments(Asked):
    """Departments below one (its code), or all that the asker may see; ``retired`` adds those gone."""

    under: str = ""
    retired: bool = False


class DepartmentLine(BaseModel):
    """A department, its place in the tree (``depth`` 0 at the top) and how many uses of AI are its own."""

    id: int
    code: str
    name: str
    parent: str
    depth: int
    lead: str
    headcount: int | None
    use_cases: int
    version: int
    is_retired: bool


class DepartmentList(BaseModel):
    """In the order of the tree: each department is followed by those below it."""

    rows: list[DepartmentLine]


@query("organisation.show", words="Show the organisation")
def show(given: ShowOrganisation, actor: Actor) -> OrganisationShown:
    """The organisation as it describes itself."""
    row = Organisation.objects.first()
    if row is None:
        raise NotFound("This workspace has no organisation yet. Run `caio init` first.")
    plain = [name for name in OrganisationShown.model_fields if name not in ("legal_entities", "facts")]
    entities = LegalEntity.objects.filter(retired_at=None).order_by("name")
    return OrganisationShown(
        **{name: getattr(row, name) for name in plain},
        legal_entities=[LegalEntityLine(id=one.pk, name=one.name, country=one.country) for one in entities],
        facts=facts_of(row, _uses(actor)),
    )


def _uses(actor: Actor) -> dict[int, str]:
    return dict(visible(UseCase.objects.filter(retired_at=None), actor).values_list("pk", "code"))


@query("departments.list", words="List departments")
def list_departments(given: ListDepartments, actor: Actor) -> DepartmentList:
    """The departments that the asker may see, with those above them that he may see too."""
    own = Count("use_cases", filter=Q(use_cases__retired_at=None))
    rows = visible(Department.objects.annotate(own=own), actor, by="pk").select_related("parent", "lead")
    if not given.retired:
        rows = rows.filter(retired_at=None)
    if given.under:
        top = visible(Department.objects.all(), actor, by="pk").filter(code__iexact=given.under).first()
        if top is None:
            raise NotFound("There is no such department here, or you may not see it.")
        rows = rows.filter(path__startswith=top.path)
    return DepartmentList(rows=[_line(row, actor) for row in _in_tree_order(list(rows))])


def _in_tree_order(rows: list[Department]) -> list[Department]:
    names = {str(row.pk): row.name.casefold() for row in rows}
    return sorted(rows, key=lambda row: [(names.get(step, ""), step) for step in row.path.split("/")])


def _line(row: Department, actor: Actor) -> DepartmentLine:
    parent = row.parent if row.parent and actor.may(Right.READ, row.parent_id) else None
    return DepartmentLine(
        id=row.pk,
        code=row.code,
        name=row.name,
        parent=parent.code if parent else "",
        depth=row.path.count("/") - 2,
        lead=row.lead.name if row.lead else "",
        headcount=row.headcount,
        use_cases=getattr(row, "own", 0),
        version=row.version,
        is_retired=row.retired_at is not None,
    )
