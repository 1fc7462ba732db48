"""Who can do what, where people are missing, whom do we look for, and what do roles ask for?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, columns, number, words

if TYPE_CHECKING:
    from opencaio.record.queries.capacity import CapacityOverview
    from opencaio.record.queries.openings import OpeningList
    from opencaio.record.queries.roles import RoleComparison, RolePage
    from opencaio.record.queries.skills import SkillMatrix, SkillPage

Department = Annotated[str, typer.Option(metavar="CODE", help="One department and below.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
PLACES = columns(
    code="code",
    title="place",
    department="department",
    way="way",
    people=Column("people", number),
    stage=Column("stage", words),
    needed_by="needed by",
    expected="expected in",
    is_late="too late",
    owner="owner",
)
ROLES = columns(
    code="code",
    name="role",
    origin="origin",
    skills="skills asked for",
    hours="learning (hours a year)",
    openings="places to fill",
)
PEOPLE = columns(
    name="person",
    department="department",
    level="level (1-5)",
    wanted="wanted level",
    judged_on="judged on",
    judged_by="judged by",
)
COMPARED = columns(
    skill="skill", wanted="wanted level", level="level (1-5)", gap="gap", hours="learning (hours)", lessons="lessons"
)


def join(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("skills")(skills)
    app.command("capacity")(capacity)
    app.command("hiring")(hiring)
    app.command("roles")(roles)


def skills(
    code: Annotated[str, typer.Argument(help="One skill, such as ml_engineering; without it, who can do what.")] = "",
    department: Department = "",
    json: Json = False,
) -> None:
    """People and their levels by skill: 1 knows of it, 2 with help, 3 alone, 4 teaches it, 5 sets the standard."""
    desk.opened()
    from opencaio.record.queries import ask

    if code:
        return _one_skill(ask("skills.show", {"code": code}, desk.actor()), json=json)
    found: SkillMatrix = ask("skills.matrix", {"department": department, "size": 1000}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    names = [one.code for one in found.skills]
    rows: list[dict[str, Any]] = []
    for row in found.rows:
        levels = {name: cell.level if cell else None for name, cell in zip(names, row.levels, strict=True)}
        rows.append({"name": row.name, "department": row.department, **levels})
    paper.table(rows, columns=("name", "department", *names))
    typer.echo(f"{found.total} people; of {found.unsaid} more nobody has said anything.")
    return None


def capacity(
    start: Annotated[str, typer.Option(metavar="QUARTER", help="The first quarter, as in 2027Q1 (the next one).")] = "",
    quarters: Annotated[int, typer.Option(help="How many quarters, 1 to 20.")] = 8,
    skill: Annotated[str, typer.Option(metavar="CODE", help="One skill.")] = "",
    json: Json = False,
) -> None:
    """People asked for against people there, by skill and quarter, and the cheapest way to have enough."""
    desk.opened()
    from opencaio.record.queries import ask

    given = {"start": start, "quarters": quarters, "skill": skill}
    found: CapacityOverview = ask("capacity.overview", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    source = f"the approved plan {found.plan}" if found.plan else "initiatives that run or are approved"
    typer.echo(f"Demand of {source}; in each cell: asked for / there or on their way, and who is missing.")
    rows = [{"skill": one.code, **{cell.quarter: _cell(cell) for cell in one.cells}} for one in found.skills]
    paper.table(rows, columns=("skill", *found.quarters))
    for step in found.steps:
        until = f" to {step.until}" if step.until != step.start else ""
        begin = "now" if step.begin_now else f"by {step.begin_by}"
        typer.echo(f"  {step.way} {_plain(step.people)} {step.skill} from {step.start}{until}: "
                   f"{number(step.cost)} {found.currency}, begin {begin} ({step.reason})")  # fmt: skip
    for left in found.left:
        late = f", too late for {', '.join(left.too_late)}" if left.too_late else ""
        typer.echo(f"  {_plain(left.people)} people of {left.skill} stay missing{late}")
    if found.steps:
        proven = "" if found.is_proven else " (a cheaper mix may exist)"
        typer.echo(f"Together {number(found.cost)} {found.currency}{proven}.")
    for one in found.missing:
        typer.echo(f"Missing: {one}")
    return None


def hiring(
    stage: Annotated[
        str, typer.Option(help="going, planned, approved, open, talking, offered, filled or all.")
    ] = "going",
    department: Department = "",
    late: Annotated[bool, typer.Option("--late", help="Only those that cannot be filled in time.")] = False,
    json: Json = False,
) -> None:
    """Places to fill: how far each search is, and which come too late."""
    desk.opened()
    from opencaio.record.queries import ask

    given = {"stage": stage, "department": department, "late": late, "size": 1000}
    found: OpeningList = ask("openings.list", given, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    paper.table([one.model_dump(mode="json") for one in found.rows], columns=PLACES)
    filled = "not known" if found.days_to_fill is None else f"{found.days_to_fill} days"
    typer.echo(f"{found.total} places, {found.late} too late; {number(found.cost)} {found.currency} a quarter; "
               f"time to fill: {filled}.")  # fmt: skip
    return None


def roles(
    code: Annotated[str, typer.Argument(help="One role, such as chief-ai-officer; without it, all of them.")] = "",
    person: Annotated[int | None, typer.Option(help="Compare this person (number) with the role.")] = None,
    json: Json = False,
) -> None:
    """Roles of an AI office: what each asks for, what it is paid, what there is to learn; a person against one."""
    desk.opened()
    from opencaio.record.queries import ask

    if code and person is not None:
        return _compared(ask("roles.compare", {"code": code, "person": person}, desk.actor()), json=json)
    if code:
        return _one_role(ask("roles.show", {"code": code}, desk.actor()), json=json)
    found = ask("roles.list", {}, desk.actor())
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    rows = [one.model_dump(mode="json") for one in found.rows]
    return paper.table(rows, columns=ROLES)


def _one_skill(page: "SkillPage", *, json: bool) -> None:
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.code}  {page.name}: {page.about}")
    rows = [one.model_dump(mode="json") for one in page.people]
    return paper.table(rows, columns=PEOPLE)


def _one_role(page: "RolePage", *, json: bool) -> None:
    if json:
        return paper.as_json(page.model_dump(mode="json"))
    typer.echo(f"{page.code}  {page.name}: {page.purpose}")
    for one in page.wanted:
        typer.echo(f"  {one.level}  {one.name}")
    for band in page.pay:
        high = f"to {band.high:,}" if band.high is not None else "and more"
        typer.echo(
            f"  {band.country} {band.size}: {band.low:,} {high} {band.currency} a year ({band.year}, {band.source})"
        )
    if page.wage:
        typer.echo(f"  {page.wage.country} {page.wage.title}: median {page.wage.median:,} {page.wage.currency} "
                   f"({page.wage.source})")  # fmt: skip
    for lesson in page.learning:
        typer.echo(f"  learn each {lesson.rhythm}, {lesson.hours} h: {lesson.topic}")
    for day in page.law_ahead:
        typer.echo(f"  {day.on}  {day.regime}: {day.words} ({day.citation})")
    return None


def _compared(found: "RoleComparison", *, json: bool) -> None:
    if json:
        return paper.as_json(found.model_dump(mode="json"))
    typer.echo(f"{found.name} against {found.role}: {found.met} of {found.known} judged skills are there.")
    rows = [one.model_dump(mode="json") for one in found.rows]
    return paper.table(rows, columns=COMPARED)


def _cell(cell: Any) -> str:
    there = "?" if cell.capacity is None else _plain(cell.capacity + cell.coming)
    missing = f" -{_plain(cell.gap)}" if cell.gap else ""
    return f"{_plain(cell.demand)}/{there}{missing}"


def _plain(value: Any) -> str:
    return f"{value.normalize():f}"
