"""Which metrics are there, and what do they come to, by what, over which time?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.impact.chances import t_bound
from opencaio.errors import Fault
from opencaio.lake.bins import ERROR
from opencaio.lake.facts import FACTS
from opencaio.record.actions.metrics import home_of
from opencaio.record.actions.registry import Asked
from opencaio.record.manifest.live import live_days
from opencaio.record.measuring import Declared, Question, declared, declared_one, figures, figures_of
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query

LEVEL = 0.95
UNITS = {"usage": "user_key", "decisions": "row", "kpi": "unit_key"}
UNIT_WORDS = {"user_key": "people", "row": "rows", "unit_key": "units", "": ""}
GRAIN = "^(day|week|month|quarter)?$"
MONTHS_SHOWN = 13


class ListMetrics(Asked):
    """Filters: words, the fact that is read, a use's metrics. ``values``: with the figures of the last 13 months."""

    q: str = Field("", max_length=200)
    fact: str = Field("", pattern="^(cost|usage|decisions|kpi)?$")
    use_case: str = Field("", max_length=40)
    values: bool = True


class ShowMetric(Asked):
    """One metric, by its code."""

    code: str = Field(min_length=1, max_length=60)


class MeasureMetric(Asked):
    """A metric ``by`` dimensions and ``grain``, from ``first`` to ``last`` day, on an engine.

    ``use_case`` and ``department`` take only their rows.
    """

    metric: str = Field(min_length=1, max_length=60)
    by: list[str] = Field([], max_length=4)
    first: date | None = None
    last: date | None = None
    grain: str = Field("", pattern=GRAIN)
    engine: str = Field("duckdb", max_length=20)
    use_case: str = Field("", max_length=40)
    department: str = Field("", max_length=60)


class SeriesOf(Asked):
    """A metric over time, by ``grain``; without days the 13 months up to the newest day."""

    metric: str = Field(min_length=1, max_length=60)
    grain: str = Field("month", pattern="^(day|week|month|quarter)$")
    first: date | None = None
    last: date | None = None
    use_case: str = Field("", max_length=40)
    department: str = Field("", max_length=60)


class Point(BaseModel):
    """One group: ``value`` in the metric's unit, or why there is none; ``low`` to ``high`` its 95 % interval.

    ``keys``: the dimensions' values as text (empty: unknown); ``n``: rows counted; ``units``: over which it spreads.
    """

    keys: dict[str, str]
    period: date | None
    n: int
    numerator: Decimal | float | None
    denominator: Decimal | float | None
    value: Decimal | float | None
    missing: str
    low: float | None = None
    high: float | None = None
    units: int | None = None
    currency: str = ""


class Declaration(BaseModel):
    """A metric as it is declared. ``origin``: ``pack``, or ``own`` for one that somebody declared or took on."""

    code: str
    name: str
    about: str
    fact: str
    facts: list[str]
    numerator: dict[str, Any]
    denominator: dict[str, Any]
    conditions: list[Any]
    dimensions: list[str]
    formula: str
    unit: str
    better: str
    target: Decimal | None
    source: str
    owner: str
    owner_id: int | None
    department: str
    department_code: str
    use_case: str
    use_case_name: str
    origin: str
    version: int | None
    may_edit: bool
    may_retire: bool


class MetricLine(Declaration):
    """A metric with its last figure and those of the months before; ``newest``: the newest day of its facts."""

    last: Point | None
    series: list[Point]
    newest: date | None
    days_old: int | None
    why_not: str


class MetricList(BaseModel):
    """The metrics that the asker may see, in the order of the pack, then by code."""

    rows: list[MetricLine]
    total: int
    as_of: date


class MeasuredMetric(BaseModel):
    """What a metric comes to and how it was counted; ``rows`` in the order of period and keys.

    ``unit_counted``: over what the intervals spread. ``error``: relative, of a quantile read from bins.
    """

    metric: Declaration
    rows: list[Point]
    by: list[str]
    grain: str
    first: date | None
    last: date | None
    engine: str
    files: int
    rows_in_files: int
    rows_counted: int
    digest: str
    unit_counted: str
    error: float | None
    seconds: float
    as_of: date


