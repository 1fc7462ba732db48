"""Where could AI touch the work that is done here, in which order is that worth a look, and what is known of it?"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.opportunity import ENGINE_VERSION, Cell, Ranked
from opencaio.packs.work import load_groups, load_work
from opencaio.record.actions.registry import Asked
from opencaio.record.opportunities.lines import BENCHMARK
from opencaio.record.opportunities.survey import Survey, survey
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query

WHAT_IT_IS = (
    "Exposure is a judgement by people and by GPT-4 that a task could be done in half the time or less at equal "
    "quality (Eloundou et al., 2023). The amount is what the touched work is paid today. It is not money that AI "
    "frees, nor a forecast, nor advice to do it: whether it helps is measured in a pilot."
)
STANCES = "^(live|open|watched|set_aside|taken_up|all)$"


class AskMap(Asked):
    """A department (with those below it), and whether matches that nobody confirmed count too."""

    department: str = ""
    proposed: bool = False


class ListOpportunities(AskMap):
    """``stance``: ``live`` is all but what was set aside or taken up, ``open`` what nobody decided on.

    ``untouched``: only where no use of AI on record lies. ``top``: how many.
    """

    group: str = Field("", max_length=60)
    stance: str = Field("live", pattern=STANCES)
    untouched: bool = False
    top: int = Field(50, ge=1, le=5000)


class MapRange(BaseModel):
    """Alpha, beta, gamma: shares of the work, 0 to 1."""

    alpha: float
    beta: float
    gamma: float


class OpportunityCell(BaseModel):
    """The work of a department in a group of tasks.

    ``people`` is full-time people's worth of work; ``low``, ``middle``, ``high`` the exposed share of it by both
    raters; ``touched`` the same in people; ``bill`` what the work is paid a year with the employer's cost, and
    ``bill_low``, ``bill_middle``, ``bill_high`` the touched part of it, all in the map's currency.
    """

    department: str
    department_name: str
    group: str
    group_name: str
    people: float
    share: float
    low: float
    middle: float
    high: float
    by_people: MapRange | None
    by_gpt4: MapRange
    labelled: float
    differ: float | None
    observed: float
    touched: list[float]
    bill: Decimal
    bill_low: Decimal
    bill_middle: Decimal
    bill_high: Decimal
    bill_own: Decimal
    people_without_pay: Decimal
    tasks: int
    uses: int
    stance: str
    reason: str
    use_case: str


class OpportunityReason(BaseModel):
    """What moved it up or down; ``factor`` 1 changes nothing."""

    kind: str
    factor: float
    words: str


class OpportunityLine(OpportunityCell):
    """One opportunity with its place in the ranking (1 first) and the reasons."""

    place: int
    weight: float
    reasons: list[OpportunityReason]


class OpportunityBasis(BaseModel):
    """What the figures rest on: people by whose pay counts, the factor, rates, what is missing, versions."""

    people: Decimal
    waiting_people: Decimal
    waiting_lines: int
    without_tasks: Decimal
    pay_own: Decimal
    pay_benchmark: Decimal
    pay_none: Decimal
    small_lines: int
    benchmark: str
    loaded_factor: Decimal
    loaded_source: str
    rates: list[str]
    missing: list[str]
    years: list[int]
    sources: dict[str, str]
    engine_version: str
    pack_version: str
    what_it_is: str
    as_of: date


class OpportunityMap(BaseModel):
    """The matrix: departments, groups in the pack's order, and every cell with work in it."""

    departments: dict[str, str]
    groups: dict[str, str]
    cells: list[OpportunityCell]
    currency: str
    bill: Decimal
    bill_low: Decimal
    bill_middle: Decimal
    bill_high: Decimal
    basis: OpportunityBasis


class OpportunityList(BaseModel):
    """Opportunities, the one to look at first first; ``total`` before ``top`` cut them."""

    rows: list[OpportunityLine]
    total: int
    currency: str
    basis: OpportunityBasis


