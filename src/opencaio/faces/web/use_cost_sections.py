"""How is laid out what one use of AI costs?"""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from django.urls import reverse
from django.utils.translation import gettext as _

from opencaio.faces.web import money_sections, month_sections
from opencaio.faces.web.measured import Section, linked, percent, table, told
from opencaio.papers.blocks import Cell, Number, Table, Why, WhyRow
from opencaio.papers.numbers import money, number, spent
from opencaio.record.queries.cost_alerts import AlertList
from opencaio.record.queries.cost_forecast import ForecastShown
from opencaio.record.queries.costs import CostRow, CostsShown
from opencaio.record.queries.token_costs import TokenList
from opencaio.record.queries.unit_costs import UnitList, UnitRow

MOST_SERVICES = 12
#: What a unit is, how many were counted, and what one cost.
Kind: TypeAlias = tuple[str, int | Decimal, Decimal | None]


def of_use(
    *,
    months: CostsShown,
    services: CostsShown,
    forecast: ForecastShown,
    units: UnitList,
    tokens: TokenList,
    alerts: AlertList,
) -> tuple[Section, ...]:
    """Every section of the page, the most asked for first."""
    sections = [month_sections.over_time(months, forecast)] if months.rows else []
    if units.rows:
        sections.append(_of_units(units))
    if services.rows:
        sections.append(_by_service(services))
    if alerts.rows:
        title, listed = _("What stood out"), money_sections.listed_alerts(alerts)
        more = linked(_("Answer on the page of money"), reverse("costs"))
        waits = more if any(one.may_answer for one in alerts.rows) else None
        sections.append(Section(title, tables=(listed,), why=money_sections.why_alerts(alerts), more=waits))
    if tokens.rows:
        sections.append(money_sections.of_tokens(tokens))
    return tuple(sections)


def _of_units(units: UnitList) -> Section:
    row, currency = units.rows[0], units.currency
    kinds: list[Kind] = [
        (_("A request"), row.requests, row.a_request),
        (_("A success: a request without an error"), row.successful, row.a_success),
        (_("A conversation"), row.conversations, row.a_conversation),
        (_("A person in a month"), row.people, row.a_person),
        (_("A decision"), row.decisions, row.a_decision),
        (_("A decision that nobody overturned"), row.stood, row.a_decision_that_stood),
    ]
    if units.metric:
        words = _("An outcome: %(metric)s (%(unit)s)") % {"metric": units.metric, "unit": units.unit}
        kinds.append((words, row.outcomes or 0, row.an_outcome))
    cells: list[tuple[Cell, ...]] = [
        (words, told(float(count)) if count else "–", "–" if each is None else Number(each, _fine(each, currency)))
        for words, count, each in kinds
    ]
    listed = table(_("Billed cost of one unit"), (_("Unit"), _("Counted"), _("Cost of one")), cells, ends=(1, 2))
    return Section(_("What a unit costs"), tables=(listed,), why=_why_units(row, currency, kinds))


def _why_units(row: UnitRow, currency: str, kinds: Sequence[Kind]) -> Why:
    return Why(
        question=_("What is divided by what?"),
        answer=spent(row.billed, currency=currency),
        rule=_("billed cost of this use ÷ what was counted of it, each from the first to the last month of which both "
               "are known"),
        rule_kind="formula",
        rows=(
            WhyRow(_("Billed in all"), spent(row.billed, currency=currency)),
            *(WhyRow(words, number(count)) for words, count, _each in kinds if count),
        ),
        certainty=_("Both are counted, from bills and the lake. Whether a success was worth anything "
                    "is told by the use's own metrics."),
        missing=tuple(_("nothing counted: %(unit)s") % {"unit": words} for words, count, _each in kinds if not count),
    )  # fmt: skip


def _by_service(found: CostsShown) -> Section:
    return Section(_("By service"), tables=(_services(found),), why=_why_billed(found))


def _services(found: CostsShown) -> Table:
    """The dearest, and the others together: the files hold all."""
    rows: list[tuple[Cell, ...]] = [
        (
            one.title or _("no service is named"),
            Number(one.billed, spent(one.billed, currency=found.currency)),
            Number(one.effective, spent(one.effective, currency=found.currency)),
            percent(None if one.share is None else float(one.share)),
            told(one.lines),
            "; ".join(one.ways),
        )
        for one in found.rows[:MOST_SERVICES]
    ]
    if left := found.rows[MOST_SERVICES:]:
        rows.append(_left_out(left, found))
    heads = (_("Service"), _("Billed"), _("Effective"), _("Share"), _("Lines"), _("How it came here"))
    return table(_("Costs by service"), heads, rows, ends=(1, 2, 3, 4))


def _left_out(left: Sequence[CostRow], found: CostsShown) -> tuple[Cell, ...]:
    billed = sum((one.billed for one in left), Decimal(0))
    effective = sum((one.effective for one in left), Decimal(0))
    return (
        _("%(n)s others") % {"n": number(len(left))},
        Number(billed, spent(billed, currency=found.currency)),
        Number(effective, spent(effective, currency=found.currency)),
        percent(float(billed / found.billed) if found.billed > 0 else None),
        told(sum(one.lines for one in left)),
        _("in the files above"),
    )


def _why_billed(found: CostsShown) -> Why:
    lost = found.lines_without_rate
    return Why(
        question=_("How does this total come about?"),
        answer=spent(found.billed, currency=found.currency),
        rule=_("sum of BilledCost of the lines that allocation rules give to this use × rate of the month's end"),
        rule_kind="formula",
        citation="FOCUS 1.0 – 1.2",
        rows=tuple(WhyRow(one.title or "–", spent(one.billed, currency=found.currency)) for one in found.rows[:8]),
        total_rows=len(found.rows),
        rows_href=reverse("costs_rules"),
        as_of=found.last,
        certainty=_("Counted from the bills to the last decimal."),
        missing=(_("%(n)s lines have no exchange rate") % {"n": number(lost)},) if lost else (),
    )


def _fine(each: object, currency: str) -> str:
    return money(each, currency=currency, places=2 if each >= 1 else 4)  # type: ignore[arg-type,operator]
