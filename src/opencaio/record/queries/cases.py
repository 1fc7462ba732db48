"""What is each business case worth, by whom, who waits for whom, and what stands beside it?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.value import Kept
from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.currencies import report_currency
from opencaio.record.models import BusinessCase, CaseLine, Initiative
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.valuing.inputs import standing_lines
from opencaio.record.valuing.measuring import Basis, basis_of, is_stale, newest, valued, with_lines
from opencaio.record.valuing.proposing import Proposal, proposed
from opencaio.record.valuing.storing import written

HEADLINE = ("p10", "p50", "p90", "expected", "npv")
NOT_HERE = "There is no such thing here, or you may not see it."


class ShowCase(Asked):
    """The case of an initiative (its code): the newest one, the approved one, or one by its number."""

    initiative: str
    which: Literal["newest", "approved"] = "newest"
    id: int | None = None


class CasesOf(Asked):
    """An initiative, by its code."""

    initiative: str


class ProposedCosts(Asked):
    """The initiative whose costs the record knows; the years that count."""

    initiative: str
    first_year: int | None = Field(None, ge=2000, le=2099)
    years: int = Field(4, ge=1, le=15)


class CaseVersion(BaseModel):
    """One case of an initiative, over time."""

    id: int
    title: str
    status: str
    first_year: int
    years: int
    expected: int | None
    p50: int | None
    currency: str
    submitted_by: str
    submitted_on: date | None
    approved_by: str
    approved_on: date | None
    answer: str


class CaseVersions(BaseModel):
    """All cases of an initiative, the newest first."""

    initiative: str
    rows: list[CaseVersion]


class CaseLinePage(BaseModel):
    """One cost or benefit; amounts a year in the case's currency (hours for productivity), years by the calendar."""

    id: int
    version: int
    side: str
    kind: str
    line: str
    title: str
    p10: Decimal | None
    p50: Decimal | None
    p90: Decimal | None
    years: list[int]
    details: dict[str, str]
    factors: list[str]
    owner: str
    owner_id: int | None
    measure: str
    method: str
    is_counted: bool


class Gap(BaseModel):
    """Something that the case does not say; ``about`` is the line that it concerns."""

    code: str
    about: str


class ProposedCost(BaseModel):
    """A cost that the record knows (or knows to exist, without an amount)."""

    key: str
    kind: str
    line: str
    title: str
    amount: Decimal | None
    years: list[int]
    because: str
    is_in_case: bool


class ProposedCostList(BaseModel):
    """Costs that the record knows of an initiative and its uses."""

    rows: list[ProposedCost]
    currency: str


class AssumptionsUsed(BaseModel):
    """The figures with which the case counts, who owns and approved them, and when."""

    code: str
    name: str
    owner: str
    approved_by: str
    approved_on: date | None
    values: dict[str, str]


class KeptShare(BaseModel):
    """The part of its plans that a kind of benefit kept (P10, P50, P90 of the average), over so many of them."""

    kind: str
    p10: Decimal
    p50: Decimal
    p90: Decimal
    benefits: int


class Correction(BaseModel):
    """What the case is worth with and without a correction by what plans turned out to be; in the report currency.

    ``raw`` and ``corrected`` hold p10, p50, p90, expected, and npv (as planned; in the case's currency).
    ``is_applied``: the assumptions in force say that it counts; else it is shown and changes nothing.
    """

    is_applied: bool
    measured: int
    kinds: list[KeptShare]
    raw: dict[str, int]
    corrected: dict[str, int]
    currency: str
    words: str
    left_out: list[str]


