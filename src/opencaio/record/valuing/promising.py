"""What did an approved case promise, line by line and year by year, in the organisation's currency?

By the assumptions and the exchange rate of the day of its approval: the promise stays what it was on that day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from opencaio.engines.value import promised
from opencaio.errors import BadInput
from opencaio.record.currencies import convert, report_currency, rounded
from opencaio.record.models import Benefit, BusinessCase, CaseLine, UseCase
from opencaio.record.valuing.inputs import inputs_of, standing_lines
from opencaio.record.valuing.measuring import basis_of


@dataclass(frozen=True)
class Promise:
    """A benefit of a case: its line, and what it should bring in each year (none for a strategic one)."""

    line: CaseLine
    by_year: dict[int, Decimal]

    @property
    def key(self) -> tuple[str, str]:
        """By what it is known again in the next version of the case."""
        return known_by(self.line)


def promises_of(row: BusinessCase) -> list[Promise]:
    """The benefits of a case, in the order of its lines. Raises BadInput where they cannot be counted."""
    on = row.approved_on or row.updated_at.date()
    basis, lines = basis_of(on), standing_lines(row)
    case = inputs_of(row, basis.figures).case
    if case is None:
        return []
    told = promised(case, basis.figures)
    currency = row.currency or report_currency()
    rate = convert(Decimal(1), currency, on).rate if currency != report_currency() else Decimal(1)
    found = []
    for index, line in enumerate(lines):
        if line.side == "benefit":
            yearly = told.get(f"{line.side}-{index}", ())
            amounts = {row.first_year + year: _money(amount, rate) for year, amount in enumerate(yearly)}
            found.append(Promise(line, {year: amount for year, amount in amounts.items() if amount}))
    return found


def known_by(line: CaseLine) -> tuple[str, str]:
    """Kind and title: a line of another version with both is the same benefit."""
    return line.kind, " ".join(line.title.casefold().split())


def approved_case(initiative_id: int) -> BusinessCase | None:
    """The case that was approved for an initiative, if there is one."""
    rows = BusinessCase.objects.filter(initiative_id=initiative_id, status="approved", retired_at=None)
    return rows.select_related("initiative__department", "owner").order_by("-pk").first()


def followed_up(initiative_id: int) -> dict[tuple[str, str], Benefit]:
    """The benefits in the ledger that come from cases of an initiative, by what they are known by."""
    rows = Benefit.objects.filter(case_line__case__initiative_id=initiative_id, retired_at=None)
    rows = rows.select_related("case_line", "use_case", "owner", "study")
    return {known_by(one.case_line): one for one in rows if one.case_line}


def without_follow_up(cases: QuerySet[BusinessCase]) -> list[tuple[BusinessCase, int]]:
    """The approved ones of these cases with how many of their benefits are in nobody's ledger, where any is."""
    known = {
        (work, kind, " ".join(title.casefold().split()))
        for work, kind, title in Benefit.objects.filter(retired_at=None, case_line__isnull=False).values_list(
            "case_line__case__initiative", "case_line__kind", "case_line__title"
        )
    }
    lines = CaseLine.objects.filter(retired_at=None, side="benefit")
    rows = cases.filter(status="approved", retired_at=None).select_related("initiative", "owner")
    found = []
    for row in rows.prefetch_related(Prefetch("lines", queryset=lines)).order_by("initiative__code"):
        waiting = sum((row.initiative_id, *known_by(one)) not in known for one in row.lines.all())
        if waiting:
            found.append((row, waiting))
    return found


def uses_of(row: BusinessCase) -> list[UseCase]:
    """The uses that the case's initiative creates or changes."""
    return list(row.initiative.use_cases.filter(retired_at=None).order_by("code"))


def whole_year(year: int) -> tuple[date, date]:
    """Its first and last day."""
    return date(year, 1, 1), date(year, 12, 31)


def _money(amount: float, rate: Decimal) -> Decimal:
    if abs(amount) > 1e15:
        raise BadInput(f"A benefit of {amount:.3g} a year is beyond what can be kept: check its amount.")
    return rounded(Decimal(repr(float(amount))) * rate)
