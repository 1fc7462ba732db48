"""Which work creates or changes our uses of AI?"""

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from pydantic import BaseModel, Field

from opencaio.errors import NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.models import Initiative, InitiativeRelation, Organisation
from opencaio.record.permissions import Actor, Right
from opencaio.record.planning.worth import THOUSAND, approved_cases, value_of_initiative
from opencaio.record.queries.registry import query, visible


class ListInitiatives(Asked):
    """Initiatives whose name, code or purpose holds ``q``, of a stage, status, horizon or department (its code).

    ``retired`` adds those that ended.
    """

    q: str = Field("", max_length=200)
    stage: str = ""
    status: str = ""
    horizon: str = ""
    department: str = ""
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
    status: str
    horizon: str
    value_low: Decimal | None
    value_mid: Decimal | None
    value_high: Decimal | None
    earliest: str
    deadline: str
    quarters: int | None
    is_mandatory: bool
    version: int
    is_retired: bool


class InitiativeList(BaseModel):
    """One page of initiatives, by code."""

    rows: list[InitiativeLine]
    total: int
    page: int
    currency: str


class AboutUse(BaseModel):
    """A use of AI that the work is about."""

    code: str
    name: str
    stage: str


class YearlySpend(BaseModel):
    """What it costs on a line in a year."""

    line: str
    year: int
    amount: Decimal


class SkillDemand(BaseModel):
    """Full-time people of a skill in each quarter of the work."""

    skill: str
    name: str
    fte: list[Decimal]


class Tie(BaseModel):
    """An initiative that this one requires, excludes or is worth more with; ``inward``: it is tied to this one."""

    kind: str
    inward: bool
    code: str
    name: str
    lag: int
    value: Decimal | None
    reason: str


class SharedPlatform(BaseModel):
    """A base that is paid once for several."""

    code: str
    name: str
    cost: Decimal
    line: str
    year: int


class CaseValue(BaseModel):
    """What the approved business case is worth, in the report currency: a plan counts with it, not the estimate.

    ``difference`` is the case's middle less the estimate's; None where nothing was estimated.
    """

    low: Decimal
    mid: Decimal
    high: Decimal
    approved_on: date | None
    difference: Decimal | None


class InitiativePage(InitiativeLine):
    """One piece of work, what a plan knows of it, and the uses that it is about, as far as the asker may see them."""

    department_id: int
    mandatory_because: str
    load: int
    risk: Decimal
    tracker: str
    lead_id: int | None
    currency: str
    use_cases: list[AboutUse]
    spend: list[YearlySpend]
    demand: list[SkillDemand]
    ties: list[Tie]
    platforms: list[SharedPlatform]
    missing: list[str]
    case_value: CaseValue | None
    may_edit: bool


@query("initiatives.list", words="List initiatives")
def list_initiatives(given: ListInitiatives, actor: Actor) -> InitiativeList:
    """The initiatives of the departments that the asker may see."""
    rows = _chosen(visible(Initiative.objects.select_related("department", "lead"), actor), given)
    start = (given.page - 1) * given.size
    lines = [line_of(row) for row in rows.order_by("code")[start : start + given.size]]
    return InitiativeList(rows=lines, total=rows.count(), page=given.page, currency=_currency())


