"""How does a use that runs come under watch, how is a reading taken, and how is one answered?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.papers.numbers import counted
from opencaio.record.actions.commitments import use_seen
from opencaio.record.actions.people import living_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.manifest import live
from opencaio.record.measuring.declared import seen_metrics
from opencaio.record.models import Metric, Monitor, MonitorReading
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.registry import visible
from opencaio.record.watching import BELOW, Shown, Window, check, limits_of, look, window_of

Limit = Annotated[Decimal, Field(ge=0, le=1000, allow_inf_nan=False, decimal_places=6)]
NOT_HERE = "There is no such monitor here, or you may not see it."
BY_USE = "use_case__department_id"


class AddMonitor(Asked):
    """What is watched on a use: psi or ks (of a column), calibration, override, errors, fairness, or a metric.

    ``settings``: ``days`` of the window (28), ``before``: days that it is held against (84), ``fact`` and ``column``
    of psi and ks. Without limits, the customary ones hold. ``metric``: the code of one of ours; it needs both limits,
    and alarms when it falls where the limit to act lies below that to warn.
    """

    use_case: str = Field(min_length=1)
    kind: str = Field(pattern="^(psi|ks|calibration|override|errors|fairness|metric)$")
    metric: str = Field("", max_length=60)
    code: str | None = Field(None, min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    settings: dict[str, Any] = Field({}, max_length=10)
    warn_at: Limit | None = None
    act_at: Limit | None = None
    owner: int | None = None


class RetireMonitor(Asked):
    """A monitor that watches no longer; its readings stay."""

    code: str


class ReadMonitors(Asked):
    """Take readings now, of one monitor or of all that one may; ``last``: the last day looked at (the newest)."""

    code: str = ""
    last: date | None = None


class AnswerReading(Asked):
    """What was done about the last reading of a monitor."""

    code: str
    answer: str = Field(min_length=1, max_length=2000)


@action("monitors.add", right=Right.EDIT, words="Watch a use")
def add(given: AddMonitor, change: Change) -> Monitor:
    """Put a monitor on record; it is read once a day where a new window is there, and when asked to."""
    use = use_seen(given.use_case, change.actor)
    if use is None:
        raise NotFound("There is no such use here, or you may not see it.")
    change.allow(use.department_id)
    check(given.kind, given.settings)
    code = given.code or next_code(Monitor, "MO-")
    if Monitor._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    row = Monitor(code=code, use_case=use, kind=given.kind, settings=given.settings, metric=_metric(given, change))
    row.warn_at, row.act_at = given.warn_at, given.act_at
    row.owner = living_person(given.owner, change.actor) if given.owner else None
    _limits_in_order(row)
    change.say(f"Put {use.code} under watch: {row.get_kind_display()} ({code})")
    return change.create(row)


def _metric(given: AddMonitor, change: Change) -> Metric | None:
    if given.kind != "metric":
        return None
    if given.warn_at is None or given.act_at is None:
        raise BadInput("No limit is customary for a metric: say from which figure on it warns, and from which it acts.")
    row = seen_metrics(change.actor).filter(code__iexact=given.metric).first()
    if row is None:
        raise NotFound(
            f"There is no metric “{given.metric}” of ours. One of the pack is taken on first (metrics.declare)."
        )
    return row


@action("monitors.retire", right=Right.EDIT, words="End a watch")
def retire(given: RetireMonitor, change: Change) -> Monitor:
    """No more readings are taken."""
    row = monitor_seen(given.code, change.actor)
    change.allow(row.use_case.department_id)
    change.say(f"Ended the watch {row.code} of {row.use_case.code}")
    return change.update(row, version=None, values={"retired_at": change.at})


def _look(given: ReadMonitors, actor: Actor) -> list[tuple[Monitor, Window, Shown]]:
    """Count before the transaction opens."""
    rows = [monitor_seen(given.code, actor)] if given.code else list(seen_monitors(actor))
    taken = []
    for row in rows:
        last = given.last or newest_day(row)
        if last is not None:
            window = window_of(row, last)
            taken.append((row, window, look(row, window)))
    return taken


@action("monitors.read", right=Right.EDIT, words="Take readings of monitors", prepare=_look)
def read(given: ReadMonitors, change: Change, taken: list[tuple[Monitor, Window, Shown]]) -> list[MonitorReading]:
    """Keep what each shows; the same window again brings its reading up to date and keeps its answer."""
    change.allow_own()
    kept = []
    for row, window, shown in taken:
        if change.actor.may(Right.EDIT, row.use_case.department_id):
            kept.append(_keep(row, window, shown, change))
        elif given.code:
            change.allow(row.use_case.department_id)
    change.say(f"Took {counted(len(kept), 'reading', 'readings')}")
    return kept


@action("monitors.answer", right=Right.EDIT, words="Answer a reading")
def answer(given: AnswerReading, change: Change) -> MonitorReading:
    """Say what was done; the reading no longer waits."""
    monitor = monitor_seen(given.code, change.actor)
    change.allow(monitor.use_case.department_id)
    row = monitor.readings.order_by("-last_day").first()
    if row is None or row.verdict not in {"warn", "act"}:
        raise Conflict(f"The last reading of {monitor.code} asks for nothing.")
    change.say(f"Answered the reading of {monitor.code} until {row.last_day}")
    return change.update(row, version=None, values={"answer": given.answer, "answered_by_id": change.actor.person_id})


def seen_monitors(actor: Actor) -> Any:
    """The monitors of uses that the actor may see."""
    rows = Monitor.objects.filter(retired_at=None).select_related("use_case__department", "owner", "metric__use_case")
    return visible(rows, actor, by=BY_USE).order_by("use_case__code", "code")


def monitor_seen(code: str, actor: Actor) -> Monitor:
    """The monitor with this code; the same words when there is none and when it may not be seen."""
    row: Monitor | None = seen_monitors(actor).filter(code__iexact=code).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def newest_day(row: Monitor) -> date | None:
    """The newest day of the fact that the monitor looks at; None where nothing came in."""
    return live.newest_day(_fact_of(row))


def _fact_of(row: Monitor) -> str:
    if row.metric is not None:
        return str(row.metric.fact)
    return "usage" if row.kind == "errors" else str(row.settings.get("fact", "decisions"))


def _keep(row: Monitor, window: Window, shown: Shown, change: Change) -> MonitorReading:
    values: dict[str, Any] = {"figure": shown.figure, "verdict": shown.verdict, "because": {"words": shown.words}}
    held = row.readings.filter(first_day=window.first, last_day=window.last).first()
    if held is not None:
        return change.update(held, version=None, values=values)
    return change.create(MonitorReading(monitor=row, first_day=window.first, last_day=window.last, **values))


def _limits_in_order(row: Monitor) -> None:
    warn, act = limits_of(row)
    if row.kind != "metric" and ((act > warn) if row.kind in BELOW else (act < warn)):
        raise BadInput(f"The limit to act ({act:g}) must lie beyond that to warn ({warn:g}).")
