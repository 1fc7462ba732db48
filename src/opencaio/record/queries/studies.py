"""Which studies are there, what did each show, how surely, and what may be claimed; which method fits?"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.impact.methods import METHODS
from opencaio.engines.impact.stopping import stays_below
from opencaio.record.actions.benefits import yearly
from opencaio.record.actions.registry import Asked
from opencaio.record.actions.studies import OTHER, study_seen
from opencaio.record.models import Baseline, LakeBatch, Study, StudyEstimate
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import query, visible

BY_USE = "use_case__department_id"


class ListStudies(Asked):
    """Studies of a use, a method, a state, or whose title or code holds ``q``."""

    use_case: str = ""
    method: str = ""
    status: str = Field("", pattern="^(planned|running|done|stopped)?$")
    q: str = Field("", max_length=200)


class ShowStudy(Asked):
    """One study, by its code."""

    code: str


class ListBaselines(Asked):
    """Frozen baselines, of a use or of all."""

    use_case: str = ""


class AskAdvice(Asked):
    """The four answers: by lot or not, how many get it and do not, at one time or several, for how long before."""

    randomise: bool | None = None
    treated: int | None = Field(None, ge=0, le=10**9)
    untreated: int | None = Field(None, ge=0, le=10**9)
    starts: str = Field("", pattern="^(one|several)?$")
    before: int | None = Field(None, ge=0, le=10**6)


class StudyLine(BaseModel):
    """One study. ``value`` a year with its interval: computed, or ``is_stated`` where it was only entered.

    ``is_below``: the upper end of the last reading lies below ``stop_below``; ``is_stop``: of the last two readings
    of different data, both do, and the use is put before the officer.
    """

    code: str
    title: str
    use_case: str
    use_case_name: str
    department: str
    method: str
    method_title: str
    metric: str
    status: str
    starts_on: date | None
    ends_on: date | None
    owner: str
    owner_id: int | None
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    currency: str
    is_stated: bool
    headline: str
    no_interval: str
    failed: list[str]
    estimated_on: date | None
    stop_below: Decimal | None
    is_below: bool
    is_stop: bool
    is_due: bool


class StudyList(BaseModel):
    """The studies that the asker may see, the most valuable first."""

    rows: list[StudyLine]
    total: int


class Check(BaseModel):
    """A condition that the method rests on; ``passed`` None where it could not be looked at."""

    name: str
    passed: bool | None
    words: str
    figure: float | None
    limit: float | None


class EstimateShown(BaseModel):
    """One estimate as it was kept: effect in the metric's unit, worth a year, checks, claims, how it came about."""

    id: int
    on: date
    by: str
    method: str
    method_title: str
    source: str
    effect: float | None
    low: float | None
    high: float | None
    level: float | None
    kind: str
    unit: str
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    currency: str
    headline: str
    no_interval: str
    can: str
    cannot: str
    checks: list[Check]
    notes: list[str]
    counts: dict[str, int]
    formula: str
    sources: list[str]
    doubts: list[str]
    inputs_hash: str
    engine: str
    details: dict[str, Any]
    path: dict[str, Any]


class StudyPage(StudyLine):
    """One study with its estimates, the newest first, and what it was planned with."""

    note: str
    answers: dict[str, Any]
    settings: dict[str, Any]
    worth: dict[str, Any]
    stated: dict[str, Any]
    estimates: list[EstimateShown]
    version: int
    may_edit: bool


class BaselineRow(BaseModel):
    """What a metric was before: counts, mean and spread, when it was frozen and by whom."""

    id: int
    use_case: str
    metric: str
    metric_name: str
    unit: str
    first_day: date
    last_day: date
    count: int
    mean: float | None
    spread: float | None
    units: int
    frozen_on: date
    frozen_by: str
    note: str
    inputs_hash: str


class BaselineList(BaseModel):
    """The baselines, the newest first."""

    rows: list[BaselineRow]


class Advised(BaseModel):
    """A method by name and title, and why it fits."""

    method: str
    title: str
    because: str


class Advice(BaseModel):
    """The best method and the second best, what would make the answer stronger, what to collect, what is open."""

    first: Advised | None
    second: Advised | None
    stronger: list[str]
    collect: list[str]
    missing: list[str]


class AskMethods(Asked):
    """No filter."""


class MethodRow(BaseModel):
    """One method: the question that it answers, what it needs, where it comes from."""

    name: str
    title: str
    question: str
    needs: list[str]
    source: str


