"""Which level has a risk of this likelihood and this impact?

The level is read from a table, not from a product: a product makes a yearly trifle and a once-in-a-lifetime ruin
equal (5 × 1 = 1 × 5), and gaps appear that no product fills (Cox, Risk Analysis 28, 2008). The table is what an
organisation agrees on beforehand as its criteria (ISO 31000:2018, 6.3.4; IEC 31010:2019, B.10.3).
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from opencaio.errors import BadInput, BadPack


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale: its number from 1, its name, and what it means; `from_rate` in events a year."""

    number: int
    name: str
    words: str
    from_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Two scales, the levels, and the table: `table[likelihood - 1][impact - 1]` is a level's number.

    Raises BadPack when the table has another form than the scales, names a level that is not there, or falls where
    likelihood or impact rises.
    """

    likelihoods: tuple[Step, ...]
    impacts: tuple[Step, ...]
    levels: tuple[Step, ...]
    table: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        for name, scale in (("likelihoods", self.likelihoods), ("impacts", self.impacts), ("levels", self.levels)):
            if [one.number for one in scale] != list(range(1, len(scale) + 1)):
                raise BadPack(f"The {name} are not numbered 1, 2, 3 and so on.")
        if len(self.table) != len(self.likelihoods) or any(len(row) != len(self.impacts) for row in self.table):
            raise BadPack("The table has another form than the scales.")
        if not all(1 <= level <= len(self.levels) for row in self.table for level in row):
            raise BadPack("The table names a level that there is not.")
        _refuse_falls(self.table)
        _refuse_falls(tuple(zip(*self.table, strict=True)))

    def level(self, likelihood: int, impact: int) -> Step:
        """The level of a cell. Raises BadInput for a step that the scale does not have."""
        _on(self.likelihoods, likelihood, "likelihood")
        _on(self.impacts, impact, "impact")
        return self.levels[self.table[likelihood - 1][impact - 1] - 1]

    def likelihood_of(self, rate: Decimal) -> Step:
        """The step of the likelihood scale in which a frequency (events a year) lies."""
        fitting = [one for one in self.likelihoods if one.from_rate is None or float(rate) >= one.from_rate]
        return fitting[-1]


def check_residual(inherent: tuple[int, int], residual: tuple[int, int]) -> None:
    """Raise BadInput when what is left is larger than what there was: controls never add."""
    for name, was, left in zip(("likelihood", "impact"), inherent, residual, strict=True):
        if left > was:
            raise BadInput(
                f"The {name} that is left after controls ({left}) is above the one without them ({was}). "
                "Raise the one without controls, or lower what is left."
            )


def _on(scale: tuple[Step, ...], number: int, name: str) -> None:
    if not 1 <= number <= len(scale):
        raise BadInput(f"{name}: {number} is not on the scale from 1 to {len(scale)}.")


def _refuse_falls(rows: tuple[tuple[int, ...], ...]) -> None:
    if any(later < earlier for row in rows for earlier, later in pairwise(row)):
        raise BadPack("A level falls where likelihood or impact rises.")
