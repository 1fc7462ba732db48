"""How do a business case and the list of them leave the house as rows?"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from opencaio.engines.scores import SCHEMES
from opencaio.faces.web.case_words import KINDS, STATUSES, unit
from opencaio.record.queries.case_lists import CaseList, CaseRow
from opencaio.record.queries.cases import CaseLinePage, CasePage

YEARLY = ("benefit", "opex", "capex", "tax", "net", "cumulative", "discounted")


def of_case(page: CasePage) -> Iterator[Sequence[str]]:
    """The lines of a case, then its flows by year, then its figures; the first row is the header."""
    yield [_("Side"), _("Kind"), _("Line"), _("What"), _("Unit a year"), "P10", "P50", "P90", _("Years"), _("Worth"),
           _("Owner"), _("Measured by"), _("Method")]  # fmt: skip
    for one in page.lines:
        yield _line(one, page)
    told = page.now
    if not told:
        return
    yield []
    yield [_("Flow"), _("Currency"), *(str(one["year"]) for one in told["years"])]
    for name in YEARLY:
        yield [name, told["currency"], *(str(one[name]) for one in told["years"])]
    yield []
    yield [_("Figure"), _("Value")]
    for name in ("p10", "p50", "p90", "expected", "cvar10"):
        yield [name, f"{told[name]} {told['report_currency']}"]
    for name in ("loss", "failed", "stopped"):
        yield [name, str(told[name])]
    for name, value in told["rates"].items():
        yield [name, "" if value is None else str(value)]
    yield [_("Inputs"), told["digest"]]
    yield [_("Engine and seed"), f"{told['engine']} {told['seed']}"]


def of_list(found: CaseList) -> Iterator[Sequence[str]]:
    """The list of cases; the first row is the header."""
    places = [column for name in found.schemes for column in (SCHEMES[name].title, _("Place"))]
    yield [_("Code"), _("Initiative"), _("Department"), _("State"), _("Owner"), f"P10 {found.currency}", "P50", "P90",
           _("Expected"), _("Shrunk"), _("Weight of the estimate"), _("Chance of less than nothing"),
           _("Profitability index"), _("Discounted payback, years"), _("Cost of a quarter's delay"), _("Stale"),
           _("Chosen"), *places]  # fmt: skip
    for one in found.rows:
        yield _row(one)


def _line(one: CaseLinePage, page: CasePage) -> list[str]:
    points = ["" if value is None else str(value) for value in (one.p10, one.p50, one.p90)]
    worth = "; ".join(f"{name} {value}" for name, value in one.details.items())
    return [
        one.side, str(KINDS[one.kind]), one.line, one.title, unit(one.kind, page.currency), *points,
        " ".join(str(year) for year in one.years), worth, one.owner, one.measure, one.method,
    ]  # fmt: skip


def _row(one: CaseRow) -> list[str]:
    figures = (one.p10, one.p50, one.p90, one.expected, one.shrunk, one.weight, one.loss, one.index, one.payback,
               one.delay_quarter)  # fmt: skip
    places = [text for place in one.places for text in (_told(place.score), _told(place.place))]
    flags = (_("yes") if one.is_stale else "", _("yes") if one.is_chosen else "")
    return [
        one.initiative, one.name, one.department, str(STATUSES[one.status][1]), one.owner,
        *(_told(value) for value in figures), *flags, *places,
    ]  # fmt: skip


def _told(value: object) -> str:
    return "" if value is None else str(value)