class MethodList(BaseModel):
    """Every method of the engine."""

    rows: list[MethodRow]


HINT = "It is a hint and no result: keep it out of reports, and add units or take another method."


@query("studies.list", words="List studies of impact")
def list_studies(given: ListStudies, actor: Actor) -> StudyList:
    """The studies of the uses that the asker may see."""
    rows = seen_studies(actor).filter(Q(title__icontains=given.q) | Q(code__icontains=given.q))
    rows = rows.filter(use_case__code__iexact=given.use_case) if given.use_case else rows
    rows = rows.filter(method=given.method) if given.method else rows
    rows = rows.filter(status=given.status) if given.status else rows
    today = timezone.localdate()
    found = [line_of(row, today=today) for row in rows]
    found.sort(key=lambda one: (one.value is None, -(one.value or Decimal(0)), one.code))
    return StudyList(rows=found, total=len(found))


@query("studies.show", words="Show a study of impact")
def show_study(given: ShowStudy, actor: Actor) -> StudyPage:
    """One study with all its estimates."""
    row = study_seen(given.code, actor)
    line = line_of(row, today=timezone.localdate())
    lost = _taken_back(row)
    return StudyPage(
        **line.model_dump(),
        note=row.note, answers=row.answers, settings=row.settings, worth=row.worth, stated=row.stated,
        estimates=[_estimate(one, lost=lost) for one in row.estimates.select_related("by").order_by("-pk")[:50]],
        version=row.version, may_edit=actor.may(Right.EDIT, row.use_case.department_id),
    )  # fmt: skip


@query("baselines.list", words="List frozen baselines")
def list_baselines(given: ListBaselines, actor: Actor) -> BaselineList:
    """What metrics were before the start."""
    rows = visible(Baseline.objects.select_related("use_case", "metric", "frozen_by"), actor, by=BY_USE)
    rows = rows.filter(use_case__code__iexact=given.use_case) if given.use_case else rows
    return BaselineList(rows=[_baseline(row) for row in rows.order_by("-pk")])


@query("studies.advise", words="Which method fits a study")
def advise_method(given: AskAdvice, actor: Actor) -> Advice:
    """The method adviser: four questions, a recommendation with its reason."""
    from opencaio.engines.impact.adviser import Situation, advise

    starts: Any = given.starts or None
    found = advise(Situation(given.randomise, given.treated, given.untreated, starts, given.before))
    first, second = (
        None if one is None else Advised(method=one.method, title=one.title, because=one.because)
        for one in (found.first, found.second)
    )
    return Advice(
        first=first, second=second, stronger=list(found.stronger), collect=list(found.collect),
        missing=list(found.missing),
    )  # fmt: skip


@query("studies.methods", words="List the methods to measure impact")
def list_methods(given: AskMethods, actor: Actor) -> MethodList:
    """What each method answers and needs."""
    return MethodList(
        rows=[
            MethodRow(name=one.name, title=one.title, question=one.question, needs=list(one.needs), source=one.source)
            for one in METHODS.values()
        ]
    )


def seen_studies(actor: Actor) -> QuerySet[Study]:
    """Studies of the uses that the actor may see."""
    rows = Study.objects.filter(retired_at=None).select_related("use_case__department", "metric", "owner")
    return visible(rows.prefetch_related("estimates"), actor, by=BY_USE)


def line_of(row: Study, *, today: date) -> StudyLine:
    """One study as lists show it."""
    last = max(row.estimates.all(), key=lambda one: one.pk, default=None)
    told = yearly(row)
    value, low, high = told[:3] if told else (None, None, None)
    return StudyLine(
        code=row.code, title=row.title, use_case=row.use_case.code, use_case_name=row.use_case.name,
        department=row.use_case.department.name, method=row.method, method_title=title_of(row.method),
        metric=row.metric.code if row.metric else "", status=row.status, starts_on=row.starts_on, ends_on=row.ends_on,
        owner=row.owner.name if row.owner else "", owner_id=row.owner_id, value=value, low=low, high=high,
        currency=(last.currency if last and last.value is not None else row.stated.get("currency", "")),
        is_stated=bool(told) and told is not None and told[3] is None,
        headline=last.result.get("headline", "") if last else "",
        no_interval=without_interval(last) if last else "",
        failed=last.failed if last else [],
        estimated_on=last.on if last else None, stop_below=row.stop_below,
        is_below=row.stop_below is not None and high is not None and high < row.stop_below,
        is_stop=below_twice(row), is_due=row.status == "running" and row.ends_on is not None and row.ends_on < today,
    )  # fmt: skip


