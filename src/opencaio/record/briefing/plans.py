"""Which plan counts, which waits for a decision, and what should have begun under the plan that was approved?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from opencaio.papers.blocks import Block, DocketItem, Heading, Link, Paragraph
from opencaio.papers.numbers import day, money_short, number
from opencaio.record.briefing.standing import Standing
from opencaio.record.models import Initiative, Plan
from opencaio.record.planning.quarters import first_day

NAMED = 3
PATIENCE = timedelta(days=14)
"""How long after the first day of its quarter a planned start may still be to come."""
METHOD = "The approved plan is what delivery is held against"


def plan_items(standing: Standing) -> Iterator[DocketItem]:
    """Proposals that wait, and work of the approved plan that has not begun in its quarter."""
    if standing.is_past:
        return
    if _is_whole(standing):
        for row in _plans("proposed"):
            yield _waits(standing, row)
    yield from _not_begun(standing)


def plan_state(standing: Standing) -> Iterator[Block]:
    """What the plan that counts funds and is worth, for a brief over everything."""
    if standing.is_past or not _is_whole(standing):
        return
    row = next(iter([*_plans("approved"), *_plans("proposed")]), None)
    if row is None or row.value is None:
        return
    yield Heading(3, "The plan")
    link = Link(f"{row.code} {row.name}", f"{standing.site}/plan/{row.code}")
    yield Paragraph.of(link, f" ({_since(row)}): {_worth(row)}")


def _is_whole(standing: Standing) -> bool:
    return standing.scope is None and standing.department is None


def _plans(status: str) -> list[Plan]:
    rows = Plan.objects.filter(status=status, retired_at=None).select_related("by")
    return list(rows.defer("problem", "explanations").order_by("-pk"))


def _since(row: Plan) -> str:
    return f"approved on {day(row.approved_on)}" if row.approved_on else "waits for a decision"


def _worth(row: Plan) -> str:
    """Funded, worth, at most: amounts of a plan are in thousands."""
    of = len(row.options.get("sources", {}).get("initiatives", {}))
    funded, value = len(row.answer.get("starts") or {}), row.value or Decimal(0)
    said = f"{number(funded)} of {number(of)} initiatives, worth {_money(value, row)} of net present value"
    if row.bound is None or row.outcome == "optimal":
        return f"{said}; no plan within its limits is worth more."
    return f"{said}, and no plan within its limits can be worth more than {_money(row.bound, row)}."


def _money(thousands: Decimal, row: Plan) -> str:
    return money_short(thousands * 1000, currency=row.currency)


def _waits(standing: Standing, row: Plan) -> DocketItem:
    return DocketItem(
        on=None,
        days_left=None,
        title=f"Decide on {row.name}",
        text=f"{row.code}: {_worth(row)} {row.reason}".strip(),
        citation="A plan counts from its approval on",
        owner=row.by.name if row.by else "",
        verb="Open the plan",
        href=f"{standing.site}/plan/{row.code}",
    )


def _not_begun(standing: Standing) -> Iterator[DocketItem]:
    plan = next(iter(Plan.objects.filter(status="approved", retired_at=None).order_by("-pk")[:1]), None)
    if plan is None:
        return
    due = _due(plan, standing.today)
    rows = Initiative.objects.filter(code__in=due, retired_at=None, status__in=("proposed", "approved", "on_hold"))
    if standing.scope is not None:
        rows = rows.filter(department__in=standing.scope)
    found = sorted(rows.select_related("lead"), key=lambda one: (due[one.code], one.code))
    if not found:
        return
    first = due[found[0].code]
    many = len(found) > 1
    title = f"{number(len(found))} initiatives of the plan have not begun" if many else f"Begin {found[0].name}"
    more = f" and {number(len(found) - NAMED)} more" if len(found) > NAMED else ""
    named = "; ".join(f"{one.code} {one.name}" for one in found[:NAMED]) + more
    yield DocketItem(
        on=first,
        days_left=(first - standing.today).days,
        title=title,
        text=f"Under {plan.code} they should be under way: {named}." if many else f"{plan.code} starts it then.",
        citation=METHOD,
        owner=found[0].lead.name if not many and found[0].lead else "",
        verb="Open the plan" if many else "Open the initiative",
        href=f"{standing.site}/plan/{plan.code}" if many else f"{standing.site}/initiative/{found[0].code}",
    )


def _due(plan: Plan, today: date) -> dict[str, date]:
    """The first day of each start that is over by more than the patience."""
    periods = plan.problem["periods"]
    starts = {code: first_day(periods[start]) for code, start in (plan.answer.get("starts") or {}).items()}
    return {code: on for code, on in starts.items() if on + PATIENCE < today}
