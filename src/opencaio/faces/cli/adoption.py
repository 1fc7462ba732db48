"""Who uses AI, how much, who comes back, and which licences lie idle?"""

from typing import Annotated, Any

import typer

from opencaio.faces.cli import desk, paper
from opencaio.faces.cli.columns import Column, columns, share

LATER = (1, 4, 12)
"""Weeks after the first."""


def join(app: typer.Typer) -> None:
    """Add `adoption`."""
    app.command()(adoption)


def adoption(
    department: Annotated[str, typer.Option(metavar="CODE", help="One department.")] = "",
    weeks: Annotated[int, typer.Option(help="The last weeks, 2 to 104.")] = 13,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Who uses AI: active people by week, department and use, who comes back, which licences lie idle."""
    desk.opened()
    from opencaio.record.queries import ask

    given = {"department": department, "weeks": weeks}
    found: dict[str, Any] = ask("adoption.show", given, desk.actor()).model_dump(mode="json")
    if json:
        return paper.as_json(found)
    if found["note"]:
        typer.echo(found["note"])
    paper.table(found["weeks"], columns=columns(week="week from", people="people"))
    mean, each = Column("mean", _one_place), Column("requests each", _one_place)
    paper.table(
        found["departments"], columns=columns(department="department", people="people", uses="uses", requests_each=each)
    )
    paper.table(
        found["uses"], columns=columns(use_case="use", name="name", people="people", mean=mean, requests_each=each)
    )
    paper.table([_came_back(one) for one in found["cohorts"]])
    return paper.table(found["seats"], columns=columns(code="licence", name="name", seats="seats", active="active",
                                                       idle="idle", words="what it says"))  # fmt: skip


def _one_place(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _came_back(cohort: dict[str, Any]) -> dict[str, Any]:
    """A week's newcomers, and the part of them that was active 1, 4 and 12 weeks later."""
    back, people = cohort["back"], cohort["people"]
    parts = {
        f"after {n} weeks" if n > 1 else "after 1 week": share(back[n] / people)
        if n < len(back) and back[n] is not None and people
        else ""
        for n in LATER
    }
    return {"first seen": cohort["cohort"], "people": people, **parts}
