"""What does the site do by itself while it runs: carry out letters, watch clocks, begin each new day?"""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime

from django.db import close_old_connections, connections
from django.utils import timezone

PAUSE = 30.0
log = logging.getLogger(__name__)


class Rounds:
    """A thread that makes its round every half minute until it is stopped; a fault in one errand stops no other."""

    def __init__(self, *, pause: float = PAUSE) -> None:
        self._pause = pause
        self._stopped = threading.Event()
        self._day: date | None = None
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
        from opencaio.record.alarms import write_alarms
        from opencaio.record.days import begin_day
        from opencaio.record.posting import send_letters

        today = timezone.localdate(now)
        if self._day != today and self._do(begin_day, now):
            self._day = today
        self._do(write_alarms, now)
        self._do(send_letters, now)

    def _run(self) -> None:
        while not self._stopped.wait(self._pause):
            close_old_connections()
            self.make(timezone.now())
        connections.close_all()

    def _do(self, errand: Callable[[datetime], object], now: datetime) -> bool:
        try:
            errand(now)
        except Exception:
            log.exception("%s failed; it is tried again in the next round", errand.__name__)
            return False
        return True
