"""What was promised, what was measured, what has finance agreed to, and what do plans usually turn out to be?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.errors import BadInput
from opencaio.record.actions.registry import Asked
from opencaio.record.currencies import report_currency
from opencaio.record.models import BenefitEntry, Initiative
from opencaio.record.models.studies import failed_of
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible
from opencaio.record.valuing.calibrating import told_by
from opencaio.record.valuing.portfolio import Chosen, chosen_now

BY_USE = "benefit__use_case__department_id"
NOUGHT = Decimal(0)
BEGUN = frozenset({"running", "done"})


class ListBenefits(Asked):
    """Entries of a use, a kind, a state, or of a year."""

    use_case: str = ""
    kind: str = Field("", max_length=20)
    status: str = Field("", pattern="^(planned|measured|agreed|disputed)?$")
    year: int | None = Field(None, ge=2000, le=2100)


class AskOverview(Asked):
    """Totals ``by`` kind, department, use or year, of a year or of all."""

    by: str = Field("kind", pattern="^(kind|department|use|year)$")
    year: int | None = Field(None, ge=2000, le=2100)


class AskCalibration(Asked):
    """By kind, or over all."""

    kind: str = Field("", max_length=20)


class EntryRow(BaseModel):
    """A benefit over a time: planned, measured with its interval, agreed; amounts for that time.

    ``initiative``, ``measure`` and ``method``: of the approved case that promised it, where one did. ``failed``: the
    checks that the study behind the measured amount does not pass. ``unfunded_by``: the approved plan that does not
    fund this initiative, which is neither running nor done.
    """

    code: str
    title: str
    use_case: str
    use_case_name: str
    department: str
    kind: str
    study: str
    initiative: str
    owner: str
    measure: str
    method: str
    first_day: date
    last_day: date
    is_to_come: bool
    currency: str
    planned: Decimal | None
    measured: Decimal | None
    low: Decimal | None
    high: Decimal | None
    agreed: Decimal | None
    share: Decimal | None
    status: str
    measured_by: str
    agreed_by: str
    agreed_on: date | None
    note: str
    failed: list[str]
    unfunded_by: str
    may_measure: bool
    may_agree: bool


class BenefitList(BaseModel):
    """The entries that the asker may see, with their sums in the report currency."""

    rows: list[EntryRow]
    planned: Decimal
    measured: Decimal
    agreed: Decimal
    currency: str


class TotalRow(BaseModel):
    """One group: ``share`` of the plan that was measured, over entries that have both.

    ``to_come``: the part of ``planned`` for times that have not begun. ``low`` to ``high``: the 95 % interval of
    ``measured``, the errors of its entries taken as independent.
    """

    key: str
    title: str
    planned: Decimal
    to_come: Decimal
    planned_of_measured: Decimal
    measured: Decimal
    low: Decimal | None
    high: Decimal | None
    agreed: Decimal
    share: Decimal | None
    entries: int


class BenefitOverview(BaseModel):
    """The groups, the largest plan first, and all together."""

    rows: list[TotalRow]
    planned: Decimal
    to_come: Decimal
    planned_of_measured: Decimal
    measured: Decimal
    low: Decimal | None
    high: Decimal | None
    agreed: Decimal
    share: Decimal | None
    waiting: int
    disputed: int
    currency: str


class KindShare(BaseModel):
    """What plans of one kind of benefit turn out to be; ``cases`` 0: none was measured, it counts as all kinds do."""

    kind: str
    factor: float
    low: float
    high: float
    cases: int


class CalibrationShown(BaseModel):
    """By what later plans should be multiplied, with its interval and the range of the next one."""

    factor: float
    low: float
    high: float
    coming_low: float
    coming_high: float
    raw: float | None
    cases: int
    words: str
    left_out: list[str]
    kinds: list[KindShare]


@query("benefits.list", words="List benefits: planned, measured, agreed")
def list_benefits(given: ListBenefits, actor: Actor) -> BenefitList:
    """The ledger of benefits."""
    rows = _seen(actor)
    rows = rows.filter(benefit__use_case__code__iexact=given.use_case) if given.use_case else rows
    rows = rows.filter(benefit__kind=given.kind) if given.kind else rows
    rows = rows.filter(status=given.status) if given.status else rows
    rows = rows.filter(first_day__year=given.year) if given.year else rows
    found = list(rows.order_by("-first_day", "benefit__code"))
    works = {work.code: work for one in found if (work := _work(one))}
    chosen = chosen_now(works.values()) if works else Chosen(frozenset(), "")
    return BenefitList(
        rows=[_row(one, actor, chosen) for one in found],
        planned=_sum(one.planned for one in found),
        measured=_sum(one.measured for one in found),
        agreed=_sum(one.agreed for one in found),
        currency=report_currency(),
    )


@query("benefits.overview", words="What AI was worth: planned, measured, agreed")
def overview(given: AskOverview, actor: Actor) -> BenefitOverview:
    """Sums by group; a share is of entries that were measured, not of plans that nobody looked at."""
    rows = _seen(actor)
    found = list(rows.filter(first_day__year=given.year) if given.year else rows)
    return overview_of(found, by=given.by, today=timezone.localdate())


def overview_of(found: list[BenefitEntry], *, by: str, today: date) -> BenefitOverview:
    """The sums of these entries by kind, department, use or year; ``today`` parts what has begun from what has not."""
    groups: dict[tuple[str, str], list[BenefitEntry]] = defaultdict(list)
    for one in found:
        groups[_key(one, by)].append(one)
    totals = [_total(key, title, members, today) for (key, title), members in groups.items()]
    whole = _total("", "", found, today)
    return BenefitOverview(
        rows=sorted(totals, key=lambda row: (-row.planned, row.key)),
        planned=whole.planned, to_come=whole.to_come, planned_of_measured=whole.planned_of_measured,
        measured=whole.measured, low=whole.low, high=whole.high, agreed=whole.agreed, share=whole.share,
        waiting=sum(one.status == "measured" for one in found), disputed=sum(one.status == "disputed" for one in found),
        currency=report_currency(),
    )  # fmt: skip


@query("benefits.calibration", words="What plans of benefits turn out to be")
def calibration(given: AskCalibration, actor: Actor) -> CalibrationShown:
    """The measured share of plans, averaged over entries and drawn towards one: a factor for later estimates."""
    told = told_by(_seen(actor).exclude(measured=None).exclude(planned=None).order_by("pk"))
    if given.kind and given.kind not in told.kinds:
        raise BadInput(f"Plans of the kind {given.kind} are not measured; these are: {', '.join(told.kinds)}.")
    found = told.kinds[given.kind] if given.kind else told.whole
    kinds = [
        KindShare(kind=kind, factor=one.factor, low=one.interval.low, high=one.interval.high, cases=one.cases)
        for kind, one in told.kinds.items()
    ]
    return CalibrationShown(
        factor=found.factor, low=found.interval.low, high=found.interval.high, coming_low=found.coming.low,
        coming_high=found.coming.high, raw=found.raw, cases=found.cases, words=found.words,
        left_out=list(told.left_out), kinds=kinds,
    )  # fmt: skip


def _seen(actor: Actor) -> QuerySet[BenefitEntry]:
    rows = BenefitEntry.objects.filter(retired_at=None, benefit__retired_at=None)
    rows = rows.select_related(
        "benefit__use_case__department", "benefit__study", "benefit__owner", "benefit__case_line__case__initiative",
        "measured_by", "agreed_by",
    ).annotate(checks=KeyTransform("checks", "estimate__result"))  # fmt: skip
    return visible(rows, actor, by=BY_USE)


def _work(one: BenefitEntry) -> Initiative | None:
    """The initiative whose approved case promised it."""
    line = one.benefit.case_line
    return line.case.initiative if line else None


def _row(one: BenefitEntry, actor: Actor, chosen: Chosen) -> EntryRow:
    benefit, use, line, work = one.benefit, one.benefit.use_case, one.benefit.case_line, _work(one)
    waits = work is not None and work.status not in BEGUN and work.code not in chosen.codes
    return EntryRow(
        code=benefit.code, title=benefit.title, use_case=use.code, use_case_name=use.name,
        department=use.department.name, kind=benefit.kind, study=benefit.study.code if benefit.study else "",
        initiative=work.code if work and actor.may(Right.READ, work.department_id) else "",
        owner=benefit.owner.name if benefit.owner else "", measure=line.measure if line else "",
        method=line.method if line else "", first_day=one.first_day, last_day=one.last_day,
        is_to_come=one.first_day > timezone.localdate(), currency=one.currency, planned=one.planned,
        measured=one.measured, low=one.measured_low, high=one.measured_high, agreed=one.agreed,
        share=_share(one.measured, one.planned), status=one.status,
        measured_by=one.measured_by.name if one.measured_by else "",
        agreed_by=one.agreed_by.name if one.agreed_by else "", agreed_on=one.agreed_on, note=one.note,
        failed=failed_of(getattr(one, "checks", None)), unfunded_by=chosen.source if waits else "",
        may_measure=one.status != "agreed" and actor.may(Right.EDIT, use.department_id),
        may_agree=one.status in {"measured", "disputed"} and actor.may(Right.REVIEW, use.department_id)
        and one.measured_by_id != actor.person_id,
    )  # fmt: skip


def _key(one: BenefitEntry, by: str) -> tuple[str, str]:
    use = one.benefit.use_case
    return {
        "kind": (one.benefit.kind, one.benefit.kind.replace("_", " ")),
        "department": (use.department.code, use.department.name),
        "use": (use.code, use.name),
        "year": (str(one.first_day.year), str(one.first_day.year)),
    }[by]


def _total(key: str, title: str, members: Iterable[BenefitEntry], today: date) -> TotalRow:
    rows = list(members)
    measured = [one for one in rows if one.measured is not None]
    base = _sum(one.planned for one in measured)
    low, high = _interval(measured)
    return TotalRow(
        key=key, title=title, planned=_sum(one.planned for one in rows),
        to_come=_sum(one.planned for one in rows if one.first_day > today), planned_of_measured=base,
        measured=_sum(one.measured for one in rows), low=low, high=high, agreed=_sum(one.agreed for one in rows),
        share=_share(_sum(one.measured for one in measured), base), entries=len(rows),
    )  # fmt: skip


def _interval(rows: Iterable[BenefitEntry]) -> tuple[Decimal | None, Decimal | None]:
    from opencaio.engines.impact.worth import Worth, together

    parts = [
        Worth(one.measured, one.measured_low, one.measured_high, 0.95, one.currency, "", (), ())
        for one in rows
        if one.measured is not None and one.measured_low is not None and one.measured_high is not None
    ]
    if not parts or len({one.currency for one in parts}) > 1:
        return None, None
    whole = together(parts)
    return whole.low, whole.high


def _share(measured: Decimal | None, planned: Decimal | None) -> Decimal | None:
    return (measured / planned).quantize(Decimal("0.001")) if measured is not None and planned else None


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), NOUGHT)
