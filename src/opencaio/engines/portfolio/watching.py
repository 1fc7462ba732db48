"""How long may the search go on, who is told of it, and has somebody stopped it?"""

from collections.abc import Callable
from dataclasses import dataclass, field

from opencaio.engines.portfolio.sparse import INFINITY

# How often at most somebody is told, in seconds of the caller's clock.
EVERY = 0.2


@dataclass(frozen=True)
class Progress:
    """What is known while the search runs: best value and bound so far (None: none yet), gap, seconds, work done."""

    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    work: int


Watch = Callable[[Progress], bool | None]
Timer = Callable[[], float]


def gap_of(value: float, bound: float) -> float | None:
    """(bound - value) / |value|, at least 0; None when the value is 0."""
    return max(0.0, bound - value) / abs(value) if value else None


@dataclass
class Limits:
    """The caller's clock (None: none), how many of its seconds there are, and whom to tell."""

    timer: Timer | None
    seconds: float
    watch: Watch | None
    began: float = 0.0
    told: float = -INFINITY
    cancelled: bool = False
    value: float | None = field(default=None)
    bound: float | None = field(default=None)
    work: int = 0

    def __post_init__(self) -> None:
        self.began = self.timer() if self.timer else 0.0

    def spent(self) -> float:
        """Seconds since the beginning."""
        return self.timer() - self.began if self.timer else 0.0

    def left(self) -> float:
        """Seconds still to spend; without a clock they never end."""
        return self.seconds - self.spent() if self.timer else INFINITY

    def over(self) -> bool:
        """Is time up, or was the search cancelled?"""
        self.tell()
        return self.cancelled or self.left() <= 0

    def know(self, *, value: float | None = None, bound: float | None = None, work: int | None = None) -> None:
        """Note what has become known and tell it."""
        news = value is not None and value != self.value
        self.value = value if value is not None else self.value
        if bound is not None:
            self.bound = bound if self.bound is None else min(bound, self.bound)
        self.work = work if work is not None else self.work
        self.tell(at_once=news)

    def tell(self, *, at_once: bool = False) -> None:
        """Tell the caller, not too often; an answer of False cancels."""
        if self.watch is None or self.cancelled:
            return
        now = self.spent()
        if not at_once and now - self.told < EVERY:
            return
        self.told = now
        gap = None if self.value is None or self.bound is None else gap_of(self.value, self.bound)
        if self.watch(Progress(self.value, self.bound, gap, now, self.work)) is False:
            self.cancelled = True
