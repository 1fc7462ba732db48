"""Which initiatives should be funded, and when: planned from a file, or from the record?"""

from typing import Annotated

import typer

from opencaio.faces.cli.faults import wrong_usage


def join(app: typer.Typer) -> None:
    """Add `plan`."""
    app.command()(plan)


def plan(
    problem: Annotated[
        str, typer.Option(metavar="FILE", help="A planning problem as JSON; - reads stdin. Needs no workspace.")
    ] = "",
    seconds: Annotated[float | None, typer.Option(help="Seconds to plan in all (20 where nothing is said).")] = None,
    seed: Annotated[int, typer.Option(help="The seed of the search.")] = 1,
    work: Annotated[
        int | None, typer.Option(help="Units of work instead of seconds: equal work and seed give an equal plan.")
    ] = None,
    stay_close: Annotated[
        bool, typer.Option("--stay-close", help="Within 0.5 % of the best value, stay close to the previous plan.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The answer as one JSON object.")] = False,
) -> None:
    """Choose and time initiatives: the best plan found, checked, with a bound on what any plan could be worth."""
    if problem:
        from opencaio.faces.cli import planning

        return planning.plan_file(problem, seconds=seconds, work=work, seed=seed, stay_close=stay_close, json=json)
    raise wrong_usage("Name a planning problem: caio plan --problem FILE.")
