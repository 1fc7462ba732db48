"""What will the months that are left cost, going by the months that are over, and how sure is that?

Ordinary least squares with its prediction interval (Draper, Smith: Applied Regression Analysis, 3rd ed., ch. 1 and 3):
a level, or a straight line where its slope stands out from the noise (|t| >= 2 over at least six months).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.budget.model import NOTHING, rounded, total

SEEN = 12
FEWEST_FOR_INTERVAL = 3
FEWEST_FOR_SLOPE = 6
STANDS_OUT = Decimal(2)
#: 90 % point of Student's t for 1 to 11 degrees of freedom: an interval that holds four times in five.
T90 = tuple(
    Decimal(one)
    for one in ("3.0777", "1.8856", "1.6377", "1.5332", "1.4759", "1.4398", "1.4149", "1.3968", "1.3830", "1.3722",
                "1.3634")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rest:
    """What the months ahead are expected to cost. ``low`` and ``high`` hold four times in five; None: too few months.

    ``method`` is level, slope or nothing; ``seen`` how many months it rests on; ``monthly`` the level (of the last
    month on the line); ``slope`` its change a month.
    """

    expected: Decimal
    low: Decimal | None
    high: Decimal | None
    method: str
    seen: int
    monthly: Decimal = NOTHING
    slope: Decimal = NOTHING


def rest_of(months: Sequence[Decimal], *, ahead: int, gap: int = 0) -> Rest:
    """The cost of ``ahead`` months after the given ones (oldest first) and ``gap`` more.

    Only the last twelve months count. What never fell below zero is not expected below zero.
    """
    seen = tuple(months[-SEEN:])
    if ahead <= 0 or not seen:
        nothing = None if ahead > 0 else NOTHING
        return Rest(NOTHING, nothing, nothing, "nothing", len(seen))
    found = _sloping(seen, ahead, gap) or _level(seen, ahead)
    return _not_below_zero(found) if min(seen) >= 0 else found


def _level(seen: tuple[Decimal, ...], ahead: int) -> Rest:
    count = len(seen)
    mean = total(seen) / count
    expected = mean * ahead
    if count < FEWEST_FOR_INTERVAL:
        return Rest(rounded(expected), None, None, "level", count, rounded(mean))
    variance = total([(one - mean) ** 2 for one in seen]) / (count - 1)
    spread = (variance * (ahead + Decimal(ahead * ahead) / count)).sqrt() * T90[count - 2]
    return Rest(
        rounded(expected), rounded(expected - spread), rounded(expected + spread), "level", count, rounded(mean)
    )


def _sloping(seen: tuple[Decimal, ...], ahead: int, gap: int) -> Rest | None:
    """The straight line, or None where its slope does not stand out."""
    count = len(seen)
    if count < FEWEST_FOR_SLOPE:
        return None
    middle, mean = Decimal(count - 1) / 2, total(seen) / count
    square = total([(place - middle) ** 2 for place in range(count)])
    slope = total([(place - middle) * (one - mean) for place, one in enumerate(seen)]) / square
    left = total([(one - mean - slope * (place - middle)) ** 2 for place, one in enumerate(seen)])
    variance = left / (count - 2)
    if slope**2 * square < STANDS_OUT**2 * variance or not slope:
        return None
    places = [Decimal(count + gap + step) - middle for step in range(ahead)]
    far = total(places)
    expected = mean * ahead + slope * far
    spread = (variance * (ahead + Decimal(ahead * ahead) / count + far**2 / square)).sqrt() * T90[count - 3]
    last = mean + slope * (count - 1 - middle)
    bounds = rounded(expected - spread), rounded(expected + spread)
    return Rest(rounded(expected), *bounds, "slope", count, rounded(last), rounded(slope))


def _not_below_zero(found: Rest) -> Rest:
    low, high = found.low, found.high
    return Rest(
        max(found.expected, NOTHING),
        None if low is None else max(low, NOTHING),
        None if high is None else max(high, NOTHING),
        found.method,
        found.seen,
        found.monthly,
        found.slope,
    )
