"""Of which single sums and counts does a metric consist, so that several metrics share one pass over the rows?"""

from collections.abc import Iterable
from dataclasses import dataclass

from opencaio.lake.declarations import Aggregate, Condition, MetricSpec
from opencaio.lake.facts import FACTS, Kind


@dataclass(frozen=True)
class Term:
    """One count or sum over the rows of a fact that meet the conditions."""

    fact: str
    how: str
    column: str = ""
    times: str = ""
    where: tuple[Condition, ...] = ()

    @property
    def kind(self) -> Kind:
        """Of what a sum is: the kind of its column, a number when it is weighed by one."""
        if self.how != "sum":
            return "whole"
        names = [self.column, *([self.times] if self.times else [])]
        kinds = [column.kind for name in names if (column := FACTS[self.fact].column(name))]
        return "number" if "number" in kinds else kinds[0]

    @property
    def adds_up(self) -> bool:
        """True when groups' figures may be added (counts and sums), false for distinct and bins."""
        return self.how in ("rows", "filled", "sum")


@dataclass(frozen=True)
class Side:
    """The terms of a numerator or denominator: their sum is its figure. ``rows`` counts what was looked at."""

    terms: tuple[Term, ...]
    rows: Term


def side(spec: MetricSpec, aggregate: Aggregate) -> Side:
    """The terms of one side of a metric."""
    fact = aggregate.fact or spec.fact
    where = (*(spec.conditions if fact == spec.fact else ()), *aggregate.where)
    seen = tuple(sorted(set(where), key=repr))
    columns = aggregate.of or ("",)
    terms = tuple(Term(fact, aggregate.how, one, aggregate.times, seen) for one in columns)
    return Side(terms, Term(fact, "rows", where=seen))


def different(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Each term once, in the order met."""
    return tuple(dict.fromkeys(terms))
