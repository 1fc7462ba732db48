"""Which plans are there, what does one say, how do two differ, and which problem does the record pose now?"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.models import Decision, Department, Plan, Skill
from opencaio.record.permissions import Actor, Right
from opencaio.record.planning.building import build_problem, posed_limits
from opencaio.record.planning.changed_since import Since, changed_since
from opencaio.record.planning.comparing import Difference, difference
from opencaio.record.planning.found import Found
from opencaio.record.planning.lately_read import Counts, counts_of, page_of
from opencaio.record.planning.pages import MissingLine, Solved
from opencaio.record.planning.rules import PlanRules, rules_in_force
from opencaio.record.planning.seeing import departments_seen, light, must_see_whole, plan_seen, seen_plans, sees_whole
from opencaio.record.queries.registry import query


class ListPlans(Asked):
    """Plans of a status (draft, proposed, approved, superseded, dropped); without one all but the dropped."""

    status: str = Field("", pattern="^(draft|proposed|approved|superseded|dropped)?$")
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=1000)


class ShowPlan(Asked):
    """One plan, by its code."""

    code: str


class ComparePlans(Asked):
    """Two plans, by their codes: what the second does otherwise than the first."""

    first: str
    second: str


class NoQuestion(Asked):
    """Nothing to say."""


class PlanLine(BaseModel):
    """One plan in a line; value and bound in thousands of its currency, only for those who see all departments."""

    id: int
    code: str
    name: str
    status: str
    outcome: str
    currency: str
    value: Decimal | None
    bound: Decimal | None
    funded: int
    of: int
    by: str
    created_at: datetime
    approved_by: str
    approved_on: date | None
    based_on: str
    version: int


class PlanList(BaseModel):
    """One page of plans, the newest first."""

    rows: list[PlanLine]
    total: int
    page: int


class PlanPage(PlanLine):
    """One plan with all that it says; ``decision`` is the code under which it was decided.

    ``since``: what was changed on record after it was solved, for those who see all departments.
    """

    reason: str
    decision: str
    solved: Solved
    since: list[Since]
    may_decide: bool
    may_change: bool


class LatestPlan(BaseModel):
    """The approved plan, else the newest proposal, else the newest draft; None where there is no plan."""

    plan: PlanPage | None
    waiting: list[PlanLine]


class PlanDocument(BaseModel):
    """A plan as it was solved, in the exchange format, to be checked and solved again elsewhere."""

    code: str
    problem: dict[str, Any]
    answer: dict[str, Any]
    options: dict[str, Any]


class PosedProblem(BaseModel):
    """The problem that the record poses today, in the exchange format, and what it does not know."""

    problem: dict[str, Any]
    missing: list[MissingLine]
    rules: PlanRules
    rate: str
    names: dict[str, str]


class PosedLimits(BaseModel):
    """The limits that hold today: currency, budgets, skills, caps, risk_aversion as in the problem, and ``draws``.

    ``draws``: how many scenarios the plan is measured by.
    """

    limits: dict[str, Any]
    rules: PlanRules


@query("plans.list", words="List plans")
def list_plans(given: ListPlans, actor: Actor) -> PlanList:
    """The plans that the asker may see."""
    rows = light(seen_plans(actor))
    rows = rows.filter(status=given.status) if given.status else rows.exclude(status="dropped")
    start = (given.page - 1) * given.size
    lines = lines_of(rows.order_by("-pk")[start : start + given.size], actor)
    return PlanList(rows=lines, total=rows.count(), page=given.page)


@query("plans.show", words="Show a plan")
def show(given: ShowPlan, actor: Actor) -> PlanPage:
    """One plan: its figures, its initiatives and why, its limits, what it does not know."""
    return _page(plan_seen(given.code, actor), actor)


@query("plans.latest", words="The plan that counts now")
def latest(given: NoQuestion, actor: Actor) -> LatestPlan:
    """The approved plan, else the newest that is not decided; and the proposals that wait."""
    held = seen_plans(actor).exclude(status__in=("dropped", "superseded"))
    rows = list(light(held))
    order = {"approved": 0, "proposed": 1, "draft": 2}
    rows.sort(key=lambda row: (order[row.status], -row.pk))
    waiting = lines_of([row for row in rows if row.status == "proposed"], actor)
    return LatestPlan(plan=_page(rows[0], actor) if rows else None, waiting=waiting)


@query("plans.compare", words="How two plans differ")
def compare(given: ComparePlans, actor: Actor) -> Difference:
    """What is in, out or moved from the first to the second plan; value and limits for those who see all."""
    first, second = (_page(plan_seen(code, actor), actor) for code in (given.first, given.second))
    return difference(first.solved, second.solved, codes=(first.code, second.code))


@query("plans.document", words="A plan as JSON, to check or solve again")
def document(given: ShowPlan, actor: Actor) -> PlanDocument:
    """Problem and answer in the exchange format, for whoever sees all departments."""
    row = plan_seen(given.code, actor)
    must_see_whole(actor)
    return PlanDocument(code=row.code, problem=row.problem, answer=row.answer, options=row.options)


@query("plans.problem", words="The problem that the record poses")
def problem(given: NoQuestion, actor: Actor) -> PosedProblem:
    """What would be planned today, and what is missing, for whoever sees all departments."""
    must_see_whole(actor)
    built = build_problem(on=timezone.localdate())
    names = {code: str(one["name"]) for code, one in built.sources["initiatives"].items()}
    return PosedProblem(
        problem=built.document,
        missing=[_missing(vars(one)) for one in built.missing],
        rules=rules_in_force(),
        rate=built.sources["rate"],
        names=names,
    )


@query("plans.limits", words="The limits within which the record plans")
def limits(given: NoQuestion, actor: Actor) -> PosedLimits:
    """Money, people and caps of today without any initiative: quick however many there are."""
    must_see_whole(actor)
    rules = rules_in_force()
    return PosedLimits(limits=posed_limits(on=timezone.localdate(), rules=rules), rules=rules)


def lines_of(rows: Iterable[Plan], actor: Actor) -> list[PlanLine]:
    """Each plan in one line; how much each funds is read in one query at most."""
    listed = list(rows)
    counts = counts_of(listed)
    return [_line(row, counts[row.pk], whole=sees_whole(actor)) for row in listed]


def _line(row: Plan, counts: Counts, *, whole: bool) -> PlanLine:
    return PlanLine(
        id=row.pk,
        code=row.code,
        name=row.name,
        status=row.status,
        outcome=row.outcome,
        currency=row.currency,
        value=row.value if whole else None,
        bound=row.bound if whole else None,
        funded=counts.funded if whole else 0,
        of=counts.of if whole else 0,
        by=row.by.name if row.by else "",
        created_at=row.created_at,
        approved_by=row.approved_by.name if row.approved_by else "",
        approved_on=row.approved_on,
        based_on=row.based_on.code if row.based_on else "",
        version=row.version,
    )


def solved_page(found: Found, actor: Actor) -> Solved:
    """What was solved, as far as the actor may see it."""
    return _reader(departments_seen(actor), *_names())(found)


def _reader(
    seen: frozenset[str] | None, names: Mapping[str, str], skills: Mapping[str, str]
) -> Callable[[Found], Solved]:
    def read_it(found: Found) -> Solved:
        # The engine brings a solver, which takes a third of a second to load: only who looks at a plan pays for it.
        from opencaio.record.planning.reading import read

        return read(found, seen=seen, names=names, skills=skills)

    return read_it


def _names() -> tuple[dict[str, str], dict[str, str]]:
    departments = dict(Department.objects.values_list("code", "name"))
    return departments, dict(Skill.objects.values_list("code", "name"))


def _page(row: Plan, actor: Actor) -> PlanPage:
    seen, names = departments_seen(actor), _names()
    counts = counts_of([row])[row.pk]
    decision = Decision.objects.filter(about_kind="plan", about=row.pk, retired_at=None, outcome="approved")
    return PlanPage(
        **_line(row, counts, whole=sees_whole(actor)).model_dump(),
        reason=row.reason if sees_whole(actor) else "",
        decision=decision.order_by("-pk").values_list("code", flat=True).first() or "",
        solved=page_of(row, _reader(seen, *names), seen=seen, names=names),
        since=changed_since(row, after=counts.entry) if sees_whole(actor) else [],
        may_decide=actor.may(Right.DECIDE, None),
        may_change=actor.may(Right.EDIT, None),
    )


def _missing(one: dict[str, Any]) -> MissingLine:
    return MissingLine(**{name: one[name] for name in ("kind", "about", "words", "leaves_out")})
