"""What will the months that are left cost, going by the months that are over, and how sure is that?

Ordinary least squares with its prediction interval (Draper, Smith: Applied Regression Analysis, 3rd ed., ch. 1 and 3):
a level, or a straight line where its slope stands out from the noise (|t| >= 2 over at least six months). Where two
levels explain the months much better than one line (Bayesian information criterion, the place of the step counted as
a parameter; Yao: Estimating the number of change-points via Schwarz' criterion, Stat. Prob. Letters 6, 1988), only the
months since the step count: a budget that began anew in January is no trend.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import log

from opencaio.engines.budget.model import NOTHING, rounded, total

SEEN = 12
FEWEST_FOR_INTERVAL = 3
FEWEST_FOR_SLOPE = 6
FEWEST_FOR_STEP = 9
FEWEST_SINCE_STEP = 4
STANDS_OUT = Decimal(2)
SPECK = 1e-6
STRICT = 3
"""How many times its penalty: at one a steady slope in the noise is taken for a step once in four drawn years."""
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
    month on the line); ``slope`` its change a month; ``left_out`` how many months before a step do not count.
    """

    expected: Decimal
    low: Decimal | None
    high: Decimal | None
    method: str
    seen: int
    monthly: Decimal = NOTHING
    slope: Decimal = NOTHING
    left_out: int = 0


def rest_of(months: Sequence[Decimal], *, ahead: int, gap: int = 0) -> Rest:
    """The cost of ``ahead`` months after the given ones (oldest first) and ``gap`` more.

    Only the last twelve months count, and of them those since a step in the level. What never fell below zero is not
    expected below zero.
    """
    whole = tuple(months[-SEEN:])
    seen = _since_step(whole)
    if ahead <= 0 or not seen:
        nothing = None if ahead > 0 else NOTHING
        return Rest(NOTHING, nothing, nothing, "nothing", len(seen))
    found = _sloping(seen, ahead, gap) or _level(seen, ahead)
    found = replace(found, left_out=len(whole) - len(seen))
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


def _since_step(seen: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """The months since the level changed for good; all of them where one level or one line says as much."""
    count = len(seen)
    if count < FEWEST_FOR_STEP:
        return seen
    ends = range(2, count - FEWEST_SINCE_STEP + 1)
    at = min(ends, key=lambda place: _scatter(seen[:place]) + _scatter(seen[place:]))
    stepped = _criterion(_scatter(seen[:at]) + _scatter(seen[at:]), count, parameters=3)
    plain = min(_criterion(_scatter(seen), count, parameters=1), _criterion(_off_line(seen), count, parameters=2))
    return seen[at:] if stepped < plain else seen


def _criterion(scatter: Decimal, count: int, *, parameters: int) -> float:
    """Schwarz' criterion up to a constant, with a stricter penalty; no scatter at all is as good as can be."""
    return count * log(max(float(scatter), SPECK)) + STRICT * parameters * log(count)


def _scatter(seen: tuple[Decimal, ...]) -> Decimal:
    mean = total(seen) / len(seen)
    return total([(one - mean) ** 2 for one in seen])


def _off_line(seen: tuple[Decimal, ...]) -> Decimal:
    """What a straight line leaves of the scatter."""
    middle = Decimal(len(seen) - 1) / 2
    square = total([(place - middle) ** 2 for place in range(len(seen))])
    slope = total([(place - middle) * one for place, one in enumerate(seen)]) / square
    return _scatter(tuple(one - slope * place for place, one in enumerate(seen)))


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
    low, high = (None if one is None else max(one, NOTHING) for one in (found.low, found.high))
    return replace(found, expected=max(found.expected, NOTHING), low=low, high=high)
