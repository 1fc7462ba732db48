"""How is a metric's figure written, and why is it what it is?"""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.numbers import day, month, number
from opencaio.record.queries.metrics import MeasuredMetric, Point

METHOD = "Deng, Knoblich and Lu, “Applying the Delta Method in Metric Analytics”, KDD 2018"
LARGE, SMALL = Decimal(1000), Decimal("0.01")
#: Columns whose plain words differ from their names.
DIMENSIONS = {
    "use_case": gettext_lazy("use of AI"),
    "with_ai": gettext_lazy("whether AI was used"),
    "unit_key": gettext_lazy("unit"),
    "age_band": gettext_lazy("age"),
    "selected": gettext_lazy("whether selected"),
    "truth": gettext_lazy("what turned out"),
    "reviewed": gettext_lazy("whether reviewed"),
    "overturned": gettext_lazy("whether overturned"),
}


def figure(value: Decimal | float | None) -> str:
    """A figure with as many decimals as one reads: none from a thousand on."""
    if value is None:
        return "–"
    told = Decimal(str(value))
    whole = told == told.to_integral_value()
    places = 0 if whole or abs(told) >= LARGE else 5 if abs(told) < SMALL else 2
    return number(told, lang=get_language() or "en", places=places)


def with_unit(value: Decimal | float | None, *, unit: str, currency: str = "") -> str:
    """The figure with its unit; of money the currency stands in the unit's place."""
    if value is None:
        return "–"
    shown = unit.replace("money", currency, 1) if currency and unit.startswith("money") else unit
    return f"{figure(value)} {shown}"


def range_of(one: Point) -> str:
    """The 95 % interval, or nothing."""
    if one.low is None or one.high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": figure(one.low), "high": figure(one.high)}


def period(one: Point, grain: str) -> str:
    """The period of a point, by its first day."""
    if one.period is None:
        return ""
    if grain == "month":
        return month(one.period)
    return f"{one.period.year} Q{(one.period.month + 2) // 3}" if grain == "quarter" else day(one.period)


def why(found: MeasuredMetric, one: Point | None) -> Why:
    """Why a metric is what it is: formula, what was counted, in which files, by which engine."""
    metric = found.metric
    rows = [WhyRow(_("Reads"), ", ".join(metric.facts))]
    if one is not None:
        rows += [WhyRow(_("Rows counted"), figure(one.n)), WhyRow(_("Numerator"), figure(one.numerator))]
        rows += [WhyRow(_("Denominator"), figure(one.denominator))] if one.denominator is not None else []
        rows += [WhyRow(_("95 % interval"), _("%(range)s, over %(n)s %(units)s") % {
            "range": range_of(one), "n": figure(one.units), "units": found.unit_counted,
        })] if one.units else []  # fmt: skip
    rows += [
        WhyRow(_("Files read"), _("%(n)s with %(rows)s rows, digest %(digest)s") % {
            "n": figure(found.files), "rows": figure(found.rows_in_files), "digest": found.digest,
        }),
        WhyRow(_("Engine"), found.engine),
        *([WhyRow(_("Source"), metric.source)] if metric.source else []),
    ]  # fmt: skip
    value = with_unit(one.value, unit=metric.unit, currency=one.currency) if one else "–"
    certainty = _("Read from fixed bins: within %.1f %%.") % (found.error * 100) if found.error else ""
    return Why(
        question=_("%(name)s: why %(value)s?") % {"name": metric.name, "value": value},
        answer=metric.about or _("As declared: %s.") % metric.formula,
        rule=metric.formula,
        rule_kind="formula",
        citation=METHOD if one and one.units else "",
        rows=tuple(rows),
        rows_href=reverse("metric", args=[metric.code]),
        as_of=found.last or found.as_of,
        certainty=certainty or (_("Exact sums.") if one and not one.units else ""),
        missing=tuple(filter(None, [one.missing if one else _("Facts in the lake")])),
        would_change=(_("Facts that come in late, or are withdrawn."),),
        replay=_("Replay: caio measure %(code)s --from %(first)s --to %(last)s") % {
            "code": metric.code, "first": found.first or "…", "last": found.last or "…",
        },
    )  # fmt: skip


def until(found: MeasuredMetric) -> str:
    """The days that a measurement spans, in words."""
    if found.first and found.last:
        return _("%(first)s to %(last)s") % {"first": day(found.first), "last": day(found.last)}
    return _("all days")


def dimension(name: str) -> str:
    """A column by which figures are divided, in words."""
    return str(DIMENSIONS.get(name, name.replace("_", " ")))