@query("opportunities.map", words="Map the work that AI could touch")
def map_opportunities(given: AskMap, actor: Actor) -> OpportunityMap:
    """Department by group of tasks, for what the asker may see."""
    found = survey(actor, department=given.department, proposed=given.proposed, today=timezone.localdate())
    cells = [cell_of(one, found) for one in found.map.cells]

    def total(name: str) -> Decimal:
        return sum((getattr(one, name) for one in cells), Decimal(0))

    return OpportunityMap(
        departments={code: found.departments[code].name for code in found.map.departments},
        groups={one.id: one.name for one in load_groups().values()},
        cells=cells,
        currency=found.basis.currency,
        bill=total("bill"),
        bill_low=total("bill_low"),
        bill_middle=total("bill_middle"),
        bill_high=total("bill_high"),
        basis=basis_of(found),
    )


@query("opportunities.list", words="Rank the work that AI could touch")
def list_opportunities(given: ListOpportunities, actor: Actor) -> OpportunityList:
    """The ranking with its reasons, for what the asker may see."""
    found = survey(actor, department=given.department, proposed=given.proposed, today=timezone.localdate())
    chosen = [one for one in (line_of(entry, found) for entry in found.ranked) if _fits(one, given)]
    return OpportunityList(
        rows=chosen[: given.top], total=len(chosen), currency=found.basis.currency, basis=basis_of(found)
    )


def cell_of(cell: Cell, found: Survey) -> OpportunityCell:
    """A cell of the engine as faces show it."""
    return OpportunityCell(**_cell_values(cell, found))


def line_of(entry: Ranked, found: Survey) -> OpportunityLine:
    """A ranked cell as faces show it."""
    reasons = [OpportunityReason(kind=one.kind, factor=one.factor, words=one.words) for one in entry.reasons]
    return OpportunityLine(
        **_cell_values(entry.cell, found), place=entry.place, weight=round(entry.weight, 2), reasons=reasons
    )


def basis_of(found: Survey) -> OpportunityBasis:
    """What the figures of a survey rest on."""
    work = load_work()
    return OpportunityBasis(
        people=found.map.people,
        waiting_people=sum((row.people for row in found.waiting), Decimal(0)),
        waiting_lines=len(found.waiting),
        without_tasks=found.map.without_tasks,
        pay_own=found.basis.own,
        pay_benchmark=found.basis.benchmark,
        pay_none=found.basis.none,
        small_lines=found.basis.small,
        benchmark=BENCHMARK,
        loaded_factor=found.loaded,
        loaded_source=found.loaded_source,
        rates=list(found.basis.rates.values()),
        missing=list(found.basis.missing),
        years=sorted({row.year for row in found.lines}),
        sources=dict(work.sources),
        engine_version=ENGINE_VERSION,
        pack_version=work.version,
        what_it_is=WHAT_IT_IS,
        as_of=timezone.localdate(),
    )


def _cell_values(cell: Cell, found: Survey) -> dict[str, Any]:
    key = cell.department, cell.group
    stance = found.stances.get(key)
    seen, money = cell.exposure, cell.money
    use = stance.use_case if stance and stance.use_case and stance.use_case.code in found.uses else None
    return {
        "department": cell.department,
        "department_name": found.departments[cell.department].name,
        "group": cell.group,
        "group_name": load_groups()[cell.group].name,
        "people": cell.people,
        "share": cell.share,
        "low": seen.low,
        "middle": seen.middle,
        "high": seen.high,
        "by_people": _range(seen.people) if seen.people else None,
        "by_gpt4": _range(seen.gpt4),
        "labelled": seen.labelled,
        "differ": seen.differ,
        "observed": seen.observed,
        "touched": list(cell.touched),
        "bill": money.all,
        "bill_low": money.low,
        "bill_middle": money.middle,
        "bill_high": money.high,
        "bill_own": money.own,
        "people_without_pay": money.people_without_pay,
        "tasks": cell.tasks,
        "uses": sum(one.inside for one in found.near.get(key, ())),
        "stance": stance.status if stance else "",
        "reason": stance.reason if stance else "",
        "use_case": use.code if use else "",
    }


def _range(found: Any) -> MapRange:
    return MapRange(alpha=found.alpha, beta=found.beta, gamma=found.gamma)


def _fits(one: OpportunityLine, given: ListOpportunities) -> bool:
    kept = {
        "all": True,
        "live": one.stance in ("", "watched"),
        "open": not one.stance,
    }.get(given.stance, one.stance == given.stance)
    return kept and (not given.group or one.group == given.group) and not (given.untouched and one.uses)
