"""How often are people of each group selected, as New York's rule counts it, and how often does a person overrule?"""

from datetime import date

from django.db.models import Max, Q
from pydantic import BaseModel

from opencaio.errors import NotFound
from opencaio.record.actions.commitments import use_seen
from opencaio.record.actions.registry import Asked
from opencaio.record.manifest import opened
from opencaio.record.manifest.live import live_days
from opencaio.record.models import FairnessAudit, UseCase
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import fairness_tables
from opencaio.record.queries.fairness_tables import Counted, GapRow, GroupTable, count_tables, lowest_of, overruled
from opencaio.record.queries.registry import query, visible


class AskFairness(Asked):
    """Selections of a use, from ``first`` to ``last`` day."""

    use_case: str
    first: date | None = None
    last: date | None = None


class ListFairness(Asked):
    """No filter: every use of which decisions are in the lake."""


class KeptAudit(BaseModel):
    """An audit as it was counted on a day."""

    id: int
    on: date
    first: date
    last: date
    people: int
    digest: str


class FairnessShown(BaseModel):
    """The tables of a use, and how often people overruled what was proposed, with an interval.

    ``tables`` count who was selected; ``score_tables`` whose score lies above ``median``, that of everybody.
    """

    use_case: str
    use_case_name: str
    first: date | None
    last: date | None
    people: int
    tables: list[GroupTable]
    score_tables: list[GroupTable]
    median: float | None
    gaps: list[GapRow]
    reviewed: int
    overturned: int
    override_rate: float | None
    override_low: float | None
    override_high: float | None
    missing: str
    notes: list[str]
    audits: list[KeptAudit]
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
    """The uses that the asker may see, the lowest ratio first; counted are decisions from ``first`` to ``last`` day."""

    rows: list[FairnessLine]
    first: date | None = None
    last: date | None = None


@query("fairness.show", words="How often people of each group are selected")
def show_fairness(given: AskFairness, actor: Actor) -> FairnessShown:
    """Selection and scoring rates with impact ratios by sex, race and both (6 RCNY 5-301), with intervals, and other
    gaps; groups under 2 % are shown and left out."""
    use = use_seen(given.use_case, actor)
    if use is None:
        raise NotFound("There is no such use here, or you may not see it.")
    return _shown(use, given, may_audit=actor.may(Right.EDIT, use.department_id))


@query("fairness.list", words="List uses that decide on people")
def list_fairness(given: ListFairness, actor: Actor) -> FairnessList:
    """Every use of which decisions are in the lake."""
    days = live_days("decisions")
    if days is None:
        return FairnessList(rows=[])
    from opencaio.lake.groups import uses_with_decisions

    with opened("decisions") as lake:
        facts = lake.table("decisions")
        known = Q(code__in=uses_with_decisions(facts))
        uses = list(visible(UseCase.objects.filter(known).select_related("department"), actor))
        by_use = {
            use.code: fairness_tables.tables_of(fairness_tables.Asked(facts, use.code, None, None)) for use in uses
        }
    kept = FairnessAudit.objects.filter(use_case__in=uses, retired_at=None).order_by()
    audited = dict(kept.values_list("use_case__code").annotate(last=Max("on")))
    rows = [_line(use, by_use[use.code], audited.get(use.code)) for use in uses]
    rows.sort(key=lambda row: (row.lowest is None, row.lowest or 0.0, row.use_case))
    return FairnessList(rows=rows, first=days[0], last=days[1])


def _shown(use: UseCase, given: AskFairness, *, may_audit: bool) -> FairnessShown:
    found = count_tables(use.code, given.first, given.last)
    rate = overruled(vars(found))
    audits = FairnessAudit.objects.filter(use_case=use, retired_at=None).order_by("-last_day", "-pk")
    return FairnessShown(
        use_case=use.code,
        use_case_name=use.name,
        first=given.first,
        last=given.last,
        override_rate=rate[0] if rate else None,
        override_low=rate[1] if rate else None,
        override_high=rate[2] if rate else None,
        audits=[_kept(one) for one in audits],
        may_audit=may_audit,
        **vars(found),
    )


def _kept(row: FairnessAudit) -> KeptAudit:
    people = int(row.result.get("people", 0))
    return KeptAudit(
        id=row.pk, on=row.on, first=row.first_day, last=row.last_day, people=people, digest=row.inputs_hash
    )


def _line(use: UseCase, found: Counted, last_audit: date | None) -> FairnessLine:
    lowest, group = lowest_of(found.tables)
    rate = overruled(vars(found))
    return FairnessLine(
        use_case=use.code,
        use_case_name=use.name,
        department=use.department.name,
        people=found.people,
        lowest=lowest,
        lowest_group=group,
        override_rate=rate[0] if rate else None,
        last_audit=last_audit,
    )
