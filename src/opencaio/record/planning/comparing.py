"""How do two plans differ: what is in, out, moved, what it is worth and which limits it was given?"""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel

from opencaio.record.planning.pages import PlanRow, Solved
from opencaio.record.planning.quarters import number_of


class Moved(BaseModel):
    """An initiative that both plans fund, at another time; ``quarters`` later (negative: earlier)."""

    code: str
    name: str
    before: str
    after: str
    quarters: int


class Switched(BaseModel):
    """An initiative that only one of two plans funds; value in thousands, with the plan's reason."""

    code: str
    name: str
    start: str
    value: Decimal
    because: str


class Changed(BaseModel):
    """A figure that differs; amounts in thousands, None where there is none."""

    name: str
    before: Decimal | None
    after: Decimal | None


class Difference(BaseModel):
    """What the second plan does otherwise than the first."""

    first: str
    second: str
    currency: str
    is_whole: bool
    value: Changed
    spent: Changed
    came_in: list[Switched]
    went_out: list[Switched]
    moved: list[Moved]
    limits: list[Changed]
    use: list[Changed]
    people: list[Changed]
    stays: int
    new_candidates: list[str]
    gone_candidates: list[str]


def difference(first: Solved, second: Solved, *, codes: tuple[str, str]) -> Difference:
    """From the first to the second, by the codes of initiatives and the names of quarters."""
    before, after = ({row.code: row for row in one.rows} for one in (first, second))
    came = [row for code, row in after.items() if row.is_funded and not _funded(before.get(code))]
    went = [row for code, row in before.items() if row.is_funded and not _funded(after.get(code))]
    both = [(before[code], row) for code, row in after.items() if row.is_funded and _funded(before.get(code))]
    return Difference(
        first=codes[0],
        second=codes[1],
        currency=second.currency,
        is_whole=first.is_whole and second.is_whole,
        value=Changed(name="value", before=first.value, after=second.value),
        spent=Changed(name="spent", before=first.spent, after=second.spent),
        came_in=[_switched(row, row.start, row.because) for row in came],
        went_out=[_switched(row, row.start, _reason_now(after.get(row.code))) for row in went],
        moved=[_moved(one, other) for one, other in both if one.start != other.start],
        limits=list(_limits(first, second)),
        use=list(_used(first, second)),
        people=list(_people(first, second)),
        stays=sum(one.start == other.start for one, other in both),
        new_candidates=sorted(set(after) - set(before)),
        gone_candidates=sorted(set(before) - set(after)),
    )


def _funded(row: PlanRow | None) -> bool:
    return row is not None and row.is_funded


def _reason_now(row: PlanRow | None) -> str:
    return row.because if row else "It is not among the candidates any more."


def _switched(row: PlanRow, start: str, because: str) -> Switched:
    return Switched(code=row.code, name=row.name, start=start, value=row.value, because=because)


def _moved(one: PlanRow, other: PlanRow) -> Moved:
    later = number_of(other.start) - number_of(one.start)
    return Moved(code=one.code, name=other.name, before=one.start, after=other.start, quarters=later)


def _limits(first: Solved, second: Solved) -> Iterator[Changed]:
    before, after = ({row.name: row.limit for row in one.budgets} for one in (first, second))
    yield from _changes(before, after)


def _used(first: Solved, second: Solved) -> Iterator[Changed]:
    before, after = ({row.name: row.used for row in one.budgets} for one in (first, second))
    yield from _changes(dict(before), dict(after))


def _people(first: Solved, second: Solved) -> Iterator[Changed]:
    before, after = (
        {row.name: sum(row.capacity, Decimal(0)) / len(row.capacity) for row in one.skills} for one in (first, second)
    )
    yield from _changes(dict(before), dict(after))


def _changes(before: dict[str, Decimal | None], after: dict[str, Decimal | None]) -> Iterator[Changed]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield Changed(name=name, before=before.get(name), after=after.get(name))