class CasePage(BaseModel):
    """A business case: its words, its lines, what it comes to now, and what was stored when somebody decided.

    ``now`` and ``stored`` have the shape that docs/guide/business-case.md tells (money in whole units); ``fault`` says
    why nothing could be computed now.
    """

    id: int
    version: int
    initiative: str
    initiative_name: str
    department: str
    department_id: int
    horizon: str
    title: str
    baseline: str
    status: str
    answer: str
    currency: str
    first_year: int
    years: int
    reference_class: str
    technical_success: Decimal | None
    adoption: list[Decimal]
    stop_rule: Decimal | None
    stages: list[dict[str, Any]]
    salvage: Decimal | None
    owner: str
    owner_id: int | None
    submitted_by: str
    submitted_by_id: int | None
    submitted_on: date | None
    approved_by: str
    approved_on: date | None
    valued_at: datetime | None
    lines: list[CaseLinePage]
    now: dict[str, Any] | None
    stored: dict[str, Any] | None
    is_stale: bool
    fault: str
    missing: list[Gap]
    correction: Correction | None
    assumptions: AssumptionsUsed
    may_edit: bool
    may_decide: bool
    versions: list[CaseVersion]


@query("cases.show", words="Show a business case")
def show(given: ShowCase, actor: Actor) -> CasePage:
    """One business case with every figure, the newest of its initiative unless another is asked for."""
    work = _work(given.initiative, actor)
    rows = list(with_lines(BusinessCase.objects.filter(initiative=work, retired_at=None)).order_by("-pk"))
    row = _chosen(rows, given)
    if row is None:
        raise NotFound(f"{work.code} has no such business case.")
    basis = basis_of(timezone.localdate())
    now, missing, fault = counted(row, basis)
    return CasePage(
        **_words(row),
        lines=[_line(one, row) for one in standing_lines(row)],
        now=now,
        stored=row.valuation or None,
        is_stale=not fault and is_stale(row, basis),
        fault=fault,
        missing=missing,
        correction=_correction(row, basis, now),
        assumptions=_used(basis),
        may_edit=actor.may(Right.EDIT, work.department_id),
        may_decide=actor.may(Right.DECIDE, work.department_id),
        versions=[version_of(one) for one in rows],
    )


@query("cases.for_initiative", words="List the business cases of an initiative")
def for_initiative(given: CasesOf, actor: Actor) -> CaseVersions:
    """Every case of an initiative over time, the newest first."""
    work = _work(given.initiative, actor)
    rows = BusinessCase.objects.filter(initiative=work, retired_at=None).select_related("submitted_by", "approved_by")
    return CaseVersions(initiative=work.code, rows=[version_of(one) for one in rows.order_by("-pk")])


@query("cases.proposed", words="Costs that the record knows")
def proposed_costs(given: ProposedCosts, actor: Actor) -> ProposedCostList:
    """Planned spend, duties and expected losses that a case of this initiative should count."""
    work = _work(given.initiative, actor)
    first = given.first_year or (int(work.earliest[:4]) if work.earliest else timezone.localdate().year + 1)
    open_case = BusinessCase.objects.filter(initiative=work, retired_at=None).order_by("-pk").first()
    there = list(standing_lines(open_case)) if open_case else []
    rows = [
        ProposedCost(
            key=one.key,
            kind=one.kind,
            line=one.line,
            title=one.title,
            amount=one.amount,
            years=[first + year for year in one.years],
            because=one.because,
            is_in_case=any(_covers(line, one) for line in there),
        )
        for one in proposed(work, actor, first_year=first, years=given.years)
    ]
    return ProposedCostList(rows=rows, currency=report_currency())


def _correction(row: BusinessCase, basis: Basis, now: dict[str, Any] | None) -> Correction | None:
    """The case by what plans turned out to be, beside the case as planned; None where nothing was measured."""
    told = basis.told
    if now is None or not told.kept:
        return None
    kinds = {one.kind for one in standing_lines(row) if one.side == "benefit" and one.p50 is not None}
    if not kinds & {one.kind for one in told.kept}:
        return None
    other = _headline(row, basis, kept=() if basis.figures.corrects else told.kept)
    here = {name: int(now[name]) for name in HEADLINE}
    raw, corrected = (other, here) if basis.figures.corrects else (here, other)
    shares = [
        KeptShare(kind=one.kind, p10=one.share.p10, p50=one.share.p50, p90=one.share.p90, benefits=one.benefits)
        for one in told.kept
        if one.kind in kinds
    ]
    return Correction(
        is_applied=basis.figures.corrects,
        measured=told.whole.cases,
        kinds=shares,
        raw=raw,
        corrected=corrected,
        currency=str(now["report_currency"]),
        words=told.whole.words,
        left_out=list(told.left_out),
    )


