"""Why does the map of work say what it says?"""

from django.urls import reverse
from django.utils.translation import gettext as _

from opencaio.faces.web.opportunity_pictures import touched_share
from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.numbers import day, money, number, percent
from opencaio.record.queries.opportunities import OpportunityBasis, OpportunityLine, OpportunityMap

FORMULA = (
    "touched = people × pay × employer's cost × sum(weight × exposure of the tasks) / sum(weight of all tasks)\n"
    "weight: 2 core task, 1 other; exposure: alpha E1, beta E1 + E2/2, gamma E1 + E2\n"
    "low: smaller alpha of both raters, middle: mean beta, high: larger gamma, task by task; where people labelled "
    "nothing: low 0, middle half GPT-4's beta and half what people gave to tasks with that label of GPT-4's"
)
RANKING = (
    "rank by touched wage bill (middle) × (1 − disagreement/2, or 0.75 where people labelled nothing) "
    "× 1/(1 + uses of AI that lie there)"
)
CITATION = "Eloundou, Manning, Mishkin, Rock: GPTs are GPTs (2023), section 3"


def whole(found: OpportunityMap) -> Why:
    """Why the map as a whole says that much is touched."""
    shares = touched_share(found)
    low, middle, high = (percent(one) for one in shares) if shares else ("–", "–", "–")
    answer = _(
        "Of the working time of %(n)s people, %(low)s to %(high)s lies in tasks that are exposed to language models "
        "(%(middle)s in the middle)."
    ) % {"n": number(found.basis.people), "low": low, "high": high, "middle": middle}
    rows = (
        WhyRow(_("All wages on the map, a year"), money(found.bill, currency=found.currency)),
        WhyRow(_("Of the touched work, low"), money(found.bill_low, currency=found.currency)),
        WhyRow(_("Of the touched work, middle"), money(found.bill_middle, currency=found.currency)),
        WhyRow(_("Of the touched work, high"), money(found.bill_high, currency=found.currency)),
        *basis_rows(found.basis),
    )
    return Why(
        question=_("How much of the work could AI touch?"),
        answer=f"{answer} {found.basis.what_it_is}",
        rule=FORMULA,
        rule_kind="formula",
        citation=CITATION,
        rows=rows,
        as_of=found.basis.as_of,
        certainty=_("Judgement of the tasks in 2023, not measurement; people and GPT-4 agree on 66 % of tasks."),
        missing=missing(found.basis),
        would_change=(_("Confirmed matches; own pay; labels of newer models; measurement in a pilot."),),
        replay=replay(found.basis),
    )


def one(line: OpportunityLine, basis: OpportunityBasis, *, currency: str, ranked: int) -> Why:
    """Why an opportunity has its figure and its place."""
    rows = (
        *(WhyRow(f"× {reason.factor:.2f}", reason.words) for reason in line.reasons),
        WhyRow(_("Work in this cell, full-time people"), number(line.people, places=1)),
        WhyRow(_("Wages of it, a year"), money(line.bill, currency=currency)),
        WhyRow(_("Of the touched work: low, middle, high"), "; ".join(
            money(amount, currency=currency) for amount in (line.bill_low, line.bill_middle, line.bill_high)
        )),
        *basis_rows(basis),
    )  # fmt: skip
    return Why(
        question=_("%(group)s in %(department)s: why place %(n)d of %(all)d?") % {
            "group": line.group_name, "department": line.department_name, "n": line.place, "all": ranked,
        },
        answer="; ".join(reason.words for reason in line.reasons) + ". " + basis.what_it_is,
        rule=f"{FORMULA}\n{RANKING}",
        rule_kind="formula",
        citation=CITATION,
        rows=rows,
        as_of=basis.as_of,
        missing=missing(basis),
        would_change=(_("Another match of an occupation, own pay, a use of AI that is put on record here."),),
        replay=replay(basis),
    )  # fmt: skip


def basis_rows(basis: OpportunityBasis) -> tuple[WhyRow, ...]:
    """Whose pay counts, with which factor and rate."""
    return (
        WhyRow(_("People by own pay"), number(basis.pay_own), reverse("workforce")),
        WhyRow(_("People by benchmark (%s)") % basis.benchmark, number(basis.pay_benchmark)),
        WhyRow(_("People without any pay"), number(basis.pay_none)),
        WhyRow(_("Lines of fewer than five, own pay kept out"), number(basis.small_lines)),
        WhyRow(_("Employer's cost"), _("%(f)s times pay (%(s)s)") % {
            "f": f"{basis.loaded_factor:f}", "s": basis.loaded_source,
        }),
        *(WhyRow(_("Exchange rate"), rate) for rate in basis.rates),
        *(WhyRow(_("Source"), source) for source in basis.sources.values()),
    )  # fmt: skip


def missing(basis: OpportunityBasis) -> tuple[str, ...]:
    """What is not in the figures."""
    found = list(basis.missing)
    if basis.waiting_lines:
        found.append(
            _("%(n)s people in %(l)d lines whose occupation nobody has confirmed")
            % {"n": number(basis.waiting_people), "l": basis.waiting_lines}
        )
    if basis.without_tasks:
        found.append(_("%s people whose occupation has no tasks on record") % number(basis.without_tasks))
    return tuple(found)


def replay(basis: OpportunityBasis) -> str:
    """How to compute it again."""
    return _("Replay: engine %(e)s, pack of work %(p)s, workforce of %(y)s, %(d)s; caio discover --json") % {
        "e": basis.engine_version,
        "p": basis.pack_version,
        "y": ", ".join(map(str, basis.years)) or "–",
        "d": day(basis.as_of),
    }