@query("initiatives.show", words="Show one initiative")
def show(given: ShowInitiative, actor: Actor) -> InitiativePage:
    """One initiative with its uses of AI and what a plan knows of it."""
    rows = visible(Initiative.objects.select_related("department", "lead"), actor)
    row = rows.filter(code__iexact=given.code).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    uses = visible(row.use_cases.filter(retired_at=None), actor).order_by("code")
    spend = [YearlySpend(line=one.line, year=one.year, amount=one.amount) for one in row.spend.filter(retired_at=None)]
    return InitiativePage(
        **line_of(row).model_dump(),
        department_id=row.department_id,
        mandatory_because=row.mandatory_because,
        load=row.load,
        risk=row.risk,
        tracker=row.tracker,
        lead_id=row.lead_id,
        currency=_currency(),
        use_cases=[AboutUse(code=one.code, name=one.name, stage=one.stage) for one in uses],
        spend=spend,
        demand=_demand(row),
        ties=_ties(row, actor),
        platforms=[
            SharedPlatform(code=one.code, name=one.name, cost=one.cost, line=one.line, year=one.year)
            for one in row.platforms.filter(retired_at=None)
        ],
        missing=_missing(row, has_spend=bool(spend)),
        case_value=_case_value(row),
        may_edit=actor.may(Right.EDIT, row.department_id) and row.retired_at is None,
    )


def line_of(row: Initiative) -> InitiativeLine:
    """One initiative as a row of a list."""
    plain = ("code", "name", "purpose", "stage", "starts_on", "ends_on", "status", "horizon", "value_low", "value_mid",
             "value_high", "earliest", "deadline", "quarters", "is_mandatory", "version")  # fmt: skip
    return InitiativeLine(
        id=row.pk,
        department=row.department.name,
        department_code=row.department.code,
        lead=row.lead.name if row.lead else "",
        is_retired=row.retired_at is not None,
        **{name: getattr(row, name) for name in plain},
    )


def _chosen(rows: QuerySet[Initiative], given: ListInitiatives) -> QuerySet[Initiative]:
    if not given.retired:
        rows = rows.filter(retired_at=None)
    for name in ("stage", "status", "horizon"):
        if wanted := getattr(given, name):
            rows = rows.filter(**{name: wanted})
    if given.department:
        rows = rows.filter(department__code__iexact=given.department)
    if given.q:
        rows = rows.filter(Q(name__icontains=given.q) | Q(code__icontains=given.q) | Q(purpose__icontains=given.q))
    return rows


def _currency() -> str:
    return Organisation.objects.values_list("currency", flat=True).first() or ""


def _demand(row: Initiative) -> list[SkillDemand]:
    found: dict[str, SkillDemand] = {}
    for one in row.demand.filter(retired_at=None).select_related("skill").order_by("skill__code", "quarter"):
        held = found.setdefault(one.skill.code, SkillDemand(skill=one.skill.code, name=one.skill.name, fte=[]))
        held.fte += [Decimal(0)] * (one.quarter - len(held.fte)) + [one.fte]
    return list(found.values())


def _ties(row: Initiative, actor: Actor) -> list[Tie]:
    rows = InitiativeRelation.objects.filter(retired_at=None).select_related("initiative", "other")
    found = []
    for one in rows.filter(Q(initiative=row) | Q(other=row)).order_by("kind", "pk"):
        inward = one.other_id == row.pk
        far = one.initiative if inward else one.other
        if actor.may(Right.READ, far.department_id):
            about = {"kind": one.kind, "lag": one.lag, "value": one.value, "reason": one.reason}
            found.append(Tie(inward=inward, code=far.code, name=far.name, **about))
    return found


def _case_value(row: Initiative) -> CaseValue | None:
    case = approved_cases([row]).get(row.pk)
    worth = value_of_initiative(row, {row.pk: case}) if case else None
    if case is None or worth is None or worth.source != "case":
        return None
    low, mid, high = (one * THOUSAND for one in (worth.low, worth.mid, worth.high))
    difference = None if row.value_mid is None else mid - row.value_mid
    return CaseValue(low=low, mid=mid, high=high, approved_on=case.approved_on, difference=difference)


def _missing(row: Initiative, *, has_spend: bool) -> list[str]:
    """What a plan would still have to know."""
    checks = (
        ("value", row.value_mid is not None),
        ("quarters", row.quarters is not None),
        ("spend", has_spend),
        ("lead", row.lead_id is not None),
        ("horizon", bool(row.horizon)),
    )
    return [name for name, is_there in checks if not is_there]