@query("metrics.list", words="List metrics with their last figures")
def list_metrics(given: ListMetrics, actor: Actor) -> MetricList:
    """Each metric that the asker may see, our own first, with its months as far as it can be measured."""
    found = sorted(
        (one for one in declared(actor).values() if _chosen(one, given)), key=lambda one: one.origin != "own"
    )
    days = {fact: live_days(fact) for fact in FACTS}
    series = _monthly(found, days, actor) if given.values else {}
    today = timezone.localdate()
    rows = [_line(one, series.get(one.code, ""), days, today, actor) for one in found]
    return MetricList(rows=rows, total=len(rows), as_of=today)


@query("metrics.show", words="Show how a metric is declared")
def show_metric(given: ShowMetric, actor: Actor) -> Declaration:
    """The declaration with its formula, owner and target."""
    return Declaration(**_declaration(declared_one(given.code, actor), actor))


@query("metrics.measure", words="Measure a metric")
def measure_metric(given: MeasureMetric, actor: Actor) -> MeasuredMetric:
    """The metric over what the asker may see, with intervals where its units tell them."""
    one = declared_one(given.metric, actor)
    question = Question(
        by=tuple(given.by), first=given.first, last=given.last, grain=given.grain or None,  # type: ignore[arg-type]
        engine=given.engine, unit=_unit(one), use_case=given.use_case, department=given.department,
    )  # fmt: skip
    return _answer(one, question, actor)


@query("metrics.series", words="A metric over time")
def series(given: SeriesOf, actor: Actor) -> MeasuredMetric:
    """One point a period, each with its interval where its units tell it."""
    one = declared_one(given.metric, actor)
    first, last = given.first, given.last
    if first is None and last is None:
        first, last = _window([live_days(fact) for fact in one.spec.facts])
    question = Question(
        first=first, last=last, grain=given.grain, unit=_unit(one),  # type: ignore[arg-type]
        use_case=given.use_case, department=given.department,
    )  # fmt: skip
    return _answer(one, question, actor)


def _answer(one: Declared, question: Question, actor: Actor) -> MeasuredMetric:
    told = figures(one.spec, question, actor)
    measured = told.measured
    factor = float(one.spec.factor)
    return MeasuredMetric(
        metric=Declaration(**_declaration(one, actor)),
        rows=[_point(row, factor, is_share=one.spec.unit == "%" and factor == 100) for row in measured.rows],
        by=list(question.by),
        grain=question.grain or "",
        first=question.first,
        last=question.last,
        engine=measured.engine,
        files=told.files,
        rows_in_files=told.rows,
        rows_counted=measured.n,
        digest=told.digest,
        unit_counted=UNIT_WORDS.get(question.unit, question.unit),
        error=ERROR if one.spec.numerator.how == "quantile" else None,
        seconds=round(measured.seconds, 4),
        as_of=timezone.localdate(),
    )


def _unit(one: Declared) -> str:
    """Over what a mean or share spreads: people, rows, sites; of sums and distinct counts nothing tells it."""
    sides = (one.spec.numerator, one.spec.denominator)
    if sides[1] is None or len(one.spec.facts) > 1 or any(side and side.how == "distinct" for side in sides):
        return ""
    return UNITS.get(one.spec.fact, "")


def _point(row: Any, factor: float, *, is_share: bool = False) -> Point:
    keys = {name: _key(value) for name, value in row.keys.items() if name != "BillingCurrency"}
    point = Point(
        keys=keys, period=row.period, n=row.n, numerator=row.numerator, denominator=row.denominator,
        value=row.value, missing=row.missing, currency=_key(row.keys.get("BillingCurrency")),
    )  # fmt: skip
    moments = row.moments
    if moments is None or moments.n < 2 or row.value is None or not moments.error:
        return point
    half = abs(factor) * moments.error * t_bound(LEVEL, freedom=moments.n - 1)
    about = float(row.value)
    low, high = about - half, about + half
    if is_share:
        low, high = max(low, 0.0), min(high, max(100.0, about))
    return point.model_copy(update={"low": low, "high": high, "units": moments.n})


