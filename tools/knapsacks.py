"""What does a file of multidimensional knapsacks say, and how is one posed as a planning problem?

Formats of the OR-Library (Chu and Beasley 1998; several to a file), SAC-94 and Glover and Kochenberger: items, limits
and the best known value, then the items' values, what each takes of each limit, and the limits.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from opencaio.engines.portfolio.problem import Budget, Initiative, Problem, Spend


@dataclass(frozen=True)
class Knapsack:
    """One instance; ``best`` is the best value that its file knows (0: none)."""

    name: str
    values: tuple[Decimal, ...]
    takes: tuple[tuple[Decimal, ...], ...]
    limits: tuple[Decimal, ...]
    best: Decimal

    def problem(self) -> Problem:
        """Each item an initiative of one period, each limit a budget."""
        lines = [f"limit {number + 1}" for number in range(len(self.limits))]
        initiatives = tuple(
            Initiative(
                f"I{item + 1}",
                "all",
                1,
                {0: value},
                spend=tuple(
                    Spend(line, 0, 1, self.takes[row][item]) for row, line in enumerate(lines) if self.takes[row][item]
                ),
            )
            for item, value in enumerate(self.values)
        )
        budgets = tuple(Budget(line, 2027, limit) for line, limit in zip(lines, self.limits, strict=True))
        return Problem("EUR", ("2027Q1",), (2027,), initiatives, budgets=budgets)


def read_knapsacks(path: Path, *, several: bool = False) -> list[Knapsack]:
    """The instances of a file; ``several``: it begins with how many there are."""
    numbers = iter(path.read_text(encoding="latin-1").split())
    count = int(next(numbers)) if several else 1
    found = []
    for number in range(count):
        items, rows = int(next(numbers)), int(next(numbers))
        best = Decimal(next(numbers))
        values = tuple(Decimal(next(numbers)) for _ in range(items))
        takes = tuple(tuple(Decimal(next(numbers)) for _ in range(items)) for _ in range(rows))
        limits = tuple(Decimal(next(numbers)) for _ in range(rows))
        name = f"{path.stem}-{number + 1:02}" if several else path.stem
        found.append(Knapsack(name, values, takes, limits, best))
    return found
