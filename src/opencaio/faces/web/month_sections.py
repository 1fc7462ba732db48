"""How are months of bills laid out with those to come, departments against their budgets, and what was not used?"""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from opencaio.faces.web.measured import Section, linked, percent, table, told
from opencaio.papers.blocks import Cell, Number, Picture, Table, Why, WhyRow
from opencaio.papers.drawings import Bar, Bars
from opencaio.papers.numbers import day, month, number, spent
from opencaio.record.queries.cost_forecast import ForecastShown, MonthAhead
from opencaio.record.queries.costs import CostsShown
from opencaio.record.queries.showback import ShowbackRow, ShowbackShown
from opencaio.record.queries.unused_commitments import UnusedList

NAMED = 12


def over_time(months: CostsShown, forecast: ForecastShown) -> Section:
    """Billed months and, after them, those to come with their ranges."""
    rows = sorted((one for one in months.rows if one.key), key=lambda one: one.key)
    bars = [Bar(month_named(one.key), float(one.billed), spent(one.billed, currency=months.currency)) for one in rows]
    coming = [one for one in forecast.coming if months.last is None or one.month > months.last]
    bars += [_to_come(one, forecast.currency) for one in coming]
    title = _("Billed by month, and what is to come") if coming else _("Billed by month")
    cells: list[tuple[Cell, ...]] = [
        (month_named(one.key), _("billed"), _amount(one.billed, months.currency), "–", "–", "–") for one in rows
    ]
    cells += [
        (month(one.month), _("expected"), *(_amount(each, forecast.currency) for each in
         (one.expected, one.low, one.high)), told(one.trials))
        for one in coming
    ]  # fmt: skip
    heads = (_("Month"), _("What"), _("Amount"), _("Low"), _("High"), _("Tried on"))
    ranged = _("expected, four times in five") if any(one.low is not None for one in coming) else ""
    drawing = Bars(tuple(bars), unit=months.currency, value_name=_("billed"), interval_name=ranged)
    picture = Picture(title=title, drawing=drawing, alt=title, table=table(title, heads, cells, ends=(2, 3, 4, 5)))
    lines = (*_sentence(forecast), *((forecast.note,) if forecast.note else ()))
    return Section(_("Over time"), pictures=(picture,), lines=lines, why=_why_forecast(forecast))


def of_departments(found: ShowbackShown) -> Section:
    """What each department's AI cost and will cost this year, beside its budget."""
    rows: list[tuple[Cell, ...]] = [
        (
            linked(one.name, f"{reverse('budget_department', args=[one.code])}?year={found.year}")
            if one.code
            else _("nobody's"),
            told(one.uses) if one.uses else "–",
            _amount(one.billed, found.currency),
            _amount(one.year_end, found.currency),
            _range(one, found.currency),
            _amount(one.budget, found.currency),
            percent(None if one.share is None else float(one.share)),
        )
        for one in found.rows
    ]
    heads = (_("Department"), _("Uses"), _("Billed"), _("Year's end"), _("Four times in five"), _("Budget"), _("Part"))
    title = _("Bills of %(year)s by department, and the budget that they come out of") % {"year": found.year}
    note = _("The budget is for all that a department spends on AI; bills are a part of it.")
    return Section(
        _("Departments and their budgets"),
        note=note,
        pictures=(_departments_drawn(found, table(title, heads, rows, ends=(1, 2, 3, 4, 5, 6))),),
        why=_why_departments(found),
    )


def of_unused(found: UnusedList) -> Section:
    """What was bound beforehand and lay idle; where no bill tells it, that."""
    title = _("Commitments that were not used")
    if not found.told:
        return Section(title, lines=(_("Not known: no bill says of a line whether a commitment was used."),))
    rows: list[tuple[Cell, ...]] = [
        (
            one.provider,
            one.service,
            linked(f"{one.use} {one.name}", reverse("use_case", args=[one.use])) if one.use else _("nobody's"),
            _amount(one.used, found.currency),
            _amount(one.unused, found.currency),
            percent(None if one.share is None else float(one.share)),
        )
        for one in found.rows
    ]
    heads = (_("Provider"), _("Service"), _("Use"), _("Used"), _("Not used"), _("Part"))
    listed = (table(_("Paid beforehand and not used, effective cost"), heads, rows, ends=(3, 4, 5)),) if rows else ()
    return Section(title, tables=listed, lines=() if rows else (_("All of it was used."),), why=_why_unused(found))


def month_named(key: str) -> str:
    """The month of a group of bills, in words."""
    return month(date.fromisoformat(f"{key[:7]}-01"))


