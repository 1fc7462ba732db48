"""Which risks are there, filtered and sorted, and how do they lie on the matrix?"""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.packs.risks import load_criteria
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Department, Risk, UseCase
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.risk_register.appetites import bounds_of
from opencaio.record.risk_register.measuring import left_of
from opencaio.record.risk_register.seeing import Via, inherited, seen_risks
from opencaio.record.risk_register.standing import LAPSED, OPEN, Standing, currency_of, stand, standing_rows

LIVE = "live"


class FilterRisks(Asked):
    """Filters over the register; an empty one lets everything through.

    ``department`` takes those below it too, ``none`` those of no department. ``level`` is that with the controls in
    place (1 to 4, or ``unknown``). ``state``: ``open`` (with ``lapsed``: an acceptance that has run out),
    ``accepted``, ``lapsed``, ``closed``, ``live`` (all but closed) or ``all``. ``owner`` is a person's number, ``me``
    or ``none``. ``use_case`` takes the risks of one use with those that it inherits.
    """

    q: str = Field("", max_length=200)
    code: str = Field("", max_length=40)
    department: str = ""
    category: str = ""
    level: str = Field("", pattern="^([1-4]|unknown)?$")
    state: str = Field(LIVE, pattern="^(live|open|accepted|lapsed|closed|all)$")
    owner: str = Field("", pattern="^(me|none|[0-9]{0,9})$")
    use_case: str = ""
    beyond: bool = False
    overdue: bool = False
    cell: str = Field("", pattern="^([1-5]x[1-5](i|r))?$")


class ListRisks(FilterRisks):
    """The filters, an order and a page. ``cell`` is a cell of the matrix: ``4x3i`` (inherent), ``4x3r`` (left)."""

    sort: str = Field("level", pattern="^-?(code|title|department|category|owner|level|inherent|loss|review|state)$")
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=5000)


class ViaPart(BaseModel):
    """The part from which a use has a risk."""

    kind: str
    code: str
    name: str


class RiskLine(BaseModel):
    """One risk in one line. Levels are those of the matrix (1 low to 4 critical); ``expected`` is money a year.

    ``inherent`` is the level without controls, ``level`` the one with the controls in place.
    """

    id: int
    code: str
    title: str
    category: str
    category_name: str
    department: str
    department_code: str
    owner: str
    owner_id: int | None
    state: str
    accepted_until: date | None
    response: str
    likelihood: int | None
    impact: int | None
    residual_likelihood: int | None
    residual_impact: int | None
    inherent: int | None
    inherent_name: str
    level: int | None
    level_name: str
    expected: Decimal | None
    beyond: list[str]
    review_due_on: date | None
    review_overdue: bool
    uses: int
    version: int
    via: list[ViaPart] = []


class RiskList(BaseModel):
    """One page of risks, with the number of all that the filters let through."""

    rows: list[RiskLine]
    total: int
    page: int
    pages: int
    currency: str


class MatrixCell(BaseModel):
    """How many risks lie in one cell, and its level."""

    likelihood: int
    impact: int
    level: int
    level_name: str
    inherent: int
    residual: int


class ScaleStep(BaseModel):
    """One step of a scale."""

    number: int
    name: str
    words: str


class RiskMatrix(BaseModel):
    """The matrix with its counts; ``unknown`` is how many risks have no place on it.

    ``appetite`` is the highest level within the appetite of what was asked for, if one is set.
    """

    likelihoods: list[ScaleStep]
    impacts: list[ScaleStep]
    levels: list[ScaleStep]
    cells: list[MatrixCell]
    total: int
    unknown: int
    appetite: int | None
    appetite_whose: str
    source: str
    as_of: date


