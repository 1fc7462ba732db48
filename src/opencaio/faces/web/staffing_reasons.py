"""Why are people missing, why does the mix cost that, and how long does it take to fill a place?"""

from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opencaio.faces.web.staffing_words import WAYS, amount, people, quarter
from opencaio.papers.blocks import Why, WhyRow
from opencaio.record.queries.capacity import CapacityOverview
from opencaio.record.queries.openings import OpeningList
from opencaio.record.queries.resources import ResourceList

MOST_ROWS = 8
MIX = (
    "least people missing first, then least cost over hires (whole, they stay to the end), people trained (whole,\n"
    "missing where they come from) and contractors (parts of people, quarter by quarter)"
)


def gap(found: CapacityOverview) -> Why:
    """Why so many people are missing."""
    short = [one for one in found.skills if one.short]
    total = sum((one.short for one in short), start=Decimal(0))
    told = _("%(n)s people × quarters; worst in %(q)s")
    rows = [
        WhyRow(
            one.name,
            told % {"n": people(one.short), "q": quarter(one.worst)},
            href=reverse("skill", args=[one.code]),
        )
        for one in short[:MOST_ROWS]
    ]
    source = (
        _("the approved plan %s") % found.plan
        if found.plan
        else _("initiatives that run or are approved: no plan is approved")
    )
    return Why(
        question=_("Why are %s people × quarters missing?") % people(total),
        answer=_("Demand comes from %s; capacity from what was set by skill and quarter.") % source,
        rule="gap = max(0, demand - capacity - coming)",
        rule_kind="formula",
        rows=tuple(rows),
        as_of=found.as_of,
        missing=tuple(found.missing),
        would_change=(_("A place that is opened, work that starts later, or another capacity."),),
        replay="caio capacity",
    )


def mix(found: CapacityOverview) -> Why:
    """Why the mix costs what it costs."""
    rows = [
        WhyRow(
            f"{one.skill_name}: {str(WAYS[one.way]).lower()}",
            _("%(n)s from %(a)s to %(b)s, %(cost)s")
            % {
                "n": people(one.people), "a": quarter(one.start), "b": quarter(one.until),
                "cost": amount(one.cost, found.currency),
            },
        )
        for one in found.steps[:MOST_ROWS]
    ]  # fmt: skip
    proven = _("No cheaper mix leaves as few people missing.")
    return Why(
        question=_("Why does closing the gaps cost %s?") % amount(found.cost, found.currency),
        answer=proven if found.is_proven else _("The search was cut short: a cheaper mix may exist."),
        rule=MIX,
        rule_kind="formula",
        citation=_("mixed-integer programme solved by HiGHS; amounts worked out again in exact decimals"),
        rows=tuple(rows),
        total_rows=len(found.steps),
        as_of=found.as_of,
        missing=tuple(found.missing),
        would_change=(_("Other costs, leads or limits of a skill; they stand on its page."),),
        replay=_("Replay: caio capacity --json; %s") % found.engine_version,
    )


def filling(found: OpeningList) -> Why:
    """How long it took to fill a place."""
    return Why(
        question=_("How long does it take to fill a place?"),
        answer=_("The median of %d filled places.") % found.filled,
        rule="median(filled on - search began on)",
        rule_kind="formula",
        as_of=timezone.localdate(),
        missing=()
        if found.days_to_fill is not None
        else (_("A place that was filled, with the day its search began."),),
        would_change=(_("Each further place that is filled."),),
    )


def month(found: ResourceList) -> Why:
    """What the tools cost in a month."""
    rows = [
        WhyRow(one.name, amount(one.month, one.currency), href=reverse("resource", args=[one.code]))
        for one in sorted(found.rows, key=lambda one: -(one.month or 0))
        if one.month is not None
    ]
    missing = [_("The cost of %d of them.") % found.without_cost] if found.without_cost else []
    return Why(
        question=_("Why do our tools cost this much a month?"),
        answer=_(
            "Each costs what a unit costs, times all that we have of it, used or not. What has ended is left out."
        ),
        rule="month = sum(cost a unit and month × capacity)",
        rule_kind="formula",
        rows=tuple(rows[:MOST_ROWS]),
        total_rows=len(rows),
        as_of=timezone.localdate(),
        missing=tuple(missing),
        would_change=(_("Fewer seats, another price, an end."),),
    )
