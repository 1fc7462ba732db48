"""Which objectives do the themes hold, and by which measures is seen that they are reached?"""

from opencaio.papers.blocks import Block, Column, Figure, Link, Noted, Paragraph, Table, Why, WhyRow
from opencaio.papers.numbers import day, number, percent
from opencaio.record.aims.lines import KeyResultLine, ObjectiveLine
from opencaio.record.queries.objective_coverage import CoverageFound
from opencaio.record.strategy.sections import Gathered, Section

NAMED = 4
STATES = {
    "met": "met", "on_track": "on track", "behind": "behind", "missed": "missed", "ahead": "not begun",
    "open": "no period", "unmeasured": "not measured", "undefined": "no target",
}  # fmt: skip


def themes(given: Gathered) -> Section:
    """Objectives that are proposed or active with how far each is, and what AI serves."""
    rows: list[ObjectiveLine] = given.ask("objectives.tree", status="live").rows
    if not rows:
        return Section("themes", (), missing=given.gaps(["No objective is on record"], "/objectives/add"))
    coverage: CoverageFound = given.ask("objectives.coverage", size=NAMED)
    gaps = [f"{one.code} has no key result: nothing says when it is reached" for one in rows if not one.parts]
    gaps += [f"{one.code} has no owner" for one in rows if not one.owner]
    idle = f"{number(coverage.idle_total)} of {number(coverage.works_total)} initiatives and uses serve no objective"
    missing = (
        *given.gaps(gaps, "/objectives"),
        *given.gaps([idle] if coverage.idle_total else [], "/objectives#coverage"),
    )
    blocks: list[Block] = [_objectives(given, rows)]
    if coverage.weighted is not None:
        blocks.append(Paragraph.of("AI serves ", _covered(given, coverage), " of the objectives, by weight."))
    return Section("themes", tuple(blocks), note=f"objectives on {day(given.today)}", missing=missing)


def measures(given: Gathered) -> Section:
    """Every key result of active objectives: from, to, measured, and how it stands."""
    rows: list[ObjectiveLine] = given.ask("objectives.tree", status="active").rows
    results = [one for row in rows for one in row.key_results]
    if not results:
        words = ["No key result is on record: nothing is measured"]
        return Section("measures", (), missing=given.gaps(words, "/objectives"))
    cells = tuple(
        (Noted(one.text, one.code), _amount(one, "baseline"), _amount(one, "target"), _amount(one, "value"),
         day(one.read_on) if one.read_on else "never", STATES.get(one.state, one.state))
        for one in results
    )  # fmt: skip
    columns = (Column("Key result"), *(Column(one, align="end") for one in ("From", "To", "Measured")), Column("On"),
               Column("Stands"))  # fmt: skip
    unmeasured = [f"{one.code} was never measured: {one.text}" for one in results if one.value is None]
    table = Table(columns, cells, f"Key results of the active objectives, each in its unit, {day(given.today)}")
    return Section(
        "measures", (table,), note="readings of the key results", missing=given.gaps(unmeasured, "/objectives")
    )


def _objectives(given: Gathered, rows: list[ObjectiveLine]) -> Table:
    cells = tuple(
        (Noted(Link(one.title, f"{given.site}/objective/{one.code}"),
               "; ".join((one.code, *(result.text for result in one.key_results)))),
         one.owner or "nobody", day(one.ends_on) if one.ends_on else "–",
         _far(given, one), STATES.get(one.state, one.state) if one.status == "active" else "proposed")
        for one in rows
    )  # fmt: skip
    columns = (Column("Objective and key results"), Column("Owner"), Column("Until"), Column("How far", align="end"),
               Column("Stands"))  # fmt: skip
    return Table(columns, cells, f"Objectives that are proposed or active, {day(given.today)}")


def _far(given: Gathered, one: ObjectiveLine) -> Figure | str:
    if one.progress is None:
        return "?"
    why = Why(
        question=f"How far is {one.code}?",
        answer=one.because,
        rule="weighted mean of (measured − from) ÷ (to − from)",
        rule_kind="formula",
        rows=tuple(WhyRow(result.text, result.because) for result in one.key_results),
        rows_href=f"{given.site}/objective/{one.code}",
        as_of=given.today,
        replay=f"caio objective show {one.code} --json",
    )
    return Figure(f"progress_{one.code}", one.progress, percent(one.progress), as_of=given.today, why=why)


def _covered(given: Gathered, found: CoverageFound) -> Figure:
    why = Why(
        question="Coverage by weight",
        answer="A decisive tie counts in full, a clear one two thirds, a weak one a third.",
        rule="mean over objectives of the greater of (strongest tie ÷ 3) and (mean of those below), by weight",
        rule_kind="formula",
        rows=tuple(WhyRow(f"{one.code} {one.title}", percent(one.coverage)) for one in found.objectives),
        rows_href=f"{given.site}/objectives#coverage",
        as_of=given.today,
        missing=tuple(f"Nothing serves {code}" for code in found.without_ai),
        replay="caio objectives --coverage --json",
    )
    return Figure("coverage", found.weighted, percent(found.weighted or 0), as_of=given.today, why=why)


def _amount(one: KeyResultLine, name: str) -> str:
    value = getattr(one, name)
    if value is None:
        return "?"
    places = 0 if abs(value) >= 100 or value == int(value) else 2
    return number(value, places=places) if one.unit in ("share", "") else f"{number(value, places=places)} {one.unit}"
