"""What was paid beforehand and not used?"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from opencaio.record.actions.registry import Asked
from opencaio.record.billing import Share, allocated
from opencaio.record.billing.spans import month_span
from opencaio.record.currencies import CENT, report_currency
from opencaio.record.models import UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import query, visible

STATUS = "CommitmentDiscountStatus"
Key = tuple[str, str, str]


class AskUnused(Asked):
    """Commitments in the bills from the month of ``first`` to that of ``last``."""

    first: date | None = None
    last: date | None = None


class UnusedRow(BaseModel):
    """What of a provider's commitments for a service a use had: effective cost that was used and that was not.

    ``use`` empty: nobody's. ``share``: unused of both.
    """

    provider: str
    service: str
    use: str
    name: str
    used: Decimal
    unused: Decimal
    share: Decimal | None


class UnusedList(BaseModel):
    """Where commitments were not used, the largest first; ``told``: whether any bill says so of a line at all."""

    rows: list[UnusedRow]
    used: Decimal
    unused: Decimal
    told: bool
    currency: str


@query("costs.unused", words="What was paid beforehand and not used")
def show_unused(given: AskUnused, actor: Actor) -> UnusedList:
    """Lines of bills whose CommitmentDiscountStatus (FOCUS) is Used or Unused, of the uses that the asker may see."""
    first, last = month_span(given.first, given.last)
    names = dict(visible(UseCase.objects.all(), actor).values_list("code", "name"))
    sees_all = actor.scope(Right.READ) is EVERYWHERE
    sums: dict[Key, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in allocated(first=first, last=last).shares:
        status = one.piece.charge.attributes.get(STATUS, "").casefold()
        if status in {"used", "unused"} and (sees_all or one.piece.use in names):
            sums[_key(one)][status] += one.effective or Decimal(0)
    rows = [_row(key, amounts, names) for key, amounts in sums.items()]
    return UnusedList(
        rows=sorted((row for row in rows if row.unused), key=lambda row: (-row.unused, row.provider, row.use)),
        used=sum((row.used for row in rows), Decimal(0)),
        unused=sum((row.unused for row in rows), Decimal(0)),
        told=bool(rows),
        currency=report_currency(),
    )


def _key(one: Share) -> Key:
    said = one.piece.charge.attributes
    return said.get("ProviderName", ""), said.get("ServiceName", ""), one.piece.use


def _row(key: Key, amounts: dict[str, Decimal], names: dict[str, str]) -> UnusedRow:
    provider, service, use = key
    used, unused = (amounts[name].quantize(CENT) for name in ("used", "unused"))
    both = used + unused
    return UnusedRow(
        provider=provider,
        service=service,
        use=use,
        name=names.get(use, ""),
        used=used,
        unused=unused,
        share=(unused / both).quantize(Decimal("0.0001")) if both > 0 else None,
    )
