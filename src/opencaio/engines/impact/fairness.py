"""How do selection rates differ by sex, by race or ethnicity, and by both together, as New York's rule counts them?

6 RCNY 5-301 (Local Law 144): the rate of each category over the highest one; for tools that score, the rate of scores
above the median of all. A category of less than 2 % of the data may be left out of the ratios and is then shown with
its number and rate; people of unknown category are counted. The rule sets no threshold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opencaio.engines.impact.estimate import LEVEL, Interval, count, finite
from opencaio.engines.impact.ratios import impact_ratios
from opencaio.engines.impact.shares import Share, ratio, wilson
from opencaio.errors import BadInput

SMALL = Fraction(2, 100)
FOUR_FIFTHS = Fraction(4, 5)
FEW = 30
FEW_CHOSEN = 5
MOST_GROUPS = 200
BETWEEN = " · "
LEFT_OUT = "Less than 2 % of the data: left out of the ratios (6 RCNY 5-301(d)), shown with its number and rate."


@dataclass(frozen=True, slots=True)
class Cell:
    """People who are alike in all categories: how many were chosen, of how many; a category of None is unknown."""

    categories: Mapping[str, str | None]
    chosen: int
    count: int


@dataclass(frozen=True, slots=True)
class Scored:
    """People who are alike in all categories and in their score."""

    categories: Mapping[str, str | None]
    score: Decimal | float
    count: int


@dataclass(frozen=True, slots=True)
class Category:
    """One group of a table. `ratio` is exact; None where it is left out, or where nobody was chosen at all.

    `share` is its part of the people whose category is known; `words` say what its size allows to be said.
    """

    name: str
    count: int
    chosen: int
    share: float
    rate: float
    rate_interval: Interval
    ratio: Fraction | None
    ratio_interval: Interval | None
    left_out: bool
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown: by what, its groups by name, how many were of unknown category, and the group held against."""

    by: tuple[str, ...]
    groups: tuple[Category, ...]
    unknown: int
    highest: str | None

    @property
    def left_out(self) -> tuple[str, ...]:
        """The groups that the ratios leave out."""
        return tuple(one.name for one in self.groups if one.left_out)


@dataclass(frozen=True, slots=True)
class Audit:
    """All tables of a bias audit, and how many people they rest on; `median` is that of the scores, if there are."""

    tables: tuple[Table, ...]
    people: int
    median: Fraction | None = None

    def table(self, *by: str) -> Table:
        """The breakdown by these. Raises BadInput."""
        for one in self.tables:
            if one.by == by:
                return one
        raise BadInput(f"There is no table by {BETWEEN.join(by)}.")


def audit(
    cells: Sequence[Cell], *, by: Sequence[str] = ("sex", "race"), leave_out_small: bool = True, level: float = LEVEL
) -> Audit:
    """The tables by each of `by`, and by all of them together. Raises BadInput for what cannot be counted."""
    told = [_sound(cell, row) for row, cell in enumerate(cells, start=1)]
    people = sum(cell.count for cell in told)
    if not people:
        raise BadInput("Nobody is in the data: there is nothing to audit.")
    breakdowns = [(name,) for name in by] + ([tuple(by)] if len(by) > 1 else [])
    tables = tuple(_table(told, one, leave_out_small=leave_out_small, level=level) for one in breakdowns)
    return Audit(tables, people)


def scoring_audit(
    scored: Sequence[Scored],
    *,
    by: Sequence[str] = ("sex", "race"),
    leave_out_small: bool = True,
    level: float = LEVEL,
) -> Audit:
    """The same with scores: chosen are those above the median score of everybody, known or not."""
    middle = median(scored)
    cells = [Cell(one.categories, one.count if _exact(one.score) > middle else 0, one.count) for one in scored]
    found = audit(cells, by=by, leave_out_small=leave_out_small, level=level)
    return Audit(found.tables, found.people, middle)


