"""Which round numbers stand on an axis, and how are they written?"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, log10

from opencaio.papers.numbers import number

TINY, ALIKE = 1e-200, 1e-9
NEAR = 0.5
"""Values that differ by less than this part of the largest are shown without zero: else their line is flat."""
LEAST = 0.2
"""Of the largest value, what such an axis spans at least: else a small change looks like a great one."""


def ticks_around(values: Iterable[float]) -> list[float]:
    """Two to seven round numbers that reach around the values."""
    known = list(values)
    low, high = min(known, default=0.0), max(known, default=1.0)
    largest = max(abs(low), abs(high))
    span = high - low if high - low > largest * ALIKE else largest
    span = span if span > TINY else 1.0
    power = 10.0 ** floor(log10(span))
    step = next(part * power for part in (0.2, 0.5, 1.0, 2.0) if span / (part * power) <= 5)
    first = floor(low / step + 1e-9)
    last = max(ceil(high / step - 1e-9), first + 1)
    return [float(f"{place * step:.12g}") for place in range(first, last + 1)]


def ticks_of_lines(values: Iterable[float]) -> list[float]:
    """Round numbers for lines: from zero, unless all values lie near each other and far from it."""
    known = list(values)
    if not known or min(known) <= 0 or max(known) - min(known) >= NEAR * max(known):
        return ticks_around([0.0, *known])
    spare = max(0.0, LEAST * max(known) - (max(known) - min(known))) / 2
    return ticks_around([min(known) - spare, max(known) + spare])


def written(ticks: list[float], *, lang: str) -> list[str]:
    """Each tick with as many decimals as tell them apart."""
    places = max(0, -floor(log10(ticks[1] - ticks[0]) + 1e-9))
    return [number(tick, lang=lang, places=places) for tick in ticks]
