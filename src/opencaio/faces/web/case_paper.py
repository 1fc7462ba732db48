"""How does a business case read as a paper for those who decide?"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from opencaio.faces.web import case_pictures
from opencaio.faces.web.case_reasons import headline
from opencaio.faces.web.case_words import HOW, KINDS, STATUSES, assumed, gap, unit
from opencaio.papers.blocks import (
    Block,
    Column,
    Figure,
    Heading,
    Headline,
    Listing,
    Number,
    Paper,
    Paragraph,
    Row,
    Sentence,
    Table,
)
from opencaio.papers.numbers import day, money, money_short, number, percent
from opencaio.record.models import Organisation
from opencaio.record.queries.cases import CaseLinePage, CasePage


def paper_of(page: CasePage) -> Paper:
    """The case with its figures, pictures, lines, assumptions and gaps."""
    told = page.stored if page.status == "approved" and page.stored else page.now
    now = timezone.localtime()
    organisation = Organisation.objects.values_list("name", flat=True).first() or ""
    return Paper(
        title=_("Business case: %s") % page.initiative_name,
        subtitle=f"{page.initiative} · {page.department} · {STATUSES[page.status][1]}",
        organisation=organisation,
        prepared_on=now,
        record_at=now,
        law_on=now.date(),
        layout="document",
        blocks=(*_worth(page, told), *_words(page), *_lines(page), *_rest(page)),
    )


def _worth(page: CasePage, told: dict[str, Any] | None) -> list[Block]:
    if not told:
        return [Paragraph.of(page.fault or _("Nothing is known of its value: no line has an amount yet."))]
    currency = told["report_currency"]
    value = Figure("value", told["p50"], money_short(told["p50"], currency=currency), unit=currency,
                   why=headline(page, told))  # fmt: skip
    low, high = (money_short(told[name], currency=currency) for name in ("p10", "p90"))
    sentence = Sentence.of(
        _("It is worth "), value, _(", four chances in five from %(a)s to %(b)s; the chance of a loss is %(p)s.") % {
            "a": low, "b": high, "p": percent(told["loss"]),
        },
    )  # fmt: skip
    tornado = case_pictures.tornado(told)
    return [
        Headline((sentence,)),
        _figures(told),
        case_pictures.cash(told),
        case_pictures.spread(told),
        *([tornado] if tornado else []),
    ]


def _figures(told: dict[str, Any]) -> Table:
    rates, currency = told["rates"], told["currency"]
    years = _("%s years")
    irr = rates["irr_words"] if rates["irr"] is None else percent(rates["irr"], places=1)
    rows: list[Row] = [
        (_("Expected value"), money(told["expected"], currency=told["report_currency"])),
        (_("As planned, every input at its middle"), money(told["npv"], currency=currency)),
        (_("Internal rate of return"), irr),
        (_("Modified internal rate of return"), "–" if rates["mirr"] is None else percent(rates["mirr"], places=1)),
        (_("Discounted payback"), "–" if rates["discounted_payback"] is None
         else years % number(rates["discounted_payback"], places=1)),
        (_("Profitability index"), "–" if rates["index"] is None else number(rates["index"], places=2)),
        (_("Most cash out at the end of a year"), money(told["peak_cash"], currency=currency)),
        (_("Mean of the worst tenth (CVaR10)"), money(told["cvar10"], currency=told["report_currency"])),
        (_("A quarter's delay costs"), money(told["delay"][0] - told["delay"][1], currency=currency)),
    ]  # fmt: skip
    if told["gates"]:
        rows.append(
            (_("Worth of the right to stop after the pilot"), money(told["gates"]["option"], currency=currency))
        )
    return Table((Column(_("Figure")), Column(_("Value"), align="end")), tuple(rows), _("What it comes to"))


def _words(page: CasePage) -> list[Block]:
    people = _("Owner: %(owner)s. Handed in by %(by)s. Approved by %(yes)s.") % {
        "owner": page.owner or "–", "by": page.submitted_by or "–", "yes": page.approved_by or "–",
    }  # fmt: skip
    return [
        Heading(2, _("If nothing is done")),
        Paragraph.of(page.baseline or _("Not said.")),
        Paragraph.of(people),
        *([Paragraph.of(page.answer)] if page.answer else []),
    ]


def _lines(page: CasePage) -> list[Block]:
    found: list[Block] = [Heading(2, _("Benefits, kind by kind"))]
    benefits = [one for one in page.lines if one.side == "benefit"]
    costs = [one for one in page.lines if one.side == "cost"]
    found.append(_table(benefits, page, _("Benefits a year; strategic ones are told, never added")))
    return [*found, Heading(2, _("Costs")), _table(costs, page, _("Costs a year"))]


def _table(lines: list[CaseLinePage], page: CasePage, caption: str) -> Table:
    columns = (Column(_("What")), Column(_("Kind")), Column("P10", align="end"), Column("P50", align="end"),
               Column("P90", align="end"), Column(_("Unit")), Column(_("Owner, measure")))  # fmt: skip
    rows: list[Row] = [
        (one.title, f"{KINDS[one.kind]}{': ' + str(HOW[one.kind]) if one.kind in HOW else ''}",
         *(None if value is None else Number(value, number(value)) for value in (one.p10, one.p50, one.p90)),
         unit(one.kind, page.currency), "; ".join(text for text in (one.owner, one.measure) if text) or "–")
        for one in lines
    ]  # fmt: skip
    return Table(columns, tuple(rows), caption, empty=_("None entered."))


def _rest(page: CasePage) -> list[Block]:
    used = page.assumptions
    approved = _("approved by %(who)s on %(day)s") % {
        "who": used.approved_by or "–", "day": day(used.approved_on) if used.approved_on else "–",
    }  # fmt: skip
    rows: list[Row] = list(assumed(used.values))
    found: list[Block] = [
        Heading(2, _("Assumptions")),
        Paragraph.of(f"{used.code} {used.name}: {approved}"),
        Table((Column(_("Assumption")), Column(_("Value"), align="end")), tuple(rows), _("Figures of every case")),
        Heading(2, _("What is missing")),
    ]
    gaps = [gap(one.code, one.about) for one in page.missing]
    return [*found, Listing.of(*gaps) if gaps else Paragraph.of(_("Nothing that bears on it."))]
