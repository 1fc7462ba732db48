"""What are the business cases worth beside each other and the scores, and how far are the best of them too good?"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.scores import SCHEMES, Rank
from opencaio.engines.value import Shrunk
from opencaio.record.actions.registry import Asked
from opencaio.record.currencies import report_currency
from opencaio.record.models import BusinessCase, Initiative
from opencaio.record.permissions import Actor
from opencaio.record.queries.cases import counted
from opencaio.record.queries.registry import query, visible
from opencaio.record.valuing.measuring import Basis, basis_of, is_stale, newest, with_lines
from opencaio.record.valuing.portfolio import (
    chosen_now,
    expected_disappointment,
    groups_of,
    ranks_by_scheme,
    shrunk_values,
)


class ListCases(Asked):
    """Cases of initiatives by text, department and below (its code), status; ``without`` adds work without a case.

    ``status``: draft, submitted, approved, sent_back, stale or none; ``waiting``: those that were handed in.
    """

    q: str = Field("", max_length=200)
    department: str = ""
    status: Literal["", "draft", "submitted", "approved", "sent_back", "stale", "none"] = ""
    waiting: bool = False
    without: bool = True
    sort: Literal[
        "value", "shrunk", "code", "department", "loss", "status", "index", "wsjf", "rice", "ice", "weighted"
    ] = "value"


class Place(BaseModel):
    """A score and its place; ``tied`` initiatives share the place. No place: an input is missing."""

    scheme: str
    score: Decimal | None
    place: int | None
    tied: list[str]


class CaseRow(BaseModel):
    """One initiative with the case that speaks for it; amounts in whole units of the report currency.

    ``shrunk`` is the expected value drawn towards its reference class, ``weight`` the part of the estimate itself.
    """

    initiative: str
    name: str
    department: str
    department_code: str
    status: str
    owner: str
    first_year: int | None
    years: int | None
    p10: int | None
    p50: int | None
    p90: int | None
    expected: int | None
    loss: float | None
    index: float | None
    payback: float | None
    delay_quarter: int | None
    shrunk: int | None
    weight: float | None
    is_stale: bool
    is_chosen: bool = False
    submitted_on: date | None
    missing: int
    fault: str
    places: list[Place]


class CaseList(BaseModel):
    """All cases that the asker may see; sums are over those of the chosen set that are valued."""

    rows: list[CaseRow]
    currency: str
    valued: int
    chosen: int
    chosen_by: str
    chosen_raw: int
    chosen_shrunk: int
    disappointment: int
    schemes: list[str]
    assumptions: str
    on: date


@query("cases.list", words="List business cases")
def list_cases(given: ListCases, actor: Actor) -> CaseList:
    """The newest case of each initiative with its value now, raw and shrunk, beside its scores."""
    basis = basis_of(timezone.localdate())
    works = list(
        visible(Initiative.objects.filter(retired_at=None).select_related("department"), actor).order_by("code")
    )
    cases = newest(with_lines(BusinessCase.objects.filter(initiative__in=works, retired_at=None)))
    told = {work.code: _told(cases.get(work.pk), basis) for work in works}
    values = {code: one["now"] for code, one in told.items() if one["now"]}
    shrunk = shrunk_values(values, groups_of(cases.values()))
    chosen, ranks = chosen_now(works), ranks_by_scheme([work.code for work in works])
    rows = [_row(work, cases.get(work.pk), told[work.code], shrunk.get(work.code), ranks) for work in works]
    for one in rows:
        one.is_chosen = one.initiative in chosen.codes
    picked = [shrunk[code] for code in sorted(chosen.codes & set(shrunk))]
    kept = [one for one in rows if _passes(one, given)]
    return CaseList(
        rows=sorted(kept, key=lambda one: _key(one, given.sort)),
        currency=report_currency(),
        valued=len(values),
        chosen=len(picked),
        chosen_by=chosen.source,
        chosen_raw=round(sum(one.raw for one in picked)),
        chosen_shrunk=round(sum(one.value for one in picked)),
        disappointment=round(expected_disappointment(shrunk, chosen.codes)),
        schemes=list(ranks),
        assumptions=basis.row.code or basis.row.name,
        on=basis.on,
    )


def _told(row: BusinessCase | None, basis: Basis) -> dict[str, Any]:
    if row is None:
        return {"now": None, "missing": [], "fault": "", "is_stale": False}
    now, missing, fault = counted(row, basis)
    return {"now": now, "missing": missing, "fault": fault, "is_stale": not fault and is_stale(row, basis)}


def _row(
    work: Initiative,
    row: BusinessCase | None,
    told: dict[str, Any],
    shrunk: Shrunk | None,
    ranks: dict[str, dict[str, Rank]],
) -> CaseRow:
    now = told["now"] or {}
    rates, delay = now.get("rates", {}), now.get("delay")
    return CaseRow(
        initiative=work.code,
        name=work.name,
        department=work.department.name,
        department_code=work.department.code,
        status=row.status if row else "none",
        owner=row.owner.name if row and row.owner else "",
        first_year=row.first_year if row else None,
        years=row.years if row else None,
        **{name: now.get(name) for name in ("p10", "p50", "p90", "expected", "loss")},
        index=rates.get("index"),
        payback=rates.get("discounted_payback"),
        delay_quarter=delay[0] - delay[1] if delay else None,
        shrunk=round(shrunk.value) if shrunk else None,
        weight=round(shrunk.weight, 4) if shrunk else None,
        is_stale=told["is_stale"],
        submitted_on=row.submitted_on if row and row.status == "submitted" else None,
        missing=len(told["missing"]),
        fault=told["fault"],
        places=[_place(scheme, places.get(work.code)) for scheme, places in ranks.items()],
    )


def _place(scheme: str, told: Rank | None) -> Place:
    if told is None:
        return Place(scheme=scheme, score=None, place=None, tied=[])
    return Place(scheme=scheme, score=told.score, place=told.place, tied=list(told.tied_with))


def _passes(one: CaseRow, given: ListCases) -> bool:
    text = given.q.casefold()
    if text and text not in f"{one.initiative} {one.name}".casefold():
        return False
    if given.department and one.department_code.casefold() != given.department.casefold():
        return False
    if given.waiting and one.status != "submitted":
        return False
    if not given.without and one.status == "none":
        return False
    return not given.status or (one.is_stale if given.status == "stale" else one.status == given.status)


def _key(one: CaseRow, name: str) -> tuple[Any, ...]:
    """Largest first for figures, first letters and places first for the rest; what is unknown last."""
    if name in ("code", "department", "status"):
        told = {"code": one.initiative, "department": one.department.casefold(), "status": one.status}
        return (0, told[name], one.initiative)
    if name in SCHEMES:
        place = next((held.place for held in one.places if held.scheme == name), None)
        return (place is None, place or 0, one.initiative)
    value = {"value": one.expected, "shrunk": one.shrunk, "loss": one.loss, "index": one.index}[name]
    return (value is None, -(value or 0), one.initiative)
