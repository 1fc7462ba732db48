"""Why is this risk of this level, and why does it cost so much?"""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opencaio.faces.web.risk_words import LOSSES, SHORT_SHAPES, left, loss, loss_in_full, rate
from opencaio.packs.risks import load_criteria
from opencaio.papers.blocks import Why, WhyRow
from opencaio.record.queries.risk_figures import Exceedance, LossFigures
from opencaio.record.queries.risk_pages import RiskPage

FORMULA = (
    "annual loss = sum of N losses X; N ~ Poisson(rate × frequency factors), rate ~ PERT(low, likely, high)\n"
    "expected = E[rate] × E[X] × product of the factors of the controls that count"
)
METHOD = "FAIR (Open Group O-RA, O-RT); Klugman, Panjer, Willmot, Loss Models, ch. 9"
MOST_ROWS = 8


def level(page: RiskPage) -> Why:
    """Why the level is what it is: the cell of the table."""
    held = load_criteria()
    likelihoods = {one.number: one for one in held.matrix.likelihoods}
    impacts = {one.number: one for one in held.matrix.impacts}
    now = (page.residual_likelihood or page.likelihood, page.residual_impact or page.impact)
    rows = []
    for words, likelihood, impact in (
        (_("without controls"), page.likelihood, page.impact),
        (_("now"), *now),
    ):
        if likelihood and impact:
            said = f"{likelihoods[likelihood].name}: {likelihoods[likelihood].words}"
            rows.append(WhyRow(_("Likelihood %s") % words, said))
            rows.append(WhyRow(_("Impact %s") % words, f"{impacts[impact].name}: {impacts[impact].words}"))
    answer = _("The table of levels gives %(level)s for likelihood %(l)s and impact %(i)s.") % {
        "level": page.level_name or "–", "l": now[0] or "–", "i": now[1] or "–",
    }  # fmt: skip
    return Why(
        question=_("%(code)s: why %(level)s?") % {"code": page.code, "level": page.level_name or _("not assessed")},
        answer=answer,
        rule=_("level = table[likelihood][impact]; a table, not a product: rare ruin is no yearly trifle"),
        citation=held.source,
        rows=tuple(rows),
        as_of=timezone.localdate(),
        missing=() if page.level else (_("Likelihood and impact"),),
        would_change=(_("Another likelihood or impact once a control works."),),
        replay=_("Replay: matrix version %(v)s; caio risk show %(code)s") % {"v": held.version, "code": page.code},
    )


def one_loss(page: RiskPage, found: LossFigures) -> Why:
    """Why one risk is expected to cost what it costs."""
    low, likely, high = (rate(one) for one in page.frequency)
    amounts = [loss_in_full(one, page.currency) for one in page.magnitude]
    rows = [
        WhyRow(_("Frequency, low, likely, high"), f"{low}; {likely}; {high}"),
        WhyRow(_("One event, low, likely, high"), "; ".join(amounts)),
        WhyRow(_("Drawn"), str(SHORT_SHAPES[page.shape])),
    ]
    for one in page.treatments:
        counts = found.state == "planned" or (found.state == "current" and one.in_place)
        if counts:
            name = one.name or _("A control of another department")
            effect = {"f": left(one.frequency_factor), "m": left(one.magnitude_factor)}
            rows.append(WhyRow(name, _("frequency %(f)s, loss %(m)s") % effect))
    return Why(
        question=_("%(code)s, %(state)s: why %(loss)s a year?") % {
            "code": page.code, "state": str(LOSSES[found.state]).lower(), "loss": loss(found.expected, page.currency),
        },
        answer=_check(found, page.currency, page.years or 0),
        rule=FORMULA,
        rule_kind="formula",
        citation=METHOD,
        rows=tuple(rows),
        as_of=timezone.localdate(),
        would_change=(_("Another estimate, or a control that is put in place."),),
        replay=_replay(f"caio risk measure {page.code}", page),
    )  # fmt: skip


def portfolio(found: Exceedance) -> Why:
    """Why all risks together are expected to cost what they cost."""
    current = next(one for one in found.states if one.state == "current")
    rows = tuple(
        WhyRow(f"{one.code} {one.title}", loss_in_full(one.expected, found.currency), reverse("risk", args=[one.code]))
        for one in sorted(found.parts, key=lambda part: -part.expected)[:MOST_ROWS]
    )
    unknown = _("%d risks have no estimate of frequency and loss and are in no figure.") % found.not_estimated
    return Why(
        question=_("All risks together: why %s a year?") % loss(current.expected, found.currency),
        answer=_check(current, found.currency, found.years),
        rule=FORMULA + "\n" + "all = sum over the risks; each is drawn on its own (independent)",
        rule_kind="formula",
        citation=METHOD,
        rows=rows,
        total_rows=found.estimated,
        as_of=found.as_of,
        missing=(unknown,) if found.not_estimated else (),
        would_change=(_("Bad years that come together: the dashed curve shows the worst case of that."),),
        replay=_replay("caio risk measure", found),
    )


def _check(found: LossFigures, currency: str, years: int) -> str:
    return _(
        "The expected loss is exact (%(exact)s). As a check, %(years)s simulated years give %(simulated)s ± %(error)s "
        "(standard error). Nine years in ten cost from %(low)s to %(high)s."
    ) % {
        "exact": loss_in_full(found.expected, currency),
        "years": f"{years:,}",
        "simulated": loss_in_full(found.simulated, currency),
        "error": loss_in_full(found.standard_error, currency),
        "low": loss_in_full(found.p5, currency),
        "high": loss_in_full(found.p95, currency),
    }


def _replay(command: str, found: RiskPage | Exceedance) -> str:
    return _("Replay: %(command)s --seed %(seed)s --years %(years)s; inputs %(hash)s, %(engine)s, numpy %(numpy)s") % {
        "command": command,
        "seed": found.seed,
        "years": found.years,
        "hash": found.input_hash[:12],
        "engine": found.engine_version,
        "numpy": found.numpy_version,
    }
