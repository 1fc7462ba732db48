"""Who decides, at which gates, with which risks and duties ahead, and on which assumptions does all this rest?"""

from datetime import timedelta

from opencaio.packs.gates import load_gates
from opencaio.papers.blocks import Block, Column, Figure, Link, Number, Paragraph, Row, Table, Why, WhyRow
from opencaio.papers.numbers import day, in_unit, money_short, number
from opencaio.record.models import RoleGrant
from opencaio.record.permissions import Role
from opencaio.record.queries.assumptions import AssumptionPage
from opencaio.record.queries.assumptions import Figure as AssumedFigure
from opencaio.record.queries.risk_figures import Exceedance
from opencaio.record.strategy.sections import Gap, Gathered, Section

AHEAD = timedelta(days=365)
MOST_DUTIES, MOST_RISKS = 12, 8
ROLES = {Role.OFFICER: "Officer: decides and answers for the whole", Role.REVIEWER: "Reviewer: signs answers and gates",
         Role.AUDITOR: "Auditor: reads everything, changes nothing"}  # fmt: skip


def governance(given: Gathered) -> Section:
    """Roles over everything, gates, risks with what is carried, and duties with a date ahead."""
    parts = (_roles(given), _gates(), _risks(given), _duties(given))
    blocks = tuple(block for found, _gaps in parts for block in found)
    missing = tuple(gap for _found, gaps in parts for gap in gaps)
    return Section("governance", blocks, note=f"roles, risks and duties on {day(given.today)}", missing=missing)


def assumptions(given: Gathered) -> Section:
    """The figures that every amount above rests on, with who approved them."""
    found: AssumptionPage = given.ask("assumptions.in_force")
    rows = tuple(_said(one) for one in found.figures if one.said or found.is_default)
    columns = (Column("Figure"), Column("Value", align="end"), Column("Unit"), Column("What it is"))
    line = found.line
    if line is None:
        note, gaps = "the house's defaults", given.gaps(["No set of assumptions is approved"], "/assumptions")
    else:
        approved = f", approved by {line.approved_by} on {day(line.approved_on)}" if line.approved_on else ""
        note = f"set {line.code}{approved}"
        late = [f"{line.code} was to be looked at again by {day(line.review_due_on)}"] if (
            line.review_overdue and line.review_due_on) else []  # fmt: skip
        gaps = given.gaps(late, f"/assumptions/set/{line.code}")
    table = Table(columns, rows, f"Assumptions in force on {day(found.on)}")
    return Section("assumptions", (table,), note=note, missing=gaps)


def _roles(given: Gathered) -> tuple[list[Block], tuple[Gap, ...]]:
    grants = RoleGrant.objects.filter(department=None, role__in=list(ROLES), person__retired_at=None)
    held: dict[str, list[str]] = {}
    for role, name in grants.filter(retired_at=None).order_by("person__name").values_list("role", "person__name"):
        held.setdefault(role, []).append(name)
    rows = tuple((words, ", ".join(held[role])) for role, words in ROLES.items() if role in held)
    gaps = [f"Nobody holds the role {role}" for role in (Role.OFFICER, Role.REVIEWER) if role not in held]
    table = Table((Column("Role over everything"), Column("Who")), rows, "Roles over the whole organisation")
    return [table], given.gaps(gaps, "/people")


def _gates() -> tuple[list[Block], tuple[Gap, ...]]:
    gates = load_gates()
    counted = [(stage, sum(one.by == stage for one in gates.demands)) for stage in gates.stages]
    rows = tuple((f"Before {stage}", Number(count, number(count))) for stage, count in counted if count)
    days = gates.longest_override_days
    note = f"A use that may never pass is stopped; an override by the officer ends after {days} days at the latest."
    columns = (Column("Gate"), Column("Kinds of demand", align="end"))
    return [Table(columns, rows, "What the gates ask of a use before it moves on", note=note)], ()


def _risks(given: Gathered) -> tuple[list[Block], tuple[Gap, ...]]:
    found = given.ask("risks.list", size=MOST_RISKS)
    if not found.rows:
        return [], given.gaps(["No risk is on record"], "/risks/add")
    loss: Exceedance = given.ask("risks.exceedance")
    rows = tuple(
        (Link(one.title, f"{given.site}/risks/{one.code}"), one.level_name or "not assessed",
         given.money(one.expected), one.owner or "nobody", "; ".join(one.beyond) or "within")
        for one in found.rows
    )  # fmt: skip
    columns = (Column("Risk"), Column("Level"), Column("Expected a year", align="end"), Column("Owner"),
               Column("Against what we carry"))  # fmt: skip
    caption = f"The {number(len(rows))} highest of {number(found.total)} risks, with the controls in place"
    gaps = [f"Risks without an estimate in money: {number(loss.not_estimated)}"] if loss.not_estimated else []
    gaps += ["How much risk we carry is not said"] if loss.appetite is None else []
    return [*_loss(given, loss), Table(columns, rows, caption)], given.gaps(gaps, "/risks")


def _loss(given: Gathered, found: Exceedance) -> list[Block]:
    now = next((one for one in found.states if one.state == "current"), None)
    if now is None or not found.estimated:
        return []
    mean, bad = (money_short(one, currency=found.currency) for one in (now.expected, now.p95))
    why = Why(
        question="What may our risks cost in a year?",
        answer=f"{number(found.years)} simulated years of {number(found.estimated)} risks, taken as independent.",
        rule="sum over risks of frequency × magnitude, with the controls in place",
        rule_kind="formula",
        rows=tuple(WhyRow(one.title, money_short(one.expected, currency=found.currency)) for one in found.parts[:8]),
        rows_href=f"{given.site}/risks",
        as_of=found.as_of,
        missing=(f"Risks without an estimate: {number(found.not_estimated)}",) if found.not_estimated else (),
        replay="caio risk measure --json",
    )
    figure = Figure("loss", now.expected, mean, as_of=found.as_of, why=why)
    carried = f"; we carry {money_short(found.appetite, currency=found.currency)}" if found.appetite else ""
    said = f", one year in twenty {bad} or more{carried}."
    return [Paragraph.of("An average year of risks costs ", figure, said)]


def _duties(given: Gathered) -> tuple[list[Block], tuple[Gap, ...]]:
    until = given.today + AHEAD
    found = given.ask("duties.list", status="open", due_from=given.today, due_by=until, sort="due", size=MOST_DUTIES)
    late = given.ask("duties.list", status="overdue", size=1).total
    rows = tuple(
        (day(one.when) if one.when else "–", one.title, one.citation,
         Link(one.use_case_name, f"{given.site}/use/{one.use_case}"), one.owner or "nobody")
        for one in found.rows
    )  # fmt: skip
    columns = (Column("Due"), Column("Duty"), Column("Source"), Column("Use"), Column("Owner"))
    shown = f"the first {number(len(rows))} of {number(found.total)}" if found.total > len(rows) else number(len(rows))
    table = Table(columns, rows, f"Duties with a date until {day(until)}: {shown}", empty="No duty has a date ahead.")
    gaps = [f"Duties that are overdue: {number(late)}"] if late else []
    return [table], given.gaps(gaps, "/duties?status=overdue")


def _said(one: AssumedFigure) -> Row:
    """One figure with its unit as people write them."""
    written, after = in_unit(one.value, one.unit)
    return one.title, Number(one.value, written), after, one.words if one.said else f"{one.words} (default)"
