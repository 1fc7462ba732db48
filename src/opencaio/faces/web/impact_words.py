"""How are methods, states, effects and amounts of impact written, and why is a figure what it is?"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.faces.web.metric_words import figure
from opencaio.faces.web.templatetags.face import days_in_words
from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.numbers import day, measured, money_short, percent
from opencaio.record.queries.benefits import BenefitOverview, CalibrationShown, EntryRow
from opencaio.record.queries.promised_benefits import PromisedRow
from opencaio.record.queries.studies import EstimateShown, StudyLine

KINDS = {
    "cashable": _lazy("Cashable"),
    "productivity": _lazy("Productivity"),
    "revenue": _lazy("Revenue"),
    "risk_avoided": _lazy("Risk avoided"),
    "strategic": _lazy("Strategic"),
}
STUDY_STATES = {
    "planned": ("off", _lazy("Planned")),
    "running": ("off", _lazy("Running")),
    "done": ("ok", _lazy("Done")),
    "stopped": ("bad", _lazy("Stopped")),
}
ENTRY_STATES = {
    "planned": ("off", _lazy("Planned")),
    "measured": ("off", _lazy("Measured, finance to agree")),
    "agreed": ("ok", _lazy("Agreed by finance")),
    "disputed": ("warn", _lazy("Disputed")),
}
AMOUNTS = ("planned", "measured", "agreed")
GROUPS = {"kind": _lazy("Kind"), "department": _lazy("Department"), "use": _lazy("Use"), "year": _lazy("Year")}


def short(amount: Decimal | None, currency: str) -> str:
    """An amount as short as it is read; a dash where nobody knows it."""
    return "–" if amount is None else money_short(amount, currency=currency, lang=get_language() or "en")


def spanned(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """The two ends of an interval of money."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": short(low, currency), "high": short(high, currency)}


def share(part: Decimal | float | None) -> str:
    """A share of a plan."""
    return "–" if part is None else percent(part, lang=get_language() or "en")


def effect(one: EstimateShown) -> str:
    """An effect with its unit and interval."""
    if one.effect is None:
        return "–"
    told = f"{measured(one.effect, signed=True)} {one.unit}".strip()
    if one.low is None or one.high is None:
        return _("%(effect)s, without an interval") % {"effect": told}
    ends = {
        "effect": told,
        "level": percent(one.level or 0),
        "low": measured(one.low, signed=True),
        "high": measured(one.high, signed=True),
    }
    return _("%(effect)s (%(level)s: %(low)s to %(high)s)") % ends


def why_total(found: BenefitOverview, rows: list[EntryRow]) -> Why:
    """Why the measured value is what it is."""
    measured = [one for one in rows if one.measured is not None]
    return Why(
        question=_("Why %s measured?") % short(found.measured, found.currency),
        answer=_("The sum of what was measured of each benefit, for the time that its entry names."),
        rule=_("measured = sum over entries; interval = 1.96 × root of the sum of squared errors"),
        rule_kind="formula",
        rows=tuple(
            WhyRow(
                f"{one.code} {one.title}",
                f"{short(one.measured, one.currency)} ({spanned(one.low, one.high, one.currency)})",
                reverse("study", args=[one.study]) if one.study else "",
            )
            for one in measured[:12]
        ),
        total_rows=len(measured),
        rows_href=reverse("benefits"),
        certainty=_("95 %%: %s, if the errors of the studies have nothing to do with each other.")
        % (spanned(found.low, found.high, found.currency) or "–"),
        missing=(
            *((_("%d measured entries that finance has not agreed to") % found.waiting,) if found.waiting else ()),
            *((_("%d entries that finance disputes") % found.disputed,) if found.disputed else ()),
        ),
        would_change=(_("A study that is computed anew, or an entry that finance corrects."),),
    )


