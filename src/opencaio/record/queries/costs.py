"""What does AI cost by the bills: for which use, department, provider, service, and what is nobody's?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from opencaio.record.actions.registry import Asked
from opencaio.record.billing import Share, allocated
from opencaio.record.billing.spans import month_span
from opencaio.record.currencies import report_currency
from opencaio.record.models import UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query, visible

CENT = Decimal("0.01")
NOBODY = ""
WAYS = ("use", "department", "provider", "service", "category", "rule", "month", "currency")


class AskCosts(Asked):
    """Costs from the month of ``first`` to that of ``last``, grouped ``by`` one thing, of one use or department."""

    first: date | None = None
    last: date | None = None
    by: str = Field("use", pattern=f"^({'|'.join(WAYS)})$")
    use_case: str = ""
    department: str = ""


class CostRow(BaseModel):
    """One group: ``key`` empty where it is nobody's (not allocated). Amounts in the report currency, to the cent.

    ``share``: of all that is shown. ``lines``: those of which at least a part is in the group. ``ways``: by which
    rules and how it came here, the largest first.
    """

    key: str
    title: str
    billed: Decimal
    effective: Decimal
    share: Decimal | None
    lines: int
    ways: list[str]


class CostsShown(BaseModel):
    """The groups, the largest first; what is nobody's is always told apart and for all departments.

    ``hidden``: the asker sees some departments only, so that neither the total nor what is nobody's is all there is.
    ``without_rate``: currencies of bills that cannot be converted; their lines are in ``lines_without_rate``.
    """

    rows: list[CostRow]
    billed: Decimal
    effective: Decimal
    unallocated: Decimal | None
    unallocated_share: Decimal | None
    unallocated_because: dict[str, Decimal]
    currency: str
    first: date | None
    last: date | None
    unused_rules: list[str]
    without_rate: list[str]
    lines_without_rate: int
    hidden: bool


@dataclass(frozen=True)
class Home:
    """Where a use lives."""

    name: str
    department: str
    department_name: str


@query("costs.show", words="What AI costs by the bills")
def show_costs(given: AskCosts, actor: Actor) -> CostsShown:
    """The allocated costs of the uses that the asker may see; all of them and the rest with a role over everything."""
    first, last = month_span(given.first, given.last)
    sees_all = actor.scope(Right.READ) is EVERYWHERE
    homes = _homes(actor)
    found = allocated(first=first, last=last)
    shares = [one for one in found.shares if _asked_for(one, given, homes, sees_all=sees_all)]
    priced = [one for one in shares if one.rate is not None]
    rows = _grouped(priced, _key_of(given.by, homes), _titles(given.by, homes))
    billed = sum((one.billed or Decimal(0) for one in priced), Decimal(0))
    nobody = [one for one in priced if one.piece.use == NOBODY]
    return CostsShown(
        rows=rows,
        billed=_cents(billed),
        effective=_cents(sum((one.effective or Decimal(0) for one in priced), Decimal(0))),
        unallocated=_cents(_sum(nobody)) if sees_all else None,
        unallocated_share=_part(_sum(nobody), billed) if sees_all else None,
        unallocated_because=_because(nobody),
        currency=report_currency(),
        first=first,
        last=last,
        unused_rules=list(found.unused) if sees_all else [],
        without_rate=list(found.without_rate) if sees_all else [],
        lines_without_rate=_lines(one for one in shares if one.rate is None),
        hidden=not sees_all,
    )


def _homes(actor: Actor) -> dict[str, Home]:
    rows = visible(UseCase.objects.select_related("department"), actor)
    return {row.code: Home(row.name, row.department.code, row.department.name) for row in rows}


def _asked_for(one: Share, given: AskCosts, homes: Mapping[str, Home], *, sees_all: bool) -> bool:
    home = homes.get(one.piece.use)
    if home is None:
        return sees_all and not (given.use_case or given.department)
    wanted = not given.use_case or one.piece.use.casefold() == given.use_case.casefold()
    return wanted and (not given.department or home.department.casefold() == given.department.casefold())


def _key_of(by: str, homes: Mapping[str, Home]) -> Callable[[Share], str]:
    columns = {"provider": "ProviderName", "service": "ServiceName", "category": "ChargeCategory"}
    if by in columns:
        return lambda one: one.piece.charge.attributes.get(columns[by], NOBODY)
    plain: Mapping[str, Callable[[Share], str]] = {
        "use": lambda one: one.piece.use,
        "department": lambda one: homes[one.piece.use].department if one.piece.use in homes else NOBODY,
        "rule": lambda one: one.piece.rule if one.piece.use else NOBODY,
        "month": lambda one: one.piece.charge.month.isoformat(),
        "currency": lambda one: one.piece.charge.currency,
    }
    return plain[by]


def _titles(by: str, homes: Mapping[str, Home]) -> Mapping[str, str]:
    if by == "use":
        return {code: home.name for code, home in homes.items()}
    return {home.department: home.department_name for home in homes.values()} if by == "department" else {}


def _grouped(shares: Iterable[Share], key_of: Callable[[Share], str], titles: Mapping[str, str]) -> list[CostRow]:
    groups: dict[str, list[Share]] = defaultdict(list)
    for one in shares:
        groups[key_of(one)].append(one)
    total = sum((_sum(members) for members in groups.values()), Decimal(0))
    rows = [_row(key, titles.get(key, key), members, total) for key, members in groups.items()]
    return sorted(rows, key=lambda row: (row.key == NOBODY, -row.billed, row.key))


def _row(key: str, title: str, members: list[Share], total: Decimal) -> CostRow:
    return CostRow(
        key=key,
        title=title,
        billed=_cents(_sum(members)),
        effective=_cents(sum((one.effective or Decimal(0) for one in members), Decimal(0))),
        share=_part(_sum(members), total),
        lines=_lines(members),
        ways=_ways(members),
    )


def _lines(shares: Iterable[Share]) -> int:
    """How many lines of bills they are; one that is divided among several uses counts once."""
    return sum({id(one.piece.charge): one.piece.charge.rows for one in shares}.values())


def _ways(members: Iterable[Share]) -> list[str]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for one in members:
        why = one.piece.why.partition(" (")[0]
        way = f"{one.piece.rule}: {why}" if one.piece.rule else why
        amounts[way] += one.billed or Decimal(0)
    return sorted(amounts, key=lambda way: (-amounts[way], way))[:5]


def _because(nobody: Iterable[Share]) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for one in nobody:
        amounts[one.piece.why] += one.billed or Decimal(0)
    return {why: _cents(amounts[why]) for why in sorted(amounts, key=lambda why: -amounts[why])}


def _sum(shares: Iterable[Share]) -> Decimal:
    return sum((one.billed or Decimal(0) for one in shares), Decimal(0))


def _part(amount: Decimal, total: Decimal) -> Decimal | None:
    return (amount / total).quantize(Decimal("0.0001")) if total > 0 else None


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT)
