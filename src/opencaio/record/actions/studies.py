"""How is a study planned, run, stated and ended, and how is a baseline frozen before the start?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import Field

from opencaio.engines.impact.estimate import ENGINE_VERSION
from opencaio.engines.impact.methods import METHODS
from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.record.actions.commitments import initiative_seen, use_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.currencies import report_currency
from opencaio.record.measuring.declared import seen_metrics
from opencaio.record.models import Baseline, Metric, Study, StudyEstimate, UseCase
from opencaio.record.permissions import Actor, Right

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Amount = Annotated[Decimal, Field(allow_inf_nan=False, decimal_places=2, max_digits=18)]
OTHER = "other"
"""A method that is not ours: its result can only be stated."""
NOT_HERE = "There is no such study here, or you may not see it."
PLAIN = ("title", "method", "answers", "settings", "worth", "starts_on", "ends_on", "stop_below", "note")
KPI = "kpi"


class PlanStudy(Asked):
    """A study of what a use is worth: which metric, by which method, from when to when.

    ``method``: one of the engine's, or ``other`` for a result that was found elsewhere. ``settings``: units, season,
    trend, began_on, arms, planned, as the method needs. ``worth``: volume and value of a unit of effect, each with
    amount and source (low and high where not sure). ``stop_below``: the yearly value under which the use should end.
    """

    title: str = Field(min_length=1, max_length=300)
    use_case: str = Field(min_length=1)
    method: str = Field(min_length=1, max_length=30)
    code: Code | None = None
    metric: str = ""
    initiative: str = ""
    answers: dict[str, Any] = Field({}, max_length=20)
    settings: dict[str, Any] = Field({}, max_length=30)
    worth: dict[str, Any] = Field({}, max_length=10)
    starts_on: date | None = None
    ends_on: date | None = None
    stop_below: Amount | None = None
    owner: int | None = None
    note: str = Field("", max_length=4000)


class EditStudy(Asked):
    """What changes about a study: the fields that are given, and no other."""

    code: str
    version: int | None = None
    title: str | None = Field(None, min_length=1, max_length=300)
    method: str | None = Field(None, min_length=1, max_length=30)
    metric: str | None = None
    answers: dict[str, Any] | None = Field(None, max_length=20)
    settings: dict[str, Any] | None = Field(None, max_length=30)
    worth: dict[str, Any] | None = Field(None, max_length=10)
    starts_on: date | None = None
    ends_on: date | None = None
    stop_below: Amount | None = None
    owner: int | None = None
    note: str | None = Field(None, max_length=4000)


class RunStudy(Asked):
    """Compute the study from what is in the lake now."""

    code: str


class StateResult(Asked):
    """A yearly value with its interval that was found elsewhere; it stays marked as stated."""

    code: str
    value: Amount
    low: Amount
    high: Amount
    level: float = Field(0.95, gt=0, lt=1)
    source: str = Field(min_length=1, max_length=2000)
    on: date | None = None


class EndStudy(Asked):
    """The study is done, or was stopped, and why."""

    code: str
    status: str = Field("done", pattern="^(done|stopped)$")
    note: str = Field("", max_length=4000)


class FreezeBaseline(Asked):
    """What a metric was from ``first_day`` to ``last_day``, before the start: kept as it is, for good.

    After the use went live it takes a ``note`` that says why only now.
    """

    use_case: str = Field(min_length=1)
    metric: str = Field(min_length=1)
    first_day: date
    last_day: date
    note: str = Field("", max_length=2000)


@action("studies.plan", right=Right.EDIT, words="Plan a study")
def plan(given: PlanStudy, change: Change) -> Study:
    """Put a study on record before its result is known."""
    use = _use(given.use_case, change.actor)
    change.allow(use.department_id)
    _known_method(given.method)
    code = given.code or next_code(Study, "ST-")
    if Study._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    row = Study(code=code, use_case=use, **{name: getattr(given, name) for name in PLAIN})
    row.metric = _metric(given.metric, change.actor)
    row.initiative = initiative_seen(given.initiative, change.actor)
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    row.status = "running" if given.starts_on and given.starts_on <= timezone.localdate(change.at) else "planned"
    _in_order(row.starts_on, row.ends_on)
    change.say(f"Planned the study {row.code} {row.title}")
    return change.create(row)


@action("studies.edit", right=Right.EDIT, words="Edit a study")
def edit(given: EditStudy, change: Change) -> Study:
    """Change the given fields; estimates that were made before stay as they are."""
    row = _changeable(given.code, change)
    values: dict[str, Any] = given.model_dump(include=set(PLAIN), exclude_unset=True)
    if "method" in values:
        _known_method(values["method"])
    if "metric" in given.model_fields_set:
        values["metric"] = _metric(given.metric or "", change.actor)
    if "owner" in given.model_fields_set:
        values["owner"] = living_person(given.owner, change.actor) if given.owner else None
    _in_order(values.get("starts_on", row.starts_on), values.get("ends_on", row.ends_on))
    change.say(f"Edited the study {row.code} {row.title}")
    return change.update(row, version=given.version, values=values)


def _prepare(given: RunStudy, actor: Actor) -> tuple[dict[str, Any], Any, Any, str]:
    """Read the series and compute, before the transaction opens."""
    from opencaio.record.studying import estimate_of, path_of, readings_for, worth_of_effect

    row = study_seen(given.code, actor)
    readings = readings_for(row)
    estimate = estimate_of(row.method, readings, settings=row.settings, unit=row.metric.unit if row.metric else "")
    money = worth_of_effect(estimate, row.worth, currency=report_currency())
    return path_of(estimate, readings, row.settings), estimate, money, readings.digest


@action("studies.run", right=Right.EDIT, words="Compute a study", prepare=_prepare)
def run(given: RunStudy, change: Change, made: tuple[dict[str, Any], Any, Any, str]) -> StudyEstimate:
    """Keep what the study shows now, with method, checks, interval, digest of the data and what may be claimed."""
    from opencaio.engines.impact.telling import headline, plain
    from opencaio.record.studying import first_day_of

    row = _changeable(given.code, change)
    path, estimate, money, digest = made
    interval = estimate.interval
    change.say(f"Computed {row.code}: {headline(estimate)}")
    kept = StudyEstimate(
        study=row,
        method=estimate.method,
        first_day=first_day_of(row),
        last_day=row.ends_on,
        effect=estimate.effect,
        unit=estimate.unit,
        result={**plain(estimate), "headline": headline(estimate), "path": path},
        inputs_hash=digest,
        engine=ENGINE_VERSION,
        by_id=change.actor.person_id,
        on=timezone.localdate(change.at),
    )
    if interval:
        kept.low, kept.high, kept.level = interval.low, interval.high, interval.level
    if money:
        kept.value, kept.value_low, kept.value_high = money.amount, money.low, money.high
        kept.currency = money.currency
        kept.result |= {"formula": money.formula, "sources": list(money.sources), "doubts": list(money.doubts)}
    return change.create(kept)


@action("studies.state", right=Right.EDIT, words="State the result of a study")
def state(given: StateResult, change: Change) -> Study:
    """Enter a value that was found elsewhere, with its source."""
    row = _changeable(given.code, change)
    if not given.low <= given.value <= given.high:
        raise BadInput(f"The value {given.value} does not lie between {given.low} and {given.high}.")
    on = given.on or timezone.localdate(change.at)
    told = {
        "value": str(given.value), "low": str(given.low), "high": str(given.high), "level": given.level,
        "currency": report_currency(), "source": given.source, "on": on.isoformat(),
    }  # fmt: skip
    change.say(f"Stated the result of {row.code}: {given.value} {report_currency()} a year ({given.source})")
    return change.update(row, version=None, values={"stated": told})


@action("studies.end", right=Right.EDIT, words="End a study")
def end(given: EndStudy, change: Change) -> Study:
    """It is done, or was stopped."""
    row = _changeable(given.code, change)
    change.say(f"{row.code} {row.title} is {given.status}")
    values = {"status": given.status, "note": given.note or row.note}
    return change.update(row, version=None, values=values)


def _statistics(given: FreezeBaseline, actor: Actor) -> tuple[dict[str, Any], str]:
    """Count, sum and sum of squares, in all and by unit, of the values in those days."""
    from opencaio.record.studying import readings_of

    metric = _metric(given.metric, actor)
    if metric is None or metric.fact != KPI:
        raise BadInput(f"{given.metric} is no KPI series: a baseline is frozen of one.")
    if given.last_day < given.first_day:
        raise BadInput("The last day lies before the first.")
    found = readings_of(metric, first=given.first_day, last=given.last_day)
    with_ai = [row for row in found.rows if row.with_ai]
    if with_ai:
        raise BadInput(
            f"On {with_ai[0].day} AI was at work in {with_ai[0].unit or 'a unit'}: a baseline is of the time before."
        )
    values = {unit: [row.value for row in found.rows if row.unit == unit] for unit in found.units}
    told = {unit: _sums(numbers) for unit, numbers in values.items()}
    return {"all": _sums([row.value for row in found.rows]), "units": told, "days": len(found.days)}, found.digest


@action("baselines.freeze", right=Right.EDIT, words="Freeze a baseline", prepare=_statistics)
def freeze(given: FreezeBaseline, change: Change, told: tuple[dict[str, Any], str]) -> Baseline:
    """It does not move afterwards, whatever comes into the lake."""
    use = _use(given.use_case, change.actor)
    change.allow(use.department_id)
    if use.stage == "live" and not given.note:
        raise BadInput(f"{use.code} is live already: say in the note why its baseline is frozen only now.")
    metric = _metric(given.metric, change.actor)
    statistics, digest = told
    row = Baseline(
        use_case=use, metric=metric, first_day=given.first_day, last_day=given.last_day, statistics=statistics,
        inputs_hash=digest, note=given.note, frozen_on=timezone.localdate(change.at),
        frozen_by_id=change.actor.person_id,
    )  # fmt: skip
    change.say(f"Froze the baseline of {given.metric} for {use.code}, {given.first_day} to {given.last_day}")
    return change.create(row)


def study_seen(code: str, actor: Actor) -> Study:
    """The study with this code; the same words when there is none and when it may not be seen."""
    row = Study.objects.select_related("use_case", "metric", "owner").filter(code__iexact=code, retired_at=None).first()
    if row is None or not actor.may(Right.READ, row.use_case.department_id):
        raise NotFound(NOT_HERE)
    return row


def _changeable(code: str, change: Change) -> Study:
    row = study_seen(code, change.actor)
    change.allow(row.use_case.department_id)
    return row


def _use(code: str, actor: Actor) -> UseCase:
    row = use_seen(code, actor)
    if row is None:
        raise NotFound("There is no such use here, or you may not see it.")
    return row


def _metric(code: str, actor: Actor) -> Metric | None:
    if not code:
        return None
    row = seen_metrics(actor).filter(code__iexact=code).first()
    if row is None:
        raise NotFound(f"There is no metric {code[:60]} of your own here, or you may not see it.")
    return row


def _known_method(name: str) -> None:
    if name != OTHER and name not in METHODS:
        raise BadInput(f"There is no method “{name}”. There are: {', '.join(METHODS)}, {OTHER}.")


def _in_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise BadInput("The study ends before it starts.")


def _sums(values: list[float]) -> dict[str, float]:
    return {"count": len(values), "sum": sum(values), "squares": sum(one * one for one in values)}
