"""Does what a solver claims agree with a plan that was checked without it?

Solvers err now and then: a presolve that cuts off too much, a tolerance that is too wide. A claim that a checked plan
contradicts is dropped, its source is not believed again, and both figures are noted in words.
"""

from dataclasses import dataclass, field

from opencaio.engines.portfolio.sparse import INFINITY

# Of the value: nearer than this a bound and a plan agree.
TOLERANCE = 1e-5
RELAXATION, BRANCH_AND_BOUND, PART = "the linear relaxation", "branch and bound", "the solver of a part"


def contradicts(bound: float, value: float) -> bool:
    """Is a plan of this value impossible under the claimed bound (-infinity: that there is no plan)?"""
    return bound < value - TOLERANCE * max(1.0, abs(value))


@dataclass
class Claims:
    """The bounds that are believed, and what was refuted, each by its source."""

    bounds: dict[str, float] = field(default_factory=dict)
    refuted: dict[str, str] = field(default_factory=dict)

    @property
    def bound(self) -> float:
        """The lowest bound that is believed."""
        return min(self.bounds.values(), default=INFINITY)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was refuted, in words."""
        return tuple(self.refuted.values())

    def hear(self, bound: float, *, source: str) -> None:
        """``source`` claims that no plan is worth more than ``bound``; -infinity: that there is no plan at all."""
        if source not in self.refuted:
            self.bounds[source] = min(bound, self.bounds.get(source, INFINITY))

    def face(self, value: float) -> None:
        """A plan worth ``value`` has passed the checker: what it contradicts is dropped and noted."""
        for source, bound in list(self.bounds.items()):
            if contradicts(bound, value):
                self.refute(source, bound=bound, value=value)

    def refute(self, source: str, *, bound: float, value: float) -> None:
        """Drop all that ``source`` claimed."""
        said = "no plan keeps the limits" if bound == -INFINITY else f"no plan is worth more than {bound:,.3f}"
        self.refuted[source] = f"{source}: it was claimed that {said}; a checked plan is worth {value:,.3f}"
        self.bounds.pop(source, None)
