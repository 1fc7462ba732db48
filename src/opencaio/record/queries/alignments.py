"""Which work serves which objective, how strongly, and why?"""

from django.db.models import QuerySet
from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.aims.seeing import seen_alignments
from opencaio.record.models import Alignment
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query


class ListAlignments(Asked):
    """All ties, or those of one objective, one initiative or one use, by their codes; at least so strong."""

    objective: str = ""
    initiative: str = ""
    use_case: str = ""
    strength: int = Field(1, ge=1, le=3)


class AlignmentLine(BaseModel):
    """One tie: ``kind`` is initiative or use_case, ``strength`` 1 weak, 2 clear, 3 decisive."""

    objective: str
    objective_title: str
    objective_status: str
    kind: str
    code: str
    name: str
    stage: str
    department: str
    department_code: str
    strength: int
    reason: str


class AlignmentList(BaseModel):
    """The strongest first."""

    rows: list[AlignmentLine]
    total: int


@query("alignments.list", words="List what serves which objective")
def list_alignments(given: ListAlignments, actor: Actor) -> AlignmentList:
    """The ties of which the asker may see both ends."""
    rows = seen_alignments(actor).filter(strength__gte=given.strength)
    for name in ("objective", "initiative", "use_case"):
        if code := getattr(given, name):
            rows = rows.filter(**{f"{name}__code__iexact": code})
    lines = lines_of(rows)
    return AlignmentList(rows=lines, total=len(lines))


def lines_of(rows: QuerySet[Alignment]) -> list[AlignmentLine]:
    """These ties as lines, the strongest first."""
    near = rows.select_related("objective", "initiative__department", "use_case__department")
    return [_line(one) for one in near.order_by("-strength", "objective__code", "pk")]


def _line(one: Alignment) -> AlignmentLine:
    work = one.initiative or one.use_case
    assert work is not None
    return AlignmentLine(
        objective=one.objective.code,
        objective_title=one.objective.title,
        objective_status=one.objective.status,
        kind="initiative" if one.initiative else "use_case",
        code=work.code,
        name=work.name,
        stage=work.stage,
        department=work.department.name,
        department_code=work.department.code,
        strength=one.strength,
        reason=one.reason,
    )
