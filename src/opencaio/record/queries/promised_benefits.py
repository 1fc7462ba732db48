"""What did approved cases promise, what does the ledger plan of it, and what became of it?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.registry import Asked
from opencaio.record.currencies import report_currency
from opencaio.record.models import Benefit, BenefitEntry, BusinessCase, Initiative
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.valuing.promising import (
    Promise,
    approved_case,
    followed_up,
    promises_of,
    uses_of,
    whole_year,
    without_follow_up,
)


class AskPromised(Asked):
    """The initiative whose approved case is meant."""

    initiative: str = Field(min_length=1)


class PromisedRow(BaseModel):
    """One benefit of the approved case in one year: promised, in the ledger, measured, agreed; in the currency.

    ``in_case``: what the case that is approved now promises (none: no longer in it); ``planned``: what the ledger
    holds it to. They differ where a later version promises other than a year that has begun was planned with.
    """

    line: int | None
    title: str
    kind: str
    owner: str
    measure: str
    method: str
    benefit: str
    use_case: str
    study: str
    first_day: date
    last_day: date
    in_case: Decimal | None
    planned: Decimal | None
    measured: Decimal | None
    low: Decimal | None
    high: Decimal | None
    agreed: Decimal | None
    status: str


class WaitingLine(BaseModel):
    """A benefit of the approved case that nobody follows up yet, with what it promises in all its years."""

    line: int
    title: str
    kind: str
    promised: Decimal


class UseChoice(BaseModel):
    """A use that the benefits may belong to."""

    code: str
    name: str


class Promised(BaseModel):
    """The promises of an approved case beside the ledger; ``fault``: why they cannot be counted."""

    initiative: str
    approved_on: date | None
    rows: list[PromisedRow]
    waiting: list[WaitingLine]
    uses: list[UseChoice]
    told_only: list[str]
    currency: str
    fault: str
    may_take_over: bool


class WaitingCase(BaseModel):
    """An approved case with benefits that nobody follows up."""

    initiative: str
    name: str
    lines: int


class WaitingCases(BaseModel):
    """All of them that the asker may see."""

    rows: list[WaitingCase]


class AskWaiting(Asked):
    """Nothing to choose."""


@query("benefits.promised", words="What an approved case promised, and what became of it")
def promised_benefits(given: AskPromised, actor: Actor) -> Promised:
    """Each benefit of the approved case by year, beside what the ledger plans, what was measured and agreed."""
    work = visible(Initiative.objects.filter(retired_at=None), actor).filter(code__iexact=given.initiative).first()
    row = approved_case(work.pk) if work else None
    if work is None or row is None:
        raise NotFound("There is no approved case here, or you may not see it.")
    promises, fault = _promises(row)
    held = {key: one for key, one in followed_up(work.pk).items() if _may_see(one, actor)}
    hidden = {key for key in followed_up(work.pk) if key not in held}
    waiting = [one for one in promises if one.key not in held and one.key not in hidden]
    uses = [one for one in uses_of(row) if actor.may(Right.READ, one.department_id)]
    return Promised(
        initiative=work.code,
        approved_on=row.approved_on,
        rows=_rows(promises, held),
        waiting=[_waiting(one) for one in waiting],
        uses=[UseChoice(code=one.code, name=one.name) for one in uses],
        told_only=[one.line.title for one in promises if one.line.kind == "strategic" and one.key in held],
        currency=report_currency(),
        fault=fault,
        may_take_over=actor.may(Right.EDIT, work.department_id),
    )


@query("benefits.waiting", words="Approved cases whose benefits nobody follows up")
def waiting_cases(given: AskWaiting, actor: Actor) -> WaitingCases:
    """The cases of which at least one benefit is not in the ledger."""
    cases = visible(BusinessCase.objects.all(), actor, by="initiative__department_id")
    found = [
        WaitingCase(initiative=row.initiative.code, name=row.initiative.name, lines=lines)
        for row, lines in without_follow_up(cases)
    ]
    return WaitingCases(rows=found)


def _promises(row: BusinessCase) -> tuple[list[Promise], str]:
    try:
        return promises_of(row), ""
    except BadInput as fault:
        return [], fault.message


def _may_see(one: Benefit, actor: Actor) -> bool:
    return actor.may(Right.READ, one.use_case.department_id)


def _rows(promises: list[Promise], held: dict[tuple[str, str], Benefit]) -> list[PromisedRow]:
    told = {one.key: one for one in promises}
    entries = BenefitEntry.objects.filter(benefit__in=held.values(), retired_at=None).order_by("first_day")
    by_benefit: dict[int, list[BenefitEntry]] = {}
    for entry in entries:
        by_benefit.setdefault(entry.benefit_id, []).append(entry)
    found: list[PromisedRow] = []
    for key, benefit in held.items():
        found += _of(benefit, told.get(key), by_benefit.get(benefit.pk, []))
    return sorted(found, key=lambda one: (one.title, one.first_day))


def _of(benefit: Benefit, promise: Promise | None, entries: list[BenefitEntry]) -> Iterable[PromisedRow]:
    by_year = dict(promise.by_year) if promise else {}
    for entry in entries:
        days = (entry.first_day, entry.last_day)
        is_year = days == whole_year(entry.first_day.year)
        yield _row(benefit, promise, entry, days, by_year.pop(entry.first_day.year, None) if is_year else None)
    for year, amount in by_year.items():
        yield _row(benefit, promise, None, whole_year(year), amount)


def _row(
    benefit: Benefit,
    promise: Promise | None,
    entry: BenefitEntry | None,
    days: tuple[date, date],
    in_case: Decimal | None,
) -> PromisedRow:
    line, names = benefit.case_line, ("planned", "measured", "agreed")
    return PromisedRow(
        line=promise.line.pk if promise else None,
        title=benefit.title,
        kind=benefit.kind,
        owner=benefit.owner.name if benefit.owner else "",
        measure=line.measure if line else "",
        method=line.method if line else "",
        benefit=benefit.code,
        use_case=benefit.use_case.code,
        study=benefit.study.code if benefit.study else "",
        first_day=days[0],
        last_day=days[1],
        in_case=in_case,
        low=entry.measured_low if entry else None,
        high=entry.measured_high if entry else None,
        status=entry.status if entry else "",
        **{name: getattr(entry, name) if entry else None for name in names},
    )


def _waiting(one: Promise) -> WaitingLine:
    line = one.line
    return WaitingLine(line=line.pk, title=line.title, kind=line.kind, promised=sum(one.by_year.values(), Decimal(0)))
