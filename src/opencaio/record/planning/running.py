"""How is a plan solved beside all other work: begun, watched, cancelled, and told when it has died?

A run is a row of plumbing (``Job``): what was asked, how far it is, what came out. It writes nothing on record; to
keep what came out is an action (``plans.store``).
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import connections, transaction
from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, Fault, NotFound, Refused
from opencaio.record.actions.registry import Asked, read_input
from opencaio.record.models import Job
from opencaio.record.permissions import Actor, Right
from opencaio.record.planning.building import build_problem
from opencaio.record.planning.found import Found, SoFar
from opencaio.record.planning.limits import NO_RATE
from opencaio.record.planning.rules import rules_in_force
from opencaio.record.planning.what_if import WhatIf, changed, differing, in_words

KIND = "plan"
BEAT = 1.0
SILENT = timedelta(seconds=45)
"""After this long without a beat a run has died: its process was ended."""
AT_ONCE = 2
MOST_SECONDS = 3600
NOTHING_TO_PLAN = (
    "There is nothing to plan: no open initiative has an estimate that a plan could time. Add an initiative and "
    "estimate it (Initiatives, or `caio initiatives add FILE`)."
)
log = logging.getLogger(__name__)

Heard = Callable[[SoFar], object]
State = Literal["waiting", "running", "cancelling", "done", "failed", "died"]


class AskRun(Asked):
    """What to solve: the changes to look at, and for how long.

    ``work`` limits the search and ``looks`` the explanation (looks at other plans) instead of ``seconds``, so that
    both come out the same on any machine.
    """

    what_if: WhatIf = WhatIf()
    seconds: float = Field(20.0, gt=0, le=MOST_SECONDS, allow_inf_nan=False)
    work: int | None = Field(None, ge=0, le=10**15)
    looks: int | None = Field(None, ge=0, le=10**6)
    seed: int = Field(1, ge=0, le=2**31 - 1)
    based_on: str = Field("", max_length=40)


@dataclass(frozen=True)
class Run:
    """How a run stands; amounts in thousands; ``found`` once it is done."""

    key: int
    state: State
    words: str
    seconds: float
    of_seconds: float
    value: float | None
    bound: float | None
    gap: float | None
    asked: AskRun
    found: Found | None

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen."""
        return self.state in ("done", "failed", "died")


def begin(given: AskRun | Mapping[str, Any], actor: Actor) -> Job:
    """Put a run on the list; ``carry_out`` or ``start`` does it. Raises ``Refused``, ``Conflict``."""
    asked = read_input(AskRun, given)
    assert isinstance(asked, AskRun)
    if not actor.may(Right.READ, None):
        raise Refused("A plan is made over all departments: solving one takes a role over all of them.")
    busy = [one for one in Job.objects.filter(kind=KIND, ended_at=None) if _state(one, timezone.now()) != "died"]
    if len(busy) >= AT_ONCE:
        raise Conflict(f"{len(busy)} plans are being solved already. Wait for one to end, or cancel it.")
    told = asked.model_dump(mode="json")
    return Job.objects.create(kind=KIND, by_id=actor.person_id, input=told, created_at=timezone.now())


def start(job: Job) -> None:
    """Carry it out beside this request; here and now inside a transaction, which another thread could not see."""
    if transaction.get_connection().in_atomic_block:
        carry_out(job.pk)
        return
    threading.Thread(target=_in_thread, args=(job.pk,), name=f"plan {job.pk}", daemon=True).start()


def carry_out(key: int, *, heard: Heard | None = None, stop: threading.Event | None = None) -> None:
    """Solve what the run asks for; what goes wrong is told in it. ``stop`` ends it with the best plan so far."""
    try:
        with _Watch(key, heard, stop or threading.Event()) as watch:
            found = _solved(AskRun.model_validate(Job.objects.get(pk=key).input), watch)
    except Fault as fault:
        _end(key, state="failed", words=" ".join([fault.message, *fault.details[:5]])[:300])
    except Exception as error:
        log.exception("solving a plan failed")
        _end(key, state="failed", words=f"This went wrong inside OpenCAIO ({type(error).__name__}: {error})."[:300])
    else:
        _end(key, state="done", words="", result=found.as_json())


