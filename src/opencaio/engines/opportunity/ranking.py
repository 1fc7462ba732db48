"""In which order to look at the work that AI could touch, and why in this order?

The first figure is the wage bill of the touched work (middle of the range). It counts less where people and GPT-4
disagree about the tasks, and where uses of AI lie there already. What cannot be judged by rules (is it wise, is it
allowed, does it pay) is not in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from opencaio.engines.opportunity.model import Cell

UNJUDGED = 0.25
"""What is taken off where people labelled nothing: as much as for half the work in dispute."""
HALF = 0.5
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that moves an opportunity up or down: its kind, the factor (1: nothing), and words."""

    kind: str
    factor: float
    words: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A cell with its place from 1, the figure that it was ranked by, uses there, and the reasons."""

    place: int
    cell: Cell
    weight: float
    uses: int
    reasons: tuple[Reason, ...]


def rank(cells: Iterable[Cell], *, uses: Mapping[tuple[str, str], int]) -> tuple[Ranked, ...]:
    """All cells but those of tasks in no group, first the one to look at first; equals by department and group.

    `uses` counts the uses of AI by department and group.
    """
    kept = [one for one in cells if one.group != OTHER]
    mean = _mean_pay(kept)
    judged = []
    for one in kept:
        count = uses.get((one.department, one.group), 0)
        base = float(one.money.middle) + float(one.money.people_without_pay) * one.exposure.middle * mean
        reasons = (_size(one, base), _doubt(one), _room(count))
        weight = base
        for reason in reasons:
            weight *= reason.factor
        judged.append((weight, one, count, reasons))
    judged.sort(key=lambda entry: (-entry[0], entry[1].department, entry[1].group))
    return tuple(
        Ranked(place, cell, weight, count, reasons)
        for place, (weight, cell, count, reasons) in enumerate(judged, start=1)
    )


def _mean_pay(cells: Iterable[Cell]) -> float:
    """What stands in for pay that is not known, for the order alone: the mean of what is known (1 if nothing is)."""
    paid = [(float(one.money.all), one.people - float(one.money.people_without_pay)) for one in cells]
    people = sum(one for _, one in paid)
    total = sum(one for one, _ in paid)
    return total / people if people > 0 and total > 0 else 1.0


def _size(cell: Cell, base: float) -> Reason:
    low, middle, high = (round(one, 1) for one in cell.touched)
    words = f"{middle:,} full-time people's worth of work is touched ({low:,} to {high:,})"
    if cell.money.people_without_pay > Decimal("0.5") and base:
        words += f"; no pay is known for {cell.money.people_without_pay:,.0f} of them"
    return Reason("size", 1.0, words)


def _doubt(cell: Cell) -> Reason:
    differ = cell.exposure.differ
    if differ is None:
        return Reason("doubt", 1 - UNJUDGED, "no task here was labelled by people, only by GPT-4")
    return Reason("doubt", 1 - HALF * differ, f"people and GPT-4 disagree on {differ:.0%} of the labelled work")


def _room(count: int) -> Reason:
    if not count:
        return Reason("room", 1.0, "no use of AI on record lies here")
    said = "one use of AI lies" if count == 1 else f"{count} uses of AI lie"
    return Reason("room", 1 / (1 + count), f"{said} here already")
