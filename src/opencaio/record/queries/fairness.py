"""How often are people of each group selected, as New York's rule counts it, and how often does a person overrule?"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from pydantic import BaseModel

from opencaio.errors import BadInput, NotFound
from opencaio.record.actions.commitments import use_seen
from opencaio.record.actions.registry import Asked
from opencaio.record.manifest import live_files, opened
from opencaio.record.models import FairnessAudit, UseCase
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible

if TYPE_CHECKING:
    from opencaio.lake.groups import Group

BY = (("sex", "Sex"), ("race", "Race or ethnicity"))


class AskFairness(Asked):
    """Selections of a use, from ``first`` to ``last`` day."""

    use_case: str
    first: date | None = None
    last: date | None = None


class ListFairness(Asked):
    """No filter: every use of which decisions are in the lake."""


class GroupRow(BaseModel):
    """One group: people, selected, rate and impact ratio with their intervals; no ratio where it is left out."""

    name: str
    people: int
    selected: int
    share: float
    rate: float
    rate_low: float
    rate_high: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    left_out: bool
    words: str


class GroupTable(BaseModel):
    """One breakdown; ``unknown`` people of no known category; ``highest``: the group held against."""

    by: str
    groups: list[GroupRow]
    unknown: int
    highest: str


class FairnessShown(BaseModel):
    """The tables of a use, and how often people overruled what was proposed, with an interval."""

    use_case: str
    use_case_name: str
    first: date | None
    last: date | None
    people: int
    tables: list[GroupTable]
    reviewed: int
    overturned: int
    override_rate: float | None
    override_low: float | None
    override_high: float | None
    missing: str
    audits: list[date]
    may_audit: bool


class FairnessLine(BaseModel):
    """One use: people decided on, and the lowest impact ratio of any group that counts."""

    use_case: str
    use_case_name: str
    department: str
    people: int
    lowest: float | None
    lowest_group: str
    override_rate: float | None
    last_audit: date | None


class FairnessList(BaseModel):
    """The uses that the asker may see, the lowest ratio first."""

    rows: list[FairnessLine]


@query("fairness.show", words="How often people of each group are selected")
def show_fairness(given: AskFairness, actor: Actor) -> FairnessShown:
    """Impact ratios by sex, race and both (6 RCNY 5-301), with intervals; groups under 2 % are shown and left out."""
    use = use_seen(given.use_case, actor)
    if use is None:
        raise NotFound("There is no such use here, or you may not see it.")
    return counted(use, given.first, given.last, may_audit=actor.may(Right.EDIT, use.department_id))


@query("fairness.list", words="List uses that decide on people")
def list_fairness(given: ListFairness, actor: Actor) -> FairnessList:
    """Every use of which decisions are in the lake."""
    if not live_files("decisions"):
        return FairnessList(rows=[])
    from opencaio.lake.groups import groups_of, uses_with_decisions

    with opened("decisions") as lake:
        facts = lake.table("decisions")
        codes = uses_with_decisions(facts)
        uses = list(visible(UseCase.objects.filter(Q(code__in=codes)).select_related("department"), actor))
        by_use = {use.code: groups_of(facts, use=use.code, first=None, last=None) for use in uses}
    rows = [_line(use, by_use[use.code]) for use in uses]
    return FairnessList(rows=sorted(rows, key=lambda row: (row.lowest is None, row.lowest or 0.0, row.use_case)))


def counted(use: UseCase, first: date | None, last: date | None, *, may_audit: bool = False) -> FairnessShown:
    """The tables as they are counted now."""
    groups: list[Group] = []
    if live_files("decisions", first=first, last=last):
        from opencaio.lake.groups import groups_of

        with opened("decisions", first=first, last=last) as lake:
            groups = groups_of(lake.table("decisions"), use=use.code, first=first, last=last)
    tables, missing = _tables(groups)
    rate = _override(groups)
    audits = FairnessAudit.objects.filter(use_case=use, retired_at=None).order_by("-last_day")
    return FairnessShown(
        use_case=use.code, use_case_name=use.name, first=first, last=last, people=sum(one.cases for one in groups),
        tables=tables, reviewed=sum(one.reviewed for one in groups), overturned=sum(one.overturned for one in groups),
        override_rate=rate[0] if rate else None, override_low=rate[1] if rate else None,
        override_high=rate[2] if rate else None, missing=missing,
        audits=list(audits.values_list("last_day", flat=True)), may_audit=may_audit,
    )  # fmt: skip


def _tables(groups: "list[Group]") -> tuple[list[GroupTable], str]:
    """The breakdowns for which categories are known, and what is missing."""
    from opencaio.engines.impact.fairness import Cell, audit

    by = [name for name, _ in BY if any(getattr(one, name) for one in groups)]
    if not groups:
        return [], "No decision with a known outcome is in the lake for this use and time."
    if not by:
        return [], "The decisions do not say of which sex or race people are: no ratio can be counted."
    cells = [Cell({name: getattr(one, name) for name in by}, one.selected, one.cases) for one in groups]
    try:
        found = audit(cells, by=by)
    except BadInput as fault:
        return [], fault.message
    return [_table(one) for one in found.tables], ""


def _table(table: Any) -> GroupTable:
    return GroupTable(
        by=" × ".join(dict(BY)[name] for name in table.by),
        groups=[_group(one) for one in table.groups],
        unknown=table.unknown,
        highest=table.highest or "",
    )


def _group(one: Any) -> GroupRow:
    from opencaio.engines.impact.fairness import four_fifths

    ratio = one.ratio_interval
    return GroupRow(
        name=one.name, people=one.count, selected=one.chosen, share=one.share, rate=one.rate,
        rate_low=one.rate_interval.low, rate_high=one.rate_interval.high,
        ratio=None if one.ratio is None else float(one.ratio), ratio_low=_finite(ratio.low) if ratio else None,
        ratio_high=_finite(ratio.high) if ratio else None, left_out=one.left_out,
        words=" ".join(filter(None, (one.words, "" if one.left_out else four_fifths(one)))),
    )  # fmt: skip


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None


def _override(groups: "Iterable[Group]") -> tuple[float, float, float] | None:
    from opencaio.engines.impact.quality import overridden

    rows = list(groups)
    reviewed = sum(one.reviewed for one in rows)
    if not reviewed:
        return None
    rate, interval = overridden(sum(one.overturned for one in rows), reviewed)
    return rate, interval.low, interval.high


def _line(use: UseCase, groups: "list[Group]") -> FairnessLine:
    tables, _ = _tables(groups)
    ratios = [(one.ratio, one.name) for table in tables for one in table.groups if one.ratio is not None]
    lowest = min(ratios, default=(None, ""))
    rate = _override(groups)
    last = (
        FairnessAudit.objects.filter(use_case=use, retired_at=None).order_by("-on").values_list("on", flat=True).first()
    )
    return FairnessLine(
        use_case=use.code, use_case_name=use.name, department=use.department.name,
        people=sum(one.cases for one in groups), lowest=lowest[0], lowest_group=lowest[1],
        override_rate=rate[0] if rate else None, last_audit=last,
    )  # fmt: skip
