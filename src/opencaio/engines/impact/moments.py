"""What must be kept of many rows so that means, spreads and slopes can still be told: counts and sums?

The lake gives sums (`from_sums`), tests and small sets the rows themselves (`of`); both give the same figures. Inside,
squares are kept around the mean, so that a large level does not eat the digits of a small spread.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opencaio.engines.impact.estimate import Number, Series, as_long, count, finite, series
from opencaio.errors import BadInput

LOST = 1e-12
"""A spread that is a smaller part of float squares than this is the rounding of the sums, and counts as none."""


@dataclass(frozen=True, slots=True)
class Moments:
    """One column: how many rows, their mean and `centred`, the sum of squared distances from it. Raises BadInput."""

    count: int
    mean: float
    centred: float

    def __post_init__(self) -> None:
        count(self.count, name="The number of rows", least=1)
        finite(self.mean, name="The mean")
        if finite(self.centred, name="The sum of squares") < 0:
            raise BadInput("The sum of squares is below zero.")

    @classmethod
    def of(cls, values: Sequence[Number] | Series, *, name: str = "The column") -> "Moments":
        """From the rows themselves."""
        read = series(values, name=name)
        mean = math.fsum(read) / read.size
        return cls(read.size, mean, 0.0 if read.max() == read.min() else math.fsum((read - mean) ** 2))

    @classmethod
    def from_sums(cls, *, count: int, total: Number, squares: Number, name: str = "The column") -> "Moments":
        """From count, sum and sum of squares, as the lake gives them."""
        _some(count, name)
        return cls(count, float(_exact(total) / count), _centred(total, total, squares, rows=count, name=name))

    @property
    def total(self) -> float:
        """The sum of the column."""
        return self.mean * self.count

    @property
    def variance(self) -> float:
        """The variance with count - 1 below the line. Raises BadInput for a single row."""
        if self.count < 2:
            raise BadInput("One row alone has no spread: at least 2 are needed in each group.")
        return self.centred / (self.count - 1)

    def merged(self, other: "Moments") -> "Moments":
        """Both together, such as two days of one group (Chan, Golub and LeVeque, American Statistician 37, 1983)."""
        rows, gap = self.count + other.count, other.mean - self.mean
        between = gap * gap * self.count * other.count / rows
        return Moments(rows, self.mean + gap * other.count / rows, self.centred + other.centred + between)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns of the same rows: each one's moments, and `cross`, the sum of products around the means."""

    x: Moments
    y: Moments
    cross: float

    def __post_init__(self) -> None:
        if self.x.count != self.y.count:
            raise BadInput(f"Two columns of the same rows differ in rows: {self.x.count} and {self.y.count}.")
        most = (self.x.centred * self.y.centred) ** 0.5
        if abs(finite(self.cross, name="The sum of products")) > most * (1 + 1e-6) + LOST:
            raise BadInput("The sum of products is larger than the squares allow: the sums are not of the same rows.")

    @classmethod
    def of(cls, x: Sequence[Number] | Series, y: Sequence[Number] | Series) -> "Pair":
        """From the rows themselves."""
        as_long(x, y, names=("The first column", "the second"))
        first, second = series(x, name="The first column"), series(y, name="The second column")
        left, right = Moments.of(first), Moments.of(second)
        flat = not left.centred or not right.centred
        return cls(left, right, 0.0 if flat else math.fsum((first - left.mean) * (second - right.mean)))

    @classmethod
    def from_sums(
        cls, *, count: int, total_x: Number, total_y: Number, squares_x: Number, squares_y: Number, products: Number
    ) -> "Pair":
        """From count, both sums, both sums of squares and the sum of products."""
        x = Moments.from_sums(count=count, total=total_x, squares=squares_x, name="The first column")
        y = Moments.from_sums(count=count, total=total_y, squares=squares_y, name="The second column")
        return cls(x, y, float(_exact(products) - _exact(total_x) * _exact(total_y) / count))

    @property
    def covariance(self) -> float:
        """The covariance with count - 1 below the line."""
        return self.cross / (self.count - 1)

    @property
    def count(self) -> int:
        """How many rows."""
        return self.x.count

    def merged(self, other: "Pair") -> "Pair":
        """Both together, such as two days of one group."""
        gaps = (other.x.mean - self.x.mean) * (other.y.mean - self.y.mean)
        between = gaps * self.count * other.count / (self.count + other.count)
        return Pair(self.x.merged(other.x), self.y.merged(other.y), self.cross + other.cross + between)


def _centred(first: Number, second: Number, products: Number, *, rows: int, name: str) -> float:
    """The products around the means, exact in the sums that were given."""
    whole = _exact(products)
    left = whole - _exact(first) * _exact(second) / rows
    if left < -abs(whole) * Fraction(1, 10**9):
        raise BadInput(f"{name}: the sum of squares is smaller than the sum allows; they are not of the same rows.")
    lost = Fraction(LOST) if any(isinstance(one, float) for one in (first, second, products)) else 0
    return 0.0 if left <= abs(whole) * lost else float(left)


def _exact(value: Number) -> Fraction:
    finite(value, name="A sum")
    return Fraction(value) if isinstance(value, int | float | Decimal) else Fraction(float(value))


def _some(rows: int, name: str) -> None:
    if count(rows, name=f"{name}: the number of rows") == 0:
        raise BadInput(f"{name} has no rows: there is nothing to measure.")
