"""What is a metric that can be measured, and how does it read in words?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

How = Literal["rows", "filled", "sum", "distinct", "quantile"]
HOWS: tuple[str, ...] = ("rows", "filled", "sum", "distinct", "quantile")
OPERATORS = ("is", "not", "in", "not_in", "from", "until", "above", "below", "known")
WORDS: Mapping[str, str] = {
    "is": "is", "not": "is not", "in": "is one of", "not_in": "is none of",
    "from": "≥", "until": "≤", "above": ">", "below": "<",
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """``operator`` is one of `OPERATORS`; ``value`` is of the column's kind, a tuple of them, or a bool for known."""

    column: str
    operator: str
    value: Any

    @property
    def words(self) -> str:
        """As one reads it: ``reviewed is yes``."""
        if self.operator == "known":
            return f"{self.column} is {'known' if self.value else 'not known'}"
        several = [_word(one) for one in self.value] if isinstance(self.value, tuple) else [_word(self.value)]
        shown = several if len(several) <= 6 else [*several[:5], f"{len(several) - 5} more"]
        return f"{self.column} {WORDS[self.operator]} {', '.join(shown)}"


@dataclass(frozen=True)
class Aggregate:
    """What is counted or summed of one fact; ``times`` weighs each row by a column; ``at`` is a share (0.95)."""

    how: How
    of: tuple[str, ...] = ()
    times: str = ""
    at: float = 0.0
    where: tuple[Condition, ...] = ()
    fact: str = ""

    @property
    def words(self) -> str:
        """As one reads it: ``sum(cases where selected is yes)``."""
        columns = " + ".join(self.of) + (f" × {self.times}" if self.times else "")
        kept = f" where {' and '.join(one.words for one in self.where)}" if self.where else ""
        name = f"p{self.at * 100:g}" if self.how == "quantile" else self.how
        return f"{name}({columns}{kept})" if columns or kept else name

    @property
    def words_with_fact(self) -> str:
        return f"{self.words} of {self.fact}"


@dataclass(frozen=True)
class MetricSpec:
    """A declaration that can be measured. The value is ``factor`` x numerator / denominator (without one: 1)."""

    code: str
    fact: str
    numerator: Aggregate
    denominator: Aggregate | None = None
    conditions: tuple[Condition, ...] = ()
    dimensions: tuple[str, ...] = ()
    unit: str = ""
    name: str = ""
    better: str = ""
    factor: Decimal = Decimal(1)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it reads, its own first."""
        other = self.denominator.fact if self.denominator else ""
        return (self.fact,) if other in ("", self.fact) else (self.fact, other)

    @property
    def formula(self) -> str:
        """In one line: ``100 × sum(errors) / sum(requests) of usage``."""
        factor = "" if self.factor == 1 else f"{self.factor} × "
        two = len(self.facts) > 1
        lower = (self.denominator.words_with_fact if two else self.denominator.words) if self.denominator else ""
        below = f" / {lower}" if lower else ""
        kept = f", where {' and '.join(one.words for one in self.conditions)}" if self.conditions else ""
        own = "" if two else f" of {self.fact}"
        return f"{factor}{self.numerator.words_with_fact if two else self.numerator.words}{below}{own}{kept}"


def narrowed(spec: MetricSpec, conditions: Iterable[Condition]) -> MetricSpec:
    """The same metric over fewer rows."""
    return replace(spec, conditions=(*spec.conditions, *conditions))


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
