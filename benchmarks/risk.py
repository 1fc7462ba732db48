"""How long do 500 risks over 10,000 years take, in three states, with curve and tail, and how much memory?

Target: under 2 s. Beside it the floor measured in the same run (the bare numpy draws that it cannot do without: rates,
counts and sizes, nothing summed) and what a plain loop over years in Python would take, from a sample of it.
Run: `python -m benchmarks.risk`.
"""

import math
import random
import resource
import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from opencaio.engines.risk import Estimate, Scenario, Treatment, magnitude_of, measure_portfolio, moments, pert

RISKS, YEARS, REQUIRED = 500, 10_000, 2.0
SAMPLE = 5


def scenario(number: int) -> Scenario:
    """Rates from once in fifty years to three a year; every other loss has a long tail; two controls on each."""
    luck = random.Random(number)
    rate = Decimal(str(round(luck.uniform(0.02, 3), 3)))
    size = Decimal(luck.randrange(1_000, 200_000))
    controls = (
        Treatment("now", Decimal("0.6"), Decimal(1), in_place=True),
        Treatment("later", Decimal("0.7"), Decimal("0.5"), in_place=False),
    )
    frequency, magnitude = Estimate(rate / 4, rate, rate * 3), Estimate(size / 10, size, size * 12)
    return Scenario(f"R-{number}", frequency, magnitude, "lognormal" if number % 2 else "pert", controls)


def seconds(run: Callable[[], object]) -> float:
    """The shortest of three runs, in processor seconds."""
    found = []
    for _ in range(3):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def floor(scenarios: list[Scenario]) -> None:
    """The draws alone."""
    rng = np.random.default_rng(1)
    for one in scenarios:
        counts = rng.poisson(pert(one.frequency).draw(rng, YEARS))
        magnitude_of(one.magnitude, one.shape).draw(rng, int(counts.sum()))


def loop(scenarios: list[Scenario]) -> None:
    """The same years one by one, as one would write it first."""
    for one in scenarios:
        luck = random.Random(one.key)
        low, likely, high = (float(value) for value in (one.frequency.low, one.frequency.likely, one.frequency.high))
        for _ in range(YEARS):
            rate, events, left = luck.triangular(low, high, likely), 0, luck.random()
            while left > math.exp(-rate):
                events, left = events + 1, left * luck.random()
            sum(luck.lognormvariate(1, 1) for _ in range(events))


def main() -> None:
    scenarios = [scenario(number) for number in range(RISKS)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = seconds(lambda: measure_portfolio(scenarios, years=YEARS))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    base = seconds(lambda: floor(scenarios))
    plain = seconds(lambda: loop(scenarios[:SAMPLE])) * RISKS / SAMPLE
    found = measure_portfolio(scenarios, years=YEARS).measured["current"]
    exact = sum(moments(one, "current").mean for one in scenarios)
    off = (float(found.simulated) - exact) / float(found.standard_error)
    verdict = "ok" if taken < REQUIRED else f"over {REQUIRED} s"
    print(f"{RISKS} risks, {YEARS:,} years, three states: {taken:.2f} s ({verdict}), {grown:.0f} MB more")
    print(f"floor (bare draws of one state): {base:.2f} s; the whole takes {taken / base:.1f} times that")
    print(f"a plain loop over the years would take {plain / taken:.0f} times as long")
    print(f"simulated mean is {off:+.1f} standard errors from the exact one")


if __name__ == "__main__":
    main()
