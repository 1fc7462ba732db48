"""How does a program tell OpenCAIO what it does with AI, in a few lines and without ever being held up by it?

    from opencaio import track

    with track.call(use_case="UC-0002", model="orrin-7", user="anna@acme.example") as call:
        answer = ask_the_model(…)
        call.tokens(input=1200, output=340)
    track.decision(use_case="UC-0002", case="c-17", score=0.8, selected=True)
    track.kpi("minutes a case", 12.5, use_case="UC-0002", with_ai=True)

The standard library only. Where to: ``OPENCAIO_URL`` and ``OPENCAIO_TOKEN``, or `configure`. What is told waits in
memory (at most 10,000 rows; then the newest are dropped and counted) and is sent by a thread, again when the site
does not answer; `flush` waits for it, as the end of the program does for a few seconds. Nothing here raises into the
caller: what goes wrong is said once by the logger ``opencaio.track``. Content of questions and answers is never sent.
"""

import atexit
import json
import logging
import os
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

__all__ = ["Call", "Tracker", "call", "configure", "decision", "flush", "kpi"]

URL, TOKEN = "OPENCAIO_URL", "OPENCAIO_TOKEN"
MOST_WAITING, AT_ONCE = 10_000, 1_000
#: Seconds: between two sendings, for an answer, and at the end of the program.
PAUSE, ANSWER, AT_EXIT = 2.0, 10.0, 5.0
LONGEST_PAUSE = 60.0
REFUSED = frozenset({400, 403, 409, 413, 422})
log = logging.getLogger(__name__)
Row = dict[str, Any]


@dataclass
class Call:
    """A call of a model under way: its tokens and outcome; its time is taken by the ``with`` around it."""

    row: Row
    keep: Callable[[str, Row], None] = field(repr=False)
    _began: float = field(default_factory=time.perf_counter, repr=False)

    def tokens(
        self,
        *,
        input: int | None = None,
        output: int | None = None,
        cached: int | None = None,
        reasoning: int | None = None,
    ) -> None:
        """Tokens by class, each counted in one only: ``input`` without ``cached``, ``output`` without ``reasoning``."""
        told = {"input": input, "output": output, "cached": cached, "reasoning": reasoning}
        self.row |= {f"{name}_tokens": count for name, count in told.items() if count is not None}

    def failed(self) -> None:
        """The model gave no answer that could be used."""
        self.row |= {"outcome": "error", "errors": 1}

    def __enter__(self) -> "Call":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if kind is not None:
            self.failed()
        self.row["duration_us"] = round((time.perf_counter() - self._began) * 1_000_000)
        self.keep("usage", self.row)
        return False