def _key(value: object) -> str:
    return "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _chosen(one: Declared, given: ListMetrics) -> bool:
    words = f"{one.code} {one.name} {one.about}".lower()
    use = one.row.use_case.code if one.row and one.row.use_case else ""
    of_fact = not given.fact or given.fact in one.spec.facts
    return given.q.lower() in words and of_fact and (not given.use_case or use == given.use_case)


def _window(days: Iterable[tuple[date, date] | None]) -> tuple[date | None, date | None]:
    """The 13 months up to the newest day that all facts have."""
    known = [one for one in days if one]
    if not known:
        return None, None
    last = min(one[1] for one in known)
    months = last.year * 12 + last.month - MONTHS_SHOWN
    return date(months // 12, months % 12 + 1, 1), last


def _monthly(
    found: list[Declared], days: dict[str, tuple[date, date] | None], actor: Actor
) -> "dict[str, list[Point] | str]":
    """By code: the months of each, or why they cannot be told. Metrics of the same facts are measured together."""
    groups: dict[tuple[str, ...], list[Declared]] = {}
    for one in found:
        groups.setdefault(one.spec.facts, []).append(one)
    series: dict[str, list[Point] | str] = {}
    for facts, members in groups.items():
        first, last = _window([days[fact] for fact in facts])
        if last is None:
            continue
        try:
            told = figures_of([one.spec for one in members], Question(first=first, last=last, grain="month"), actor)
        except Fault as fault:
            series |= dict.fromkeys((one.code for one in members), fault.message)
            continue
        for one, figure in zip(members, told, strict=True):
            series[one.code] = [_point(row, float(one.spec.factor)) for row in figure.measured.rows]
    return series


def _line(
    one: Declared, told: "list[Point] | str", days: dict[str, tuple[date, date] | None], today: date, actor: Actor
) -> MetricLine:
    points = told if isinstance(told, list) else []
    known = [found[1] for fact in one.spec.facts if (found := days[fact])]
    newest = min(known) if len(known) == len(one.spec.facts) else None
    currencies = {point.currency for point in points}
    why_not = told if isinstance(told, str) else ""
    if not points and not why_not:
        why_not = f"There is nothing of it in the lake ({' and '.join(one.spec.facts)})."
    return MetricLine(
        **_declaration(one, actor),
        last=points[-1] if points and len(currencies) == 1 else None,
        series=points if len(currencies) <= 1 else [],
        newest=newest,
        days_old=(today - newest).days if newest else None,
        why_not=why_not if len(currencies) <= 1 else f"In several currencies: {', '.join(sorted(currencies))}.",
    )


def _declaration(one: Declared, actor: Actor) -> dict[str, Any]:
    row, told = one.row, one.declaration
    home = row.use_case.department if row and row.use_case else row.department if row else None
    return {
        "code": one.code,
        "name": one.name,
        "about": one.about,
        "facts": list(one.spec.facts),
        **{
            name: told[name]
            for name in ("fact", "numerator", "denominator", "conditions", "dimensions", "unit", "better")
        },
        "formula": one.spec.formula,
        "target": row.target if row else None,
        "source": row.source if row else "",
        "owner": row.owner.name if row and row.owner else "",
        "owner_id": row.owner_id if row else None,
        "department": home.name if home else "",
        "department_code": home.code if home else "",
        "use_case": row.use_case.code if row and row.use_case else "",
        "use_case_name": row.use_case.name if row and row.use_case else "",
        "origin": one.origin,
        "version": row.version if row else None,
        "may_edit": actor.may(Right.EDIT, home_of(row)) if row else actor.scope(Right.CREATE) is EVERYWHERE,
        "may_retire": row is not None and actor.may(Right.RETIRE, home_of(row)),
    }
