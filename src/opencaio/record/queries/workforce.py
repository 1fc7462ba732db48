"""How many people do which work where, which occupation is meant, and what waits for somebody to confirm it?"""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.packs.work import load_work
from opencaio.record.actions.registry import Asked
from opencaio.record.actions.workforce import may_see_pay
from opencaio.record.models import Workforce
from opencaio.record.opportunities.lines import BENCHMARK, held, matcher, newest
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query
from opencaio.record.scopes import readable


class ListWorkforce(Asked):
    """Filters over the lines. ``year`` 0: the newest of each department that has begun. ``match`` is its state."""

    department: str = ""
    year: int = Field(0, ge=0, le=2100)
    match: str = Field("", pattern="^(open|proposed|confirmed|waiting)?$")
    q: str = Field("", max_length=200)
    page: int = Field(1, ge=1)
    size: int = Field(100, ge=1, le=5000)


class MatchTitle(Asked):
    """A title or a code for which an occupation is sought."""

    system: str = Field("title", pattern="^(title|soc|isco|esco)$")
    code: str = Field("", max_length=200)
    title: str = Field("", max_length=300)
    most: int = Field(5, ge=1, le=20)


class WorkforceLine(BaseModel):
    """One line. ``pay`` (yearly, gross, one person) is None where it is unknown or of fewer than five people."""

    id: int
    version: int
    department: str
    department_code: str
    year: int
    title: str
    given_system: str
    given_code: str
    occupation: str
    occupation_title: str
    match: str
    match_score: float | None
    people: Decimal
    pay: Decimal | None
    pay_hidden: bool
    currency: str
    country: str
    benchmark: Decimal | None
    may_edit: bool


class WorkforceList(BaseModel):
    """One page of lines; ``people``, ``confirmed`` and ``waiting`` speak of all that the filters let through."""

    rows: list[WorkforceLine]
    total: int
    page: int
    pages: int
    people: Decimal
    confirmed: Decimal
    waiting: int
    years: list[int]
    benchmark_source: str


class MatchProposal(BaseModel):
    """An occupation that may be meant: score from 0 to 1, and why."""

    occupation: str
    title: str
    score: float
    because: str


class MatchAnswer(BaseModel):
    """Proposals, best first; a person confirms."""

    proposals: list[MatchProposal]


@query("workforce.list", words="List the workforce")
def list_workforce(given: ListWorkforce, actor: Actor) -> WorkforceList:
    """One page of the lines that the asker may see."""
    rows = held(readable(given.department, actor))
    years = sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)
    if given.year:
        rows = rows.filter(year=given.year)
    chosen = list(rows.order_by("department__name", "-people", "title"))
    chosen = chosen if given.year else newest(chosen, today=timezone.localdate())
    chosen = [row for row in chosen if _fits(row, given.match) and _says(row, given.q.casefold())]
    start = (given.page - 1) * given.size
    return WorkforceList(
        rows=[_line(row, actor) for row in chosen[start : start + given.size]],
        total=len(chosen),
        page=given.page,
        pages=max(1, -(-len(chosen) // given.size)),
        people=sum((row.people for row in chosen), Decimal(0)),
        confirmed=sum((row.people for row in chosen if row.match == "confirmed"), Decimal(0)),
        waiting=sum(row.match != "confirmed" for row in chosen),
        years=years,
        benchmark_source=BENCHMARK,
    )


@query("opportunities.match", words="Find the occupation that a title or code means")
def match(given: MatchTitle, actor: Actor) -> MatchAnswer:
    """Proposals for a title or a code of SOC 2018, ISCO-08 or ESCO. Raises BadInput for a code of another form."""
    found = matcher().propose(system=given.system, code=given.code, title=given.title, most=given.most)
    return MatchAnswer(
        proposals=[
            MatchProposal(occupation=one.occupation, title=one.title, score=one.score, because=one.because)
            for one in found
        ]
    )


def _fits(row: Workforce, match: str) -> bool:
    if match == "waiting":
        return row.match != "confirmed"
    return not match or row.match == match


def _says(row: Workforce, words: str) -> bool:
    return words in row.title.casefold() or words in row.occupation.casefold()


def _line(row: Workforce, actor: Actor) -> WorkforceLine:
    known = load_work().occupations.get(row.occupation)
    shows = may_see_pay(row, actor)
    plain: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("id", "version", "year", "title", "given_system", "given_code", "occupation", "match", "people",
                     "currency", "country")
    }  # fmt: skip
    return WorkforceLine(
        **plain,
        department=row.department.name,
        department_code=row.department.code,
        occupation_title=known.title if known else "",
        match_score=None if row.match_score is None else float(row.match_score),
        pay=row.pay if shows else None,
        pay_hidden=row.people < 5,
        benchmark=known.mean if known else None,
        may_edit=actor.may(Right.EDIT, row.department_id),
    )