@query("risks.list", words="List risks")
def list_risks(given: ListRisks, actor: Actor) -> RiskList:
    """One page of the risks that the asker may see and the filters let through."""
    found, vias = filtered(given, actor)
    ordered = in_order(found, given.sort)
    start = (given.page - 1) * given.size
    return RiskList(
        rows=[line_of(one, vias.get(one.row.pk, [])) for one in ordered[start : start + given.size]],
        total=len(ordered),
        page=given.page,
        pages=max(1, -(-len(ordered) // given.size)),
        currency=currency_of(),
    )


@query("risks.matrix", words="Count risks by likelihood and impact")
def matrix(given: FilterRisks, actor: Actor) -> RiskMatrix:
    """The counts of each cell, without controls and with those in place."""
    found, _ = filtered(given, actor)
    without = Counter((one.row.likelihood, one.row.impact) for one in found)
    left = Counter(left_of(one.row) for one in found)
    held = load_criteria()
    same = found[0].bounds if found and len({one.bounds for one in found}) == 1 else None
    bounds = bounds_of(given.department, actor) or same
    return RiskMatrix(
        likelihoods=[_step(one) for one in held.matrix.likelihoods],
        impacts=[_step(one) for one in held.matrix.impacts],
        levels=[_step(one) for one in held.matrix.levels],
        cells=[
            _cell(likelihood.number, impact.number, without, left)
            for likelihood in held.matrix.likelihoods
            for impact in held.matrix.impacts
        ],
        total=len(found),
        unknown=sum(one.residual is None for one in found),
        appetite=bounds.highest_level if bounds else None,
        appetite_whose=bounds.whose if bounds else "",
        source=held.source,
        as_of=timezone.localdate(),
    )


def filtered(given: FilterRisks, actor: Actor) -> tuple[list[Standing], dict[int, list[Via]]]:
    """The risks that the asker may see and every filter lets through, and from where a use asked for has them."""
    rows = standing_rows(_by_columns(seen_risks(actor), given, actor), scope=actor.scope(Right.READ))
    vias: dict[int, list[Via]] = {}
    if given.use_case:
        vias = inherited(_use(given.use_case, actor), actor)
        rows = rows.filter(pk__in=vias)
    found = stand(rows, today=timezone.localdate())
    return [one for one in found if _passes(one, given)], vias


def in_order(found: list[Standing], sort: str) -> list[Standing]:
    """In the asked order, the heaviest or first first; ties by code. What is unknown comes last either way."""
    down, name = sort.startswith("-"), sort.lstrip("-")
    largest_first = name in {"level", "inherent", "loss"}
    known = [one for one in found if _key(one, name) is not None]
    unknown = [one for one in found if _key(one, name) is None]
    return [*sorted(known, key=lambda one: _key(one, name), reverse=down != largest_first), *unknown]


def line_of(one: Standing, vias: list[Via] | None = None) -> RiskLine:
    """One risk as a line."""
    row, category = one.row, load_criteria().categories.get(one.row.category)
    return RiskLine(
        id=row.pk,
        category_name=category.name if category else row.category,
        department=row.department.name if row.department else "",
        department_code=row.department.code if row.department else "",
        owner=row.owner.name if row.owner else "",
        state=one.state,
        accepted_until=one.accepted_until,
        inherent=one.inherent.number if one.inherent else None,
        inherent_name=one.inherent.name if one.inherent else "",
        level=one.residual.number if one.residual else None,
        level_name=one.residual.name if one.residual else "",
        expected=one.expected,
        beyond=list(one.beyond),
        review_overdue=one.review_overdue,
        uses=getattr(row, "uses", 0),
        via=[ViaPart(kind=via.kind, code=via.code, name=via.name) for via in vias or ()],
        **{name: getattr(row, name) for name in COPIED},
    )


COPIED = (
    *("code", "title", "category", "owner_id", "response", "likelihood", "impact"),
    *("residual_likelihood", "residual_impact", "review_due_on", "version"),
)


def _by_columns(rows: QuerySet[Risk], given: FilterRisks, actor: Actor) -> QuerySet[Risk]:
    for word in given.q.split():
        sought = Q(title__icontains=word) | Q(code__icontains=word)
        rows = rows.filter(
            sought | Q(cause__icontains=word) | Q(event__icontains=word) | Q(consequence__icontains=word)
        )
    if given.code:
        rows = rows.filter(code__iexact=given.code)
    if given.department == "none":
        rows = rows.filter(department=None)
    elif given.department:
        rows = rows.filter(department__in=_subtree(given.department))
    if given.category:
        rows = rows.filter(category=given.category)
    if given.owner:
        rows = rows.filter(owner=_owner(given.owner, actor))
    return rows


def _owner(named: str, actor: Actor) -> int | None:
    return int(named) if named.isdigit() else (actor.person_id if named == "me" else None)


def _subtree(code: str) -> QuerySet[Department]:
    home = Department.objects.filter(code__iexact=code).first()
    return Department.objects.filter(path__startswith=home.path) if home else Department.objects.none()


def _passes(one: Standing, given: FilterRisks) -> bool:
    if given.level and given.level != (str(one.residual.number) if one.residual else "unknown"):
        return False
    if (given.beyond and not one.beyond) or (given.overdue and not one.review_overdue):
        return False
    return _in_state(one, given.state) and _in_cell(one, given.cell)


def _in_state(one: Standing, state: str) -> bool:
    if state == "all":
        return True
    if state == LIVE:
        return one.is_live
    return one.state in {OPEN, LAPSED} if state == OPEN else one.state == state


def _in_cell(one: Standing, cell: str) -> bool:
    if not cell:
        return True
    asked = (int(cell[0]), int(cell[2]))
    return asked == ((one.row.likelihood, one.row.impact) if cell.endswith("i") else left_of(one.row))


def _key(one: Standing, name: str) -> Any:
    row = one.row
    of: dict[str, Any] = {
        "code": row.code,
        "title": row.title.casefold(),
        "department": row.department.name.casefold() if row.department else None,
        "category": row.category or None,
        "owner": row.owner.name.casefold() if row.owner else None,
        "level": _weight(one.residual, left_of(row)),
        "inherent": _weight(one.inherent, (row.likelihood, row.impact)),
        "loss": one.expected,
        "review": row.review_due_on,
        "state": one.state,
    }
    return of[name]


def _weight(level: Any, cell: tuple[int | None, int | None]) -> tuple[int, int] | None:
    """Within a level, the worse cell first."""
    return None if level is None else (level.number, (cell[0] or 0) + (cell[1] or 0))


def _cell(
    likelihood: int,
    impact: int,
    without: Counter[tuple[int | None, int | None]],
    left: Counter[tuple[int | None, int | None]],
) -> MatrixCell:
    level = load_criteria().matrix.level(likelihood, impact)
    return MatrixCell(
        likelihood=likelihood,
        impact=impact,
        level=level.number,
        level_name=level.name,
        inherent=without[likelihood, impact],
        residual=left[likelihood, impact],
    )


def _step(one: Any) -> ScaleStep:
    return ScaleStep(number=one.number, name=one.name, words=one.words)


def _use(code: str, actor: Actor) -> UseCase:
    row = visible(UseCase.objects.all(), actor).filter(code__iexact=code).first()
    if row is None:
        raise NotFound("There is no such use of AI here, or you may not see it.")
    return row