def median(scored: Sequence[Scored]) -> Fraction:
    """The median score of everybody; the mean of the middle two where their number is even. Raises BadInput."""
    ordered = sorted((_exact(one.score), count(one.count, name="The number of people")) for one in scored)
    people = sum(number for _, number in ordered)
    if not people:
        raise BadInput("Nobody was scored: there is no median.")
    return (_at(ordered, (people - 1) // 2) + _at(ordered, people // 2)) / 2


def four_fifths(group: Category) -> str:
    """What the federal guideline of four fifths says of a group, and what it does not."""
    if group.ratio is None:
        return "No ratio, so nothing is said."
    told = f"{float(group.ratio):.3f}"
    if group.ratio >= FOUR_FIFTHS:
        return f"{told}: not below four fifths. That is no proof of fairness."
    return (
        f"{told}: below four fifths, which US federal agencies take as a sign of adverse impact "
        "(29 CFR 1607.4(D)); the city's rule sets no threshold, and in small groups chance alone may do it."
    )


def _table(cells: Iterable[Cell], by: tuple[str, ...], *, leave_out_small: bool, level: float) -> Table:
    sums: dict[str, list[int]] = {}
    unknown = 0
    for cell in cells:
        names = [cell.categories.get(one) for one in by]
        if any(name is None for name in names):
            unknown += cell.count
            continue
        held = sums.setdefault(BETWEEN.join(str(name) for name in names), [0, 0])
        held[0], held[1] = held[0] + cell.chosen, held[1] + cell.count
    told = {name: (chosen, number) for name, (chosen, number) in sorted(sums.items()) if number}
    if len(told) > MOST_GROUPS:
        raise BadInput(f"{len(told)} groups by {BETWEEN.join(by)}: more than {MOST_GROUPS}. Check the columns.")
    return _rated(told, by, unknown, leave_out_small=leave_out_small, level=level)


def _rated(
    told: Mapping[str, tuple[int, int]], by: tuple[str, ...], unknown: int, *, leave_out_small: bool, level: float
) -> Table:
    known = sum(number for _, number in told.values())
    small = {name for name, (_, number) in told.items() if leave_out_small and Fraction(number, known) < SMALL}
    kept = [(name, chosen, number) for name, (chosen, number) in told.items() if name not in small]
    found = dict(impact_ratios(kept)) if kept else {}
    best = next((name for name, one in found.items() if one == 1), None)
    shares = {name: Share(chosen, number, name) for name, (chosen, number) in told.items()}
    against = shares[best] if best else None
    groups = tuple(
        _category(one, known, found.get(name), best=against, left_out=name in small, level=level)
        for name, one in shares.items()
    )
    return Table(by, groups, unknown, best)


def _category(
    share: Share, known: int, found: Fraction | None, *, best: Share | None, left_out: bool, level: float
) -> Category:
    compared = best is not None and not left_out and best is not share
    return Category(
        name=share.name,
        count=share.count,
        chosen=share.hits,
        share=share.count / known,
        rate=share.rate,
        rate_interval=wilson(share, level=level),
        ratio=found,
        ratio_interval=ratio(share, best, level=level) if compared and best is not None else None,
        left_out=left_out,
        words=LEFT_OUT if left_out else _words(share),
    )


def _words(share: Share) -> str:
    if share.count < FEW:
        return f"Only {share.count} people: one decision more or less moves the rate by {1 / share.count:.0%}."
    if min(share.hits, share.missed) < FEW_CHOSEN:
        return f"Only {min(share.hits, share.missed)} of one outcome: the ratio is rough."
    return ""


def _sound(cell: Cell, row: int) -> Cell:
    number = count(cell.count, name=f"Row {row}: the number of people")
    if count(cell.chosen, name=f"Row {row}: the number chosen") > number:
        raise BadInput(f"Row {row}: {cell.chosen} chosen of {cell.count}. That cannot be.")
    return cell


def _exact(score: Decimal | float) -> Fraction:
    finite(score, name="A score")
    return Fraction(score)


def _at(ordered: Sequence[tuple[Fraction, int]], place: int) -> Fraction:
    seen = 0
    for score, number in ordered:
        seen += number
        if place < seen:
            return score
    return ordered[-1][0]