def below_twice(row: Study) -> bool:
    """Whether the intervals of the last two readings both stay below the threshold; the same data count once."""
    if row.stop_below is None or row.status == "stopped":
        return False
    ends: dict[str, Decimal] = {}
    for one in sorted(row.estimates.all(), key=lambda one: -one.pk):
        if one.value_high is not None:
            ends.setdefault(one.inputs_hash, one.value_high)
    return stays_below(list(ends.values()), threshold=row.stop_below)


def title_of(method: str) -> str:
    """What a method is called."""
    return "Found elsewhere" if method == OTHER else METHODS[method].title


def _taken_back(study: Study) -> list[LakeBatch]:
    """The batches of the study's fact that counted once and were withdrawn or replaced."""
    if not study.metric:
        return []
    gone = LakeBatch.objects.filter(status__in=("withdrawn", "replaced"), live_until__isnull=False, rows__gt=0)
    return list(gone.filter(fact=study.metric.fact).order_by("pk"))


def _no_longer_counts(row: StudyEstimate, lost: list[LakeBatch]) -> str:
    """Which batches this estimate may have read and that count no more; empty where all stand."""
    first, last = row.first_day or date.min, row.last_day or row.on
    gone = [
        f"batch {one.pk} was {one.status}"
        for one in lost
        if one.live_from and one.live_until and one.live_from <= row.created_at < one.live_until
        if one.first_day and one.last_day and one.first_day <= last and one.last_day >= first
    ]
    if not gone:
        return ""
    return f"Not that it still rests on what counts: since it was computed, {', '.join(gone)}. Compute it again."


def _estimate(row: StudyEstimate, *, lost: list[LakeBatch]) -> EstimateShown:
    told = row.result
    claims, interval = told.get("claims", {}), told.get("interval") or {}
    plain = ("effect", "low", "high", "level", "unit", "value", "value_low", "value_high", "currency", "inputs_hash",
             "engine", "on", "method")  # fmt: skip
    return EstimateShown(
        **{name: getattr(row, name) for name in plain},
        id=row.pk, by=row.by.name if row.by else "", method_title=title_of(row.method),
        source=METHODS[row.method].source if row.method in METHODS else "", kind=interval.get("kind", ""),
        headline=told.get("headline", ""), no_interval=without_interval(row),
        can=claims.get("can", ""), cannot=f"{_no_longer_counts(row, lost)} {claims.get('cannot', '')}".strip(),
        checks=[Check.model_validate(one) for one in told.get("checks", [])], notes=list(told.get("notes", [])),
        counts=told.get("n", {}), formula=told.get("formula", ""), sources=told.get("sources", []),
        doubts=told.get("doubts", []), details=told.get("details") or {}, path=told.get("path") or {},
    )  # fmt: skip


def without_interval(row: StudyEstimate) -> str:
    """Why an effect has no interval, and what that means for whoever reads it; empty where it has one."""
    if row.effect is None or row.low is not None:
        return ""
    reasons = [one for one in row.result.get("notes", []) if "interval" in one]
    reasons = reasons or [one["words"] for one in row.result.get("checks", []) if one["passed"] is False]
    because = " ".join(reasons) or "There are too few units or too little spread to judge by."
    return f"No interval can be given, so how sure this figure is cannot be said. {because} {HINT}"


def _baseline(row: Baseline) -> BaselineRow:
    told = row.statistics.get("all", {})
    count, total, squares = told.get("count", 0), told.get("sum", 0.0), told.get("squares", 0.0)
    mean = total / count if count else None
    spread = max(squares / count - mean * mean, 0.0) ** 0.5 if mean is not None else None
    return BaselineRow(
        id=row.pk, use_case=row.use_case.code, metric=row.metric.code, metric_name=row.metric.name,
        unit=row.metric.unit, first_day=row.first_day, last_day=row.last_day, count=count, mean=mean, spread=spread,
        units=len(row.statistics.get("units", {})), frozen_on=row.frozen_on,
        frozen_by=row.frozen_by.name if row.frozen_by else "", note=row.note, inputs_hash=row.inputs_hash,
    )  # fmt: skip
