"""What does the forecast of one budget line know: what was spent, what is bound, what a plan adds?

Amounts are `Decimal` in one currency; a month is its first day; the fiscal year is the calendar year.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from opencaio.errors import BadInput

ENGINE_VERSION = "budget-2"
CENT = Decimal("0.01")
NOTHING = Decimal(0)
MOST = Decimal(10) ** 14


@dataclass(frozen=True, slots=True)
class Spent:
    """What was booked in a month on one thing: a use, an initiative, or (``thing`` empty) what all share."""

    month: date
    thing: str
    kind: str
    amount: Decimal
    vendor: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    initiative: str = ""

    def __post_init__(self) -> None:
        _check(self.amount, f"{self.thing or 'shared'} in {self.month:%Y-%m}")


@dataclass(frozen=True, slots=True)
class Bound:
    """Money bound by a contract or an order, due in equal parts a day from ``starts`` to ``ends``. Raises BadInput."""

    code: str
    title: str
    amount: Decimal
    starts: date
    ends: date
    vendor: str = ""
    thing: str = ""

    def __post_init__(self) -> None:
        _check(self.amount, self.code)
        if self.amount < 0:
            raise BadInput(f"{self.code}: a commitment is not below zero ({self.amount}).")
        if self.ends < self.starts:
            raise BadInput(f"{self.code} ends on {self.ends}, before it starts on {self.starts}.")


@dataclass(frozen=True, slots=True)
class Planned:
    """What an approved plan lets an initiative spend in the year, on this line."""

    initiative: str
    title: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One budget line of one year. ``through`` is the last day of the last month whose books are whole.

    ``spent`` holds the year's bookings and those of earlier months: they carry the trend and the comparison.
    ``budget`` None: nothing was allowed or said.
    """

    year: int
    through: date
    spent: tuple[Spent, ...] = ()
    bound: tuple[Bound, ...] = ()
    planned: tuple[Planned, ...] = ()
    budget: Decimal | None = None

    @property
    def first(self) -> date:
        """The first day of the year."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    def within(self, year: int) -> tuple[Spent, ...]:
        """The bookings of a year."""
        return tuple(one for one in self.spent if one.month.year == year)


def total(amounts: "list[Decimal] | tuple[Decimal, ...]") -> Decimal:
    """The sum, zero for none."""
    return sum(amounts, NOTHING)


def rounded(amount: Decimal) -> Decimal:
    """An amount to the cent, half to even."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


def shared_out(amount: Decimal, weights: dict[str, Decimal]) -> dict[str, Decimal]:
    """``amount`` to the cent in proportion to ``weights`` (none below zero), the parts adding up exactly."""
    whole = sum(weights.values(), NOTHING)
    if not whole:
        return {}
    parts, given, seen = {}, NOTHING, NOTHING
    for key, weight in weights.items():
        seen += weight
        upto = rounded(amount * seen / whole)
        parts[key], given = upto - given, upto
    return parts


def _check(amount: Decimal, what: str) -> None:
    if not amount.is_finite() or abs(amount) >= MOST:
        raise BadInput(f"{what}: {str(amount)[:30]} is not an amount that one can count with.")
