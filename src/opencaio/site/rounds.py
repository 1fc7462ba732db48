"""What does the site do by itself while it runs: carry out letters, watch clocks, begin each new day?"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import close_old_connections, connections
from django.utils import timezone

PAUSE = 30.0
log = logging.getLogger(__name__)
Errand = Callable[[datetime], object]
Errands = Callable[[], Iterable[Errand]]


def daily() -> Iterable[Errand]:
    """What is done once a day, and again in the next round if it failed."""
    from opencaio.record.days import begin_day
    from opencaio.record.documents.renewing import renew_drafts
    from opencaio.record.lake_days import keep_lake
    from opencaio.record.watch_days import read_monitors

    return (begin_day, renew_drafts, keep_lake, read_monitors)


def steady() -> Iterable[Errand]:
    """What is done in every round."""
    from opencaio.record.alarms import write_alarms
    from opencaio.record.draining import drain_spool
    from opencaio.record.posting import send_letters

    return (write_alarms, send_letters, drain_spool)


class Rounds:
    """A thread that makes its round every half minute until it is stopped; a fault in one errand stops no other."""

    def __init__(self, *, pause: float = PAUSE, daily: Errands = daily, steady: Errands = steady) -> None:
        self._pause, self._daily, self._steady = pause, daily, steady
        self._stopped = threading.Event()
        self._begun: dict[Errand, date] = {}
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the errand under way."""
        self._stopped.set()
        self._thread.join(timeout=self._pause)

    def make(self, now: datetime) -> None:
        """One round."""
        today = timezone.localdate(now)
        for errand in self._daily():
            if self._begun.get(errand) != today and self._do(errand, now):
                self._begun[errand] = today
        for errand in self._steady():
            self._do(errand, now)

    def _run(self) -> None:
        while not self._stopped.wait(self._pause):
            close_old_connections()
            self.make(timezone.now())
        connections.close_all()

    def _do(self, errand: Errand, now: datetime) -> bool:
        try:
            errand(now)
        except Exception:
            log.exception("%s failed; it is tried again in the next round", errand.__name__)
            return False
        return True
