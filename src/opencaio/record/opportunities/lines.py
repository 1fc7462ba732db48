"""Which lines of workforce count, with which pay, and what is it that they lack?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet

from opencaio.engines.opportunity import Line, Matcher, Profiles, counted_pay, profiles_of
from opencaio.packs.work import BENCHMARK_COUNTRY, BENCHMARK_CURRENCY, BENCHMARK_YEAR, load_work
from opencaio.record.currencies import Rates
from opencaio.record.models import Workforce

BENCHMARK = f"{BENCHMARK_COUNTRY} mean wage, May {BENCHMARK_YEAR}, {BENCHMARK_CURRENCY}"


@dataclass
class Basis:
    """What the figures rest on: people by whose pay counts, and what is missing, in words."""

    currency: str
    own: Decimal = Decimal(0)
    benchmark: Decimal = Decimal(0)
    none: Decimal = Decimal(0)
    small: int = 0
    rates: dict[str, str] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)


@lru_cache(maxsize=1)
def profiles() -> Profiles:
    """The occupations' profiles; worked out once."""
    work = load_work()
    return profiles_of(work.tasks, groups=work.groups)


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    """Who finds the occupation that a code or a title means."""
    work = load_work()
    return Matcher(work.occupations, work.crosswalk)


def held(departments: frozenset[int] | None) -> QuerySet[Workforce]:
    """Every line of these departments (None: of all) that stands."""
    rows = Workforce.objects.filter(retired_at=None, department__retired_at=None).select_related("department")
    return rows if departments is None else rows.filter(department__in=departments)


def newest(rows: Iterable[Workforce], *, today: date) -> list[Workforce]:
    """For each department the lines of its newest year that has begun; of the nearest one where all lie ahead."""
    kept = list(rows)
    years: dict[int, set[int]] = {}
    for row in kept:
        years.setdefault(row.department_id, set()).add(row.year)
    counts = {key: max((one for one in told if one <= today.year), default=min(told)) for key, told in years.items()}
    return [row for row in kept if row.year == counts[row.department_id]]


def counted(rows: Sequence[Workforce], *, today: date) -> tuple[list[Line], Basis]:
    """The lines for the engine, pay in the report currency, and what they rest on."""
    rates = Rates.load()
    basis = Basis(rates.report)
    return [_line(row, rates=rates, basis=basis, today=today) for row in rows], basis


def _line(row: Workforce, *, rates: Rates, basis: Basis, today: date) -> Line:
    own = None
    if row.pay is not None:
        own = _converted(row.pay, row.currency or rates.report, rates=rates, basis=basis, on=_pay_day(row.year, today))
    known = load_work().occupations.get(row.occupation)
    mean = known.mean if known else None
    benchmark = None
    if mean is not None and (own is None or row.people < 5):
        benchmark = _converted(mean, BENCHMARK_CURRENCY, rates=rates, basis=basis, on=today)
    chosen = counted_pay(people=row.people, own=own, benchmark=benchmark, benchmark_words=BENCHMARK)
    name = chosen.source or "none"
    setattr(basis, name, getattr(basis, name) + row.people)
    basis.small += row.people < 5
    return Line(row.department.code, row.occupation, row.people, chosen.pay, chosen.source, key=row.pk)


def _pay_day(year: int, today: date) -> date:
    return min(today, date(year, 12, 31))


def _converted(amount: Decimal, currency: str, *, rates: Rates, basis: Basis, on: date) -> Decimal | None:
    found = rates.find(amount, currency, on)
    if found is None:
        basis.missing[rates.missing(currency, on)] = None
        return None
    if currency != rates.report:
        basis.rates[currency] = f"1 {currency} = {found.rate.normalize():f} {rates.report} on {found.rate_on}"
    return found.amount
