"""How do tests let several people act at the same moment?"""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave or raised, begun at the same moment, each on a connection of its own."""
    start, outcomes = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        start.wait(timeout=10)
        try:
            outcomes.append(act())
        except Exception as fault:
            outcomes.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
