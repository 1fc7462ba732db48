"""Which pay counts for a line of people: their own, or a benchmark of another country and year?"""

from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.opportunity.model import FEWEST


@dataclass(frozen=True, slots=True)
class Counted:
    """The pay that counts, whose it is (``own``, ``benchmark`` or nothing), and why."""

    pay: Decimal | None
    source: str
    because: str


def counted_pay(*, people: Decimal, own: Decimal | None, benchmark: Decimal | None, benchmark_words: str) -> Counted:
    """Own pay of five people or more; else the benchmark; else none. All in one currency."""
    if own is not None and people >= FEWEST:
        return Counted(own, "own", "own pay")
    why = "fewer than five people: their own pay is kept out" if own is not None else "no own pay on record"
    if benchmark is not None:
        return Counted(benchmark, "benchmark", f"{why}; {benchmark_words}")
    return Counted(None, "", f"{why}, and no benchmark")