def why_calibration(found: CalibrationShown) -> Why:
    """Why plans are multiplied by this."""
    return Why(
        question=_("Why does a plan count for %s?") % share(found.factor),
        answer=found.words,
        rule=_("factor = w × average share + (1 - w) × 1, where w grows with the number and the precision of cases"),
        rule_kind="formula",
        citation="DerSimonian and Laird, Controlled Clinical Trials 7, 1986",
        rows=(
            WhyRow(_("Measured entries"), str(found.cases)),
            WhyRow(_("Average share of the plan"), share(found.raw)),
            WhyRow(_("95 % interval of the factor"), f"{share(found.low)} – {share(found.high)}"),
            WhyRow(_("Range of the next plan"), f"{share(found.coming_low)} – {share(found.coming_high)}"),
        ),
        rows_href=reverse("benefits"),
        missing=tuple(_("%s has no interval and is left out") % one for one in found.left_out[:5]),
        would_change=(_("More measured benefits; only plans that were made before the measurement count."),),
    )


def why_estimate(page: StudyLine, one: EstimateShown) -> Why:
    """Why an estimate is what it is: method, counts, data, engine."""
    counts = ", ".join(f"{name} {figure(count)}" for name, count in one.counts.items())
    return Why(
        question=_("Why %s?") % effect(one),
        answer=days_in_words(one.can),
        rule=one.formula or _("Method: %s") % one.method_title,
        rule_kind="formula" if one.formula else "rule",
        citation=one.source,
        rows=(
            WhyRow(_("Series"), page.metric, reverse("metric", args=[page.metric]) if page.metric else ""),
            WhyRow(_("What it rests on"), counts),
            *(WhyRow(_("Source of a number"), told) for told in one.sources),
        ),
        as_of=one.on,
        certainty=_("Checks not passed: %s") % ", ".join(c.name for c in one.checks if c.passed is False)
        if any(c.passed is False for c in one.checks)
        else _("No check failed."),
        missing=(one.cannot,) if one.cannot else (),
        would_change=tuple(one.notes[:3]),
        replay=_("Data %(hash)s, engine %(engine)s, by %(by)s") % {
            "hash": one.inputs_hash[:16], "engine": one.engine, "by": one.by or "–",
        },
    )  # fmt: skip


def kept(row: PromisedRow, currency: str) -> dict[str, Any]:
    """A promise of a case beside the ledger, written for the table of the case."""
    names = ("in_case", "planned", "measured", "agreed")
    return {
        "row": row,
        "time": _time(row.first_day, row.last_day),
        "range": spanned(row.low, row.high, currency),
        "differs": _difference(row, currency),
        **{name: short(getattr(row, name), currency) for name in names},
    }


def _time(first: date, last: date) -> str:
    if (first.month, first.day, last.month, last.day, first.year) == (1, 1, 12, 31, last.year):
        return str(first.year)
    lang = get_language() or "en"
    return f"{day(first, lang=lang)} – {day(last, lang=lang)}"


def _difference(row: PromisedRow, currency: str) -> str:
    """In words, where the approved case says other than the ledger."""
    if row.planned is None:
        return _("not taken over")
    if row.in_case is None:
        return _("no longer in the case")
    gap = row.planned - row.in_case
    return _("%s beside the case") % f"{'+' if gap > 0 else ''}{short(gap, currency)}" if gap else ""


def entry(one: EntryRow) -> dict[str, Any]:
    """A line of the ledger of benefits in words."""
    money = {name: short(getattr(one, name), one.currency) for name in AMOUNTS}
    return {
        "row": one,
        **money,
        "range": spanned(one.low, one.high, one.currency),
        "share": share(one.share),
        "kind": KINDS.get(one.kind, one.kind),
        "state": ENTRY_STATES[one.status],
    }


def cells(row: EntryRow) -> list[str]:
    """An entry of the ledger as a line of an export: amounts without signs or separators."""
    amounts: list[Any] = [row.planned, row.measured, row.low, row.high, row.agreed]
    return [
        row.code, row.title, row.use_case, row.department, str(KINDS.get(row.kind, row.kind)), row.study,
        row.first_day.isoformat(), row.last_day.isoformat(), row.currency,
        *("" if one is None else str(one) for one in amounts),
        str(ENTRY_STATES[row.status][1]), row.measured_by, row.agreed_by,
        row.agreed_on.isoformat() if row.agreed_on else "", row.note, row.owner, row.initiative, row.measure,
        row.method,
    ]  # fmt: skip