def _headline(row: BusinessCase, basis: Basis, *, kept: tuple[Kept, ...]) -> dict[str, int]:
    inputs, found = valued(row, basis, kept=kept)
    told = written(row, found, inputs, basis) if found else {}
    return {name: int(told[name]) for name in HEADLINE if name in told}


def _covers(line: CaseLine, cost: Proposal) -> bool:
    """True when a case's line is this cost: by its title, or as the building cost of the same budget line and year."""
    if line.title == cost.title:
        return True
    is_building = cost.kind == line.kind == "build" and line.line == cost.line
    return is_building and (not line.years or set(cost.years) <= set(line.years))


def counted(row: BusinessCase, basis: Basis) -> tuple[dict[str, Any] | None, list[Gap], str]:
    """What the case comes to now, what it does not say, and why nothing could be computed."""
    try:
        inputs, found = valued(row, basis)
        now = written(row, found, inputs, basis) if found else None
    except BadInput as fault:
        return None, [], fault.message
    return now, [Gap(code=code, about=about) for code, about in inputs.missing], ""


def version_of(row: BusinessCase) -> CaseVersion:
    """One case in a line."""
    held = row.valuation
    return CaseVersion(
        id=row.pk,
        title=row.title,
        status=row.status,
        first_year=row.first_year,
        years=row.years,
        expected=held.get("expected"),
        p50=held.get("p50"),
        currency=held.get("report_currency") or report_currency(),
        submitted_by=row.submitted_by.name if row.submitted_by else "",
        submitted_on=row.submitted_on,
        approved_by=row.approved_by.name if row.approved_by else "",
        approved_on=row.approved_on,
        answer=row.answer,
    )


def _work(code: str, actor: Actor) -> Initiative:
    work = visible(Initiative.objects.all(), actor).filter(code__iexact=code).first()
    if work is None:
        raise NotFound(NOT_HERE)
    return work


def _chosen(rows: list[BusinessCase], given: ShowCase) -> BusinessCase | None:
    if given.id is not None:
        return next((one for one in rows if one.pk == given.id), None)
    if given.which == "approved":
        return next(iter(newest([one for one in rows if one.status == "approved"]).values()), None)
    return rows[0] if rows else None


def _words(row: BusinessCase) -> dict[str, Any]:
    work, plain = row.initiative, ("version", "title", "baseline", "status", "answer", "first_year", "years",
                                   "reference_class", "technical_success", "stop_rule", "owner_id",
                                   "submitted_by_id", "submitted_on", "approved_on", "valued_at")  # fmt: skip
    people = {
        name: held.name if (held := getattr(row, name)) else "" for name in ("owner", "submitted_by", "approved_by")
    }
    return {
        **{name: getattr(row, name) for name in plain},
        **people,
        "id": row.pk,
        "initiative": work.code,
        "initiative_name": work.name,
        "department": work.department.name,
        "department_id": work.department_id,
        "horizon": work.horizon,
        "currency": row.currency or report_currency(),
        "adoption": [Decimal(str(one)) for one in row.adoption],
        "stages": row.pilot.get("stages", []),
        "salvage": row.pilot.get("salvage"),
    }


def _line(one: CaseLine, row: BusinessCase) -> CaseLinePage:
    plain = ("version", "side", "kind", "line", "title", "p10", "p50", "p90", "details", "factors", "owner_id",
             "measure", "method")  # fmt: skip
    return CaseLinePage(
        id=one.pk,
        years=[row.first_year + year for year in one.years],
        owner=one.owner.name if one.owner else "",
        is_counted=one.kind != "strategic" and one.p50 is not None,
        **{name: getattr(one, name) for name in plain},
    )


def _used(basis: Basis) -> AssumptionsUsed:
    row = basis.row
    return AssumptionsUsed(
        code=row.code,
        name=row.name,
        owner=row.owner.name if row.owner else "",
        approved_by=row.approved_by.name if row.approved_by else "",
        approved_on=row.approved_on,
        values=basis.figures.as_text(),
    )