class Tracker:
    """Keeps what is told and sends it in the background. One for a program is enough: `configure`."""

    def __init__(self, *, url: str = "", token: str = "", most: int = MOST_WAITING, pause: float = PAUSE) -> None:
        self.url = (url or os.environ.get(URL, "")).rstrip("/")
        self._token = token or os.environ.get(TOKEN, "")
        self._most, self._pause = most, pause
        self._waiting: deque[tuple[str, Row]] = deque()
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._sending = 0
        self._is_urgent = self._was_said = False
        self.dropped = 0

    def keep(self, fact: str, row: Mapping[str, Any]) -> None:
        """Take a row; never waits and never raises."""
        try:
            told = {name: _plain(value) for name, value in row.items() if value is not None}
            with self._change:
                if not self._is_ready() or len(self._waiting) >= self._most:
                    self.dropped += 1
                    return
                self._waiting.append((fact, told))
                self._begin()
        except Exception as error:  # the caller's work goes on whatever happens here
            self._say("A row could not be kept: %s", error)

    def flush(self, seconds: float = AT_EXIT) -> bool:
        """Send what waits; True when all of it is settled within ``seconds``."""
        until = time.monotonic() + seconds
        with self._change:
            self._is_urgent = True
            self._change.notify_all()
            while (self._waiting or self._sending) and (left := until - time.monotonic()) > 0:
                self._change.wait(left)
            self._is_urgent = False
            return not (self._waiting or self._sending)

    def _is_ready(self) -> bool:
        if self.url.startswith(("http://", "https://")) and self._token:
            return True
        self._say("Nothing is sent: set %s (http…) and %s, or call track.configure", URL, TOKEN)
        return False

    def _begin(self) -> None:
        """Also after a fork, where the thread of the parent is not."""
        if self._thread is None or not self._thread.is_alive():
            self._sending = 0
            self._thread = threading.Thread(target=self._run, name="opencaio-track", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        failures = 0
        while True:
            self._rest(min(self._pause * 2**failures, max(LONGEST_PAUSE, self._pause)))
            while fact_and_rows := self._next():
                done = self._send(*fact_and_rows)
                failures = 0 if done else min(failures + 1, 10)
                self._settle(*fact_and_rows, done=done)
                if not done:
                    break

    def _rest(self, seconds: float) -> None:
        with self._change:
            if not (self._is_urgent and self._waiting and seconds <= self._pause):
                self._change.wait(min(seconds, 0.2) if self._is_urgent else seconds)

    def _next(self) -> tuple[str, list[Row]] | None:
        """The oldest rows of one fact."""
        with self._change:
            if not self._waiting:
                return None
            fact, rows = self._waiting[0][0], list[Row]()
            while self._waiting and self._waiting[0][0] == fact and len(rows) < AT_ONCE:
                rows.append(self._waiting.popleft()[1])
            self._sending = len(rows)
            return fact, rows

    def _settle(self, fact: str, rows: list[Row], *, done: bool) -> None:
        with self._change:
            if not done:
                self._waiting.extendleft((fact, row) for row in reversed(rows))
            self._sending = 0
            self._change.notify_all()

    def _send(self, fact: str, rows: list[Row]) -> bool:
        """True when the rows are settled: taken, or refused for good."""
        body = json.dumps({"fact": fact, "name": "track", "origin": "sdk", "rows": rows}).encode()
        heads = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/api/v1/actions/lake.add", body, heads)  # noqa: S310 (checked)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER) as answer:  # noqa: S310
                self._hear(answer.read())
                return True
        except urllib.error.HTTPError as error:
            if error.code == 400 and len(rows) > 1:
                return self._send_apart(fact, rows, error)
            return self._is_settled(error, len(rows))
        except Exception as error:  # no answer, a broken one, no network: all the same to the caller
            self._say("The site does not answer: %s", error)
            return False

    def _hear(self, answer: bytes) -> None:
        """What the site took: rows that it refused are counted and said."""
        try:
            taken = json.loads(answer)["result"]
            refused, faults = int(taken["refused"]), taken["faults"]
        except (ValueError, KeyError, TypeError):
            return
        if refused:
            self.dropped += refused
            at, column, why = (faults.get("refused") or [["?", "", "no reason was given"]])[0]
            self._say("%s rows were refused; the first, row %s: %s %s", refused, at, column, why)
        if unknown := faults.get("unknown_uses"):
            self._say("The site knows no use %s", ", ".join(unknown))

    def _send_apart(self, fact: str, rows: list[Row], error: urllib.error.HTTPError) -> bool:
        """One wrong row does not take the others with it."""
        error.close()
        middle = len(rows) // 2
        return all([self._send(fact, rows[:middle]), self._send(fact, rows[middle:])])

    def _is_settled(self, error: urllib.error.HTTPError, count: int) -> bool:
        with error:
            words = error.read(500).decode("utf-8", "replace")
        if error.code == 409 and "already" in words:
            return True
        if error.code in REFUSED:
            self.dropped += count
            self._say("%s rows were refused: %s", count, words)
            return True
        self._say("The site answers %s: %s", error.code, words)
        return False

    def _say(self, words: str, *values: object) -> None:
        """Once loudly; after that only to who listens for details."""
        log.log(logging.DEBUG if self._was_said else logging.WARNING, words, *values)
        self._was_said = True


_ours: Tracker | None = None
_lock = threading.Lock()


def configure(*, url: str = "", token: str = "") -> Tracker:
    """Send to this site with this token, instead of what the environment says; returns the tracker."""
    global _ours
    with _lock:
        former, _ours = _ours, Tracker(url=url, token=token)
    if former:
        former.flush()
    return _ours


def call(
    *,
    use_case: str | None = None,
    model: str | None = None,
    provider: str | None = None,
    user: str | None = None,
    conversation: str | None = None,
    operation: str | None = None,
    system: str | None = None,
    department: str | None = None,
) -> Call:
    """A call of a model, for a ``with``; an exception in it counts as an error, and passes through."""
    row = {
        "use_case": use_case, "model": model, "provider": provider, "user_key": user, "conversation": conversation,
        "operation": operation, "system": system, "department": department, "outcome": "ok",
    }  # fmt: skip
    return Call({**_event(), **row}, lambda fact, told: _tracker().keep(fact, told))


def decision(
    *,
    use_case: str | None = None,
    case: str | None = None,
    score: float | None = None,
    selected: bool | None = None,
    **more: Any,
) -> None:
    """A decision about ``case``; ``more``: further columns, as ``model``, ``sex``, ``reviewed`` or ``subject_key``.

    The same case told twice counts once.
    """
    row = {"use_case": use_case, "score": score, "selected": selected, **more}
    _tracker().keep("decisions", {**_event(_name(use_case, case)), **row})


def kpi(series: str, value: float, *, use_case: str | None = None, **more: Any) -> None:
    """What a measure was today; ``more``: further columns, as ``with_ai``, ``unit_key``, ``before`` or ``day``."""
    event = {"event_id": uuid.uuid4().hex, "day": datetime.now(UTC).date()}
    _tracker().keep("kpi", {**event, "series": series, "value": value, "use_case": use_case, **more})


def flush(seconds: float = AT_EXIT) -> bool:
    """Send what waits now; True when all of it is settled within ``seconds``."""
    return _ours.flush(seconds) if _ours else True


def _tracker() -> Tracker:
    global _ours
    with _lock:
        if _ours is None:
            _ours = Tracker()
        return _ours


def _event(name: str = "") -> Row:
    return {"event_id": name or uuid.uuid4().hex, "at": datetime.now(UTC).isoformat()}


def _name(use_case: str | None, case: str | None) -> str:
    return f"{use_case or ''}/{case}" if case else ""


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


atexit.register(flush)
