"""What need not be asked of the database twice while one page is laid out?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Answer = TypeVar("Answer")
_HEARD: ContextVar[dict[str, Any] | None] = ContextVar("heard", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it, what `once` answers is asked once. For reading only: what changes meanwhile is not seen."""
    token = _HEARD.set({})
    try:
        yield
    finally:
        _HEARD.reset(token)


def once(name: str, ask: Callable[[], Answer]) -> Answer:
    """What ``ask`` gives; the same again, where somebody reads once."""
    heard = _HEARD.get()
    if heard is None:
        return ask()
    if name not in heard:
        heard[name] = ask()
    answer: Answer = heard[name]
    return answer
