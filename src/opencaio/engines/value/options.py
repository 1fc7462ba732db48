"""What is it worth to stop after a pilot, rather than to be bound to the whole?

A decision tree of stages (Trigeorgis, Real Options, 1996; Copeland and Antikarov, Real Options, 2001): each costs,
takes time, and goes on with a chance. With flexibility one gives up at a gate where going on is worth less than what
is left; without it one goes on whatever the stage says. The difference is the option's value, a line of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from opencaio.engines.value.model import Stage
from opencaio.errors import BadInput


@dataclass(frozen=True, slots=True)
class Gates:
    """Value with and without the right to stop, and what the right is worth; never negative."""

    flexible: float
    bound: float
    goes_on: tuple[bool, ...]

    @property
    def option(self) -> float:
        """What the right to stop is worth."""
        return self.flexible - self.bound


def gates(stages: Sequence[Stage], *, success: float, failure: float, salvage: float = 0.0, rate: float) -> Gates:
    """The value of stages before a scale-up worth ``success`` if all of them went well, else ``failure``.

    All values are as of the day on which their stage begins; ``rate`` a year discounts over each stage's time.
    ``goes_on``: at which gates success means that one goes on. Raises BadInput without a stage.
    """
    if not stages:
        raise BadInput("A stage gate needs a stage: a pilot with its cost, its time and its chance.")
    flexible, bound, fails, goes_on = success, success, failure, []
    for stage in reversed(stages):
        chance, factor = float(stage.success), (1 + rate) ** -float(stage.years)
        goes_on.append(flexible > salvage)
        best, given_up = max(flexible, salvage), max(salvage, fails)
        flexible = factor * (chance * best + (1 - chance) * given_up) - float(stage.cost)
        bound = factor * (chance * bound + (1 - chance) * fails) - float(stage.cost)
        fails = factor * fails - float(stage.cost)
    return Gates(flexible, bound, tuple(reversed(goes_on)))
