"""Why is a plan worth what it is worth, and what would change it?"""

from django.utils.translation import gettext as _

from opencaio.papers.blocks import Why, WhyRow
from opencaio.papers.numbers import number, percent
from opencaio.record.planning.pages import Solved
from opencaio.record.planning.words import amount

METHOD = "docs/guide/planning.md; Swanson's rule; Rockafellar and Uryasev (2000)"
MOST_ROWS = 8


def of_plan(plan: Solved) -> Why:
    """The derivation of the plan's value: formula, largest parts, limits, what is missing, how to replay it."""
    funded = sorted((row for row in plan.rows if row.is_funded), key=lambda row: -row.value)
    parts = tuple(
        WhyRow(f"{row.code} {row.name}", amount(row.value, plan.currency), f"/initiative/{row.code}")
        for row in funded[:MOST_ROWS]
    )
    return Why(
        question=_("%s of net present value") % amount(plan.value, plan.currency),
        answer=_answer(plan),
        rule=_formula(plan),
        rule_kind="formula",
        citation=METHOD,
        rows=parts,
        total_rows=len(funded),
        missing=tuple(one.words for one in plan.missing[:MOST_ROWS]),
        would_change=tuple(plan.binding[:MOST_ROWS]),
        replay=_replay(plan),
    )


def _answer(plan: Solved) -> str:
    checked = _("It was checked again, without the solver, in exact decimals.")
    if plan.outcome == "optimal":
        return _("The best plan within the limits: the search proved that none is worth more.") + " " + checked
    words = _(
        "The best plan found. No plan within the limits can be worth more than %(b)s; the gap of %(g)s is what a "
        "longer search could still win."
    )
    gap = "–" if plan.gap is None else percent(plan.gap, places=2)
    return words % {"b": amount(plan.bound, plan.currency), "g": gap} + " " + checked


def _formula(plan: Solved) -> str:
    value = number(plan.value or 0, places=3)
    bound = number(plan.bound, places=3) if plan.bound is not None else "?"
    return (
        f"value {value}, bound {bound} thousand {plan.currency}\n"
        "value of a start = benefit × quarters left ÷ quarters at the earliest × discount − cost × discount\n"
        "benefit = 0.3 × P10 + 0.4 × P50 + 0.3 × P90 + cost\n"
        f"discount: {plan.rate}"
    )


def _replay(plan: Solved) -> str:
    words = _("Replay: problem %(h)s, seed %(s)d, work %(w)s, %(v)s, %(e)s; it took %(t)s s.")
    return words % {
        "h": plan.problem_hash[:12],
        "s": plan.seed,
        "w": plan.work or "–",
        "v": plan.solver,
        "e": plan.version,
        "t": number(plan.seconds, places=1),
    }
