"""On which days does nobody work in a member state, or in the Union's institutions?

The member states' public holidays are those of the library `holidays` (nation-wide ones; days of a region are not
among them). Where a place is not known, only Saturdays and Sundays are days of rest: an end that then comes out
sooner is on the safe side.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from dateutil.easter import easter
from holidays import country_holidays

from opencaio.engines.clocks import Calendar
from opencaio.errors import BadPack
from opencaio.packs.reader import read_file

INSTITUTIONS = Path(__file__).parent / "union-institutions.yaml"
UNION = "EU"
MEMBER_STATES = {
    "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria", "HR": "Croatia", "CY": "Cyprus", "CZ": "Czechia",
    "DK": "Denmark", "EE": "Estonia", "FI": "Finland", "FR": "France", "DE": "Germany", "GR": "Greece",
    "HU": "Hungary", "IE": "Ireland", "IT": "Italy", "LV": "Latvia", "LT": "Lithuania", "LU": "Luxembourg",
    "MT": "Malta", "NL": "Netherlands", "PL": "Poland", "PT": "Portugal", "RO": "Romania", "SK": "Slovakia",
    "SI": "Slovenia", "ES": "Spain", "SE": "Sweden",
}  # fmt: skip
YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class RulesFile:
    """Days by rule, as they stand in a file: ``fixed`` by month and day, ``easter`` by days after Easter Sunday."""

    id: str
    title: str
    version: str
    source: str
    certainty: str
    fixed: dict[str, str] = field(default_factory=dict)
    easter: dict[str, int] = field(default_factory=dict)


@lru_cache(maxsize=200)
def calendar_of(place: str, *, year: int) -> Calendar:
    """The calendar of a member state (two letters), of the institutions (``EU``), or of nowhere in particular.

    It holds the holidays of ``year`` and the two years after it.
    """
    years = range(year, year + YEARS_AHEAD + 1)
    if place == UNION:
        rules = load_rules(INSTITUTIONS)
        return Calendar(UNION, rules.title, dict(_by_rule(rules, years)))
    if place in MEMBER_STATES:
        days = country_holidays(place, years=years, language="en_US")
        return Calendar(place, f"{MEMBER_STATES[place]}, nation-wide", dict(sorted(days.items())))
    return Calendar("", "no country's holidays, Saturdays and Sundays only")


@lru_cache(maxsize=8)
def load_rules(path: Path) -> RulesFile:
    """A file of days by rule. Raises BadPack with file and line."""
    rules = read_file(path, into=RulesFile)
    for day in rules.fixed:
        _month_and_day(day, file=path.name)
    return rules


def _by_rule(rules: RulesFile, years: range) -> Iterator[tuple[date, str]]:
    for year in years:
        for day, name in rules.fixed.items():
            month, number = _month_and_day(day, file=rules.id)
            yield date(year, month, number), name
        for name, after in rules.easter.items():
            yield easter(year) + timedelta(days=after), name


def _month_and_day(text: str, *, file: str) -> tuple[int, int]:
    month, _, number = text.partition("-")
    try:
        # 2001 has no leap day: one would not exist in most years.
        return date(2001, int(month), int(number)).month, int(number)
    except ValueError as fault:
        raise BadPack(f"{file}: “{text}” is not a month and a day, as in 05-09.") from fault