def _departments_drawn(found: ShowbackShown, listed: Table) -> Picture:
    bars = []
    for one in found.rows[:NAMED]:
        value = one.billed if one.year_end is None else one.year_end
        low, high = (None if edge is None else float(one.billed + edge) for edge in (one.low, one.high))
        shown = spent(value, currency=found.currency)
        words = shown if one.share is None else f"{shown} · {number(float(one.share) * 100)} %"
        bars.append(Bar(one.name or _("nobody's"), float(value), words, low, high))
    title = _("Where bills end the year %(year)s, and their part of the budget") % {"year": found.year}
    drawing = Bars(tuple(bars), unit=found.currency, value_name=_("expected"), interval_name=_("four times in five"))
    note = _("Bills until %(day)s") % {"day": day(found.known_until)} if found.known_until else ""
    if len(found.rows) > NAMED:
        note = _("%(note)s; %(n)s more in the table") % {"note": note, "n": len(found.rows) - NAMED}
    return Picture(title=title, drawing=drawing, alt=title, note=note, table=listed)


def _to_come(one: MonthAhead, currency: str) -> Bar:
    low, high = (None if edge is None else float(edge) for edge in (one.low, one.high))
    words = _("%(month)s, to come") % {"month": month(one.month)}
    return Bar(words, float(one.expected), spent(one.expected, currency=currency), low, high, emphasis="reason")


def _sentence(forecast: ForecastShown) -> tuple[str, ...]:
    if forecast.expected is None or forecast.until is None:
        return ()
    said = {"until": day(forecast.until), "amount": spent(forecast.expected, currency=forecast.currency)}
    if forecast.low is None:
        return (_("Until %(until)s another %(amount)s is to come.") % said,)
    said |= {name: spent(getattr(forecast, name), currency=forecast.currency) for name in ("low", "high")}
    return (
        _("Until %(until)s another %(amount)s is to come, four times in five between %(low)s and %(high)s.") % said,
    )


def _why_forecast(found: ForecastShown) -> Why:
    rows = [
        WhyRow(_("Known until"), day(found.known_until) if found.known_until else "–"),
        WhyRow(_("Billed so far this year"), spent(found.so_far, currency=found.currency)),
        WhyRow(_("Earlier forecasts that it was tried on"), number(found.trials)),
    ]
    rows += [
        WhyRow(month(one.month), f"{spent(one.expected, currency=found.currency)} ± "
               f"{spent(one.high - one.expected, currency=found.currency)}")
        for one in found.coming if one.high is not None
    ]  # fmt: skip
    return Why(
        question=_("How is what is to come worked out?"),
        answer=spent(found.expected, currency=found.currency) if found.expected is not None else found.note,
        rule=_("mean day of the last four weeks × what each weekday usually is of its week, added up"),
        rule_kind="formula",
        citation=_("Rolling origin: Hyndman and Athanasopoulos, 2021, section 5.10"),
        rows=tuple(rows),
        as_of=found.known_until,
        certainty=_("The same forecast made from every earlier week missed by no more than this, four times in five."),
        missing=(found.note,) if found.note else (),
        would_change=(_("a new use, a new price or a contract that the last four weeks do not show"),),
    )


def _why_departments(found: ShowbackShown) -> Why:
    nobody = next((one for one in found.rows if not one.code), None)
    bare = [one.name for one in found.rows if one.code and not one.budget]
    missing = [_("no budget is set for %(names)s") % {"names": ", ".join(bare)}] if bare else []
    if nobody:
        missing.append(_("%(amount)s is nobody's yet") % {"amount": spent(nobody.billed, currency=found.currency)})
    return Why(
        question=_("How does a department's part come about?"),
        answer=_("%(n)s departments in %(year)s") % {"n": sum(1 for one in found.rows if one.code), "year": found.year},
        rule=_("(billed in the year to the uses of the department + what is to come) ÷ its budget of the year"),
        rule_kind="formula",
        rows=tuple(WhyRow(one.name, spent(one.billed, currency=found.currency)) for one in found.rows[:8] if one.code),
        total_rows=len(found.rows),
        as_of=found.known_until,
        certainty=_("Billed is counted; the range is that of each department's own earlier forecasts."),
        missing=tuple(missing),
    )


def _why_unused(found: UnusedList) -> Why:
    return Why(
        question=_("What counts as not used?"),
        answer=spent(found.unused, currency=found.currency),
        rule=_("sum of EffectiveCost of lines whose CommitmentDiscountStatus is Unused"),
        rule_kind="formula",
        citation="FOCUS 1.0 – 1.2",
        rows=(
            WhyRow(_("Used"), spent(found.used, currency=found.currency)),
            WhyRow(_("Not used"), spent(found.unused, currency=found.currency)),
        ),
        certainty=_("Counted from the bills; lines of which they say nothing are in neither."),
    )


def _range(one: ShowbackRow, currency: str) -> Cell:
    if one.low is None or one.high is None:
        return "–"
    low, high = (spent(one.billed + edge, currency=currency) for edge in (one.low, one.high))
    return f"{low} – {high}"


def _amount(amount: object, currency: str) -> Cell:
    return "–" if amount is None else Number(amount, spent(amount, currency=currency))  # type: ignore[arg-type]
