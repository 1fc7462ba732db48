"""Why is a business case worth what it is: formula, inputs, interval, what is missing, how to compute it again?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opencaio.faces.web.case_words import KINDS, gap
from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.numbers import day, money, percent
from opencaio.record.queries.case_lists import CaseList
from opencaio.record.queries.cases import CasePage, Correction

FORMULA = (
    "flow = (benefit - operating cost) x (1 - tax) + tax x depreciation - capital expenditure\n"
    "NPV = sum of flow / (1 + rate)^(year + where in the year it falls), in each draw"
)
METHOD = (
    "Incremental against the baseline, after tax; metalog through P10, P50, P90 (Keelin 2016); Gaussian copula on the "
    "factors; Pareto tail above the P90 of building it, cut by the stop rule"
)
QUANTILES = (
    gettext_lazy("P10, in 95 of 100 such runs"),
    gettext_lazy("P50, in 95 of 100 such runs"),
    gettext_lazy("P90, in 95 of 100 such runs"),
)
SHRINK = "shrunk = w x estimate + (1 - w) x mean of its class;  w = tau² / (tau² + sigma²)"
CURSE = "Smith and Winkler, The Optimizer's Curse, Management Science 52 (2006)"


def headline(page: CasePage, told: dict[str, Any]) -> Why:
    """Why this value, with this interval."""
    currency = told["report_currency"]
    used = told["assumptions"]
    return Why(
        question=_("%(code)s: why %(value)s?") % {
            "code": page.initiative, "value": money(told["p50"], currency=currency),
        },
        answer=_answer(told, currency),
        rule=FORMULA,
        rule_kind="formula",
        citation=METHOD,
        rows=(*_kinds(told), *_figures(told)),
        as_of=date.fromisoformat(told["on"]),
        certainty=_certainty(used),
        missing=tuple(gap(one.code, one.about) for one in page.missing),
        would_change=tuple(told["warnings"]),
        replay=_replay(page, told),
    )  # fmt: skip


def kept(told: Correction) -> Why:
    """Why the case would come to this, were its benefits counted as far as measured ones kept their plans."""
    now, planned = (money(one["p50"], currency=told.currency) for one in (told.corrected, told.raw))
    return Why(
        question=_("Why %(now)s instead of %(planned)s?") % {"now": now, "planned": planned},
        answer=" ".join((told.words, _("Each kind is drawn towards all kinds, the more so the less of it is measured.")
        )),
        rule=_("benefit of a kind = as planned x part of its plans that the kind kept, drawn within its range"),
        rule_kind="formula",
        citation="DerSimonian and Laird, Controlled Clinical Trials 7, 1986",
        rows=tuple(
            WhyRow(
                str(KINDS[one.kind]),
                _("%(mid)s (%(low)s to %(high)s), %(n)d measured") % {
                    "mid": percent(one.p50), "low": percent(one.p10), "high": percent(one.p90), "n": one.benefits,
                },
                reverse("benefits") + f"?kind={one.kind}",
            )
            for one in told.kinds
        ),
        rows_href=reverse("benefits"),
        certainty=_("Applied: the assumptions in force say so.") if told.is_applied
        else _("Shown, not applied: the assumptions in force say “Correct plans by what was measured: 0”."),
        missing=tuple(_("%s is disputed or has no interval and is left out") % one for one in told.left_out[:5]),
        would_change=(_("More measured benefits; finance that sets the assumption to 0 or 1 (Assumptions)."),),
    )  # fmt: skip


def shrunk(found: CaseList) -> Why:
    """Why the selected set will probably come to less than its estimates."""
    currency = found.currency
    rows = [one for one in found.rows if one.is_chosen and one.expected is not None and one.shrunk is not None]
    rows.sort(key=lambda one: (one.shrunk or 0) - (one.expected or 0))
    return Why(
        question=_("Why %s less than the estimates?") % money(found.disappointment, currency=currency),
        answer=_(
            "Estimates have errors, and the best of them are chosen partly for their errors. Each is drawn towards the "
            "mean of its reference class, the more so the wider its own range is beside the differences in the class."
        ),
        rule=SHRINK,
        rule_kind="formula",
        citation=CURSE,
        rows=tuple(
            WhyRow(
                f"{one.initiative} {one.name}",
                _("%(raw)s becomes %(value)s (weight of the estimate %(w)s)") % {
                    "raw": money(one.expected or 0, currency=currency),
                    "value": money(one.shrunk or 0, currency=currency),
                    "w": percent(one.weight or 0),
                },
                reverse("case", args=[one.initiative]),
            )
            for one in rows[:12]
        ),
        total_rows=len(rows),
        as_of=found.on,
        missing=(_("Errors are read from each case's own P10 and P90; whoever is too sure is shrunk too little."),),
        would_change=(_("Narrower ranges that are kept, and actual results per class."),),
    )  # fmt: skip


def _answer(told: dict[str, Any], currency: str) -> str:
    return _(
        "Four draws in five lie from %(low)s to %(high)s; expected %(mean)s (standard error %(error)s). As planned, "
        "with every input at its middle, it is %(planned)s; the draws differ from it because costs have a fat tail, "
        "work may fail or be stopped, and benefits come late."
    ) % {
        "low": money(told["p10"], currency=currency),
        "high": money(told["p90"], currency=currency),
        "mean": money(told["expected"], currency=currency),
        "error": money(told["error"], currency=told["currency"]),
        "planned": money(told["npv"], currency=told["currency"]),
    }


def _kinds(told: dict[str, Any]) -> list[WhyRow]:
    currency = told["currency"]
    return [
        WhyRow(_("%s, present value before tax") % KINDS[kind], money(value, currency=currency))
        for kind, value in told["kinds"].items()
    ]


def _figures(told: dict[str, Any]) -> list[WhyRow]:
    rates, currency = told["rates"], told["currency"]
    irr = percent(rates["irr"], places=1) if rates["irr"] is not None else rates["irr_words"]
    rows = [
        WhyRow(_("Discount rate"), percent(rates["discount"], places=1)),
        WhyRow(_("Internal rate of return"), irr),
        WhyRow(_("Invested, present value"), money(told["invested"], currency=currency)),
        WhyRow(_("All that is asked for, over the years"), money(told["spend"], currency=currency)),
    ]
    between = zip(QUANTILES, told.get("between", ()), strict=False)
    rows += [WhyRow(str(name), _ends(ends, currency)) for name, ends in between]
    if told["exchange"]:
        on = day(date.fromisoformat(told["exchange"]["on"]))
        rows.append(WhyRow(_("Exchange rate"), f"{told['exchange']['rate']} ({on})"))
    return rows


def _ends(ends: Sequence[int], currency: str) -> str:
    low, high = (money(end, currency=currency) for end in ends)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _certainty(used: dict[str, Any]) -> str:
    if not used["approved_on"]:
        return str(_("Nobody approved the assumptions: the house's defaults stand in."))
    return _("Assumptions %(code)s, approved on %(day)s") % {
        "code": used["code"], "day": day(date.fromisoformat(used["approved_on"])),
    }  # fmt: skip


def _replay(page: CasePage, told: dict[str, Any]) -> str:
    return _(
        "Replay: caio case value %(code)s --seed %(seed)s --draws %(draws)s; inputs %(hash)s, %(engine)s, %(np)s"
    ) % {
        "code": page.initiative,
        "seed": told["seed"],
        "draws": told["draws"],
        "hash": told["digest"][:12],
        "engine": told["engine"],
        "np": f"numpy {told['numpy']}",
    }