def _solved(asked: AskRun, watch: "_Watch") -> Found:
    # The solver takes a second to load: only the process that searches pays for it.
    from opencaio.record.planning.solving import solve_problem

    watch.tell("Reading the record")
    rules = rules_in_force()
    built = build_problem(on=timezone.localdate(), rules=rules)
    if unknown := [one.words for one in built.missing if one.kind == NO_RATE]:
        raise BadInput("No plan is made while a budget cannot be counted.", details=unknown)
    if not built.document["initiatives"]:
        raise BadInput(NOTHING_TO_PLAN, details=[one.words for one in built.missing if one.leaves_out])
    asked = asked.model_copy(update={"what_if": differing(built.document, asked.what_if)})
    return solve_problem(
        changed(built.document, asked.what_if),
        asked=asked.model_dump(mode="json"),
        sources=built.sources,
        missing=[vars(one) for one in built.missing],
        changes=in_words(asked.what_if, currency=built.document["currency"]),
        ranking=rules.ranking,
        tell=watch.tell,
        heard=watch.hear,
    )


def cancel(key: int, actor: Actor) -> None:
    """Ask a run to stop with the best plan so far."""
    run_of(key, actor)
    Job.objects.filter(pk=key, kind=KIND, ended_at=None).update(state="cancelling")


def run_of(key: int, actor: Actor) -> Run:
    """How a run stands, for whoever sees all departments."""
    job = Job.objects.filter(pk=key, kind=KIND).first()
    if job is None or not actor.may(Right.READ, None):
        raise NotFound("There is no such run here, or you may not see it.")
    state = _state(job, timezone.now())
    result = job.result or {}
    asked = AskRun.model_validate(job.input)
    told = result if state not in ("done",) else result.get("answer", {})
    return Run(
        key=job.pk,
        state=state,
        words="The process that solved it has ended. Nothing was kept: start it again."
        if state == "died"
        else job.words,
        seconds=float(told.get("seconds") or 0.0),
        of_seconds=asked.seconds,
        value=told.get("value"),
        bound=told.get("bound"),
        gap=told.get("gap"),
        asked=asked,
        found=Found.from_json(result) if state == "done" else None,
    )


def nothing(problem: Mapping[str, Any]) -> Found:
    """A problem of which nothing is funded: what the first what-if starts from."""
    answer: dict[str, Any] = {"status": "unknown", "value": None, "bound": None, "gap": None, "starts": {}}
    return Found(dict(problem), answer, {}, {})


def _state(job: Job, now: datetime) -> State:
    if job.ended_at is not None:
        return "done" if job.state == "done" else "failed"
    beat = (job.result or {}).get("beat")
    last = datetime.fromisoformat(beat) if beat else job.created_at
    if now - last > SILENT:
        return "died"
    return "cancelling" if job.state == "cancelling" else "running" if beat else "waiting"


def _end(key: int, *, state: str, words: str, result: Any = None) -> None:
    Job.objects.filter(pk=key).update(state=state, words=words, result=result, ended_at=timezone.now())


def _in_thread(key: int) -> None:
    try:
        carry_out(key)
    finally:
        connections.close_all()


class _Watch:
    """Writes the beat of a run once a second from a thread of its own, and hears whether it is to stop."""

    def __init__(self, key: int, heard: Heard | None, stop: threading.Event) -> None:
        self._key, self._heard, self._stop = key, heard, stop
        self._latest: dict[str, Any] = {}
        self._words = ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick, name=f"beat of plan {key}", daemon=True)

    def __enter__(self) -> "_Watch":
        if not transaction.get_connection().in_atomic_block:
            self._beat()
            self._thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def tell(self, words: str) -> None:
        """What is being done now."""
        self._words = words

    def hear(self, so_far: SoFar) -> bool:
        """Take in how far the search is; True when it is to stop."""
        if so_far.value is not None or not self._latest:
            self._latest = vars(so_far)
        if self._heard is not None:
            self._heard(so_far)
        return self._stop.is_set()

    def _tick(self) -> None:
        try:
            while not self._over.wait(BEAT):
                self._beat()
        finally:
            connections.close_all()

    def _beat(self) -> None:
        row = Job.objects.filter(pk=self._key, ended_at=None)
        told = {**self._latest, "beat": timezone.now().isoformat()}
        row.update(result=told, words=self._words)
        if row.values_list("state", flat=True).first() == "cancelling":
            self._stop.set()
